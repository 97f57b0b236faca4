"""How a stretch of text is meant: told as fact, or said, denied, supposed, dreamt, asked, compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from detector.text.cued import Cued


class Scope(str, Enum):
    """What a sentence or clause does with its content.

    Of a whole sentence the first that applies wins, in this order; a clause may have several
    (:mod:`detector.text.clauses`), and those after ``ASSERTED`` are known of clauses only.
    """

    QUOTED = "quoted"
    QUESTION = "question"
    IMAGINED = "imagined"
    CONDITIONAL = "conditional"
    NEGATED = "negated"
    FIGURATIVE = "figurative"
    HABITUAL = "habitual"
    ASSERTED = "asserted"
    MODAL = "modal"
    REPORTED = "reported"
    UNREALISED = "unrealised"
    IMPERATIVE = "imperative"
    REMEMBERED = "remembered"
    PROGRESSIVE = "progressive"
    PARTICIPIAL = "participial"


_CUES: tuple[tuple[Scope, Cued], ...] = (
    (
        Scope.IMAGINED,
        Cued(
            r"\b(?:dream\w*|nightmares?|hallucinat\w+|imagin\w+|pretend\w*|fantas(?:y|ies|iz\w+)|visions?|"
            r"delusions?|delirium|fever|joke\w*|riddles?|game|tale|legends?|myths?|rhyme|proverb|saying)\b",
            re.IGNORECASE,
        ),
    ),
    (
        Scope.CONDITIONAL,
        Cued(
            r"\b(?:if|unless|would|could|should|might|(?-i:may|will)|must|perhaps|maybe|possibly|probably|"
            r"suppos\w+|wish\w*|"
            r"hop(?:e|ed|ing)|whether|were to|ought|shall|going to|plan(?:ned)?|likely)\b|\w['’]d\b|"
            r"\w['’]ll\b",
            re.IGNORECASE,
        ),
    ),
    (
        Scope.NEGATED,
        Cued(
            r"\b(?:not|never|no|nor|neither|none|nothing|nobody|without|cannot|hardly|scarcely|refus\w+|"
            r"impossible|"
            r"instead of|rather than|failed to)\b|n['’]t\b",
            re.IGNORECASE,
        ),
    ),
    (
        Scope.FIGURATIVE,
        Cued(
            r"\b(?:as (?:if|though)|like an?|seem\w*|appear(?:ed|s) to|as \w+ as|metaphor\w*|felt like|"
            r"looked like|"
            r"almost|nearly|so to speak|sort of|kind of)\b",
            re.IGNORECASE,
        ),
    ),
    (
        Scope.HABITUAL,
        Cued(
            r"\b(?:always|usually|often|sometimes|every (?:day|night|morning|evening|week|month|year|time)|"
            r"used to|each (?:day|night|morning|evening|week|month|year|time)|whenever)\b",
            re.IGNORECASE,
        ),
    ),
)


def scope_cues(sentence: str) -> frozenset[Scope]:
    """Every scope that the sentence has a cue for; empty where it simply asserts."""
    found = {scope for scope, cue in _CUES if cue.search(sentence)}
    if sentence.rstrip("\"”’')* ").endswith("?"):
        found.add(Scope.QUESTION)
    return frozenset(found)


def sentence_scope(sentence: str) -> Scope:
    """The scope of a whole sentence: the first in ``Scope``'s order that has a cue, else asserted."""
    cues = scope_cues(sentence)
    return next((scope for scope in Scope if scope in cues), Scope.ASSERTED)


# One set of characters begins it, so that the engine skips from mark to mark.
_QUOTED = re.compile(
    r"[“\"«‘'](?:(?<=“)[^”\n]*(?:”|$)|(?<=\")[^\"\n]*(?:\"|$)|(?<=«)[^»\n]*(?:»|$)|"
    r"(?<=‘)(?<!\w‘)(?:[^‘\n]{1,1500}?[.,!?—…]’|[^‘’\n]{1,60}’)(?!\w)|(?<=')(?<!\w')(?:[^'\n]|"
    r"\w'\w){1,1500}?[.,!?—…]'(?!\w))",
    re.MULTILINE,
)


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Spans of quoted speech, marks included, in order.

    Curly and straight double quotes and guillemets, closed within the line; one that stays open runs to its
    end, as speech over several paragraphs is written. Single quotes count where closing punctuation stands
    before the last, or where they hold a few words without an apostrophe.
    """
    return [found.span() for found in _QUOTED.finditer(text)]


def inside(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether ``start:end`` lies within one of the sorted spans."""
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        if spans[middle][0] <= start:
            low = middle + 1
        else:
            high = middle
    return any(spans[i][0] <= start and end <= spans[i][1] for i in range(max(0, low - 3), low))
