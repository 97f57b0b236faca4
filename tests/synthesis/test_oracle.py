"""The oracle: exact on the grammar's own stories, silent about what it cannot read."""

from __future__ import annotations

import ast
import time
from pathlib import Path

import pytest

from detector.synthesis import oracle
from detector.synthesis.grammar import GrammarStory, generate_story
from detector.synthesis.oracle import read_story
from detector.synthesis.oracle_patterns import sentences_of

GIFT = 'Ada gave her red scarf to Otto. "Keep it," she said.'
RATES = {"formula": 0.5, "commonsense": 0.6}


@pytest.fixture(scope="module")
def stories() -> list[GrammarStory]:
    return [generate_story(seed, rates=RATES, short=seed % 2 == 0) for seed in range(9_000, 9_800)]


def test_oracle_finds_exactly_what_was_injected(stories: list[GrammarStory]) -> None:
    injected = 0
    for story in stories:
        truth = read_story(story.text, expects_formula=story.expects_formula)
        wanted = [(found.kind, found.start, found.end, found.text) for found in story.injections]
        assert [(b.category, b.start, b.end, b.text) for b in truth.broken] == wanted, story.seed
        injected += len(wanted)
    assert injected > 600


def test_oracle_names_the_kind_and_what_is_contradicted(stories: list[GrammarStory]) -> None:
    for story in stories:
        truth = read_story(story.text, expects_formula=story.expects_formula)
        for broken, known in zip(truth.broken, story.injections, strict=True):
            assert broken.kind == (known.subkind if known.kind == "commonsense" else "formula")
            if known.related:
                assert broken.related == (known.related[-1].start, known.related[-1].end), story.seed


def test_oracle_reads_every_sentence_and_the_plot(stories: list[GrammarStory]) -> None:
    for story in stories:
        truth = read_story(story.text, expects_formula=story.expects_formula)
        assert truth.readable, story.seed
        assert truth.unread == (), [story.text[slice(*place)] for place in truth.unread]
        assert story.plot in truth.plots
        assert truth.beats == tuple((story.plot, beat) for beat in range(1, 5)), story.seed


def test_oracle_finds_nothing_in_clean_stories() -> None:
    for seed in range(300):
        story = generate_story(seed)
        truth = read_story(story.text, expects_formula=story.expects_formula)
        assert truth.broken == ()
        assert (truth.value("formula"), truth.value("commonsense")) == (False, False)
        kinds = {fact.kind for fact in story.facts} - {"formula", "material"}
        assert kinds <= {fact.kind for fact in truth.stated}


@pytest.mark.parametrize(
    ("text", "kind", "span"),
    [
        ("There were two eggs by the door and three outside, six in all.", "count", "six"),
        ("There were two eggs by the door and three outside, five in all.", None, ""),
        ("Ada gave her red scarf to Otto. Even now Ada had the red scarf in her hand.", None, ""),
        (
            f"{GIFT} Even now Ada had the red scarf in her hand.",
            "possession",
            "the red scarf",
        ),
        (
            f"{GIFT} Otto still had the red scarf and held it close.",
            None,
            "",
        ),
        (
            "At two o'clock Ada began, and for three hours she did not stop. By then it was nine o'clock.",
            "duration",
            "nine o'clock",
        ),
        ("Ada was forty-six now and still got up before the sun.", None, ""),
        (
            "At forty-six, Ada was old enough to try. Ada had last felt like this at one, ten years before.",
            "age",
            "one",
        ),
        ("All this began on a Tuesday. Three days later it was Friday, and Ada was still there.", None, ""),
        (
            "All this began on a Tuesday. Three days later it was Monday, and Ada was still there.",
            "weekday",
            "Monday",
        ),
        (
            "The radio stood silent, and the room was very still. "
            "The battery of the radio was dead, and they had no other. "
            "Ada turned up the radio to hear the news.",
            "device",
            "radio",
        ),
        (
            "Ada weighed the brass key in her palm. Ada wiped the dust from the clay key with her thumb.",
            "material",
            "clay key",
        ),
    ],
)
def test_oracle_reads_facts_of_whole_templates_only(text: str, kind: str | None, span: str) -> None:
    broken = read_story(text).broken
    if kind is None:
        assert broken == ()
    else:
        (found,) = broken
        assert (found.category, found.kind, found.text) == ("commonsense", kind, span)


def test_oracle_says_nothing_about_what_it_cannot_read() -> None:
    text = (
        "Call me what you like. Some years ago I went to sea. The brass key was clay. It all came to 7 = 8."
    )
    truth = read_story(text)
    assert truth.sentences == 4
    assert not truth.readable
    assert truth.value("commonsense") is None
    assert read_story("").value("formula") is None


def test_oracle_garbled_formula_is_one_formula() -> None:
    text = "On the shelf it was quiet and \\(\\int_0^30 + 72$ in her bones."
    (found,) = read_story(text).broken
    assert found.text == "\\(\\int_0^30 + 72$"
    assert read_story(text, expects_formula=True).broken == ()


def test_oracle_sentences_cover_the_text() -> None:
    text = 'She asked, "Why?" and left. "Now!" he said. "Go." They went.\n\nAnd so x = 2. Done'
    found = [text[start:end] for start, end in sentences_of(text)]
    wanted = [
        'She asked, "Why?" and left.',
        '"Now!" he said.',
        '"Go."',
        "They went.",
        "And so x = 2.",
        "Done",
    ]
    assert found == wanted


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "the " * 30_000, "Ada gave " * 20_000, '". ' * 30_000, "\n\n" * 9_000]
)
def test_oracle_takes_hostile_text_in_its_stride(text: str) -> None:
    started = time.perf_counter()
    read_story(text)
    assert time.perf_counter() - started < 20


def test_oracle_shares_no_code_with_the_checks() -> None:
    folder = Path(oracle.__file__).parent
    for path in folder.glob("oracle*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                assert not name.startswith(("detector.checks", "detector.classifier", "detector.text")), path
