"""The oracle: reads a story of the grammar back, sentence by sentence, and says what is broken in it.

It knows the grammar's templates and nothing else: it shares no code with the checks. It is exact on stories
that the grammar made. A small model's story is read as far as it consists of the grammar's sentences; where
too little of it does, the oracle says that it cannot read the story.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from detector.synthesis.grammar_data import load_grammar
from detector.synthesis.oracle_facts import Stated, facts_of
from detector.synthesis.oracle_patterns import MATHS, Reading, load_book, sentences_of

READABLE = 0.85
"""The share of a story's sentences that must be read for the oracle to decide."""

_PIECE = re.compile(r"\S+")


@dataclass(frozen=True)
class Broken:
    """Something broken: ``text[start:end]`` is it.

    Attributes:
        category: formula or commonsense.
        kind: formula, or the kind of fact.
        start: First code point.
        end: One past the last.
        text: What stands there.
        related: (start, end) of what it contradicts, if anything.
    """

    category: str
    kind: str
    start: int
    end: int
    text: str
    related: tuple[int, int] | None = None


@dataclass(frozen=True)
class Truth:
    """What the oracle found.

    Attributes:
        read: Sentences that are the grammar's.
        sentences: Sentences in all.
        stated: The facts that the story states twice.
        broken: What is broken, in reading order.
        plots: The plots whose sentences stand in it, the commonest first.
        beats: The beats that its sentences belong to, as (plot, 1 to 4), in reading order; sentences that may
            be something else are left out.
        unread: Where the sentences that it could not read are.
    """

    read: int
    sentences: int
    stated: tuple[Stated, ...]
    broken: tuple[Broken, ...]
    plots: tuple[str, ...]
    beats: tuple[tuple[str, int], ...]
    unread: tuple[tuple[int, int], ...]

    @property
    def readable(self) -> bool:
        """Enough of the story is the grammar's, and every fact in it can be decided."""
        known = all(fact.kept is not None for fact in self.stated)
        return self.sentences > 0 and self.read / self.sentences >= READABLE and known

    def value(self, category: str) -> bool | None:
        """Whether the story has a failure of the category; None where it cannot be read."""
        if not self.readable:
            return None
        return any(found.category == category for found in self.broken)


def read_story(text: str, *, expects_formula: bool = False) -> Truth:
    """Read a story.

    Args:
        text: The story, as it was emitted.
        expects_formula: Mathematics belongs in it, as in the school genre, so that no formula is a failure.
    """
    plain = text.translate({0x201C: '"', 0x201D: '"', 0x2019: "'"})
    places = sentences_of(plain)
    book = load_book()
    per_sentence = [book.read(plain, start, end) for start, end in places]
    whole = _whole_templates(per_sentence)
    stated = [*facts_of(whole), *_materials(per_sentence)]
    broken = [
        Broken("commonsense", fact.kind, *fact.place, text[slice(*fact.place)], fact.related)
        for fact in stated
        if fact.kept is False
    ]
    if not expects_formula:
        broken += [
            Broken("formula", "formula", *place, text[slice(*place)])
            for place in _formulas(plain, places, per_sentence)
        ]
    plots = _plots(per_sentence)
    unread = tuple(place for place, found in zip(places, per_sentence, strict=True) if not found)
    return Truth(
        read=len(places) - len(unread),
        sentences=len(places),
        stated=tuple(sorted(stated, key=lambda fact: fact.place)),
        broken=tuple(sorted(broken, key=lambda found: found.start)),
        plots=plots,
        beats=_beats(per_sentence, plots),
        unread=unread,
    )


def _whole_templates(per_sentence: Sequence[Sequence[Reading]]) -> list[Reading]:
    """Readings of scenes all of whose sentences stand one after the other, merged, in order."""
    found: list[Reading] = []
    for at, readings in enumerate(per_sentence):
        for first in readings:
            if first.pattern.index:
                continue
            values = list(first.values)
            for step in range(1, first.pattern.source.size):
                later = per_sentence[at + step] if at + step < len(per_sentence) else ()
                next_one = next(
                    (
                        each
                        for each in later
                        if each.pattern.template == first.pattern.template and each.pattern.index == step
                    ),
                    None,
                )
                if next_one is None:
                    break
                values.extend(next_one.values)
            else:
                found.append(Reading(first.pattern, tuple(values)))
    return found


def _materials(per_sentence: Sequence[Sequence[Reading]]) -> list[Stated]:
    """Each mention of a thing with its material, against the first of the same thing."""
    grammar = load_grammar()
    mentions: dict[int, tuple[str, str, int, int]] = {}
    for readings in per_sentence:
        for reading in readings:
            scene = reading.pattern.source.kind == "material"
            for slot, value, start, end in reading.values:
                material, _, noun = value.lower().partition(" ")
                wanted = slot == "obj" or (scene and slot == "second")
                if wanted and material in grammar.materials and noun in grammar.objects:
                    mentions[start] = (material, noun, start, end)
    first: dict[str, tuple[str, int, int]] = {}
    found: list[Stated] = []
    for _, (material, noun, start, end) in sorted(mentions.items()):
        if noun not in first:
            first[noun] = (material, start, end)
        else:
            known, *place = first[noun]
            found.append(Stated("material", known == material, (start, end), (place[0], place[1])))
    return found


def _formulas(
    text: str, places: Sequence[tuple[int, int]], per_sentence: Sequence[Sequence[Reading]]
) -> list[tuple[int, int]]:
    """Where formulas stand: the grammar's prose has no digit and no mathematical sign."""
    found: list[tuple[int, int]] = []
    for (start, end), readings in zip(places, per_sentence, strict=True):
        if not MATHS.search(text, start, end):
            continue
        carried = [r.place("formula") for r in readings if r.pattern.source.kind == "carrier"]
        known = [place for place in carried if place and MATHS.search(text, *place)]
        found.append(min(known, key=lambda place: place[1] - place[0]) if known else _signs(text, start, end))
    return found


def _signs(text: str, start: int, end: int) -> tuple[int, int]:
    """From the first piece with a mathematical sign to the last, with the letter or call before it."""
    pieces = list(_PIECE.finditer(text, start, end))
    signs = [index for index, piece in enumerate(pieces) if MATHS.search(piece.group())]
    first = signs[0]
    while first and (len(pieces[first - 1].group()) == 1 or "(" in pieces[first - 1].group()):
        first -= 1
    low, high = pieces[first].start(), pieces[signs[-1]].end()
    while high > low and (text[high - 1] in ',;"' or (text[high - 1] in ".!?" and high >= end - 1)):
        high -= 1
    return low, high


def _plots(per_sentence: Sequence[Sequence[Reading]]) -> tuple[str, ...]:
    names = sorted(
        reading.pattern.source.name
        for readings in per_sentence
        for reading in readings
        if reading.pattern.source.kind == "beat"
    )
    counted = [(len(list(group)), name) for name, group in groupby(names)]
    return tuple(name for _, name in sorted(counted, key=lambda row: (-row[0], row[1])))


def _beats(per_sentence: Sequence[Sequence[Reading]], plots: Sequence[str]) -> tuple[tuple[str, int], ...]:
    found: list[tuple[str, int]] = []
    for readings in per_sentence:
        sources = [reading.pattern.source for reading in readings]
        if sources and all(source.kind == "beat" for source in sources):
            source = min(sources, key=lambda each: (plots.index(each.name), each.role))
            if found[-1:] != [(source.name, int(source.role))]:
                found.append((source.name, int(source.role)))
    return tuple(found)
