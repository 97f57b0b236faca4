"""What a fact rules out, and what undoes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from detector.lexicon import noun as lexicon_noun
from detector.state.facts import Fact, fancied
from detector.text.arguments import Argument
from detector.text.clauses import Clause
from detector.text.entities import Entities
from detector.text.scope import Scope
from detector.text.tokens import Tokens

_EXCUSED = frozenset(
    (
        "broken torn burnt burned charred shattered smashed ruined wrecked dead cracked empty useless "
        "fake former old other new another second spare identical similar replica ghostly spectral lost "
        "missing stolen imaginary phantom half remaining"
    ).split()
)
_HOLDERS = frozenset(
    (
        "hand palm pocket fist grip finger thumb bag satchel belt wrist neck throat lap purse sleeve coat "
        "jacket backpack drawer head shoulder breast chest arm lapel buttonhole waistcoat apron"
    ).split()
)
_INTENDED = frozenset((Scope.UNREALISED, Scope.PARTICIPIAL))
_BESIDE = frozenset(
    ("look", "be", "sweep", "fall", "step", "lie", "stare", "come", "disappear", "throw", "drop")
)
_MEMORY = frozenset(("remember", "recall", "imagine", "memory", "dream", "once", "used"))
_DENYING = frozenset(("not", "n't", "n’t", "never"))
_PERSONS = ("he", "him", "she", "her", "it", "they", "them")
_STANDS = frozenset(("lie", "lay", "stand", "hang", "rest", "sit", "wait"))
_WHOLE = frozenset(("unharmed", "whole", "intact", "untouched", "undamaged", "unbroken", "unscathed"))
_HOME = frozenset(
    "corner table shelf desk nightstand mantelpiece mantel wall hook wallet bedside windowsill".split()
)
_NEEDED = frozenset(
    ("out of", *"off against with on in from into through onto out inside upon over across".split())
)
_PERCEIVE = frozenset("hear see watch notice listen feel glimpse".split())
_WORN = frozenset(("on", "upon", "in", "round", "around", "at", "from", "about"))
_ACQUIRE = frozenset(
    "buy get find bring fetch make take borrow have receive order give use open light lend pour pick".split()
)
_TOOLS = frozenset(("tool", "weapon", "cutlery", "kitchenware", "stationery"))


@dataclass(frozen=True, slots=True)
class Use:
    """A clause that speaks of a thing as if a fact did not hold.

    Attributes:
        clause: The clause.
        role: ``patient``, ``subject`` or ``place``.
        named: The frame names the clause's verb as ruled out; else it is any deed that needs the thing.
        quality: How sure the link to the thing is, 0 to 1.
        mended: The words themselves say that it is another or a broken one: no conflict, and the fact ends.
        pronoun: The thing is a pronoun there.
    """

    clause: Clause
    role: str
    named: bool
    quality: float
    mended: bool
    pronoun: bool


class Uses:
    """Holds clauses against facts."""

    def __init__(self, tokens: Tokens, entities: Entities) -> None:
        self.tokens, self.entities = tokens, entities
        self._words: dict[int, set[str]] = defaultdict(set)
        for lemma, sentence in zip(tokens.lemma, tokens.sentence, strict=True):
            self._words[sentence].add(lemma)

    def of(self, fact: Fact, clause: Clause) -> Use | None:
        """How the clause uses what the fact rules out, or None."""
        intended = (
            clause.scopes and clause.scopes <= _INTENDED
        )  # went back to reading it, decided to drive it
        if not (clause.occurs or intended) or Scope.REMEMBERED in clause.scopes:
            return None
        if fancied(self.tokens, clause):
            return None
        if clause.relation == "acl" and clause.lemma not in fact.frame.ruled_out.subject:
            return None
        for argument, role in self._roles(clause):
            if not self._is_it(fact, argument):
                continue
            named = self._ruled_out(fact, clause, argument, role)
            if not named and not self._needed(fact, clause, argument, role):
                continue
            mention = self.entities.mention_at(argument.head)
            if mention is None or not self._by_loser(fact, clause):
                return None
            mended = bool((mention.modifiers - fact.words) & _EXCUSED) or mention.other
            if fact.entity is not None:
                mended = mended or not mention.definite
            mended = mended or self._spoken_of(fact, clause)
            quality = self.entities.quality_at(argument.head) if fact.entity is not None else 0.7
            return Use(clause, role, named and not intended, quality, mended, mention.kind == "pronoun")
        return None

    def restores(self, fact: Fact, clause: Clause) -> bool:
        """Whether the clause undoes the fact, or may have."""
        verb = clause.lemma.partition(" ")[0]
        undoes = clause.lemma in fact.frame.restores or verb in fact.frame.restores
        undoes = undoes or (fact.frame.loser and self._back(clause))
        if undoes and not clause.denied:
            arguments = (clause.subject, clause.object, clause.indirect, *clause.obliques)
            if any(a is not None and self._may_be(fact, a, clause.sentence) for a in arguments):
                return True
        first, last = self.tokens.at(clause.start), self.tokens.at(max(clause.start, clause.end - 1))
        beside = fact.noun in self._words[clause.sentence] and clause.sentence > fact.clause.sentence
        for i in range(first, min(last + 1, first + 60)):
            if beside and self.tokens.lemma[i] in fact.frame.restoring:
                return True
            if self.tokens.lower[i] == "another" and self._bought(i, clause):
                return True
            if self._another(fact, i):
                return True
        return False

    def _back(self, clause: Clause) -> bool:
        """*Sent it back*."""
        return any(self.tokens.lower[i] == "back" for i in self.tokens.children[clause.head])

    def _bought(self, i: int, clause: Clause) -> bool:
        """*Bought another*, but not *one another*."""
        tokens = self.tokens
        if tokens.dep[i] not in ("obj", "nsubj", "obl") or (i and tokens.lower[i - 1] == "one"):
            return False
        return clause.lemma.partition(" ")[0] in _ACQUIRE or tokens.dep[i] == "nsubj"

    def _spoken_of(self, fact: Fact, clause: Clause) -> bool:
        """Whether a word beside the use or another mention tells of a repair, a second one, magic."""
        first, last = self.tokens.at(fact.clause.end - 1) + 1, self.tokens.at(clause.start)
        near = clause.sentence - 1
        restoring = fact.frame.restoring | (_MEMORY if fact.frame.things == "living" else frozenset())
        for i in range(first, last):
            sentence = self.tokens.sentence[i]
            beside = (
                sentence >= near or sentence == fact.clause.sentence or fact.noun in self._words[sentence]
            )
            if beside and sentence > fact.clause.sentence and self.tokens.lemma[i] in restoring:
                denied = self.tokens.lemma[i] in _MEMORY and _DENYING & set(self.tokens.lower[i - 2 : i])
                if not denied:
                    return True
        return False

    def _roles(self, clause: Clause) -> Iterator[tuple[Argument, str]]:
        """The arguments, what is joined to them (*the wrench and the drill*), and what is within them."""
        for argument, role in _roles(clause):
            yield argument, role
            for child in self.tokens.children[argument.head]:
                if self.tokens.dep[child] == "conj":
                    yield replace(argument, head=child), role
                elif self.tokens.dep[child] == "nmod":  # in a row on the benches, a ride on his bicycle
                    case = self.tokens.child(child, "case")
                    preposition = None if case is None else self.tokens.lower[case]
                    if preposition == "of":  # by the light of the lamp
                        yield replace(argument, head=child), role
                    else:
                        yield replace(argument, head=child, preposition=preposition), "place"

    def _needed(self, fact: Fact, clause: Clause, argument: Argument, role: str) -> bool:
        """Any other deed to the thing, or with it."""
        spares = fact.frame.spares
        if spares is None or clause.copula:
            return False
        if role == "subject" and fact.frame.things == "living":
            return clause.lemma.partition(" ")[0] not in spares | fact.frame.restores
        if role == "subject":
            return clause.lemma in _STANDS and self._in_place(clause)
        verb = clause.lemma.partition(" ")[0]
        if role == "place":
            return argument.preposition in _NEEDED and verb not in _BESIDE
        return clause.lemma not in spares and verb not in spares and verb not in fact.frame.restores

    def _is_it(self, fact: Fact, argument: Argument) -> bool:
        entity = self.entities.entity_at(argument.head)
        if entity is None:
            return False
        if fact.entity is not None:
            return entity.id == fact.entity
        return entity.lemma == fact.noun and (fact.roundabout or entity.possessor in (None, fact.loser))

    def _ruled_out(self, fact: Fact, clause: Clause, argument: Argument, role: str) -> bool:
        out, verb = fact.frame.ruled_out, clause.lemma.partition(" ")[0]
        if role == "patient":
            return clause.lemma in out.patient or self._at_hand(clause, out.own.get(verb, frozenset()))
        if role == "subject":
            if clause.copula:
                back = fact.frame.name == "dead" and fact.roundabout and self._back(clause)
                return back or (bool(out.own) and self._held(clause))
            if clause.lemma in out.subject or (out.own and self._worn(clause)):
                return True
            living, verb = fact.frame.things == "living", clause.lemma.partition(" ")[0]
            return living and " " in clause.lemma and verb in out.subject
        if argument.preposition == "with" and out.not_with is not None and _is_tool(fact.noun):
            return verb not in out.not_with
        return argument.preposition in out.places.get(verb, frozenset())

    def _in_place(self, clause: Clause) -> bool:
        """*Stood in the corner*, *lay unharmed in the wallet*: it is there, and whole."""
        adjective = self.tokens.child(clause.head, "xcomp", "advmod", "advcl", "amod")
        if adjective is not None and self.tokens.lower[adjective] in _WHOLE:
            return True
        return any(self.tokens.lemma[a.head] in _HOLDERS | _HOME for a in clause.obliques)

    def _at_hand(self, clause: Clause, prepositions: frozenset[str]) -> bool:
        return any(
            argument.preposition in prepositions and self.tokens.lemma[argument.head] in _HOLDERS
            for argument in clause.obliques
        )

    def _worn(self, clause: Clause) -> bool:
        """*The ring burned cold upon his finger*."""
        return any(a.preposition in _WORN and self.tokens.lemma[a.head] in _HOLDERS for a in clause.obliques)

    def _held(self, clause: Clause) -> bool:
        """*The ring was in her hand.*"""
        case = self.tokens.child(clause.head, "case")
        within = case is not None and self.tokens.lower[case] in ("in", "on")
        return within and self.tokens.lemma[clause.head] in _HOLDERS

    def _by_loser(self, fact: Fact, clause: Clause) -> bool:
        """Where a thing is gone for one person, only that person's use contradicts."""
        if fact.loser is None:
            return True
        who = self.entities.entity_at(clause.subject.head) if clause.subject is not None else None
        if who is not None and who.id in (fact.loser, fact.entity):
            return True
        mention = self.entities.mention_at(clause.subject.head) if clause.subject is not None else None
        loser = self.entities.entities[fact.loser]
        if mention is None or mention.kind != "pronoun" or mention.gender not in ("he", "she"):
            return False
        sure = self.entities.quality_at(mention.head) >= 0.5 and who is not None
        return not sure and loser.gender == mention.gender and fact.clause.indirect is None

    def _may_be(self, fact: Fact, argument: Argument, sentence: int) -> bool:
        """Whether the argument is the thing, or a pronoun that may be it."""
        if self._is_it(fact, argument) or self.tokens.lemma[argument.head] == fact.noun:
            return True
        mention = self.entities.mention_at(argument.head)
        spoken = any(fact.noun in self._words[n] for n in (sentence - 1, sentence))
        if mention is None:
            return spoken and self.tokens.lower[argument.head] in ("one", "which", "that", "them", "it")
        pronouns = _PERSONS if fact.frame.things == "living" else ("it", "them")
        return mention.kind == "pronoun" and spoken and mention.lemma in pronouns

    def _another(self, fact: Fact, head: int) -> bool:
        mention, entity = self.entities.mention_at(head), self.entities.entity_at(head)
        if mention is None or entity is None or mention.lemma != fact.noun:
            return False
        return mention.other or (fact.entity is not None and entity.id != fact.entity and not entity.plural)


def _roles(clause: Clause) -> Iterator[tuple[Argument, str]]:
    if clause.patient is not None:
        yield clause.patient, "patient"
    if clause.subject is not None and not clause.passive:
        yield clause.subject, "subject"
    for argument in clause.obliques:
        yield argument, "place"


def _is_tool(name: str) -> bool:
    entry = lexicon_noun(name)
    return entry is not None and bool(entry.kinds & _TOOLS)
