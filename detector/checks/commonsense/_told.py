"""What the checks of numbers read of a story: its prose, its parse, and how a phrase is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from detector.checks.base import Candidate
from detector.checks.commonsense._prose import Prose, clashes_with, read_prose
from detector.text.clauses import Clause, read_clauses
from detector.text.cued import Cued
from detector.text.dates import MONTHS, WEEKDAYS
from detector.text.entities import Entities, read_entities
from detector.text.quantities import is_approximate
from detector.text.scope import Scope
from detector.text.sentences import sentence_at
from detector.text.story import StoryDoc
from detector.text.tokens import Tokens, read_tokens

Span = tuple[int, int]
_UNREAL = frozenset(
    {
        Scope.QUESTION,
        Scope.IMAGINED,
        Scope.CONDITIONAL,
        Scope.MODAL,
        Scope.UNREALISED,
        Scope.FIGURATIVE,
    }
)
_HEARSAY = re.compile(
    r"^\W*If\b|\b(?:nobody|no one|nor) believed\b|\bto be believed\b|\brumou?r\w*\b|\bsupposedly\b|\bthe "
    r"story goes\b|\bthey said\b|"
    r"\bso they say\b|\blied\b",
    re.IGNORECASE,
)
_NO_NAMES = frozenset((*(d.lower() for d in WEEKDAYS), *(m.lower() for m in MONTHS), "years", "the"))
_DREAM = Cued(
    r"\b(?:dream\w*|nightmares?|hallucinat\w+|imagin(?:e|ed|ing|ary)|pretend\w*|fantas(?:y|ies|iz\w+|"
    r"is\w+)|delusions?|"
    r"delirium|jokes?|joked|riddles?|legends?|myths?|proverb|(?:in|of) the (?:story|tale|game)|"
    r"as the saying goes)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A story's prose with its parse; a reading for ``StoryDoc.reading``.

    Attributes:
        prose: Sentences, quotations, numbers.
        tokens: The parse.
        clauses: In the order of their predicates.
        entities: People and things.
        by_head: Clause by the token of its predicate.
    """

    prose: Prose
    tokens: Tokens
    clauses: tuple[Clause, ...]
    entities: Entities
    by_head: dict[int, Clause]

    @property
    def text(self) -> str:
        """The story."""
        return self.prose.text

    def clause(self, offset: int) -> Clause | None:
        """The innermost clause whose words hold the code point."""
        if not self.tokens.start:
            return None
        at, steps = self.tokens.at(offset), 0
        while at not in self.by_head and self.tokens.head[at] != at and steps < 60:
            at, steps = self.tokens.head[at], steps + 1
        return self.by_head.get(at)

    def scopes(self, offset: int) -> frozenset[Scope]:
        """How the clause at the code point is meant; empty where it is plain or there is none."""
        clause = self.clause(offset)
        return clause.scopes if clause else frozenset()

    def real(self, offset: int) -> bool:
        """The words there say how the story's world is, in narration or in speech: no wish, question or
        dream.
        """
        if self.scopes(offset) & _UNREAL:
            return False
        sentence = self.prose.around(offset, 0, 0)
        return not _DREAM.search(sentence) and not _HEARSAY.search(sentence)

    def plain(self, start: int, end: int) -> bool:
        """The narrator says so, of the story's world, and does not deny it."""
        if self.prose.quoted(start, end) or not self.real(start):
            return False
        return Scope.NEGATED not in self.scopes(start)

    def exact(self, start: int, end: int) -> bool:
        """No *about*, *nearly*, *or so* makes the number there inexact."""
        return not is_approximate(self.text, start, end)

    def names(self, offset: int) -> frozenset[str]:
        """The names in the sentence at the code point, in small letters."""
        sentence, tokens = self.prose.sentence(offset), self.tokens
        if not tokens.start:
            return frozenset()
        first, last = tokens.at(sentence.start), tokens.at(sentence.end - 1)
        return frozenset(
            tokens.lower[i]
            for i in range(first, last + 1)
            if tokens.title[i]
            and len(tokens.lower[i]) > 2
            and (
                tokens.pos[i] == "PROPN"
                or (i > first and tokens.tag[i] in ("NN", "NNS", "JJ"))
                or tokens.tag[i] == "NNS"
            )
            and tokens.lower[i] not in _NO_NAMES
        )

    def about(self, start: int, end: int, *words: str) -> str:
        """The sentences of ``start:end`` that hold one of the words, together with the ones at both ends."""
        wanted = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))}|them)\b", re.IGNORECASE)
        first, last = sentence_at(self.prose.sentences, start), sentence_at(self.prose.sentences, end)
        kept = []
        for i in range(first, last + 1):
            sentence = self.prose.sentences[i]
            piece = self.text[max(sentence.start, start) : min(sentence.end, end)]
            if i in (first, last) or wanted.search(piece):
                kept.append(piece)
        return "\n".join(kept)

    def sentences_between(self, one: int, other: int) -> int:
        """How many sentence ends lie between two code points."""
        low, high = sorted((one, other))
        first, last = self.tokens.at(low), self.tokens.at(high)
        return self.tokens.sentence[last] - self.tokens.sentence[first] if self.tokens.start else 0


def read_told(story: StoryDoc) -> Told:
    """Prose and parse of a story together; for ``StoryDoc.reading``."""
    clauses = story.reading(read_clauses)
    return Told(
        story.view(read_prose),
        story.reading(read_tokens),
        clauses,
        story.reading(read_entities),
        {clause.head: clause for clause in clauses},
    )


def clash(
    prose: Prose,
    code: str,
    span: Span,
    why: str,
    others: Iterable[Span],
    kind: str,
    *,
    sure: bool = True,
    **evidence: Any,
) -> Candidate:
    """A candidate with what every number check tells the classifier: kind, sureness, distance, dialogue."""
    rest = [other for other in others if other != span]
    far = max((abs(span[0] - other[0]) for other in rest), default=0)
    quoted = prose.quoted(*span)
    related_quoted = [prose.quoted(*other) for other in rest]
    return Candidate(
        code,
        *span,
        why,
        tuple(clashes_with(prose.text, *other) for other in rest),
        {
            "kind": kind,
            "sure": sure,
            "distance": far,
            "ends": 1 + len(rest),
            "quoted": quoted,
            "related_quoted": any(related_quoted),
            "cues": sorted(cue.value for cue in prose.cues(span[0])),
            **evidence,
        },
        scope="quoted" if quoted else "asserted",
        in_dialogue=quoted,
    )
