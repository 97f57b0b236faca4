"""Failures injected into grammar stories: the span of each kind is exact, and it really is a failure."""

from __future__ import annotations

import re

import pytest

from detector.synthesis.grammar import Fact, GrammarStory, Injection, generate_story
from detector.synthesis.inject_formula import NOTATIONS
from detector.synthesis.inject_scenes import KINDS, number_word

WORDS = {number_word(number): number for number in range(100)}


def _broken(kind: str, wanted: int = 25) -> list[tuple[GrammarStory, Injection, Fact]]:
    found = []
    for seed in range(4000):
        story = generate_story(seed, rates={kind: 1.0})
        for injection in story.injections:
            if injection.subkind == kind:
                found.append((story, injection, next(fact for fact in story.facts if not fact.kept)))
        if len(found) >= wanted:
            return found
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_inject_spans_are_exact(kind: str) -> None:
    cases = _broken(kind)
    assert len(cases) >= 10
    for story, injection, _ in cases:
        assert injection.kind == "commonsense"
        assert injection.text
        assert story.text[injection.start : injection.end] == injection.text
        for related in injection.related:
            assert story.text[related.start : related.end] == related.text
            assert related.start < injection.start
        if kind != "count":
            assert injection.related


def test_inject_formula_spans_are_exact_in_every_notation() -> None:
    seen = set()
    for seed in range(300):
        story = generate_story(seed, rates={"formula": 1.0})
        if story.expects_formula:
            continue
        (found,) = story.injections
        seen.add(found.subkind)
        assert story.text[found.start : found.end] == found.text
        assert re.search(r"\d|=|≤|<=|√|→|\\", found.text)
        if found.subkind == "dollar":
            assert found.text[0] == found.text[-1] == "$"
        if found.subkind == "paren":
            assert found.text.startswith(r"\(")
            assert found.text.endswith(r"\)")
        assert found.text not in generate_story(seed).text
    assert seen == set(NOTATIONS)


def test_inject_material_differs_from_the_first_mention() -> None:
    for _, injection, fact in _broken("material"):
        noun = fact.values["noun"]
        assert injection.text == f"{fact.values['other']} {noun}"
        assert injection.related[0].text == f"{fact.values['material']} {noun}"
        assert fact.values["other"] != fact.values["material"]


def test_inject_weekday_arithmetic_is_wrong_only_when_broken() -> None:
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    for _, injection, fact in _broken("weekday"):
        right = days[(days.index(injection.related[0].text) + fact.values["gap"]) % 7]
        assert injection.text != right
        assert fact.values["true"] == right


def test_inject_duration_arithmetic_is_wrong_only_when_broken() -> None:
    for _, _injection, fact in _broken("duration"):
        start, end = (
            WORDS[span.text.removesuffix(" o'clock").removesuffix(" o’clock").lower()] for span in fact.spans
        )
        assert start == fact.values["start"]
        assert start + fact.values["hours"] != end
    for seed in range(600):
        for fact in generate_story(seed).facts:
            if fact.kind == "duration":
                words = (re.sub(r" o['’]clock", "", span.text).lower() for span in fact.spans)
                start, end = (WORDS[word] for word in words)
                assert start + fact.values["hours"] == end


def test_inject_age_and_count_arithmetic_is_wrong_only_when_broken() -> None:
    for _, injection, fact in _broken("age"):
        assert WORDS[injection.text] != fact.values["age"] - fact.values["years"]
    for story, injection, fact in _broken("count"):
        a, b = fact.values["a"], fact.values["b"]
        right = b if f"{number_word(a + b)} {fact.values['item']}" in story.text.lower() else a + b
        assert WORDS[injection.text] != right
        assert WORDS[injection.text] > 0


def test_inject_possession_names_who_has_it() -> None:
    for story, injection, fact in _broken("possession"):
        sentence = next(
            s for s in re.split(r"(?<=[.!?])\s+|\n+", story.text[: injection.end + 60]) if injection.text in s
        )
        assert fact.values["thing"] in sentence
        assert fact.values["from"] == story.slots["hero"]
        assert fact.values["to"] == story.slots["friend"]
