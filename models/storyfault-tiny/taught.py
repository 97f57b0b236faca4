"""The part of the grammar that the model is taught.

An hour on a part of one processor does not teach 153 plots and 796 names, so the model learns 69 plots, 256
names and 70 objects, and for the rest the first entries of each list. Other requests are new to it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from detector.synthesis.grammar_data import Genre, Grammar, load_grammar

_PLOTS, _OBJECTS, _GIFTS, _ITEMS = 3, 70, 30, 20
# How many entries at the end of a genre's lists are left out.
_LEFT_OUT = {"roles": 6, "friends": 5, "places": 8, "foe": 2, "openings": 2, "endings": 2}
# How many sentences of each kind of fact scene are taught.
_SCENES = {"material": 7, "possession": 5, "loss": 4, "weekday": 4, "duration": 3, "age": 3}


@cache
def taught() -> Grammar:
    """The shipped grammar, cut to what the model is taught."""
    grammar = load_grammar()
    path = Path(__file__).resolve().with_name("names.yml")
    names = yaml.safe_load(path.read_text(encoding="utf-8"))
    nouns = list(grammar.objects)[:_OBJECTS]
    return replace(
        grammar,
        genres={name: _genre(genre) for name, genre in grammar.genres.items()},
        female=tuple(names["female"].split()),
        male=tuple(names["male"].split()),
        objects={noun: grammar.objects[noun] for noun in nouns},
        materials=tuple(sorted({one for noun in nouns for one in grammar.objects[noun]})),
        gifts=grammar.gifts[:_GIFTS],
        items=grammar.items[:_ITEMS],
        scenes={kind: _scene(kind, data) for kind, data in grammar.scenes.items()},
    )


def _genre(genre: Genre) -> Genre:
    def cut(key: str, entries: tuple[str, ...]) -> tuple[str, ...]:
        return entries[: len(entries) - _LEFT_OUT.get(key, 0)]

    return replace(
        genre,
        words={key: cut(key, entries) for key, entries in genre.words.items()},
        lines={key: cut(key, entries) for key, entries in genre.lines.items()},
        plots=genre.plots[:_PLOTS],
    )


def _scene(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    if kind not in _SCENES:
        return data
    count = _SCENES[kind]
    setups = 4 if kind in ("weekday", "duration") else count
    return {
        role: "\n".join(block.strip().splitlines()[: setups if role == "setup" else count])
        for role, block in data.items()
    }
