"""The slot a formula fills: where in its paragraph and sentence it stands, and the words on either side."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detector.checks.formula._registers import pattern
from detector.checks.formula._vocabulary import words

_DETERMINERS = words("determiners")
_PREPOSITIONS = words("prepositions")
_LINKS = words("links")
_BE = words("be")
_PRONOUNS = words("pronouns")
_AUXILIARIES = words("auxiliaries")
_SIMILE = frozenset({"like", "as"})
_SENTENCE_END = re.compile(r"[.!?…][\"”’'*_)]*\s+(?=[\"“‘'*_(]*[A-Z])|\n+")
_LAST_WORD = re.compile(r"([\w’'-]+)[^\w]*$")
_ENDS = re.compile(r"[.!?…:][\"”’'*_)]*\s*$|^\s*$")
_CLOSES = re.compile(r"[\"”’'*_)]*(?:[.!?…]|\n|$)|\s+[\"“‘'*_(]*[A-Z]")
_LOCATIVE = re.compile(
    r"\b(?:under|underneath|beneath|below|above|beside|next to|across|along|round|around|over|on|in)\s"
    r"(?:(?:it|that|them|this|these|which|one)|(?:his|her|its|their|my|the|a|each)\s(?:\w+\s){0,2}?\w+)[,:]?\s*$",
    re.IGNORECASE,
)
_QUOTE_MARKS = " \t*_>\"“”‘’'(`"


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a span stands.

    Attributes:
        position: ``alone`` (a paragraph of its own), ``sentence`` (between two sentences) or ``inside`` one.
        before: What comes right before: ``determiner``, ``preposition``, ``simile``, ``link``, ``be``,
            ``presents``, ``shows``, ``names``, ``colon``, ``dash``, ``semicolon``, ``comma``, ``paren``,
            ``start`` or ``other``.
        after: What comes right after: ``end``, ``comma``, ``semicolon``, ``dash``, ``lower`` (prose goes
            on) or ``upper``.
        word_after: The kind of the next word of prose, where prose goes on: ``determiner``, ``preposition``,
            ``link``, ``pronoun``, ``auxiliary`` or ``other``; else empty.
        emphasis: Emphasis ends right before it or starts right after it, as around a quoted note.
        locative: Right before it a place is named for it: ``under that``, ``next to his hip``.
        lead: The part of its sentence before it.
        tail: The part of its sentence after it.
        previous: The sentence before.
        following: The sentence after.
    """

    position: str
    before: str
    after: str
    word_after: str
    emphasis: bool
    locative: bool
    lead: str
    tail: str
    previous: str
    following: str


def slot_of(before: str, after: str) -> Slot:
    """The slot between the two texts, which reach to the edges of the paragraph or beyond."""
    paragraph_before = before.rsplit("\n\n", 1)[-1]
    paragraph_after = after.split("\n\n", 1)[0]
    ends = [match.end() for match in _SENTENCE_END.finditer(before)]
    cut = ends[-1] if ends else 0
    lead = before[cut:]
    previous = before[ends[-2] if len(ends) > 1 else 0 : cut]
    after_ends = [match.end() for match in _SENTENCE_END.finditer(after)]
    stop = after_ends[0] if after_ends else len(after)
    following = after[stop : after_ends[1] if len(after_ends) > 1 else len(after)]
    return Slot(
        position=_position(paragraph_before, paragraph_after),
        before=_before(lead),
        after=_after(after),
        word_after=_word_after(after),
        emphasis=lead.rstrip(" :,")[-1:] in {"*", "_"} or after.lstrip(" ,.;")[:1] in {"*", "_"},
        locative=_LOCATIVE.search(lead[-60:]) is not None,
        lead=lead,
        tail=after[:stop],
        previous=previous,
        following=following,
    )


def _position(before: str, after: str) -> str:
    if not before.strip(_QUOTE_MARKS + "\n") and not after.strip(_QUOTE_MARKS + ").,;:!?\n"):
        return "alone"
    opens = not before.strip(_QUOTE_MARKS) or _ENDS.search(before) is not None
    return "sentence" if opens and _CLOSES.match(after) is not None else "inside"


def _before(lead: str) -> str:
    if lead.rstrip()[-1:] == "(":
        return "paren"
    stripped = lead.rstrip(_QUOTE_MARKS)
    if not stripped:
        return "start"
    for marks, kind in (
        (":", "colon"),
        ("—–-", "dash"),
        (";", "semicolon"),
        (",", "comma"),
        (".!?…", "start"),
    ):
        if stripped[-1] in marks:
            return kind
    match = _LAST_WORD.search(stripped)
    word = match[1].lower() if match else ""
    for known, kind in (
        (_SIMILE, "simile"),
        (_BE, "be"),
        (_DETERMINERS, "determiner"),
        (_PREPOSITIONS, "preposition"),
        (_LINKS, "link"),
    ):
        if word in known:
            return kind
    for name, kind in (("presents", "presents"), ("names_it", "names"), ("shows", "shows")):
        if pattern(name).fullmatch(word):
            return kind
    return "other"


def _after(after: str) -> str:
    stripped = after.lstrip(" \t*_`")
    if not stripped or stripped[0] in ".!?…\n)\"”’'":
        return "end"
    if stripped[0] in ";:":
        return "semicolon"
    if stripped[0] == ",":
        return "comma"
    if stripped[0] in "—–-":
        return "dash"
    return "upper" if stripped[0].isupper() else "lower"


def _word_after(after: str) -> str:
    match = re.match(r"[ \t*_,—–-]*([a-z’']+)", after)
    if match is None:
        return ""
    word = match[1]
    for known, kind in (
        (_DETERMINERS, "determiner"),
        (_PREPOSITIONS, "preposition"),
        (_LINKS, "link"),
        (_PRONOUNS, "pronoun"),
        (_AUXILIARIES, "auxiliary"),
    ):
        if word in known:
            return kind
    return "other"
