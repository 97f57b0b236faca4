"""Ordinals beyond the count: the fourth of three, both of five, the last of two that was the third."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._told import Told, clash
from detector.text.cued import Cued
from detector.text.numbers import ORDINAL, ordinal_value

_N = "#+"
_OF = Cued(
    rf"\bthe (?P<rank>{ORDINAL}) (?:and (?:last|final) )?of (?:the|his|her|my|their|our|these|those|its) "
    rf"(?P<n>{_N})(?= [a-z]| of|[.,;])",
    re.IGNORECASE,
)
_BOTH = Cued(
    rf"\b(?P<word>both|neither|either) of (?:the|his|her|my|their|our|these|those) (?P<n>{_N})(?P<noun> "
    rf"[a-z][\w’'-]*)",
    re.IGNORECASE,
)
_RUN = Cued(
    r"\b[Tt]he first\b(?P<a>[^.!?\n]{2,90}[,;.] )(?:and )?[Tt]he second\b(?P<b>[^.!?\n]{2,90}[,;.] )"
    r"(?:and )?(?P<skip>[Tt]he (?:fourth|fifth|sixth))\b"
)
_PAIRED = Cued(r"\b(?:pairs?|couples?|groups?|sides?|teams?|halves|twos|sets)\b", re.IGNORECASE)


def wrong_ordinals(told: Told) -> Iterator[Candidate]:
    """``the fourth of the three sisters``, ``both of the three men``, first, second, fourth."""
    prose = told.prose
    for found in _OF.finditer(prose.shape):
        value, rank = prose.value(found.span("n")), ordinal_value(found["rank"])
        if value is not None and rank is not None and rank > value > 1 and told.plain(*found.span()):
            yield clash(
                prose,
                "C07",
                found.span(),
                f"Of {value} there is no {found['rank']}.",
                [],
                "ordinal",
                stated=rank,
                counted=float(value),
            )
    for found in _BOTH.finditer(prose.shape):
        value = prose.value(found.span("n"))
        if (
            value is not None
            and value > 2
            and not _PAIRED.search(found["noun"])
            and told.plain(*found.span())
        ):
            yield clash(
                prose,
                "C07",
                found.span(),
                f"*{found['word'].capitalize()}* speaks of two, not of {value}.",
                [],
                "both",
                counted=float(value),
            )
    for found in _RUN.finditer(told.text):
        if told.plain(*found.span("skip")):
            yield clash(
                prose,
                "C07",
                found.span("skip"),
                "After the first and the second comes the third.",
                [found.span()],
                "ordinal_run",
                sure=False,
            )
