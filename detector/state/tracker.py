"""Facts with provenance, followed through a story until something restores or contradicts them."""

from __future__ import annotations

from dataclasses import dataclass

from detector.state.endings import Endings
from detector.state.facts import Events, Fact
from detector.state.uses import Use, Uses
from detector.text.clauses import Clause, read_clauses
from detector.text.entities import Entities, read_entities
from detector.text.scenes import scenes, stretch_at
from detector.text.story import StoryDoc
from detector.text.tokens import read_tokens

_MOST_FACTS = 400


@dataclass(frozen=True, slots=True)
class Conflict:
    """A fact, and a later clause that cannot be while it holds.

    Attributes:
        fact: What holds.
        use: The clause that contradicts it, and how.
        sentences: Sentences between the two.
        same_scene: No drawn break stands between.
        alone: The story has no other thing of that name.
    """

    fact: Fact
    use: Use
    sentences: int
    same_scene: bool
    alone: bool


def read_conflicts(story: StoryDoc) -> tuple[Conflict, ...]:
    """All conflicts of a story, at most one a fact; for ``StoryDoc.reading``."""
    tokens, entities = story.reading(read_tokens), story.reading(read_entities)
    events, uses, ends = Events(tokens, entities), Uses(tokens, entities), Endings(tokens, entities)
    active: list[Fact] = []
    found: list[Conflict] = []
    for clause in story.reading(read_clauses):
        if active:
            active, clashing = _go_on(uses, clause, active)
            found += [_conflict(story, entities, fact, use) for fact, use in clashing]
        active = (active + _facts(events, ends, clause))[-_MOST_FACTS:]
    return tuple(found)


def _facts(events: Events, ends: Endings, clause: Clause) -> list[Fact]:
    """What the clause establishes, plainly or in a roundabout way."""
    plain = list(events.facts(clause))
    known = {(fact.frame.name, fact.entity) for fact in plain}
    return plain + [fact for fact in ends.facts(clause) if (fact.frame.name, fact.entity) not in known]


def _go_on(uses: Uses, clause: Clause, active: list[Fact]) -> tuple[list[Fact], list[tuple[Fact, Use]]]:
    """The facts that still hold after a clause, and those that it contradicts."""
    kept: list[Fact] = []
    clashing: list[tuple[Fact, Use]] = []
    for fact in active:
        if fact.frame.near is not None and clause.sentence - fact.clause.sentence > fact.frame.near:
            continue
        if fact.roundabout and clause.sentence == fact.clause.sentence:
            kept.append(fact)
            continue
        use = uses.of(fact, clause)
        if use is not None:
            if not use.mended:
                clashing.append((fact, use))
        elif not uses.restores(fact, clause):
            kept.append(fact)
    return kept, clashing


def _conflict(story: StoryDoc, entities: Entities, fact: Fact, use: Use) -> Conflict:
    parts = story.view(scenes)
    same = stretch_at(parts, fact.clause.start) == stretch_at(parts, use.clause.start)
    alone = fact.entity is None or entities.entities[fact.entity].alone
    return Conflict(fact, use, use.clause.sentence - fact.clause.sentence, same, alone)
