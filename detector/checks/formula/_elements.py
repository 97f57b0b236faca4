"""Chemical formulas: the elements, and a test that letters and digits read as one."""

from __future__ import annotations

import re

from detector.checks.formula._vocabulary import words

ELEMENTS = words("elements")
EVERYDAY = words("everyday_chemistry")
_PART = re.compile(r"([A-Z][a-z]?)(\d{1,3}|[₀-₉]{1,3})?")
_COUNTED = re.compile(r"[A-Za-z)\]][2-9₂-₉]|[A-Za-z)\]][1₁][0-9₀-₉]")
_GROUPS = re.compile(
    r"(?:SO|NO|CO|PO)(?:[34]|[₃₄])|OH|NH[34₃₄]|CH[23₂₃]|CN|Cl[2-6₂-₆]?|O[2-9₂-₉]|Na|H[2-9₂-₉]"
)


def is_formula(text: str) -> bool:
    """Whether ``text`` is made of element symbols, digits and brackets only."""
    at = 0
    while at < len(text):
        if text[at] in "()[]·":
            at += 1
            while at < len(text) and (text[at].isdigit() or "₀" <= text[at] <= "₉"):
                at += 1
            continue
        match = _PART.match(text, at)
        if match is None:
            return False
        if match[1] not in ELEMENTS:
            return False
        at = match.end()
    return bool(text)


def is_distinct(text: str) -> bool:
    """Whether a formula standing alone is surely one: two elements, counted, and no everyday word."""
    if text in EVERYDAY or not is_formula(text):
        return False
    parts = _PART.findall(text)
    counted = len(_COUNTED.findall(text))
    subscripts = any("₀" <= c <= "₉" for c in text)
    kinds = len({element for element, _ in parts})
    if kinds < 2 or not counted:
        return False
    if subscripts:
        return True
    two_letters = any(len(element) == 2 for element, _ in parts)
    return (
        len(text) >= 4 and _GROUPS.search(text) is not None and (counted >= 2 or two_letters or "(" in text)
    )
