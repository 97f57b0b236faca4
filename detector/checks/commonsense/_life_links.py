"""What ties two lives, or a life and a year: births, years between people, parents, things once made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from detector.checks.commonsense._people import Person, person_at, subject_at
from detector.checks.commonsense._told import Told
from detector.text.ages import WHO, N
from detector.text.cued import Cued
from detector.text.dialogue import Quote

Span = tuple[int, int]
Quotes = tuple[Quote, ...]
_Y = r"(?P<y>1[0-9]\d\d|20\d\d|21\d\d)(?![\w-]|[.,]\d)"
_BORN_IN = Cued(
    rf"{WHO} (?:was|had been|were) born(?: (?:on|in|at) (?!1\d|20|21)[^.!?\n;]{{0,40}}?,?)? (?:in|of|,) "
    rf"?(?:the (?:year|summer|spring|winter|autumn|fall) (?:of )?)?{_Y}"
)
_BIRTH_YEAR = Cued(rf"{WHO}(?:['’]s)? (?:year|date) of birth(?: \w+){{0,4}} (?:as|was|is|:) {_Y}")
_FOUNDED = Cued(
    rf"(?P<who>\b[Tt]he (?:[a-z]+ ){{0,2}}[a-z]+|\b[Ii]t) (?:was|had been) (?:built|founded|planted|"
    rf"opened|established|laid|erected|dug|"
    rf"completed|launched|cast|woven|carved|painted|made)(?: [^.!?\n;]{{0,30}})? in (?:the year )?{_Y}"
)
_BORN_WHEN = Cued(
    rf"{WHO} (?:was|had been) born(?:,? (?:on|in|at)[^.!?\n]{{0,40}}?)?,? (?:when|the (?:year|summer|"
    rf"winter|day)(?: that)?) "
    rf"(?P<who2>I|he|she|[A-Z][\w’'-]+|(?:my|his|her) [a-z]+) (?:was|turned|had turned|was just|was only) "
    rf"(?P<n>{N})\b(?! (?:years? into|months|weeks|feet|miles))"
)
_GAP = Cued(
    rf"{WHO} (?:was|is|were) (?:exactly )?(?P<n>{N}) years (?P<way>older|younger|elder) than "
    rf"(?:(?:my|his|her) (?:[a-z]+ )?[a-z]+,? (?=[A-Z]))?(?P<who2>I|"
    rf"me|he|him|she|her|[A-Z][\w’'-]+|(?:my|his|her|the) (?:[a-z]+ )?[a-z]+)"
)
_THE_YOUNGER = Cued(
    rf"(?P<who2>\b[A-Z][\w’'-]+)(?:,? (?:who was |aged |then )?{N})?,? and (?P<who>[A-Z][\w’'-]+), (?:who "
    rf"was )?(?P<n>{N}) years "
    r"(?:the |his |her )?(?P<way>younger|elder|older|junior|senior)"
)
_SENIOR = Cued(
    rf"{WHO} (?:was|is) (?P<n>{N}) years (?P<whose>his|her|my|[A-Z][\w-]+['’]s) (?P<way>senior|junior|"
    rf"elder|younger)\b"
)
_HAD_AT = Cued(
    rf"\b(?P<who>[Ss]he|[A-Z][\w’-]+) (?:had had|had given birth to|gave birth to|bore|had borne|had) "
    rf"(?P<who2>her|him|me|[A-Z][\w’-]+) at (?:the age of )?(?P<n>{N})\b(?! o['’]clock)"
)
_CHILD = Cued(
    r"(?P<own>\b(?:[Hh]is|[Hh]er|[Mm]y|[A-Z][\w-]+['’]s)) (?:(?:only|eldest|oldest|youngest|younger|elder|"
    r"older|own|beloved|little|late|[a-z]+(?:-[a-z]+)?-year-old) )?"
    r"(?P<kin>son|daughter|mother|father|grandson|granddaughter|grandmother|grandfather|mum|mom|dad)\b"
)
_MADE = Cued(
    r"\b(?:planted|built|founded|laid|carved|sown|set)(?: [a-z]+)?(?:,)? (?:when|on the (?:night|day)(?: "
    r"that)?|the (?:year|day|night)(?: that)?) (?P<who2>my mother|my father|I|he|she|[A-Z][\w’-]+|(?:my|"
    r"his|her) [a-z]+) was born"
)
_PARENT = {"mother", "father", "mum", "mom", "dad"}
_GRAND = {"grandmother", "grandfather"}


@dataclass(frozen=True, slots=True)
class Link:
    """A bound on a birth.

    Attributes:
        span: The words that state it.
        one: Whose birth it counts from; None for a year, ``"now"`` for the time of the scene.
        other: Whose birth it bounds.
        least: Years from the one to the other, at least.
        most: At most.
        kind: Which rule read it.
        sure: The words state it; False where only custom does.
    """

    span: Span
    one: Person | None
    other: Person
    least: float
    most: float
    kind: str
    sure: bool = True


def _births(told: Told, quotes: Quotes) -> Iterator[Link]:
    for pattern in (_BORN_IN, _BIRTH_YEAR, _FOUNDED):
        for found in pattern.finditer(told.text):
            who = person_at(told, found.start("who"), quotes)
            if who is not None:
                year = int(found["y"])
                yield Link(found.span(), None, who, year, year + 1, "birth_year")


def _apart(told: Told, quotes: Quotes) -> Iterator[Link]:
    for pattern in (_BORN_WHEN, _GAP, _THE_YOUNGER, _HAD_AT):
        for found in pattern.finditer(told.prose.shape):
            value = told.prose.value(found.span("n"))
            who, other = (person_at(told, found.start(g), quotes) for g in ("who", "who2"))
            if pattern is _HAD_AT and (pair := _only_pair(told, quotes)):
                who, other = pair
            if (
                value is None
                or who is None
                or other is None
                or who == other
                or not told.exact(*found.span("n"))
            ):
                continue
            years = float(value)
            if pattern is _HAD_AT:
                yield Link(found.span(), who, other, years, years + 1, "birth_at")
            elif pattern is _BORN_WHEN:
                yield Link(found.span(), other, who, years, years + 1, "born_when")
            else:
                sign = 1 if found["way"] in ("younger", "junior") else -1
                low, high = sorted((sign * (years - 0.7), sign * (years + 0.9)))
                yield Link(found.span(), other, who, low, high, "years_apart")


def _seniors(told: Told, quotes: Quotes) -> Iterator[Link]:
    for found in _SENIOR.finditer(told.prose.shape):
        value = told.prose.value(found.span("n"))
        who, other = person_at(told, found.start("who"), quotes), owner_at(told, found.start("whose"))
        if value is not None and who is not None and other is not None and who != other:
            sign = 1 if found["way"] in ("younger", "junior") else -1
            low, high = sorted((sign * (float(value) - 0.7), sign * (float(value) + 0.9)))
            yield Link(found.span(), other, who, low, high, "years_apart")


def _kin(told: Told, quotes: Quotes) -> Iterator[Link]:
    """A parent is at least twelve years older than a child, a grandparent twenty-four."""
    for found in _CHILD.finditer(told.text):
        owner = owner_at(told, found.start("own"))
        name = re.match(r",? (?P<name>[A-Z][\w’-]+)", told.text[found.end() : found.end() + 30])
        at = found.end() + name.start("name") if name else found.start("kin")
        entity = told.entities.entity_at(told.tokens.at(at))
        around = told.text[max(0, found.start() - 20) : found.end() + 10]
        if (
            owner is None
            or entity is None
            or entity.id == owner
            or re.search(r"step|adopt|foster|god|-in-law", around)
        ):
            continue
        kin = found["kin"].lower()
        years = 24.0 if kin.startswith("grand") else 12.0
        older = kin in _PARENT or kin in _GRAND
        one, other = (entity.id, owner) if older else (owner, entity.id)
        yield Link(found.span(), one, other, years, 90.0, "kin", sure=True)


def _only_pair(told: Told, quotes: Quotes) -> tuple[Person, Person] | None:
    """The one parent and child that a story speaks of."""
    pairs = {(link.one, link.other) for link in _kin(told, quotes) if link.least == 12.0}
    if len(pairs) != 1:
        return None
    one, other = pairs.pop()
    return None if one is None else (one, other)


def _made(told: Told, quotes: Quotes) -> Iterator[Link]:
    for found in _MADE.finditer(told.text):
        who, clause = person_at(told, found.start("who2"), quotes), told.clause(found.start())
        head = None
        if clause is not None:
            above = told.tokens.head[clause.head]
            thing = clause.patient
            head = above if clause.relation.startswith("acl") or thing is None else thing.head
        entity = told.entities.entity_at(head) if head is not None else None
        if who is not None and entity is not None and entity.id != who:
            yield Link(found.span(), who, entity.id, -0.5, 0.5, "made_when")


def owner_at(told: Told, offset: int) -> Person | None:
    entity = told.entities.entity_at(told.tokens.at(offset))
    return None if entity is None else entity.id


_AGO = Cued(
    rf"(?<![\w#])(?P<n>{N}) (?P<unit>years|decades) ago\b|\b(?:has|have|had) (?:been )?[a-z]+(?:ed|en|ing|"
    rf"ght|t)?[^.!?;\n]{{0,30}} for (?P<n2>{N}) (?P<unit2>years|decades)\b(?! (?:before|earlier))"
)


def _ago(told: Told, quotes: Quotes) -> Iterator[Link]:
    """Who did something so long ago has lived so long."""
    for found in _AGO.finditer(told.prose.shape):
        group, unit = ("n", "unit") if found["n"] else ("n2", "unit2")
        value = told.prose.value(found.span(group))
        who = subject_at(told, found.start(group), quotes)
        if value is None or who is None or not told.exact(*found.span(group)):
            continue
        clause = told.clause(found.start(group))
        if clause is None or clause.passive or clause.copula or clause.subject is None:
            continue
        years = float(value) * (10 if found[unit] == "decades" else 1)
        yield Link(found.span(), "now", who, years - (1 if years % 10 else 0.05 * years), 130.0, "ago")


_IT_IS = Cued(rf"\b(?:[Ii]t['’]s|[Ii]t is|[Ii]t was|[Tt]he year (?:is|was)) (?:now )?{_Y}")


def _year_now(told: Told, quotes: Quotes) -> Iterator[Link]:
    """What year the scene is in."""
    found = list(_IT_IS.finditer(told.text))
    if len({hit["y"] for hit in found}) == 1:
        yield Link(found[0].span(), None, "now", int(found[0]["y"]), int(found[0]["y"]) + 1, "year_now")


LINKS: tuple[Callable[[Told, Quotes], Iterator[Link]], ...] = (
    _births,
    _apart,
    _seniors,
    _kin,
    _made,
    _ago,
    _year_now,
)
