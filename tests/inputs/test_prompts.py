from __future__ import annotations

import json
from pathlib import Path

import pytest

from detector import __version__
from detector.errors import InputError
from detector.inputs import describe_prompts, prompts_sha256, read_prompts
from detector.inputs.prompts import DEMO
from detector.records import Prompt
from detector.resources import resource


def test_prompts_shipped_set_is_the_default() -> None:
    prompts = read_prompts()
    assert len(prompts) >= 120
    assert len({prompt.id for prompt in prompts}) == len(prompts)


def test_prompts_jsonl_ignores_unknown_fields(tmp_path: Path) -> None:
    row = {"id": 3, "prompt": "Ask", "genre": "noir", "expects_formula": True, "source": "x", "premise": None}
    (tmp_path / "p.jsonl").write_text(json.dumps(row))
    assert read_prompts(tmp_path / "p.jsonl") == [
        Prompt(id="3", prompt="Ask", genre="noir", expects_formula=True)
    ]


def test_prompts_text_is_one_a_line(tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_text("First.\n\nSecond.\n")
    assert [(p.id, p.prompt) for p in read_prompts(tmp_path / "p.txt")] == [
        ("p-1", "First."),
        ("p-3", "Second."),
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("{", "not valid JSON"),
        ('{"id": "b"}', "no 'prompt'"),
        ('{"prompt": "P"}', "no 'id'"),
        ('{"id": "b", "prompt": 7}', "'prompt'"),
        ('{"id": "b", "prompt": "  "}', "prompt is empty"),
        ('{"id": "b", "prompt": "P", "expects_formula": "perhaps"}', "'expects_formula'"),
        ('{"id": "a", "prompt": "P"}', "'a' was used before"),
    ],
)
def test_prompts_bad_row_is_named_by_line_and_can_be_skipped(tmp_path: Path, row: str, problem: str) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"id": "a", "prompt": "P"}\n' + row + '\n{"id": "c", "prompt": "P"}\n')
    with pytest.raises(InputError, match=problem) as caught:
        read_prompts(path)
    assert caught.value.line == 2
    skipped: list[InputError] = []
    assert [p.id for p in read_prompts(path, skip_bad=True, on_bad=skipped.append)] == ["a", "c"]
    assert len(skipped) == 1


def test_prompts_file_with_none(tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").write_text("\n")
    with pytest.raises(InputError, match="no prompt"):
        read_prompts(tmp_path / "p.jsonl")
    with pytest.raises(InputError, match="folder"):
        read_prompts(tmp_path)


def test_prompts_hash_follows_the_content() -> None:
    one, two = Prompt(id="a", prompt="P"), Prompt(id="a", prompt="Q")
    assert prompts_sha256([one]) == prompts_sha256([Prompt(id="a", prompt="P")])
    assert prompts_sha256([one]) != prompts_sha256([two])
    dataset = describe_prompts([one, two], "some/prompts.jsonl.gz")
    assert (dataset.name, dataset.n_prompts) == ("prompts", 2)


def test_prompts_of_the_shipped_sets_have_a_version(tmp_path: Path) -> None:
    own = tmp_path / "prompts.jsonl"
    own.write_text('{"id": "a", "prompt": "Rain."}\n')
    shipped = read_prompts()
    assert (
        describe_prompts(shipped).version == describe_prompts(shipped, resource(DEMO)).version == __version__
    )
    assert describe_prompts(read_prompts(own), own).version is None
