"""Noun files are read strictly: what is wrong is named with its file, its entry and the cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.errors import InputError
from detector.lexicon.load import read_nouns
from detector.lexicon.nouns import Noun


def _read(folder: Path, *files: str) -> dict[str, Noun]:
    for number, text in enumerate(files):
        (folder / f"{number}.yml").write_text(text, encoding="utf-8")
    return {noun.name: noun for noun in read_nouns(folder)}


def test_a_noun_takes_its_groups_facts_and_its_own_replace_them(tmp_path: Path) -> None:
    text = "- is: tool\n  of: wood iron\n  form: rigid\n  floats: no\n  nouns:\n"
    text += (
        "    hammer: 20-45\n    sponge: {size: 2mm-2m, of: foam, form: soft, floats: yes, parts: 'a, b c'}\n"
    )
    nouns = _read(tmp_path, text)
    hammer, sponge = nouns["hammer"], nouns["sponge"]
    assert hammer.size == (20, 45)
    assert hammer.materials == {"wood", "iron"}
    assert (hammer.form, hammer.floats, hammer.burns) == ("rigid", "no", None)
    assert hammer.kinds == {"tool", "artefact", "thing"}
    assert sponge.size == (0.2, 200)
    assert sponge.materials == {"foam"}
    assert (sponge.form, sponge.floats, sponge.parts) == ("soft", "yes", ("a", "b c"))


def test_a_line_of_names_takes_all_facts_from_the_group(tmp_path: Path) -> None:
    nouns = _read(tmp_path, "- is: kin\n  size: 30-220\n  nouns: aunt, great uncle\n")
    assert list(nouns) == ["aunt", "great uncle"]
    assert nouns["great uncle"].alive is True


def test_any_takes_a_groups_fact_back(tmp_path: Path) -> None:
    nouns = _read(tmp_path, "- is: tool\n  of: iron\n  form: rigid\n  nouns:\n    x: {of: any, form: any}\n")
    assert nouns["x"].materials == frozenset()
    assert nouns["x"].form is None


def test_a_unit_at_the_end_of_a_size_holds_for_both_ends(tmp_path: Path) -> None:
    nouns = _read(tmp_path, "- is: tool\n  nouns:\n    a: 2-8m\n    b: 50cm-2m\n")
    assert nouns["a"].size == (200, 800)
    assert nouns["b"].size == (50, 200)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("- is: [tool\n", "not valid YAML"),
        ("hammer: 1-2\n", "not a list of groups"),
        ("- nouns: a, b\n", "lacks 'is' or 'nouns'"),
        ("- is: gadget\n  nouns: a\n", "'is' cannot be 'gadget'"),
        ("- is: ''\n  nouns: a\n", "'is' cannot be 'nothing'"),
        ("- is: tool\n  of: mithril\n  nouns: a\n", "'of' cannot be 'mithril'"),
        ("- is: tool\n  colour: red\n  nouns: a\n", "no fact is called 'colour'"),
        ("- is: tool\n  nouns:\n    a: {floats: maybe}\n", "'a': 'floats' cannot be 'maybe'"),
        ("- is: tool\n  nouns:\n    a: {of: [wood]}\n", "'a': 'of' is not a line"),
        ("- is: tool\n  nouns:\n    a: 9-3\n", "'a': '9-3' is no size"),
        ("- is: tool\n  nouns:\n    a: 0-3\n", "'a': '0-3' is no size"),
        ("- is: tool\n  nouns:\n    a: big\n", "'a': 'big' is no size"),
        ("- is: tool\n  nouns: Hammer\n", "'Hammer' is no name"),
        ("- is: tool\n  nouns: a, , b\n", "'' is no name"),
        ("- is: tool\n  nouns: [a]\n", "neither a line nor a map"),
    ],
)
def test_what_is_wrong_is_named_with_file_entry_and_cure(tmp_path: Path, text: str, names: str) -> None:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, text)
    assert "0.yml" in str(caught.value)
    assert names in str(caught.value)
    assert caught.value.cure


def test_a_noun_given_twice_is_refused_unless_its_senses_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"1\.yml: 'bat' is in 0\.yml already"):
        _read(tmp_path, "- is: mammal\n  nouns: bat\n", "- is: toy\n  nouns: bat\n")
    (tmp_path / "1.yml").write_text("- is: toy\n  nouns: bat (club)\n", encoding="utf-8")
    assert [(noun.name, noun.sense) for noun in read_nouns(tmp_path)] == [("bat", None), ("bat", "club")]


@pytest.mark.parametrize(
    ("materials", "burns"),
    [
        ("wood paper", "yes"),
        ("iron glass", "no"),
        ("iron wood", "depends"),
        ("leather", "depends"),
        ("any", "depends"),
    ],
)
def test_what_burns_as_its_material_does_is_read_from_the_materials(
    tmp_path: Path, materials: str, burns: str
) -> None:
    nouns = _read(tmp_path, f"- is: tool\n  of: {materials}\n  burns: material\n  nouns: a\n")
    assert nouns["a"].burns == burns
