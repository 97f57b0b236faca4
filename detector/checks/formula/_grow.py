"""From an anchor token to the whole expression around it."""

from __future__ import annotations

from detector.checks.formula._lexer import Token
from detector.checks.formula._vocabulary import (
    NEVER_AFTER_ARTICLE,
    QUANTITIES,
    QUANTITY_ADJECTIVES,
    SHORT_WORDS,
    UNITS,
)

_OPERANDS = frozenset({"var", "name", "func", "num", "sym", "cmd", "sup", "close", "dots"})
_STARTS = frozenset({"var", "name", "func", "num", "sym", "cmd", "open", "big"})
_GLUE = frozenset({"op", "rel", "big", "under"})
_TEXT_COMMANDS = frozenset(
    {"\\text", "\\mathrm", "\\textbf", "\\textit", "\\textrm", "\\mbox", "\\operatorname", "\\ce"}
)
_ARTICLES = frozenset({"a", "A", "I", "O"})
_MAX_BRACKET = 120
_NOT_ENGLISH = UNITS | QUANTITIES


def _skip(tokens: list[Token], i: int, step: int) -> int:
    """The index of the next token from ``i`` on that is no space; may lie outside the list."""
    while 0 <= i < len(tokens) and tokens[i].kind == "space":
        i += step
    return i


def matching(tokens: list[Token], i: int) -> int:
    """The index that closes the bracket at ``i``, or -1 within the bound."""
    depth = 0
    for j in range(i, min(len(tokens), i + _MAX_BRACKET)):
        if tokens[j].kind == "open":
            depth += 1
        elif tokens[j].kind == "close":
            depth -= 1
            if depth == 0:
                return j
        elif tokens[j].kind == "newline":
            return -1
    return -1


def _opening(tokens: list[Token], i: int) -> int:
    depth = 0
    for j in range(i, max(-1, i - _MAX_BRACKET), -1):
        if tokens[j].kind == "close":
            depth += 1
        elif tokens[j].kind == "open":
            depth -= 1
            if depth == 0:
                return j
        elif tokens[j].kind == "newline":
            return -1
    return -1


def is_mathematical(tokens: list[Token], i: int, j: int) -> bool:
    """Whether tokens ``i`` to ``j`` hold no prose (words of \\text{…} aside)."""
    k = i
    while k <= j:
        token = tokens[k]
        if token.kind == "cmd" and token.text in _TEXT_COMMANDS and k < j and tokens[k + 1].text == "{":
            k = matching(tokens, k + 1) + 1
            if k <= 0:
                return False
            continue
        if token.kind in {"unknown", "rule", "other", "newline"}:
            return False
        if token.kind == "word" and token.text not in QUANTITIES and token.text not in UNITS:
            return False
        if token.kind == "name" and _is_english(token.text) and not _after_operator(tokens, k):
            return False
        if token.kind == "punct" and token.text not in {",", ".", ";", "'", "’", ":"}:
            return False
        k += 1
    return True


def _after_operator(tokens: list[Token], i: int) -> bool:
    before = _skip(tokens, i - 1, -1)
    return before >= 0 and tokens[before].kind in {"op", "rel"}


def _unit_here(tokens: list[Token], i: int) -> bool:
    """Token ``i`` is a unit or a counted noun that follows a number (``15 m/s``, ``14 ales × 3``)."""
    before, after = _skip(tokens, i - 1, -1), _skip(tokens, i + 1, 1)
    if before < 0 or tokens[before].kind not in {"num", "sup"}:
        return False
    counted = after < len(tokens) and after > i + 1 and tokens[after].kind in {"op", "rel"}
    return tokens[i].text in UNITS or (counted and tokens[after].text not in {"-", "–", "−", ">", "<", "/"})


def _word_operand(tokens: list[Token], i: int) -> bool:
    """A letter token that may stand where an operator or relation needs an operand."""
    token = tokens[i]
    if token.text.lower() in QUANTITIES:
        return True
    return token.kind == "name" and (not _is_english(token.text) or token.text in {"ma", "at"})


def _is_english(name: str) -> bool:
    """A short word of prose; capitals (``BE``) are points of a figure where mathematics stands about them."""
    return name.lower() in SHORT_WORDS and name not in _NOT_ENGLISH and not name.isupper()


def grow_right(tokens: list[Token], i: int) -> int:
    """The last index of the expression that token ``i`` (an operator, relation or command) is part of."""
    last, n = i, len(tokens)
    while True:
        token = tokens[last]
        if (
            token.kind == "cmd"
            and token.text in _TEXT_COMMANDS
            and last + 1 < n
            and tokens[last + 1].text == "{"
        ):
            closing = matching(tokens, last + 1)
            if closing > 0:
                last = closing
                continue
        k = _skip(tokens, last + 1, 1)
        if k >= n:
            return last
        nxt, spaced = tokens[k], k > last + 1
        needs_operand = token.kind in _GLUE or token.kind == "open"
        if nxt.kind in {"op", "rel", "under", "big"}:
            if nxt.text == "!" and (spaced or token.kind not in _OPERANDS):
                return last
            last = k
        elif nxt.kind == "sup":
            if spaced:
                return last
            last = k
        elif nxt.kind == "open":
            closing = matching(tokens, k)
            if closing < 0 or not is_mathematical(tokens, k + 1, closing - 1):
                return last
            last = closing
        elif nxt.kind == "dots":
            after = _skip(tokens, k + 1, 1)
            if not needs_operand or after >= n or tokens[after].kind not in {"op", "rel", "punct"}:
                return last
            last = k
        elif nxt.kind in {"cmd", "num", "sym", "func"}:
            angle = token.text[-1] in "°′"
            if (
                spaced
                and nxt.kind == "num"
                and not (needs_operand or angle)
                and token.kind not in {"cmd", "func"}
            ):
                return last
            last = k
        elif nxt.kind == "var":
            if (needs_operand and not _article(tokens, k)) or not spaced:
                last = k
            elif nxt.text in _ARTICLES:
                after = _skip(tokens, k + 1, 1)
                if (
                    after < n
                    and tokens[after].kind in {"word", "name", "num"}
                    and (tokens[after].text.lower() not in NEVER_AFTER_ARTICLE or nxt.text == "I")
                ):
                    return last
                last = k
            else:
                last = k
        elif nxt.kind in {"name", "word"}:
            if _unit_here(tokens, k):
                last = k
            elif needs_operand:
                between = (
                    k + 1 < n and _skip(tokens, k + 1, 1) < n and tokens[_skip(tokens, k + 1, 1)].kind == "op"
                )
                if not _word_operand(tokens, k) and (nxt.kind == "word" or (spaced and not between)):
                    return last
                last = k
            elif nxt.kind == "name" and (not spaced or not _is_english(nxt.text)):
                if spaced and not _symbolic_name(nxt.text):
                    return last
                last = k
            else:
                return last
        elif (nxt.kind == "punct" and nxt.text in {",", ";"} and _continues_list(tokens, k)) or (
            nxt.kind == "punct" and nxt.text in {"'", "’"} and not spaced and _primed(tokens, k)
        ):
            last = k
        else:
            return last


def _article(tokens: list[Token], i: int) -> bool:
    """Token ``i`` reads as the article: ``= a man``."""
    k = _skip(tokens, i + 1, 1)
    return (
        tokens[i].text in {"a", "A"}
        and k < len(tokens)
        and tokens[k].kind in {"word", "name"}
        and tokens[k].text.lower() not in NEVER_AFTER_ARTICLE
    )


def _symbolic_name(text: str) -> bool:
    """Letters that read as a product, not as a word: no vowel, or capitals inside."""
    return (
        not set(text.lower()) & set("aeiouy")
        or (text != text.lower() and text != text.title())
        or text == "dx"
    )


def _continues_list(tokens: list[Token], i: int) -> bool:
    """After this comma the sum or list goes on: ``1, 2, …, n``."""
    k = _skip(tokens, i + 1, 1)
    return k < len(tokens) and tokens[k].kind == "dots"


def _primed(tokens: list[Token], i: int) -> bool:
    return (
        tokens[i - 1].kind == "var" and i + 1 < len(tokens) and tokens[i + 1].kind in {"open", "space", "rel"}
    )


def grow_left(tokens: list[Token], i: int, floor: int) -> int:
    """The first index of the expression that token ``i`` is part of; never below ``floor``."""
    first = i
    while True:
        token = tokens[first]
        k = _skip(tokens, first - 1, -1)
        if k < floor:
            return first
        prv, spaced = tokens[k], k < first - 1
        needs_operand = token.kind in {"op", "rel", "sup", "under"}
        if prv.kind in {"op", "rel", "under", "big"}:
            if prv.text == "!" and spaced:
                return first
            first = k
        elif prv.kind == "close":
            opening = _opening(tokens, k)
            if opening < floor or not is_mathematical(tokens, opening + 1, k - 1):
                return first
            first = opening
        elif prv.kind == "open":
            return first
        elif prv.kind in {"cmd", "sup", "func"} or (prv.kind == "num" and _unit_here(tokens, first)):
            first = k
        elif prv.kind in {"num", "sym"}:
            if spaced and not needs_operand and token.kind == "num" and prv.text[-1] not in "°′":
                return first
            if not needs_operand and spaced and prv.kind == "num" and k > 0 and _is_word(tokens, k - 1):
                return first
            first = k
        elif prv.kind == "var":
            if needs_operand or not spaced or (k > floor and tokens[k - 1].kind in {"under", "op", "rel"}):
                first = k
            elif prv.text in _ARTICLES or (k >= 1 and _is_word(tokens, k - 1)):
                return first
            else:
                first = k
        elif prv.kind in {"name", "word"}:
            glued = prv.kind == "name" and not spaced
            if _unit_here(tokens, k) or (glued and (token.kind == "sup" or not _is_english(prv.text))):
                first = k
            elif needs_operand and _word_operand(tokens, k):
                first = k
                before = _skip(tokens, k - 1, -1)
                if before >= floor and tokens[before].text.lower() in QUANTITY_ADJECTIVES:
                    first = before
            else:
                return first
        elif (prv.kind == "dots" and needs_operand) or (
            prv.kind == "punct" and token.kind == "dots" and prv.text == ","
        ):
            first = k
        else:
            return first


def _is_word(tokens: list[Token], i: int) -> bool:
    k = _skip(tokens, i, -1)
    return k >= 0 and tokens[k].kind in {"word", "name"}
