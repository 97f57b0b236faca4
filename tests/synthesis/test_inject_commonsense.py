from __future__ import annotations

import re
from itertools import product

import pytest

from detector.errors import UsageError
from detector.synthesis.inject_commonsense import KINDS, inject_commonsense, kinds_that_insert
from detector.synthesis.inject_draws import DRAWS, with_counted_quote
from detector.synthesis.inject_edits import edit_duration, edit_material
from detector.synthesis.inject_templates import Split, load_half

_SENTENCES = (
    "The tide went out beyond the breakwater.",
    "A dog slept under the cart.",
    "She had waited for three days.",
    "Nobody in the lane said anything about it.",
    "There was a wooden box on the shelf.",
    "Rain came over the roofs in the afternoon.",
    "She opened the box, and it was empty.",
    "The lane was quiet after that.",
)
STORY = " ".join(_SENTENCES) + "\n\n" + " ".join(_SENTENCES[:4]) + "\n\nHe’d never liked the wind."
SPLITS: tuple[Split, ...] = ("train", "test")
GROUPS = ("numbers", "static", "said-unsaid", "state")


@pytest.mark.parametrize(("kind", "split"), list(product(KINDS, SPLITS)))
def test_inject_marks_both_ends_exactly(kind: str, split: Split) -> None:
    for seed in range(12):
        made = inject_commonsense(STORY, seed=seed, kind=kind, split=split)
        assert made is not None
        assert made.kind == kind
        assert not made.negative
        for start, end in ((made.start, made.end), *made.related):
            part = made.text[start:end]
            assert part
            assert part == part.strip()
        assert not re.search(r"[{}⟦⟧⟪⟫\ue000-\ue002]|<said>|\bNone\b|  ", made.text)
        for start, end in made.related:
            assert end <= made.start or made.end <= start or (made.start <= start and end <= made.end)


@pytest.mark.parametrize("split", SPLITS)
def test_inject_keeps_the_rest_of_the_story(split: Split) -> None:
    for kind in kinds_that_insert():
        made = inject_commonsense(STORY, seed=3, kind=kind, split=split)
        assert made is not None
        rest = made.text
        for sentence in (*_SENTENCES, "He’d never liked the wind."):
            assert sentence in rest


@pytest.mark.parametrize("split", SPLITS)
def test_inject_negative_is_another_text_for_the_same_scene(split: Split) -> None:
    for kind in kinds_that_insert():
        bad, good = (
            inject_commonsense(STORY, seed=5, kind=kind, split=split, negative=flag) for flag in (False, True)
        )
        assert bad is not None
        assert good is not None
        assert good.negative
        assert good.template == bad.template
        assert good.text != bad.text


def test_inject_same_seed_same_story_and_kinds_have_codes() -> None:
    for kind in KINDS:
        one, two = (inject_commonsense(STORY, seed=9, kind=kind) for _ in range(2))
        assert one == two
        assert one is not None
        assert re.fullmatch(r"C\d\d", one.code)


def test_inject_ends_lie_up_to_forty_sentences_apart() -> None:
    long = " ".join(f"The {word} stood there for a while." for word in ["gate", "wall"] * 60)
    far = []
    for seed in range(60):
        made = inject_commonsense(long, seed=seed, kind="state:gone")
        assert made is not None
        far.append(made.text[made.related[0][1] : made.start].count(". "))
    assert min(far) <= 3
    assert 20 <= max(far) <= 41


def test_inject_straightens_quotes_where_the_story_has_straight_ones() -> None:
    plain = STORY.replace("’", "'")
    for seed in range(20):
        made = inject_commonsense(plain, seed=seed, kind="numbers:words")
        assert made is not None
        assert not re.search("[“”‘’]", made.text)


def test_inject_story_without_a_place_gives_nothing() -> None:
    assert inject_commonsense("One line", seed=1, kind="state:gone") is None
    assert inject_commonsense("It rained. It stopped. It rained again.", seed=1, kind=KINDS[-1]) is None


def test_inject_unknown_kind_is_refused() -> None:
    with pytest.raises(UsageError, match="no kind"):
        inject_commonsense(STORY, seed=1, kind="numbers:nothing")


def test_inject_halves_share_no_template_person_or_thing() -> None:
    train, test = (load_half(split) for split in SPLITS)
    assert not {t.name for t in train.templates} & {t.name for t in test.templates}
    assert not {p.name for p in train.people} & {p.name for p in test.people}
    told = [{line for t in half.templates for line in (*t.first, *t.bad, *t.good)} for half in (train, test)]
    assert not told[0] & told[1]
    things = [
        {s[name] for t in half.templates for s in t.sets for name in ("thing", "place", "quote") if name in s}
        for half in (train, test)
    ]
    assert not things[0] & things[1]


@pytest.mark.parametrize("split", SPLITS)
def test_inject_each_group_has_a_dozen_templates(split: Split) -> None:
    templates = load_half(split).templates
    for group in GROUPS:
        assert sum(t.kind.startswith(group) for t in templates) >= 12
    assert {t.kind for t in templates} == set(kinds_that_insert())


def test_inject_draws_are_what_they_say() -> None:
    from random import Random

    words = {w: n for n, w in enumerate(_number_words())}
    for seed in range(200):
        age = DRAWS["age"](Random(seed))
        assert words[age["age"]] + words[age["years"]] == words[age["later"]] != words[age["wrong"]]
        assert int(age["born"]) + words[age["later"]] == int(age["year"])
        rest = DRAWS["remainder"](Random(seed))
        assert words[rest["n"]] - words[rest["k"]] == words[rest["rest"]] != words[rest["wrong"]]
        days = DRAWS["weekday"](Random(seed))
        assert len({days["day"], days["next"], days["wrong"]}) == 3
        assert days["wrong"] not in (days["prev"], days["after"])
        listed = DRAWS["listed"](Random(seed))
        assert len(re.split(", | and ", listed["names"])) == words[listed["right"]] != words[listed["n"]]
    quote = with_counted_quote({"shift": "1", "quote": "Meet me there"})
    assert (quote["right"], quote["wrong"]) == ("three", "four")


def _number_words() -> list[str]:
    from detector.synthesis.inject_scenes import number_word

    return [number_word(n) for n in range(100)]


def test_inject_edits_use_what_the_story_says_twice() -> None:
    from random import Random

    made = edit_material(STORY, Random(1), "train")
    assert made is not None
    text, (start, end), (first, last) = made
    assert text[start:end].endswith(" box")
    assert "wooden" not in text[start:end]
    assert text[first:last] == "wooden box"
    made = edit_duration(STORY, Random(1), "test")
    assert made is not None
    text, (start, end), (first, last) = made
    assert text[first:last] == "three days"
    assert text[start:end].endswith("days")
    assert "hree" not in text[start:end]
