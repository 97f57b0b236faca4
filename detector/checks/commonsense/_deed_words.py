"""The words for deeds: which verbs and nouns say one thing in other words (``corpora/lexicon/deeds.yml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from detector.lexicon import is_a, noun
from detector.resources import resource


@dataclass(frozen=True, slots=True)
class Being:
    """What being somebody rules out (*an only child*): kin, deeds, what one eats and drinks."""

    kin: frozenset[str]
    deeds: frozenset[str]
    eats: frozenset[str]
    why: str


@dataclass(frozen=True, slots=True)
class DeedWords:
    """The vocabulary.

    Attributes:
        verbs: Verb (with particle) → deeds it may be.
        nouns: Noun → deeds it speaks of.
        done: Participle or adjective → deeds it speaks of.
        wider: Word for many things → class of the lexicon it covers.
        covers: Word for many things → words it covers.
        beings: Word for somebody → what it rules out.
    """

    verbs: Mapping[str, frozenset[str]]
    nouns: Mapping[str, frozenset[str]]
    done: Mapping[str, frozenset[str]]
    wider: Mapping[str, str]
    covers: Mapping[str, frozenset[str]]
    beings: Mapping[str, Being]

    def kinds(self, verb: str) -> frozenset[str]:
        """The deeds a verb may be; always also itself."""
        return self.verbs.get(verb, frozenset()) | {f"={verb}"}


def _split(text: object) -> frozenset[str]:
    return frozenset(word.replace("_", " ") for word in str(text or "").split())


@cache
def deed_words() -> DeedWords:
    """The vocabulary of the shipped files.

    Raises:
        ResourceError: The file is missing (a damaged installation).
    """
    import yaml

    data, beings = (
        yaml.safe_load(resource(f"corpora/lexicon/{name}.yml").read_text(encoding="utf-8"))
        for name in ("deeds", "beings")
    )
    tables: dict[str, dict[str, frozenset[str]]] = {"verbs": {}, "nouns": {}, "done": {}}
    for name, entry in data["deeds"].items():
        for part, table in tables.items():
            for word in _split(entry.get(part)):
                table[word] = table.get(word, frozenset()) | {name}
    return DeedWords(
        tables["verbs"],
        tables["nouns"],
        tables["done"],
        dict(data["wider"]),
        {word: _split(text) for word, text in data["covers"].items()},
        {
            word: Being(
                _split(being.get("kin")), _split(being.get("deeds")), _split(being.get("eats")), being["why"]
            )
            for word, being in beings.items()
        },
    )


@lru_cache(maxsize=4096)
def covers(denied: str, asserted: str) -> bool:
    """Whether what is denied of one noun is denied of the other: the same, or one of its kind."""
    if denied == asserted:
        return True
    words = deed_words()
    if asserted in words.covers.get(denied, frozenset()):
        return True
    kind, entry = words.wider.get(denied), noun(asserted)
    return kind is not None and entry is not None and is_a(entry, kind)
