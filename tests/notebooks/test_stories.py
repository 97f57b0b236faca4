"""The notebooks that tell a story: clean as committed, and running to what their prose says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NAMES = ("calibrate_and_correct", "compare_models", "inspect_a_check", "sweep_settings")
Execute = Callable[[str], str]


@pytest.fixture
def execute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Execute:
    """Runs a notebook in an empty folder; gives all the text that it shows, pictures as ``[picture]``."""

    def run(name: str) -> str:
        monkeypatch.setenv("OMP_NUM_THREADS", "1")
        fresh = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
        for cell in fresh.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        where = {"metadata": {"path": str(tmp_path)}}
        NotebookClient(fresh, timeout=280, kernel_name="python3", resources=where).execute()
        return shown(fresh)

    return run


def shown(notebook: Any) -> str:
    parts = []
    for output in (o for cell in notebook.cells for o in cell.get("outputs", [])):
        data = output.get("data", {})
        parts.append("[picture]" if "image/png" in data else output.get("text") or data.get("text/html", ""))
        parts.append(data.get("text/plain", ""))
    return "\n".join(parts)


@pytest.mark.parametrize("name", NAMES)
def test_notebook_is_committed_with_clean_outputs(name: str) -> None:
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert shown(notebook).count("[picture]") >= 2
    assert re.search(r"/(tmp|home|root|Users|work|var)/", nbformat.writes(notebook)) is None
    assert not [
        o for cell in code for o in cell.outputs if o.output_type == "error" or o.get("name") == "stderr"
    ]


@pytest.mark.parametrize("name", NAMES)
def test_notebook_names_only_pictures_that_are_there(name: str) -> None:
    text = nbformat.writes(nbformat.read(FOLDER / f"{name}.ipynb", as_version=4))
    for picture in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text):
        assert (FOLDER / picture).is_file()


@pytest.mark.slow
def test_compare_models_tells_the_extremes_apart(execute: Execute) -> None:
    text = execute("compare_models")
    order = re.search(r"By formula injections, from fewest to most: ([^\n]+?)\. After", text)
    assert order is not None
    assert order[1].startswith("the grammar")
    assert order[1].endswith("storyfault-many")
    assert " < " in order[1]
    assert "storyfault-many is flagged here, the grammar is not." in text


@pytest.mark.slow
def test_compare_models_reads_the_file_that_is_named(
    execute: Execute, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from detector.resources import resource

    lines = resource("corpora/samples/models.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    chosen = [line for line in lines if '"model": "storyfault-many"' in line or "the grammar" in line]
    (tmp_path / "mine.jsonl").write_text("".join(chosen), encoding="utf-8")
    monkeypatch.setenv("STORYFAULT_STORIES", str(tmp_path / "mine.jsonl"))
    text = execute("compare_models")
    assert "mine.jsonl: 168 stories, 42 prompts" in text
    assert "storyfault-tiny" not in text


@pytest.mark.slow
def test_calibrate_and_correct_holds_the_truth_in_most_samples(execute: Execute) -> None:
    held = re.findall(
        r"(\w+): (\d+) of 40 corrected intervals hold the truth", execute("calibrate_and_correct")
    )
    assert [name for name, _ in held] == ["commonsense", "formula"]
    assert all(int(n) >= 34 for _, n in held)  # 38 expected; below 34 with a chance under 2% each


@pytest.mark.slow
def test_inspect_a_check_shows_hits_and_misses(execute: Execute) -> None:
    text = execute("inspect_a_check")
    right = re.search(r"(\d+) findings of C03 are right", text)
    missed = re.search(r"(\d+) of (\d+) errors are missed", text)
    assert right is not None
    assert missed is not None
    assert int(right[1]) > 0
    assert 0 < int(missed[1]) < int(missed[2])


@pytest.mark.slow
def test_sweep_settings_counts_every_cell(execute: Execute) -> None:
    text = execute("sweep_settings")
    assert "['sweep.csv', 'sweep.json', 'sweep.svg']" in text
    assert text.count("--- temperature") == 2
    assert "At temperature 0.5:" in text
