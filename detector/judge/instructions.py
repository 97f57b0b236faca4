"""What the judge is told: read from one versioned file, and known by its digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from detector.judge.typography import Key, key
from detector.records import Category, Severity
from detector.resources import resource

FILE = "corpora/judge/instructions.yml"
CODES = (*(f"C{number:02}" for number in range(1, 15)), "F00")
_ERRORS = ("C01", "C02", "C03", "C05", "C06", "C07", "F00")
_NOTES = ("C08", "C10", "C11")


@dataclass(frozen=True)
class Instructions:
    """The judge's instructions.

    Attributes:
        version: Raised by hand when the meaning changes.
        sha256: Of the file; any change makes another judge.
        system: The part that every question begins with.
        kinds: Code to what the error is.
        examples: The texts of the instruction's own examples, folded, to know a parroted quote by.
        list_task: The form of the first question.
        refute_task: The form of the second one.
    """

    version: str
    sha256: str
    system: str
    kinds: dict[str, str]
    examples: tuple[Key, ...]
    list_task: str
    refute_task: str

    def parroted(self, quote: Key) -> bool:
        """Whether a quote comes from the examples."""
        return len(quote.text) >= 8 and any(quote.text in example.text for example in self.examples)


@lru_cache(maxsize=1)
def load_instructions() -> Instructions:
    """The shipped instructions.

    Raises:
        ResourceError: The file is missing.
    """
    import yaml

    data = resource(FILE).read_bytes()
    content: dict[str, Any] = yaml.safe_load(data)
    kinds = {code: str(content["kinds"][code]) for code in CODES}
    examples = content["examples"]
    listed = "\n".join(f"- {code} {what}" for code, what in kinds.items())
    given = "\n".join(
        json.dumps({"findings": [example]}, ensure_ascii=True, separators=(",", ":")) for example in examples
    )
    system = str(content["system"]).replace("{kinds}", listed).replace("{examples}", given)
    texts = [example[name] for example in examples for name in ("quote1", "quote2", "why")]
    return Instructions(
        version=str(content["version"]),
        sha256=hashlib.sha256(data).hexdigest(),
        system=system.strip(),
        kinds=kinds,
        examples=tuple(key(text) for text in texts),
        list_task=str(content["list"]).strip(),
        refute_task=str(content["refute"]).strip(),
    )


def category_of(code: str) -> Category:
    """The kind of failure that a code belongs to."""
    return Category.FORMULA if code.startswith("F") else Category.COMMONSENSE


def severity_of(code: str) -> Severity:
    """As grave as the rules of the same code are."""
    return Severity.ERROR if code in _ERRORS else Severity.NOTE if code in _NOTES else Severity.WARNING


def name_of(code: str, instructions: Instructions) -> str:
    """A code's name, in a word or three."""
    return instructions.kinds.get(code, code).partition(":")[0]
