"""Clauses of a story: a predicate with its arguments, and how the clause is meant.

The reading mends what a small treebank parser gets wrong in fiction: a past *put*, *cut* or *read* tagged as
an imperative in spite of its subject, *turned on the TV* read as a place, subjects that a second verb, an
infinitive or a participle shares with the first.
"""

from __future__ import annotations

from dataclasses import dataclass

from detector.text.arguments import Argument, Arguments, antecedent, arguments_of, shared_subject
from detector.text.clause_scope import clause_scopes
from detector.text.lemmas import is_irregular, verb_lemma
from detector.text.scope import Scope
from detector.text.story import StoryDoc
from detector.text.tokens import Tokens, read_tokens

_CLAUSAL = frozenset(
    (
        "root conj ccomp xcomp advcl advcl:relcl acl acl:relcl parataxis csubj csubj:pass dep appos list"
    ).split()
)
#: A clause of one of these scopes is not told as a fact of the story's world.
UNTOLD = frozenset(
    {
        Scope.QUOTED,
        Scope.QUESTION,
        Scope.IMAGINED,
        Scope.CONDITIONAL,
        Scope.MODAL,
        Scope.UNREALISED,
        Scope.REPORTED,
        Scope.FIGURATIVE,
        Scope.HABITUAL,
        Scope.IMPERATIVE,
    }
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One predicate and what belongs to it.

    Attributes:
        index: Its place among the story's clauses, which are in the order of their predicates.
        head: Token of the predicate: a verb, or the noun or adjective after a copula.
        sentence: Index of its sentence.
        start: First code point of the clause's own words (subject to last argument).
        end: One past the last.
        lemma: The predicate's lemma, with its particle (``pick up``, ``turn on``).
        copula: The predicate is a noun, an adjective or a place after *be*.
        relation: How the clause hangs on another (``root``, ``conj``, ``advcl``, ``acl:relcl`` …).
        parent: Index of the clause it hangs on, if any.
        subject: Who or what; of a passive the one it happens to. Shared subjects are filled in.
        object: The direct object.
        indirect: The indirect object (*gave **her** the ring*).
        obliques: The other arguments with their prepositions.
        passive: The subject is what it happens to.
        own_subject: The subject stands in this very clause.
        scopes: Every way in which it is not plainly told; empty for a plain statement.
    """

    index: int
    head: int
    sentence: int
    start: int
    end: int
    lemma: str
    copula: bool
    relation: str
    parent: int | None
    subject: Argument | None
    object: Argument | None
    indirect: Argument | None
    obliques: tuple[Argument, ...]
    passive: bool
    own_subject: bool
    scopes: frozenset[Scope]

    @property
    def told(self) -> bool:
        """The narrator says it of the story's world, affirmed or denied."""
        return not self.scopes & UNTOLD

    @property
    def occurs(self) -> bool:
        """The narrator says that it is so."""
        return self.told and Scope.NEGATED not in self.scopes

    @property
    def denied(self) -> bool:
        """The narrator says that it is not so."""
        return self.told and Scope.NEGATED in self.scopes

    @property
    def patient(self) -> Argument | None:
        """What it happens to: the object, or a passive's subject."""
        return self.subject if self.passive else self.object

    @property
    def agent(self) -> Argument | None:
        """Who does it: the subject, or a passive's *by*."""
        if not self.passive:
            return self.subject
        return next((arg for arg in self.obliques if arg.role == "agent"), None)

    def oblique(self, *prepositions: str) -> Argument | None:
        """The first argument with one of these prepositions."""
        return next((arg for arg in self.obliques if arg.preposition in prepositions), None)


_VERBAL = frozenset(("nsubj", "nsubj:pass", "obj"))
_ROOTED = _VERBAL | {"obl"}


def read_clauses(story: StoryDoc) -> tuple[Clause, ...]:
    """The clauses of a story; for ``StoryDoc.reading``. Linear in its length."""
    tokens = story.reading(read_tokens)
    heads = [i for i in range(len(tokens)) if _is_predicate(tokens, i)]
    index_of = {head: n for n, head in enumerate(heads)}
    found: list[Clause] = []
    scopes: dict[int, frozenset[Scope]] = {}
    arguments = {head: arguments_of(tokens, head) for head in heads}
    for head in _parents_first(tokens, heads):
        scopes[head] = clause_scopes(tokens, head, scopes, arguments[head])
    for n, head in enumerate(heads):
        own = arguments[head]
        subject = antecedent(tokens, head, own.subject) or shared_subject(tokens, head, arguments)
        parent = _above(tokens, head, index_of)
        found.append(
            Clause(
                index=n,
                head=head,
                sentence=tokens.sentence[head],
                start=tokens.start[own.first],
                end=tokens.end[own.last],
                lemma=_lemma(tokens, head, own),
                copula=own.copula,
                relation=tokens.dep[head],
                parent=None if parent is None else index_of[parent],
                subject=subject,
                object=antecedent(tokens, head, own.object),
                indirect=own.indirect,
                obliques=own.obliques,
                passive=own.passive,
                own_subject=own.subject is not None,
                scopes=scopes[head],
            )
        )
    return tuple(found)


def _is_predicate(tokens: Tokens, i: int) -> bool:
    dep, pos = tokens.dep[i], tokens.pos[i]
    below = [tokens.dep[j] for j in tokens.children[i]]
    if below and "cop" in below:
        return True
    if pos == "VERB":
        return dep in _CLAUSAL or not _VERBAL.isdisjoint(below)
    if pos == "AUX":
        return dep in _CLAUSAL and dep != "dep"
    return dep == "root" and not _ROOTED.isdisjoint(below)


def _lemma(tokens: Tokens, head: int, own: Arguments) -> str:
    lemma = tokens.lemma[head]
    word = tokens.lower[head]
    past = is_irregular(word) or (word.endswith("ed") and (own.passive or not own.copula))
    if past and not tokens.tag[head].startswith("VB"):
        lemma = verb_lemma(word, "VBN", lemma)  # a verb that the tagger took for something else
    elif lemma == "lay" and own.object is None and not own.passive:
        lemma = "lie"
    return f"{lemma} {own.particle}" if own.particle else lemma


def _above(tokens: Tokens, head: int, index_of: dict[int, int]) -> int | None:
    at, steps = head, 0
    while tokens.head[at] != at and steps < 60:
        at, steps = tokens.head[at], steps + 1
        if at in index_of:
            return at
    return None


def _parents_first(tokens: Tokens, heads: list[int]) -> list[int]:
    """The predicates so that each comes after the one it hangs on."""
    depth: dict[int, int] = {}
    for head in heads:
        at, steps = head, 0
        while tokens.head[at] != at and steps < 200:
            at, steps = tokens.head[at], steps + 1
        depth[head] = steps
    return sorted(heads, key=lambda head: (depth[head], head))
