"""Who speaks in a quotation, where a saying stands beside it."""

from __future__ import annotations

from bisect import bisect_right

from detector.checks.commonsense._reading import SentenceReader
from detector.text.scope import Scope, quoted_spans
from detector.text.story import StoryDoc

_SAYING = frozenset(
    (
        "say ask reply answer tell whisper mutter murmur shout cry add laugh sigh declare explain call "
        "remark complain grumble insist admit confess announce boast snap breathe croak observe continue "
        "repeat mumble protest agree begin demand gasp growl hiss exclaim inform recall reflect venture "
        "offer retort groan"
    ).split()
)
_BESIDE = 4
_GAP = 90


class Speakers:
    """The speakers of a story's quotations; for ``StoryDoc.reading``."""

    def __init__(self, story: StoryDoc) -> None:
        quotes = story.view(quoted_spans)
        self._starts = [start for start, _ in quotes]
        self._who: dict[int, int] = {}
        reader = story.reading(SentenceReader)
        for clause in reader.clauses:
            if clause.lemma not in _SAYING or clause.subject is None or Scope.QUOTED in clause.scopes:
                continue
            entity = reader.entities.entity_at(clause.subject.head)
            if entity is None or reader.link(clause.subject.head) < 0.5:
                continue
            low, high = reader.tokens.start[clause.head], reader.tokens.end[clause.head]
            low, high = min(low, clause.subject.start), max(high, clause.subject.end)
            at = bisect_right(self._starts, low) - 1
            if at >= 0 and 0 <= low - quotes[at][1] <= _BESIDE:
                self._who.setdefault(at, entity.id)
            if at + 1 < len(quotes) and 0 <= quotes[at + 1][0] - high <= _BESIDE:
                self._who.setdefault(at + 1, entity.id)
        self._share(story.text, quotes)

    def _share(self, text: str, quotes: list[tuple[int, int]]) -> None:
        """A quotation without a saying, close after another in its paragraph, is the same speaker's."""
        for at in range(1, len(quotes)):
            gap = text[quotes[at - 1][1] : quotes[at][0]]
            if len(gap) <= _GAP and "\n" not in gap and at not in self._who and at - 1 in self._who:
                self._who[at] = self._who[at - 1]

    def at(self, offset: int) -> int | None:
        """The entity that speaks the quotation around a code point, where a saying names it."""
        return self._who.get(bisect_right(self._starts, offset) - 1)
