"""Mathematics in words: a small grammar of operands, operators and relations over the words of a line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detector.checks.formula._shape import Shape
from detector.checks.formula._vocabulary import (
    FUNCTIONS,
    GREEK_NAMES,
    NEVER_AFTER_ARTICLE,
    QUANTITIES,
    QUANTITY_ADJECTIVES,
    SHORT_WORDS,
    words,
)

ANCHORS = (
    "equal", "squared", "cubed", " plus ", " minus ", " times ", "divided by", "multiplied by", "square root",
    "to the power", "integral of", "derivative of", "proportional to", "greater than", "less than",
    "at most", "at least", " over ", " pi ",
)  # fmt: skip
ANCHOR = re.compile("|".join(ANCHORS))
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+(?:,\d{3})*(?:\.\d+)?|[^\w\s]|\n")
_REACH = 240
#: Anchors that plain prose is full of.
_COMMON = frozenset(
    {" plus ", " minus ", " times ", " over ", "at most", "at least", "equal", "greater than", "less than"}
)

_NUMBERS = words("spoken_numbers")
_TERMS = frozenset({"noun", "sym", "num", "post", "name"})
_RELATIONS = frozenset(["equals", "equal", "equalled", "equaled"])
_LOOSE_RELATIONS = frozenset({"is", "makes", "are", "gives"})
_OPERATORS = frozenset(
    ["plus", "minus", "times", "over", "dot", "cross", "mod", "modulo", "choose", "divided", "multiplied"]
)
_POSTFIX = frozenset(["squared", "cubed", "factorial", "prime"])
_PREFIX = words("spoken_prefixes")
_GLUE = words("spoken_glue")
_AFTER_ARTICLE = frozenset({"hundred", "thousand", "million", "half", "third", "quarter"})
_SETS_OFF_IS = frozenset(["equal", "proportional", "greater", "less", "not", "directly", "inversely", "at"])


@dataclass(slots=True)
class _Word:
    role: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """A formula in words.

    Attributes:
        start: First code point.
        end: One past the last.
        shape: What it is made of.
    """

    start: int
    end: int
    shape: Shape


def _role(text: str) -> str:
    low = text.lower()
    if low in _RELATIONS:
        return "rel"
    if low in _OPERATORS:
        return "op"
    if low in _POSTFIX:
        return "post"
    if low in _PREFIX or low in FUNCTIONS:
        return "pre"
    if low in _GLUE:
        return "glue"
    if len(text) == 1 and text.isalpha():
        return "sym"
    if text[0].isdigit() or all(part in _NUMBERS or part in {"and", "a"} for part in low.split("-")):
        return "num"
    if low in GREEK_NAMES or all(part in GREEK_NAMES for part in low.split("-")):
        return "sym"
    if low in QUANTITIES or low in QUANTITY_ADJECTIVES or low in {"light", "degrees", "radians"}:
        return "noun"
    if (
        len(text) <= 3
        and text.isalpha()
        and (text.isupper() or low not in SHORT_WORDS or low in {"ma", "at"})
    ):
        return "name"
    if low in _LOOSE_RELATIONS:
        return "is"
    return "other"


def spoken(text: str) -> tuple[Spoken, ...]:
    """All mathematics in row, in order, none overlapping."""
    found: list[Spoken] = []
    done = 0
    starts = sorted(_anchors(text))
    for at in starts:
        if at < done:
            continue
        start = max(done, at - _REACH, text.rfind("\n", max(0, at - _REACH), at) + 1)
        row = [_Word(_role(m[0]), m.start(), m.end(), m[0]) for m in _WORD.finditer(text, start, at + _REACH)]
        here = next((i for i, w in enumerate(row) if w.end > at + 1), None)
        if here is None:
            continue
        left, right = _run(row, here)
        done = max(at + 1, row[right].end)
        made = _formula(row[left : right + 1])
        if made is not None:
            found.append(made)
    return tuple(found)


def _anchors(text: str) -> list[int]:
    found = []
    for anchor in ANCHORS:
        at = text.find(anchor)
        while at >= 0:
            if _is_worth_reading(text, anchor, at):
                found.append(at)
            at = text.find(anchor, at + 1)
    return found


def _is_worth_reading(text: str, anchor: str, at: int) -> bool:
    """A quick look at the neighbours of a word that prose uses too, before the line is read."""
    if anchor not in _COMMON:
        return True
    before = text[max(0, at - 24) : at].split()
    if not before or (anchor in {"at most", "at least"} and before[-1] != "is"):
        return False
    if anchor in {" times ", " over ", " plus ", " minus "} and not _may_be_operand(before[-1]):
        return False
    after = text[at + len(anchor) : at + len(anchor) + 24].split()
    return bool(after) and (_may_be_operand(after[0]) or after[0] in {"the", "to", "a"})


def _may_be_operand(word: str) -> bool:
    return _role(word.strip('.,;:!?()“”"’‘*_—-') or "—") not in {"other", "is", "rel", "glue"}


def _belongs(row: list[_Word], i: int) -> bool:
    """Word ``i`` may stand inside a formula in words."""
    word = row[i]
    nxt = row[i + 1] if i + 1 < len(row) else None
    before = row[i - 1] if i else None
    if word.role == "other" and word.text != ",":
        return _named_quantity(row, i)
    if word.text in {"a", "A"}:
        if nxt is not None and nxt.text == "is":
            return row[i + 2 : i + 3] != [] and row[i + 2].text.lower() in _SETS_OFF_IS
        if nxt is not None and (nxt.text == "sub" or [w.text for w in row[i + 1 : i + 3]] == ["to", "the"]):
            return True
        if before is not None and before.text == "of" and i > 1 and row[i - 2].role == "noun":
            return True
        if nxt is None or nxt.role in {"rel", "op", "post", "sym", "name"} or not nxt.text[0].isalpha():
            return True
        if nxt.role == "num" and nxt.text.lower() in _AFTER_ARTICLE:
            return True
        after_operator = before is not None and before.role in {"rel", "op", "sym"}
        return after_operator and nxt.text.lower() in NEVER_AFTER_ARTICLE
    if word.text == "I":
        follows = before is not None and before.role in {"rel", "op"}
        leads = before is not None and (before.role in {"sym", "num"} or before.text == "to")
        among = leads and nxt is not None and nxt.role == "sym"
        return (
            follows or among or (nxt is not None and (nxt.role in {"rel", "post", "op"} or nxt.text == "sub"))
        )
    if word.role == "name" and (word.text.isupper() or (nxt is not None and nxt.role == "rel")):
        return True
    if word.role == "name":
        return before is not None and before.role in {"rel", "op", "sym", "num", "name", "post"}
    if word.role == "is" or word.text.lower() == "is":
        return _is_relation(row, i)
    if word.text.lower() == "or":
        pair = (before.text.lower() if before else "", nxt.text.lower() if nxt else "")
        return pair in {("plus", "minus"), ("than", "equal")}
    if word.text == ",":
        return nxt is not None and nxt.text == "all"
    if word.text.lower() == "and":
        return before is not None and before.role == "num" and nxt is not None and nxt.role == "num"
    return True


def _named_quantity(row: list[_Word], i: int) -> bool:
    """A word that only its place makes a quantity: ``torque equals r times F``, ``m times lift times g``."""
    if i + 2 >= len(row) or not row[i].text[0].isalpha():
        return False
    nxt, third = row[i + 1], row[i + 2]
    if i > 1 and row[i - 2].text == "of" and row[i - 1].text in {"a", "an", "the"}:
        return nxt.role in {"rel", "is"} or nxt.text == "is"
    if nxt.role == "rel":
        return third.role in {"sym", "num", "pre", "name"} and third.text not in {"a", "A", "I"}
    return i > 0 and row[i - 1].role == "op" and nxt.role in {"op", "rel"}


def _is_relation(row: list[_Word], i: int) -> bool:
    """``is`` as a relation: mathematics on both sides, or ``is equal to`` and the like."""
    if i == 0 or i + 1 >= len(row):
        return False
    before, nxt = row[i - 1], row[i + 1]
    if nxt.text.lower() in _SETS_OFF_IS:
        return True
    named = i >= 3 and row[i - 3].text == "of" and row[i - 2].text in {"a", "an", "the"}
    if {before.text, nxt.text} & {"a", "A", "I"} or not (before.role in _TERMS or named):
        return False
    works = {w.role for w in (*row[max(0, i - 5) : i], *row[i + 1 : i + 6])} & {"op", "post", "pre"}
    return bool(works) and (nxt.role in {"noun", "sym", "pre", "num", "name"} or nxt.text in {"minus", "the"})


def _run(row: list[_Word], here: int) -> tuple[int, int]:
    left = right = here
    while left > 0 and _belongs(row, left - 1):
        left -= 1
    while right + 1 < len(row) and _belongs(row, right + 1):
        right += 1
    return left, right


def _formula(row: list[_Word]) -> Spoken | None:
    if len(row) > 1 and row[0].role == "other":
        row[0].role = "noun"
    while row and not (row[0].role in {"sym", "num", "noun", "pre", "name"} or _opens(row)):
        row = row[1:]
    while row and row[-1].role not in {"sym", "num", "noun", "post", "name"}:
        row = row[:-1]
    if len(row) < 3:
        return None
    symbols = numbers = nouns = operators = relations = powers = functions = 0
    for i, word in enumerate(row):
        role = word.role
        inner = 0 < i < len(row) - 1
        symbols += role in {"sym", "name"}
        numbers += role == "num"
        nouns += role == "noun"
        operators += role == "op" and inner and row[i - 1].role in {"sym", "num", "noun", "post", "name"}
        relations += inner and (
            role in {"rel", "is"} or word.text.lower() in {"is", "proportional", "than", "most", "least"}
        )
        powers += role == "post" and i > 0 and row[i - 1].role in {"sym", "num", "noun", "name"}
        powers += (
            word.text == "to" and inner and row[i + 1].text == "the" and row[i - 1].role in {"sym", "num"}
        )
        functions += role == "pre"
    made = Shape(
        relations=relations, operators=operators, powers=powers, symbols=symbols, numbers=numbers,
        functions=functions, words=nouns, length=len(row),
    )  # fmt: skip
    return Spoken(row[0].start, row[-1].end, made) if _is_spoken_formula(made) else None


def _opens(row: list[_Word]) -> bool:
    """An article or a sign before the first operand: ``the square root``, ``minus b``."""
    first = row[0].text.lower()
    if len(row) < 2:
        return False
    return (first == "the" and row[1].role in {"pre", "noun"}) or (first == "minus" and row[1].role == "sym")


def _is_spoken_formula(s: Shape) -> bool:
    work = s.operators + s.powers + s.functions
    operands = s.symbols + s.numbers + s.words
    if s.relations:
        if s.symbols:
            return operands >= 2 and (s.length > 3 or s.numbers > 0)
        if s.words >= 2 and (work or s.words >= 3):
            return True
        return s.numbers >= 2 and (s.powers >= 1 or s.functions >= 1 or (s.numbers >= 3 and s.operators >= 1))
    if s.operators and operands >= 2 and (s.powers >= 2 or s.functions >= 2):
        return True
    if s.symbols:
        return (s.powers >= 1 and s.symbols + s.numbers >= 2) or (s.operators >= 2 and s.symbols >= 2)
    return s.operators >= 3 and s.numbers >= 4
