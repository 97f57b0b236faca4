"""What containers can hold, and how large things are at least (``capacity.yml``, nouns)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from detector.lexicon import noun
from detector.lexicon.files import lexicon_file


@dataclass(frozen=True, slots=True)
class Container:
    """A container.

    Attributes:
        name: Its noun.
        length: The longest thing that any of its kind takes in, in centimetres.
        litres: What the largest of its kind holds.
    """

    name: str
    length: float
    litres: float


def _data() -> dict[str, dict[str, str]]:
    data: dict[str, dict[str, str]] = lexicon_file("capacity")
    return data


@cache
def containers() -> dict[str, Container]:
    """Every container by its noun."""
    found = {}
    for name, line in _data()["containers"].items():
        length, litres = line.split()
        found[name] = Container(name, float(length), float(litres))
    return found


@cache
def measures() -> dict[str, float]:
    """What one of a measure holds, in litres."""
    return {name: float(value) for name, value in _data()["measures"].items()}


@cache
def least_length(name: str) -> float | None:
    """How long the smallest thing of that name is, in centimetres; None where that is not known."""
    listed = _data()["large"].get(name)
    if listed is not None:
        return float(listed)
    known = noun(name)
    if known is None or known.size is None or known.senses > 1 or known.form in ("liquid", "gas", "powder"):
        return None
    return known.size[0]
