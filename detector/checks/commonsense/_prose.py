"""What the common-sense checks share: a story's sentences and quotations, and how each sentence is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from detector.records import Related
from detector.text.cued import Cued
from detector.text.numbers import Number, find_numbers
from detector.text.scope import Scope, inside, quoted_spans, scope_cues
from detector.text.sentences import Sentence, find_sentences, sentence_at

_REACH = 400


@dataclass(frozen=True, slots=True)
class Prose:
    """A story's sentences and quoted spans; a view for ``StoryDoc.view``.

    Attributes:
        text: The story.
        sentences: In order.
        quotes: Spans of quoted speech, sorted.
        shape: The text with every number written as ``#`` signs of its length (``##### men``), for patterns.
        numbers: The numbers by where they start.
    """

    text: str
    shape: str
    numbers: dict[int, Number]
    sentences: list[Sentence]
    quotes: list[tuple[int, int]]

    def sentence(self, offset: int) -> Sentence:
        """The sentence that holds the offset."""
        return self.sentences[sentence_at(self.sentences, offset)]

    def around(self, offset: int, before: int = 1, after: int = 1) -> str:
        """The sentence at the offset with its neighbours, at most 400 characters either way."""
        at = sentence_at(self.sentences, offset)
        first = self.sentences[max(0, at - before)]
        last = self.sentences[min(len(self.sentences) - 1, at + after)]
        return self.text[max(first.start, offset - _REACH) : min(last.end, offset + _REACH)]

    def value(self, span: tuple[int, int]) -> Fraction | None:
        """The number that stands exactly there, if one does."""
        found = self.numbers.get(span[0])
        return found.value if found and found.end == span[1] else None

    def quoted(self, start: int, end: int) -> bool:
        """Whether the span stands in quoted speech."""
        return inside(self.quotes, start, end)

    def cues(self, offset: int) -> frozenset[Scope]:
        """The scope cues of the sentence at the offset."""
        return scope_cues(self.around(offset, 0, 0))

    def told_as_fact(self, start: int, end: int, *, allow: frozenset[Scope] = frozenset()) -> bool:
        """The narrator asserts the sentence: no speech, question, denial, condition, dream or comparison."""
        return not self.quoted(start, end) and not (self.cues(start) - allow)


_IF = re.compile(
    r"\b(?:if|unless|would|were to|suppose|supposing|imagine|pretend|wish\w*)\b|\w['’]d (?:be|have)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:no|not|never|without|neither|nor|n['’]t|hardly)\W+(?:[\w’'-]+\W+){0,4}$", re.IGNORECASE
)
_LIKENED = Cued(r"\b(?:like|as if|as though|as \w+ as)\b[^.!?;:]{0,60}$", re.IGNORECASE)


def plainly_told(prose: Prose, start: int, end: int) -> bool:
    """The narrator tells this very phrase as fact.

    Milder than :meth:`Prose.told_as_fact`: a denial or a comparison counts only right before the phrase.
    """
    if prose.quoted(start, end) or prose.cues(start) & {Scope.QUESTION, Scope.IMAGINED}:
        return False
    sentence = prose.around(start, 0, 0)
    before = prose.text[max(prose.sentence(start).start, start - 90) : start]
    return not (_IF.search(sentence) or _DENIED.search(before) or _LIKENED.search(before))


def read_prose(text: str) -> Prose:
    """Split a story for the checks; linear in its length."""
    numbers = {number.start: number for number in find_numbers(text)}
    pieces, at = [], 0
    for number in numbers.values():
        pieces += [text[at : number.start].replace("#", " "), "#" * (number.end - number.start)]
        at = number.end
    shape = "".join(pieces) + text[at:].replace("#", " ")
    return Prose(
        text, shape, numbers, list(find_sentences(text)) or [Sentence(0, len(text))], quoted_spans(text)
    )


def clashes_with(text: str, start: int, end: int) -> Related:
    """The other end of a contradiction."""
    return Related(start=start, end=end, text=text[start:end], role="contradicts")
