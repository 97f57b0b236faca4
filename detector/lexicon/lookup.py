"""Look a noun up: by any of its forms, alone or at the end of a phrase."""

from __future__ import annotations

import re
from functools import cache

from detector.lexicon.inflection import singulars
from detector.lexicon.load import read_nouns
from detector.lexicon.nouns import Noun, merged
from detector.lexicon.vocabulary import CLASSES
from detector.resources import resource

_JOINS = re.compile("[\\s\u2010\u2011_-]+")
_LONGEST = 4


@cache
def _senses() -> dict[str, tuple[Noun, ...]]:
    found: dict[str, list[Noun]] = {}
    for entry in read_nouns(resource("corpora/lexicon/nouns")):
        found.setdefault(entry.name, []).append(entry)
    for name, meanings in found.items():
        if all(meaning.number == "plural" for meaning in meanings):  # "glasses" may be more than one glass
            for form in singulars(name)[1:]:
                meanings += found.get(form, [])
    return {name: tuple(meanings) for name, meanings in found.items()}


@cache
def _index() -> dict[str, Noun]:
    """By name, and by the name without its spaces and hyphens."""
    nouns = {name: merged(meanings) for name, meanings in _senses().items()}
    spaced = {name: noun for name, noun in nouns.items() if " " in name or "-" in name}
    return {
        **{_JOINS.sub("", name): noun for name, noun in spaced.items()},
        **{_JOINS.sub(" ", name): noun for name, noun in spaced.items()},
        **nouns,
    }


def _find(word: str) -> Noun | None:
    index = _index()
    for form in singulars(word):
        entry = index.get(form)
        if entry is not None:
            return entry
    return None


@cache
def noun(lemma: str) -> Noun | None:
    """The noun of that name, singular or plural, however it is spaced; None where the lexicon has none.

    Where a word has several senses, the answer is its main one; where none is, what all senses that have a
    body agree in. ``senses`` gives each, ``is_a`` and ``only_a`` ask all of them.

    >>> noun("Pocket-watches").name
    'pocket watch'
    """
    word = _JOINS.sub(" ", lemma.strip().lower())
    found = _find(word)
    return found if found is not None or " " not in word else _find(word.replace(" ", ""))


def head_noun(phrase: str) -> Noun | None:
    """The noun that a phrase is about: the longest that ends it (``the old kitchen table`` → *table*)."""
    words = _JOINS.sub(" ", phrase.strip().lower()).split(" ")
    for length in range(min(_LONGEST, len(words)), 0, -1):
        found = noun(" ".join(words[-length:]))
        if found is not None:
            return found
    return None


def senses(lemma: str) -> tuple[Noun, ...]:
    """Each sense of a word that the lexicon tells apart: *bat* the animal and *bat* the club."""
    found = noun(lemma)
    return () if found is None else _senses()[found.name]


def is_a(entry: Noun | str, kind: str) -> bool:
    """Whether it is of the class, or of one below it, in one of its senses; a word may be in any form.

    Raises:
        KeyError: There is no such class.
    """
    return any(_of(kind, sense) for sense in _meanings(entry))


def only_a(entry: Noun | str, kind: str) -> bool:
    """Whether it is of the class, or of one below it, in every one of its senses."""
    meanings = _meanings(entry)
    return bool(meanings) and all(_of(kind, sense) for sense in meanings)


def _meanings(entry: Noun | str) -> tuple[Noun, ...]:
    if isinstance(entry, str):
        return senses(entry)
    return (entry,) if entry.senses == 1 or entry.sense else _senses()[entry.name]


def _of(kind: str, sense: Noun) -> bool:
    if kind not in CLASSES:
        raise KeyError(kind)
    return kind in sense.kinds


@cache
def nouns_of(kind: str) -> tuple[Noun, ...]:
    """All nouns that are of the class, or of one below it, in one of their senses, in order of name.

    Raises:
        KeyError: There is no such class.
    """
    names = sorted(
        name for name, meanings in _senses().items() if any(_of(kind, sense) for sense in meanings)
    )
    return tuple(_index()[name] for name in names)
