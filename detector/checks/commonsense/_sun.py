"""The sun's way, the moon's light and shadows, as every day on earth shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._meant import doubtful, meant
from detector.checks.commonsense._prose import Prose
from detector.text.cued import Cued
from detector.text.story import StoryDoc

_UP = r"(?:rose|rises|rising|came up|climbed|was rising|had risen|peeked|crept up|broke)"
_DOWN = (
    r"(?:set|sets|setting|sank|sinking|went down|dipped|was setting|was sinking|had set|slid down|slipped)"
)
_KINDS: tuple[tuple[str, Cued, str], ...] = (
    (
        "sun_west",
        Cued(
            rf"\b(?:the|a) (?:\w+ )?sun (?:slowly |just )?{_UP}(?: up)?(?: slowly)? (?:in|from|over|out "
            rf"of) the "
            r"(?:\w+ )?west(?:ern (?:horizon|sky|sea|hills|mountains))?\b(?! (?:wing|wall|tower|window|"
            r"gate|end|side|coast))",
            re.IGNORECASE,
        ),
        "The sun rises in the east.",
    ),
    (
        "sun_east",
        Cued(
            rf"\b(?:the|a) (?:\w+ )?sun (?:slowly |just )?{_DOWN}(?: down)?(?: slowly)? (?:in|into|over|"
            rf"behind|towards?) "
            r"the (?:\w+ )?east(?:ern (?:horizon|sky|sea|hills|mountains))?\b(?! (?:wing|wall|tower|"
            r"window|gate|end|side))",
            re.IGNORECASE,
        ),
        "The sun sets in the west.",
    ),
    (
        "dusk_east",
        Cued(
            r"\bsunset (?:in|over) the east(?:ern (?:horizon|sky))?\b|\bsunrise (?:in|over) the "
            r"west(?:ern (?:horizon|sky))?"
            r"\b|\bdawn (?:broke|came up|spread|rose) (?:in|over) the west(?:ern (?:horizon|sky))?\b",
            re.IGNORECASE,
        ),
        "The sun rises in the east and sets in the west.",
    ),
    (
        "noon_shadow",
        Cued(
            r"\b(?:noon|noonday|midday)(?: sun(?:light)?)?[^.!?\n,;]{0,30} (?:cast|casting|threw|"
            r"throwing) (?:its |their |his )?"
            r"(?:very )?long shadows?\b",
            re.IGNORECASE,
        ),
        "At noon shadows are at their shortest.",
    ),
    (
        "new_moon_light",
        Cued(
            r"\b(?:light|glow|gleam|rays|beams|radiance|shine) of (?:the|a) new moon\b|\bnew moon "
            r"(?:shone|glowed|gleamed|"
            r"lit|illuminated|bathed|cast its (?:\w+ )?light)\b",
            re.IGNORECASE,
        ),
        "The new moon gives no light.",
    ),
    (
        "night_sun",
        Cued(
            r"\bat midnight,? the sun (?:shone|blazed|beat down|was high|stood high)\b|\bthe "
            r"(?:midnight|night) was (?:bright|warm) "
            r"with sunshine\b",
            re.IGNORECASE,
        ),
        "At midnight the sun is down.",
    ),
    (
        "light_year",
        Cued(
            r"\b(?:\w+ )?(?:light[- ]?years|parsecs) (?:ago|later|earlier|passed|had passed|went by|of "
            r"waiting|of silence|from now)\b"
            r"|\b(?:waited|lived|lasted|slept|spent)(?: \w+){0,3} (?:for )?(?:\w+ )?(?:light[- ]?years|"
            r"parsecs)\b"
            r"(?! (?:away|from|across|distant|of))",
            re.IGNORECASE,
        ),
        "A light-year is a distance, not a time.",
    ),
    (
        "uphill",
        Cued(
            r"\b(?:river|stream|brook|creek|water|waterfall) (?:flowed|flows|ran|runs|poured|trickled|"
            r"rushed|tumbled) "
            r"(?:\w+ly )?(?:uphill|up the (?:hill|slope|mountain\w*|hillside|cliff))\b",
            re.IGNORECASE,
        ),
        "Water runs downhill.",
    ),
)
_OUT = Cued(
    r"\b(?:polar|arctic|antarctic\w*|norway|lapland|midnight sun|venus|planet|backwards|southern|"
    r"simulat\w+|suns|winter|"
    r"december|january|tide|tidal|pump\w*|prophe\w+|end of the world|apocalyp\w+|moons|joke\w*|"
    r"metaphor\w*|figurative\w*)\b",
    re.IGNORECASE,
)
sun_trace = Cued(
    r"\b(?:sun|sunset|sunrise|dawn|noon|noonday|midday|midnight|new moon|light[- ]?years|parsecs|uphill|"
    r"up the)\b",
    re.IGNORECASE,
)


def wrong_sky(story: StoryDoc, prose: Prose) -> Iterator[Candidate]:
    """The sun, the moon, shadows and water against their way."""
    for kind, pattern, why in _KINDS:
        for found in pattern.finditer(prose.text):
            if _OUT.search(prose.around(found.start())) or not meant(story, prose, *found.span()):
                continue
            scopes = doubtful(story, *found.span())
            yield Candidate(
                "C09",
                *found.span(),
                why,
                evidence={"kind": kind, "scopes": scopes, "sure": not scopes},
                scope="asserted",
                in_dialogue=False,
            )
