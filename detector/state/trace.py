"""A cheap look at a text: may any event of the tracker be in it?"""

from __future__ import annotations

import re
from functools import cache

from detector.state.ending_rules import endings
from detector.state.frames import frames
from detector.text.lemmas import forms_of

_NOUNS = ("left_in", "pieces_nouns", "fuel", "without")


@cache
def _pattern(code: str) -> re.Pattern[str]:
    stems: set[str] = set()
    for frame in frames():
        if frame.code != code:
            continue
        verbs = {verb for role, words in frame.event.items() if role not in _NOUNS for verb in words}
        for verb in (*verbs, *frame.place, *frame.subject_place, *frame.after, *frame.idioms):
            stems.update(forms_of(verb.partition(" ")[0]))
        stems.update(word[:4] for word in frame.verbs("left_in"))
        if frame.by_noun or frame.verbs("fuel"):
            stems.update(("without", "out of"))
    codes = {frame.name: frame.code for frame in frames()}
    for verb, rules in endings().items():
        if any(codes[rule.frame] == code for rule in rules):
            stems.update(("is", "was", "were") if verb == "be" else forms_of(verb.partition(" ")[0]))
    return re.compile(rf"\b(?:{'|'.join(sorted(stems))})", re.IGNORECASE)


def may_track(code: str, text: str) -> bool:
    """False promises that the tracker has nothing for the check of that code."""
    return bool(_pattern(code).search(text))
