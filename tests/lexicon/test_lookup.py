"""Nouns are found by any form and by their class."""

from __future__ import annotations

import pytest

from detector.lexicon import head_noun, is_a, noun, nouns_of, only_a, senses


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("hammer", "hammer"),
        ("Hammers", "hammer"),
        ("bookshelves", "bookshelf"),
        ("knives", "knife"),
        ("benches", "bench"),
        ("axes", "axe"),
        ("workbenches", "workbench"),
        ("glasses", "glasses"),
        ("wine glasses", "wine glass"),
        ("vices", "vice"),
        ("horseshoes", "horseshoe"),
        ("chests of drawers", "chest of drawers"),
        ("scissors", "scissors"),
        ("wine-glasses", "wine glass"),
        ("rolling\u2011pins", "rolling pin"),
        ("wineglass", "wine glass"),
        ("four poster bed", "four-poster bed"),
        ("shepherd's crook", "shepherd's crook"),
    ],
)
def test_a_noun_is_found_by_any_of_its_forms(word: str, name: str) -> None:
    found = noun(word)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("word", ["", " ", "quickly", "xyzzy", "s", "the hammer", "hammer the"])
def test_what_is_no_noun_of_the_lexicon_is_none(word: str) -> None:
    assert noun(word) is None


def test_the_head_of_a_phrase_is_its_longest_known_ending() -> None:
    phrase = head_noun("the old oak rocking chairs")
    assert phrase is not None
    assert phrase.name == "rocking chair"
    assert head_noun("of the the") is None


def test_a_class_holds_for_all_classes_above_it() -> None:
    assert is_a("kettle", "vessel")
    assert is_a("kettles", "container")
    assert is_a("kettle", "thing")
    assert not is_a("kettle", "animal")
    assert not is_a("xyzzy", "thing")
    with pytest.raises(KeyError):
        is_a("kettle", "gadget")


def test_a_word_without_a_main_sense_claims_only_what_all_that_have_a_body_share() -> None:
    bat, crane = noun("bats"), noun("crane")
    assert bat is not None
    assert bat.senses == len(senses("bat")) == 2
    assert {sense.sense for sense in senses("bat")} == {"animal", "club"}
    assert (bat.alive, bat.form, bat.parts) == (None, None, ())
    assert is_a("bat", "mammal")
    assert is_a("bat", "sports_gear")
    assert not only_a("bat", "mammal")
    assert crane is not None
    assert crane.powered == ()


def test_a_word_with_a_main_sense_answers_it_and_still_tells_of_the_others() -> None:
    ring = noun("rings")
    assert ring is not None
    assert ring.size is not None
    assert ring.size[1] < 10
    assert ring.senses > 2
    assert is_a(ring, "sound")
    assert not only_a(ring, "jewellery")
    assert [sense for sense in senses("ring") if is_a(sense, "sound")]


def test_a_plural_that_is_a_noun_of_its_own_is_also_more_than_one_of_the_singular() -> None:
    assert {sense.name for sense in senses("glasses")} == {"glasses", "glass"}
    assert is_a("glasses", "vessel")
    assert not only_a("glasses", "vessel")


def test_nouns_of_lists_a_class_and_those_below_it() -> None:
    names = [entry.name for entry in nouns_of("container")]
    assert {"teapot", "jug", "sack"} <= set(names)
    assert names == sorted(names)
    assert "hammer" not in names
    with pytest.raises(KeyError):
        nouns_of("gadget")
