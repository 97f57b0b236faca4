"""What surrounds a formula: its place, what leads up to it, and whether mathematics is at home there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from detector.checks.formula._announce import announcement, goes_on
from detector.checks.formula._registers import pattern, registers
from detector.checks.formula._slot import slot_of
from detector.checks.formula._vocabulary import words
from detector.text.dialogue import quote_at
from detector.text.documents import document_at
from detector.text.numbers import find_numbers
from detector.text.story import StoryDoc

NEAR = 350
_NUMBERS_NEAR = 300
_NEAR_WORDS = 60
_SYMBOL = re.compile(
    r"(?<![\w$\\’'.])([b-hj-zB-HJ-NP-Zα-ω]|a(?=[?.,;:])|A(?=[?.,;:’'’]))(?![\w.])(?![’'](?!s))"
)
_QUOTED_ALONE_BEFORE = re.compile(r"[“\"‘]\s*$")
_QUOTED_ALONE_AFTER = re.compile(r"\s*[.,!?;]?\s*[”\"’]")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_NUMBER_WORDS = words("spoken_numbers")


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of a span.

    Attributes:
        setting: ``narration``, ``dialogue``, or the kind of document it stands in.
        position: See :class:`detector.checks.formula._slot.Slot`.
        before: See there.
        after: See there.
        word_after: See there.
        emphasis: See there.
        locative: See there.
        announced: What kind of word announces it in the clause before it: ``presents``, ``names``, ``says``
            or ``surface``.
        announced_close: That word stands at most five words before it.
        goes_on: Its sentence goes on behind a comma, semicolon or dash.
        inquit: Outside quotation marks, who wrote or said it right after it (``, it read``).
        alone_in_quote: It is all that a quotation says.
        question: The sentence before or after is a question.
        presents: The nearest word before it in its sentence that writes, works out or recites it.
        presents_near: Such a word in the sentence before, or after it in its own.
        shows: A weaker such word in its sentence.
        named: A noun for it in its sentence.
        named_beside: A noun for it right before it.
        named_after: A noun that names it in the sentence after.
        presents_close: Such a word stands at most three words before it.
        surface: A thing to write on in its sentence.
        surface_near: One in the sentence before or after.
        carrier: A thing that may be written on, in the sentences about it.
        written_in: How it is written, right after it (``in small blue letters``).
        numbers_near: How many numbers stand near it.
        numbers_shared: How many of its own numbers the prose near it names.
        symbols_shared: How many of its letters the prose near it uses by themselves.
        near: Words of each register within ``NEAR`` characters.
        story: Words of each register in the whole story.
        expects: The request makes mathematics belong.
        prompt_register: Words of any register of mathematics in the request or genre.
        recurs: How often its text stands elsewhere in the story.
        share: Where in the story it stands, 0 to 1.
        n_words: Words of the story.
    """

    setting: str
    position: str
    before: str
    after: str
    word_after: str = ""
    emphasis: bool = False
    locative: bool = False
    announced: str | None = None
    announced_close: bool = False
    goes_on: bool = False
    inquit: str | None = None
    alone_in_quote: bool = False
    question: bool = False
    presents: str | None = None
    presents_near: str | None = None
    shows: str | None = None
    named: str | None = None
    named_beside: str | None = None
    named_after: str | None = None
    presents_close: bool = False
    surface: str | None = None
    carrier: str | None = None
    surface_near: str | None = None
    written_in: str | None = None
    numbers_near: int = 0
    numbers_shared: int = 0
    symbols_shared: int = 0
    near: dict[str, int] = field(default_factory=dict)
    story: dict[str, int] = field(default_factory=dict)
    expects: bool = False
    prompt_register: int = 0
    recurs: int = 0
    share: float = 0.0
    n_words: int = 0

    def evidence(self) -> dict[str, Any]:
        """The context as JSON values, what is absent left out."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in values.items() if value not in (None, {}, False, 0, "")}


def register_counts(text: str) -> dict[str, int]:
    """How many words of each register a text holds."""
    counts = {name: len(found.findall(text)) for name, found in registers().items()}
    return {name: count for name, count in counts.items() if count}


def context_of(story: StoryDoc, start: int, end: int) -> Context:
    """The surroundings of ``story.text[start:end]``."""
    text, span = story.text, story.text[start:end]
    before, after = text[max(0, start - 700) : start], text[end : end + 700]
    slot = slot_of(before, after)
    total, inside = story.view(register_counts), register_counts(span)
    request = " ".join(part for part in (story.prompt, story.genre, story.premise) if part)
    beside = " ".join(slot.lead.split()[-3:])
    near_numbers = _numbers(before[-_NUMBERS_NEAR:]) + _numbers(after[:_NUMBERS_NEAR])
    letters = set(_SYMBOL.findall(before[-_NUMBERS_NEAR:] + " " + after[:_NUMBERS_NEAR]))
    announced = announcement(slot.lead)
    return Context(
        setting=_setting(story, start, end),
        position=slot.position,
        before=slot.before,
        after=slot.after,
        word_after=slot.word_after,
        emphasis=slot.emphasis,
        locative=slot.locative,
        announced=announced.kind if announced else None,
        announced_close=announced is not None and announced.close,
        goes_on=goes_on(after),
        inquit=_inquit(after),
        alone_in_quote=_alone_in_quote(before, after),
        question="?" in slot.previous or "?" in slot.following or "?" in slot.tail,
        presents=_last("presents", slot.lead),
        presents_near=_last("presents", slot.previous) or _first("presents", slot.tail[:80]),
        presents_close=_last("presents", beside) is not None,
        shows=_last("shows", slot.lead) or _first("shows", slot.tail[:60]),
        named=_last("names_it", slot.lead) or _first("names_it", slot.tail),
        named_beside=_last("names_it", beside),
        named_after=_first("names_it", slot.following),
        surface=_last("surfaces", slot.lead) or _first("surfaces", slot.tail),
        surface_near=_last("surfaces", slot.previous) or _first("surfaces", slot.following),
        carrier=_last("carriers", slot.previous + slot.lead)
        or _first("carriers", slot.tail + slot.following),
        written_in=_first("written_in", after[:60]),
        numbers_near=len(near_numbers),
        numbers_shared=len(_own_numbers(span) & set(near_numbers)),
        symbols_shared=len(letters & set(_SYMBOL.findall(span))),
        near=register_counts(before[-NEAR:] + " ¶ " + after[:NEAR]),
        story={n: c - inside.get(n, 0) for n, c in total.items() if c > inside.get(n, 0)},
        expects=story.expects_formula,
        prompt_register=sum(register_counts(request).values()) if request else 0,
        recurs=min(9, text.count(span) - 1) if 3 <= end - start <= 200 else 0,
        share=round(start / max(1, len(text)), 3),
        n_words=story.view(_n_words),
    )


def _inquit(after: str) -> str | None:
    match = re.match(r"[,*_]*\s+", after)
    if match is None or "," not in match[0]:
        return None
    found = pattern("inquit").match(after, match.end())
    return found[0].lower() if found else None


def _alone_in_quote(before: str, after: str) -> bool:
    return bool(_QUOTED_ALONE_BEFORE.search(before) and _QUOTED_ALONE_AFTER.match(after))


def _setting(story: StoryDoc, start: int, end: int) -> str:
    document = document_at(story, start)
    if document is not None and (document.start < start or document.end > end):
        return document.kind
    quote = quote_at(story, start)
    return "dialogue" if quote is not None and quote.end >= end else "narration"


def _n_words(text: str) -> int:
    return len(text.split())


def _numbers(text: str) -> list[float]:
    return [float(number.value) for number in find_numbers(text) if number.value != 1]


def _own_numbers(span: str) -> set[float]:
    """The numbers a formula computes with: its numerals above two, or its number words."""
    numerals = {float(n) for n in _DIGITS.findall(span.replace(",", "")[:400]) if len(n) < 12}
    if not numerals and any(word in _NUMBER_WORDS for word in span.lower().split()):
        numerals = set(_numbers(span))
    return {n for n in numerals if n > 2}


def _last(name: str, text: str) -> str | None:
    found = None
    for match in pattern(name).finditer(text):
        found = match[0].lower()
    return found


def _first(name: str, text: str) -> str | None:
    match = pattern(name).search(text)
    return match[0].lower() if match else None
