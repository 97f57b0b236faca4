"""C04: materials that drift."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate, Check
from detector.checks.commonsense._lexicon import material_of_word, nouns
from detector.checks.commonsense._mentions import (
    MaterialMention,
    by_noun,
    changed_between,
    conflicts,
    find_material_mentions,
    only_one,
)
from detector.checks.commonsense._prose import Prose, clashes_with, read_prose
from detector.checks.commonsense._traits import clashing_traits
from detector.records import Category, Severity
from detector.text.scope import Scope
from detector.text.story import StoryDoc

_RUST = re.compile(
    r"\b(?P<det>the|his|her|its|their|my|our) (?:[a-z][\w’'-]* ){0,2}?(?:rusted|rusting|rusty|corroded) "
    r"(?:[a-z][\w’'-]* )??"
    r"(?P<noun>[a-z]+)\b(?![-’'])",
    re.IGNORECASE,
)
_BLOCK = frozenset({Scope.IMAGINED, Scope.CONDITIONAL, Scope.NEGATED, Scope.FIGURATIVE, Scope.QUESTION})
_STEP = 4000
_TRAIT = re.compile(
    r"\b(?:only child|bald|lost (?:his|her|my)|bachelor|married|vegetarian|vegan|read|dumb|mute|children|"
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

    def might_match(self, text: str) -> bool:
        """Two words that name materials are there, or one and rust, or a lasting trait."""
        if _TRAIT.search(text):
            return True
        lowered = text.lower()
        found = {material for word, material in material_of_word().items() if word in lowered}
        return len(found) > 1 or (bool(found) and ("rust" in lowered or "corrode" in lowered))

    def propose(self, story: StoryDoc) -> Iterator[Candidate]:
        """Yield the later mention, with the earlier as its related span."""
        if not self.might_match(story.text):
            return
        prose = story.view(read_prose)
        grouped = by_noun(find_material_mentions(prose))
        for noun, mentions in grouped.items():
            yield from _clashes(prose, noun, mentions)
        yield from _rusted(prose, grouped)
        yield from clashing_traits(prose)


def _clashes(prose: Prose, noun: str, mentions: list[MaterialMention]) -> Iterator[Candidate]:
    first = mentions[0]
    if any(not mention.definite for mention in mentions[1:]):
        return
    if any(
        prose.sentence(first.start) == prose.sentence(m.start)
        for m in mentions[1:]
        if m.material != first.material
    ):
        return
    for later in mentions[1:]:
        if later.end <= first.end or not later.definite or not conflicts(first.material, later.material):
            continue
        if not _plain(prose, first) or not _plain(prose, later) or not only_one(prose, noun):
            continue
        if later.start - first.end > _STEP or changed_between(prose, first.start, later.end):
            continue
        yield Candidate(
            "C04",
            later.start,
            later.end,
            f"The {noun} is of {first.material} in one place and of {later.material} in another.",
            (clashes_with(prose.text, first.start, first.end),),
            {
                "kind": "material",
                "materials": [first.material, later.material],
                "distance": later.start - first.end,
            },
            scope="asserted",
            in_dialogue=False,
        )
        return


def _rusted(prose: Prose, grouped: dict[str, list[MaterialMention]]) -> Iterator[Candidate]:
    one_piece = set(nouns("one_piece"))
    for found in _RUST.finditer(prose.text):
        noun = found["noun"].lower()
        if noun not in one_piece or noun not in grouped or prose.quoted(*found.span()):
            continue
        known = [m for m in grouped[noun] if not found.start() <= m.start < found.end()]
        if not known or any(m.material in {"iron", "brass"} for m in known) or not only_one(prose, noun):
            continue
        other = known[0]
        lone = {m.material for m in known}
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
            f"The {noun} is of {other.material}, which does not rust.",
            (clashes_with(prose.text, other.start, other.end),),
            {
                "kind": "rust",
                "materials": [other.material, "iron"],
                "distance": abs(found.start() - other.end),
            },
            scope="asserted",
            in_dialogue=False,
        )


def _plain(prose: Prose, mention: MaterialMention) -> bool:
    return not prose.cues(mention.start) & _BLOCK and mention.determiner not in {
        "another",
        "each",
        "every",
        "no",
        "any",
    }
