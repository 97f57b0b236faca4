"""C03: place and possession."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from detector.checks.base import Candidate, Check
from detector.checks.commonsense._lexicon import alternatives, places
from detector.checks.commonsense._possession import back_in_hand
from detector.checks.commonsense._prose import Prose, clashes_with, plainly_told, read_prose
from detector.checks.commonsense._rooms import misplaced, room_trace
from detector.checks.commonsense._storeys import storey_trace, wrong_storeys
from detector.checks.commonsense._tracked import beside, tracked
from detector.records import Category, Severity
from detector.state.trace import may_track
from detector.text.cued import Cued
from detector.text.story import StoryDoc

_UPSIDE = Cued(
    r"\b(?:upside[- ]down|inverted|topsy-turvy|impossible|impossibl[ey]|backwards|underground (?:city|"
    r"palace|kingdom)|cave|"
    r"cavern|hollow|hillside|cliff|ship|station|planet|gravity|magic\w*|enchant\w*|escher|maze|labyrinth|"
    r"dwar\w+)\b",
    re.IGNORECASE,
)
_SINGLE = Cued(
    r"\b(?:one|single)[- ]stor(?:e?y|eyed|ied)\b(?! (?:annex|wing|extension|shed|garage|part))", re.IGNORECASE
)
_UPSTAIRS = Cued(
    r"\b(?:upstairs|downstairs|(?:second|upper|top) floor|up the stairs|down the stairs)\b", re.IGNORECASE
)


class PlaceAndPossession(Check):
    """A room stands where such a room cannot, or a thing given or put away for good is in hand again.

    Flags "a cramped basement above a fish market", "upstairs to the wine cellar", "the ceiling beneath
    his feet", a house of one storey in which somebody walks about upstairs, the ring placed "into the launch
    console" and then "back onto his finger", and the key given to the beggar and gripped an hour later.

    Not in speech, dream, condition or denial; not in ships, caves, mazes and houses that the story turns
    upside down. A thing must be the only one of its name, and nothing between may take, return, find, buy or
    borrow it.
    """

    code = "C03"
    name = "place and possession"
    category = Category.COMMONSENSE
    severity = Severity.ERROR

    def might_match(self, text: str) -> bool:
        """A cellar, an attic, a house of one storey, or a verb of putting or giving away is there."""
        there = _trace().search(text) or room_trace().search(text) or storey_trace.search(text)
        return bool(there) or may_track(self.code, text)

    def propose(self, story: StoryDoc) -> Iterator[Candidate]:
        """Yield rooms in the wrong place."""
        if not self.might_match(story.text):
            return
        prose = story.view(read_prose)
        placed = beside(misplaced(story, prose), _storeys(prose))
        yield from beside(placed, wrong_storeys(story, prose))
        yield from beside(back_in_hand(prose), tracked(story, self.code))


@cache
def _trace() -> re.Pattern[str]:
    rooms = alternatives((*places("low"), *places("high"), *places("single_storey")))
    away = (
        "placed|set|slipped|slid|pressed|inserted|embedded|sealed|mortared|fitted|slotted|buried|dropped|"
        "threw|tossed|cast|"
        "flung|hurled|fed|lowered|locked|thrust|wedged|lodged|gave|handed|sold|surrendered|bequeathed|"
        "presented|pawned|left"
    )
    return re.compile(rf"\b(?:{rooms}|{away})", re.IGNORECASE)


def _meant(prose: Prose, start: int, end: int) -> bool:
    return plainly_told(prose, start, end) and not _UPSIDE.search(prose.around(start))


def _storeys(prose: Prose) -> Iterator[Candidate]:
    single = [m for m in _SINGLE.finditer(prose.text) if not prose.quoted(*m.span())]
    if len(single) != 1 or not _meant(prose, *single[0].span()):
        return
    for found in _UPSTAIRS.finditer(prose.text, single[0].end(), single[0].end() + 1500):
        lead = prose.text[single[0].end() : found.start()]
        if not _meant(prose, *found.span()):
            continue
        if re.search(
            r"\b(?:next door|neighbou?rs?|moved|another house|hotel|office|school|church|flat|apartment)\b",
            lead,
        ):
            return
        yield Candidate(
            "C03",
            *found.span(),
            "A house of one storey has no upper floor.",
            (clashes_with(prose.text, *single[0].span()),),
            {"kind": "single_storey", "distance": found.start() - single[0].end()},
            scope="asserted",
            in_dialogue=False,
        )
        return
