"""Registers in which mathematics is at home, read from ``corpora/lexicon/formula_registers.yml``."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from detector.resources import resource


@cache
def _lexicon() -> dict[str, Any]:
    import yaml

    with resource("corpora/lexicon/formula_registers.yml").open(encoding="utf-8") as file:
        lexicon: dict[str, Any] = yaml.safe_load(file)
    return lexicon


def _words(patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns.split())})\b", re.IGNORECASE)


@cache
def registers() -> dict[str, re.Pattern[str]]:
    """Register (school, game …) → a pattern that finds its words."""
    return {name: _words(patterns) for name, patterns in _lexicon()["registers"].items()}


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Finds words of one of the lists beside ``registers``: ``presents``, ``names_it``, ``surfaces`` …"""
    return _words(_lexicon()[name])
