"""The rules for endings told in a roundabout way (``corpora/lexicon/endings.yml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from detector.resources import resource

ANY = "*"
NAME = "name"
NUMBER = "#"


@dataclass(frozen=True, slots=True)
class Ending:
    """One way of telling an ending; the keys are explained in the data file.

    Attributes:
        frame: The frame that then holds.
        about: What the thing must be.
        thing: Its role in the clause.
        subject: Nouns of which the subject must be one; empty for any.
        object: The same of the object.
        prepositions: Prepositions of the place that must be told; empty where none must.
        places: Its nouns.
        said: Words of which one must be said.
        near: Words of which one must stand in the sentence.
        denied: Whether the clause must be a denial.
        passive: Whether it must be passive.
        no_object: Whether an object rules it out.
        far: Whether the place must be out of reach.
    """

    frame: str
    about: str
    thing: str
    subject: frozenset[str]
    object: frozenset[str]
    prepositions: frozenset[str]
    places: frozenset[str]
    said: frozenset[str]
    near: frozenset[str]
    denied: bool
    passive: bool
    no_object: bool
    far: bool


@cache
def endings() -> Mapping[str, tuple[Ending, ...]]:
    """Verb → the endings that its clause may tell.

    Raises:
        ResourceError: The file is missing (a damaged installation).
    """
    import yaml

    data = yaml.safe_load(resource("corpora/lexicon/endings.yml").read_text(encoding="utf-8"))
    found: dict[str, list[Ending]] = {}
    for entry in data:
        rule = _rule(entry)
        for verb in _words(entry["verbs"]):
            found.setdefault(verb, []).append(rule)
    return {verb: tuple(rules) for verb, rules in found.items()}


def _words(text: object) -> frozenset[str]:
    return frozenset(word.replace("_", " ") for word in str(text or "").split())


def _rule(entry: dict[str, Any]) -> Ending:
    where, _, nouns = str(entry.get("where", "")).partition(":")
    return Ending(
        frame=entry["frame"],
        about=entry["about"],
        thing=entry["thing"],
        subject=_words(entry.get("subject")) - {ANY},
        object=_words(entry.get("object") or entry.get("objects")),
        prepositions=frozenset(where.split(",")) - {""},
        places=frozenset(noun.lower() for noun in nouns.split(",")) - {""},
        said=_words(entry.get("said")),
        near=_words(entry.get("near")),
        denied=bool(entry.get("denied")),
        passive=bool(entry.get("passive")),
        no_object=bool(entry.get("no_object")),
        far=bool(entry.get("far")),
    )
