"""The shipped noun files: many, distinct, within their vocabularies, and right on facts that anyone knows."""

from __future__ import annotations

from collections import Counter

import pytest

from detector.lexicon import is_a, noun, nouns_of, senses
from detector.lexicon.load import read_nouns
from detector.lexicon.nouns import Noun
from detector.lexicon.vocabulary import ANSWERS, CLASSES, FORMS, HOLDS, MATERIALS, NUMBERS, POWERS
from detector.resources import resource

_FOLDER = resource("corpora/lexicon/nouns")


_COMMON = """
chisel teaspoon wardrobe overcoat brooch lantern dagger cello lorry rowboat cottage hallway padlock radio
dictionary
crate sandwich cider petrol tulip birch badger heron trout adder wasp blacksmith aunt elbow glacier
blizzard anklet
marionette altar velvet granite sawdust wedding sorrow tuesday comet shilling stethoscope
"""


@pytest.fixture(scope="module")
def all_senses() -> list[Noun]:
    return list(read_nouns(_FOLDER))


def test_nouns_are_many_and_most_that_have_a_body_have_facts(all_senses: list[Noun]) -> None:
    names = {entry.name for entry in all_senses}
    assert len(names) >= 2500
    artefacts = [entry for entry in all_senses if "artefact" in entry.kinds]
    assert len(artefacts) >= 1500
    assert sum(entry.size is not None for entry in artefacts) >= 0.9 * len(artefacts)
    assert sum(bool(entry.materials) for entry in artefacts) >= 0.7 * len(artefacts)


def test_every_sense_is_given_once(all_senses: list[Noun]) -> None:
    twice = [
        key for key, count in Counter((entry.name, entry.sense) for entry in all_senses).items() if count > 1
    ]
    assert twice == []


def test_every_value_is_of_its_vocabulary(all_senses: list[Noun]) -> None:
    for entry in all_senses:
        assert set(entry.classes) <= set(CLASSES), entry
        assert entry.materials <= MATERIALS, entry
        assert {entry.form} <= {None, *FORMS}, entry
        assert {entry.floats, entry.burns} <= {None, *ANSWERS}, entry
        assert entry.number in NUMBERS, entry
        assert set(entry.powered) <= set(POWERS), entry
        assert {entry.holds} <= {None, *HOLDS}, entry
        assert entry.size is None or 0 < entry.size[0] <= entry.size[1], entry


def test_every_class_and_every_material_is_used(all_senses: list[Noun]) -> None:
    assert set(CLASSES) <= {kind for entry in all_senses for kind in entry.kinds}
    assert {material for entry in all_senses for material in entry.materials} >= MATERIALS - {
        "gas",
        "graphite",
    }


def test_files_are_small() -> None:
    assert max(path.stat().st_size for path in _FOLDER.glob("*.yml")) <= 15_000


def test_what_holds_is_a_container_and_what_runs_is_an_artefact(all_senses: list[Noun]) -> None:
    for entry in all_senses:
        if entry.holds:
            assert "artefact" in entry.kinds, entry
        if entry.powered:
            assert "artefact" in entry.kinds, entry
        if entry.alive:
            assert "living" in entry.kinds, entry


@pytest.mark.parametrize("kind", ["mammal", "bird", "fish", "insect", "tree", "kin", "role"])
def test_what_lives_is_alive(kind: str) -> None:
    for entry in nouns_of(kind):
        assert any(sense.alive and kind in sense.kinds for sense in senses(entry.name)), entry


@pytest.mark.parametrize(
    "word",
    _COMMON.split(),
)
def test_a_common_noun_of_every_theme_is_there(word: str) -> None:
    found = noun(word)
    assert found is not None
    assert found.name == word


@pytest.mark.parametrize(
    ("word", "material", "holds"),
    [
        ("nail", "iron", True),
        ("plank", "iron", False),
        ("windowpane", "wood", False),
        ("candle", "iron", False),
        ("shirt", "steel", False),
        ("spoon", "wood", True),
        ("hinge", "iron", True),
        ("envelope", "iron", False),
        ("brick", "wood", False),
        ("bell", "bronze", True),
    ],
)
def test_materials_are_plausible(word: str, material: str, holds: bool) -> None:
    assert any(material in sense.materials for sense in senses(word)) is holds


@pytest.mark.parametrize(
    ("word", "floats", "burns"),
    [
        ("anvil", "no", "no"),
        ("plank", "yes", "yes"),
        ("milestone", "no", "no"),
        ("newspaper", "depends", "yes"),
        ("crowbar", "no", "no"),
        ("oar", "yes", "depends"),
        ("cannonball", "no", "no"),
        ("haystack", "depends", "yes"),
    ],
)
def test_what_floats_and_burns_is_plain(word: str, floats: str, burns: str) -> None:
    entry = noun(word)
    assert entry is not None
    assert (entry.floats, entry.burns) == (floats, burns)


@pytest.mark.parametrize(
    ("word", "powered"),
    [
        ("flashlight", {"battery"}),
        ("toaster", {"mains"}),
        ("chainsaw", {"fuel", "mains", "battery"}),
        ("chisel", set()),
    ],
)
def test_devices_say_what_they_run_on(word: str, powered: set[str]) -> None:
    entry = noun(word)
    assert entry is not None
    assert set(entry.powered) == powered


@pytest.mark.parametrize(
    "word", ["hour", "wedding", "grief", "rumour", "mile", "silence", "thunder", "influenza"]
)
def test_what_has_no_body_is_abstract(word: str) -> None:
    assert is_a(word, "abstract")
    assert not is_a(word, "thing")


def test_parts_are_nouns_of_the_lexicon() -> None:
    parts = {part for entry in nouns_of("thing") for part in entry.parts}
    assert [part for part in sorted(parts) if noun(part) is None] == []
