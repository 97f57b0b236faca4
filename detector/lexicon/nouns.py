"""A noun and what is true of the things it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from detector.lexicon.vocabulary import lineage

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Noun:
    """What is true of every ordinary thing of that name, in life and in realistic fiction.

    A fact that is unknown, or that differs between senses of the word, is None (or empty): it must never be
    taken for a denial.

    Attributes:
        name: The noun, singular unless it has none: ``pocket watch``, ``scissors``.
        classes: Its classes as the data gives them, the most specific ones.
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
        sense: Which of several senses this is (``club`` for a *bat*), None for the main one or all together.
        senses: How many senses of the word the lexicon tells apart.
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
    sense: str | None = None
    senses: int = 1


def merged(meanings: Sequence[Noun]) -> Noun:
    """One noun for all meanings of a word.

    The main meaning, which bears no sense; without one, only what all meanings that have a body agree in.
    """
    if len(meanings) == 1 and meanings[0].sense is None:
        return meanings[0]
    for noun in meanings:
        if noun.sense is None or len(meanings) == 1:
            return replace(noun, sense=None, senses=len(meanings))
    bodies = [noun for noun in meanings if "abstract" not in noun.kinds] or list(meanings)
    sizes = [noun.size for noun in bodies if noun.size is not None]
    known = len(sizes) == len(bodies)
    materials = [noun.materials for noun in bodies]
    classes = tuple(dict.fromkeys(name for noun in meanings for name in noun.classes))
    return Noun(
        name=meanings[0].name,
        classes=classes,
        kinds=frozenset().union(*(lineage(name) for name in classes)),
        materials=frozenset().union(*materials) if all(materials) else frozenset(),
        size=(min(low for low, _ in sizes), max(high for _, high in sizes)) if known else None,
        form=_agreed([noun.form for noun in bodies], None),
        floats=_agreed([noun.floats for noun in bodies], None),
        burns=_agreed([noun.burns for noun in bodies], None),
        parts=_agreed([noun.parts for noun in bodies], ()),
        number=_agreed([noun.number for noun in bodies], "count"),
        powered=_agreed([noun.powered for noun in bodies], ()),
        holds=_agreed([noun.holds for noun in bodies], None),
        alive=_agreed([noun.alive for noun in bodies], None),
        senses=len(meanings),
    )


def _agreed(values: Sequence[_T], otherwise: _T) -> _T:
    return values[0] if len(set(values)) == 1 else otherwise
