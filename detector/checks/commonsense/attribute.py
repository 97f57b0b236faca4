"""C04: materials that drift."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate, Check
from detector.checks.commonsense._colours import clashing_colours
from detector.checks.commonsense._lexicon import nouns
from detector.checks.commonsense._mentions import (
    SEVERAL,
    by_noun,
    changed_between,
    conflicts,
    definite,
    of_two_kinds,
    only_one,
)
from detector.checks.commonsense._parts import bulk_of
from detector.checks.commonsense._processes import impossible
from detector.checks.commonsense._prose import Prose, clashes_with, plainly_told, read_prose
from detector.checks.commonsense._scene_rules import may_clash, scene_clashes
from detector.checks.commonsense._sides import clashing_sides, may_have_sides
from detector.checks.commonsense._stuff import Stuff, find_stuff
from detector.checks.commonsense._tracked import beside
from detector.checks.commonsense._traits import clashing_traits
from detector.lexicon.materials import material_of_word
from detector.records import Category, Severity
from detector.text.cued import Cued
from detector.text.scope import Scope
from detector.text.story import StoryDoc

_RUST = Cued(
    r"\b(?P<det>the|his|her|its|their|my|our) (?:[a-z][\w’'-]* ){0,2}?(?:rusted|rusting|rusty|corroded) "
    r"(?:[a-z][\w’'-]* )??"
    r"(?P<noun>[a-z]+)\b(?![-’'])",
    re.IGNORECASE,
)
_BLOCK = frozenset({Scope.IMAGINED, Scope.CONDITIONAL, Scope.NEGATED, Scope.FIGURATIVE, Scope.QUESTION})
_STEP = 4000
_TRAIT = re.compile(
    r"\b(?:eyes|hair|mare|horse|cat|dog|only child|bald|lost (?:his|her|my)|bachelor|married|"
    r"vegetarian|vegan|read|dumb|mute|children|"
    r"childless|"
    r"teetotall?er|touched)\b"
)


class AttributeDrift(Check):
    """A thing of one material is of another somewhere else in the story, with nothing that changed it.

    Flags "a great brass till … the wooden till", "a throne of ice … the carved cedar of the throne", and
    rust on the tiller that was oak. Only things that are in the main of one piece (a bowl, a key, a throne,
    a hull), only where the story has a single one of that name.

    Not in speech, comparison, dream or condition; not where the story has two, paints, plates, binds or
    enchants it; metals may stand for each other. Warning: a careless word, or a second thing that the story
    left unsaid.
    """

    code = "C04"
    name = "attribute drift"
    category = Category.COMMONSENSE
    severity = Severity.WARNING
    version = "2"

    def might_match(self, text: str) -> bool:
        """A word that names a material is there, or a lasting trait."""
        lowered = text.lower()
        named = any(word in lowered for word in material_of_word())
        return named or bool(_TRAIT.search(text)) or may_clash(self.code, text) or may_have_sides(text)

    def propose(self, story: StoryDoc) -> Iterator[Candidate]:
        """Yield the later mention, with the earlier as its related span."""
        if not self.might_match(story.text):
            return
        prose = story.view(read_prose)
        stuff = story.view(find_stuff)
        grouped = by_noun(prose, stuff)
        for noun, things in grouped.items():
            yield from _clashes(prose, noun, things)
        yield from bulk_of(prose, story, stuff, grouped)
        yield from _rusted(prose, grouped)
        yield from impossible(story, prose, "C04")
        yield from beside(clashing_traits(prose), scene_clashes(story, self.code))
        yield from clashing_colours(story, prose)
        yield from clashing_sides(story, prose)


def _clashes(prose: Prose, noun: str, things: list[Stuff]) -> Iterator[Candidate]:
    first = things[0]
    if any(not definite(thing) and not thing.whole for thing in things[1:]):
        return
    for later in things[1:]:
        kinds = of_two_kinds(first, later)
        if later.start < first.end or not (kinds or conflicts(first.material.family, later.material.family)):
            continue
        distance = later.start - first.end
        if prose.sentence(first.start) == prose.sentence(later.start) or _owners_differ(first, later):
            return
        if not _plain(prose, first) or not _plain(prose, later) or not only_one(prose, noun):
            continue
        if distance > _STEP or changed_between(prose, first, later):
            continue
        yield Candidate(
            "C04",
            later.start,
            later.end,
            f"The {noun} is of {first.material.name} in one place and of {later.material.name} in another.",
            (clashes_with(prose.text, first.start, first.end),),
            {
                "kind": "material",
                "materials": [first.material.family, later.material.family],
                "distance": distance,
                "several": noun in SEVERAL,
                "introduced": not definite(first),
                "same_family": kinds,
                "sure": later.material.family not in ("gold", "silver")
                and (not kinds or distance < 600)
                and ((noun not in SEVERAL and not kinds) or (distance < 600 and not definite(first))),
            },
            scope="asserted",
            in_dialogue=False,
        )
        return


def _owners_differ(first: Stuff, later: Stuff) -> bool:
    """His cup and her cup are two."""
    ours, theirs = first.determiner, later.determiner
    owners = {"his", "her", "its", "their", "our", "my"}
    if ours in owners and theirs in owners:
        return ours != theirs
    return (
        ours.endswith("s")
        and theirs.endswith("s")
        and ours[-2:-1] in "’'"
        and theirs[-2:-1] in "’'"
        and ours != theirs
    )


def _rusted(prose: Prose, grouped: dict[str, list[Stuff]]) -> Iterator[Candidate]:
    one_piece = set(nouns("one_piece"))
    for found in _RUST.finditer(prose.text):
        noun = found["noun"].lower()
        if noun not in one_piece or noun not in grouped or prose.quoted(*found.span()):
            continue
        known = [m for m in grouped[noun] if not found.start() <= m.start < found.end()]
        if (
            not known
            or any(m.material.family in {"iron", "brass"} for m in known)
            or not only_one(prose, noun)
        ):
            continue
        other = known[0]
        lone = {m.material.family for m in known}
        if not lone <= {"wood", "stone", "glass", "bone", "ceramic", "ice", "leather"} or not _plain(
            prose, other
        ):
            continue
        if prose.cues(found.start()) & _BLOCK:
            continue
        yield Candidate(
            "C04",
            found.start(),
            found.end(),
            f"The {noun} is of {other.material.name}, which does not rust.",
            (clashes_with(prose.text, other.start, other.end),),
            {
                "kind": "rust",
                "materials": [other.material.family, "iron"],
                "distance": abs(found.start() - other.end),
            },
            scope="asserted",
            in_dialogue=False,
        )


def _plain(prose: Prose, mention: Stuff) -> bool:
    words = {"another", "each", "every", "no", "any"}
    return mention.determiner not in words and plainly_told(prose, mention.start, mention.end)
