"""Measured rates beside the truth: what a scan flagged, and what the oracle knows to be broken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from detector.rates.intervals import Cluster, Interval, share
from detector.synthesis.oracle import Truth

CATEGORIES = ("formula", "commonsense")


@dataclass(frozen=True)
class Scanned:
    """A story as the oracle read it and as the scan saw it.

    Attributes:
        prompt: The id of its prompt; stories of one prompt are a cluster.
        truth: What the oracle found.
        flagged: For each category whether the scan flagged it; None where it was not scored.
    """

    prompt: str
    truth: Truth
    flagged: Mapping[str, bool | None]


@dataclass(frozen=True)
class Compared:
    """A category in the stories that the oracle could read and the scan scored.

    Attributes:
        n: How many stories these are.
        truth: The share that is broken in truth.
        measured: The share that the scan flagged.
        both: Broken stories that were flagged.
        missed: Broken stories that were not.
        false_alarms: Flagged stories in which the oracle finds nothing broken.
    """

    category: str
    n: int
    truth: Interval | None
    measured: Interval | None
    both: int
    missed: int
    false_alarms: int


def compare(stories: Sequence[Scanned]) -> list[Compared]:
    """Each category's measured rate and its truth, over the stories that have both."""
    found = []
    for category in CATEGORIES:
        pairs = [
            (story.prompt, truth, flagged)
            for story in stories
            if (truth := story.truth.value(category)) is not None
            and (flagged := story.flagged.get(category)) is not None
        ]
        found.append(
            Compared(
                category=category,
                n=len(pairs),
                truth=_share((prompt, truth) for prompt, truth, _ in pairs),
                measured=_share((prompt, flagged) for prompt, _, flagged in pairs),
                both=sum(truth and flagged for _, truth, flagged in pairs),
                missed=sum(truth and not flagged for _, truth, flagged in pairs),
                false_alarms=sum(flagged and not truth for _, truth, flagged in pairs),
            )
        )
    return found


def readable_share(stories: Sequence[Scanned]) -> Interval | None:
    """The share of stories that the oracle could read."""
    return _share((story.prompt, story.truth.readable) for story in stories)


def _share(events: Iterable[tuple[str, bool]]) -> Interval | None:
    by_prompt: defaultdict[str, list[bool]] = defaultdict(list)
    for prompt, event in events:
        by_prompt[prompt].append(event)
    return share([Cluster(sum(values), len(values), len(values)) for values in by_prompt.values()])
