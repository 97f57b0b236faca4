"""Read the noun files: groups of nouns with shared facts, one file a theme.

A file is a list of groups. A group gives facts (``is``, ``of``, ``size``, ``form`` …) and ``nouns``: names
with facts of their own, which replace the group's, or a comma-separated line of names that have none. A bare
value is a size. ``bat (club)`` names one sense of *bat*, a name without brackets the main one; the same key
twice is an error. ``any`` takes a group's fact back; ``burns: material`` says as what it is made of.

    - is: tool
      of: wood iron steel
      form: rigid
      nouns:
        hammer: 20-45
        mallet: {of: wood rubber, size: 20-60}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from detector.errors import InputError
from detector.lexicon.nouns import Noun
from detector.lexicon.vocabulary import (
    ANSWERS,
    BURNING,
    CLASSES,
    FIREPROOF,
    FORMS,
    HOLDS,
    MATERIALS,
    NUMBERS,
    POWERS,
    lineage,
)

_UNITS = {"mm": 0.1, "cm": 1.0, "m": 100.0, "km": 100_000.0}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)(mm|cm|m|km)?-(\d+(?:\.\d+)?)(mm|cm|m|km)?", re.ASCII)
_NAME = re.compile(r"([^()\s]+(?: [^()\s]+)*)(?: \(([a-z -]+)\))?")
_UNKNOWN = "any"
_OF_MATERIAL = "material"
#: The facts a group or a noun may give, and the words each is chosen from (None: free).
_FACTS: dict[str, tuple[str, ...] | frozenset[str] | None] = {
    "is": frozenset(CLASSES),
    "of": MATERIALS,
    "size": None,
    "form": FORMS,
    "floats": ANSWERS,
    "burns": (*ANSWERS, _OF_MATERIAL),
    "parts": None,
    "number": NUMBERS,
    "powered": POWERS,
    "holds": HOLDS,
    "alive": ("yes", "no"),
}
_SEVERAL = frozenset({"is", "of", "powered"})


def read_nouns(folder: Path) -> Iterator[Noun]:
    """Every sense of every noun in the folder's ``*.yml``.

    Raises:
        InputError: A file is no list of groups, a fact or its value is unknown, a key is given twice.
    """
    seen: dict[str, Path] = {}
    for path in sorted(folder.glob("*.yml")):
        for group in _groups(path):
            for key, facts in _entries(path, group):
                if key in seen:
                    cure = f"Remove one, or name the senses apart: '{key} (sense)'."
                    raise InputError(path, f"'{key}' is in {seen[key].name} already.", cure)
                seen[key] = path
                yield _noun(path, key, facts)


def _groups(path: Path) -> list[dict[str, Any]]:
    import yaml

    # The base loader keeps every scalar a string ("no" stays "no"); C makes it fast where libyaml is there.
    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        groups = yaml.load(path.read_text("utf-8"), loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(path, f"not valid YAML: {error}", "Mend the file.") from error
    if not isinstance(groups, list) or not all(isinstance(group, dict) for group in groups):
        raise InputError(path, "not a list of groups.", "Begin each group with '- is: CLASS'.")
    return groups


def _entries(path: Path, group: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    shared = {name: value for name, value in group.items() if name != "nouns"}
    if "is" not in shared or "nouns" not in group:
        raise InputError(path, f"the group {shared} lacks 'is' or 'nouns'.", "Give both.")
    _check(path, f"the group of {shared['is']}", shared)
    nouns = group["nouns"]
    if isinstance(nouns, str):
        for name in nouns.split(","):
            yield name.strip(), shared
        return
    if not isinstance(nouns, dict):
        raise InputError(
            path, f"the nouns of {shared['is']} are neither a line nor a map.", "Write one of both."
        )
    for key, own in nouns.items():
        facts = own if isinstance(own, dict) else {"size": own} if own else {}
        _check(path, f"'{key}'", facts)
        yield key, {**shared, **facts}


def _check(path: Path, entry: str, facts: dict[str, Any]) -> None:
    for fact, value in facts.items():
        if fact not in _FACTS:
            cure = f"Use one of {', '.join(_FACTS)}."
            raise InputError(path, f"{entry}: no fact is called '{fact}'.", cure)
        if not isinstance(value, str):
            raise InputError(path, f"{entry}: '{fact}' is not a line of words.", "Write it as text.")
        wrong = _wrong(fact, value)
        if wrong:
            cure = f"Use one of {', '.join(sorted(_FACTS[fact] or ()))}."
            raise InputError(path, f"{entry}: '{fact}' cannot be '{wrong}'.", cure)


@cache
def _wrong(fact: str, value: str) -> str:
    """The first word of a value that the fact cannot have; empty where all is well."""
    allowed = _FACTS[fact]
    if allowed is None or (value == _UNKNOWN and fact != "is"):
        return ""
    words = value.split() if fact in _SEVERAL else [value]
    return next((word or "nothing" for word in words or [""] if word not in allowed), "")


@cache
def _kinds(classes: str) -> frozenset[str]:
    return frozenset().union(*(lineage(name) for name in classes.split()))


@cache
def _words(line: str) -> tuple[str, ...]:
    return tuple(line.split())


@cache
def _set(line: str) -> frozenset[str]:
    return frozenset(line.split())


def _burns(answer: str | None, materials: frozenset[str]) -> str | None:
    """``material`` stands for: as whatever it can be made of does."""
    if answer != _OF_MATERIAL:
        return answer
    if not materials:
        return "depends"
    return "yes" if materials <= BURNING else "no" if materials <= FIREPROOF else "depends"


@cache
def _length(text: str) -> tuple[float, float] | None:
    found = _SIZE.fullmatch(text)
    if not found:
        return None
    high = float(found[3]) * _UNITS[found[4] or "cm"]
    low = float(found[1]) * _UNITS[found[2] or found[4] or "cm"]
    return (low, high) if 0 < low <= high else None


def _noun(path: Path, key: str, facts: dict[str, str]) -> Noun:
    named = _NAME.fullmatch(key)
    if named is None or key != key.lower():
        raise InputError(
            path, f"'{key}' is no name of a noun.", "Write it in lower case, a sense in brackets."
        )
    given = {fact: value for fact, value in facts.items() if value != _UNKNOWN}
    kinds = _kinds(given["is"])
    materials = _set(given.get("of", ""))
    return Noun(
        name=named[1],
        classes=_words(given["is"]),
        kinds=kinds,
        materials=materials,
        size=_size(path, key, given["size"]) if "size" in given else None,
        form=given.get("form"),
        floats=given.get("floats"),
        burns=_burns(given.get("burns"), materials),
        parts=tuple(part.strip() for part in given["parts"].split(",")) if "parts" in given else (),
        number=given.get("number", "count"),
        powered=_words(given.get("powered", "")),
        holds=given.get("holds"),
        alive=given["alive"] == "yes" if "alive" in given else "living" in kinds,
        sense=named[2],
    )


def _size(path: Path, key: str, text: str) -> tuple[float, float]:
    found = _length(text)
    if found is None:
        raise InputError(path, f"'{key}': '{text}' is no size.", "Write least-most: 5-20, 2-8m, 3mm-2cm.")
    return found
