"""The injector: exact spans, disjoint splits, the same seed the same story."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.errors import InputError, UsageError
from detector.synthesis import formula_carriers as carriers
from detector.synthesis.formula_notation import NOTATIONS
from detector.synthesis.formula_source import FAMILIES, load_formulas, split_of
from detector.synthesis.formulas import POSITIONS, embed_appropriate, inject_formula

STORY = (
    "The boat lay on the grey sand below the house, and nobody had moved it since March. "
    "Old Tam walked down to it every evening with a lamp in his hand.\n\n"
    "“You should sell her before the winter takes her,” said his daughter.\n\n"
    "“I should do many things before the winter.” He knelt and felt along the keel for rot. "
    "The wind came up the beach in small cold steps, and the lamp went nearly out.\n\n"
    "They carried the oars home between them without a word."
)
SOURCE = (
    r"E = \frac{1}{2} k x^2",
    r"a^2 + b^2 = c^2",
    r"y = 3x + 4",
    r"\lambda = \frac{h}{p}",
    r"F = m a + k x",
)


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("position", POSITIONS)
def test_formulas_inject_gives_the_span_and_leaves_the_story(notation: str, position: str) -> None:
    for seed in range(4):
        done = inject_formula(STORY, seed=seed, notation=notation, position=position, source=SOURCE)  # type: ignore[arg-type]
        inside = done.text[done.start : done.end]
        assert inside.strip() == inside
        assert inside
        assert done.notation == notation
        kept = iter(done.text)
        assert all(letter in kept for letter in STORY.replace(" ", "")), (
            "the story's letters remain, in order"
        )
        assert not done.belongs


def test_formulas_notations_look_like_themselves() -> None:
    for seed in range(20):

        def shown(notation: str, seed: int = seed) -> str:
            done = inject_formula(STORY, seed=seed, notation=notation, source=SOURCE)  # type: ignore[arg-type]
            return done.text[done.start : done.end]

        assert shown("inline")[0] == shown("inline")[-1] == "$"
        assert shown("paren").startswith(r"\(")
        assert shown("display").startswith(("$$", r"\["))
        assert "$" not in shown("latex")
        assert not shown("unicode").isascii()
        assert shown("ascii").isascii()
        assert "=" not in shown("verbal")
        assert shown("code").startswith("```")
        assert shown("code").endswith("```")
        assert any(letter.isdigit() for letter in shown("arithmetic"))


def test_formulas_same_seed_same_story() -> None:
    first = [inject_formula(STORY, seed=seed, source=SOURCE) for seed in range(30)]
    assert first == [inject_formula(STORY, seed=seed, source=SOURCE) for seed in range(30)]
    assert len({done.text for done in first}) > 25


def test_formulas_position_falls_back_where_the_story_has_none() -> None:
    done = inject_formula("Rain", seed=1, notation="ascii", position="mid")
    assert done.position != "mid"
    assert done.text[done.start : done.end]


def test_formulas_splits_share_no_formula() -> None:
    for notation in NOTATIONS:
        seen = {
            split: {
                inject_formula(STORY, seed=seed, notation=notation, source=SOURCE, split=split)
                for seed in range(40)
            }  # type: ignore[arg-type]
            for split in ("train", "test")
        }
        texts = [
            {"".join(done.text[done.start : done.end].split()) for done in seen[split]} for split in seen
        ]
        assert not texts[0] & texts[1], notation


def test_formulas_splits_share_no_carrier_or_family() -> None:
    for table in (carriers.MID, carriers.BOUNDARY, carriers.SPOKEN, carriers.SAID):
        worded = {split: {entry for entry in table[split] if entry.strip("{f} .,!")} for split in table}  # type: ignore[index]
        assert not worded["train"] & worded["test"]
    for scenes in (carriers.TOPICAL, carriers.APPROPRIATE):
        assert not {entry[-1] for entry in scenes["train"]} & {entry[-1] for entry in scenes["test"]}  # type: ignore[index]
    assert not set(FAMILIES["train"]) & set(FAMILIES["test"])


@pytest.mark.parametrize("split", ["train", "test"])
def test_formulas_embed_appropriate_stands_in_its_scene(split: str) -> None:
    for seed in range(40):
        done = embed_appropriate(STORY, seed=seed, source=SOURCE, split=split)  # type: ignore[arg-type]
        template = dict(carriers.APPROPRIATE[split])[done.position]  # type: ignore[index]
        assert template.replace("{f}", done.text[done.start : done.end]) in done.text
        assert done.belongs


def test_formulas_refuse_an_empty_story() -> None:
    with pytest.raises(UsageError):
        inject_formula("  \n", seed=1)
    with pytest.raises(UsageError):
        embed_appropriate("", seed=1)


def test_formula_source_loads_renderable_lines(tmp_path: Path) -> None:
    path = tmp_path / "formulas.txt"
    path.write_text(
        "E = m c^2\n\\unknown{x} = 3\n\\frac{1}{5}\nso \\[x^2 + 1 = 0.\\]As\nE = m c^2\n", encoding="utf-8"
    )
    loaded = load_formulas(path)
    assert loaded.formulas == ("E = m c^2", "x^2 + 1 = 0")
    assert (loaded.n_lines, loaded.n_unrenderable, loaded.n_slight) == (5, 1, 1)
    assert set(loaded.of("train")) | set(loaded.of("test")) == set(loaded.formulas)


def test_formula_source_names_an_unreadable_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.txt"):
        load_formulas(tmp_path / "nothing.txt")


def test_formula_source_split_ignores_spacing() -> None:
    assert split_of("E = m c^2") == split_of("E=mc^2")
