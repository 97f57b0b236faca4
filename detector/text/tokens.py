"""A parsed story as parallel lists: what clauses and mentions read a thousand times without asking spaCy."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from detector.text.lemmas import noun_lemma, verb_lemma
from detector.text.scope import inside, quoted_spans
from detector.text.story import StoryDoc


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a story; every list has one entry a token, in their order.

    Attributes:
        start: First code point.
        end: One past the last code point.
        lower: The word in small letters, apostrophes put into ASCII.
        lemma: The lemma in small letters.
        pos: Universal part of speech.
        tag: Penn tag.
        dep: Universal dependency relation (``nsubj``, ``obl``, ``acl:relcl`` …).
        head: Index of the head; a root's is its own.
        children: Indices of the dependents, in order.
        sentence: Index of the sentence.
        quoted: Whether the token stands in quoted speech.
        title: Whether it begins with a capital.
    """

    start: list[int]
    end: list[int]
    lower: list[str]
    lemma: list[str]
    pos: list[str]
    tag: list[str]
    dep: list[str]
    head: list[int]
    children: list[list[int]]
    sentence: list[int]
    quoted: list[bool]
    title: list[bool]

    def __len__(self) -> int:
        return len(self.start)

    def child(self, index: int, *deps: str) -> int | None:
        """The first dependent with one of these relations."""
        return next((i for i in self.children[index] if self.dep[i] in deps), None)

    def at(self, offset: int) -> int:
        """The token that holds the code point, or the last that starts before it."""
        return max(0, bisect_right(self.start, offset) - 1)


def read_tokens(story: StoryDoc) -> Tokens:
    """The story's tokens, white space left out of the tree's use; for ``StoryDoc.reading``."""
    doc = story.doc
    size = len(doc)
    start = [token.idx for token in doc]
    lower = [token.lower_.replace("’", "'") for token in doc]
    head = [token.head.i for token in doc]
    children: list[list[int]] = [[] for _ in range(size)]
    for i, at in enumerate(head):
        if at != i:
            children[at].append(i)
    sentence, number = [0] * size, -1
    for i, token in enumerate(doc):
        if token.is_sent_start or number < 0:
            number += 1
        sentence[i] = number
    spans = quoted_spans(story.text)
    end = [at + len(token) for at, token in zip(start, doc, strict=True)]
    return Tokens(
        start,
        end,
        lower,
        [_lemma(word, token.tag_, token.lemma_) for token, word in zip(doc, lower, strict=True)],
        [token.pos_ for token in doc],
        [token.tag_ for token in doc],
        [token.dep_.lower() if token.dep_ == "ROOT" else token.dep_ for token in doc],
        head,
        children,
        sentence,
        [inside(spans, a, b) for a, b in zip(start, end, strict=True)] if spans else [False] * size,
        [token.shape_[:1] == "X" for token in doc],
    )


def _lemma(word: str, tag: str, guess: str) -> str:
    if tag.startswith("VB"):
        return verb_lemma(word, tag, guess.lower())
    if tag.startswith("NN"):
        return noun_lemma(word, tag, guess.lower())
    return guess.lower() or word
