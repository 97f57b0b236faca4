"""Windows of whole scenes over a story that is longer than a judge's context, with what came before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from detector.judge.numbered import Numbered

MOST_WINDOWS = 40
"""A story that needs more is not read to its end, and has no verdict but by what was found."""

_MOST_NAMES, _SHORTEST = 40, 4
_OVERLAP, _SUMMARY, _LEAST_FILLED = 0.12, 0.15, 0.35
_NAME = re.compile(r"(?<![.!?'] )(?<!^)\b[A-Z][a-z]{2,20}\b")
_FACT = re.compile(
    r"\b(?:dead|die[ds]?|kill\w{0,3}|buri\w{2,4}|blind|deaf|mute|lame|broke\w{0,2}|burn\w{0,3}|smash\w{0,3}"
    r"|lost|gave|given|sold|left|threw|put|hid\w{0,3}|lock\w{0,2}|clos\w{1,3}|empty|never|nobody|no one|only"
    r"|always|cannot|must|forbid\w{0,4}|rule|wooden|iron|stone|silver|gold\w{0,2}|brass|glass|red|blue|green"
    r"|black|white|brother|sister|mother|father|son|daughter|wife|husband|year\w?|hour\w?|day\w?|night\w?"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|two|three|four|five|six|seven|eight|nine|ten"
    r"|twelve|hundred|alone|first|last|\d{1,9})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a story that one question shows.

    Attributes:
        sentences: The stretch, in order.
        earlier: Facts from before it: sentences under their own numbers, so that they can be quoted.
        names: People and places named before it, each with the number of the sentence.
        index: From 0.
    """

    sentences: tuple[Numbered, ...]
    earlier: tuple[Numbered, ...] = ()
    names: tuple[tuple[str, int], ...] = ()
    index: int = 0

    @property
    def visible(self) -> frozenset[int]:
        """The numbers of all sentences that it shows."""
        return frozenset(s.number for s in (*self.earlier, *self.sentences))


def windows(sentences: Sequence[Numbered], room: int) -> list[Window]:
    """Cut a story into windows of at most about ``room`` tokens.

    A window ends with a scene where it can, else with a paragraph. The next one begins with the last
    sentences of this one, and with a summary of everything before: facts in the story's own sentences. Of a
    story that needs more than ``MOST_WINDOWS`` one window more is made.

    Args:
        sentences: All sentences of the story.
        room: Tokens that a window may take, the summary included.
    """
    if not sentences:
        return []
    costs = [sentence.tokens for sentence in sentences]
    if sum(costs) <= room:
        return [Window(tuple(sentences))]
    body = int(room * (1 - _SUMMARY - _OVERLAP))
    made: list[Window] = []
    before = Summary()
    begin = told = 0
    while begin < len(sentences) and len(made) <= MOST_WINDOWS:
        end = _end(sentences, costs, begin, body)
        lead = begin
        spent = 0
        while lead > 0 and made and spent + costs[lead - 1] <= room * _OVERLAP:
            lead -= 1
            spent += costs[lead]
        before.add(sentences[told:lead])
        told = max(told, lead)
        earlier, names = before.within(int(room * _SUMMARY))
        made.append(Window(tuple(sentences[lead:end]), earlier, names, len(made)))
        begin = end
    return made


def _end(sentences: Sequence[Numbered], costs: Sequence[int], begin: int, room: int) -> int:
    """Where a window that begins here ends best; after one sentence at least."""
    end, spent = begin, 0
    edges = {1: 0, 2: 0}
    while end < len(sentences) and (end == begin or spent + costs[end] <= room):
        spent += costs[end]
        end += 1
        if end < len(sentences) and spent >= room * _LEAST_FILLED and sentences[end].opens:
            edges[sentences[end].opens] = end
    if end == len(sentences):
        return end
    return edges[2] or edges[1] or end


class Summary:
    """Facts and names of what came before: the sentences that say most of states, places and numbers."""

    def __init__(self) -> None:
        self._names: dict[str, int] = {}
        self._scores: list[tuple[float, Numbered]] = []

    def add(self, sentences: Sequence[Numbered]) -> None:
        """Take the next sentences."""
        for sentence in sentences:
            new = set(_NAME.findall(sentence.shown)) - self._names.keys()
            self._names |= dict.fromkeys(sorted(new), sentence.number)
            facts = len(_FACT.findall(sentence.shown))
            self._scores.append(((facts + 2 * len(new)) / (12 + sentence.tokens), sentence))

    def within(self, room: int) -> tuple[tuple[Numbered, ...], tuple[tuple[str, int], ...]]:
        """What of it fits into so many tokens: sentences in their order, and names."""
        listed = tuple(self._names.items())[:_MOST_NAMES]
        left = room - 4 * len(listed)
        chosen: list[Numbered] = []
        for score, sentence in sorted(self._scores, key=lambda each: (-each[0], each[1].number)):
            if score <= 0 or left < _SHORTEST:
                break
            if sentence.tokens <= left:
                chosen.append(sentence)
                left -= sentence.tokens
        return tuple(sorted(chosen, key=lambda sentence: sentence.number)), listed


def around(
    sentences: Sequence[Numbered], first: int, second: int, words: frozenset[str], room: int
) -> tuple[Numbered, ...]:
    """What a doubter is shown of two sentences: both, their neighbours, what lies between, what tells of it.

    Args:
        sentences: All sentences of the story.
        first: The number of one.
        second: The number of the other.
        words: Words of the two quotes; sentences that share some are taken before others.
        room: Tokens.
    """
    low, high = min(first, second), max(first, second)

    def rank(sentence: Numbered) -> tuple[int, int]:
        distance = min(abs(sentence.number - low), abs(sentence.number - high))
        if distance == 0:
            return (0, 0)
        shared = len(words & set(re.findall(r"[a-z]{4,}", sentence.shown.lower())))
        between = low < sentence.number < high
        return (1 if distance <= 3 else 2 if between and shared else 3 if between or shared else 4, distance)

    chosen: list[Numbered] = []
    for sentence in sorted(sentences, key=rank):
        if sentence.tokens <= room or not chosen:
            chosen.append(sentence)
            room -= sentence.tokens
    return tuple(sorted(chosen, key=lambda sentence: sentence.number))
