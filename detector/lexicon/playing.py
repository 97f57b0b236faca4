"""Instruments, how they are not played, and when plants bear (``corpora/lexicon/playing.yml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from detector.lexicon.files import lexicon_file


@dataclass(frozen=True, slots=True)
class Way:
    """A way of playing that some instruments do not allow.

    Attributes:
        name: Its name in the lexicon.
        pattern: With a group ``instrument``.
        never: The instruments that it is impossible with.
        why: The explanation; ``{instrument}`` is the noun.
    """

    name: str
    pattern: re.Pattern[str]
    never: frozenset[str]
    why: str


def _load() -> dict[str, Any]:
    content: dict[str, Any] = lexicon_file("playing")
    return content


@cache
def instruments() -> frozenset[str]:
    """Every instrument, in the singular."""
    return frozenset(word for words in _load()["instruments"].values() for word in words.split())


@cache
def ways() -> tuple[Way, ...]:
    """The ways of playing, in the order of the file."""
    kinds: dict[str, str] = _load()["instruments"]
    found = []
    for row in _load()["ways"]:
        never: set[str] = set()
        for word in row["never"].split():
            never.update(kinds[word].split() if word in kinds else (word,))
        name = (
            rf"(?:the|his|her|my|a|an|their) (?:[a-z]+ )?(?P<instrument>{'|'.join(sorted(never))})\b(?![-’'])"
        )
        pattern = re.compile(row.get("before", r"\b") + name + row.get("after", ""))
        found.append(Way(row["name"], pattern, frozenset(never), row["why"]))
    return tuple(found)


@cache
def bearing_months() -> dict[str, frozenset[str]]:
    """The months in which a plant bears or blooms out of doors in the north."""
    return {plant: frozenset(months.split()) for plant, months in _load()["seasons"].items()}
