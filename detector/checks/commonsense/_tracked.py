"""Candidates of the state tracker: a fact, and a later clause that cannot be while it holds."""

from __future__ import annotations

from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._prose import clashes_with
from detector.records import Related
from detector.state import Conflict, read_conflicts
from detector.text.scope import Scope
from detector.text.story import StoryDoc


def tracked(story: StoryDoc, code: str) -> Iterator[Candidate]:
    """The tracker's candidates for one check."""
    for conflict in story.reading(read_conflicts):
        if conflict.fact.frame.code == code:
            yield _candidate(story.text, conflict)


def beside(found: Iterator[Candidate], others: Iterator[Candidate]) -> Iterator[Candidate]:
    """All of ``found``, and those of ``others`` that overlap none of them."""
    kept = list(found)
    yield from kept
    for other in others:
        if not any(one.start < other.end and other.start < one.end for one in kept):
            yield other


def _candidate(text: str, conflict: Conflict) -> Candidate:
    fact, use = conflict.fact, conflict.use
    related: Related = clashes_with(text, fact.clause.start, fact.clause.end)
    remembered = Scope.REMEMBERED in fact.clause.scopes
    return Candidate(
        fact.frame.code,
        use.clause.start,
        use.clause.end,
        f"The {fact.noun} {fact.frame.say}, and nothing changes that.",
        (related,),
        {
            "kind": f"state_{fact.frame.name}",
            "noun": fact.noun,
            "event": fact.clause.lemma,
            "use": use.clause.lemma,
            "role": use.role,
            "named": use.named,
            "distance": use.clause.start - fact.clause.end,
            "sentences": conflict.sentences,
            "same_scene": conflict.same_scene,
            "alone": conflict.alone,
            "quality": round(fact.quality, 3),
            "link": round(use.quality, 3),
            "pronoun": use.pronoun,
            "remembered": remembered,
            "weak": fact.frame.weak,
            "sure": use.named
            and not fact.frame.weak
            and conflict.alone
            and fact.quality >= 0.7
            and use.quality >= 0.6
            and not (remembered and fact.frame.things == "living"),
        },
        scope="asserted",
        in_dialogue=False,
    )
