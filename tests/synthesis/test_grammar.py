"""The story grammar: deterministic, varied, whole, and exact about what it breaks."""

from __future__ import annotations

import math
import re

import pytest

from detector.errors import UsageError
from detector.synthesis.grammar import GrammarStory, generate_story, plot_ids
from detector.synthesis.grammar_data import load_grammar
from detector.synthesis.grammar_overlap import nearest_overlaps
from detector.synthesis.inject_scenes import KINDS

MARKUP = re.compile(r"\{(?:a:)?[a-z_]{2,}[\d:a-z]*\}|<<|>>|\[[^\]]*\|[^\]]*\]|[\ue000-\ue002]")


@pytest.fixture(scope="module")
def stories() -> list[GrammarStory]:
    return [generate_story(seed) for seed in range(2000)]


def test_grammar_same_seed_same_story() -> None:
    rates = {"formula": 0.5, "commonsense": 0.5}
    assert [generate_story(seed, rates=rates) for seed in range(20)] == [
        generate_story(seed, rates=rates) for seed in range(20)
    ]


def test_grammar_a_pinned_seed_is_stable() -> None:
    story = generate_story(7, genre="sea", plot="fog_passage", typography="straight")
    assert (story.genre, story.plot) == ("sea", "fog_passage")
    assert story.text == generate_story(7, genre="sea", plot="fog_passage", typography="straight").text
    assert story.text != generate_story(8, genre="sea", plot="fog_passage", typography="straight").text


def test_grammar_has_room_for_variety() -> None:
    grammar = load_grammar()
    assert len(grammar.genres) >= 10
    assert len(set(plot_ids())) == len(plot_ids()) >= 150
    assert sum(genre.math for genre in grammar.genres.values()) == 1
    assert len(set(grammar.female) & set(grammar.male)) == 0


def test_grammar_no_two_of_2000_stories_are_alike(stories: list[GrammarStory]) -> None:
    assert len({story.text for story in stories}) == len(stories)
    assert max(nearest_overlaps([story.text for story in stories])) < 0.4


def test_grammar_every_story_is_whole(stories: list[GrammarStory]) -> None:
    for story in stories:
        assert 120 <= len(story.text.split()) <= 250, story.seed
        assert story.text.rstrip()[-1] in '.!?"”', story.seed
        first, last = story.text[: len(story.text) // 2], story.text[len(story.text) // 2 :]
        assert story.slots["hero"] in first, story.seed
        assert story.slots["hero"] in last, story.seed
        assert story.slots["objn"] in story.text[: len(story.text) * 2 // 3], story.seed
        assert story.slots["objn"] in last, story.seed


def test_grammar_leaves_no_markup(stories: list[GrammarStory]) -> None:
    for story in stories:
        for text in (story.text, story.prompt, story.reasoning):
            assert not MARKUP.search(text), (story.seed, text)
            assert "  " not in text, (story.seed, text)


def test_grammar_requests_and_plans_fit_the_story(stories: list[GrammarStory]) -> None:
    named = sum(story.slots["hero"] in story.prompt for story in stories)
    assert named > 1000
    for story in stories:
        about = [story.slots[key] for key in ("hero", "objn", "role", "place", "friend_role")]
        assert any(name in story.prompt for name in about) or story.slots["foe"] in story.prompt, story.prompt
        assert 5 <= len(story.reasoning.split()) <= 70


def test_grammar_clean_stories_keep_every_fact(stories: list[GrammarStory]) -> None:
    for story in stories:
        assert story.injections == ()
        assert all(fact.kept for fact in story.facts)
        for fact in story.facts:
            assert fact.spans
            assert all(story.text[span.start : span.end] == span.text for span in fact.spans)


def test_grammar_formulas_stand_only_where_mathematics_belongs(stories: list[GrammarStory]) -> None:
    with_formula = {story.genre for story in stories if any(fact.kind == "formula" for fact in story.facts)}
    assert with_formula == {story.genre for story in stories if story.expects_formula} == {"school"}


def test_grammar_all_kinds_of_fact_occur(stories: list[GrammarStory]) -> None:
    assert {fact.kind for story in stories for fact in story.facts} == {*KINDS, "formula"}


@pytest.mark.parametrize("rate", [0.08, 0.3, 0.7])
def test_grammar_rates_are_respected(rate: float) -> None:
    count = 1500
    stories = [generate_story(seed, rates={"formula": rate, "commonsense": rate}) for seed in range(count)]
    prose = [story for story in stories if not story.expects_formula]
    formula = sum(any(found.kind == "formula" for found in story.injections) for story in prose)
    commonsense = sum(any(found.kind == "commonsense" for found in story.injections) for story in stories)
    for hits, size in ((formula, len(prose)), (commonsense, count)):
        assert abs(hits - rate * size) < 4 * math.sqrt(size * rate * (1 - rate))
    assert not any(
        found.kind == "formula" for story in stories if story.expects_formula for found in story.injections
    )


def test_grammar_rates_change_only_what_is_broken() -> None:
    for seed in range(200):
        clean = generate_story(seed)
        broken = generate_story(seed, rates={"commonsense": 1.0})
        assert (clean.prompt, clean.reasoning, clean.slots) == (broken.prompt, broken.reasoning, broken.slots)
        assert clean.text != broken.text
        clean_sentences = set(re.split(r"(?<=[.!?])\s+", clean.text))
        changed = [one for one in re.split(r"(?<=[.!?])\s+", broken.text) if one not in clean_sentences]
        assert 1 <= len(changed) <= 3, (seed, changed)


def test_grammar_short_stories_have_a_paragraph_a_beat() -> None:
    for seed in range(200):
        short, long = generate_story(seed, short=True), generate_story(seed)
        assert (short.plot, short.slots, short.prompt) == (long.plot, long.slots, long.prompt)
        assert len(short.text.split("\n\n")) == 6
        assert len(short.text) <= len(long.text) + 200
        assert all(short.text[span.start : span.end] == span.text for f in short.facts for span in f.spans)


def test_grammar_plans_name_everyone_with_a_pronoun() -> None:
    for seed in range(200):
        story = generate_story(seed)
        for who, he in (("hero", "he"), ("friend", "fhe")):
            assert story.slots[who] in story.reasoning
            assert f"({story.slots[he]})" in story.reasoning
        for key in ("obj", "place", "place2", "foe"):
            assert story.slots[key] in story.reasoning


def test_grammar_typography_is_as_asked() -> None:
    for seed in range(30):
        straight = generate_story(seed, typography="straight").text
        curly = generate_story(seed, typography="curly").text
        assert "“" not in straight
        assert '"' not in curly
        assert len(straight) == len(curly)


@pytest.mark.parametrize(
    ("kwargs", "named"),
    [
        ({"genre": "opera"}, "opera"),
        ({"genre": "sea", "plot": "three_wishes"}, "three_wishes"),
        ({"rates": {"spelling": 0.1}}, "spelling"),
        ({"rates": {"formula": 1.5}}, "formula"),
        ({"typography": "gothic"}, "gothic"),
    ],
)
def test_grammar_refuses_what_it_does_not_know(kwargs: dict[str, object], named: str) -> None:
    with pytest.raises(UsageError, match=named):
        generate_story(1, **kwargs)  # type: ignore[arg-type]
