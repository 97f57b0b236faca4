"""A part of a counted whole, and a rest that the whole does not leave: five of the nine, the other six."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from detector.checks.base import Candidate
from detector.checks.commonsense._arithmetic import show
from detector.checks.commonsense._told import Told, clash
from detector.text.cued import Cued
from detector.text.quantities import is_approximate

_N = "#+"
_OWN = r"(?:the|his|her|their|my|our|its|those|these)"
_PART = re.compile(
    rf"(?<![\w#])(?P<what>(?:(?P<k>{_N})|(?P<share>[Hh]alf|[Aa] third|[Aa] quarter|[Tt]wo thirds)) of {_OWN} "
    rf"(?:[a-z]+ )??(?P<n>{_N})(?P<noun> (?!of\b)[a-z][\w’'-]*)?)"
)
_PART_OF = Cued(
    rf"\b(?P<what>[Oo]f {_OWN} (?:[a-z]+ )??(?P<n>{_N})(?P<noun> [a-z][\w’'-]*),? (?:[a-z]+ )??(?P<k>{_N}) "
    rf"(?!(?:of|or|years|days|hours|times|more|other)\b)[a-z]+)(?P<share>)"
)
_SHARES = {
    "half": Fraction(1, 2),
    "a third": Fraction(1, 3),
    "a quarter": Fraction(1, 4),
    "two thirds": Fraction(2, 3),
}
_REST = re.compile(
    rf"\b(?:[Tt]he|[Hh]is|[Hh]er|[Tt]heir) (?:other|remaining|rest,? (?:all )?|remaining|"
    rf"surviving) (?P<m>{_N})"
    rf"(?P<noun> [a-z][\w’'-]*)?|"
    rf"(?<![\w#])(?P<m2>{_N})(?: [a-z]+)?? (?:were|was|are|had been) (?:still|left|"
    rf"remaining)\b(?! (?:by|in|for|at)\b)|"
    rf"(?<![\w#])(?P<m3>{_N})(?: of them)? remained\b|\b(?:kept|and kept|keeping|left|"
    rf"leaving)(?: only| just)? (?P<m4>{_N})"
    r"(?=[.,;!?]| for\b)"
)
_OTHER_PART = Cued(
    rf"\b(?:another|also|more|then|again|next|later)\b(?=[^.!?]*{_N})|\band {_N} (?:more|others)\b",
    re.IGNORECASE,
)
_REACH = 260


def wrong_parts(told: Told) -> Iterator[Candidate]:
    """``Five of the nine lamps went out. Six were still burning.``"""
    prose = told.prose
    for found in (*_PART.finditer(prose.shape), *_PART_OF.finditer(prose.shape)):
        whole = prose.value(found.span("n"))
        if whole is None or whole.denominator != 1 or not 2 <= whole <= 500:
            continue
        part = prose.value(found.span("k")) if found["k"] else _SHARES[found["share"].lower()] * whole
        if part is None or part >= whole or part.denominator != 1 or not told.real(found.start()):
            continue
        number = found.start("k") if found["k"] else found.start("share")
        if is_approximate(prose.text, number, number + 3) or _before(prose.text, number):
            continue
        rest = _REST.search(prose.shape, found.end(), found.end() + _REACH)
        if rest is None or told.sentences_between(found.start(), rest.start()) > 2:
            continue
        name = next(group for group in ("m", "m2", "m3", "m4") if rest[group])
        left = prose.value(rest.span(name))
        between = prose.shape[found.end() : rest.start()]
        if left is None or left == whole - part or left == part or _OTHER_PART.search(between):
            continue
        if re.search("#", between) or prose.quoted(*found.span()) != prose.quoted(*rest.span()):
            continue
        if not told.real(rest.start()) or _two_kinds(found, rest):
            continue
        yield clash(
            prose,
            "C07",
            (rest.start(), rest.end()),
            f"{show(whole)} - {show(part)} is {show(whole - part)}, not {show(left)}.",
            [found.span("what")],
            "partition",
            stated=float(left),
            computed=float(whole - part),
        )


def _before(text: str, start: int) -> bool:
    """*The last five of the nine*, *one or two of the nine*: no plain count."""
    return bool(
        re.search(r"\b(?:or|to|least|most|than|nearly|about)\s$", text[max(0, start - 10) : start], re.I)
    )


def _two_kinds(found: re.Match[str], rest: re.Match[str]) -> bool:
    """The rest names another noun than the whole."""
    one, two = (found["noun"] or "").strip(), (rest.groupdict().get("noun") or "").strip()
    return bool(one and two and two.endswith("s") and one.rstrip("s") != two.rstrip("s"))
