"""A noun and what is true of the things it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detector.lexicon.vocabulary import lineage


@dataclass(frozen=True, slots=True)
class Noun:
    """What is true of every ordinary thing of that name, in life and in realistic fiction.

    A fact that is unknown, or that differs between two senses of the word, is None (or empty): it must
    never be taken for a denial.

    Attributes:
        name: The noun, singular unless it has none: ``pocket watch``, ``scissors``.
        classes: Its classes as the data gives them, most specific; of all senses.
        kinds: These and every class above them.
        materials: What it can plausibly be made of in the main; empty where it may be anything.
        size: Least and most length of its longest side, in centimetres.
        form: ``rigid``, ``soft``, ``liquid``, ``gas`` or ``powder``.
        floats: In water: ``yes``, ``no`` or ``depends``.
        burns: In an ordinary fire: ``yes``, ``no`` or ``depends``.
        parts: What it has, each a noun.
        number: ``count``, ``mass`` or ``plural`` (``scissors``).
        powered: What it can run on: ``battery``, ``mains``, ``fuel``, ``none`` (wound, pushed, pulled); empty
            for what does not run.
        holds: ``liquid``, ``small`` or ``anything``, for what contains.
        alive: Whether it lives: True, False, or None where the senses differ.
        senses: How many senses the lexicon tells apart.
    """

    name: str
    classes: tuple[str, ...]
    kinds: frozenset[str]
    materials: frozenset[str] = frozenset()
    size: tuple[float, float] | None = None
    form: str | None = None
    floats: str | None = None
    burns: str | None = None
    parts: tuple[str, ...] = ()
    number: str = "count"
    powered: tuple[str, ...] = ()
    holds: str | None = None
    alive: bool | None = False
    senses: int = 1


def merged(meanings: Sequence[Noun]) -> Noun:
    """One noun that is true of all meanings of a word: what they do not agree in becomes unknown."""
    if len(meanings) == 1:
        return meanings[0]
    classes = tuple(dict.fromkeys(name for noun in meanings for name in noun.classes))
    sizes = [noun.size for noun in meanings if noun.size is not None]
    materials = [noun.materials for noun in meanings]
    known = len(sizes) == len(meanings)
    return Noun(
        name=meanings[0].name,
        classes=classes,
        kinds=frozenset().union(*(lineage(name) for name in classes)),
        materials=frozenset().union(*materials) if all(materials) else frozenset(),
        size=(min(low for low, _ in sizes), max(high for _, high in sizes)) if known else None,
        form=_agreed([noun.form for noun in meanings]),
        floats=_agreed([noun.floats for noun in meanings]),
        burns=_agreed([noun.burns for noun in meanings]),
        parts=meanings[0].parts if len({noun.parts for noun in meanings}) == 1 else (),
        number=_agreed([noun.number for noun in meanings]) or "count",
        powered=meanings[0].powered if len({noun.powered for noun in meanings}) == 1 else (),
        holds=_agreed([noun.holds for noun in meanings]),
        alive=meanings[0].alive if len({noun.alive for noun in meanings}) == 1 else None,
        senses=len(meanings),
    )


def _agreed(values: Sequence[str | None]) -> str | None:
    return values[0] if len(set(values)) == 1 else None
