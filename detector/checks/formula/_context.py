"""What surrounds a formula: its place, what leads up to it, and whether mathematics is at home there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from detector.checks.formula._registers import pattern, registers
from detector.checks.formula._vocabulary import words
from detector.text.dialogue import quote_at
from detector.text.documents import document_at
from detector.text.scenes import paragraph_at
from detector.text.story import StoryDoc

NEAR = 350
_SENTENCE_END = re.compile(r"[.!?…][\"”’'*_)]*\s+(?=[\"“‘'*_(]*[A-Z])|\n+")
_LAST_WORD = re.compile(r"([\w’'-]+)[^\w]*$")
_FIRST_WORD = re.compile(r"^[^\w]*?([\w’'-]+)")
_ENDS = re.compile(r"[.!?…:][\"”’'*_)]*\s*$|^\s*$")

_DETERMINERS = words("determiners")
_PREPOSITIONS = words("prepositions")
_LINKS = words("links")


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of a span.

    Attributes:
        setting: ``narration``, ``dialogue``, or the kind of document it stands in.
        position: ``alone`` (a paragraph of its own), ``sentence`` (between two sentences) or ``inside`` one.
        before: What kind of word comes right before: ``determiner``, ``preposition``, ``link``, ``presents``,
            ``names``, ``colon``, ``dash``, ``comma``, ``end`` or ``other``.
        after: What comes right after: ``end``, ``comma``, ``dash``, ``lower`` (prose goes on) or ``upper``.
        presents: The word of its sentence, or of the one before, that writes, reads, says or solves it.
        named: A noun for it in its sentence or beside it.
        surface: A thing to write on within reach.
        named_after: A noun that names it in the 200 characters after.
        near: Words of each register within ``NEAR`` characters.
        story: Words of each register in the whole story.
        expects: The request makes mathematics belong.
        prompt_register: Words of any register of mathematics in the request or genre.
        recurs: How often its text or its left side stands elsewhere.
        share: Where in the story it stands, 0 to 1.
        n_words: Words of the story.
    """

    setting: str
    position: str
    before: str
    after: str
    presents: str | None
    named: str | None
    surface: str | None
    named_after: str | None
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
        return {name: value for name, value in values.items() if value not in (None, {}, False, 0)}


def register_counts(text: str) -> dict[str, int]:
    """How many words of each register a text holds."""
    counts = {name: len(found.findall(text)) for name, found in registers().items()}
    return {name: count for name, count in counts.items() if count}


def context_of(story: StoryDoc, start: int, end: int) -> Context:
    """The surroundings of ``story.text[start:end]``."""
    text = story.text
    quote = quote_at(story, start)
    document = document_at(story, start)
    if document is not None and (document.start, document.end) == (start, end):
        document = None
    setting = document.kind if document else "dialogue" if quote and quote.end >= end else "narration"
    paragraph = paragraph_at(story, start)
    p_start, p_end = (paragraph.start, max(paragraph.end, end)) if paragraph else (start, end)
    before, after = text[p_start:start], text[end:p_end]
    lead = _sentence_before(before)
    tail = _sentence_after(after)
    previous = text[max(0, start - 220) : start]
    near_text = text[max(0, start - NEAR) : start] + " ¶ " + text[end : end + NEAR]
    total = story.view(register_counts)
    inside = register_counts(text[start:end])
    request = " ".join(part for part in (story.prompt, story.genre, story.premise) if part)
    return Context(
        setting=setting,
        position=_position(before, after),
        before=_before(lead if lead.strip() else ""),
        after=_after(after),
        presents=_last("presents", lead)
        or _last("presents", tail[:80])
        or _last("presents", previous[-120:]),
        named=_last("names_it", lead[-80:]) or _first("names_it", tail[:60]),
        surface=_last("surfaces", previous) or _first("surfaces", text[end : end + 160]),
        named_after=_first("names_it", text[end : end + 200]),
        near=register_counts(near_text),
        story={n: c - inside.get(n, 0) for n, c in total.items() if c > inside.get(n, 0)},
        expects=story.expects_formula,
        prompt_register=sum(register_counts(request).values()) if request else 0,
        recurs=_recurs(text, start, end),
        share=round(start / max(1, len(text)), 3),
        n_words=story.view(_n_words),
    )


def _n_words(text: str) -> int:
    return len(text.split())


def _sentence_before(before: str) -> str:
    """The part of the span's sentence that stands before it."""
    cut = 0
    for match in _SENTENCE_END.finditer(before):
        cut = match.end()
    return before[cut:]


def _sentence_after(after: str) -> str:
    match = _SENTENCE_END.search(after)
    return after[: match.start() + 1] if match else after


def _position(before: str, after: str) -> str:
    head, tail = before.strip(" \t*_>\"“‘'("), after.strip(" \t*_\"”’').,;:!?")
    if not head and not tail:
        return "alone"
    opens = not head or _ENDS.search(before) is not None
    closes = not tail or re.match(r"[\"”’'*_)]*(?:[.!?…]|\n|$)|\s+[\"“‘'*_(]*[A-Z]", after) is not None
    return "sentence" if opens and closes else "inside"


def _before(lead: str) -> str:
    stripped = lead.rstrip(" \t*_\"“‘'(`")
    if not stripped:
        return "end"
    if stripped[-1] in ":":
        return "colon"
    if stripped[-1] in "—–-":
        return "dash"
    if stripped[-1] in ",;":
        return "comma"
    match = _LAST_WORD.search(stripped)
    word = match[1].lower() if match else ""
    if word in _DETERMINERS:
        return "determiner"
    if word in _PREPOSITIONS:
        return "preposition"
    if word in _LINKS:
        return "link"
    if pattern("presents").fullmatch(word):
        return "presents"
    return "names" if pattern("names_it").fullmatch(word) else "other"


def _after(after: str) -> str:
    stripped = after.lstrip(" \t*_`")
    if not stripped or stripped[0] in ".!?…\n)\"”’'":
        return "end"
    if stripped[0] in ",;:":
        return "comma"
    if stripped[0] in "—–-":
        return "dash"
    return "upper" if stripped[0].isupper() else "lower"


def _last(name: str, text: str) -> str | None:
    found = None
    for match in pattern(name).finditer(text):
        found = match[0].lower()
    return found


def _first(name: str, text: str) -> str | None:
    match = pattern(name).search(text)
    return match[0].lower() if match else None


def _recurs(text: str, start: int, end: int) -> int:
    span = text[start:end]
    return min(9, text.count(span) - 1) if 3 <= end - start <= 200 else 0


def explain(label: str, context: Context) -> str:
    """One sentence: what it is, where it stands, and what in the scene accounts for it or does not."""
    place = {"narration": "narration", "dialogue": "dialogue"}.get(context.setting, f"a {context.setting}")
    homes = sorted(context.near, key=lambda name: (-context.near[name], name))
    reasons = []
    if context.presents:
        reasons.append(f"“{context.presents}” leads up to it")
    if context.named:
        reasons.append(f"“{context.named}” names it")
    if context.surface and context.presents:
        reasons.append(f"“{context.surface}” may carry it")
    if homes:
        reasons.append(f"the scene has words of {' and '.join(homes[:2])}")
    if context.expects:
        reasons.append("the request asks for mathematics")
    if reasons:
        return f"{label} in {place}; {', '.join(reasons)}."
    return f"{label} in {place}; nothing in the scene writes, reads or computes it."
