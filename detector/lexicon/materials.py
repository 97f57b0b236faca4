"""Materials: the words that name them, and what is true of them (``corpora/lexicon/materials.yml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from detector.lexicon.files import lexicon_file


@dataclass(frozen=True, slots=True)
class Material:
    """A material.

    Attributes:
        name: Its name: ``oak``.
        family: The family it belongs to: ``wood``; a family is a material too, of its own name.
        words: Every word that can name it, as an adjective or a noun.
        sure: Those that name hardly anything else before a noun.
        properties: What is true of every ordinary piece of it.
    """

    name: str
    family: str
    words: frozenset[str]
    sure: frozenset[str]
    properties: frozenset[str]


@cache
def materials() -> dict[str, Material]:
    """Every material by name.

    >>> materials()["oak"].family
    'wood'
    """
    data = lexicon_file("materials")
    found: dict[str, Material] = {}
    for family, row in data.items():
        shared = frozenset(row["is"].split())
        found[family] = Material(
            family, family, frozenset(row["words"].split()), frozenset(row["sure"].split()), shared
        )
        for name, facts in row.get("materials", {}).items():
            word = name.replace("_", "-")
            found[name] = Material(
                name,
                family,
                frozenset({word, *facts.get("words", "").split()}),
                frozenset(facts.get("sure", "").split()),
                _with(shared, facts.get("is", "").split()),
            )
    return found


def _with(shared: frozenset[str], changes: list[str]) -> frozenset[str]:
    gone = {change[1:] for change in changes if change.startswith("-")}
    return (shared - gone) | {change for change in changes if not change.startswith("-")}


@cache
def material_of_word() -> dict[str, Material]:
    """The material that a word can name, surely or not: ``{"oaken": oak, "golden": gold, …}``."""
    return {word: material for material in materials().values() for word in material.words}


@cache
def sure_words() -> frozenset[str]:
    """The words that name a material and hardly anything else."""
    return frozenset(word for material in materials().values() for word in material.sure)
