"""Whether the clause before a formula announces it: it says, writes, names or shows something."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detector.checks.formula._registers import pattern

#: What the nearest announcing word of a clause may be, with the list it stands in.
_KINDS = (("presents", "presents"), ("names", "names_it"), ("says", "says"), ("surface", "surfaces"))
_CLAUSE = re.compile(r"[;:—–]|\s-\s")
_ABOARD = re.compile(r"\b(?:on|over|full) board$", re.IGNORECASE)
_CLOSE = 5
_SMALL_AFTER = re.compile(r"[\"”’'*_)]*\s*[;,:—–-]+\s*(?:and\s+|but\s+)?[\"“‘'*_(]*[a-z]")


@dataclass(frozen=True, slots=True)
class Announcement:
    """The announcing word nearest to a formula in the clause before it.

    Attributes:
        kind: ``presents`` (wrote), ``names`` (equation), ``says`` (said) or ``surface`` (blackboard).
        word: The word.
        close: At most five words stand between it and the formula.
    """

    kind: str
    word: str
    close: bool


def announcement(lead: str) -> Announcement | None:
    """The announcement in the last clause of ``lead``, the part of a formula's sentence before it."""
    clause = _last_clause(lead)
    found: tuple[int, int, str, str] | None = None
    for kind, name in _KINDS:
        for match in pattern(name).finditer(clause):
            if (found is None or match.end() > found[0]) and not _ABOARD.search(clause, 0, match.end()):
                found = (match.end(), match.start(), kind, match[0].lower())
    if found is None:
        return None
    return Announcement(found[2], found[3], len(clause[found[0] :].split()) <= _CLOSE)


def goes_on(after: str) -> bool:
    """The sentence goes on behind a comma, semicolon, colon or dash, with a small letter."""
    return _SMALL_AFTER.match(after) is not None


def _last_clause(lead: str) -> str:
    """The clause of ``lead`` that leads up to its end; a mark at the very end belongs to the formula."""
    body = lead.rstrip(" \t*_\"“‘'(`:;,—–-")
    cuts = [match.end() for match in _CLAUSE.finditer(body)]
    return body[cuts[-1] :] if cuts else body
