"""Deeds as the narrator affirms or denies them: who, what, to which things, and how firmly."""

from __future__ import annotations

from collections.abc import Iterator

from detector.checks.commonsense._deed import AFTER, ANY, BACK, FIRST, LIFE, Deed
from detector.checks.commonsense._deed_beings import being_deeds
from detector.checks.commonsense._deed_parties import Parties
from detector.checks.commonsense._deed_words import deed_words
from detector.checks.commonsense._reading import SentenceReader
from detector.checks.commonsense._speakers import Speakers
from detector.text.clauses import Clause, read_clauses
from detector.text.cued import Cued
from detector.text.scope import Scope
from detector.text.story import StoryDoc

_OUT = frozenset(
    {Scope.QUESTION, Scope.IMAGINED, Scope.CONDITIONAL, Scope.FIGURATIVE, Scope.IMPERATIVE, Scope.REPORTED}
)
_NOBODY = frozenset(("nobody", "none", "no-one", "noone"))
_SINGLE = frozenset(("single", "one", "soul", "living", "human"))
# What is meant where no thing is named: he never drank.
_UNSAID = {"drink": "alcohol", "smoke": "tobacco"}
_LIGHT = frozenset(("have", "make", "take", "give", "pay", "hold", "get", "do", "say"))
_NOUNS = frozenset(("NOUN", "PROPN"))
_PLACES = frozenset(("in", "to", "at", "inside", "into"))


def read_deeds(story: StoryDoc) -> tuple[Deed, ...]:
    """Every deed that the narrator (or the speaker in a first-person quotation) tells of, in order."""
    reader = _Reader(story)
    found = [deed for clause in story.reading(read_clauses) for deed in reader.of(clause)]
    found += [*reader.named(), *being_deeds(reader.reader)]
    return tuple(sorted(found, key=lambda deed: deed.at))


class _Reader:
    def __init__(self, story: StoryDoc) -> None:
        self.reader = story.reading(SentenceReader)
        self.tokens, self.entities = self.reader.tokens, self.reader.entities
        self.parties = Parties(self.reader)
        self.speakers = story.reading(Speakers)
        self._said: dict[tuple[int, int], bool] = {}

    def _says(self, words: Cued, number: int) -> bool:
        """Whether the words stand in a sentence; a sentence of many clauses is asked once."""
        key = (id(words), number)
        if key not in self._said:
            self._said[key] = words.search(self.reader.sentence(number)) is not None
        return self._said[key]

    def of(self, clause: Clause) -> Iterator[Deed]:
        """The deed of one clause, if the narrator tells it."""
        tokens, scopes = self.tokens, clause.scopes
        quoted = Scope.QUOTED in scopes
        if quoted and (clause.subject is None or tokens.lower[clause.subject.head] != "i"):
            return
        speaker = self.speakers.at(tokens.start[clause.head]) if quoted else None
        out = _OUT - {Scope.REPORTED} if quoted else _OUT
        if (
            scopes & out
            or (quoted and speaker is None)
            or tokens.pos[clause.head] not in ("VERB", "AUX", *_NOUNS, "ADJ")
        ):
            return
        verb, place = self._verb(clause)
        if verb is None:
            return
        sentence = self.reader.sentence(clause.sentence)
        negation = self._negation(clause)
        told = [a.head for a in (clause.object, clause.indirect, *clause.obliques) if a is not None]
        to_nobody = any(tokens.lower[i] in _NOBODY for i in told)
        denied = Scope.NEGATED in scopes or bool(negation) or to_nobody
        refused = denied and bool(scopes & {Scope.MODAL, Scope.UNREALISED})
        if scopes & {Scope.MODAL, Scope.UNREALISED} and not (refused and self._would(clause)):
            return
        agent, link, who = self.parties.agent(clause)
        if speaker is not None:
            agent, link, who = speaker, 0.7, "i"
        things = self.parties.things(clause, place)
        nobody = who in _NOBODY or (denied and who == "one") or negation == "none"
        words = deed_words()
        kinds = words.kinds(verb) | (
            words.kinds(verb.split(" ")[0])
            if place is not None or verb.split(" ")[-1] in _PLACES
            else frozenset()
        )
        if verb in _LIGHT and clause.object is not None:
            kinds |= words.nouns.get(self.reader.lemma(clause.object.head), frozenset())
        elif verb == "learn" and things & words.verbs.keys():  # I learned to dance, read as a noun
            verb = min(things & words.verbs.keys())
            kinds, things = words.kinds(verb), frozenset()
        if clause.object is None and verb in _UNSAID:
            things |= {_UNSAID[verb]}
        never = denied and (
            verb == "touch"
            or to_nobody
            or negation == "never"
            or self.reader.has(clause, "never")
            or bool(LIFE.search(sentence) or ANY.search(sentence))
        )
        yield Deed(
            start=clause.start,
            end=clause.end,
            at=clause.head,
            sentence=clause.sentence,
            verb=verb,
            kinds=kinds,
            agent=None if nobody else agent,
            link=link,
            who="nobody" if nobody else who,
            patient=self.parties.patient(clause),
            things=things,
            denied=denied or nobody,
            never=never and not AFTER.search(sentence) and Scope.PARTICIPIAL not in scopes,
            life=never and bool(LIFE.search(sentence)),
            refused=refused,
            perfect=Scope.REMEMBERED in scopes
            or (quoted and not denied and tokens.tag[clause.head] == "VBD"),
            back=not denied and self._says(BACK, clause.sentence),
            first=self._says(FIRST, clause.sentence),
            quoted=quoted,
            could=refused and any(self.reader.has(clause, word) for word in ("could", "can", "ca")),
            around=self.reader.around(clause.sentence),
            relative=clause.relation == "acl:relcl",
            open_end=tokens.child(clause.head, "ccomp", "xcomp", "advcl") is not None,
        )

    def named(self) -> Iterator[Deed]:
        """Deeds that a noun or an adjective speaks of: *her signature*, *the guests*, *the burning logs*."""
        tokens, words = self.tokens, deed_words()
        for mention in self.entities.mentions:
            if mention.kind != "noun" or mention.quoted:
                continue
            head = mention.head
            entity = self.entities.entity_at(head)
            made: list[tuple[str, frozenset[str], int | None, int | None, frozenset[str]]] = []
            if mention.lemma in words.nouns and mention.definite:
                owner = None if mention.possessor is None else self.entities.entity_at(mention.possessor)
                things = frozenset(self.reader.nouns(head)) - {mention.lemma}
                made.append(
                    (mention.lemma, words.nouns[mention.lemma], owner.id if owner else None, None, things)
                )
            for child in tokens.children[head]:
                if tokens.dep[child] == "amod" and tokens.lower[child] in words.done:
                    kinds = words.done[tokens.lower[child]]
                    patient = entity.id if entity else None
                    made.append((tokens.lower[child], kinds, None, patient, frozenset([mention.lemma])))
            for verb, kinds, agent, patient, things in made:
                end = mention.end
                if things and patient is None:
                    end = max([end, *(m.end for m in self.reader.below(head))])
                possessor = mention.possessor
                yield Deed(
                    mention.start,
                    end,
                    head,
                    mention.sentence,
                    verb,
                    kinds,
                    agent,
                    self.reader.link(possessor) if possessor is not None else self.entities.quality_at(head),
                    "others" if mention.plural or mention.other else mention.lemma,
                    patient,
                    things,
                    denied=self.reader.denied_noun(head),
                    never=False,
                    life=False,
                    refused=False,
                    perfect=True,
                    back=True,
                    first=self._says(FIRST, mention.sentence),
                    noun=True,
                )

    def _verb(self, clause: Clause) -> tuple[str | None, int | None]:
        """The verb, and for *was in Vienna* the token of the place."""
        tokens, head = self.tokens, clause.head
        if clause.copula:
            case = tokens.child(head, "case")
            if case is not None and tokens.lower[case] in _PLACES and tokens.pos[head] in _NOUNS:
                return f"be {tokens.lower[case]}", head
            where = clause.oblique("in", "at", "to")
            if where is not None and tokens.pos[where.head] in _NOUNS:
                return f"be {where.preposition}", where.head
            return None, None
        if clause.lemma == "foot" or (
            clause.object is not None and tokens.lower[clause.object.head] == "foot"
        ):
            return "set foot", None
        if (
            clause.object is not None
            and clause.lemma == "catch"
            and tokens.lower[clause.object.head] in ("fire", "light")
        ):
            return f"catch {tokens.lower[clause.object.head]}", None
        if clause.lemma in ("go", "come", "look", "gaze", "step", "walk", "be") and clause.obliques:
            to = next((a for a in clause.obliques if a.preposition), None)
            known = f"{clause.lemma} {to.preposition}" if to is not None else ""
            if known in deed_words().verbs:
                return known, None
        if clause.lemma in ("learn", "know"):
            learned = tokens.child(head, "xcomp", "ccomp")
            if learned is not None and tokens.pos[learned] == "VERB":
                return tokens.lemma[learned], None
        return clause.lemma, None

    def _negation(self, clause: Clause) -> str:
        """*never* or *none* where the clause's words deny what its verb alone does not."""
        tokens = self.tokens
        subject = clause.subject
        if subject is not None and clause.own_subject:
            below = {tokens.lower[i] for i in tokens.children[subject.head]}
            if "not" in below and (below | {tokens.lower[subject.head]}) & _SINGLE:
                return "none"
            entity = self.entities.entity_at(subject.head)
            if "no" in below and (entity is None or entity.person) and clause.lemma not in ("be", "exist"):
                return "none"
        first = self.reader.first_of[clause.sentence]
        while first < clause.head and tokens.pos[first] == "PUNCT":
            first += 1
        if clause.object is not None:
            below = {tokens.lower[i] for i in tokens.children[clause.object.head]}
            if "not" in below and below & _SINGLE:
                return "never"
        fronted = tokens.lower[first]
        under = clause.relation in ("xcomp", "ccomp") and tokens.lower[tokens.head[clause.head]] == "had"
        if (
            fronted in ("never", "not", "nowhere")
            and (clause.relation == "root" or under)
            and first < clause.head
        ):
            return "never" if fronted == "never" or tokens.lower[first + 1] in ("once", "ever") else ""
        foot = clause.head if clause.object is None else clause.object.head
        if tokens.lower[foot] == "foot":
            return "never" if "never" in tokens.lower[first:foot] else ""
        return ""

    def _would(self, clause: Clause) -> bool:
        """*Would not*, *could not*, *refused to*."""
        tokens = self.tokens
        if Scope.UNREALISED in clause.scopes:
            return tokens.lemma[tokens.head[clause.head]] in ("refuse", "decline", "fail")
        aux = {tokens.lower[i] for i in tokens.children[clause.head] if tokens.dep[i].startswith("aux")}
        return bool(aux & {"would", "wo", "could", "can", "ca", "will"})
