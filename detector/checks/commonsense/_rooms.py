"""Places that stand where they cannot: a cellar above the kitchen, down the stairs into the attic, a "
"ceiling underfoot.

The vertical order is the lexicon's (``corpora/lexicon/places.yml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from detector.checks.base import Candidate
from detector.checks.commonsense._lexicon import alternatives, places
from detector.checks.commonsense._meant import doubtful, meant
from detector.checks.commonsense._prose import Prose
from detector.text.cued import Cued
from detector.text.story import StoryDoc

_DET = r"(?:the|an?|his|her|their|my|our|its|[A-Z][a-z]+[’']s)"
_ADJ = r"(?:[a-z][\w’'-]* ){0,2}?"
_WHERE = (
    r"(?: (?:was|were|is|lay|lies|stood|sat|stretched|hung|ran|waited))?,? ?(?:located |situated |"
    r"hidden |built |"
    r"tucked |set |right |just |directly |two floors |one floor |high |far |deep |somewhere |immediately )*"
)
_NOT_ROOM = (
    r"(?! (?:door|doors|window|windows|hatch|stairs|steps|stairwell|staircase|ladder|key|keys|light|"
    r"lights|roof|wall|walls)\b)"
)
_UPSIDE = Cued(
    r"\b(?:upside[- ]down|inverted|topsy-turvy|backwards|underground (?:city|palace|kingdom)|cave|cavern|"
    r"hillside|cliff|station|gravity|escher|maze|labyrinth|dwar\w+|hung from|hanging|float\w*|flew|"
    r"flying|fly|"
    r"wings|helicopter|airship|balloon|climbed out|acrobat\w*|bats?|spider|handstand|somersault\w*|tightrope|"
    r"neighbou?r\w*|next door|across the (?:street|road|way|square|yard)|opposite|hill|slope|terraces?|"
    r"reflect\w*|"
    r"mirror\w*|glass floor|painted|yoga|headstand|stretch\w*|sitting cross-legged)\b",
    re.IGNORECASE,
)
_WOKE = Cued(r"\b(?:woke|awoke|dream\w*)\b")
_TOPSY = Cued(
    r"\b(?:upside[- ]down|wrong way up|topsy-turvy|on its head|inverted|turned over)\b", re.IGNORECASE
)
_PARTS = frozenset(
    (
        "ceiling",
        "chandelier",
        "rafters",
        "skylight",
        "carpet",
        "rug",
        "floorboards",
        "doormat",
        "looked up at",
    )
)
_SCALES = ("house", "ship", "hill", "sea", "tree")


@cache
def _levels(scale: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    found = []
    for level in range(-1, 7):
        try:
            found.append((level, places(f"{scale}_{level}")))
        except KeyError:
            continue
    return tuple(found)


@cache
def _patterns() -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    """Kind, the words of which one must be there, and the pattern."""
    found: list[tuple[str, frozenset[str], re.Pattern[str]]] = []
    for scale in _SCALES:
        levels = _levels(scale)
        for level, names in levels:
            higher = [name for other, more in levels if other > level for name in more]
            if (scale, level) == ("house", -1):
                higher += places("building")
            lower = [name for other, more in levels if other < level for name in more]
            here = alternatives(names)
            above, below = r"(?:above|over|on top of|atop)", r"(?:below|beneath|under|underneath)"
            for others, relation in ((higher, above), (lower, below)):
                if others:
                    pattern = (
                        rf"\b(?P<room>{here}){_NOT_ROOM}{_WHERE}{relation} {_DET} {_ADJ}"
                        rf"(?P<other>{alternatives(others)})\b(?![-’']| (?:roof|eaves|door|window|sign|"
                        rf"step|stairs)\b)"
                    )
                    needed = names if level else others
                    found.append(
                        (f"{scale}_{relation[3:8]}", frozenset(needed), re.compile(pattern, re.IGNORECASE))
                    )
    low, high = (
        alternatives(places("house_-1")),
        alternatives(("attic", "loft", "garret", "belfry", "steeple")),
    )
    ground = alternatives(places("house_0"))
    go = (
        r"(?:went|walked|climbed|ran|crept|hurried|headed|rushed|came|padded|strode|trudged|raced|made "
        r"(?:his|her) way)"
    )
    down = (
        r"(?:went|walked|ran|crept|hurried|headed|rushed|came|padded|strode|trudged|raced|climbed|made "
        r"(?:his|her) way)"
    )
    moves = (
        rf"\b{go}(?: back)? (?:up (?:the (?:\w+ )?(?:stairs|steps|staircase|ladder) )?|upstairs "
        rf")(?:in)?to (?:the|his|her|"
        rf"their|my) {_ADJ}(?P<room>{low})\b{_NOT_ROOM}",
        rf"\b(?:climbed|mounted|ascended)(?: up)? (?:the )?(?:\w+ )?(?:stairs|steps|staircase|ladder) "
        rf"(?:from the {_ADJ}"
        rf"(?:{ground}|attic|loft|garret) )?(?:up )?(?:in)?to the {_ADJ}(?P<room>{low})\b{_NOT_ROOM}",
        rf"\b(?:the )?(?:stairs|steps|staircase|ladder)(?: that)? (?:led |leading |going |ran |from the "
        rf"{_ADJ}(?:{ground}) )"
        rf"(?:up )(?:in)?to the {_ADJ}(?P<room>{low})\b{_NOT_ROOM}",
        rf"\b{down}(?: back)? (?:down (?:the (?:\w+ )?(?:stairs|steps|staircase|ladder) )|downstairs "
        rf")(?:from the {_ADJ}"
        rf"(?:{ground}|{low}) )?(?:in)?to (?:the|his|her|their|my) {_ADJ}(?P<room>{high}|roof)\b{_NOT_ROOM}",
        rf"\b(?:descended|down) from the {_ADJ}(?:{ground}|{low}) (?:down )?(?:in)?to (?:the|his|her|"
        rf"their) {_ADJ}"
        rf"(?P<room>{high}|roof)\b{_NOT_ROOM}",
        rf"\b(?:descended|took the stairs down|went down) (?:in)?to (?:the|his|her|their) "
        rf"{_ADJ}(?P<room>attic|loft|garret)"
        rf"\b{_NOT_ROOM}",
        rf"\b(?:ascended|took the stairs up) (?:in)?to (?:the|his|her|their) "
        rf"{_ADJ}(?P<room>{low})\b{_NOT_ROOM}",
    )
    ends = frozenset((*places("house_-1"), "attic", "loft", "garret", "belfry", "steeple", "roof"))
    found += [("wrong_way", ends, re.compile(move, re.IGNORECASE)) for move in moves]
    feet = (
        r"(?:his|her|my|their|our|[A-Z][a-z]+[’']s) (?:[a-z]+ ){0,2}?(?:feet|shoes|boots|soles|slippers|"
        r"heels|sandals)"
    )
    head = r"(?:his|her|my|their|our) (?:heads?)|him|her|us|them|me"
    parts = (
        rf"\b(?:the|a) {_ADJ}(?P<room>ceiling|chandelier|rafters|skylight){_WHERE}(?:beneath|under|"
        rf"underneath|below) {feet}\b",
        rf"\b(?:the|a) {_ADJ}(?P<room>carpet|rug|floorboards|doormat|skirting board){_WHERE}(?:above|"
        rf"over) (?:{head})\b",
        rf"\b(?:looked|gazed|stared|glanced|peered) up at the {_ADJ}(?P<room>floor|carpet|rug|pavement|"
        rf"cobbles)\b(?! above)",
        rf"\b(?:looked|gazed|stared|glanced|peered) down at the {_ADJ}(?P<room>ceiling|rafters|chandelier)\b",
        r"\b(?:walked|stepped|strode|marched|tiptoed|paced|danced) (?:\w+ )?(?:across|on|over) the "
        r"(?:[a-z]+ )?"
        r"(?P<room>ceiling|chandelier)\b",
    )
    found += [("part", _PARTS, re.compile(part, re.IGNORECASE)) for part in parts]
    return tuple(found)


@cache
def room_trace() -> re.Pattern[str]:
    """A cheap look: a place that is low or high, or a part of a room, is there."""
    names = [name for scale in _SCALES for level, more in _levels(scale) if level for name in more]
    return re.compile(rf"\b(?:{alternatives((*names, *_PARTS))})\b", re.IGNORECASE)


def misplaced(story: StoryDoc, prose: Prose) -> Iterator[Candidate]:
    """Places out of the vertical order, each span once."""
    seen: set[int] = set()
    if _TOPSY.search(prose.text):
        return
    there = {word.lower() for word in room_trace().findall(prose.text)}
    for kind, needed, pattern in _patterns():
        if not needed & there:
            continue
        for found in pattern.finditer(prose.text):
            if found.start("room") in seen or _UPSIDE.search(prose.around(found.start())):
                continue
            if found["room"].lower() == "vault" and re.search(
                r"church|chapel|cathedral", found[0], re.IGNORECASE
            ):
                continue
            if not meant(story, prose, *found.span(), around=0):
                continue
            seen.add(found.start("room"))
            room = found["room"].lower()
            scopes = doubtful(story, *found.span())
            yield Candidate(
                "C03",
                *found.span(),
                f"{'An' if room[0] in 'aeiou' else 'A'} {room} cannot lie there: it is {_lies(room)}.",
                evidence={
                    "kind": f"place_{kind}",
                    "room": room,
                    "scopes": scopes,
                    "sure": not scopes and not _WOKE.search(prose.text, found.end(), found.end() + 800),
                },
                scope="asserted",
                in_dialogue=False,
            )


def _lies(room: str) -> str:
    if room in places("house_-1"):
        return "below ground"
    if room in places("house_2") or room in places("part_1"):
        return "over one's head"
    return "elsewhere in the order from bottom to top"
