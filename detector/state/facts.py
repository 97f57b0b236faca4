"""Events to facts: what a clause does to whom or what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detector.lexicon import noun as lexicon_noun
from detector.state.frames import Frame, frames, frames_of
from detector.state.things import can_befall
from detector.text.arguments import Argument
from detector.text.clauses import Clause
from detector.text.entities import NARRATOR, Entities, Entity
from detector.text.mentions import Mention
from detector.text.scope import Scope
from detector.text.tokens import Tokens

_UNTOLD = frozenset(
    {
        Scope.QUOTED,
        Scope.QUESTION,
        Scope.IMAGINED,
        Scope.CONDITIONAL,
        Scope.UNREALISED,
        Scope.REPORTED,
        Scope.FIGURATIVE,
        Scope.HABITUAL,
        Scope.IMPERATIVE,
        Scope.PROGRESSIVE,
    }
)
_UNREAL = frozenset(("feeling", "quality", "thought", "speech", "sound", "measure"))
_FANCIES = frozenset("dream nightmare vision story tale film movie play book novel game simulation".split())
_POSTURES = frozenset(("lie", "lay", "fall", "collapse", "be", "hang"))
_PULLS = frozenset(("pull", "yank", "remove", "take", "tug", "rip"))
_INTO = frozenset(("out of", *"into in to over from off out onto inside at on under beneath up".split()))
_PARTLY = frozenset("half piece part few many several most first other".split())
_NONE = frozenset(("no", "every", "each", "any", "some"))


@dataclass(frozen=True, slots=True)
class Fact:
    """Something holds of an entity from a clause on.

    Attributes:
        frame: What holds.
        noun: Head noun or name.
        entity: Its id; None for facts about every thing of that name.
        loser: Entity id of the one it is gone for, where the frame asks for one.
        clause: The clause that says so.
        words: The modifiers that the thing has there.
        quality: How sure the noun, the link and the event are, 0 to 1.
    """

    frame: Frame
    noun: str
    entity: int | None
    loser: int | None
    clause: Clause
    words: frozenset[str]
    quality: float


class Events:
    """Reads facts off clauses."""

    def __init__(self, tokens: Tokens, entities: Entities) -> None:
        self.tokens, self.entities = tokens, entities

    def facts(self, clause: Clause) -> Iterator[Fact]:
        """The facts that one clause establishes."""
        participle = Scope.PARTICIPIAL in clause.scopes and clause.relation.startswith("acl")
        if clause.scopes & _UNTOLD or participle or self._fancied(clause):
            return
        denied, modal = Scope.NEGATED in clause.scopes, Scope.MODAL in clause.scopes
        verb = clause.lemma.partition(" ")[0]
        any_frame = clause.copula or clause.lemma in _POSTURES or clause.lemma in _PULLS
        for frame in frames() if any_frame else frames_of(clause.lemma, verb):
            if frame.by_noun:
                yield from self._missing(frame, clause, denied)
            elif not denied and not modal:
                yield from self._befalls(frame, clause)

    def _missing(self, frame: Frame, clause: Clause, denied: bool) -> Iterator[Fact]:
        verb = clause.lemma.partition(" ")[0]
        if verb in frame.verbs("out_of") and not denied:
            thing = clause.oblique("out of") or (clause.oblique("of") if clause.lemma == "run out" else None)
        else:
            thing = clause.object if denied and verb in frame.verbs("not_found") else None
        if thing is None or clause.subject is None:
            return
        mention = self.entities.mention_at(thing.head)
        loser = self.entities.entity_at(clause.subject.head)
        if mention is None or mention.kind != "noun" or loser is None or mention.lemma in frame.spared:
            return
        sure = can_befall(mention.lemma, frame.things)
        if sure:
            yield self._fact(frame, clause, mention, None, loser.id, sure * 0.8)

    def _befalls(self, frame: Frame, clause: Clause) -> Iterator[Fact]:
        for argument, quality in self._victims(frame, clause):
            entity = self.entities.entity_at(argument.head)
            mention = self.entities.mention_at(argument.head)
            if entity is None or mention is None or mention.quoted or mention.modifiers & _PARTLY:
                continue
            if mention.determiner in _NONE or entity.lemma in frame.spared:
                continue
            if frame.name == "dead" and (entity.lemma == NARRATOR or self._figurative(clause)):
                continue
            living = frame.things == "living"
            sure = 1.0 if entity.person and living else can_befall(entity.lemma, frame.things)
            if sure == 0 or (entity.person and not living):
                continue
            loser = self._loser(clause, entity) if frame.loser else None
            if frame.loser and loser is None:
                continue
            link = max(self.entities.quality_at(argument.head), 0.3)
            yield self._fact(frame, clause, mention, entity, loser, quality * sure * link)

    def _victims(self, frame: Frame, clause: Clause) -> Iterator[tuple[Argument, float]]:
        if clause.patient is not None and frame.name == "unplugged" and clause.lemma in _PULLS:
            device = self._plugged(clause.patient)
            if device is not None:
                yield device, 0.9
        if clause.patient is not None:
            quality = self._done_to(frame, clause)
            if quality:
                yield self._whole(clause.patient), quality
        subject, lemma = clause.subject, clause.lemma
        if subject is None or clause.passive:
            return
        apart = lemma in frame.verbs("pieces") and self._ends_in(clause, frame.verbs("pieces_nouns"))
        if clause.object is None and apart:
            yield subject, 0.9
        happens = frame.verbs("subject") | frame.verbs("subject_particles")
        if clause.object is None and lemma in happens and not clause.oblique("into", "of"):
            yield self._powered(frame, subject), 0.9
        elif lemma in ("lie", "fall", "collapse", "lay") and self._complement(clause) in frame.verbs("is"):
            yield subject, 0.8
        elif clause.copula and self.tokens.lower[clause.head] in frame.verbs("is"):
            yield self._powered(frame, subject), 0.8
        elif (
            (clause.copula or lemma in ("lie", "be", "hang"))
            and self._ends_in(clause, frame.verbs("left_in"))
        ) or (lemma in frame.verbs("becomes_asleep") and self._complement(clause) == "asleep"):
            yield subject, 0.9
        elif lemma in frame.verbs("becomes_dead") and self._complement(clause) in ("dead", "black", "dark"):
            yield self._powered(frame, subject), 0.9

    def _whole(self, patient: Argument) -> Argument:
        """*All of the milk*: the milk."""
        if self.tokens.lower[patient.head] in ("all", "both", "whole"):
            for child in self.tokens.children[patient.head]:
                if self.tokens.dep[child] == "nmod":
                    return Argument(patient.role, child, patient.start, patient.end)
        return patient

    def _fancied(self, clause: Clause) -> bool:
        """*In his dream she died*, *he was killed in the film*."""
        return any(a.preposition == "in" and self.tokens.lemma[a.head] in _FANCIES for a in clause.obliques)

    def _figurative(self, clause: Clause) -> bool:
        """*Drowning in debt*, *died of laughter*, *killed with kindness*."""
        if any(self.tokens.lower[child] == "inside" for child in self.tokens.children[clause.head]):
            return True
        return any(
            argument.preposition in ("in", "of", "with", "under")
            and _unreal(self.tokens.lemma[argument.head])
            for argument in clause.obliques
        )

    def _done_to(self, frame: Frame, clause: Clause) -> float:
        """How surely the clause does to its patient what the frame is about."""
        lemma = clause.lemma
        if lemma in frame.verbs("patient") | frame.verbs("particles") | frame.verbs("pieces_particles"):
            return 1.0
        if lemma in frame.verbs("pieces") and self._ends_in(clause, frame.verbs("pieces_nouns")):
            return 1.0
        if lemma in frame.verbs("given") and (clause.indirect is not None or self._to_someone(clause)):
            return 1.0
        if lemma in frame.place and self._ends_in(clause, frame.place[lemma]):
            return 0.9
        if lemma in frame.verbs("fix") and clause.oblique("into", "to", "in", "onto"):
            return 0.9
        if lemma in frame.verbs("maybe"):
            return 0.4
        return 0.7 if lemma in frame.verbs("stolen") else 0.6 if lemma in frame.verbs("break") else 0.0

    def _powered(self, frame: Frame, subject: Argument) -> Argument:
        """*The phone's battery died*: it is the phone that has no power."""
        if frame.name == "unpowered" and self.tokens.lemma[subject.head] in ("battery", "batterie", "screen"):
            for child in self.tokens.children[subject.head]:
                kin = self.tokens.dep[child] in ("nmod:poss", "compound", "nmod")
                if kin and self.entities.entity_at(child) is not None:
                    return Argument(subject.role, child, subject.start, subject.end)
        return subject

    def _plugged(self, plug: Argument) -> Argument | None:
        """*Pulled the toaster's plug*: the toaster."""
        if self.tokens.lemma[plug.head] not in ("plug", "cord", "battery"):
            return None
        for child in self.tokens.children[plug.head]:
            if self.tokens.dep[child] in ("nmod:poss", "nmod", "compound") and self.entities.entity_at(child):
                return Argument(plug.role, child, plug.start, plug.end)
        return None

    def _complement(self, clause: Clause) -> str:
        child = self.tokens.child(clause.head, "xcomp", "advmod", "amod")
        return "" if child is None else self.tokens.lower[child]

    def _ends_in(self, clause: Clause, nouns: frozenset[str]) -> bool:
        if any(a.preposition in _INTO and self.tokens.lemma[a.head] in nouns for a in clause.obliques):
            return True
        case = self.tokens.child(clause.head, "case")
        within = case is not None and self.tokens.lower[case] in _INTO
        return clause.copula and within and self.tokens.lemma[clause.head] in nouns

    def _to_someone(self, clause: Clause) -> bool:
        target = clause.oblique("to")
        entity = self.entities.entity_at(target.head) if target is not None else None
        return entity is not None and (entity.person or can_befall(entity.lemma, "living") == 1.0)

    def _loser(self, clause: Clause, entity: Entity) -> int | None:
        if clause.lemma == "steal":
            return entity.possessor
        agent = clause.agent
        if agent is not None and agent is not clause.object and self.entities.entity_at(agent.head) is entity:
            return entity.possessor  # it fell overboard
        found = self.entities.entity_at(agent.head) if agent is not None else None
        if found is None or not (found.person or found.plural):
            return entity.possessor if clause.passive else None
        return found.id

    def _fact(
        self,
        frame: Frame,
        clause: Clause,
        mention: Mention,
        entity: Entity | None,
        loser: int | None,
        quality: float,
    ) -> Fact:
        remembered = 0.8 if Scope.REMEMBERED in clause.scopes else 1.0
        name, identity = (mention.lemma, None) if entity is None else (entity.lemma, entity.id)
        return Fact(frame, name, identity, loser, clause, mention.modifiers, quality * remembered)


def _unreal(lemma: str) -> bool:
    entry = lexicon_noun(lemma)
    return entry is not None and bool(entry.kinds & _UNREAL)
