"""Votes for and against that are more, or fewer, than those who vote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from detector.checks.base import Candidate
from detector.checks.commonsense._told import Told, clash
from detector.text.cued import Cued

_N = "#+"
_VOTE = re.compile(
    rf"(?<![\w#])(?P<a>{_N})(?: [\w’'-]+){{0,3}}? (?:for|in favou?r(?: of)?|to convict|guilty|yes|aye)"
    rf"\b[^.!?;\n]{{0,40}}?"
    rf"(?:,| and| but) (?P<b>{_N})(?: [\w’'-]+){{0,3}}? (?:against|opposed|to acquit|not guilty|innocent|"
    rf"no|nay)\b"
    rf"|\b(?:by|voted|vote was|vote of|was) (?P<a2>{_N}) (?:votes )?to (?P<b2>{_N})(?=[\s,.;])",
    re.IGNORECASE,
)
_JURY = Cued(r"\b(?:jury|jurors?|jurymen)\b", re.IGNORECASE)
_BODY = re.compile(
    rf"(?<![\w#])(?P<n>{_N}) (?:(?!of\b)[a-z]+ )?(?:people|jurors|jurymen|members|men and women|of us|of "
    rf"them|councillors|"
    rf"councilors|judges|elders|delegates|voters|villagers|votes|ballots|directors|senators)\b|"
    rf"\b(?:council|board|committee|crew|panel|jury|bench|party) of (?P<n2>{_N})\b",
    re.IGNORECASE,
)
_ABSENT = Cued(
    r"\b(?:abstain\w*|abstention|absent|did not vote|undecided|missing|spoil\w+|new|joined|visitors?|"
    r"twice)\b",
    re.IGNORECASE,
)


def miscounted_votes(told: Told) -> Iterator[Candidate]:
    """``Seven were for hanging and six against. Twelve people in one room``"""
    prose = told.prose
    for found in _VOTE.finditer(prose.shape):
        first, second = ("a", "b") if found["a"] else ("a2", "b2")
        a, b = prose.value(found.span(first)), prose.value(found.span(second))
        if (
            a is None
            or b is None
            or (found["a2"] and not re.search(r"\bvot|ballot|jury", prose.around(found.start(), 1, 1), re.I))
        ):
            continue
        low, high = max(0, found.start() - 500), found.end() + 300
        bodies = [m for m in _BODY.finditer(prose.shape, low, high) if not _overlap(m, found)]
        sizes = {prose.value(m.span("n" if m["n"] else "n2")) for m in bodies}
        jury = _JURY.search(prose.text, low, high)
        if jury:
            sizes = {None} if sizes - {Fraction(12)} else {Fraction(12)}
        if len(sizes) != 1 or (size := sizes.pop()) is None or a + b == size:
            continue
        around = prose.text[low:high]
        if (a + b < size and not jury) or _ABSENT.search(around) or not told.real(found.start()):
            continue
        other = bodies[-1].span() if bodies else jury.span() if jury else found.span()
        yield clash(
            prose,
            "C07",
            (found.start(), found.end()),
            f"{a} and {b} make {a + b}, not {size}.",
            [other],
            "votes",
            sure=a + b > size,
            stated=float(size),
            computed=float(a + b),
        )


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()
