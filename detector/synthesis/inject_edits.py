"""Errors made of what the story itself says: a word of it changed, or a number taken up wrongly."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from detector.synthesis.inject_scenes import number_word
from detector.synthesis.story_places import boundaries

Span = tuple[int, int]
Edited = tuple[str, Span, Span]

_NUMBERS = {number_word(n): n for n in range(3, 21)}
_SPAN_OF_TIME = re.compile(
    rf"\b(?:for|after|last(?:ed|ing)?|took|spent|waited) "
    rf"(({'|'.join(_NUMBERS)}) (years|months|weeks|days|hours))\b"
)
_TIED_BACK = {
    "train": ("All those {0}!", "Those {0} had been long.", "It was hard to believe that it had been {0}."),
    "test": ("{0}, every one of them counted.", "What a stretch, those {0}.", "{0} was no small thing."),
}
#: Materials of very different kinds: none can be taken for another.
_MATERIALS = {
    "train": {"wooden": "glass|iron|leather", "iron": "wooden|paper|leather", "leather": "steel|glass|stone"},
    "test": {
        "oak": "marble|plastic|brass",
        "stone": "wicker|canvas|paper",
        "steel": "clay|pine|porcelain",
        "brass": "wooden|paper|leather",
        "glass": "oak|leather|stone",
        "wooden": "marble|concrete|plastic",
        "metal": "paper|wooden|clay",
        "plastic": "oak|bronze|granite",
        "marble": "wooden|canvas|tin",
        "paper": "iron|marble|oak",
    },
}


def edit_duration(text: str, rng: Random, split: str) -> Edited | None:
    """After a sentence of the story with "for three years": "Those six years had been long."."""
    ends = boundaries(text)
    options = []
    for match in _SPAN_OF_TIME.finditer(text):
        after = next((end for end in ends if end > match.end()), None)
        if after is not None and not re.search(r"[.!?…\n“\"]", text[match.end() : after - 1]):
            options.append((match, after))
    if not options:
        return None
    match, at = rng.choice(options)
    right = _NUMBERS[match[2]]
    wrong = rng.choice([n for n in range(2, 21) if abs(n - right) > 1])
    before, after_ = rng.choice(_TIED_BACK[split]).split("{0}")
    told = f"{number_word(wrong)} {match[3]}"
    told = told if before else told[0].upper() + told[1:]
    start = at + 1 + len(before)
    return f"{text[:at]} {before}{told}{after_}{text[at:]}", (start, start + len(told)), match.span(1)


def edit_material(text: str, rng: Random, split: str) -> Edited | None:
    """After "a wooden box", a later plain "the box" becomes "the glass box"."""
    table = _MATERIALS[split]
    names = "|".join(table)
    ends = boundaries(text)
    options: list[tuple[re.Match[str], int, str]] = []
    for first in re.finditer(rf"\b({names}) ([a-z]{{3,}})\b(?! [a-z]+ed\b)", text):
        noun = first[2]
        if noun.endswith(("s", "ing", "ly", "ed")) or re.search(
            rf"\b(?:another|other|new|second) {noun}\b", text
        ):
            continue
        if len(re.findall(rf"\b(?:{names}) {noun}\b", text)) > 1 or f"{noun}s" in text:
            continue
        later = re.search(
            rf"(?<=\bthe )({noun})\b(?=[.,;]| (?:was|had|and|in|on|with|from|to)\b)", text[first.end() :]
        )
        if later is None:
            continue
        at = first.end() + later.start()
        if any(first.end() <= end <= at for end in ends):
            options.append((first, at, rng.choice(table[first[1]].split("|"))))
    if not options:
        return None
    first, at, stuff = rng.choice(options)
    noun = first[2]
    return f"{text[:at]}{stuff} {text[at:]}", (at, at + len(stuff) + 1 + len(noun)), first.span()


EDITS: dict[str, tuple[str, Callable[[str, Random, str], Edited | None]]] = {
    "numbers:duration edited": ("C06", edit_duration),
    "static:material edited": ("C04", edit_material),
}
