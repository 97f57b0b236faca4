"""Lists that name more or fewer than the count that announces, or sums up, them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._prose import Prose
from detector.checks.commonsense._told import clash
from detector.text.cued import Cued
from detector.text.numbers import value_of
from detector.text.quantities import is_approximate
from detector.text.scope import Scope

_SMALL = "two|three|four|five|six|seven|eight|nine|ten|[2-9]|10"
_NAME = (
    r"(?:(?:Mr|Mrs|Ms|Dr|St|Sir|Lady|Lord|Miss|Captain|Old|Young|Big|Little|Aunt|Uncle)\.? )?"
    r"[A-Z][a-zà-ÿ’'-]+(?: (?:the |of |de |van |von )?[A-Z][a-zà-ÿ’'-]+)?"
)
_ROLE = r"the [a-z]+(?: [a-z]+)?|the [A-Z][a-zà-ÿ’'-]+"
_OWN = (
    r"(?:Yours|Mine|Hers|His|Theirs|[A-Z][a-z]+['’]s|(?:the|my|his|her|Lady|Lord|Mr|Mrs|Sir) ?[A-Za-z]+['’]s)"
)
_THING = (
    r"(?:an?|his|her|my|their|our|the|one) (?:[a-z][a-zà-ÿ’'-]+ ){0,3}?[a-z][a-zà-ÿ’'-]+(?: of [a-z’'-]+)?"
)
_AND = r"(?:,? and |, | & )"
_NAMES = rf"(?:{_NAME}|{_ROLE}){_AND}(?:(?:{_NAME}|{_ROLE}){_AND}){{0,10}}(?:{_NAME}|{_ROLE})"
_THINGS = rf"{_THING}{_AND}(?:{_THING}{_AND}){{0,10}}{_THING}"
_OWNS = rf"{_OWN}{_AND}(?:{_OWN}{_AND}){{0,10}}{_OWN}"
_WHAT = (
    rf"(?P<what>(?P<count>(?i:{_SMALL})) (?:of (?:them|us|you)|(?:(?!of\b|and\b)[a-z][\w’'-]* ){{0,2}}?"
    r"(?P<noun>(?!times|reasons|ways|rules|facts|parts|years|days|hours|minutes|miles|words|letters)"
    r"[a-z][\w’'-]*s|"
    r"people|men|women|children|geese|mice|sheep|sets)))"
)
_LIST = re.compile(
    rf"\b{_WHAT}(?P<rest>(?:,? (?!and\b|but\b)[a-z’'-]+,?){{0,12}}?)(?:: | ?[—–] ?)"
    rf"(?P<list>{_NAMES}|{_THINGS})(?P<end>[.;!])",
)
_SAID_LIST = re.compile(
    rf"\b{_WHAT}(?P<rest>[^.!?\n:]{{0,80}})[.:] [“\"]?(?P<list>{_OWNS})(?P<end>[.;!])",
)
_SUMMED = re.compile(
    rf"(?:(?<=[.!?”] )|(?<=\n)|^|(?<=: ))(?P<list>{_NAME}(?:, {_NAME}){{1,8}},? and {_NAME})(?:,| ?[—–]) ?"
    rf"(?:all |the |those |just the )?(?P<what>(?P<count>{_SMALL})(?P<noun> of (?:them|us)| "
    rf"[a-z][\w’'-]*s| friends)?)"
    r"(?=,| ?[—–]|[.;])(?P<rest>)(?P<end>.)",
)
_OPEN = Cued(
    r"\b(?:including|among|such as|especially|notably|mostly|mainly|for example|first|other|others|more|"
    r"another|either|between|one of|some of|two of|each|every|pairs?|sets? of (?!prints|tracks|footprints|"
    r"keys)|"
    r"kinds?|types?|sorts?|colou?rs?|like|unlike|with|except|but)\b",
    re.IGNORECASE,
)
_COUPLE = re.compile(
    r"\b(?:twins?|couple|pair|brothers|sisters|sons|daughters|couples|families|parents|ands|words|"
    r"children|kids|"
    r"family|[A-Z][a-z]+s)\b"
)
_NOT_LISTED = Cued(
    r"\b(?:years?|days?|hours?|minutes|weeks|months|miles|feet|steps|paces|lines|sentences|questions|"
    r"chapters|"
    r"notes|things|points|streets|blocks|doors|colou?rs|cups|glasses|dollars|pounds|rooms|houses|floors|"
    r"stories)\b",
    re.IGNORECASE,
)


def miscounted_lists(prose: Prose) -> Iterator[Candidate]:
    """``The four of them: Ann, Ben and Cora.``; ``Ann, Ben and Cora, all four of them``"""
    seen: set[int] = set()
    for pattern in (_LIST, _SAID_LIST, _SUMMED):
        for found in pattern.finditer(prose.text):
            if found.start("what") not in seen and (candidate := _judge(prose, found, pattern)):
                seen.add(found.start("what"))
                yield candidate


def _judge(prose: Prose, found: re.Match[str], pattern: re.Pattern[str]) -> Candidate | None:
    text = prose.text
    count, listed = value_of(found["count"]), found["list"]
    items = [item for item in re.split(_AND, listed) if item]
    things = pattern is _LIST and not re.search(r"(?:^|, | and )(?:[A-Z])", listed)
    if (
        count is None
        or len(items) == count
        or (pattern is not _SAID_LIST and prose.quoted(*found.span("count")))
    ):
        return None
    if len({item.lower() for item in items}) != len(items) or is_approximate(text, *found.span("count")):
        return None
    if _OPEN.search(found["rest"]) or _OPEN.search(listed) or (things and _COUPLE.search(listed)):
        return None
    if re.search(r"\b(?:[Tt]win|[Cc]ouple|[Pp]arents|[Ff]amily|[Bb]rothers|[Ss]isters)\w*\b", listed):
        return None
    if pattern is _LIST and things and _NOT_LISTED.search(found["what"]):
        return None
    if pattern is _SUMMED and (abs(len(items) - count) > 3 or _NOT_LISTED.search(found["what"])):
        return None
    if re.search(r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b", found["rest"]):
        return None
    if prose.cues(found.start()) & {Scope.CONDITIONAL, Scope.QUESTION, Scope.IMAGINED} - (
        {Scope.CONDITIONAL} if pattern is not _LIST else set()
    ):
        return None
    if re.match(
        r"\s*(?:And|Plus|Also|Then|The (?:other|last|rest|third|fourth|fifth|remaining)|Not)\b",
        text[found.end() : found.end() + 60],
    ):
        return None
    return clash(
        prose,
        "C07",
        found.span("what"),
        f"The list names {len(items)}, not {int(count)}.",
        [found.span("list")],
        "counted_list",
        sure=pattern is not _SUMMED and len(found["rest"]) < 60 and not (things and len(items) < count),
        stated=int(count),
        counted=len(items),
        names=not things,
    )
