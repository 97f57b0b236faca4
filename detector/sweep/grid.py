"""A sweep's YAML file: which settings are varied, and the cells that they make."""

from __future__ import annotations

import difflib
import hashlib
import itertools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detector.errors import InputError, StoryfaultError
from detector.generation.config import EngineConfig, GenerateConfig, make_config
from detector.generation.levels import named_model

MOST_CELLS = 1000
_TOP = ("model", "models", "prompts", "n", "epochs", "seed", "grid", "fixed")
_SETTINGS = (set(GenerateConfig.model_fields) | set(EngineConfig.model_fields)) - {"engine"}


@dataclass(frozen=True)
class Cell:
    """One point of the grid.

    Attributes:
        name: Its folder's: what is varied in it, and a digest of all its settings.
        model: The GGUF file.
        varied: What tells it from the others, as it stands in the file.
        options: All its settings, as ``make_config`` takes them.
    """

    name: str
    model: Path
    varied: dict[str, Any]
    options: dict[str, Any]


@dataclass(frozen=True)
class Grid:
    """A sweep.

    Attributes:
        prompts: The prompt file; the shipped set where it is None.
        n: Prompts to use; all where it is None.
    """

    cells: tuple[Cell, ...]
    prompts: Path | None
    n: int | None
    epochs: int
    seed: int


def read_grid(path: Path) -> Grid:
    """Read a sweep's file; relative paths in it are meant from its folder, or else from here.

    Raises:
        InputError: It is no such file, or what stands in it makes no grid; says where.
    """
    import yaml

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}.", "Name a YAML file.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: is no YAML: {' '.join(str(error).split())}.", "Mend the file.") from error
    if not isinstance(content, dict):
        raise _bad(path, "holds no mapping", "Begin with models: and grid:.")
    _require_known(path, content, _TOP, "")
    grid, fixed = (_mapping(path, content, name) for name in ("grid", "fixed"))
    _require_known(path, {**grid, **fixed}, sorted(_SETTINGS), " setting")
    if both := grid.keys() & fixed.keys():
        raise _bad(path, f"{min(both)} stands under grid and under fixed", "Leave one of them out.")
    for name, values in grid.items():
        if not isinstance(values, list) or not values:
            raise _bad(path, f"grid: {name} is no list of values", f"Write {name}: [one, another].")
        if len({_key(value) for value in values}) < len(values):
            raise _bad(path, f"grid: {name} holds a value twice", "Give every value once.")
    models = _models(path, content)
    n_cells = len(models)
    for values in grid.values():
        n_cells *= len(values)
    if n_cells > MOST_CELLS:
        raise _bad(path, f"the grid has {n_cells:,} cells", f"Vary less: {MOST_CELLS:,} is the most.")
    cells = []
    for model in models:
        for point in itertools.product(*grid.values()):
            chosen = dict(zip(grid, point, strict=True))
            varied = {**({"model": model.stem} if len(models) > 1 else {}), **chosen}
            options = {**fixed, **chosen}
            try:
                make_config(**options)
            except StoryfaultError as error:
                raise InputError(f"{path}: {error.message}", error.cure) from error
            cells.append(Cell(_name(model, varied, options), model, varied, options))
    numbers = {name: _number(path, content, name) for name in ("n", "epochs", "seed")}
    prompts = content.get("prompts")
    return Grid(
        tuple(cells),
        None if prompts is None else _file(path, prompts, "prompts"),
        numbers["n"],
        numbers["epochs"] or 1,
        1 if numbers["seed"] is None else numbers["seed"],
    )


def shown(value: Any) -> str:
    """A value as a table shows it."""
    return "–" if value is None else str(value)


def _models(path: Path, content: Mapping[str, Any]) -> list[Path]:
    if ("model" in content) == ("models" in content):
        raise _bad(path, "names no model, or names it twice", "Give models: [a.gguf, b.gguf].")
    given = content.get("models", [content.get("model")])
    if not isinstance(given, list) or not given or not all(isinstance(each, str) for each in given):
        raise _bad(path, "models is no list of files", "Give models: [a.gguf, b.gguf].")
    found = [_file(path, each, "models") for each in given]
    if len({model.stem for model in found}) < len(found):
        raise _bad(
            path, "two models have the same file name", "Rename one, so that the table tells them apart."
        )
    return found


def _file(path: Path, given: Any, what: str) -> Path:
    if not isinstance(given, str):
        raise _bad(path, f"{what} names no file", f"Give {what} a file's name.")
    beside = path.parent / given
    found = beside if beside.exists() else named_model(Path(given)) if what == "models" else Path(given)
    if not found.is_file():
        raise _bad(path, f"{what}: {given} is no file", "Mend its name.")
    return found


def _number(path: Path, content: Mapping[str, Any], name: str) -> int | None:
    value = content.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or (name != "seed" and value < 1):
        raise _bad(path, f"{name} is {value!r}", f"Give {name} a whole number, 1 or more.")
    return value


def _mapping(path: Path, content: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = content.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _bad(path, f"{name} is no mapping of settings", f"Write {name}: and settings under it.")
    return value


def _require_known(path: Path, given: Mapping[Any, Any], known: Any, what: str) -> None:
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, 1)
            cure = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(known)}."
            raise _bad(path, f"there is no{what or ' entry'} {name!r}", cure)


def _bad(path: Path, problem: str, cure: str) -> InputError:
    return InputError(f"{path}: {problem}.", cure)


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _name(model: Path, varied: Mapping[str, Any], options: Mapping[str, Any]) -> str:
    digest = hashlib.sha256(_key([model.stem, dict(options)]).encode()).hexdigest()[:8]
    parts = [f"{name}-{value}" for name, value in varied.items()]
    slug = re.sub(r"[^A-Za-z0-9.]+", "-", "_".join(parts))[:60].strip("-")
    return f"{slug or model.stem}-{digest}"
