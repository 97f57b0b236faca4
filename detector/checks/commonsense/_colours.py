"""Eyes, hair and coats of another colour than before: brown eyes that are blue, a white mare now black."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from detector.checks.base import Candidate
from detector.checks.commonsense._lexicon import alternatives
from detector.checks.commonsense._mentions import only_one
from detector.checks.commonsense._prose import Prose, clashes_with, plainly_told
from detector.lexicon.creatures import animals
from detector.text.cued import Cued
from detector.text.entities import read_entities
from detector.text.story import StoryDoc
from detector.text.tokens import read_tokens

_EYES = {
    "brown": "dark",
    "dark": "dark",
    "black": "dark",
    "hazel": "dark",
    "chestnut": "dark",
    "blue": "blue",
    "green": "green",
    "grey": "grey",
    "gray": "grey",
    "violet": "violet",
}
_HAIR = {
    "black": "dark",
    "raven": "dark",
    "dark": "dark",
    "jet-black": "dark",
    "blond": "fair",
    "blonde": "fair",
    "fair": "fair",
    "golden": "fair",
    "flaxen": "fair",
    "red": "red",
    "auburn": "red",
    "ginger": "red",
    "copper": "red",
}
_COAT = {
    "white": "white",
    "black": "black",
    "grey": "grey",
    "gray": "grey",
    "brown": "brown",
    "bay": "brown",
    "chestnut": "brown",
    "ginger": "ginger",
    "orange": "ginger",
    "dappled": "grey",
    "roan": "roan",
    "golden": "golden",
    "tabby": "tabby",
}
_CLEAR = {
    frozenset(pair)
    for pair in (
        ("dark", "blue"),
        ("dark", "green"),
        ("dark", "fair"),
        ("dark", "red"),
        ("fair", "red"),
        ("dark", "grey"),
        ("blue", "violet"),
        ("white", "black"),
        ("white", "brown"),
        ("black", "brown"),
        ("black", "grey"),
        ("black", "ginger"),
        ("white", "ginger"),
        ("brown", "grey"),
        ("brown", "ginger"),
        ("black", "golden"),
        ("white", "tabby"),
        ("black", "tabby"),
        ("white", "golden"),
    )
}
_OWN = r"(?P<own>[Hh]is|[Hh]er|[Mm]y|[A-Z][a-z]+[’']s)"
_ADJ = r"(?:(?:[a-z]+,? )(?:and )?){0,2}?"
_UNLIKE = Cued(
    r"\b(?:dye\w*|wig|lens(?:es)?|contacts?|glow\w*|gleam\w*|magic\w*|spell|chang\w*|turn\w*|shift\w*|disguis\w*|bleach\w*|colou?red|"
    r"paint\w*|dust\w*|soot|flour|mud\w*|snow|blood\w*|light|shadow\w*|like|as if|seem\w*|almost|"
    r"once|used to|years?|age|"
    r"aged|old age|streak\w*|tinge\w*|transform\w*|vampire\w*|demon\w*|dragon\w*|wolf|"
    r"heterochrom\w*|other|another|both|"
    r"twin|sister|brother|portrait|photo\w*|picture|dream\w*|morph\w*|moon\w*|firelight|"
    r"highlights?|roots|grey now|"
    r"candle\w*|lamp\w*|sun\w*|bruis\w*|rimmed|circles|ringed|flash\w*|shimmer\w*|flecked|flecks)\b",
    re.IGNORECASE,
)


def _told_colours(part: str, colours: dict[str, str]) -> re.Pattern[str]:
    names = alternatives(colours)
    return re.compile(
        rf"\b{_OWN} (?P<what>{_ADJ}(?P<c>{names}),? (?:[a-z]+ )??{part})\b(?! (?:brows|liner|pupils))|"
        rf"\b(?P<own2>[Hh]is|[Hh]er|[Mm]y|[A-Z][a-z]+[’']s) {part} (?:was|were|are|"
        rf"is) (?P<c2>(?:a )?(?:deep |dark |bright |pale |"
        rf"light |soft |clear )?(?P<c3>{names}))(?=[.,;:]| (?:and|as|like)\b)|"
        rf"\b(?P<own3>[Hh]e|[Ss]he|I|[A-Z][a-z]+) had (?:(?:[a-z]+ )??[a-z]+ (?:hair|"
        rf"eyes) and )??(?:[a-z]+ )??"
        rf"(?P<c4>{names}) {part}\b"
    )


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], dict[str, str]], ...]:
    return (("eyes", _told_colours("eyes", _EYES), _EYES), ("hair", _told_colours("hair", _HAIR), _HAIR))


@cache
def _coats() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?P<det>[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Mm]y|[Oo]ur|"
        rf"[Tt]heir) (?:[a-z]+ )??(?P<c>{alternatives(_COAT)}) "
        rf"(?P<noun>{alternatives(animals())})(?![\w’'-])"
    )


def clashing_colours(story: StoryDoc, prose: Prose) -> Iterator[Candidate]:
    """``Her eyes were brown … she lowered her blue eyes``; ``He rode a white mare. The black mare``"""
    for part, pattern, colours in _patterns():
        if part in prose.text:
            yield from _of_people(story, prose, part, pattern, colours)
    yield from _of_animals(prose)


def _of_people(
    story: StoryDoc, prose: Prose, part: str, pattern: re.Pattern[str], colours: dict[str, str]
) -> Iterator[Candidate]:
    entities, tokens = story.reading(read_entities), story.reading(read_tokens)
    known: dict[int | str, tuple[str, tuple[int, int], float]] = {}
    for found in pattern.finditer(prose.text):
        own = next(group for group in ("own", "own2", "own3") if found[group])
        at = tokens.at(found.start(own))
        entity, quality = entities.entity_at(at), entities.quality_at(at)
        gender = entity.gender if entity is not None else _PRONOUNS.get(found[own].lower())
        who = entity.id if entity is not None else gender
        colour = colours[(found["c"] or found["c3"] or found["c4"]).lower()]
        if (
            who is None
            or not plainly_told(prose, *found.span())
            or _UNLIKE.search(prose.around(found.start(), 0, 0))
        ):
            continue
        before = known.get(who)
        if before is None:
            known[who] = (colour, found.span(), quality)
            continue
        if frozenset((before[0], colour)) not in _CLEAR:
            continue
        lone = _lone(story, who, gender)
        sure = lone or (quality >= 0.8 and before[2] >= 0.8)
        why = f"The {part} are {before[0]} in one place and {colour} in another."
        yield _candidate(prose, found.span(), before[1], why, part, sure and part == "eyes", lone)
        return


_PRONOUNS = {"he": "he", "his": "he", "she": "she", "her": "she"}


def _lone(story: StoryDoc, one: int | str, gender: str | None) -> bool:
    """No other person of that gender is in the story."""
    others = story.reading(read_entities).entities
    return not any(e.person and e.id != one and e.gender in (gender, None) for e in others)


def _of_animals(prose: Prose) -> Iterator[Candidate]:
    known: dict[str, re.Match[str]] = {}
    for found in _coats().finditer(prose.text):
        noun, colour = found["noun"], _COAT[found["c"].lower()]
        first = known.setdefault(noun, found)
        if first is found or found["det"].lower() in ("a", "an"):
            continue
        before = _COAT[first["c"].lower()]
        if (
            frozenset((before, colour)) not in _CLEAR
            or found.start() - first.end() > 1500
            or not only_one(prose, noun)
        ):
            continue
        if not (plainly_told(prose, *first.span()) and plainly_told(prose, *found.span())):
            continue
        if _UNLIKE.search(prose.around(found.start(), 0, 0)) or _UNLIKE.search(
            prose.around(first.start(), 0, 0)
        ):
            continue
        why = f"The {noun} is {before} in one place and {colour} in another."
        near = found.start() - first.end() < 500 and first["det"].lower() in ("a", "an", "his", "her", "my")
        yield _candidate(prose, found.span(), first.span(), why, "coat", near, True)
        return


def _candidate(
    prose: Prose, span: tuple[int, int], other: tuple[int, int], why: str, part: str, sure: bool, lone: bool
) -> Candidate:
    return Candidate(
        "C04",
        *span,
        why,
        (clashes_with(prose.text, *other),),
        {"kind": f"colour_{part}", "distance": span[0] - other[1], "lone": lone, "sure": sure},
        scope="asserted",
        in_dialogue=False,
    )
