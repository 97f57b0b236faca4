"""Instruments played as none of their kind can be, and fruit and flowers out of their season."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from detector.checks.base import Candidate
from detector.checks.commonsense._meant import doubtful, meant
from detector.checks.commonsense._prose import Prose
from detector.checks.commonsense._sky import ELSEWHERE
from detector.lexicon.playing import bearing_months, instruments, ways
from detector.text.cued import Cued
from detector.text.dates import MONTH
from detector.text.story import StoryDoc

_ODD = Cued(
    r"\b(?:toy|broken|imaginary|air guitar|joke\w*|prepared|experimental|inside the piano|"
    r"strings of the piano|avant-garde|"
    r"greenhouse|hothouse|glasshouse|conservatory|shop\w*|market|supermarket|store|tin|tinned|jar|frozen|preserv\w*|dried|jam|"
    r"imported|bulbs?|planted|sow(?:ed|n)|paint\w*|plastic|silk|paper|picture|photograph|cellar|stored|dream\w*|magic\w*|spell|"
    r"bouquet|florist|vase|south|Australia|Chile|Argentin\w+|Africa|Zealand|remember\w*|tree|trees|orchard|juice|wine|cider|pie|"
    r"tattoo|wallpaper|dress)\b",
    re.IGNORECASE,
)
playing_trace = Cued(r"\b(?:strum\w*|pluck\w*|bl[eo]w\w*|bow|chin|lips)\b")


@cache
def _seasonal() -> re.Pattern[str]:
    plants = "|".join(sorted(bearing_months()))
    return re.compile(
        rf"\b[Ii]n (?:early |late |mid-?)?(?P<month>{MONTH})\b[^.!?;:“”\n]{{0,50}}?\b(?:picked|"
        rf"gathered|harvested|mowed|reaped|found) "
        rf"(?:the |some |a basket of |ripe |fresh |wild )*(?P<plant>{plants})\b|"
        rf"\b(?P<plant2>{plants}) (?:bloomed|were blooming|blossomed|were in (?:full )?bloom|"
        rf"flowered|ripened|were ripe)"
        rf"[^.!?;:“”\n]{{0,30}}? in (?:early |late |mid-?)?(?P<month2>{MONTH})\b"
    )


def odd_playing(story: StoryDoc, prose: Prose) -> Iterator[Candidate]:
    """``She strummed the flute``; ``In January she picked ripe strawberries in the field``"""
    lowered = prose.text.lower()
    if playing_trace.search(prose.text) and any(name in lowered for name in instruments()):
        for way in ways():
            for found in way.pattern.finditer(prose.text):
                why = way.why.format(instrument=found["instrument"])
                yield from _candidate(story, prose, found.span(), why, f"playing_{way.name}")
    if ELSEWHERE.search(prose.text) or not any(plant in lowered for plant in bearing_months()):
        return
    for found in _seasonal().finditer(prose.text):
        plant, month = found["plant"] or found["plant2"], found["month"] or found["month2"]
        if month not in bearing_months()[plant]:
            why = f"{plant.capitalize()} are not there in {month} (north of the equator)."
            yield from _candidate(story, prose, found.span(), why, "out_of_season")


def _candidate(
    story: StoryDoc, prose: Prose, span: tuple[int, int], why: str, kind: str
) -> Iterator[Candidate]:
    if _ODD.search(prose.around(span[0], 0, 0)) or not meant(story, prose, *span):
        return
    scopes = doubtful(story, *span)
    yield Candidate(
        "C09",
        *span,
        why,
        evidence={"kind": kind, "scopes": scopes, "sure": not scopes},
        scope="asserted",
        in_dialogue=False,
    )
