"""Quoted speech, and who speaks where the text says so."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from detector.text.story import StoryDoc

_PAIRS = re.compile(r"“([^“”\n]{1,3000})(?:”|$)|\"([^\"\n]{1,3000})\"|«([^»\n]{1,3000})»", re.MULTILINE)
_SINGLE = re.compile(r"(?<![\w’])‘([^‘\n]{1,1500}?)’(?!\w)")
_VERBS = (
    "said|asked|replied|answered|whispered|muttered|murmured|shouted|cried|called|added|continued|snapped|sighed|"
    "laughed|hissed|growled|announced|explained|agreed|insisted|demanded|told|says|asks|replies|whispers|began|"
    "repeated|declared|breathed|offered|admitted|recited|intoned|read|observed|remarked|exclaimed|returned|"
    "suggested|warned|yelled|gasped|grunted|mumbled|stammered|protested|pleaded|begged|promised|croaked|purred"
)
_TITLES = r"[Tt]he|[Mm]y|[Hh]is|[Hh]er|[Oo]ld|Mr\.|Mrs\.|Ms\.|Miss|Dr\.|Professor|Captain|Sir|Lady|Aunt|Uncle"
_NAME = rf"(?:(?:{_TITLES})\s)*[A-Z][\w’'-]+"
_NAME += r"|(?:[Tt]he|[Mm]y|[Hh]is|[Hh]er)\s(?:\w+\s)?\w+|[Hh]e|[Ss]he|[Tt]hey|I|[Ww]e"
_AFTER = re.compile(
    rf"[ \t]*(?:(?P<who>{_NAME})\s+(?:\w+ly\s+)?(?:{_VERBS})\b|(?:{_VERBS})\s+(?P<who2>{_NAME}))"
)
_BEFORE = re.compile(rf"(?P<who>{_NAME})\s+(?:\w+ly\s+)?(?:{_VERBS})[^.!?\n“”\"]{{0,40}}[,:]\s*$")


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of quoted speech.

    Attributes:
        start: First code point, the quotation mark included.
        end: One past the last, the closing mark included where there is one.
        speaker: Who the text says speaks (``Mara``, ``the old man``, ``she``), else None.
    """

    start: int
    end: int
    speaker: str | None = None


def quotes(text: str) -> tuple[Quote, ...]:
    """All quoted speech, in order. A curly quotation left open ends with its paragraph, as in print."""
    found = [Quote(m.start(), m.end(), _speaker(text, m.start(), m.end())) for m in _PAIRS.finditer(text)]
    if not found and "‘" in text:
        found = [
            Quote(m.start(), m.end(), _speaker(text, m.start(), m.end())) for m in _SINGLE.finditer(text)
        ]
    return tuple(found)


def _speaker(text: str, start: int, end: int) -> str | None:
    after = _AFTER.match(text, end, end + 80)
    if after:
        return after["who"] or after["who2"]
    line = text.rfind("\n", max(0, start - 120), start) + 1
    before = _BEFORE.search(text, max(line, start - 120), start)
    return before["who"] if before else None


def quote_at(story: StoryDoc, offset: int) -> Quote | None:
    """The quotation that ``offset`` stands in, if any."""
    found = story.view(quotes)
    i = bisect_right(found, offset, key=lambda quote: quote.start) - 1
    return found[i] if i >= 0 and offset < found[i].end else None
