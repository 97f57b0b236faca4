"""Words of mathematics, as sets, read from ``corpora/lexicon/formula_words.yml``."""

from __future__ import annotations

from functools import cache

from detector.resources import resource


@cache
def _lists() -> dict[str, str]:
    import yaml

    with resource("corpora/lexicon/formula_words.yml").open(encoding="utf-8") as file:
        lists: dict[str, str] = yaml.safe_load(file)
    return lists


def words(name: str) -> frozenset[str]:
    """The word list called ``name``."""
    return frozenset(_lists()[name].split())


GREEK_NAMES = words("greek")
LATEX_COMMANDS = words("latex") | GREEK_NAMES
LATEX_STRONG = words("latex_strong")
LATEX_PLAIN = words("latex_plain")
FUNCTIONS = words("functions")
UNITS = words("units")
QUANTITIES = words("quantities")
QUANTITY_ADJECTIVES = words("quantity_adjectives")
SHORT_WORDS = words("short_words")
NEVER_AFTER_ARTICLE = words("never_after_article")
