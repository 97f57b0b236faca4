"""One predicate of the same people and things, said and denied: by subject, verb and object."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from detector.checks.base import Candidate
from detector.checks.commonsense._prose import clashes_with
from detector.lexicon import is_a, noun
from detector.text.clauses import Clause, read_clauses
from detector.text.entities import Entities, Entity, read_entities
from detector.text.scope import Scope
from detector.text.story import StoryDoc
from detector.text.tokens import Tokens, read_tokens

# Verbs too thin to contradict by themselves, or that a mind may do and not do.
_THIN = frozenset(
    (
        "be have do go come get make take know think feel want like seem say tell see look let need mean "
        "believe understand remember forget try keep find realize imagine expect notice hear love care "
        "happen become"
    ).split()
)
_AGAIN = frozenset(("again", "once", "twice", "before", "often", "always", "already", "many"))


@dataclass(frozen=True, slots=True)
class Proposition:
    """A clause with what it is about.

    Attributes:
        clause: The clause.
        subject: The entity of its subject.
        things: Head nouns of its object and obliques.
        never: It is denied for all time so far (*had never*, *never once*).
        past: It looks back (*had lost*), or says that it was so before (*again*, *twice*).
    """

    clause: Clause
    subject: Entity
    things: frozenset[str]
    never: bool
    past: bool


def said_and_unsaid(story: StoryDoc) -> Iterator[Candidate]:
    """Yield what somebody has done where the story says that they never had."""
    tokens, entities = story.reading(read_tokens), story.reading(read_entities)
    by_key: dict[tuple[int, str], list[Proposition]] = defaultdict(list)
    for clause in story.reading(read_clauses):
        found = _proposition(tokens, entities, clause)
        if found is not None:
            by_key[found.subject.id, clause.lemma].append(found)
    for said in by_key.values():
        for denial in (p for p in said if p.never):
            for other in said:
                if _contradicts(denial, other):
                    yield _candidate(story, entities, denial, other)
                    break


def _proposition(tokens: Tokens, entities: Entities, clause: Clause) -> Proposition | None:
    if not clause.told or clause.subject is None or clause.copula:
        return None
    subject = entities.entity_at(clause.subject.head)
    if subject is None or not subject.person:
        return None
    words = {tokens.lower[i] for i in tokens.children[clause.head]}
    never = Scope.NEGATED in clause.scopes and "never" in words and _perfect(tokens, clause)
    if clause.denied and not never:
        return None
    past = not never and (Scope.REMEMBERED in clause.scopes or bool(words & _AGAIN))
    arguments = [a for a in (clause.object, *clause.obliques) if a is not None]
    things = frozenset(
        m.lemma for a in arguments if (m := entities.mention_at(a.head)) is not None and m.kind != "pronoun"
    )
    return Proposition(clause, subject, things, never, past)


def _perfect(tokens: Tokens, clause: Clause) -> bool:
    auxiliaries = {tokens.lower[i] for i in tokens.children[clause.head] if tokens.dep[i] == "aux"}
    return bool(auxiliaries & {"had", "has", "have", "'d", "'ve"}) and tokens.tag[clause.head] == "VBN"


def _contradicts(denial: Proposition, other: Proposition) -> bool:
    """*Had never lost a ship*, and either *the frigate he had lost* anywhere or *lost the frigate* before."""
    if other.never or not other.clause.occurs or not denial.things or not other.things:
        return False
    verb = denial.clause.lemma
    if not other.past and other.clause.index > denial.clause.index:
        return False
    shared = any(_same_kind(one, two) for one in denial.things for two in other.things)
    return shared and (verb not in _THIN or denial.things <= other.things)


def _same_kind(one: str, other: str) -> bool:
    """The same noun, or the denial's is a class that the other belongs to (ship: frigate)."""
    if one == other:
        return True
    broad, narrow = noun(one), noun(other)
    if broad is None or narrow is None:
        return False
    return one in _CLASSES and is_a(narrow, _CLASSES[one])


_CLASSES = {
    "ship": "boat",
    "boat": "boat",
    "animal": "animal",
    "bird": "bird",
    "fish": "fish",
    "tree": "tree",
    "weapon": "weapon",
    "gun": "firearm",
    "instrument": "instrument",
    "person": "person",
}


def _candidate(story: StoryDoc, entities: Entities, denial: Proposition, other: Proposition) -> Candidate:
    first, last = sorted((denial, other), key=lambda p: p.clause.index)
    link = min(entities.quality_at(p.clause.subject.head) for p in (denial, other) if p.clause.subject)
    same = denial.things == other.things
    return Candidate(
        "C14",
        last.clause.start,
        last.clause.end,
        "One place says that this had never been, the other that it had.",
        (clashes_with(story.text, first.clause.start, first.clause.end),),
        {
            "kind": "never_and_once",
            "verb": denial.clause.lemma,
            "distance": last.clause.start - first.clause.end,
            "sentences": last.clause.sentence - first.clause.sentence,
            "denial_first": first is denial,
            "past": other.past,
            "link": round(link, 3),
            "same": same,
            "sure": link >= 0.5 and same and denial.clause.lemma not in _THIN,
        },
        scope="asserted",
        in_dialogue=False,
    )
