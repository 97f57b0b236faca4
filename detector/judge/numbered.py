"""A story in numbered sentences, each one line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from detector.judge.typography import Key, key, shown
from detector.text.scenes import paragraphs, scenes
from detector.text.sentences import Sentence, find_sentences

LONGEST = 400
"""Characters; a longer sentence is cut at a blank, and each piece has a number of its own."""

_LETTERS = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Numbered:
    """One sentence.

    Attributes:
        number: From 1.
        start: Its first code point in the story.
        end: One past its last.
        shown: What the judge sees of it.
        opens: What begins with it: 2 a scene, 1 a paragraph, 0 neither.
    """

    number: int
    start: int
    end: int
    shown: str
    opens: int = 0

    @property
    def line(self) -> str:
        """The line of the request that holds it."""
        return f"{self.number}| {self.shown}"

    @property
    def tokens(self) -> int:
        """At most about so many tokens."""
        return tokens_of(self.line) + 1


@dataclass(frozen=True)
class NumberedStory:
    """A story as it is read.

    Attributes:
        text: The unmodified completion; every offset is into it.
        prompt: The request it answers, where known.
    """

    story_id: str
    text: str
    prompt: str | None = None
    genre: str | None = None
    premise: str | None = None
    sentences: tuple[Numbered, ...] = field(default=(), compare=False)

    @classmethod
    def of(
        cls,
        story_id: str,
        text: str,
        *,
        prompt: str | None = None,
        genre: str | None = None,
        premise: str | None = None,
    ) -> NumberedStory:
        """Number a story's sentences."""
        return cls(story_id, text, prompt, genre, premise, number_sentences(text))

    @cached_property
    def key(self) -> Key:
        """Its text, folded."""
        return key(self.text)


def number_sentences(text: str) -> tuple[Numbered, ...]:
    """The sentences that show anything, numbered from 1."""
    opening = {stretch.start: 1 for stretch in paragraphs(text)}
    opening |= {stretch.start: 2 for stretch in scenes(text)}
    found: list[Numbered] = []
    for sentence in find_sentences(text):
        for piece in _pieces(text, sentence):
            seen = shown(text[piece.start : piece.end])
            if seen:
                opens = opening.get(piece.start, 0)
                found.append(Numbered(len(found) + 1, piece.start, piece.end, seen, opens))
    return tuple(found)


def _pieces(text: str, sentence: Sentence) -> list[Sentence]:
    pieces: list[Sentence] = []
    start = sentence.start
    while sentence.end - start > LONGEST:
        blank = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        end = blank if blank > 0 else start + LONGEST
        pieces.append(Sentence(start, end))
        start = end
    return [*pieces, Sentence(start, sentence.end)]


def tokens_of(text: str) -> int:
    """How many tokens a text has in nearly any vocabulary, rather too many than too few."""
    letters = sum(len(word) // 4 + 1 for word in _LETTERS.findall(text))
    others = sum(1 if c.isascii() else 3 for c in text if not (c.isascii() and c.isalpha()) and c != " ")
    return letters + others
