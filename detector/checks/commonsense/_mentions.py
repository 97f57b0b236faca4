"""Mentions of one thing and the material the narrator gives it, without a parser: head noun and words around
it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from detector.checks.commonsense._lexicon import alternatives, material_of_word, materials, nouns
from detector.checks.commonsense._prose import Prose

_DETERMINER_WORDS = (
    r"(?:the|this|that|his|her|its|their|our|my|your|an?|another|one|each|every|some|any|no|and|or)"
)
_DETERMINER = rf"(?P<det>{_DETERMINER_WORDS[3:-8]})"
_OTHERS = re.compile(
    r"\b(?:another|others?|second|both|copy|copies|replica|imitation|former|different|replac\w+|instead|"
    r"painted|looked like|"
    r"shaped like|turned (?:to|into)|transform\w+|became|becoming|magic\w*|enchant\w*|spell|illusion|"
    r"disguis\w+|"
    r"veneer\w*|plated|inlaid|bound|banded|lined|covered|coated|clad)\b",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"\b(?:was|were|is|are|be|became|become|like|as|seemed)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MaterialMention:
    """A noun with the material it is said to be of.

    Attributes:
        start: Where the mention starts (its determiner, where it has one).
        end: Where it ends.
        noun: The head, lower case.
        material: The material's name in the lexicon.
        definite: ``the``, a possessive or a demonstrative stands before it.
        determiner: As written, lower case, or empty.
    """

    start: int
    end: int
    noun: str
    material: str
    definite: bool
    determiner: str


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    heads = alternatives(nouns("one_piece"))
    word = re.compile(rf"\b(?:{alternatives(material_of_word())})\b", re.IGNORECASE)
    left = re.compile(
        rf"\b{_DETERMINER}\s+(?:(?!{_DETERMINER_WORDS}\b)[a-z][\w’'-]*,?\s){{0,3}}$", re.IGNORECASE
    )
    right = re.compile(rf"\s(?:[a-z][\w’'-]*\s)?(?P<noun>{heads})\b(?![-’'\w]| of\b)", re.IGNORECASE)
    behind = re.compile(
        rf"\b{_DETERMINER}\s+(?:[a-z][\w’'-]*\s+){{0,2}}?(?P<noun>{heads})(?:,? (?:was|is|had been|which "
        rf"was|that was))?,?"
        r"(?: entirely| all)?(?: (?:made|carved|cut|cast|hewn|built|forged|fashioned|wrought|turned|"
        r"hammered|shaped))?"
        r"(?: from| out of| of| in)? (?:an? )?(?:single |solid |one |great |plain |clear |dark |black |"
        r"pale |old |pure |"
        r"polished |block of |piece of |lump of |slab of |length of |quite |bright |cold )*$",
        re.IGNORECASE,
    )
    whole = re.compile(
        rf"\sof {_DETERMINER.replace('det', 'det2')} (?:[a-z]+ )?(?P<noun>{heads})\b(?![-’'\w])",
        re.IGNORECASE,
    )
    return word, left, right, behind, whole


_STOPS = re.compile(r"[.,;:!?—]|\s(?:and|that|which|with|from|in|by|on|at|for)\b|$")
_DEFINITE = frozenset({"the", "this", "that", "his", "her", "its", "their", "our", "my"})


def find_material_mentions(prose: Prose) -> Iterator[MaterialMention]:
    """Things of one piece with their material, where the narrator says it outside speech and comparison."""
    text, known = prose.text, material_of_word()
    word, left, right, behind, whole = _patterns()
    for found in word.finditer(text):
        material = known[found[0].lower()]
        window = text[max(0, found.start() - 90) : found.start()]
        before = left.search(window)
        determiner = before["det"].lower() if before else ""
        start = found.start() - len(window) + before.start() if before else found.start()
        end = found.end()
        if head := right.match(text, found.end(), found.end() + 60) or whole.match(
            text, found.end(), found.end() + 60
        ):
            end = head.end()
            if "det2" in head.groupdict():
                determiner = head["det2"].lower()
        else:
            head = behind.search(window)
            if head is None or not _STOPS.match(text, found.end()):
                continue
            determiner = head["det"].lower()
            start = found.start() - len(window) + head.start()
        if not prose.quoted(start, end) and not _IMAGE.search(text[max(0, start - 12) : start]):
            yield MaterialMention(
                start, end, head["noun"].lower(), material, determiner in _DEFINITE, determiner
            )


def by_noun(mentions: Iterator[MaterialMention]) -> dict[str, list[MaterialMention]]:
    """Mentions of each noun, in order."""
    grouped: dict[str, list[MaterialMention]] = defaultdict(list)
    for mention in mentions:
        grouped[mention.noun].append(mention)
    return {noun: sorted(found, key=lambda m: m.start) for noun, found in grouped.items()}


def only_one(prose: Prose, noun: str) -> bool:
    """The story seems to have one thing of that name: no plural, at most one indefinite, no *another*."""
    text = prose.text
    plural = rf"\b{noun}(?:e?s)\b|\b{noun[:-1]}(?:ies|ves)\b"
    ones = rf"\b(?:{alternatives(material_of_word())}) ones?\b|\b(?:real|other|better|new) one\b"
    if re.search(plural, text, re.IGNORECASE) or re.search(ones, text, re.IGNORECASE):
        return False
    some = "an?|another|one|each|every|any|some|no|other|second|first|new"
    indefinite = rf"\b(?:{some}) (?:[\w’'-]+,? ){{0,3}}?{noun}\b"
    return len(re.findall(indefinite, text, re.IGNORECASE)) <= 1


def changed_between(prose: Prose, start: int, end: int) -> bool:
    """Something between or around two mentions makes it another thing, or the thing another."""
    return bool(_OTHERS.search(prose.text[max(0, start - 60) : min(len(prose.text), end + 60)]))


def conflicts(one: str, other: str) -> bool:
    """Whether one thing of one piece cannot be of both materials; kinds of metal may stand for each other."""
    metals = {"iron", "brass", "silver", "gold", "lead"}
    if one == other or (one in metals and other in metals):
        return False
    soft = {"leather", "cloth", "paper", "plastic", "wax"}
    pair = {one, other}
    stony = {"stone", "bone", "ceramic"}
    return one in materials() and other in materials() and not pair <= soft and not pair <= stony
