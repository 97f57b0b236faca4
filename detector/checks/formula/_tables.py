"""Arithmetic told in number words: ``Four sixes are twenty-four``, ``nine from twelve leaves three``."""

from __future__ import annotations

import re
from fractions import Fraction

from detector.text.numbers import DIGITS, WORDS, value_of

RESULTS = (" is ", " are ", " make ", " makes ", " leaves ", " goes ", " gives ")
#: With what letters numbers begin, in words and digits.
_FIRST = frozenset("aefhnostzAEFHNOSTZ0123456789")
_NUMBER = (
    rf"(?:{WORDS}|{DIGITS}|none|nothing|nought|zero"
    rf"|an?\s(?:hundred|thousand)(?:\sand\s{WORDS})?)"
)
_STARTS = re.compile(rf"\s(?:{_NUMBER})\b", re.IGNORECASE)
_PARTS = {"half": Fraction(1, 2), "a third": Fraction(1, 3), "a quarter": Fraction(1, 4)}
_PLURALS = (
    *("twos", "threes", "fours", "fives", "sixes", "sevens", "eights", "nines", "tens", "elevens", "twelves"),
)
_COUNT = rf"(?P<count>{WORDS})\s(?P<plural>{'|'.join(_PLURALS)})"
_OPERATION = re.compile(
    rf"(?:{_COUNT}|(?P<part>half|a third|a quarter)\sof\s(?P<whole>{_NUMBER})"
    rf"|(?P<rate>{WORDS})\sper\s?cent\sof\s(?P<base>{_NUMBER})|(?P<first>{_NUMBER})(?P<rest>(?:\s(?:and|plus|minus|less|times|from|take\saway|into"
    rf"|divided\sby|multiplied\sby)\s{_NUMBER}){{1,4}}))$",
    re.IGNORECASE,
)
_STEP = re.compile(
    rf"\s(?P<op>and|plus|minus|less|times|from|take\saway|into|divided\sby|multiplied\sby)\s(?P<number>{_NUMBER})",
    re.IGNORECASE,
)
_REACH = 110


def told(text: str) -> list[tuple[int, int]]:
    """Sums in number words whose result is right, in order.

    A wrong one is too like plain prose, and one with the smallest numbers ("one and one make two") a proverb.
    """
    found: list[tuple[int, int]] = []
    for result in RESULTS:
        at = text.find(result)
        while at >= 0:
            after = at + len(result)
            right = _STARTS.match(text, after - 1) if text[after : after + 1] in _FIRST else None
            if right is not None:
                span = _sum(text, at, right)
                if span is not None:
                    found.append(span)
            at = text.find(result, at + 1)
    return sorted(found)


def _sum(text: str, at: int, right: re.Match[str]) -> tuple[int, int] | None:
    start = max(0, at - _REACH, text.rfind("\n", max(0, at - _REACH), at) + 1)
    for word in re.finditer(r"(?<![\w-])\w", text[start:at]):
        left = _OPERATION.match(text, start + word.start(), at)
        if left is not None:
            value, told_value = _left_value(left), _value(right[0].strip())
            proverb = left["rest"] is not None and max(value or 0, _value(left["first"]) or 0) <= 4
            if value is not None and value == told_value and not proverb:
                return left.start(), right.end()
            return None
    return None


def _value(text: str) -> Fraction | None:
    low = text.lower()
    if low in {"none", "nothing", "nought", "zero"}:
        return Fraction(0)
    return value_of(low)


def _left_value(left: re.Match[str]) -> Fraction | None:
    if left["plural"]:
        count, plural = _value(left["count"]), Fraction(_PLURALS.index(left["plural"].lower()) + 2)
        return None if count is None else count * plural
    if left["part"] or left["rate"]:
        whole = _value(left["whole"] or left["base"])
        share = _PARTS[left["part"].lower()] if left["part"] else (_value(left["rate"]) or Fraction(0)) / 100
        return None if whole is None else whole * share
    total = _value(left["first"])
    for step in _STEP.finditer(left["rest"]):
        number, op = _value(step["number"]), step["op"].lower()
        if total is None or number is None:
            return None
        total = _apply(total, op, number)
    return total


def _apply(total: Fraction, op: str, number: Fraction) -> Fraction | None:
    if op in {"and", "plus"}:
        return total + number
    if op in {"minus", "less"} or op.startswith("take"):
        return total - number
    if op == "from":
        return number - total
    if op == "into":
        return number / total if total else None
    if op.startswith("divided"):
        return total / number if number else None
    return total * number
