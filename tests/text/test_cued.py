"""Expressions that look for their cues first find what the bare expressions find."""

from __future__ import annotations

import random
import re

import pytest

from detector.text.cued import Cued
from detector.text.cues import cues_of
from detector.text.numbers import HYPHEN, WORDS

_PATTERNS = [
    (rf"\b(?P<n>{WORDS}|\d{{1,3}}){HYPHEN}?\s?years?{HYPHEN}old (?P<who>[A-Z][\w’'-]+|[a-z]+)", re.I),
    (r"\b(?:found|another|others?|more) \w+ (?:in|of) the (?:red )?box(?:es)?\b", re.I),
    (r"(?<!\w)(?:one|two) days? (?:later|after)\b", 0),
    (r"\bthe (?P<a>\w+) of [^.\n]{0,20}? moon\b|\bblue moons?\b", re.I),
    (r"\b(?:had|was)\s+\w+ing\b", 0),
    (r"\b(?:is|no)\b", re.I),
]
_WORDS = [
    *("one", "two", "twenty", "year-old", "years-old", "boy", "Box", "boxes", "the", "red", "in", "of"),
    *("found", "another", "other", "day", "days", "later", "after", "moon", "Moons", "blue", "was", "going"),
    *("Another one of the red boxes", "a twenty-year-old boy", "the boy of two moon", "two days after", "no"),
    *("İs", "ſtand", "12", "-", "  ", ".", ".\n", "x" * 70, " " * 12),
]


@pytest.mark.parametrize(("pattern", "flags"), _PATTERNS)
def test_the_matches_are_those_of_the_bare_expression(pattern: str, flags: int) -> None:
    draw = random.Random(11)
    bare, cued = re.compile(pattern, flags), Cued(pattern, flags)
    met = 0
    for length in (3, 12, 60, 400) * 60:
        common = _WORDS[:-5] if draw.random() < 0.7 else _WORDS
        text = " ".join(draw.choice(common) for _ in range(length))
        start = draw.choice((0, 0, len(text) // 3))
        end = draw.choice((len(text), len(text), len(text) // 2))
        expected = [(m.span(), m.groups()) for m in bare.finditer(text, start, end)]
        assert [(m.span(), m.groups()) for m in cued.finditer(text, start, end)] == expected
        first = cued.search(text, start, end)
        assert (None if first is None else first.span()) == (expected[0][0] if expected else None)
        met += len(expected)
    assert met > 0


def test_a_rare_word_far_from_the_start_is_found_with_its_reach() -> None:
    cues = cues_of(r"\b(?:[a-z]+ )?(?:his|her) \d{1,3} years?-old son\b", 0)
    assert cues is not None
    assert cues.edge
    assert cues.words == (" year-old son", " years-old son")
    assert cues.reach == 60 + 1 + 3 + 3 + 1


def test_a_word_in_another_one_stands_further_in() -> None:
    cues = cues_of(r"\b(?:another|other)s?\b", 0)
    assert cues is not None
    assert (cues.words, cues.reach) == (("other",), 2)


@pytest.mark.parametrize("pattern", [r"\bis\b", r"\d+", r"(?:cat|\w+) x", r"(?:horse)?", r"[abcde]{3}"])
def test_what_has_no_long_word_has_no_cues(pattern: str) -> None:
    assert cues_of(pattern, 0) is None


def test_a_reach_that_nothing_bounds_is_none() -> None:
    cues = cues_of(r"\bthe [^.]* moon", 0)
    assert cues is not None
    assert cues.reach is None
