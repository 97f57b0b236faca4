"""States of people and places, and what cannot be while they hold (``corpora/lexicon/scenes_*.yml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from detector.lexicon.files import lexicon_file

_FILES = ("people", "places", "weather", "lifelong", "lifelong_more")
_NOT_NAMES = (
    "He|She|It|They|We|I|You|The|A|An|And|But|Then|When|Where|There|Here|This|That|Nobody|Someone|Everyone|"
    "One|Her|His|My|Our|Who|What|In|On|At|As|If|So|For|Not|No|All|Now|Once|Only|Still|Yet|Their|Its"
)
_NAME = rf"(?!(?:{_NOT_NAMES})\b)[A-Z][a-zà-ÿ]+(?: [A-Z][a-zà-ÿ]+)?"
_NOUN = r"[Tt]he (?:[a-z]+ ){0,2}?[a-z]+|(?:[Hh]is|[Hh]er|[Mm]y) (?:[a-z]+ )?[a-z]+"
SAID = (
    "said|asked|replied|answered|called out|shouted|cried out|told (?:him|her|them|me|us)|laughed|sang|"
    "explained|remarked|added|chatted|complained|called|shouted out|whispered loudly|agreed|insisted"
)
_MACROS: Mapping[str, str] = {
    "{WHO}": rf"\b(?P<who>[Hh]e|[Ss]he|I|{_NOUN}|{_NAME})",
    "{WHOM}": rf"(?P<whom>him|her|me|the (?:[a-z]+ )?[a-z]+|{_NAME})",
    "{WHOSE}": rf"\b(?P<whose>[Hh]is|[Hh]er|[Mm]y|[Tt]he (?:[a-z]+ )?[a-z]+[’']s|{_NAME}[’']s)",
    "{was}": r"(?:was|is|had been|sat|lay|stood)",
    "{ANY}": rf"(?:[Hh]e|[Ss]he|I|[Tt]hey|[Ww]e|[Tt]he [a-z]+|{_NAME})",
    "{said}": SAID,
}


@dataclass(frozen=True, slots=True)
class SceneRule:
    """A state and what rules it out.

    Attributes:
        name: Its name in the lexicon.
        code: The check that it belongs to.
        near: Lower-case words of which any text that the rule speaks of has one.
        said: Tell the state.
        then: Cannot be while it holds, as written: ``{who}`` and its kin stand for the person.
        alone: Wrong by themselves, in one sentence.
        within: How many sentences on ``then`` may stand.
        unless: Words that make it right.
        undone: Words anywhere between that change it; with it, ``unless`` is asked of the
            sentences of both ends only.
        story: Words that make it a premise of the whole story.
        why: The explanation.
        spoken: A speaker's word about himself counts like the narrator's.
    """

    name: str
    code: str
    near: tuple[str, ...]
    said: tuple[re.Pattern[str], ...]
    then: tuple[str, ...]
    alone: tuple[re.Pattern[str], ...]
    within: int
    unless: re.Pattern[str] | None
    undone: re.Pattern[str] | None
    story: re.Pattern[str] | None
    why: str
    spoken: bool


def _words(row: Mapping[str, Any], key: str) -> re.Pattern[str] | None:
    return re.compile(rf"\b(?:{row[key]})\b", re.IGNORECASE) if key in row else None


def _expanded(pattern: str) -> str:
    from detector.lexicon.rooms import indoors

    for macro, words in _MACROS.items():
        pattern = pattern.replace(macro, words)
    return pattern.replace("{INDOORS}", "|".join(indoors()))


@cache
def scene_rules(code: str) -> tuple[SceneRule, ...]:
    """The rules of one check, in the order of their files.

    Raises:
        ResourceError: A file is missing (a damaged installation).
    """
    found = []
    for name in _FILES:
        for row in lexicon_file(f"scenes_{name}"):
            if row["code"] != code:
                continue
            near = row["near"].lower().split(", ")
            found.append(
                SceneRule(
                    row["name"],
                    code,
                    tuple(near),
                    tuple(re.compile(_expanded(one)) for one in row.get("said", [])),
                    tuple(_expanded(one) for one in row.get("then", [])),
                    tuple(re.compile(_expanded(one)) for one in row.get("alone", [])),
                    int(row.get("within", 2)),
                    _words(row, "unless"),
                    _words(row, "undone"),
                    _words(row, "story"),
                    row["why"],
                    row.get("spoken") == "true",
                )
            )
    return tuple(found)
