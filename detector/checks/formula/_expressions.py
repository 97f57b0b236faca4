"""Expressions in symbols outside LaTeX delimiters, found once a story for all the checks that sort them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detector.checks.formula._elements import is_formula as _is_compound
from detector.checks.formula._grow import grow_left, grow_right, is_mathematical, matching
from detector.checks.formula._lexer import Token, lex
from detector.checks.formula._shape import Shape, is_formula, shape

#: A character that a formula cannot do without; + < > * only beside something that may be an operand.
ANCHOR = re.compile(
    r"[=^×÷√∛∑∏∫∮∂∇≈≠≡≅≃≤≥≪≫∝∈⊂⊆∀∃∪∩⇒⟹⟺⇔²³¹⁰⁴-⁹ⁿˣⁱ₀-₉ₐₑₒₓₙ⋅∙*+<>\\]"
    r"(?:(?<![*+<>\\])|(?<=\\)(?=[a-zA-Z])|(?<=\*)(?= ?\d)|(?<=[\d)]\*)(?=[\w(])|(?<=[\d)] \*)(?= [\w(])"
    r"|(?<=[\w)²³][+<>])(?=[\w(\\])|(?<=[\w)²³] [+<>])(?= [\w(\\√-])|(?<=[<>]))"
)
_ANCHOR_KINDS = frozenset({"rel", "op", "sup", "cmd", "big"})
_RELATIONS = frozenset({"rel"})
_NO_ANCHORS = frozenset({"-", "–", "/", "|", "!"})
_CHUNK = 2000
_JOIN = re.compile(
    r"[ \t]*[,;:]?[ \t]*(?:(?:so|then|thus|hence|therefore|where|giving|gives|implies)\b[ \t,]*|⇒|→)?"
    r"(?:that|we get|we have)?[ \t]*"
)
_PATH = re.compile(r"[A-Za-z]:\\|\.\w{2,4}$|^[A-Za-z][\w.-]{2,}\\[\w.-]+")
_UNARY = frozenset("-−±√¬")


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula in symbols.

    Attributes:
        start: First code point.
        end: One past the last.
        notation: ``latex_bare``, ``unicode``, ``ascii``, ``arithmetic`` or ``words`` (a quasi-equation).
        shape: What it is made of.
    """

    start: int
    end: int
    notation: str
    shape: Shape


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of at most ``_CHUNK`` characters of one line that hold an anchor; not data without spaces."""
    done = 0
    while (anchor := ANCHOR.search(text, done)) is not None:
        at = anchor.start()
        start = max(done, at - _CHUNK // 2, text.rfind("\n", max(done, at - _CHUNK // 2), at) + 1)
        line_end = text.find("\n", at, start + _CHUNK)
        end = line_end if line_end >= 0 else min(len(text), start + _CHUNK)
        if end == start + _CHUNK:
            space = text.rfind(" ", at, end)
            if space < 0 and " " not in text[start:end]:
                done = end
                continue
            end = space if space > at else end
        yield start, end
        done = max(end, at + 1)


def expressions(text: str) -> tuple[Expression, ...]:
    """All expressions of ``text``, in order, none overlapping; neighbours of one derivation merged."""
    found: list[Expression] = []
    for start, end in _chunks(text):
        _read_chunk(text, lex(text, start, end), found)
    return tuple(found)


def _read_chunk(text: str, tokens: list[Token], found: list[Expression]) -> None:
    # Relations first, so that what stands in brackets beside one is not taken for the whole.
    related = _grown(tokens, 0, len(tokens), _RELATIONS)
    spans: list[tuple[int, int]] = []
    start = 0
    for left, right in [*related, (len(tokens), len(tokens))]:
        spans += _grown(tokens, start, left, _ANCHOR_KINDS)
        if left < right:
            spans.append((left, right))
        start = right + 1
    first_here = len(found)
    for left, right in spans:
        made = _expression(text, tokens[left : right + 1])
        if made is None:
            continue
        if len(found) > first_here and _joins(text, found[-1], made):
            before = found.pop()
            inner = [t for t in tokens if before.start <= t.start and t.end <= made.end]
            made = Expression(before.start, made.end, _dearer(before.notation, made.notation), shape(inner))
        found.append(made)


def _grown(tokens: list[Token], start: int, stop: int, kinds: frozenset[str]) -> list[tuple[int, int]]:
    """Formulas around anchors of these kinds in ``tokens[start:stop]``, as first and last token."""
    spans = []
    floor = i = start
    while i < stop:
        if tokens[i].kind not in kinds or tokens[i].text in _NO_ANCHORS:
            i += 1
            continue
        left, right = _grow(tokens, i, floor)
        i = max(i, right) + 1
        floor = i
        pair = _trim(tokens, left, min(right, stop - 1))
        if pair is not None and is_formula(shape(tokens[pair[0] : pair[1] + 1])):
            spans.append(pair)
    return spans


def _grow(tokens: list[Token], i: int, floor: int) -> tuple[int, int]:
    left, right = grow_left(tokens, i, floor), grow_right(tokens, i)
    while left - 1 >= floor and right + 1 < len(tokens) and tokens[left - 1].kind == "open":
        closing = matching(tokens, left - 1)
        if closing < 0 or closing < right or not is_mathematical(tokens, left, closing - 1):
            break
        outside = left - 2 >= floor and tokens[left - 2].kind in {
            "func",
            "var",
            "num",
            "sym",
            "cmd",
            "close",
            "op",
            "big",
            "under",
        }
        after = closing + 1
        while after < len(tokens) and tokens[after].kind == "space":
            after += 1
        goes_on = after < len(tokens) and tokens[after].kind in {"op", "rel", "sup", "under", "open"}
        if not (outside or goes_on):
            before = left - 2
            while before >= floor and tokens[before].kind == "space":
                before -= 1
            if before < floor or tokens[before].kind not in {"op", "rel", "big"}:
                break
        new_left = grow_left(tokens, left - 1, floor)
        new_right = grow_right(tokens, closing)
        left, right = new_left, new_right
    return left, right


def _trim(tokens: list[Token], left: int, right: int) -> tuple[int, int] | None:
    """Cut spaces, dangling operators and enclosing brackets off both ends."""
    while left <= right:
        head, tail = tokens[left], tokens[right]
        glued = left < right and tokens[left + 1].kind != "space"
        if head.kind in {"space", "rel", "under", "punct", "sup", "dots", "close"} or (
            head.kind == "op" and not ((head.text in _UNARY and glued) or _bars(tokens, left, right))
        ):
            left += 1
        elif (
            tail.kind in {"space", "rel", "under", "punct", "open", "dots"}
            or (tail.kind == "op" and not _bars(tokens, left, right))
            or (tail.kind == "cmd" and len(tail.text) == 2)
        ):
            right -= 1
        elif head.kind == "open" and matching(tokens, left) == right:
            left, right = left + 1, right - 1
        elif head.kind == "open" and matching(tokens, left) < 0:
            left += 1
        else:
            return left, right
    return None


def _bars(tokens: list[Token], left: int, right: int) -> bool:
    """At one end stands the bar of an absolute value (``|x - 2| < 3``): bars come in pairs."""
    ends = {tokens[left].text, tokens[right].text}
    return "|" in ends and sum(t.text == "|" for t in tokens[left : right + 1]) % 2 == 0


def _expression(text: str, tokens: list[Token]) -> Expression | None:
    start, end = tokens[0].start, tokens[-1].end
    made = shape(tokens)
    if _is_heart(tokens) or (not made.relations and not made.operators and _is_compound(text[start:end])):
        return None
    if made.commands and _is_path(text, tokens):
        return None
    if is_formula(made):
        if made.commands:
            notation = "latex_bare"
        elif not made.symbols and not made.words and not made.functions:
            notation = "arithmetic"
        else:
            notation = "unicode" if made.unicode else "ascii"
        return Expression(start, end, notation, made)
    return None


def _is_heart(tokens: list[Token]) -> bool:
    """``I <3 you``."""
    return len(tokens) == 4 and tokens[1].kind == "space" and [t.text for t in tokens[2:]] == ["<", "3"]


def _is_path(text: str, tokens: list[Token]) -> bool:
    """A Windows path or an escaped string, not LaTeX: judged by the run of non-spaces around it."""
    command = next(t for t in tokens if t.kind == "cmd")
    start, end = command.start, command.end
    while start > 0 and command.start - start < 100 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and end - command.end < 100 and not text[end].isspace():
        end += 1
    run = text[start:end]
    return "{" not in run and "^" not in run and "_" not in run and _PATH.search(run) is not None


def _joins(text: str, before: Expression, after: Expression) -> bool:
    gap = text[before.end : after.start]
    return len(gap) <= 24 and _JOIN.fullmatch(gap) is not None


def _dearer(one: str, other: str) -> str:
    order = ("arithmetic", "ascii", "unicode", "latex_bare")
    return max(one, other, key=order.index)
