"""A part that is most of a thing, of a material that the thing is not: the granite pump, the cast iron "
"of its side."""

from __future__ import annotations

from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._mentions import conflicts, only_one
from detector.checks.commonsense._prose import Prose, clashes_with, plainly_told
from detector.checks.commonsense._stuff import Stuff
from detector.text.cued import Cued
from detector.text.entities import read_entities
from detector.text.story import StoryDoc
from detector.text.tokens import read_tokens

#: Parts of the main material of nearly everything that has them.
_BULK = frozenset(
    "side sides flank flanks belly body bulk hull planks planking bib shell"
    " skin rump shaft trunk walls".split()
)
#: Of the same piece where the thing is a likeness.
_LIMBS = frozenset(
    "foot feet hand hands arm arms leg legs head face nose knee shoulder cheek chest back paw tail "
    "ear".split()
)
_STATUES = frozenset(
    "statue sculpture bust figure figurine statuette idol effigy lion angel horse eagle dragon sphinx "
    "carving".split()
)
#: Parts of things, which own no flank or belly: what follows speaks of the thing.
_PARTS_THEMSELVES = frozenset(
    "face dial lid handle hand hands cover case frame lens pane window knob rim edge base top bottom "
    "end strap chain".split()
)
_REACH = 1500
_NEAR = 250
_SKIN = Cued(
    r"\b(?:paint\w*|lin(?:ed|ing)|cover\w*|panel\w*|plat(?:ed|ing)|clad\w*|patch\w*|wrapp\w*|frame\w*|"
    r"bound|inlaid|turn(?:ed|ing) (?:in)?to|became|magic\w*)\b"
)


def bulk_of(
    prose: Prose, story: StoryDoc, things: tuple[Stuff, ...], whole: dict[str, list[Stuff]]
) -> Iterator[Candidate]:
    """``its wooden belly`` of a thing that is said to be of something else."""
    for part in things:
        if part.determiner != "its" or prose.quoted(part.start, part.end):
            continue
        if part.noun not in _BULK and part.noun not in _LIMBS:
            continue
        owner = _owner(story, prose, part, whole)
        if owner is None:
            continue
        found, linked = owner
        if found.noun in _BULK or found.noun in _PARTS_THEMSELVES:
            continue
        if part.noun in _LIMBS and found.noun not in _STATUES:
            continue
        if not conflicts(found.material.family, part.material.family):
            continue
        if any(_SKIN.search(prose.around(place.start, 0, 0)) for place in (found, part)):
            continue
        if not plainly_told(prose, part.start, part.end) or not plainly_told(prose, found.start, found.end):
            continue
        yield Candidate(
            "C04",
            part.start,
            part.end,
            f"The {found.noun} is of {found.material.name}, and its {part.noun} of {part.material.name}.",
            (clashes_with(prose.text, found.start, found.end),),
            {
                "kind": "part",
                "materials": [found.material.family, part.material.family],
                "distance": part.start - found.end,
                "linked": linked,
                "sure": linked and part.start - found.end < 400 and only_one(prose, found.noun),
            },
            scope="asserted",
            in_dialogue=False,
        )


def _owner(
    story: StoryDoc, prose: Prose, part: Stuff, whole: dict[str, list[Stuff]]
) -> tuple[Stuff, bool] | None:
    """What *its* refers to, if the story says what that is of, and whether the parse says so."""
    entities, tokens = story.reading(read_entities), story.reading(read_tokens)
    entity = entities.entity_at(tokens.at(part.start))
    if entity is not None and entity.lemma in whole:
        earlier = [thing for thing in whole[entity.lemma] if 0 < part.start - thing.end < _REACH]
        return (earlier[-1], True) if earlier else None
    near = [thing for things in whole.values() for thing in things if 0 < part.start - thing.end < _NEAR]
    return (near[0], False) if len(near) == 1 else None
