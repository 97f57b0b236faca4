"""Events to facts: what a clause does to whom or what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detector.lexicon import noun as lexicon_noun
from detector.state.frames import STAYS, Frame, frames, frames_of
from detector.state.phrases import Phrases
from detector.state.things import can_befall
from detector.text.arguments import Argument
from detector.text.clauses import UNTOLD, Clause
from detector.text.entities import NARRATOR, Entities, Entity
from detector.text.mentions import Mention
from detector.text.scope import Scope
from detector.text.tokens import Tokens

_UNTOLD = UNTOLD - {Scope.MODAL} | {Scope.PROGRESSIVE}
_UNREAL = frozenset(("feeling", "quality", "thought", "speech", "sound", "measure"))
_FANCIES = frozenset(
    "stage screen dream nightmare vision story tale film movie play book novel game simulation".split()
)
_PULLS = frozenset(("pull", "yank", "remove", "take", "tug", "rip"))
_DEAD = frozenset(("dead", "black", "dark", "flat"))
_ASLEEP = frozenset(("asleep",))
_TAKING = frozenset("steal pinch pilfer swipe nick purloin filch confiscate impound repossess loot".split())
_PARTLY = frozenset("half piece part few many several most first other".split())
_NONE = frozenset(("no", "every", "each", "any", "some"))
_BURNING = frozenset("burn incinerate char crush destroy ruin obliterate vaporize".split())


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
        roundabout: An idiom tells it (:mod:`detector.state.endings`): its own sentence never contradicts it.
    """

    frame: Frame
    noun: str
    entity: int | None
    loser: int | None
    clause: Clause
    words: frozenset[str]
    quality: float
    roundabout: bool = False


class Events:
    """Reads facts off clauses."""

    def __init__(self, tokens: Tokens, entities: Entities) -> None:
        self.tokens, self.entities = tokens, entities
        self.phrases = Phrases(tokens, entities)

    def facts(self, clause: Clause) -> Iterator[Fact]:
        """The facts that one clause establishes."""
        participle = Scope.PARTICIPIAL in clause.scopes and clause.relation.startswith("acl")
        participle = participle and not self.phrases.caused(clause)
        if clause.scopes & _UNTOLD or participle or self._fancied(clause):
            return
        denied, modal = Scope.NEGATED in clause.scopes, Scope.MODAL in clause.scopes
        verb = clause.lemma.partition(" ")[0]
        any_frame = clause.copula or clause.lemma in _PULLS
        for frame in frames() if any_frame else frames_of(clause.lemma, verb):
            if frame.by_noun:
                yield from self._missing(frame, clause, denied)
            elif not modal and (not denied or self.phrases.nothing(clause)):
                yield from self._befalls(frame, clause)

    def _missing(self, frame: Frame, clause: Clause, denied: bool) -> Iterator[Fact]:
        verb = clause.lemma.partition(" ")[0]
        thing: Argument | None = None
        if not denied and (verb in frame.verbs("out_of") or clause.copula):
            thing = self.phrases.out_of(clause)
        elif verb in frame.verbs("not_found"):
            thing = clause.object if denied else None
        if thing is None and clause.lemma in frame.verbs("without") and not denied:
            thing = clause.oblique("without")
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
        seen: set[int] = set()
        for argument, quality in self._victims(frame, clause):
            if argument.head in seen:
                continue
            seen.add(argument.head)
            entity = self.entities.entity_at(argument.head)
            mention = self.entities.mention_at(argument.head)
            if entity is None or mention is None or mention.quoted or mention.modifiers & _PARTLY:
                continue
            if mention.determiner in _NONE or entity.lemma in frame.spared:
                continue
            if frame.name == "dead" and (entity.lemma == NARRATOR or self._figurative(clause)):
                continue
            if (
                frame.name == "destroyed"
                and clause.lemma not in _BURNING
                and can_befall(entity.lemma, "food")
            ):
                continue  # cut into pieces, it is eaten
            living = frame.things == "living"
            sure = 1.0 if entity.person and living else self._may_befall(frame, entity, mention)
            if sure == 0 or (entity.person and not living):
                continue
            loser = self._loser(clause, entity) if frame.loser else None
            if frame.loser and loser is None:
                continue
            link = max(self.entities.quality_at(argument.head), 0.3)
            yield self._fact(frame, clause, mention, entity, loser, quality * sure * link)

    def _may_befall(self, frame: Frame, entity: Entity, mention: Mention) -> float:
        """How far the thing is what the frame speaks of; a compound (*hearing aid*) before its head."""
        for word in mention.modifiers:
            name = f"{word} {entity.lemma}"
            if lexicon_noun(name) is not None:
                return can_befall(name, frame.things)
        return can_befall(entity.lemma, frame.things)

    def _victims(self, frame: Frame, clause: Clause) -> Iterator[tuple[Argument, float]]:
        if clause.patient is not None and frame.name == "unplugged" and clause.lemma in _PULLS:
            device = self._plugged(clause.patient)
            if device is not None:
                yield device, 0.9
        if clause.patient is not None:
            quality = self.phrases.done_to(frame, clause)
            if quality:
                yield self._whole(clause.patient), quality
        yield from self.phrases.victims(frame, clause)
        subject, lemma = clause.subject, clause.lemma
        if subject is None or clause.passive:
            return
        if lemma in frame.subject_place and self.phrases.ends_in(clause, frame.subject_place[lemma]):
            yield subject, 0.8
        if frame.verbs("fuel"):
            run_out = self.phrases.out_of(clause)
            if run_out is not None and self.tokens.lemma[run_out.head] in frame.verbs("fuel"):
                yield subject, 0.9
        apart = lemma in frame.verbs("pieces") and self.phrases.ends_in(clause, frame.verbs("pieces_nouns"))
        if clause.object is None and apart:
            yield subject, 0.9
        happens = frame.verbs("subject") | frame.verbs("subject_particles")
        if clause.object is None and lemma in happens and not clause.oblique("into", "of"):
            yield self._powered(frame, subject), 0.9
        elif (lemma in STAYS and frame.code != "C12" and self._complement(clause, frame.verbs("is"))) or (
            clause.copula and self.tokens.lower[clause.head] in frame.verbs("is")
        ):
            yield self._powered(frame, subject), 0.8
        elif (
            (clause.copula or lemma in ("lie", "be", "hang", "go up", "end up", "sit", "stand"))
            and self.phrases.ends_in(clause, frame.verbs("left_in"))
        ) or (lemma in frame.verbs("becomes_asleep") and self._complement(clause, _ASLEEP)):
            yield subject, 0.9
        elif lemma in frame.verbs("becomes_dead") and self._complement(clause, _DEAD):
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
        return fancied(self.tokens, clause)

    def _figurative(self, clause: Clause) -> bool:
        """*Drowning in debt*, *died of laughter*, *killed with kindness*."""
        if any(self.tokens.lower[child] == "inside" for child in self.tokens.children[clause.head]):
            return True
        return any(
            argument.preposition in ("in", "of", "with", "under")
            and _unreal(self.tokens.lemma[argument.head])
            for argument in clause.obliques
        )

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

    def _complement(self, clause: Clause, words: frozenset[str]) -> bool:
        """Whether one of the words is said of the subject: *lay dead*, *remained broken*, *fell asleep*."""
        return any(
            self.tokens.lower[i] in words
            and self.tokens.dep[i] in ("xcomp", "advmod", "amod", "advcl", "obj", "acl", "dep")
            and self.tokens.tag[i] not in ("VBD", "VBG")
            for i in self.tokens.children[clause.head]
        )

    def _loser(self, clause: Clause, entity: Entity) -> int | None:
        if clause.lemma in _TAKING:
            thief = clause.agent
            by = self.entities.entity_at(thief.head) if thief is not None else None
            return None if by is not None and by.id == entity.possessor else entity.possessor
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


def fancied(tokens: Tokens, clause: Clause) -> bool:
    """*In his dream she died*, *he was killed in the film*, *fell dead on the stage*."""
    below = [clause.head, *tokens.children[clause.head]]
    places = [a.head for a in clause.obliques if a.preposition in ("in", "on")]
    places += [j for i in below for j in tokens.children[i] if tokens.dep[j] in ("obl", "nmod")]
    return any(tokens.lemma[i] in _FANCIES for i in places)


def _unreal(lemma: str) -> bool:
    entry = lexicon_noun(lemma)
    return entry is not None and bool(entry.kinds & _UNREAL)
