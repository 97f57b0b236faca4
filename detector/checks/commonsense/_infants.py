"""Infants who do what takes years to learn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._meant import doubtful, meant
from detector.checks.commonsense._prose import Prose
from detector.text.cued import Cued
from detector.text.numbers import WORDS
from detector.text.story import StoryDoc

_SKILL = (
    r"(?:walked|ran|unlocked|locked|opened the (?:door|window|gate|letter|book)|wrote|read|drove|cooked|"
    r"climbed (?:the|up|out|down|onto)|danced|skipped|recited|asked|answered|explained|sang|knocked|poured|"
    r"dressed (?:himself|herself|itself)|lit (?:the|a)|tied|counted|marched|jumped|rode|stood up|replied)"
)
_INFANT = Cued(
    rf"\b(?P<what>(?:[Tt]he|[Hh]er|[Hh]is|[Tt]heir|[Mm]y|[Oo]ur) (?:baby|infant|newborn)"
    rf"(?: (?:son|daughter|boy|girl|sister|brother))?"
    rf"(?:, (?:only |just |barely )?(?:{WORDS}|\d{{1,2}}) (?:days|weeks) old,)"
    rf"(?: [a-z]+){{0,4}}? {_SKILL})\b|"
    rf"\b(?P<what2>(?:[Tt]he|[Hh]er|[Hh]is|[Tt]heir|[Mm]y) (?:newborn|(?:{WORDS}|\d{{1,2}})-(?:day|week)-old)"
    rf"(?: (?:baby|infant|son|daughter|boy|girl|child))? {_SKILL})\b"
)
_ODD = Cued(
    r"\b(?:robot\w*|prodigy|miracle|alien\w*|goblin\w*|god\w*|prophe\w*|demon\w*|foal|calf|lamb|colt|fawn|"
    r"elephant|giraffe|kid|chick\w*|creature\w*|reborn|reincarnat\w*)\b",
    re.IGNORECASE,
)
infant_trace = Cued(r"\b(?:baby|infant|newborn|(?:day|week)-old)\b", re.IGNORECASE)


def able_infants(story: StoryDoc, prose: Prose) -> Iterator[Candidate]:
    """``The baby, three weeks old, reached up and unlocked the door``"""
    for found in _INFANT.finditer(prose.text):
        if _ODD.search(prose.around(found.start())) or not meant(story, prose, *found.span()):
            continue
        scopes = doubtful(story, *found.span())
        yield Candidate(
            "C10",
            *found.span(),
            "No baby of that age can do it.",
            evidence={"kind": "infant", "scopes": scopes, "sure": not scopes},
            scope="asserted",
            in_dialogue=False,
        )
