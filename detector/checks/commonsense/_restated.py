"""How long one and the same thing lasted, said twice and with two numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detector.checks.base import Candidate
from detector.checks.commonsense._people import Person, subject_at
from detector.checks.commonsense._told import Told, clash
from detector.text.cued import Cued
from detector.text.numbers import HYPHEN, ORDINAL, WORDS, ordinal_value
from detector.text.quantities import is_approximate
from detector.text.timeline import amount_of

_NUMBER = rf"(?:{WORDS}|\d{{1,3}}|an?|half an?)"
_LASTED = Cued(
    rf"(?<![\w-])(?P<what>(?P<n>{_NUMBER})(?P<join> |{HYPHEN})"
    rf"(?:(?:long|whole|full|hard|lonely|happy|quiet|good|bitter|dark|difficult|glorious) )?"
    rf"(?P<unit>years?|months?|weeks?|days?|nights?|hours?|decades?|fortnights?|summers?|winters?))\b"
    r"(?! (?:ago|later|old|older|younger|earlier|before|away|hence|from now|after (?!all)|more|past|apart|"
    r"too|or so|prior|on\b(?! (?:the|an?|his|her|board|stage|strike)\b)|previous|into|remaining|"
    r"left|of age|older|senior|junior|his|her|my))",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(
    r"\b(?:another|last|first|next|every|other|further|final|each|early|extra|few|some of|half of|"
    r"only|between|than|to|until|once|twice|times)\s+(?:(?:the|his|her|my|their) )?$|"
    r"\b(?:within|about|around|almost|nearly|some|over|past|under|in|by|or|and|aged?|at least|more than|"
    r"less than|than|the other|the first|the last|the next)\s+$",
    re.IGNORECASE,
)
_DAYS = {
    "hour": 1 / 24,
    "day": 1.0,
    "night": 1.0,
    "week": 7.0,
    "fortnight": 14.0,
    "month": 30.44,
    "year": 365.25,
    "summer": 365.25,
    "winter": 365.25,
    "decade": 3652.5,
}
_ANNIVERSARY = Cued(
    rf"\b(?P<what>(?P<n>{ORDINAL}) (?:wedding )?anniversary)\b(?! of (?!their|our|his|her))", re.IGNORECASE
)
_SINCE = Cued(
    rf"\b(?P<what>(?P<n>{_NUMBER}) (?P<unit>years?|months?|weeks?|days?|decades?))(?: now)?"
    r"(?: had passed| have passed)? since\b",
    re.IGNORECASE,
)
_OTHER_ONE = Cued(
    r"\b(?:next|another|second|other|others|same|first|previous|earlier|later|before that|by contrast|"
    r"unlike|third|half of|of those|of which|of that|of them)\b",
    re.IGNORECASE,
)
_SKIP = frozenset(
    "year month week day night hour decade time life morning evening thing way world man woman people "
    "hand eye head voice word face heart part "
    "end moment place side lot kind bit village town city house room people hundred dozen everyone "
    "story king queen prince child boy girl mother father son daughter brother sister friend name eyes "
    "light morning evening summer winter spring autumn".split()
)
_MOST_APART = 12_000


@dataclass(frozen=True, slots=True)
class _Length:
    span: tuple[int, int]
    value: float
    unit: str
    keys: frozenset[str]
    holder: Person | None
    people: frozenset[int]


def restated_lengths(told: Told) -> Iterator[Candidate]:
    """``had kept the lighthouse for nine years … all his fourteen years at the lighthouse``"""
    known: list[_Length] = []
    found = [hit for pattern in (_LASTED, _SINCE, _ANNIVERSARY) for hit in pattern.finditer(told.text)]
    for hit in sorted(found, key=lambda one: one.start()):
        length = _read(told, hit)
        if length is None or (known and known[-1].span[1] > length.span[0]):
            continue
        for before in reversed(known[-16:]):
            if candidate := _compare(told, before, length):
                yield candidate
                break
        known.append(length)


def _amount(found: re.Match[str]) -> float | None:
    if found.re is _ANNIVERSARY.regex:
        rank = ordinal_value(found["n"])
        return None if rank is None else float(rank)
    word = found["n"].lower()
    return 0.5 if word.startswith("half a") else 1.0 if word in ("a", "an") else amount_of(word)


def _read(told: Told, found: re.Match[str]) -> _Length | None:
    text, start = told.text, found.start("n")
    value = _amount(found)
    lead = text[max(0, start - 22) : start]
    hyphened = found.re is _LASTED.regex and found["join"] != " "
    vague = found.re is _LASTED.regex and _NOT_BEFORE.search(lead)
    if (
        value is None
        or vague
        or (
            is_approximate(text, start, found.end("unit") if hyphened else found.end("n"))
            and not _WHOLE.search(lead)
        )
    ):
        return None
    unit = "year" if found.re is _ANNIVERSARY.regex else found["unit"].lower().rstrip("s")
    if (found["n"].lower() in ("a", "an") and unit not in ("decade", "fortnight")) or not told.real(start):
        return None
    tokens = told.tokens
    sentence = told.prose.sentence(start)
    low, high = max(sentence.start, start - 70), min(sentence.end, found.end() + (24 if hyphened else 60))
    low = max(low, start) if hyphened else low
    window = range(tokens.at(low), tokens.at(max(low, high - 1)) + 1)
    keys = {
        _stem(tokens.lemma[i])
        for i in window
        if (tokens.tag[i] in ("NN", "NNS") or tokens.lemma[i] in _EVENTS)
        and tokens.lemma[i] not in _SKIP
        and tokens.start[i] >= low
    }
    if found.re is _ANNIVERSARY.regex:
        keys = {_stem("marry")}
    people = {e.id for i in window if (e := told.entities.entity_at(i)) is not None and e.person}
    holder = subject_at(told, start, ()) if re.search(r"\bfor $", lead) else None
    clause = told.clause(start)
    if (
        clause is not None
        and clause.subject is not None
        and clause.subject.start <= start < clause.subject.end + 1
    ):
        holder = None
    if isinstance(holder, int) and not told.entities.entities[holder].person:
        holder = None
    return _Length(found.span("what"), value, unit, frozenset(keys), holder, frozenset(people))


_WHOLE = re.compile(r"\b(?:the|of the|those|these|all) $")
_EVENTS = frozenset(
    "rain snow know mourn wander wait search quarrel marry wed engage married engaged dead close "
    "closed imprison rule"
    "reign".split()
)
_STEMS = {
    "marry": "marri",
    "married": "marri",
    "marriage": "marri",
    "wed": "marri",
    "wedding": "marri",
    "engage": "engag",
    "engaged": "engag",
    "engagement": "engag",
    "dead": "death",
    "die": "death",
    "close": "clos",
    "closed": "clos",
    "closure": "clos",
    "rule": "rule",
    "reign": "rule",
    "widower": "widow",
    "mourning": "mourn",
    "wandering": "wander",
    "waiting": "wait",
    "imprisonment": "imprison",
    "searching": "search",
    "quarrelling": "quarrel",
}


def _stem(lemma: str) -> str:
    return _STEMS.get(lemma, lemma)


def _differ(one: _Length, two: _Length) -> bool:
    if one.unit == two.unit:
        return abs(one.value - two.value) >= 1
    a, b = one.value * _DAYS[one.unit], two.value * _DAYS[two.unit]
    return max(a, b) > 1.4 * min(a, b) and max(a, b) < 40 * min(a, b) and min(a, b) >= 2


def _compare(told: Told, one: _Length, two: _Length) -> Candidate | None:
    if not _differ(one, two) or two.span[0] - one.span[1] > _MOST_APART:
        return None
    shared = one.keys & two.keys
    if not shared or told.prose.sentence(one.span[0]) == told.prose.sentence(two.span[0]):
        return None
    if (
        one.holder is not None
        and two.holder is not None
        and one.holder != two.holder
        and two.holder not in one.people
    ):
        return None
    mine, theirs = told.names(one.span[0]), told.names(two.span[0])
    named = bool(mine & theirs)
    if mine and theirs and not named and not _distinct(told, shared):
        return None
    far = two.span[0] - one.span[1]
    if far > 900 and not named and not _distinct(told, shared):
        return None
    between = told.about(one.span[1], two.span[0], *shared)
    if _OTHER_ONE.search(told.prose.around(two.span[0], 0, 0)) or _OTHER_ONE.search(
        told.prose.around(one.span[0], 0, 0)
    ):
        return None
    if _MORE.search(_NO_MORE.sub("", between)):
        return None
    distinct = _distinct(told, shared)
    near = far < 500 and (one.holder == two.holder or bool(one.people & two.people) or not two.people)
    return clash(
        told.prose,
        "C06",
        two.span,
        f"It was {one.value:g} {one.unit}s before ({', '.join(sorted(shared))}).",
        [one.span],
        "restated_length",
        sure=named or near or distinct,
        stated=two.value,
        before=one.value,
        shared=sorted(shared),
        named=named,
        same_holder=one.holder is not None and one.holder == two.holder,
        sentences=told.sentences_between(one.span[0], two.span[0]),
        same_unit=one.unit == two.unit,
        distinct=distinct,
    )


_NO_MORE = re.compile(
    r"\bnot (?:an?|one|a single) [a-z]+ (?:more|less)\b|\b(?:no|not one) more\b", re.IGNORECASE
)
_MORE = Cued(
    r"\b(?:later|ago|then another|more years|more|further|since then|(?:years|months|weeks) passed|again)\b",
    re.IGNORECASE,
)


def _distinct(told: Told, shared: frozenset[str]) -> bool:
    """One of the shared nouns is told of as a single thing: always with *the* or an owner, seldom, never in
    the plural.
    """
    for key in shared:
        uses = re.findall(rf"\b([\w’']+) (?:[a-z]+ )?{re.escape(key)}\w{{0,3}}\b", told.text)
        definite = [use for use in uses if use.lower() in _DEFINITE or use.endswith(("’s", "'s"))]
        plural = re.search(rf"\b{re.escape(key)}e?s\b", told.text)
        if len(definite) >= 2 and len(uses) <= 8 and len(definite) >= len(uses) - 1 and not plural:
            return True
    return False


_DEFINITE = frozenset("the his her their my our this that its".split())
