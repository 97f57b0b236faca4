"""Ways of saying that something is done to a thing: verbs with places, particles and set phrases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from detector.state.frames import KNOCKS, LEFT, Frame
from detector.state.things import can_befall
from detector.text.arguments import Argument, argument
from detector.text.clauses import Clause
from detector.text.entities import Entities
from detector.text.tokens import Tokens

_INTO = frozenset(
    ("out of", *"into in to over from off out onto inside at on under beneath up down through behind".split())
)
_NOTHING = frozenset(("nothing", "none"))
_ASHES = frozenset("ash cinder ember dust splinter shard rubble scrap fragment".split())
_HAVING = frozenset(("have", "get", "find", "see", "leave", "discover"))


class Phrases:
    """Asks of a clause whether it says what a frame is about, and of what."""

    def __init__(self, tokens: Tokens, entities: Entities) -> None:
        self.tokens, self.entities = tokens, entities

    def victims(self, frame: Frame, clause: Clause) -> Iterator[tuple[Argument, float]]:
        """What is told in set phrases: *got rid of it*, *had it ground to powder*, *found him dead*."""
        tokens, lemma, head = self.tokens, clause.lemma, clause.head
        verb = lemma.partition(" ")[0]
        for known, prepositions in frame.after.items():
            if known.partition(" ")[0] == verb:
                yield from ((thing, 0.9) for thing in self._after(clause, known, prepositions))
        if lemma in frame.idioms and clause.object is not None and clause.subject is not None:
            noun = tokens.lower[clause.object.head]
            firm = (
                noun != "breath"
                or "last" in tokens.lower[max(0, clause.object.head - 2) : clause.object.head]
            )
            if noun in frame.idioms[lemma] and firm and not clause.passive:
                yield clause.subject, 0.9
        above = tokens.head[head]
        if clause.relation == "acl":
            above = tokens.head[above]
        if tokens.tag[head] == "VBN" and not clause.passive and tokens.lemma[above] in _HAVING:
            caused = tokens.child(head, "nsubj") or tokens.child(above, "obj")
            if clause.relation in ("xcomp", "ccomp", "acl", "advcl") and caused is not None and caused < head:
                thing = argument(tokens, "object", caused)
                quality = self.done_to(frame, replace(clause, object=thing))
                if quality:
                    yield thing, quality * 0.9
        if clause.patient is not None and verb in KNOCKS and frame.things == "living":
            said = tokens.child(head, "xcomp", "advcl", "amod")
            if said is not None and tokens.lower[said] in frame.verbs("is"):
                yield clause.patient, 0.8
        if clause.subject is not None and lemma in LEFT and frame.verbs("pieces"):
            what = clause.subject.head
            nothing = tokens.lower[what] in _NOTHING
            if nothing or (tokens.lemma[what] in _ASHES and lemma in ("remain", "leave")):
                of = clause.oblique("of") or self._of(what)
                if of is not None:
                    yield of, 0.9

    def _after(self, clause: Clause, known: str, prepositions: frozenset[str]) -> Iterator[Argument]:
        """*Disposed **of it***, *got **rid of it***, *set **fire to it***."""
        tokens, words = self.tokens, known.split(" ")[1:]
        below = {tokens.lower[i]: i for i in tokens.children[clause.head]}
        if any(word not in below for word in words):
            return
        for i in (clause.head, *(below[word] for word in words)):
            for child in tokens.children[i]:
                case = tokens.child(child, "case")
                if case is not None and tokens.lower[case] in prepositions and tokens.pos[child] != "ADP":
                    yield argument(tokens, "object", child)
                    return

    def _of(self, head: int) -> Argument | None:
        for child in self.tokens.children[head]:
            case = self.tokens.child(child, "case")
            if case is not None and self.tokens.lower[case] == "of":
                return argument(self.tokens, "object", child)
        return None

    def out_of(self, clause: Clause) -> Argument | None:
        """*Ran out of flour*, *was out of matches*: the flour, the matches."""
        if not clause.copula:
            return clause.oblique("out of") or (
                clause.oblique("of") if clause.lemma == "run out" else self._out(clause)
            )
        case = self.tokens.child(clause.head, "case")
        if case is None or self.tokens.lower[case] != "out":
            return None
        return Argument("object", clause.head, self.tokens.start[clause.head], self.tokens.end[clause.head])

    def caused(self, clause: Clause) -> bool:
        """*Had the piano chopped up*: it was."""
        verb = self.tokens.head[self.tokens.head[clause.head]]
        return self.tokens.tag[clause.head] == "VBN" and self.tokens.lemma[verb] in ("have", "get")

    def nothing(self, clause: Clause) -> bool:
        """*Nothing remained of it*."""
        subject = clause.subject
        return subject is not None and clause.lemma in LEFT and self.tokens.lower[subject.head] in _NOTHING

    def _out(self, clause: Clause) -> Argument | None:
        found = clause.oblique("out") if clause.lemma == "run" else None
        of = found is not None and self.tokens.lower[max(0, self.tokens.at(found.start) - 1)] == "of"
        return found if of else None

    def done_to(self, frame: Frame, clause: Clause) -> float:
        """How surely the clause does to its patient what the frame is about."""
        lemma = clause.lemma
        if lemma in frame.verbs("patient") | frame.verbs("particles") | frame.verbs("pieces_particles"):
            return 1.0
        if lemma in frame.verbs("pieces") and self.ends_in(clause, frame.verbs("pieces_nouns")):
            return 1.0
        if lemma in frame.verbs("given") and (clause.indirect is not None or self._to_someone(clause)):
            return 1.0
        if lemma in frame.place and self.ends_in(clause, frame.place[lemma]):
            return 0.9
        if lemma in frame.verbs("fix") and clause.oblique("into", "to", "in", "onto"):
            return 0.9
        if lemma in frame.verbs("maybe"):
            return 0.4
        return 0.7 if lemma in frame.verbs("stolen") else 0.6 if lemma in frame.verbs("break") else 0.0

    def ends_in(self, clause: Clause, nouns: frozenset[str]) -> bool:
        """Whether it ends in one of these: *tore it to **shreds***, *threw it into the **river***."""
        if any(a.preposition in _INTO and self._one_of(a.head, nouns) for a in clause.obliques):
            return True
        for child in self.tokens.children[clause.head]:  # burned to ashes, read as a complement
            if self._one_of(child, nouns) and self.tokens.dep[child] in ("xcomp", "advcl", "ccomp", "nmod"):
                case = self.tokens.child(child, "case", "mark")
                if case is not None and self.tokens.lower[case] in _INTO:
                    return True
        case = self.tokens.child(clause.head, "case")
        within = case is not None and self.tokens.lower[case] in _INTO
        return clause.copula and within and self._one_of(clause.head, nouns)

    def _one_of(self, head: int, nouns: frozenset[str]) -> bool:
        return self.tokens.lemma[head] in nouns or self.tokens.lower[head] in nouns

    def _to_someone(self, clause: Clause) -> bool:
        target = clause.oblique("to")
        entity = self.entities.entity_at(target.head) if target is not None else None
        return entity is not None and (entity.person or can_befall(entity.lemma, "living") == 1.0)
