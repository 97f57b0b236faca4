"""One timeline of births, ages, years and events, and the ages that do not fit into it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from detector.checks.base import Candidate
from detector.checks.commonsense._life_links import LINKS, Link
from detector.checks.commonsense._people import Person, person_at, subject_at
from detector.checks.commonsense._told import Told, clash
from detector.checks.commonsense._wed_links import MORE_LINKS
from detector.text.ages import Age, find_ages
from detector.text.cued import Cued
from detector.text.dialogue import Quote, quotes
from detector.text.network import Point, TimeNetwork
from detector.text.scope import Scope

Span = tuple[int, int]
_YEAR = re.compile(
    r"(?<![\w$£.,:-])(?:[Ii]n|[Ii]t was|[Ii]t is|[Ii]t['’]s|[Bb]y|[Uu]ntil|[Ss]ince|of|year|[Dd]uring|"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December),?)"
    r" (?:the (?:year|summer|spring|autumn|fall|winter) (?:of )?)?(?P<y>1[0-9]\d\d|20\d\d|21\d\d)(?![\w-]|"
    r"[.,]\d| (?:miles|people|men|dollars|feet))"
)
_LATER = Cued(
    r"(?<![\w#])(?P<n>#+|[Aa]) (?P<unit>years?|decades?) (?P<how>later|on\b|after(?:wards?)?\b|had passed|"
    r"have passed|passed|hence)",
)
_AGO = Cued(r"(?<![\w#])(?P<n>#+) (?P<unit>years?|decades?) (?:ago|earlier)\b")
_MOVES = re.compile(
    r"\b(?:later|years?|decades?|months|grew|grown|passed|following|by the time|until|since|eventually|"
    r"old age|"
    r"once|former|back then|in those days|as a (?:boy|girl|child)|childhood|youth|when|before|after|"
    r"remember\w*|now|"
    r"finally|anniversary|birthday|next (?:year|spring|summer|winter|autumn))\b|\n\s*(?:\*|#|-{3})",
    re.IGNORECASE,
)
_BEND = Cued(
    r"\b(?:light ?speed|(?:ship|probe)['’]s (?:own )?(?:time|clock)|cryo\w*|stasis|relativ(?:ity|istic)|"
    r"time[ -]travel\w*|"
    r"time machine|time loop|immortal\w*|vampires?|elf|elves|elven|reincarnat\w+|clones?|androids?|"
    r"ageless|reborn|"
    r"de-?aged|forever young|time (?:stopped|stood still)|(?:before|after) the flight|by the parish register|"
    r"by (?:his|her) (?:own )?account|claimed to be|lied about (?:his|her) age)\b",
    re.IGNORECASE,
)
_HEARSAY = re.compile(
    r"^\W*(?:If|Had|Suppose|Were)\b|\b(?:believed|rumou?r\w*|claim\w*|supposed\w*|according to|they said|"
    r"so they say|liked to say|the story goes|"
    r"legend|wrongly|by mistake|dream\w*|pretend\w*)\b"
)
_SLACK = 0.35
_UNTOLD = frozenset(
    {
        Scope.QUESTION,
        Scope.IMAGINED,
        Scope.CONDITIONAL,
        Scope.MODAL,
        Scope.UNREALISED,
        Scope.FIGURATIVE,
        Scope.IMPERATIVE,
    }
)


@dataclass(slots=True)
class _Timeline:
    told: Told
    quotes: tuple[Quote, ...]
    net: TimeNetwork = field(default_factory=TimeNetwork)
    last: tuple[Point, int] | None = None
    now: tuple[Point, int] | None = None
    exact: dict[Span, bool] = field(default_factory=dict)
    aged: set[tuple[Point, Person]] = field(default_factory=set)
    births: set[int] = field(default_factory=set)

    def born(self, person: Person) -> Point:
        return ("born", person)


def clashing_lifetimes(told: Told) -> Iterator[Candidate]:
    """Ages of one person or of two, birth years, gaps between people and years passed that cannot all be
    true.
    """
    if _BEND.search(told.text):
        return
    line = _Timeline(told, quotes(told.text))
    value = {start: float(number.value) for start, number in told.prose.numbers.items()}
    ages = [
        age
        for age in find_ages(told.text, told.prose.shape, value)
        if told.real(age.span[0]) and not _hearsay(told, age.span)
    ]
    links = [link for find in (*LINKS, *MORE_LINKS) for link in find(told, line.quotes)]
    line.births = {link.span[1] - 4 for link in links if link.kind == "birth_year"}
    events: list[tuple[int, int, Age | Link]] = [(age.span[0], 1, age) for age in ages]
    events += [(link.span[0], 0, link) for link in links]
    seen: set[Span] = set()
    for _, _, item in sorted(events, key=lambda event: (event[0], event[1])):
        conflict = _link(line, item) if isinstance(item, Link) else _age(line, item)
        if not conflict or item.span in seen:
            continue
        seen.add(item.span)
        yield _candidate(line, item, conflict)


def _hearsay(told: Told, span: Span) -> bool:
    return bool(_HEARSAY.search(told.prose.around(span[0], 0, 0)))


def _link(line: _Timeline, link: Link) -> list[Span] | None:
    scopes = line.told.scopes(link.span[0]) & _UNTOLD
    if scopes - {Scope.UNREALISED} or (scopes and link.kind != "ago"):
        return None
    if "now" in (link.one, link.other):
        if line.now is None or line.told.sentences_between(line.now[1], link.span[0]) > 6:
            return None
        start: Point = ("epoch",) if link.other == "now" else line.born(link.other)
        return line.net.add(start, line.now[0], link.least - _SLACK, link.most + _SLACK, link.span)
    one: Point = ("epoch",) if link.one is None else line.born(link.one)
    other = line.born(link.other)
    line.exact[link.span] = link.sure
    return line.net.add(one, other, link.least - _SLACK, link.most + _SLACK, link.span)


def _age(line: _Timeline, age: Age) -> list[Span] | None:
    told = line.told
    person = person_at(told, age.who, line.quotes) if age.kind not in ("at", "of") else None
    if person is None:
        person = subject_at(told, age.span[0] + 1, line.quotes)
    if person is None and age.kind == "of":
        person = _pronoun_before(line, age.span[0])
    if person is None:
        return None
    node, conflict = _when(line, age)
    if (node, person) in line.aged and age.kind in ("at", "of"):
        node = ("at", age.span[0])
    line.aged.add((node, person))
    least, most = (age.least, age.most) if age.exact else (age.least * 0.8 - 2, age.most * 1.2 + 2)
    line.exact[age.span] = age.exact
    return conflict or line.net.add(line.born(person), node, least - _SLACK, most + _SLACK, age.span)


def _pronoun_before(line: _Timeline, offset: int) -> Person | None:
    """*… when he died, an old dog of twenty*: who the phrase renames."""
    tokens = line.told.tokens
    at = tokens.at(offset)
    for index in range(at - 1, max(-1, at - 8), -1):
        if tokens.lower[index] in ("he", "she", "it"):
            return person_at(line.told, tokens.start[index], line.quotes)
    return None


def _when(line: _Timeline, age: Age) -> tuple[Point, list[Span] | None]:
    """The point in time that an age is stated of, tied to the year, the years passed and the scene."""
    told, text = line.told, line.told.text
    sentence = told.prose.sentence(age.span[0])
    clause = told.clause(age.span[0] + 1)
    node: Point = ("at", sentence.start)
    words = text[sentence.start : sentence.end]
    if (
        clause is not None
        and any(scope.value == "remembered" for scope in clause.scopes)
        and "turned" not in words
    ):
        line.last = (("at", age.span[0]), sentence.end)
        return line.last[0], None
    conflict = None
    first = not line.net.knows(node)
    years = _years(line, sentence.start, sentence.end, age.span[0])
    later = _LATER.search(told.prose.shape, sentence.start, sentence.end)
    if first and len({m["y"] for m in years}) == 1:
        year = int(years[0]["y"])
        conflict = line.net.add(("epoch",), node, year - _SLACK, year + 1 + _SLACK, years[0].span())
    if first and later and line.last is not None:
        n = 1.0 if later["n"] in ("a", "A") else float(told.prose.value(later.span("n")) or 0)
        n *= 10 if later["unit"].startswith("decade") else 1
        if n and told.exact(*later.span("n")):
            slack = 1 if n < 20 or n % 10 else 0.1 * n
            conflict = conflict or line.net.add(line.last[0], node, n - slack, n + slack, later.span())
    ago = _AGO.search(told.prose.shape, sentence.start, sentence.end)
    if first and ago and line.now is not None and told.sentences_between(line.now[1], age.span[0]) <= 4:
        n = float(told.prose.value(ago.span("n")) or 0) * (10 if ago["unit"].startswith("decade") else 1)
        if n and told.exact(*ago.span("n")) and line.now[0] != node:
            slack = 1 if n < 20 or n % 10 else 0.1 * n
            conflict = conflict or line.net.add(node, line.now[0], n - slack, n + slack, ago.span())
            line.net.add(node, line.now[0], 0, 130, None)
    plain = age.kind in ("is", "apposed", "year_old", "of", "birthday") and not re.search(
        r"\b(?:when|at the age|ago|if|until|since|before|by the time|was born)\b",
        words[: age.span[1] - sentence.start + 6],
        re.I,
    )
    turning = age.kind == "birthday" or "turn" in text[slice(*age.span)]
    if plain and not later and turning:
        line.now = (node, sentence.end)
    elif plain and not later:
        known = line.now
        if (
            known is not None
            and first
            and not _MOVES.search(text[known[1] : sentence.start])
            and age.span[0] - known[1] < 2500
        ):
            line.net.add(known[0], node, -0.05, 0.9, None)
        elif (
            line.last is not None
            and first
            and line.now is None
            and age.kind == "is"
            and age.span[0] - sentence.start < 3
            and told.sentences_between(line.last[1], age.span[0]) == 1
        ):
            line.net.add(line.last[0], node, 0, 1.0, None)
        line.now = (node, sentence.end)
    line.last = (node, sentence.end)
    return node, conflict


def _years(line: _Timeline, start: int, end: int, at: int) -> list[re.Match[str]]:
    """The years that may be the time of an age told at ``at``: none of birth, the nearest before."""
    found = [m for m in _YEAR.finditer(line.told.text, start, end) if m.start("y") not in line.births]
    before = [m for m in found if m.end() <= at]
    return before[-1:] if len({m["y"] for m in found}) > 1 and before else found


def _candidate(line: _Timeline, item: Age | Link, conflict: list[Span]) -> Candidate:
    told, flagged = line.told, item.span
    if item.kind == "kin" and conflict:
        flagged, conflict = conflict[-1], [*conflict[:-1], item.span]
    spans = sorted(span for span in conflict if span != flagged) or [flagged]
    said = " and ".join(f"“{told.text[a:b].strip()}”" for a, b in spans[:3])
    sure = all(line.exact.get(span, True) for span in (flagged, *spans)) and len(spans) < 4
    return clash(
        told.prose,
        "C06",
        flagged,
        f"This does not fit {said}: the years cannot all be right.",
        spans,
        "lifetime",
        sure=sure,
        age_kind=item.kind,
    )
