"""A spell of time taken up again at once, and years since a stated year, with another length than told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._told import Told, clash
from detector.text.cued import Cued
from detector.text.numbers import WORDS
from detector.text.timeline import amount_of

_N = rf"(?:{WORDS}|\d{{1,3}})"
_UNIT = r"(?P<unit>years|months|weeks|days|nights|hours)"
_THOSE = Cued(
    rf"\b(?:[Tt]hose|[Tt]hese|[Aa]ll those|[Tt]he whole of those) "
    rf"(?P<what>(?P<n>{_N}) (?:[a-z]+ )??{_UNIT})\b"
    r"(?! (?:before|after|between|until|when|that (?:led|followed)))"
)
_STATED = Cued(
    rf"(?<![\w-])(?P<what>(?P<n>{_N}) (?:[a-z]+ )??{_UNIT})\b(?! (?:ago|old|later|before|older))", re.I
)
_VAGUE = re.compile(
    r"\b(?:another|last|first|next|every|other|further|final|about|around|almost|nearly|some|over|under|than|"
    r"or|and|within|at least|up to|to)\s+(?:the )?$",
    re.IGNORECASE,
)
_SINCE = Cued(
    r"\b(?P<what>(?:since|from) (?:the (?:year|spring|summer|autumn|winter|fall) (?:of )?)?"
    r"(?P<y>1[0-9]\d\d|20\d\d))\b"
)
_AFTER = Cued(
    r"\b[Ii]n (?:the (?:year|spring|summer|autumn|winter|fall) (?:of )?)?(?P<y>1[0-9]\d\d|20\d\d),? (?:and )?"
    rf"(?:only |just )?after (?P<what>(?P<n>{_N}) years)\b(?! (?:of (?:peace|war|silence)|away|abroad|alone))"
)
_OTHER = Cued(r"\b(?:next|another|second|other|others|more|then)\b", re.IGNORECASE)
_FAMILY = {"nights": "days"}


def taken_up(told: Told) -> Iterator[Candidate]:
    """``took eleven days … during those six days``; ``mayor since 1990. In 2010, after 35 years``"""
    text = told.text
    for found in _THOSE.finditer(text):
        low = told.prose.sentence(max(0, told.prose.sentence(found.start()).start - 2)).start
        before = [
            one
            for one in _STATED.finditer(text, low, found.start())
            if _FAMILY.get(one["unit"].lower(), one["unit"].lower())
            == _FAMILY.get(found["unit"].lower(), found["unit"].lower())
        ]
        if len(before) != 1 or _VAGUE.search(text[max(0, before[0].start() - 14) : before[0].start()]):
            continue
        if _OTHER.search(text[before[0].end() : found.start()]):
            continue
        one, two = amount_of(before[0]["n"]), amount_of(found["n"])
        if (
            one is None
            or two is None
            or abs(one - two) < 1
            or (two < one and "first" in text[low : found.start()])
        ):
            continue
        if told.prose.quoted(*before[0].span()) != told.prose.quoted(*found.span()):
            continue
        if not told.real(found.start("n")) or not told.real(before[0].start("n")):
            continue
        yield clash(
            told.prose,
            "C06",
            found.span("what"),
            f"It was {before[0]['what']} just before.",
            [before[0].span("what")],
            "those",
            stated=two,
            before=one,
        )
    for found in _AFTER.finditer(text):
        since = list(_SINCE.finditer(text, max(0, found.start() - 400), found.start()))
        years = amount_of(found["n"])
        if len(since) != 1 or years is None or not told.plain(*found.span("what")):
            continue
        real = int(found["y"]) - int(since[0]["y"])
        if (
            real > 0
            and abs(real - years) > 1
            and told.exact(*found.span("n"))
            and told.real(since[0].start())
        ):
            yield clash(
                told.prose,
                "C06",
                found.span("what"),
                f"From {since[0]['y']} to {found['y']} it is {real} years.",
                [since[0].span("what")],
                "since_year",
                stated=years,
                computed=real,
            )
