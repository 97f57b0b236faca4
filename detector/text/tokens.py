"""A parsed story as parallel lists: what clauses and mentions read a thousand times without asking spaCy."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from detector.text.lemmas import noun_lemma, verb_lemma
from detector.text.mending import mend
from detector.text.scope import quoted_spans
from detector.text.story import StoryDoc

_COLUMNS: list[int | str] = [
    "IDX",
    "LENGTH",
    "HEAD",
    "SENT_START",
    "LOWER",
    "LEMMA",
    "POS",
    "TAG",
    "DEP",
    "SHAPE",
]
_KEY = (1 << 64) - 1  # the store of strings counts without a sign


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
        dep = self.dep
        for i in self.children[index]:
            if dep[i] in deps:
                return i
        return None

    def at(self, offset: int) -> int:
        """The token that holds the code point, or the last that starts before it."""
        return max(0, bisect_right(self.start, offset) - 1)


def read_tokens(story: StoryDoc) -> Tokens:
    """The story's tokens, white space left out of the tree's use; for ``StoryDoc.reading``.

    The Doc is read as one array: asking each token for each attribute costs ten times as much.
    """
    doc = story.doc
    size = len(doc)
    table = doc.to_array(_COLUMNS).astype("int64")
    numbers: list[list[int]] = table.T.tolist() if size else [[] for _ in _COLUMNS]
    start, length, offset, first, *named = numbers
    strings = doc.vocab.strings
    names: dict[int, str] = {key: strings[key & _KEY] for key in set().union(*named)}
    word, lemma, pos, tag, dep, shape = ([names[key] for key in column] for column in named)
    head = [i + at for i, at in enumerate(offset)]
    children: list[list[int]] = [[] for _ in range(size)]
    for i, at in enumerate(head):
        if at != i:
            children[at].append(i)
    sentence, number = [0] * size, -1
    for i, begins in enumerate(first):
        if begins == 1 or number < 0:
            number += 1
        sentence[i] = number
    spans = story.view(quoted_spans)
    end = [at + size for at, size in zip(start, length, strict=True)]
    lower = [name.replace("’", "'") for name in word]
    tokens = Tokens(
        start,
        end,
        lower,
        [_lemma(*token) for token in zip(lower, tag, lemma, strict=True)],
        pos,
        tag,
        ["root" if name == "ROOT" else name for name in dep],
        head,
        children,
        sentence,
        _within(spans, start, end),
        [name[:1] == "X" for name in shape],
    )
    mend(tokens)
    return tokens


def _within(spans: list[tuple[int, int]], start: list[int], end: list[int]) -> list[bool]:
    """Which tokens lie within one of the spans; both in the order of the text."""
    found = [False] * len(start)
    for low, high in spans:
        at = bisect_left(start, low)
        while at < len(start) and end[at] <= high:
            found[at] = True
            at += 1
    return found


def _lemma(word: str, tag: str, guess: str) -> str:
    if tag.startswith("VB"):
        return verb_lemma(word, tag, guess.lower())
    if tag.startswith("NN"):
        return noun_lemma(word, tag, guess.lower())
    return guess.lower() or word
