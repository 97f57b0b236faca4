import pytest

from detector.lexicon import noun
from detector.lexicon.adjectives import states, states_of
from detector.lexicon.capacity import containers, least_length, measures
from detector.lexicon.materials import material_of_word, materials, sure_words
from detector.lexicon.processes import processes
from detector.lexicon.vocabulary import CLASSES

PROPERTIES = frozenset().union(*(material.properties for material in materials().values()))


def test_materials_have_families_and_unambiguous_words() -> None:
    known = materials()
    assert len(known) >= 60
    assert all(known[material.family].family == material.family for material in known.values())
    words = [word for material in known.values() for word in material.words]
    assert len(words) == len(set(words)), "a word names one material"
    assert sure_words() <= set(words)


@pytest.mark.parametrize(
    ("word", "can", "cannot"),
    [
        ("oak", "rots", "rusts"),
        ("steel", "rusts", "rots"),
        ("stainless", "metal", "rusts"),
        ("ebony", "burns", "floats"),
        ("pumice", "floats", "burns"),
        ("woollen", "textile", "brittle"),
        ("nylon", "melts", "rots"),
        ("glass", "brittle", "burns"),
    ],
)
def test_materials_properties(word: str, can: str, cannot: str) -> None:
    properties = material_of_word()[word].properties
    assert can in properties
    assert cannot not in properties


def test_adjectives_are_many_and_speak_of_known_properties_and_classes() -> None:
    words = {word for state in states() for word in state.adjectives}
    assert len(words) >= 600
    for state in states():
        assert state.needs <= PROPERTIES, state.name
        assert all(name in CLASSES or noun(name) or name in PROPERTIES for name in state.also), state.name
        assert state.why.endswith(".")
        assert "{what}" in state.why


def test_adjectives_fit_some_material_or_class() -> None:
    for state in states():
        assert state.also or any(state.fits(material) for material in materials().values()), state.name
    rust = states_of("rusted")[0]
    assert rust.fits(materials()["steel"])
    assert not rust.fits(materials()["oak"])
    assert rust.allows(noun("bicycle"))


def test_processes_happen_to_some_materials_and_not_to_others() -> None:
    for process in processes():
        assert process.needs | process.never <= PROPERTIES, process.name
        can = [material.name for material in materials().values() if process.can(material)]
        assert can, process.name
        assert len(can) < len(materials()), process.name
        assert process.before or process.after, process.name
        assert process.code in ("C04", "C09")


def test_capacity_orders_things_as_they_are() -> None:
    assert containers()["thimble"].litres < containers()["teacup"].litres < containers()["bucket"].litres
    assert measures()["drop"] < measures()["pint"] < measures()["barrel"]
    assert (least_length("mattress") or 0) > containers()["handbag"].length
    assert least_length("no such thing") is None
