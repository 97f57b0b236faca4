"""C02: object state."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate, Check
from detector.checks.commonsense._destroyed import used_again
from detector.checks.commonsense._prose import read_prose
from detector.checks.commonsense._scene_rules import may_clash, scene_clashes
from detector.checks.commonsense._tracked import beside, tracked
from detector.records import Category, Severity
from detector.state.trace import may_track
from detector.text.story import StoryDoc

_TRACE = re.compile(
    r"\b(?:burn\w*|smash\w*|shatter\w*|tore|ripped|shredded|incinerat\w+|destroyed|melted|crushed|"
    r"demolish\w+|sawed|chopped|ground|"
    r"broke|snapped|cut|swallowed|devoured|ate|drank|drained|emptied|finished|unplugged|plug|died|dead|"
    r"pieces|shards|smoke|ashes)\b"
)


class ObjectState(Check):
    """A thing that is destroyed, used up or dead is whole, or works, later on, with nothing that mended it.

    Flags the letter torn into strips and then unfolded, the vase in thirty-one pieces that she filled with
    roses, and the lamp unplugged that cast its light.

    The thing must be the only one of its name. Nothing in between may mend, replace, copy, charge or refill
    it, nor speak of its pieces. Not in speech, denial, condition, dream; not what was only tried; not states
    that pass by themselves (open and shut, on and off).
    """

    code = "C02"
    name = "object state"
    category = Category.COMMONSENSE
    severity = Severity.ERROR

    def might_match(self, text: str) -> bool:
        """A verb of destroying or using up is there."""
        return bool(_TRACE.search(text)) or may_track(self.code, text) or may_clash(self.code, text)

    def propose(self, story: StoryDoc) -> Iterator[Candidate]:
        """Yield the use, with the destruction as its related span."""
        if self.might_match(story.text):
            found = beside(used_again(story.view(read_prose)), tracked(story, self.code))
            yield from beside(found, scene_clashes(story, self.code))
