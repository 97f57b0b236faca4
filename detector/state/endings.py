"""Ends of things and people that are told in a roundabout way: *lowered into the earth*, *the sea closed over
him*, *a dealer gave me forty francs for it*.
"""

from __future__ import annotations

from collections.abc import Iterator

from detector.lexicon import noun as lexicon_noun
from detector.state.ending_rules import ANY, NAME, NUMBER, Ending, endings
from detector.state.facts import Fact, fancied
from detector.state.frames import Frame, frames
from detector.state.things import can_befall
from detector.text.arguments import Argument, argument
from detector.text.clauses import UNTOLD, Clause
from detector.text.entities import NARRATOR, Entities, Entity
from detector.text.mentions import Mention
from detector.text.scope import Scope
from detector.text.tokens import Tokens

_STRUCTURES = frozenset("bridge well gate tunnel stair staircase pier jetty wall tower dam".split())
_TRANSPORT = frozenset("elevator lift escalator car bus truck train tram funicular van tractor boat".split())
_MONEY = frozenset(
    "franc dollar pound mark euro guinea shilling crown coin ruble rouble lira peso dinar rupee yen penny "
    "florin ducat cent copper silver gold quid fiver tenner note bill".split()
)
_DATES = frozenset(
    (
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
        "august september october november december christmas easter lent"
    ).split()
)
_NONE = frozenset(("every", "each", "any", "some"))
_STUFF = frozenset(("food", "drink", "substance"))


class Endings:
    """Reads the facts that a clause tells in a roundabout way."""

    def __init__(self, tokens: Tokens, entities: Entities) -> None:
        self.tokens, self.entities = tokens, entities
        self._frames = {frame.name: frame for frame in frames()}
        self._rules = endings()

    def facts(self, clause: Clause) -> Iterator[Fact]:
        """The facts that one clause establishes."""
        rules = self._rules.get("be" if clause.copula else clause.lemma, ())
        if not rules or clause.scopes & UNTOLD or fancied(self.tokens, clause):
            return
        told: set[str] = set()
        for rule in rules:
            if rule.frame in told or not self._holds(rule, clause):
                continue
            thing = self._thing(rule, clause)
            fact = self._fact(self._frames[rule.frame], rule, clause, thing) if thing is not None else None
            if fact is not None:
                told.add(rule.frame)
                yield fact

    def _holds(self, rule: Ending, clause: Clause) -> bool:
        denied = Scope.NEGATED in clause.scopes or self._none(clause.subject)
        if rule.denied != denied and rule.thing != "of":
            return False
        if rule.passive != clause.passive and (rule.passive or rule.thing != "object"):
            return False
        if rule.no_object and clause.object is not None:
            return False
        if rule.subject and not self._one_of(clause.subject, rule.subject):
            return False
        if rule.object and not self._one_of(clause.object, rule.object):
            return False
        if rule.prepositions and not self._where(rule, clause):
            return False
        if rule.said and not self._said(rule, clause):
            return False
        return not rule.near or self._near(rule, clause)

    def _none(self, subject: Argument | None) -> bool:
        """*Not one bee*, *none of the bees*, *no bee*."""
        if subject is None:
            return False
        below = [self.tokens.lower[i] for i in self.tokens.children[subject.head]]
        return self.tokens.lower[subject.head] in ("none", "neither") or "no" in below or "not" in below

    def _one_of(self, found: Argument | None, nouns: frozenset[str]) -> bool:
        if found is None:
            return False
        lemma, head = self.tokens.lemma[found.head], found.head
        if NUMBER in nouns:
            return lemma in _MONEY or (self.tokens.pos[head] == "NUM" and not self.tokens.quoted[head])
        return lemma in nouns or self.tokens.lower[head] in nouns

    def _where(self, rule: Ending, clause: Clause) -> bool:
        places = [(a.preposition, a.head) for a in clause.obliques]
        heads = [clause.head, *(head for _, head in places)]
        if clause.object is not None:
            heads.append(clause.object.head)
        for head in heads:  # the hotel safe in Lima, the coach to the coast
            for child in self.tokens.children[head]:
                case = self.tokens.child(child, "case")
                if case is not None and self.tokens.dep[child] in ("nmod", "obl", "conj"):
                    places.append((self.tokens.lower[case], child))
        if clause.copula:
            case = self.tokens.child(clause.head, "case")
            places.append((self.tokens.lower[case] if case is not None else None, clause.head))
        if NAME in rule.places:
            places += self._after(clause)
        return any(
            preposition in rule.prepositions and self._is_place(rule, head) for preposition, head in places
        )

    def _after(self, clause: Clause) -> Iterator[tuple[str | None, int]]:
        """The names that stand after a preposition in the rest of the clause's sentence."""
        tokens, last = self.tokens, min(len(self.tokens.lower), clause.head + 12)
        for i in range(clause.head, last - 1):
            if tokens.sentence[i + 1] == clause.sentence and tokens.pos[i + 1] == "PROPN":
                yield tokens.lower[i], i + 1

    def _is_place(self, rule: Ending, head: int) -> bool:
        if ANY in rule.places or self.tokens.lemma[head] in rule.places:
            return True
        return NAME in rule.places and self.tokens.pos[head] == "PROPN" and self._is_name(head)

    def _is_name(self, head: int) -> bool:
        """A name of no person, month or weekday."""
        found = self.entities.mention_at(head)
        entry = lexicon_noun(self.tokens.lower[head])
        entity = self.entities.entity_at(head)
        person = entity is not None and entity.gender in ("he", "she")
        named = found is not None and found.kind == "name" and self.tokens.lower[head] not in _DATES
        return named and not person and entry is None

    def _said(self, rule: Ending, clause: Clause) -> bool:
        below = [clause.head, *self.tokens.children[clause.head]]
        return any(self.tokens.lower[i] in rule.said for i in below)

    def _near(self, rule: Ending, clause: Clause) -> bool:
        tokens, head = self.tokens, clause.head
        for i in range(max(0, head - 25), min(len(tokens.lower), head + 30)):
            if tokens.sentence[i] == clause.sentence and tokens.lower[i] in rule.near:
                return True
        return False

    def _thing(self, rule: Ending, clause: Clause) -> Argument | None:
        if rule.thing == "subject":
            return clause.subject
        if rule.thing == "object":
            return clause.patient
        if rule.thing == "owner":
            return self._owner(clause.subject)
        if rule.thing == "possessor":
            return self._owner(clause.object)
        if rule.thing == "of":
            heads = [a.head for a in (clause.subject, clause.object) if a is not None]
            return next((of for head in (clause.head, *heads) if (of := self._below(head, "of"))), None)
        found = clause.oblique(rule.thing)
        if found is None and clause.object is not None:
            return self._below(clause.object.head, rule.thing)
        return found

    def _owner(self, thing: Argument | None) -> Argument | None:
        if thing is None:
            return None
        for child in self.tokens.children[thing.head]:
            if self.tokens.dep[child] == "nmod:poss":
                return argument(self.tokens, "object", child)
        return None

    def _below(self, head: int, preposition: str) -> Argument | None:
        for child in self.tokens.children[head]:
            case = self.tokens.child(child, "case")
            if case is not None and self.tokens.lower[case] == preposition:
                return argument(self.tokens, "object", child)
        return None

    def _fact(self, frame: Frame, rule: Ending, clause: Clause, thing: Argument) -> Fact | None:
        entity, mention = self.entities.entity_at(thing.head), self.entities.mention_at(thing.head)
        if entity is None or mention is None or mention.quoted or mention.determiner in _NONE:
            return None
        if mention.kind == "noun" and not (mention.definite or rule.denied):
            return None
        if entity.lemma == NARRATOR or entity.lemma in frame.spared or not self._may_be(rule.about, entity):
            return None
        loser = self._loser(clause, entity) if frame.loser else None
        unknown = rule.about == "thing" and can_befall(entity.lemma, "goods") < 1
        doubt = 0.7 if rule.far or unknown or rule.about == "stuff" else 1.0
        quality = 0.9 * self._link(thing.head, entity, mention) * doubt
        identity: int | None = entity.id
        if rule.about == "stuff" or (rule.denied and not mention.definite and mention.kind == "noun"):
            identity, quality = None, quality * 0.7  # the last of the ink, not one bee
        name = mention.lemma if identity is None else entity.lemma
        return Fact(frame, name, identity, loser, clause, mention.modifiers, quality, True)

    def _link(self, head: int, entity: Entity, mention: Mention) -> float:
        """How sure the mention is; a pronoun whose entity its own sentence names before it is."""
        quality = self.entities.quality_at(head)
        if quality < 0.6:
            named = (self.entities.mentions[i] for i in entity.mentions)
            if any(m.sentence == mention.sentence and m.head < head and m.kind != "pronoun" for m in named):
                return 0.8
        return max(quality, 0.4)

    def _may_be(self, about: str, entity: Entity) -> bool:
        lemma = entity.lemma
        person = entity.person or entity.gender in ("he", "she")
        if about in ("living", "animal", "person", "named"):
            living = can_befall(lemma, "living") == 1.0
            entry = lexicon_noun(lemma)
            animal = entry is not None and "animal" in entry.kinds
            if about == "animal":
                return animal
            if about == "named":
                return any(self.entities.mentions[i].kind == "name" for i in entity.mentions)
            return (person or living) and not (about == "person" and animal)
        if entity.person:
            return False
        if about == "structure":
            return lemma in _STRUCTURES
        if about == "transport":
            return lemma in _TRANSPORT
        if about == "stuff":
            entry = lexicon_noun(lemma)
            return entry is not None and (bool(entry.kinds & _STUFF) or entry.number == "mass")
        if about in ("basin", "device"):
            return can_befall(lemma, about) == 1.0
        return can_befall(lemma, "goods") >= 0.5

    def _loser(self, clause: Clause, entity: Entity) -> int | None:
        """Whoever had it: its owner, or the one who lets it go; None where nobody is told of."""
        if entity.possessor is not None:
            return entity.possessor
        subject = clause.subject
        if subject is None or self.entities.entity_at(subject.head) is entity:
            return None
        found = self.entities.entity_at(subject.head)
        return found.id if found is not None and (found.person or found.gender in ("he", "she")) else None
