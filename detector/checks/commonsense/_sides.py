"""One side of the body, and then the other: the left arm in plaster, and the right."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._prose import Prose, clashes_with, plainly_told
from detector.text.cued import Cued
from detector.text.entities import read_entities
from detector.text.sentences import sentence_at
from detector.text.story import StoryDoc
from detector.text.tokens import read_tokens

_PARTS = "arm|hand|leg|foot|wrist|ankle|knee|elbow|shoulder|eye|ear|cheek|thumb|forearm|shin|thigh|calf|hip"
_SIDE = re.compile(
    rf"\b(?P<own>[Hh]is|[Hh]er|[Mm]y) (?:[a-z]+ ){{0,2}}?(?P<side>left|right) (?P<part>{_PARTS})\b"
)
_MARKS = {
    "plaster": r"plaster|cast(?! (?:a|his|her|my|an|it|off|iron|out))",
    "sling": r"sling",
    "splint": r"splint\w*",
    "bandage": r"bandag\w+",
    "prosthesis": r"wooden|prosthe\w+|artificial|peg",
    "glass": r"glass eye|false eye",
    "patch": r"eye-?patch|patch over",
    "tattoo": r"tattoo\w*",
    "scar": r"scar(?:red)?",
    "limp": r"limp(?:ed|s|ing)?",
    "loss": r"lost|amputat\w+|missing|stump|gone",
    "break": r"broke|broken|fractur\w+|sprain\w+|twisted",
    "blindness": r"blind(?:ed)?",
}
_FOUND = {name: re.compile(rf"\b(?:{words})\b") for name, words in _MARKS.items()}
_BOTH = Cued(
    r"\b(?:both|other|too|also|as well|another|second|this time|again|now|mirror\w*|reflect\w+|swapp\w+)\b"
)
_NEAR = 60


def may_have_sides(text: str) -> bool:
    """Both sides of something are there."""
    return "left" in text and "right" in text and any(mark.search(text) for mark in _FOUND.values())


def clashing_sides(story: StoryDoc, prose: Prose) -> Iterator[Candidate]:
    """The same mark on the same person's left part, and later on the right one."""
    if not may_have_sides(prose.text):
        return
    first: dict[tuple[str, str, int | str], re.Match[str]] = {}
    entities, tokens = story.reading(read_entities), story.reading(read_tokens)
    for found in _SIDE.finditer(prose.text):
        if not plainly_told(prose, *found.span()):
            continue
        owner = entities.entity_at(tokens.at(found.start()))
        whose = owner.id if owner is not None else found["own"].lower()
        at = prose.sentence(found.start())
        near = prose.text[max(at.start, found.start() - _NEAR) : min(at.end, found.end() + _NEAR)]
        for name, mark in _FOUND.items():
            if not mark.search(near) or _BOTH.search(near):
                continue
            key = (name, found["part"], whose)
            known = first.setdefault(key, found)
            if known["side"] != found["side"]:
                yield _candidate(prose, name, known, found)


def _candidate(prose: Prose, name: str, known: re.Match[str], found: re.Match[str]) -> Candidate:
    far = sentence_at(prose.sentences, found.start()) - sentence_at(prose.sentences, known.start())
    return Candidate(
        "C04",
        *found.span(),
        f"First it is the {known['side']} {known['part']}, then the {found['side']}.",
        (clashes_with(prose.text, *known.span()),),
        {
            "kind": "other_side",
            "mark": name,
            "sentences": far,
            "distance": found.start() - known.end(),
            "sure": name not in ("scar", "tattoo", "break") and far > 0,
        },
        scope="asserted",
        in_dialogue=False,
    )
