"""How old somebody is said to be: an age, whose it is, and by which words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detector.text.cued import Cued
from detector.text.numbers import HYPHEN, ORDINAL, WORDS, ordinal_value, value_of

Span = tuple[int, int]
N = "#+"
_KIN = (
    "mother|father|mum|mom|dad|sister|brother|daughter|son|wife|husband|aunt|uncle|cousin|niece|nephew|"
    "grandmother|"
    "grandfather|gran|grandma|grandpa|child|baby|twin|friend|girl|boy|dog|cat|horse|teacher|captain|king|"
    "queen"
)
_OWNED = rf"(?:[Tt]he|[Hh]is|[Hh]er|[Mm]y|[Oo]ur|[Tt]heir) (?:[a-z]+ )?(?:{_KIN}|[a-z]+)"
WHO = rf"(?P<who>\bI\b|\b[Hh]e\b|\b[Ss]he\b|\b[Ii]t\b|\b{_OWNED}\b|\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?\b)"
_BE = (
    r"(?:was|is|am|had been|turned|had turned|has turned|turns|had just turned|had reached|would be|would "
    r"have been)"
)
_ADVERB = (
    r"(?: (?:only|just|barely|already|now|still|then|all of|exactly|about|almost|nearly|hardly|scarcely|"
    r"some|at least|over|under|then only|by then))*"
)
_OLD = r"(?P<old> years? old| years? of age|-years?-old)?"
_AFTER = (
    r"(?=[.,;:!?—–”\"…]|\s[—–]|\s(?:and|when|but|at|in|on|last|this|that|now|today|then|with|by|the|or so|"
    r"if|before|after|"
    r"while|as|years? old|years? of age|he|she|I|we|they|my|his|her)\b|\s[A-Z])(?! (?:and a half )?(?:of|"
    r"per|to|past|feet|or)\b)"
)
_IS = re.compile(rf"{WHO} {_BE}{_ADVERB} (?P<n>{N}){_OLD}{_AFTER}")
_WHO_WAS = re.compile(
    r"(?P<who>\b[A-Z][\w’'-]+|\b(?:his|her|my|the) (?:[a-z]+ ){0,2}[a-z]+), (?:who (?:was|is|had been|had "
    r"just turned)|aged|then|now|only|"
    rf"just|at the age of|at|not yet|all of)?(?: (?:only|just|then|now|already))? ?(?P<n>{N})(?P<old> "
    rf"years? old)?(?=[.,;)]|\s(?:and|when|at)\b)"
)
_AT = Cued(
    rf"\b(?:[Aa]t|by) (?P<full>the age of |age )?(?P<n>{N})(?=[.,;!?]|\s(?:he|she|I|and|with|to|on|in|as|"
    rf"for|[A-Z])\b|\s[A-Z])(?! (?:and a|in the (?:morn|after|even)))"
)
_YEAR_OLD = Cued(
    rf"\b(?P<n>{WORDS}|\d{{1,3}}){HYPHEN}?\s?years?{HYPHEN}old (?P<who>[A-Z][\w’'-]+|[a-z]+)", re.IGNORECASE
)
_BIRTHDAY = Cued(
    r"(?P<who>\b(?:[Mm]y|[Hh]is|[Hh]er|[A-Z][\w-]+['’]s)) (?P<n>(?:(?:twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety)[-\u2010\u2011])?"
    r"[a-z]+(?:th|rd|nd|st|first|second|third)|\d{1,3}(?:st|nd|rd|th)) (?:birthday|year of life)\b|"
    r"\b[Ff]or (?P<who2>my|his|her|[A-Z][\w-]+['’]s) (?P<n2>[a-z-]+(?:th))(?=,? (?:they|we|I|he|she|the|"
    r"[A-Z]))"
)
_OF = re.compile(
    rf"\b(?P<who>an? (?:[a-z]+ )?(?:man|woman|boy|girl|child|lad|lass|youth|dog|pup|puppy|cat|kitten|"
    rf"horse|widow|widower|maid|"
    rf"maiden|fellow|lady|gentleman|baby|foal|calf|tree)) of (?:about |some )?(?P<n>{N})(?P<unit> years| "
    rf"summers| winters| weeks| months)?(?=[.,;!?]|\s(?:with|and|who|when|or)\b)"
)
_CELEBRATED = Cued(
    rf"(?P<who>\b[Tt]he (?:[a-z]+ ){{0,2}}[a-z]+|\b[A-Z][\w’-]+|\b[Ii]t) (?:celebrated|marked|kept|"
    rf"toasted|looked back on|reached) its "
    rf"(?P<n>{N}) years\b"
)
_FRONTED = Cued(rf"(?:(?<=[.!?”] )|(?<=[“\n])|^)(?P<n>{N}) years old,? (?P<who>he|she|I|[A-Z][\w’-]+)\b")
_HIMSELF = Cued(rf"\b(?P<who>he|she|I) (?:himself|herself|myself),? (?:was )?(?P<n>{N})(?=[.,;])")
_ITS_RANK = Cued(
    rf"(?P<who>\b[Tt]he (?:[a-z]+ ){{0,2}}[a-z]+|\b[Ii]t) (?:celebrated|marked|kept|held|"
    rf"observed) (?:its|their) "
    rf"(?P<n>{ORDINAL}) (?:anniversary|birthday|jubilee)\b"
)
_UNSURE = Cued(
    r"\b(?:about|almost|nearly|some|over|under|at least|maybe|perhaps|hardly|scarcely|barely|past|around|"
    r"not yet|more than|less than|"
    r"looked|looking|seemed|felt|like|as if|acted|going on)\s*$",
    re.IGNORECASE,
)
_MONTHS = {"weeks": 1 / 52, "months": 1 / 12}


@dataclass(frozen=True, slots=True)
class Age:
    """A stated age.

    Attributes:
        span: The words that state it.
        who: Code point where the words for the person start; negative where only the clause says who.
        least: Years lived, at least.
        most: Years lived, at most.
        kind: ``is``, ``at``, ``birthday``, ``of``, ``year_old`` or ``apposed``.
        exact: No word makes it vague.
    """

    span: Span
    who: int
    least: float
    most: float
    kind: str
    exact: bool


def find_ages(text: str, shape: str, value: dict[int, float]) -> Iterator[Age]:
    """Ages in a text.

    Args:
        text: The story.
        shape: The story with its numbers written as ``#`` (``Prose.shape``).
        value: What each number is, by where it starts.
    """
    seen: set[int] = set()
    for kind, pattern in (
        ("is", _IS),
        ("apposed", _WHO_WAS),
        ("is", _FRONTED),
        ("is", _HIMSELF),
        ("at", _AT),
        ("of", _OF),
    ):
        for found in pattern.finditer(shape):
            n = value.get(found.start("n"))
            if n is None or n != int(n) or not 0 < n < (1000 if found.groupdict().get("old") else 130):
                continue
            if found.start("n") in seen:
                continue
            full = bool(found.groupdict().get("old") or found.groupdict().get("full"))
            if not full and (n < 3 or (kind == "at" and n <= 12)):
                continue
            if kind == "is" and found["who"].lower() in ("it", "there", "that", "this", "what") and not full:
                continue
            if (
                kind == "apposed"
                and not full
                and not re.search(r"who|aged|\b(?:only|just|then|now|all of|at)\b", found[0])
                and n < 5
            ):
                continue
            seen.add(found.start("n"))
            exact = not _UNSURE.search(text[max(0, found.start("n") - 20) : found.start("n")])
            unit = (found.groupdict().get("unit") or "").strip()
            least, most = (n * _MONTHS[unit], (n + 1) * _MONTHS[unit]) if unit in _MONTHS else (n, n + 1)
            start = found.start("who") if "who" in found.groupdict() else -1
            yield Age((found.start(), found.end()), start, least, most, kind, exact)
    for found in _ITS_RANK.finditer(text):
        rank = ordinal_value(found["n"])
        if rank is not None:
            yield Age(found.span(), found.start("who"), rank - 0.5, rank + 1, "is", True)
    for found in _CELEBRATED.finditer(shape):
        n = value.get(found.start("n"))
        if n is not None:
            yield Age(found.span(), found.start("who"), n - 0.5, n + 1, "is", True)
    for found in _YEAR_OLD.finditer(text):
        written = value_of(found["n"])
        if written is not None and 0 < written < 130:
            yield Age(found.span(), found.start("who"), float(written), float(written) + 1, "year_old", True)
    for found in _BIRTHDAY.finditer(text):
        rank = ordinal_value(found["n"] or found["n2"])
        if rank is not None and rank < 130:
            group = "who" if found["n"] else "who2"
            yield Age(found.span(), found.start(group), rank, rank + 0.1, "birthday", True)
