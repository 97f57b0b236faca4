"""Ages somebody will soon be, or is of in the same year, that are not the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._told import Told, clash
from detector.text.cued import Cued
from detector.text.numbers import WORDS, value_of

_N = rf"(?:{WORDS}|\d{{1,3}})"
_SOON = (
    r"(?:in (?:the )?(?:spring|summer|autumn|fall|winter|January|February|March|April|May|June|"
    r"July|August|September|October|"
    r"November|December|a (?:week|month|few (?:days|weeks|months)))|next (?:week|month|spring|"
    r"summer|autumn|fall|winter|year|"
    r"birthday)|tomorrow|on (?:Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday)|"
    r"this (?:spring|summer|autumn|year))"
)
_WILL = re.compile(
    rf"\b(?P<who>I|[Hh]e|[Ss]he|[A-Z][a-z]+)(?:['’]ll| will| would|['’]d) (?P<what>(?:be|"
    rf"turn) (?P<n>{_N}) {_SOON})\b"
)
_WILL_FIRST = Cued(
    rf"\b(?P<what>[Nn]ext (?:week|month|spring|summer|autumn|fall|winter|year) (?P<who>I|he|she|"
    rf"[A-Z][a-z]+)(?:['’]ll| will| "
    rf"would|['’]d) (?:be|turn) (?P<n>{_N}))\b"
)
_IS = re.compile(
    rf"\b(?P<what>(?P<who>I|[Hh]e|[Ss]he|[A-Z][a-z]+)(?:['’]m| am|['’]s| was| is) (?:only |just |"
    rf"now |already )?(?P<n>{_N}))"
    r"(?=[.,;!?—–”\"]|\s(?:now|years old|and|but|already)\b)"
)
_SAME_YEAR = Cued(
    rf"\b(?P<what>(?:[Ll]ater |[Ee]arlier )?(?:[Ii]n|[Oo]n) [^.!?\n,]{{0,20}}?(?:of )?(?:that|"
    rf"the) (?:very )?same (?:year|summer|"
    rf"winter|spring|autumn|month|day|week),? (?P<mid>[^.!?\n]{{0,30}}?)\b(?:at (?:the age of )?|"
    rf"(?:was|turned) )(?P<n>{_N}))\b"
    r"(?! (?:o['’]clock|years? (?:later|after)|months|miles|feet))"
)
_TURNED = Cued(
    rf"\b(?P<what>(?P<who>I|[Hh]e|[Ss]he|[A-Z][a-z]+) (?:had )?(?:turned|was|"
    rf"had just turned) (?P<n>{_N}))(?=[.,;]| (?:in|on|that|"
    r"years old)\b)"
)
_WHEN = Cued(
    rf"\b(?:was|were) (?P<a>{_N})(?: years old)? when [^.!?\n]{{3,90}}?\b(?:and|"
    rf",) (?:was )?(?P<b>{_N})(?: years old)? when "
    rf"[^.!?\n]{{3,60}}?,? (?P<what>(?P<n>{_N}) years later)\b"
)
_TIMES = re.compile(
    rf"\b(?P<say>(?P<one>[A-Z][a-z]+|[Hh]e|[Ss]he|I) (?:was|is|am) (?P<by>twice|three times|"
    rf"half) (?:as old as|the age of|"
    rf"(?P<own>his|her|my)) (?:[a-z]+ )?(?:[A-Za-z]+)(?:['’]s age)?,? who (?:was|"
    rf"is) (?P<b>{_N}))[^.!?\n]{{0,40}}[.!?]\s+"
    rf"(?P<what>(?:[Hh]e|[Ss]he|I|[A-Z][a-z]+) (?:was|is|am) (?:only |"
    rf"just )?(?P<a>{_N}))(?=[.,;!?]| (?:that year|then|now)\b)"
)
_FACTOR = {"twice": 2.0, "three times": 3.0, "half": 0.5}
_LATER = Cued(r"\b(?:years?|later|grew|passed|ago|when|until|used to|once)\b", re.IGNORECASE)


def wrong_ages_soon(told: Told) -> Iterator[Candidate]:
    """``“I’m seventeen. I’ll be twenty in the spring.”``; ``forty in March … that same year, at 47``"""
    text = told.text
    for pattern in (_WILL, _WILL_FIRST):
        for found in pattern.finditer(text):
            for one in _IS.finditer(text, max(0, found.start() - 220), min(len(text), found.end() + 120)):
                if one.start() < found.end() and found.start() < one.end():
                    continue
                pair = _pair(told, one, found)
                between = text[min(one.end(), found.end()) : max(one.start(), found.start())]
                if pair is None or pair[1] - pair[0] in (0, 1) or pair[0] < 4 or _LATER.search(between):
                    continue
                yield _candidate(told, found.span("what"), one.span("what"), "soon", pair)
                break
    for found in _SAME_YEAR.finditer(text):
        before = list(_TURNED.finditer(text, max(0, found.start() - 160), found.start()))
        if not before or told.sentences_between(before[-1].start(), found.start()) > 2:
            continue
        first, second = value_of(before[-1]["n"]), value_of(found["n"])
        if (
            first is None
            or second is None
            or first < 4
            or second < 4
            or abs(second - first) <= 1
            or not told.real(found.start())
        ):
            continue
        others = re.findall(r"\b[A-Z][a-z]{2,}\b", found["mid"])
        if any(name not in text[: before[-1].end()] for name in others):
            continue
        yield _candidate(
            told, found.span("what"), before[-1].span("what"), "same_year_age", (float(first), float(second))
        )
    for found in _WHEN.finditer(text):
        a, b, n = (value_of(found[group]) for group in ("a", "b", "n"))
        if (
            a is not None
            and b is not None
            and n is not None
            and b > a
            and abs(b - a - n) > 1
            and told.real(found.start())
        ):
            span = (found.start("a"), found.start("what"))
            yield _candidate(told, found.span("what"), span, "when_and_when", (float(b - a), float(n)))
    for found in _TIMES.finditer(text):
        a, b = value_of(found["a"]), value_of(found["b"])
        if a is None or b is None or not told.real(found.start("what")):
            continue
        real = _FACTOR[found["by"].lower()] * float(b)
        if abs(float(a) - real) > 1.5:
            yield _candidate(told, found.span("what"), found.span("say"), "times_as_old", (real, float(a)))


def _pair(told: Told, one: re.Match[str], two: re.Match[str]) -> tuple[float, float] | None:
    """Both ages, where both speak of one person by the same word, in speech or in narration alike."""
    a, b = value_of(one["n"]), value_of(two["n"])
    who, other = one["who"].lower(), two["who"].lower()
    same = (
        who == other
        or (who not in ("i",) and other in ("he", "she"))
        or (who in ("he", "she") and other != "i")
    )
    if a is None or b is None or not same or not 3 < a < 110 or not 3 < b < 110:
        return None
    if told.prose.quoted(*one.span()) != told.prose.quoted(*two.span()):
        return None
    if told.sentences_between(one.start(), two.start()) > 2 or not told.exact(*one.span("n")):
        return None
    pronouns = {"he", "she"}
    if who in pronouns and other in pronouns and who != other:
        return None
    names = re.findall(
        r"(?<=[a-z,] )[A-Z][a-z]{2,}\b", told.text[min(one.end(), two.end()) : max(one.start(), two.start())]
    )
    if who != "i" and len(set(names)) > 0:
        return None
    return float(a), float(b)


def _candidate(
    told: Told, span: tuple[int, int], other: tuple[int, int], kind: str, pair: tuple[float, float]
) -> Candidate:
    why = f"{pair[0]:g} and {pair[1]:g} years do not fit together."
    return clash(told.prose, "C06", span, why, [other], kind, stated=pair[1], before=pair[0])
