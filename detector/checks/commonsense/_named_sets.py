"""Sets that are counted and named without a colon: her two brothers, Karl, Emil and Hans; the trio."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._told import Told, clash
from detector.text.cued import Cued
from detector.text.numbers import value_of

_SMALL = "two|three|four|five|six|seven|eight|nine|ten"
_GROUPS = {
    "twins": 2,
    "duo": 2,
    "triplets": 3,
    "trio": 3,
    "threesome": 3,
    "quartet": 4,
    "foursome": 4,
    "quadruplets": 4,
    "quintet": 5,
    "quintuplets": 5,
    "sextet": 6,
}
_NAME = r"(?!(?:The|A|An|And|But|He|She|They|His|Her|In|On|At|I)\b)[A-Z][a-zà-ÿ’]+"
_NAMES = rf"(?P<list>{_NAME}(?:, {_NAME}){{0,8}},? and {_NAME})"
_KIN = (
    r"(?:brothers|sisters|sons|daughters|children|cousins|friends|uncles|aunts|nephews|nieces|dogs|cats|horses|"
    r"grandchildren|grandsons|granddaughters|colleagues|companions|apprentices|assistants|roommates|flatmates|boys|girls)"
)
_APPOSED = re.compile(
    rf"\b(?:[Hh]is|[Hh]er|[Mm]y|[Tt]heir|[Oo]ur|has|have|had|keeps?|kept|owned|"
    rf"{_NAME}[’']s) (?P<what>(?P<count>{_SMALL}) (?:[a-z]+ )??{_KIN}),? "
    rf"(?:\(|[—–] ?|named |called )?{_NAMES}(?=[,.;:)!?]| [—–])"
)
_GROUP = re.compile(
    rf"\b(?:[Tt]he|[Aa]|[Hh]is|[Hh]er|[Mm]y) (?P<what>(?:[a-z]+ )?(?P<count>{'|'.join(_GROUPS)}))"
    rf"(?:,? {_NAMES}(?=[,.;:)!?]| [—–])|"
    r"(?: of [a-z]+)?(?: [a-z]+){0,5}: (?P<things>(?:an?|the|"
    r"one) [a-z]+(?: [a-z]+)?(?:(?:, (?:and )?| and )(?:an?|the|one) "
    r"[a-z]+(?: [a-z]+)?)+)(?=[.;!]))"
)
_ONES = Cued(
    rf"\b(?P<what>(?P<count>{_SMALL}) (?:[a-z]+ )??[a-z]+s)[,:] "
    r"(?P<list>an? [a-z-]+ one(?:(?:, (?:and )?| and )an? [a-z-]+ one)+)(?=[.;!]| [—–])",
    re.IGNORECASE,
)
_RULES = Cued(
    rf"\b(?P<what>(?P<count>{_SMALL}) (?:[a-z]+ )??(?:rules|things|wishes|commands|promises|"
    rf"orders|laws|vows|principles|"
    r"requests|conditions|instructions|habits|fears))\b[^.!?:\n]{0,40}: (?P<list>(?P<w>never|no|"
    r"don['’]t|always|to|that|an?|"
    r"the) [^.!?,;:“”\n]{2,60}(?:(?:, (?:and )?|; (?:and )?| and )(?P=w) [^.!?,;:“”\n]{2,60}){1,9})(?=[.;!])",
    re.IGNORECASE,
)
_AND = re.compile(r",? and |, (?:and )?|; (?:and )?")
_OPEN = Cued(
    r"\b(?:including|among|such as|especially|for example|one of|two of|some of|eldest|oldest|"
    r"youngest|other|others|"
    r"first|another|last|respectively|both)\b",
    re.IGNORECASE,
)


def named_sets(told: Told) -> Iterator[Candidate]:
    """``Her two brothers, Karl, Emil and Hans``; ``a trio: a fiddler and a drummer``; ``two dresses, a …``"""
    for pattern in (_APPOSED, _GROUP, _ONES, _RULES):
        for found in pattern.finditer(told.text):
            groups = found.groupdict()
            listed = groups.get("list") or groups.get("things") or ""
            group = "list" if groups.get("list") else "things"
            word = found["count"].lower()
            count = _GROUPS.get(word) or value_of(word)
            if count is None or not listed or _OPEN.search(found[0]) or not told.real(found.start("what")):
                continue
            named = _items(listed, groups.get("w"))
            if named == count or named < 2 or len(set(_AND.split(listed.lower()))) != len(_AND.split(listed)):
                continue
            if told.prose.quoted(*found.span("what")) != told.prose.quoted(*found.span(group)):
                continue
            if _goes_on(told.text, found.end()):
                continue
            yield clash(
                told.prose,
                "C07",
                found.span("what"),
                f"The list names {named}, not {int(count)}.",
                [found.span(group)],
                "named_set",
                sure=pattern is not _APPOSED or named < count or told.text[found.end()] in ")—",
                stated=int(count),
                counted=named,
            )


def _items(listed: str, word: str | None) -> int:
    if word is None:
        return len([item for item in _AND.split(listed) if item])
    return len(re.findall(rf"(?:^|, (?:and )?|; (?:and )?| and ){re.escape(word)} ", listed, re.IGNORECASE))


def _goes_on(text: str, end: int) -> bool:
    """The list is continued after its stop."""
    return bool(re.match(r"[.;,!] (?:And|Also|Plus|Then|as well as|along with|and)\b", text[end : end + 20]))
