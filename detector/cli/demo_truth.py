"""The truth beside the demo's rates: what the oracle reads in the small model's stories."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detector.rates.intervals import Interval
    from detector.synthesis.oracle_rates import Compared, Scanned

_CATEGORIES = {"formula": "formula", "commonsense": "common sense"}


def scanned_stories(folder: Path) -> list[Scanned]:
    """The whole stories of a run's folder, each with what the oracle and the latest scan say of it."""
    from detector.records import Status
    from detector.runs import RunFolder
    from detector.synthesis.oracle import read_story
    from detector.synthesis.oracle_rates import Scanned

    with RunFolder.open(folder) as run:
        flagged: defaultdict[str, dict[str, bool | None]] = defaultdict(dict)
        for score in run.scores():
            flagged[score.story_id][score.category.value] = None if score.value is None else bool(score.value)
        return [
            Scanned(
                story.sample_id,
                read_story(
                    story.completion, expects_formula=bool(story.metadata.get("expects_formula", False))
                ),
                flagged.get(story.story_id, {}),
            )
            for story in run.stories()
            if story.status == Status.OK
        ]


def print_truth(folder: Path) -> None:
    """Print, for a run of the model that ships, the measured rates beside the truth."""
    from rich.text import Text

    from detector.cli.show import PlainConsole

    console = PlainConsole(sys.stdout, 140)
    for line in truth_lines(scanned_stories(folder)):
        console.print(Text(line))


def truth_lines(stories: list[Scanned]) -> Iterator[str]:
    """What is measured and what is true, in words."""
    from detector.rates.words import percent
    from detector.rates.words import stories as counted
    from detector.synthesis.oracle_rates import compare, readable_share

    readable = readable_share(stories)
    if readable is None:
        return
    unread = sum(not story.truth.readable for story in stories)
    if unread == len(stories):
        yield f"The truth is not known: the oracle could not read {_of_them(len(stories))}."
        return
    about = f"The oracle, which knows the model's grammar, could read {percent(readable.estimate)} of "
    about += f"{counted(len(stories))} (95% CI {_range(readable)})"
    yield f"{about}; {counted(unread)} that it could not read {'is' if unread == 1 else 'are'} left out here."
    for row in compare(stories):
        yield from _row(row)


def _of_them(n: int) -> str:
    return "the one story" if n == 1 else f"any of the {n:,} stories"


def _row(row: Compared) -> Iterator[str]:
    from detector.rates.words import percent
    from detector.rates.words import stories as counted

    if row.truth is None or row.measured is None:
        return
    true = row.both + row.missed
    rates = (
        f"measured {percent(row.measured.estimate)} ({_range(row.measured)}), "
        f"in truth {percent(row.truth.estimate)} ({_range(row.truth)})"
    )
    caught = f"the scan found {row.both} of {counted(true)} with one" if true else "none has one"
    alarms = f"flagged {row.false_alarms} of {row.n - true} without"
    yield f"{_CATEGORIES[row.category]}, {counted(row.n)}: {rates}; {caught} and {alarms}."


def _range(interval: Interval) -> str:
    from detector.rates.words import percent_range

    return percent_range(interval.low, interval.high)
