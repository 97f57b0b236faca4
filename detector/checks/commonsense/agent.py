"""C10: who did it cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate, Check
from detector.checks.commonsense._creatures import creature_trace, odd_creatures
from detector.checks.commonsense._infants import able_infants, infant_trace
from detector.checks.commonsense._prose import read_prose
from detector.checks.commonsense._scene_rules import may_clash, scene_clashes
from detector.checks.commonsense._tracked import beside
from detector.records import Category, Severity
from detector.text.cued import Cued
from detector.text.story import StoryDoc

_FABLE = Cued(r"\b(?:fable|fairy tale|talking animals?)\b", re.IGNORECASE)


class AgentFit(Check):
    """Somebody does what no such being can: an animal, an infant, someone who cannot move.

    Flags "The goldfish barked at the postman", "The cow laid an egg", a baby three weeks old that unlocks the
    door, and a man paralysed from the waist down who runs upstairs. What animals sound like and have is the
    lexicon's (``creatures.yml``).

    Not in fables, magic, dreams, likeness or speech; never that an animal talks, for tales are full of those
    that do.
    """

    code = "C10"
    name = "agent fit"
    category = Category.COMMONSENSE
    severity = Severity.NOTE

    def might_match(self, text: str) -> bool:
        """An animal's sound or part, an infant or a state of the body is there."""
        return bool(creature_trace().search(text) or infant_trace.search(text) or may_clash(self.code, text))

    def propose(self, story: StoryDoc) -> Iterator[Candidate]:
        """Yield the act that its agent cannot do."""
        if not self.might_match(story.text):
            return
        told_as = " ".join(filter(None, (story.genre, story.premise, story.prompt)))
        prose = story.view(read_prose)
        if not _FABLE.search(told_as):
            yield from odd_creatures(story, prose)
        yield from beside(able_infants(story, prose), scene_clashes(story, self.code))
