"""The lexicon that the common-sense checks read: materials and things, from ``corpora/lexicon``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from detector.lexicon import materials as lexicon
from detector.resources import resource


@dataclass(frozen=True, slots=True)
class Material:
    """A material and what is true of it.

    Attributes:
        name: Its name in the lexicon (``wood``).
        words: All words that can name it, longest first.
        sure: Those that name hardly anything else.
        rusts: Iron and its kin.
        burns: In an ordinary fire.
        floats: A solid piece of it, in water.
    """

    name: str
    words: tuple[str, ...]
    sure: tuple[str, ...]
    rusts: bool
    burns: bool
    floats: bool


@dataclass(frozen=True, slots=True)
class State:
    """A state that only some materials can be in.

    Attributes:
        name: Its name in the lexicon.
        words: Adjectives for it.
        verbs: Past forms that say it of a thing (``the planks had rusted``).
        not_of: Materials it cannot be true of.
        why: The explanation; ``{what}`` and ``{state}`` stand for the words of the text.
    """

    name: str
    words: tuple[str, ...]
    verbs: tuple[str, ...]
    not_of: tuple[str, ...]
    why: str


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _load(name: str) -> dict[str, dict[str, Any]]:
    import yaml

    content: dict[str, dict[str, Any]] = yaml.safe_load(
        resource(f"corpora/lexicon/{name}.yml").read_text("utf-8")
    )
    return content


@cache
def materials() -> dict[str, Material]:
    """Every family of materials by name, with the words of all its members."""
    rows = list(lexicon.materials().values())
    found = {}
    for family in (row for row in rows if row.name == row.family):
        members = [row for row in rows if row.family == family.name]
        found[family.name] = Material(
            family.name,
            _longest_first({word for row in members for word in row.words}),
            _longest_first({word for row in members for word in row.sure}),
            "rusts" in family.properties,
            "burns" in family.properties,
            "floats" in family.properties,
        )
    return found


@cache
def states() -> tuple[State, ...]:
    """Every state of ``states.yml``."""
    return tuple(
        State(
            name,
            _longest_first(row["words"].split()),
            _longest_first(row["verbs"].split()),
            tuple(row["not_of"].split()),
            row["why"],
        )
        for name, row in _load("states").items()
    )


@cache
def things_of(materials_named: tuple[str, ...]) -> tuple[str, ...]:
    """Words for what is surely of one of the materials: the material's own nouns and things made of it."""
    found = {noun for name in materials_named for noun in nouns("made_of", name)}
    found |= {word for name in materials_named for word in materials()[name].sure}
    return _longest_first(found - _UNSURE)


_UNSURE = {
    *("wooden", "oaken", "woollen", "woolen", "beam", "beams", "board", "boards", "pane", "panes", "letter"),
    *("letters", "silk", "glass-ware", "scroll", "scrolls", "bandage", "stump", "slate", "slates", "veil"),
}


@cache
def material_of_word() -> dict[str, str]:
    """The material that a sure word names: ``{"oak": "wood", …}``."""
    return {word: material.name for material in materials().values() for word in material.sure}


@cache
def nouns(key: str, value: Any = True) -> tuple[str, ...]:
    """The nouns of all classes whose ``key`` is ``value`` (``nouns("one_piece")``, ``nouns("made_of",
    "wood")``).
    """
    found: set[str] = set()
    for row in _load("things").values():
        if row.get(key) == value:
            found.update(split_nouns(row["nouns"]))
    return _longest_first(found)


@cache
def nouns_of(kind: str) -> tuple[str, ...]:
    """The nouns of one class."""
    return _longest_first(split_nouns(_load("things")[kind]["nouns"]))


@cache
def places(kind: str) -> tuple[str, ...]:
    """Words of ``places.yml`` by kind: ``low`` and ``high`` rooms, ``building``, ``single_storey``."""
    line: Any = _load("places")[kind]
    return _longest_first(split_nouns(line))


def split_nouns(line: str) -> list[str]:
    """Nouns of a lexicon line: parted by ``|`` where it has one, so that they may hold spaces."""
    return [noun.strip() for noun in line.split("|")] if "|" in line else line.split()


def alternatives(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, longest first."""
    return "|".join(re.escape(word) for word in _longest_first(words))


def by_letter(words: Iterable[str]) -> str:
    """The same pattern as :func:`alternatives`, grouped by first letter: faster for many words."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word[1:])
    return "|".join(rf"{re.escape(first)}(?:{alternatives(rest)})" for first, rest in sorted(groups.items()))
