"""Lists that name more or fewer than the count that announces them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._prose import Prose, clashes_with
from detector.text.numbers import value_of
from detector.text.quantities import is_approximate
from detector.text.scope import Scope

_SMALL = "two|three|four|five|six|seven|eight|nine|ten|[2-9]|10"
_NAME = r"(?:(?:Mr|Mrs|Ms|Dr|St)\.? )?[A-Z][a-zà-ÿ’'-]+(?: (?:the )?[A-Z][a-zà-ÿ’'-]+)?"
_ROLE = r"the [a-z]+(?: [a-z]+)?"
_THING = r"(?:an?|his|her|my|their|our) (?:[a-z][a-zà-ÿ’'-]+ ){0,3}?[a-z][a-zà-ÿ’'-]+"
_AND = r"(?:,? and |, | & )"
_HEAD = (
    rf"\b(?P<what>(?P<count>{_SMALL}) (?:of (?:them|us)|(?:[a-z][\w’'-]* )?"
    r"(?P<noun>(?!times|reasons|ways|rules|facts|parts)[a-z][\w’'-]*s|people|men|women|children)))"
    r"(?P<rest>(?: (?:in|on|at|of|from|around|inside|by|left|there|were|stood|lay|sat|remained|waited|came|"
    r"were waiting)"
    r"(?: [a-z’'-]+){0,8})?)(?:: | ?[—–] ?)"
)
_LIST = re.compile(
    rf"{_HEAD}(?P<list>(?:{_NAME}{_AND}){{1,11}}(?:{_NAME}|{_ROLE}|the {_NAME})|(?:{_THING}{_AND}"
    rf"){{1,11}}{_THING})(?P<end>[.;!])"
)
_OPEN = re.compile(
    r"\b(?:including|among|such as|especially|notably|mostly|mainly|for example|first|other|others|more|"
    r"another|"
    r"either|between|one of|some of|two of|each|every|pairs?|sets?|kinds?|types?|sorts?|colou?rs?)\b",
    re.IGNORECASE,
)
_COUPLE = re.compile(
    r"\b(?:twins?|couple|pair|brothers|sisters|sons|daughters|couples|families|parents|ands|words)\b"
)


def miscounted_lists(prose: Prose) -> Iterator[Candidate]:
    """``The four of them: Ann, Ben and Cora.``"""
    text = prose.text
    for found in _LIST.finditer(text):
        count = value_of(found["count"])
        listed = found["list"]
        items = re.split(_AND, listed)
        names = listed[0].isupper()
        if count is None or len(items) == count or prose.quoted(*found.span("count")):
            continue
        if len({item.lower() for item in items}) != len(items) or is_approximate(text, *found.span("count")):
            continue
        if _OPEN.search(found["rest"]) or _OPEN.search(listed) or (not names and _COUPLE.search(listed)):
            continue
        if prose.cues(found.start()) & {Scope.CONDITIONAL, Scope.QUESTION, Scope.IMAGINED}:
            continue
        tail = text[found.end() : found.end() + 60]
        if re.match(
            r"\s*(?:And|Plus|Also|Then|The (?:other|last|rest|third|fourth|fifth|remaining)|Not)\b", tail
        ):
            continue
        yield Candidate(
            "C07",
            *found.span("what"),
            f"The list names {len(items)}, not {int(count)}.",
            (clashes_with(text, *found.span("list")),),
            {"kind": "counted_list", "stated": int(count), "counted": len(items), "names": names},
            scope="asserted",
            in_dialogue=False,
        )
