"""What the common-sense checks share: a story's sentences and quotations, and how each sentence is meant."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from detector.records import Related
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
