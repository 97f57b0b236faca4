"""Rooms on a storey that they cannot be on, ways that lead wrong, and what a place is said not to have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from detector.checks.base import Candidate
from detector.checks.commonsense._lexicon import alternatives, places
from detector.checks.commonsense._meant import doubtful, meant
from detector.checks.commonsense._prose import Prose, clashes_with, plainly_told
from detector.text.cued import Cued
from detector.text.story import StoryDoc

_UPPER = (
    r"(?:the )?(?:top|upper|second|third|fourth|fifth|sixth|uppermost|highest|twelfth) (?:floor|storey|story)"
)
_LOWER = r"(?:the )?(?:ground floor|lowest (?:floor|storey|story)|bottom floor)"
_GO_UP = r"(?:up|upstairs|upwards?)"
_GO_DOWN = r"(?:down|downstairs|downwards?)"
_GO = (
    r"(?:went|walked|climbed|ran|crept|hurried|came|stepped|clambered|led|leading|rode|strode|scrambled|"
    r"headed)"
)
_NO_ROOM = r"(?! (?:door|doors|window|stairs|steps|key|keys|light|roof|ladder|hatch|ceiling)\b)"


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    low, high = alternatives(places("house_-1")), "attic|loft|garret|belfry"
    peak, deep = (
        alternatives((*places("hill_1"), "treetop", "masthead", "crow's nest")),
        alternatives(places("sea_0")),
    )
    rows = (
        (
            "low_room_high",
            rf"\b(?P<room>{low}){_NO_ROOM} (?:(?:was|is|lay|lies) )?(?:on|at) {_UPPER}\b|"
            rf"\b(?:was|is|lay|"
            rf"lies) on {_UPPER}(?: of the [a-z]+)?,? (?:in )?the (?P<room2>{low})\b{_NO_ROOM}|"
            rf"\bthe (?P<room3>{low})(?: (?:was|lay))? at the (?:very )?top of the (?:house|"
            rf"building|tower|stairs)\b",
            "is below ground",
        ),
        (
            "high_room_low",
            rf"\bthe (?P<room>{high}){_NO_ROOM},? (?:which )?(?:(?:was|is|lay|lies) )?(?:on|at) {_LOWER}\b|"
            rf"\bthe (?P<room2>{high})(?: (?:was|lay))? at the (?:very )?bottom of the (?:house|"
            rf"building|tower|stairs)\b",
            "is under the roof",
        ),
        (
            "down_to_the_top",
            rf"\b(?:{_GO}|descended|"
            rf"climbed) {_GO_DOWN} (?:the \w+ )?(?:in)?to the (?P<room>{peak}|roof|"
            rf"rooftop)(?! of the (?:hill|"
            rf"lower|next|neighbou?r\w*|house below|shed|garage|porch|car))\b|"
            rf"\bdescended (?:in)?to the (?P<room2>{peak})\b",
            "is above",
        ),
        (
            "up_to_the_bottom",
            rf"\b(?:{_GO}|dived|dove|swam|rose|took the (?:lift|elevator|"
            rf"stairs)) {_GO_UP} (?:from the (?!mine|cave|tunnel|shaft|pit|sewer|hold|bilge|"
            rf"depths|well|catacomb|dungeon)[a-z ]{{2,20}} )?(?:in)?to the "
            rf"(?P<room>{low}|{deep}|valley floor|bottom of the (?:lake|sea|pool|shaft|well|"
            rf"mine))\b{_NO_ROOM}",
            "is below",
        ),
        (
            "up_from_the_top",
            rf"\bthe (?:stairs|steps|staircase|ladder) (?:led |leading |"
            rf"ran )?(?:from the (?:{high}) up to the (?P<room>kitchen|"
            rf"hall|parlou?r|ground floor|street|garden|{low})|"
            rf"up from the (?:{high}) to the (?P<room2>kitchen|hall|parlou?r|"
            rf"ground floor|street|garden|{low}))\b|\b(?:stairs|steps|staircase|"
            rf"ladder) (?:from the (?:kitchen|hall|parlou?r|shop|"
            rf"ground floor) up to the (?P<room3>{low})|from the (?:kitchen|hall|parlou?r|shop|"
            rf"ground floor) down to the "
            rf"(?P<room4>{high}))\b{_NO_ROOM}|\b(?:stairs|steps|staircase|"
            rf"ladder) from the (?:{high}) up to the "
            r"(?P<room5>kitchen|hall|parlou?r|ground floor|street|garden)\b",
            "is not that way",
        ),
        (
            "keel_above_mast",
            r"\bthe (?P<room>keel|hold|bilge)(?: of the (?:ship|boat))? (?:towered|rose|stood|"
            r"hung) (?:high )?(?:above|over) the "
            r"(?:mast|masts|deck|sails)\b|\bthe (?P<room2>roots)(?: of the [a-z]+)? (?:waved|"
            r"swayed|rustled)(?: in the wind)? "
            r"(?:above|over) (?:its|the) (?:crown|leaves|branches)\b",
            "is at the bottom",
        ),
    )
    return tuple((kind, re.compile(text, re.IGNORECASE), why) for kind, text, why in rows)


_LACKS = (
    (
        "windowless",
        Cued(
            r"\b[Tt]he (?P<place>[a-z]+) (?:had|has) no windows?(?: at all)?(?=[.,;])|"
            r"\b[Aa]n? (?:[a-z]+ )?windowless (?P<place2>[a-z]+)\b|"
            r"\b[Tt]here (?:was|were) no windows? in the (?P<place3>[a-z]+)\b"
        ),
        r"\b(?:opened|closed|shut|threw open|looked out of|leaned out of|leant out of|"
        r"stared out of|gazed out of|climbed "
        r"through|crowded to|wiped) (?:the|its|a) (?:[a-z]+ ){0,2}?windows?\b|"
        r"\bits (?:[a-z]+ ){0,2}?windows?\b",
        "It is said to have no window.",
    ),
    (
        "doorless",
        Cued(r"\b[Tt]here was no door in the (?P<place>wall|room|cell|tower|hut|chamber)\b"),
        r"\b(?:opened|closed|shut|slammed|locked|unlocked) the door\b",
        "It is said to have no door.",
    ),
    (
        "stairless",
        Cued(r"\b[Tt]here were no stairs in the (?P<place>house|hut|building|cottage|tower)\b"),
        r"\b(?:climbed|took|mounted|descended|ran up|ran down|came down|went up|"
        r"went down) the (?:[a-z]+ )?stairs\b|\b[Oo]n the stairs\b",
        "It is said to have no stairs.",
    ),
    (
        "one_storey",
        Cued(
            r"\b[Tt]he (?P<place>house|building|cottage|school|inn) (?:had|"
            r"has) only one (?:storey|story|floor)\b|"
            r"\b(?:lived in|owned|bought|rented|built) an? (?:[a-z]+ )?(?P<place2>bungalow)\b"
        ),
        r"\b(?:up|upstairs) to the (?:second|third|upper|top) (?:floor|storey)\b|"
        r"\b(?:[Uu]pstairs|the upper floor|the second "
        r"floor|the third floor)\b",
        "It has one storey only.",
    ),
)
_OUT = re.compile(
    r"\b(?:left|outside|out of the (?:room|cell|house|building|tower|cabin)|next|other|later|"
    r"train|car|house across|home|drove|"
    r"walked|went back|except|but|until|corridor|magic\w*|spell|painted|drawn|drew|imagin\w*|"
    r"dream\w*|appeared|remember\w*|once|"
    r"used to|suddenly|then|hotel|office|if|would|no longer|secret|hidden|neighbou?r\w*|"
    r"door opened|came out|emerged|hall|"
    r"there (?:was|were) now)\b",
    re.IGNORECASE,
)
_ODD = Cued(
    r"\b(?:upside[- ]down|inverted|cave|dwar\w+|gravity|magic\w*|spell|dream\w*|maze|ship|"
    r"submarine|hill(?:side|top)?|slope|cliff|"
    r"mountain (?:house|inn)|split-level|helicopter|parachut\w*|balloon|airship|plane|flew|"
    r"flying|eagle|hawk|bird|wings?|dragon|"
    r"summit (?:camp|station) below|glacier)\b",
    re.IGNORECASE,
)
storey_trace = Cued(
    r"\b(?:floor|storey|story|windowless|no windows?|no door|no stairs|bungalow|summit|peak|"
    r"mountaintop|hilltop|ridge|treetop|"
    r"masthead|roof|rooftop|attic|loft|garret|belfry|cellar|basement|crypt|keel|roots|bottom of the)\b",
    re.IGNORECASE,
)


def wrong_storeys(story: StoryDoc, prose: Prose) -> Iterator[Candidate]:
    """``The crypt was on the third floor``; ``walked down to the summit``; a window in a blind room."""
    for kind, pattern, why in _patterns():
        for found in pattern.finditer(prose.text):
            if _ODD.search(prose.around(found.start())) or not meant(story, prose, *found.span(), around=0):
                continue
            name = next(group for key, group in found.groupdict().items() if key.startswith("room") and group)
            yield _candidate(story, found.span(), None, f"The {name.lower()} {why}.", kind)
    for kind, said, denied, why in _LACKS:
        for found in said.finditer(prose.text):
            if not plainly_told(prose, *found.span()):
                continue
            reach = min(len(prose.text), found.end() + 420)
            then = re.compile(denied).search(prose.text, found.end(), reach)
            if then is None or not plainly_told(prose, *then.span()):
                continue
            between = (
                prose.text[found.end() : then.start()]
                + prose.text[then.end() : prose.sentence(then.start()).end]
            )
            if _OUT.search(between) or "\n\n" in between:
                continue
            yield _candidate(story, then.span(), found.span(), why, kind, prose)


def _candidate(
    story: StoryDoc,
    span: tuple[int, int],
    other: tuple[int, int] | None,
    why: str,
    kind: str,
    prose: Prose | None = None,
) -> Candidate:
    scopes = doubtful(story, *span)
    far = 0 if other is None else span[0] - other[1]
    return Candidate(
        "C03",
        *span,
        why,
        () if other is None else (clashes_with(story.text, *other),),
        {"kind": f"storey_{kind}", "scopes": scopes, "distance": far, "sure": not scopes},
        scope="asserted",
        in_dialogue=False,
    )
