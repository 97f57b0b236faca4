"""The wider readings of counts, ages, times and dates, which look at how people write, not at a template."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._hours_told import wrong_hours_told
from detector.checks.commonsense._inventions import wrong_inventions
from detector.checks.commonsense._ledger import wrong_ledgers
from detector.checks.commonsense._moons_told import wrong_moons_told, wrong_steps
from detector.checks.commonsense._prose import read_prose
from detector.text.story import StoryDoc

TRACE = {
    "C05": re.compile(r"\b(?:[Ss]un|[Mm]oon\w*|1[0-9]\d\d|[Dd]awn|[Cc]hristmas|days? (?:later|after))\b"),
    "C06": re.compile(
        r"\b(?:miles|years?|kilomet\w+|leagues|aged?|birthday|anniversary|born|turned|minutes|the way to|"
        r"old|snail)\b"
    ),
    "C07": re.compile(r"\b(?:[Hh]alf|left|aboard|words?|passengers|boarded|back|rules)\b"),
}
RULES = (wrong_inventions, wrong_ledgers, wrong_hours_told, wrong_moons_told, wrong_steps)


def wider(story: StoryDoc, code: str) -> Iterator[Candidate]:
    """What the wider readings find for one check."""
    return (found for found in story.reading(_found) if found.code == code)


def _found(story: StoryDoc) -> tuple[Candidate, ...]:
    prose = story.view(read_prose)
    return tuple(found for rule in RULES for found in rule(prose))
