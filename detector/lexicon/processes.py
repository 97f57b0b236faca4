"""Processes and what they need of a material (``corpora/lexicon/processes.yml``, ``processes_more.yml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from detector.lexicon.files import lexicon_file
from detector.lexicon.materials import Material


@dataclass(frozen=True, slots=True)
class Process:
    """Something that only happens to some materials.

    Attributes:
        name: Its name in the lexicon.
        code: The check that it belongs to.
        needs: One of these properties makes it possible.
        never: Any of these makes it impossible.
        plain: ``yes``: a noun that settles its material is enough; ``soft``: where the noun is a soft thing.
        exempt: Head nouns of which it may be said all the same.
        before: Ends where the thing's phrase begins.
        after: Begins where the phrase ends.
        after_too: Must follow the phrase where ``before`` matched; None where nothing need follow.
        unless: Words in the sentence that make it right.
        why: The explanation; ``{what}`` is the thing.
    """

    name: str
    code: str
    needs: frozenset[str]
    never: frozenset[str]
    plain: str
    exempt: frozenset[str]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    after_too: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    why: str

    def can(self, material: Material) -> bool:
        """Whether it can happen to a thing of the material."""
        if self.never & material.properties:
            return False
        return bool(self.needs & material.properties)


def _any(patterns: list[str], end: str = "") -> re.Pattern[str] | None:
    if not patterns:
        return None
    return re.compile("|".join(f"(?:{pattern}){end}" for pattern in patterns), re.IGNORECASE)


@cache
def processes() -> tuple[Process, ...]:
    """Every process of the lexicon, in its order."""
    rows = []
    for name in ("processes", "processes_more"):
        rows += lexicon_file(name)
    found = []
    for row in rows:
        unless = row.get("unless")
        found.append(
            Process(
                row["name"],
                row["code"],
                frozenset(row["needs"].split()),
                frozenset(row.get("never", "").split()),
                row.get("plain", "no"),
                frozenset(row.get("except", "").split()),
                _any(row.get("before", []), "$"),
                _any(row.get("after", [])),
                re.compile(row["after_too"], re.IGNORECASE) if "after_too" in row else None,
                re.compile(rf"\b(?:{unless})\b", re.IGNORECASE) if unless else None,
                row["why"],
            )
        )
    return tuple(found)
