"""What animals sound like, do and have (``corpora/lexicon/creatures.yml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from detector.lexicon.files import lexicon_file


@dataclass(frozen=True, slots=True)
class CreatureAct:
    """Something that some animals cannot do.

    Attributes:
        name: Its name in the lexicon.
        after: Begins right after the animal's noun.
        never: The animals that cannot.
        why: The explanation; ``{animal}`` is the noun.
    """

    name: str
    after: re.Pattern[str]
    never: frozenset[str]
    why: str


def _load() -> dict[str, Any]:
    content: dict[str, Any] = lexicon_file("creatures")
    return content


def _members(words: str) -> frozenset[str]:
    kinds: dict[str, str] = _load()["kinds"]
    found: set[str] = set()
    for word in words.split():
        found.update(kinds[word].split() if word in kinds else (word,))
    return frozenset(found)


@cache
def animals() -> frozenset[str]:
    """Every animal of the lexicon, in the singular."""
    return frozenset(word for words in _load()["kinds"].values() for word in words.split())


@cache
def sounds() -> dict[str, frozenset[str]]:
    """The animals that make a sound, by its verb in the past."""
    return {verb: _members(who) for verbs, who in _load()["sounds"].items() for verb in verbs.split()}


@cache
def parts() -> dict[str, frozenset[str]]:
    """The animals that have a part."""
    return {part: _members(who) for part, who in _load()["parts"].items()}


@cache
def acts() -> tuple[CreatureAct, ...]:
    """What some animals cannot do."""
    return tuple(
        CreatureAct(row["name"], re.compile(row["after"]), _members(row["never"]), row["why"])
        for row in _load()["acts"]
    )
