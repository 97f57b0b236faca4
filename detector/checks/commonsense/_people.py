"""Whom a word of a number statement means: an entity, the narrator, or who speaks."""

from __future__ import annotations

import re

from detector.checks.commonsense._told import Told
from detector.text.dialogue import Quote
from detector.text.numbers import VALUES

Person = int | str
_UNKNOWN = {
    "he": "he",
    "him": "he",
    "his": "he",
    "she": "she",
    "her": "she",
    "my": "i",
    "it": "it",
    "its": "it",
}
_NO_NAME = frozenset(
    ("the her his our their its she they that this there what who you your one all when").split()
)
_EPITHETS = frozenset("old young little poor dear big".split())
_I = frozenset(["i", "my", "me", "myself"])


def person_at(told: Told, offset: int, quotes: tuple[Quote, ...]) -> Person | None:
    """The person (or thing) whose words stand at the code point."""
    if offset < 0 or not told.tokens.start:
        return None
    tokens = told.tokens
    at = tokens.at(offset)
    word = tokens.lower[at]
    if word in _EPITHETS and at + 1 < len(tokens) and tokens.title[at + 1]:
        at, word = at + 1, tokens.lower[at + 1]
    if word in _I and tokens.quoted[at]:
        return _speaker(told, offset, quotes)
    if tokens.title[at] and len(word) > 2 and word not in _NO_NAME:
        known = [e for e in told.entities.entities if word in e.lemma.split()]
        named = next((e for e in known if e.person), None)
        return named.id if named is not None else word if tokens.pos[at] != "DET" else None
    if word in ("my", "his", "her", "the", "our", "their", "a", "an") or tokens.pos[at] in ("DET", "ADJ"):
        if word in ("his", "her", "my") and _is_owner(told, at):
            owner = told.entities.entity_at(at)
            return _only_one(told, _UNKNOWN[word]) if owner is None else owner.id
        at = told.tokens.head[at]
    for index in (at, at + 1, at - 1):
        if 0 <= index < len(tokens):
            entity = told.entities.entity_at(index)
            if entity is not None and entity.lemma.split("-")[0] not in VALUES:
                return entity.id
        if index == at and word in _UNKNOWN:
            return _only_one(told, _UNKNOWN[word])
    return None


def _only_one(told: Told, pronoun: str) -> Person:
    """The one person of the story that the pronoun can mean; the pronoun itself where there are several."""
    if pronoun not in ("he", "she"):
        return pronoun
    able = [e.id for e in told.entities.entities if e.person and e.gender in (pronoun, None)]
    return able[0] if len(able) == 1 else pronoun


def _is_owner(told: Told, at: int) -> bool:
    """The phrase speaks of the possessor (*her fiftieth birthday*), not of what is possessed."""
    head = told.tokens.head[at]
    return told.tokens.lemma[head] in ("birthday", "year", "life", "age", "fiftieth", "eightieth", "th") or (
        told.tokens.tag[head] == "JJ"
    )


def _speaker(told: Told, offset: int, quotes: tuple[Quote, ...]) -> Person | None:
    for quote in quotes:
        if quote.start <= offset < quote.end:
            if quote.speaker is None:
                return f"speaker {quote.start}"
            text = told.text
            for low, high in ((quote.end, quote.end + 90), (max(0, quote.start - 140), quote.start)):
                hit = re.search(rf"\b{re.escape(quote.speaker)}\b", text[low:high])
                if hit:
                    at = told.tokens.at(low + hit.end() - 1)
                    entity = told.entities.entity_at(at)
                    return entity.id if entity is not None else quote.speaker.lower()
    return None


def subject_at(told: Told, offset: int, quotes: tuple[Quote, ...]) -> Person | None:
    """Who the clause at the code point is about: its subject, or the subject of the clause it hangs on."""
    clause = told.clause(offset)
    for _ in range(3):
        if clause is None:
            return None
        if clause.subject is not None:
            return person_at(told, told.tokens.start[clause.subject.head], quotes)
        clause = told.clauses[clause.parent] if clause.parent is not None else None
    return None
