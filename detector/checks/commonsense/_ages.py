"""Ages that do not fit: of two siblings, of one person at two times, of birth and year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._prose import Prose, clashes_with, plainly_told
from detector.text.cued import Cued
from detector.text.numbers import WORDS, value_of

_N = rf"(?:{WORDS}|\d{{1,3}})"
_BORN_WHEN = Cued(
    rf"\b(?P<who>[Mm]y (?:little |younger |baby )?(?P<kin>sister|brother|son|daughter|cousin)|[A-Z][a-z]+) "
    rf"was born"
    rf"(?: (?:on|in|at)[^.!?\n]{{0,30}})? (?:when|the (?:year|summer|winter|day)(?: that)?) (?:I was|I "
    rf"turned) (?P<age>{_N})\b"
)
_LATER = Cued(
    rf"\b(?:[Oo]n the day (?:that )?|[Ww]hen |[Tt]he (?:day|year|summer) (?:that )?)I (?:turned|was) "
    rf"(?P<mine>{_N}),? (?P<who>she|he) was "
    rf"(?:only |just |already )?(?P<theirs>{_N})\b(?! (?:years?|months?|feet|inches|miles))"
)
_YEARS_APART = Cued(
    rf"\b(?P<who>[A-Z][a-z]+) was (?P<gap>{_N}) years (?P<way>older|younger) than (?:his|her) "
    rf"(?P<kin>brother|sister)\b"
)
_TWO_AGES = Cued(
    rf"\b(?:At|When he was|When she was) (?P<mine>{_N}),? (?:[a-z]+ ){{1,6}}(?P<other>[A-Z][a-z]+), who "
    rf"was (?P<theirs>{_N})\b"
)
_BORN_IN = Cued(
    r"\b(?P<who>[Ii]|[Hh]e|[Ss]he|[A-Z][a-z]+) (?:was|had been) born in (?P<year>1[5-9]\d\d|20\d\d)\b"
)
_AGED_IN = Cued(
    rf"\b[Ii]n (?P<year>1[5-9]\d\d|20\d\d),? (?:at (?:the age of )?(?P<age>{_N})\b|(?:when )?(?P<who>I|he|"
    rf"she) (?:was|turned) (?P<age2>{_N})\b"
    r"(?! (?:years? (?:later|into)|months?|weeks?|days?|miles?|feet)))"
)
_AGE_NOW = Cued(
    rf"\b(?P<age>{_N})-year-old(?:['’]s)? birthday\b|\b(?:turned|was turning|is) (?P<age2>{_N}) (?:today|"
    rf"this morning|tonight)\b",
    re.IGNORECASE,
)
_AGE_THEN = Cued(
    rf"\b(?P<age>{_N}) was (?:a|an|the) (?:[a-z]+ )?age\b|\b(?:when|since) (?:she|he) was "
    rf"(?P<age2>{_N})\b(?! (?:years? into|months?|feet))",
    re.IGNORECASE,
)
_NOW_LATER = Cued(rf"\b[Nn]ow,? (?P<years>{_N}) years (?:later|on)\b", re.IGNORECASE)


def clashing_ages(prose: Prose) -> Iterator[Candidate]:
    """Siblings whose distance in years changes, and ages that birth and year deny."""
    yield from _born_when(prose)
    yield from _apart(prose)
    yield from _by_year(prose)
    yield from _by_event(prose)


def _born_when(prose: Prose) -> Iterator[Candidate]:
    births = list(_BORN_WHEN.finditer(prose.text))
    if len(births) != 1 or not plainly_told(prose, *births[0].span()):
        return
    birth, gap = births[0], value_of(births[0]["age"])
    for found in _LATER.finditer(prose.text, birth.end()):
        mine, theirs = value_of(found["mine"]), value_of(found["theirs"])
        if gap is None or mine is None or theirs is None or not plainly_told(prose, *found.span()):
            continue
        if abs(mine - gap - theirs) > 1:
            why = f"Born when the narrator was {gap}, the other is {mine - gap} at {mine}, not {theirs}."
            yield _candidate(prose, found.span(), birth.span(), why, "sibling")


def _apart(prose: Prose) -> Iterator[Candidate]:
    for first in _YEARS_APART.finditer(prose.text):
        gap = value_of(first["gap"])
        for found in _TWO_AGES.finditer(prose.text, first.end(), first.end() + 1500):
            mine, theirs = value_of(found["mine"]), value_of(found["theirs"])
            if gap is None or mine is None or theirs is None or prose.quoted(*found.span()):
                continue
            real = mine - gap if first["way"] == "older" else mine + gap
            if abs(real - theirs) > 1 and plainly_told(prose, *first.span()):
                way = "younger" if first["way"] == "older" else "older"
                why = f"{gap} years {way} than {mine} is {real}, not {theirs}."
                yield _candidate(prose, found.span("theirs"), first.span(), why, "years_apart")


def _by_year(prose: Prose) -> Iterator[Candidate]:
    births = [m for m in _BORN_IN.finditer(prose.text) if not prose.quoted(*m.span())]
    if len(births) != 1:
        return
    born = int(births[0]["year"])
    for found in _AGED_IN.finditer(prose.text, births[0].end(), births[0].end() + 1500):
        age = value_of(found["age"] or found["age2"])
        who = found["who"] or births[0]["who"]
        if age is None or prose.quoted(*found.span()) or not _same(births[0]["who"], who):
            continue
        real = int(found["year"]) - born
        between = prose.text[births[0].end() : found.start()]
        if re.search(r"\b(?:mother|father|sister|brother|wife|husband|son|daughter|born|again)\b", between):
            continue
        if abs(real - age) > 1 and 0 <= real < 120 and plainly_told(prose, *found.span()):
            why = f"Born in {born}, one is {real} in {found['year']}, not {age}."
            yield _candidate(prose, found.span(), births[0].span(), why, "birth_year")


def _by_event(prose: Prose) -> Iterator[Candidate]:
    """Someone is of an age today, something happened at another age: the years since are what lies
    between.
    """
    now = {
        value_of(m["age"] or m["age2"]) for m in _AGE_NOW.finditer(prose.text) if not prose.quoted(*m.span())
    }
    then = [m for m in _AGE_THEN.finditer(prose.text) if not prose.quoted(*m.span())]
    if len(now) != 1 or len(then) != 1:
        return
    today, event = now.pop(), value_of(then[0]["age"] or then[0]["age2"])
    for found in _NOW_LATER.finditer(prose.text, then[0].end()):
        years = value_of(found["years"])
        if today is None or event is None or years is None or event >= today or prose.quoted(*found.span()):
            continue
        if abs(today - event - years) > 1 and plainly_told(prose, *found.span()):
            why = f"From the age of {event} to {today} it is {today - event} years, not {years}."
            yield _candidate(prose, found.span(), then[0].span(), why, "age_and_event")


def _same(one: str, other: str) -> bool:
    pronouns = {"i", "he", "she"}
    return one.lower() == other.lower() or (one.lower() not in pronouns and other.lower() in {"he", "she"})


def _candidate(prose: Prose, span: tuple[int, int], other: tuple[int, int], why: str, kind: str) -> Candidate:
    return Candidate(
        "C06",
        *span,
        why,
        (clashes_with(prose.text, *other),),
        {"kind": kind},
        scope="asserted",
        in_dialogue=False,
    )
