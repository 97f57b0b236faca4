"""Adjectives and states with what they can be true of (``corpora/lexicon/adjectives``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from detector.lexicon.files import lexicon_file
from detector.lexicon.materials import Material
from detector.lexicon.nouns import Noun
from detector.resources import resource


@dataclass(frozen=True, slots=True)
class State:
    """A state, the adjectives that say it, and what can be in it.

    Attributes:
        name: Its name in the lexicon.
        adjectives: The words for it.
        verbs: Verbs for getting into it.
        needs: A thing of a material with one of these properties can be so.
        also: So can a thing of one of these classes of noun, whatever it is of, in fact or in a figure.
        figurative: The words are often said of what is not matter.
        sure: Said of what cannot be so, it is an error, and hardly ever an image.
        why: The explanation; ``{what}`` and ``{state}`` stand for the words of the text.
    """

    name: str
    adjectives: tuple[str, ...]
    verbs: tuple[str, ...]
    needs: frozenset[str]
    also: frozenset[str]
    figurative: bool
    sure: bool
    why: str

    def fits(self, material: Material) -> bool:
        """Whether a thing of the material can be so. A state that needs no property fits any."""
        return not self.needs or bool(self.needs & material.properties)

    def allows(self, noun: Noun | None) -> bool:
        """Whether the noun's class can be so in spite of its material."""
        return noun is None or bool(self.also & (noun.kinds | {noun.name}))


@cache
def states() -> tuple[State, ...]:
    """Every state of every file, by file and place."""
    found = []
    for path in sorted(resource("corpora/lexicon/adjectives").glob("*.yml")):
        for row in lexicon_file(f"adjectives/{path.stem}"):
            found.append(
                State(
                    row["state"],
                    tuple(row["adjectives"].split()),
                    tuple(row.get("verbs", "").split()),
                    frozenset(row.get("needs", "").split()),
                    frozenset(row.get("also", "").split()),
                    row.get("figurative") == "yes",
                    row.get("sure") == "yes",
                    row["why"],
                )
            )
    return tuple(found)


@cache
def states_of(adjective: str) -> tuple[State, ...]:
    """The states that the adjective can say.

    >>> [state.name for state in states_of("rusted")]
    ['rust']
    """
    return tuple(state for state in states() if adjective in state.adjectives)
