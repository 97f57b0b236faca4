"""The story grammar's data, read from ``corpora/grammar``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from detector.errors import InputError
from detector.resources import resource


@dataclass(frozen=True)
class Plot:
    """One plot or scene skeleton.

    Attributes:
        id: Unique over all genres.
        beats: Four beats, each with its paraphrases.
        hold: The beats (1 to 4) after which the hero has the object at hand.
        premise: The plot as a request would put it.
        plan: The plot as a writer would plan it.
        mix: Any paraphrase of a beat goes with any of the next; else the first go together, and the second.
        friend: The beat from which the friend is there; where not given, the first that names the friend.
        maths: Sentences with a formula that belongs, in genres where mathematics does.
    """

    id: str
    beats: tuple[tuple[str, ...], ...]
    hold: tuple[int, ...]
    premise: str
    plan: str
    mix: bool = True
    friend: int | None = None
    maths: tuple[str, ...] = ()


@dataclass(frozen=True)
class Genre:
    """A genre: its cast, its places, its sentences and the plots that only it tells."""

    id: str
    label: str
    ask: tuple[str, ...]
    math: bool
    animals: bool
    words: dict[str, tuple[str, ...]]
    lines: dict[str, tuple[str, ...]]
    plots: tuple[Plot, ...]


@dataclass(frozen=True)
class Grammar:
    """All data that a story is drawn from."""

    genres: dict[str, Genre]
    plots: tuple[Plot, ...]
    female: tuple[str, ...]
    male: tuple[str, ...]
    objects: dict[str, tuple[str, ...]]
    materials: tuple[str, ...]
    gifts: tuple[str, ...]
    items: tuple[tuple[str, str], ...]
    scenes: dict[str, Any]
    talk: dict[str, tuple[str, ...]]
    prompts: dict[str, tuple[str, ...]]
    formulas: tuple[dict[str, str], ...]
    formula_lines: dict[str, tuple[str, ...]]


def lines_of(block: str) -> tuple[str, ...]:
    """The non-empty lines of a literal block, each a paraphrase of the others."""
    return tuple(line.strip() for line in block.splitlines() if line.strip())


def _read(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise InputError(
            path, "is not valid YAML.", "Quote the value or mend the indent.", line=line
        ) from error


def _plot(raw: dict[str, Any], path: Path) -> Plot:
    try:
        return Plot(
            id=raw["id"],
            beats=tuple(lines_of(raw[f"b{number}"]) for number in range(1, 5)),
            hold=tuple(int(number) for number in str(raw["hold"]).split()),
            premise=raw["premise"],
            plan=raw["plan"],
            mix=raw.get("mix", True),
            friend=raw.get("friend"),
            maths=lines_of(raw.get("maths", "")),
        )
    except KeyError as error:
        problem = f"plot {raw.get('id', '?')} has no {error.args[0]!r}."
        raise InputError(path, problem, "Give it id, hold, premise, plan and b1 to b4.") from error


def _genre(path: Path) -> Genre:
    raw, tales = _read(path), path.parent.with_name("tales") / path.name
    plots = [*raw["plots"], *(_read(tales)["plots"] if tales.is_file() else ())]
    return Genre(
        id=path.stem,
        label=raw["label"],
        ask=_split(raw["ask"]),
        math=bool(raw.get("math", False)),
        animals=bool(raw.get("animals", False)),
        words={key: _split(raw[key]) for key in ("roles", "friends", "places", "foe", "wood", "devices")},
        lines={key: lines_of(raw[key]) for key in ("openings", "air", "endings", "endings_any")},
        plots=tuple(_plot(plot, path) for plot in plots),
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


@cache
def load_grammar() -> Grammar:
    """Read the shipped grammar (once).

    Raises:
        InputError: A file is not valid YAML, or a plot lacks a field.
        ResourceError: The corpus is not there.
    """
    root = resource("corpora/grammar")
    names, objects = _read(root / "names.yml"), _read(root / "objects.yml")
    formulas = _read(root / "formulas.yml")
    genres = {path.stem: _genre(path) for path in sorted((root / "genres").glob("*.yml"))}
    shared = [
        _plot(raw, path) for path in sorted((root / "plots").glob("*.yml")) for raw in _read(path)["plots"]
    ]
    return Grammar(
        genres=genres,
        plots=tuple(shared),
        female=tuple(names["female"].split()),
        male=tuple(names["male"].split()),
        objects={noun: tuple(materials.split()) for noun, materials in objects["objects"].items()},
        materials=tuple(objects["materials"].split()),
        gifts=lines_of(objects["gifts"]),
        items=tuple((one, many) for one, many in (line.split() for line in lines_of(objects["items"]))),
        scenes=_read(root / "scenes.yml"),
        talk={key: lines_of(block) for key, block in _read(root / "talk.yml").items()},
        prompts={key: lines_of(block) for key, block in _read(root / "prompts.yml").items()},
        formulas=tuple(formulas["formulas"]),
        formula_lines={key: lines_of(formulas[key]) for key in ("carriers", "belonging")},
    )
