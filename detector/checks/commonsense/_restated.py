"""How long one and the same thing lasted, said twice and with two numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detector.checks.base import Candidate
from detector.checks.commonsense._people import Person, subject_at
from detector.checks.commonsense._told import Told, clash

_N = "#+"
_LASTED = re.compile(
    rf"(?<![\w#])(?P<what>(?P<n>{_N}) (?:(?:long|whole|full|hard|lonely|happy|quiet|good) )"
    rf"?(?P<unit>years|months|weeks|days|nights|hours|decades))\b"
    r"(?! (?:ago|later|old|older|younger|earlier|before|away|hence|from now|after (?!all)|more|past|apart|"
    r"too|or so|prior|since|on\b|previous|into|remaining|left|of age))",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(
    r"\b(?:another|last|first|next|every|within|about|around|almost|nearly|some|over|more than|less than|"
    r"at least|past|under|other|"
    r"further|final|in|each|early|every few|than|aged?|of|or|and|to|until|only the|the other|some of|"
    r"between)\s+(?:the |his |her |my )?$",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:in|of|for|over|during) (?:all )?(?:his|her|their|my|our|its|those|these|the)? ?$", re.IGNORECASE
)
_OTHER_ONE = re.compile(
    r"\b(?:next|another|second|other|others|same|first|previous|earlier|later|before that|by contrast|"
    r"unlike|third|half of|of those|of which|of that|of them)\b",
    re.IGNORECASE,
)
_SKIP = frozenset(
    "year month week day night hour decade time life morning evening thing way world man woman people "
    "hand eye head voice word face heart part "
    "end moment place side lot kind bit".split()
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
    for found in _LASTED.finditer(told.prose.shape):
        length = _read(told, found)
        if length is None:
            continue
        for before in reversed(known[-12:]):
            if candidate := _compare(told, before, length):
                yield candidate
                break
        known.append(length)


def _read(told: Told, found: re.Match[str]) -> _Length | None:
    text, start = told.text, found.start("n")
    value = told.prose.value(found.span("n"))
    lead = text[max(0, start - 22) : start]
    if (
        value is None
        or value < 2
        or (not told.exact(*found.span("n")) and not re.search(r"\b(?:the|of the) $", lead))
    ):
        return None
    if _NOT_BEFORE.search(lead) and not re.search(r"\b(?:all|his|her|their|those|these|my) $", lead):
        return None
    if not told.real(start):
        return None
    tokens = told.tokens
    sentence = told.prose.sentence(start)
    low, high = max(sentence.start, start - 70), min(sentence.end, found.end() + 60)
    window = range(tokens.at(low), tokens.at(max(low, high - 1)) + 1)
    keys = {
        _stem(tokens.lemma[i])
        for i in window
        if (tokens.tag[i] in ("NN", "NNS") or tokens.lemma[i] in ("marry", "wed", "engage"))
        and tokens.lemma[i] not in _SKIP
        and tokens.start[i] >= low
    }
    people = {e.id for i in window if (e := told.entities.entity_at(i)) is not None and e.person}
    holder = subject_at(told, start, ())
    clause = told.clause(start)
    if (
        clause is not None
        and clause.subject is not None
        and clause.subject.start <= start < clause.subject.end + 1
    ):
        holder = None
    if isinstance(holder, int) and not told.entities.entities[holder].person:
        holder = None
    return _Length(
        found.span("what"), float(value), found["unit"].lower(), frozenset(keys), holder, frozenset(people)
    )


def _stem(lemma: str) -> str:
    return lemma.replace("y", "i")[:5] if lemma.startswith("marr") else lemma


def _compare(told: Told, one: _Length, two: _Length) -> Candidate | None:
    if one.unit != two.unit or abs(one.value - two.value) < 1 or two.span[0] - one.span[1] > _MOST_APART:
        return None
    shared = one.keys & two.keys
    if not shared:
        return None
    if (
        one.holder is not None
        and two.holder is not None
        and one.holder != two.holder
        and two.holder not in one.people
    ):
        return None
    if one.people and two.people and not one.people & two.people:
        return None
    sentence = told.prose.around(two.span[0], 0, 0)
    between = told.about(one.span[1], two.span[0], *shared)
    named = bool(told.names(one.span[0]) & told.names(two.span[0]))
    if two.span[0] - one.span[1] > (_MOST_APART if named else 900):
        return None
    if _OTHER_ONE.search(sentence) or _OTHER_ONE.search(told.prose.around(one.span[0], 0, 0)):
        return None
    if re.search(
        r"\b(?:later|ago|then another|more years|more|further|since then|passed|again)\b",
        between,
        re.IGNORECASE,
    ):
        return None
    return clash(
        told.prose,
        "C06",
        two.span,
        f"It was {one.value:g} {one.unit} before ({', '.join(sorted(shared))}).",
        [one.span],
        "restated_length",
        sure=named
        or (
            two.span[0] - one.span[1] < 500
            and (one.holder == two.holder or bool(one.people & two.people) or not two.people)
        ),
        stated=two.value,
        before=one.value,
        shared=sorted(shared),
        named=named,
        same_holder=one.holder is not None and one.holder == two.holder,
        sentences=told.sentences_between(one.span[0], two.span[0]),
    )
