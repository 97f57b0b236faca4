"""Formulas as a story may carry them: drawn from the grammar's data, in several notations."""

from __future__ import annotations

import re
from random import Random

from detector.synthesis.grammar_data import Grammar

NOTATIONS = ("dollar", "paren", "display", "ascii", "unicode")
_LETTER = re.compile(r"(?<![A-Za-z\\])[NMK](?![A-Z])")


def draw_formula(grammar: Grammar, rng: Random, notation: str | None = None) -> tuple[str, str]:
    """A formula with its delimiters, and its notation.

    Args:
        grammar: Where formulas come from.
        rng: Decides which, its numbers and its notation.
        notation: One of ``NOTATIONS``; any if not given.
    """
    raw = rng.choice(grammar.formulas)
    notation = notation or rng.choice(NOTATIONS)
    numbers = {letter: str(rng.randrange(2, 98)) for letter in "NMK"}

    def numbered(text: str) -> str:
        return _LETTER.sub(lambda match: numbers[match.group()], text)

    if notation == "ascii":
        return numbered(raw["asc"]), notation
    if notation == "unicode":
        return numbered(raw["uni"]).replace("ᴺ", ""), notation
    tex = numbered(raw["tex"])
    if notation == "dollar":
        return f"${tex}$", notation
    if notation == "paren":
        return rf"\({tex}\)", notation
    return (f"$${tex}$$" if rng.random() < 0.5 else rf"\[{tex}\]"), notation
