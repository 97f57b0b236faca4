"""How long something lasted, against the ages or the years at its two ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._told import Told, clash
from detector.text.cued import Cued
from detector.text.numbers import WORDS, value_of

_N = "#+"
_AT = Cued(
    rf"\bat (?:the age of )?(?P<n>{_N})(?=[.,;!?—–]|\s(?:and|with|he|she|when|until|to|in|on)\b)(?! "
    rf"o['’]clock)",
    re.IGNORECASE,
)
_LASTED = Cued(
    rf"(?:(?<=[.!?…”\"\n] )|(?<=[“\"\n])|^)(?:[Ff]or |[Aa]fter |[Tt]hat (?:is|was|makes|made) |[Ii]n )"
    rf"?(?:(?:all )?(?:those|these|the) )?"
    rf"(?P<what>(?P<n>{_N}) years)(?! (?:ago|later|old|earlier|before|after|younger|older|from now|hence|"
    rf"on\b|had passed|of age|in prison|of marriage))",
    re.IGNORECASE,
)
_YEAR = r"(?P<{0}>1[0-9]\d\d|20\d\d|21\d\d)(?![\w-]|[.,]\d)"
_TWO_YEARS = re.compile(
    rf"\b(?:in|since|from|of)(?: the (?:year|spring|summer|autumn|winter|fall) (?:of )?)? "
    rf"?{_YEAR.format('a')}[^!?\n]{{1,160}}?"
    rf"\b(?:until|till|to|and|before|not|were|was|in)\b[^.!?\n]{{0,60}}?\b(?:in|of|until|till|to)(?: the "
    rf"(?:year|spring|summer|autumn|winter|fall) (?:of )?)? ?" + _YEAR.format("b")
)
_LEASE = Cued(
    rf"\bfor (?P<n>{WORDS}|\d{{1,3}}) years from (?P<y>1[0-9]\d\d|20\d\d|21\d\d)|"
    rf"\bfrom (?P<y2>1[0-9]\d\d|20\d\d) for (?P<n2>{WORDS}|\d{{1,3}}) years",
    re.IGNORECASE,
)
_ENDS = Cued(
    r"\b(?P<end>(?:ran out|expired|ended|lapsed|came to an end|was up|fell in|matured|was due) in "
    r"(?P<y>1[0-9]\d\d|20\d\d|21\d\d))"
)
_ANNIVERSARY = {
    "paper": 1,
    "tin": 10,
    "crystal": 15,
    "china": 20,
    "silver": 25,
    "pearl": 30,
    "coral": 35,
    "ruby": 40,
    "golden": 50,
    "gold": 50,
    "diamond": 60,
}
_WEDDING = Cued(
    rf"\b(?P<kind>{'|'.join(_ANNIVERSARY)}) (?:wedding|jubilee|anniversary|wedding anniversary)"
    rf"\b[^.!?\n]{{0,40}}? in (?:[A-Z][a-z]+ )?(?P<y>1[0-9]\d\d|20\d\d)",
    re.IGNORECASE,
)
_MARRIED = Cued(
    r"\b(?:married|wed|were wed|wedding|crowned|came to the throne)\b[^.!?\n]{0,40}? in (?:[A-Z][a-z]+ )"
    r"?(?P<y>1[0-9]\d\d|20\d\d)",
    re.IGNORECASE,
)
_ANOTHER = Cued(r"\b(?:again|second|remarried|divorced|before that|until then)\b", re.IGNORECASE)


def wrong_careers(told: Told) -> Iterator[Candidate]:
    """``left school at sixteen … retires, at sixty. Fifty-four years underground``; leases, jubilees, long
    engagements.
    """
    yield from _between(told)
    yield from _leases(told)
    yield from _jubilees(told)


def _between(told: Told) -> Iterator[Candidate]:
    prose, text = told.prose, told.text
    for found in _LASTED.finditer(prose.shape):
        value = prose.value(found.span("n"))
        if value is None or not told.exact(*found.span("n")) or not told.real(found.start("n")):
            continue
        low = max(0, found.start() - 330)
        before = text[low : found.start()]
        ages = list(_AT.finditer(prose.shape, low, found.start()))
        years = list(_TWO_YEARS.finditer(text, low, found.start()))
        after = text[found.end() : found.end() + 50]
        if (
            _ANOTHER.search(before)
            or re.match(r"[^.!?]{0,30}\b(?:his|her) (?:father|mother|brother)", after)
            or re.match(r" (?:before|after|earlier|later|ago|old)", after)
        ):
            continue
        if len(ages) == 2:
            one, two = (prose.value(m.span("n")) for m in ages)
            if (
                one is None
                or two is None
                or two - one < 3
                or not told.sentences_between(ages[1].start(), found.start()) <= 1
            ):
                continue
            real, ends = two - one, [ages[0].span(), ages[1].span()]
        elif years and len(set(re.findall(r"\b(?:1[0-9]|20|21)\d\d\b", before))) == 2:
            last = years[-1]
            if told.sentences_between(last.end(), found.start()) > 1 or int(last["b"]) <= int(last["a"]):
                continue
            real, ends = int(last["b"]) - int(last["a"]), [last.span("a"), last.span("b")]  # type: ignore[assignment]
        else:
            continue
        if abs(real - value) <= max(1, 0.03 * real) or (value < real and value % 10 == 0 and len(ages) == 2):
            continue
        yield clash(
            prose,
            "C06",
            found.span("what"),
            f"From the one to the other it is {real} years, not {value}.",
            ends,
            "career",
            sure=value > real or abs(value - real) >= 5,
            stated=float(value),
            computed=float(real),
        )


def _leases(told: Told) -> Iterator[Candidate]:
    prose = told.prose
    for found in _LEASE.finditer(told.text):
        group, year = ("n", "y") if found["n"] else ("n2", "y2")
        value = value_of(found[group])
        ends = next(_ENDS.finditer(told.text, found.end(), found.end() + 250), None)
        if value is None or ends is None or not told.plain(*ends.span("end")):
            continue
        real = int(found[year]) + int(value)
        if abs(real - int(ends["y"])) > 1:
            yield clash(
                prose,
                "C06",
                ends.span("end"),
                f"{value} years from {found[year]} end in {real}.",
                [found.span()],
                "lease",
                stated=float(ends["y"]),
                computed=float(real),
            )


def _jubilees(told: Told) -> Iterator[Candidate]:
    married = list(_MARRIED.finditer(told.text))
    for found in _WEDDING.finditer(told.text):
        first = [
            m
            for m in married
            if m.end() <= found.start() and told.sentences_between(m.end(), found.start()) <= 3
        ]
        if len({m["y"] for m in first}) != 1 or not told.real(found.start()):
            continue
        years = _ANNIVERSARY[found["kind"].lower()]
        real = int(found["y"]) - int(first[-1]["y"])
        if abs(real - years) > 1:
            yield clash(
                told.prose,
                "C06",
                found.span(),
                f"A {found['kind'].lower()} jubilee comes after {years} years, not {real}.",
                [first[-1].span()],
                "jubilee",
                stated=years,
                computed=real,
            )
