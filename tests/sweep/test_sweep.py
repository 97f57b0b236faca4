"""Grids of settings: what is refused, what the cells are, and a sweep that is stopped and goes on."""

import csv
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detector.cli import app
from detector.errors import InputError
from detector.sweep.grid import read_grid
from detector.sweep.table import SweepRow, label, write_table
from tests.support.small_models import rain_model

GRID = """\
models: [{model}]
n: 3
epochs: 2
grid:
  temperature: [0.5, 1.0]
  system_message: [null, "No formulas, please."]
fixed: {{max_story_tokens: 30, n_ctx: 1024, n_threads: 1, n_parallel: 4}}
"""


@pytest.fixture
def grid(tmp_path: Path) -> Path:
    path = tmp_path / "sweep.yml"
    path.write_text(GRID.format(model=rain_model()))
    return path


def test_grid_makes_every_cell_with_a_name_of_its_own(grid: Path) -> None:
    read = read_grid(grid)
    assert [cell.varied for cell in read.cells] == [
        {"temperature": t, "system_message": s} for t in (0.5, 1.0) for s in (None, "No formulas, please.")
    ]
    assert len({cell.name for cell in read.cells}) == 4
    assert all(cell.options["max_story_tokens"] == 30 for cell in read.cells)
    assert (read.n, read.epochs, read.seed) == (3, 2, 1)


def test_grid_that_grows_keeps_the_names_of_its_cells(grid: Path) -> None:
    before = {cell.name for cell in read_grid(grid).cells}
    grid.write_text(grid.read_text().replace("[0.5, 1.0]", "[0.5, 0.7, 1.0]"))
    assert before < {cell.name for cell in read_grid(grid).cells}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("grid:", "gird:"), "there is no entry 'gird'.*Did you mean grid"),
        (("temperature: [", "temprature: ["), "there is no setting 'temprature'.*Did you mean temperature"),
        (("[0.5, 1.0]", "0.5"), "temperature is no list"),
        (("[0.5, 1.0]", "[]"), "temperature is no list"),
        (("[0.5, 1.0]", "[0.5, 0.5]"), "holds a value twice"),
        (("[0.5, 1.0]", "[0.5, -1]"), "temperature=-1"),
        (("[0.5, 1.0]", "[0.5, hot]"), "temperature='hot'"),
        (("max_story_tokens: 30", "temperature: 1"), "temperature stands under grid and under fixed"),
        (("n: 3", "n: 0"), "n is 0"),
        (("models: [", "models: [missing.gguf, "), "missing.gguf is no file"),
        (("n: 3", "model: x"), "names no model, or names it twice"),
        (("n: 3", "prompts: none.jsonl"), "none.jsonl is no file"),
        (("grid:", "grid: ]"), "is no YAML"),
        (("[0.5, 1.0]", str(list(range(1, 600)))), "cells"),
    ],
)
def test_grid_that_is_bad_is_refused_and_says_why(grid: Path, change: tuple[str, str], said: str) -> None:
    text = grid.read_text()
    assert change[0] in text
    grid.write_text(text.replace(*change))
    with pytest.raises(InputError) as caught:
        read_grid(grid)
    message = f"{caught.value.message} {caught.value.cure}"
    assert str(grid) in message
    assert re.search(said, message), message


def test_grid_without_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_grid(tmp_path / "none.yml")
    (tmp_path / "list.yml").write_text("- a\n")
    with pytest.raises(InputError, match="holds no mapping"):
        read_grid(tmp_path / "list.yml")


def test_table_holds_text_that_csv_must_quote(tmp_path: Path) -> None:
    row = SweepRow(
        cell="c",
        varied={"system_message": 'Say "no", twice\nplease'},
        category="formula",
        n_scored=4,
        n_unscored=1,
        n_flagged=1,
        rate=0.25,
        low=0.05,
        high=0.7,
    )
    paths = write_table([row], tmp_path)
    (read,) = csv.DictReader(paths[0].open(newline=""))
    assert read["system_message"] == row.varied["system_message"]
    assert float(read["rate"]) == 0.25
    assert json.loads(paths[1].read_text())["rows"][0]["varied"] == row.varied
    assert paths[2].read_text().startswith("<?xml")
    assert label({}) == "as given"


def test_sweep_writes_a_table_with_intervals_and_goes_on_where_it_was(grid: Path, tmp_path: Path) -> None:
    pytest.importorskip("llama_cpp")
    out = tmp_path / "out"
    first = CliRunner().invoke(app, ["sweep", str(grid), "--out", str(out), "--json"])
    assert first.exit_code == 0, first.output
    rows = json.loads(first.stdout.splitlines()[-1])["rows"]
    assert {row["category"] for row in rows} >= {"formula"}
    assert len({row["cell"] for row in rows}) == 4
    assert all(row["low"] <= row["rate"] <= row["high"] for row in rows if row["rate"] is not None)
    stories = {path: path.read_bytes() for path in out.glob("*/stories.jsonl")}
    assert len(stories) == 4

    grid.write_text(grid.read_text().replace("[0.5, 1.0]", "[0.5, 1.0, 2.0]"))
    second = CliRunner().invoke(app, ["sweep", str(grid), "--out", str(out)])
    assert second.exit_code == 0, second.output
    assert {path: path.read_bytes() for path in stories} == stories, "no story is written again"
    assert len(list(out.glob("*/stories.jsonl"))) == 6
    assert "95% CI" in second.stdout
    with (out / "sweep.csv").open(newline="") as file:
        assert {row["temperature"] for row in csv.DictReader(file)} == {"0.5", "1.0", "2.0"}
