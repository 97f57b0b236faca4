"""Who does a deed, to whom, and with which things."""

from __future__ import annotations

from detector.checks.commonsense._reading import SentenceReader
from detector.text import people
from detector.text.clauses import Clause

_RELATIVES = frozenset(("who", "that", "which", "whom", "whose"))
_NOUNS = frozenset(("NOUN", "PROPN"))


class Parties:
    """The parties of the deeds that a story's clauses tell."""

    def __init__(self, reader: SentenceReader) -> None:
        self.reader = reader
        self.tokens, self.entities = reader.tokens, reader.entities

    def agent(self, clause: Clause) -> tuple[int | None, float, str]:
        """The entity that does it, how sure the link is, and its word."""
        argument = clause.subject if clause.lemma in ("marry", "wed", "divorce") else clause.agent
        head = self._beside(clause) if argument is None else argument.head
        if head is None:
            return None, 1.0, ""
        if self.tokens.lower[head] in _RELATIVES and clause.relation == "acl:relcl":
            head = self.tokens.head[clause.head]
        entity = self.entities.entity_at(head)
        return (entity.id if entity else None), self.reader.link(head), self.tokens.lower[head]

    def _beside(self, clause: Clause) -> int | None:
        """Where the parse gives no subject: a name or pronoun right before the verb and its auxiliaries."""
        tokens, at = self.tokens, clause.head - 1
        if clause.passive or clause.relation not in ("root", "xcomp", "ccomp", "conj", "parataxis"):
            return None
        first = self.reader.first_of[clause.sentence]
        while at > first and (tokens.pos[at] in ("AUX", "ADV", "PART") or tokens.lower[at] in ("had", "not")):
            at -= 1
        mention = self.entities.mention_at(at) if at >= first else None
        if mention is None or mention.kind == "noun":
            return None
        return None if at > first and tokens.pos[at - 1] == "ADP" else at

    def patient(self, clause: Clause) -> int | None:
        """The entity that it is done to."""
        argument, tokens = clause.patient, self.tokens
        if argument is not None and clause.subject is not None and not clause.passive:
            entity = self.entities.entity_at(clause.subject.head)
            if people.nothing(tokens.lemma[argument.head]) and entity is not None and not entity.person:
                return entity.id  # the boat refused to start that day
        if argument is not None and tokens.lower[argument.head] not in _RELATIVES:
            entity = self.entities.entity_at(argument.head)
            return entity.id if entity else None
        if clause.relation == "acl:relcl" and (argument is not None or clause.object is None):
            entity = self.entities.entity_at(tokens.head[clause.head])
            if argument is not None and entity is not None:
                return entity.id
        if clause.subject is not None and clause.object is None:
            entity = self.entities.entity_at(clause.subject.head)
            if entity is not None and not entity.person:
                return entity.id
        return None

    def things(self, clause: Clause, place: int | None) -> frozenset[str]:
        """Every noun that takes part, with the place."""
        tokens = self.tokens
        found = set(self.reader.nouns(clause.head))
        if place is not None:
            found.add(self.reader.lemma(place))
        if clause.relation == "acl:relcl":
            gap = clause.object is None or tokens.lower[clause.object.head] in _RELATIVES
            if gap and (clause.subject is None or tokens.lower[clause.subject.head] not in _RELATIVES):
                found.add(self.reader.lemma(tokens.head[clause.head]))
        patient = clause.patient
        if patient is None and clause.subject is not None:
            entity = self.entities.entity_at(clause.subject.head)
            patient = clause.subject if entity is not None and not entity.person else None
        if patient is not None and tokens.pos[patient.head] in _NOUNS:
            found.add(self.reader.lemma(patient.head))
        if clause.subject is not None:
            entity = self.entities.entity_at(clause.subject.head)
            if entity is not None and (entity.person or clause.lemma in ("marry", "wed")):
                found.discard(self.reader.lemma(clause.subject.head))
        return frozenset(found)
