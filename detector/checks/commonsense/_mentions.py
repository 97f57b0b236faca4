"""Mentions of one thing with the materials the narrator gives it; whether two can be the same thing."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from detector.checks.commonsense._lexicon import alternatives, material_of_word, materials, nouns
from detector.checks.commonsense._prose import Prose
from detector.checks.commonsense._stuff import Stuff
from detector.lexicon import nouns_of
from detector.text.cued import Cued

_CHANGED = Cued(
    r"\b(?:copy|copies|replica|imitation|replac\w+|instead|painted|looked like|shaped like|turned (?:to|"
    r"into)|"
    r"transform\w+|became|becom\w+|magic\w*|enchant\w*|spell|illusion|disguis\w*|veneer\w*|plated|"
    r"inlaid|bound|banded|"
    r"lined|covered|coated|clad|rebuilt|renovat\w+|swapped|exchanged|bought|for sale|studded|edged|"
    r"trimmed|framed|tipped|"
    r"topped|handled|half|part|side|dream\w*|morph\w*|shimmer\w*|chang\w+)\b",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"\b(?:was|were|is|are|be|became|become|like|as|seemed)\s+$", re.IGNORECASE)
_CLASSES = (
    "kitchenware vessel jewellery artwork toy ritual_object furniture seat structure fixture instrument "
    "headwear cutlery "
    "container box tool armour weapon component animal boat money timepiece light"
).split()
#: A room or a house has several, so that two materials seldom clash.
SEVERAL = frozenset(
    "door gate wall floor roof table chair bench box window cup plate knife key bed stairs counter desk "
    "shelf post panel "
    "fence pole beam house building step steps seat ceiling frame bottle glass block ball bar handle "
    "stick card ticket coin "
    "bag case drawer barrier sign rod pipe tower road street".split()
)
#: Of several materials at once, or of a material that says nothing of the thing.
_MIXED = frozenset(
    "window mirror lamp clock car phone computer machine engine gun pistol rifle revolver glass glasses "
    "lens light bulb "
    "necklace lantern watch piano guitar train house building city street road room".split()
)
_MORE = (
    "armour armor stick cane soldier comb veranda porch balcony gatepost jetty pier stile trough "
    "manger hearth mantelpiece doorstep tiara thimble"
).split()
#: Before a noun these say what it holds or how it looks as often as what it is of.
_LOOSE = frozenset(
    "soap sand salt chalk rope hide horn shell coral amber ash bark felt lace snow tile food chocolate "
    "sugar butter cheese "
    "bread plant flesh liquid yew poplar spruce larch feather fur foam pearl china shell".split()
)
_DEFINITE = frozenset({"the", "this", "that", "his", "her", "its", "their", "our", "my"})


@cache
def carriers() -> frozenset[str]:
    """Nouns for things that are in the main of one material."""
    found = set(nouns("one_piece"))
    for kind in _CLASSES:
        found.update(entry.name for entry in nouns_of(kind) if " " not in entry.name)
    found.update(_MORE)
    return frozenset(found - _MIXED)


def definite(thing: Stuff) -> bool:
    """``the``, a possessive or a demonstrative stands before it."""
    return thing.determiner in _DEFINITE or thing.determiner.endswith(("'s", "’s"))


def by_noun(prose: Prose, things: tuple[Stuff, ...]) -> dict[str, list[Stuff]]:
    """Told things of one piece by their noun, in order."""
    grouped: dict[str, list[Stuff]] = defaultdict(list)
    for thing in things:
        if thing.itself or thing.noun not in carriers() or thing.material.name in _LOOSE:
            continue
        if prose.quoted(thing.start, thing.end) or _IMAGE.search(
            prose.text[max(0, thing.start - 12) : thing.start]
        ):
            continue
        grouped[thing.noun].append(thing)
    return {noun: sorted(found, key=lambda thing: thing.start) for noun, found in grouped.items()}


def only_one(prose: Prose, noun: str) -> bool:
    """The story seems to have one thing of that name: no plural, at most one indefinite, no *another*."""
    text = prose.text
    plural = rf"\b{noun}(?:e?s)\b|\b{noun[:-1]}(?:ies|ves)\b"
    ones = r"\b(?:real|other|better|new|second) one\b"
    if re.search(plural, text, re.IGNORECASE) or re.search(ones, text, re.IGNORECASE):
        return False
    materials_named = (
        rf"\b(?:{alternatives(material_of_word())}) ones\b|\b(?:the|another|that) "
        rf"(?:{alternatives(material_of_word())}) one\b"
    )
    if re.search(materials_named, text, re.IGNORECASE):
        return False
    if re.search(rf"\b(?:other|another|second|spare) (?:[a-z]+ )?{noun}\b", text, re.IGNORECASE):
        return False
    some = "an?|another|one|each|every|any|some|no|other|second|first|new"
    indefinite = rf"\b(?:{some}) (?:(?!and\b|of\b|in\b|on\b|was\b)[\w’'-]+,? ){{0,3}}?{noun}\b"
    return len(re.findall(indefinite, text, re.IGNORECASE)) <= 1


def changed_between(prose: Prose, first: Stuff, later: Stuff) -> bool:
    """Something at the two mentions, or *another* of the noun between them, makes it another thing."""
    text = prose.text
    here = text[max(0, first.start - 60) : first.end + 100]
    there = text[max(0, later.start - 160) : later.end + 60]
    return bool(_CHANGED.search(here) or _CHANGED.search(there))


_KINDS = (
    frozenset(
        "oak pine walnut mahogany teak cedar maple elm birch ebony rosewood cherrywood bamboo cork "
        "wicker".split()
    ),
    frozenset("silk cotton velvet wool linen denim satin burlap".split()),
    frozenset("marble granite sandstone limestone basalt slate".split()),
)
_UPHOLSTERY = frozenset("silk cotton velvet wool linen satin".split())


def of_two_kinds(first: Stuff, later: Stuff) -> bool:
    """Both are of one family, but no one thing is of both: oak and mahogany, cotton and silk."""
    one, other = first.material.name, later.material.name
    if one == other:
        return False
    if "leather" in (one, other) and (one in _UPHOLSTERY or other in _UPHOLSTERY):
        return True
    return any(one in kinds and other in kinds for kinds in _KINDS)


def conflicts(one: str, other: str) -> bool:
    """Whether one thing of one piece cannot be of both families; kinds of metal may stand for each other."""
    metals = {"metal", "iron", "brass", "silver", "gold", "lead"}
    if one == other or (one in metals and other in metals):
        return False
    soft = {"leather", "cloth", "paper", "plastic", "wax"}
    pair = {one, other}
    stony = {"stone", "bone", "ceramic"}
    if pair & {"plant", "flesh", "food", "liquid"}:
        return False
    return one in materials() and other in materials() and not pair <= soft and not pair <= stony
