"""What a regular expression cannot do without: strings one of which stands in every match, and how far in.

The strings are read off the expression's own parse, so that nothing is declared twice. Where the parser of
this Python says nothing (it is not a public interface), an expression simply has no cues.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

LONGEST_WORD = 60
"""Characters that an unbounded run of a class without white space is taken to match, at most."""
LONGEST_GAP = 8
"""White space that an unbounded run of it is taken to match, at most."""
_MOST = 64
_MOST_WORDS = 160
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Cues:
    """Strings in small letters, one of which is in each match.

    Attributes:
        words: The strings.
        reach: At most so many characters stand between the match's start and such a string's start; None
            where nothing bounds them.
        edge: Each match starts where a word does.
    """

    words: tuple[str, ...]
    reach: int | None
    edge: bool


def cues_of(pattern: str, flags: int) -> Cues | None:
    """The cues of an expression, or None where it has none of three letters."""
    try:
        parser = importlib.import_module("re._parser")
    except ImportError:  # Python 3.10
        parser = importlib.import_module("sre_parse")
    try:
        parsed = list(parser.parse(pattern, flags))
        found = _best(_sequence(parsed))
        edge = _at_word(parsed)
    except (AttributeError, TypeError, ValueError, KeyError):
        return None
    return None if found is None else Cues(*_shortest(*found), edge)


_Found = tuple[frozenset[str], int | None]


def _shortest(words: frozenset[str], reach: int | None) -> tuple[tuple[str, ...], int | None]:
    """The words without those that hold another one, and how far in the others then stand."""
    kept = [word for word in words if not any(other != word and other in word for other in words)]
    further = max(min(word.find(k) for k in kept if k in word) for word in words)
    return tuple(sorted(kept)), _plus(reach, further)


def _best(options: Sequence[_Found]) -> _Found | None:
    """The option with the longest words, then the fewest, then the nearest."""
    long = [option for option in options if min(len(word) for word in option[0]) >= _LEAST]
    return max(
        long,
        key=lambda o: (min(len(w) for w in o[0]), -len(o[0]), -(10_000 if o[1] is None else o[1])),
        default=None,
    )


def _sequence(items: Sequence[Any]) -> list[_Found]:
    """Every option that a sequence gives: runs of exact text, and what its parts need."""
    options: list[_Found] = []
    run: frozenset[str] = frozenset(("",))
    run_at: int | None = 0
    at: int | None = 0
    for item in items:
        exact = _exact(item)
        longer = None if exact is None else {a + b for a, b in product(run, exact)}
        if longer is not None and len(longer) <= _MOST:
            run = frozenset(longer)
        else:
            options.append((run, run_at))
            if exact is None:
                options += [(words, _plus(at, reach)) for words, reach in _needed(item)]
                run, run_at = frozenset(("",)), _plus(at, _width(item))
            else:
                run, run_at = exact, at
        at = _plus(at, _width(item))
    options.append((run, run_at))
    return options


def _needed(item: Any) -> list[_Found]:
    """What one part needs, from its own start."""
    op, value = str(item[0]), item[1]
    if op == "SUBPATTERN":
        return _sequence(value[3])
    if op in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and value[0] >= 1:
        return _sequence(value[2])
    if op == "BRANCH":
        each = [_best(_sequence(branch)) for branch in value[1]]
        words: frozenset[str] = frozenset()
        reach: int | None = 0
        for found in each:
            if found is None:
                return []
            words |= found[0]
            reach = None if reach is None or found[1] is None else max(reach, found[1])
        return [(words, reach)] if len(words) <= _MOST_WORDS else []
    return []


def _exact(item: Any) -> frozenset[str] | None:
    """All strings that a part matches, in small letters; None where there are many."""
    op, value = str(item[0]), item[1]
    if op == "LITERAL":
        return frozenset((chr(value).lower(),))
    if op in ("AT", "ASSERT", "ASSERT_NOT"):
        return frozenset(("",))
    if op == "IN" and len(value) <= 4 and all(str(kind) == "LITERAL" for kind, _ in value):
        return frozenset(chr(code).lower() for _, code in value)
    if op == "SUBPATTERN":
        return _exact_sequence(value[3])
    if op in ("MAX_REPEAT", "MIN_REPEAT") and int(value[1]) == 1:
        inner = _exact_sequence(value[2])
        return None if inner is None else inner if value[0] else inner | {""}
    if op == "BRANCH":
        each = [_exact_sequence(branch) for branch in value[1]]
        if any(words is None for words in each):
            return None
        words = frozenset().union(*(words for words in each if words is not None))
        return words if len(words) <= _MOST else None
    return None


def _exact_sequence(items: Sequence[Any]) -> frozenset[str] | None:
    found: frozenset[str] = frozenset(("",))
    for item in items:
        exact = _exact(item)
        if exact is None or len(found) * len(exact) > _MOST:
            return None
        found = frozenset(a + b for a, b in product(found, exact))
    return found


def _plus(one: int | None, two: int | None) -> int | None:
    return None if one is None or two is None else one + two


def _width(item: Any) -> int | None:
    """The most characters that a part matches, words and gaps being no longer than taken; None: unbounded."""
    op, value = str(item[0]), item[1]
    if op in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
        return 1
    if op in ("AT", "ASSERT", "ASSERT_NOT"):
        return 0
    if op == "SUBPATTERN":
        return _total(value[3])
    if op == "BRANCH":
        each = [_total(branch) for branch in value[1]]
        return None if None in each else max(width for width in each if width is not None)
    if op in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        inner = _total(value[2])
        bound = int(value[1]) if str(value[1]) != "MAXREPEAT" else _longest_run(list(value[2]))
        return None if inner is None or bound is None else inner * bound
    return None


def _total(items: Sequence[Any]) -> int | None:
    total: int | None = 0
    for item in items:
        total = _plus(total, _width(item))
    return total


def _longest_run(items: list[Any]) -> int | None:
    """How often an unbounded repeat of one character can go on in text without long words or gaps."""
    if len(items) != 1:
        return None
    op, value = str(items[0][0]), items[0][1]
    kinds = value if op == "IN" else [items[0]]
    if op not in ("IN", "LITERAL") or str(kinds[0][0]) == "NEGATE":
        return None
    spaces = [_is_space(str(kind), code) for kind, code in kinds]
    return LONGEST_GAP if all(spaces) else None if None in spaces or any(spaces) else LONGEST_WORD


def _is_space(kind: str, code: Any) -> bool | None:
    """Whether a member of a class is white space; None where it may be either."""
    if kind == "LITERAL":
        return chr(code).isspace()
    if kind == "RANGE":
        return None if any(chr(at).isspace() for at in range(code[0], min(code[1], 0x3100) + 1)) else False
    return {"CATEGORY_SPACE": True, "CATEGORY_WORD": False, "CATEGORY_DIGIT": False}.get(str(code))


def _at_word(items: Sequence[Any], edge: bool = False) -> bool:
    """Whether a match must begin where a word does: at an edge, with a letter or digit after it.

    Args:
        items: The parts of the expression.
        edge: An edge of a word stands before them.
    """
    for at, item in enumerate(items):
        op, value = str(item[0]), item[1]
        if op == "AT" and str(value) == "AT_BOUNDARY":
            edge = True
        elif op in ("ASSERT", "ASSERT_NOT", "AT"):
            continue
        elif op in ("LITERAL", "IN"):
            kinds = value if op == "IN" else [item]
            return edge and all(_is_letter(str(kind), code) for kind, code in kinds)
        elif op == "SUBPATTERN":
            return _at_word([*value[3], *items[at + 1 :]], edge)
        elif op == "BRANCH":
            return all(_at_word([*branch, *items[at + 1 :]], edge) for branch in value[1])
        elif op in ("MAX_REPEAT", "MIN_REPEAT"):
            once = _at_word([*value[2], *items[at + 1 :]], edge)
            return once and (value[0] >= 1 or _at_word(items[at + 1 :], edge))
        else:
            return False
    return False


def _is_letter(kind: str, code: Any) -> bool:
    if kind == "LITERAL":
        return chr(code).isalnum()
    if kind == "RANGE":
        return code[1] < 128 and all(chr(at).isalnum() for at in range(code[0], code[1] + 1))
    return str(code) in ("CATEGORY_WORD", "CATEGORY_DIGIT")
