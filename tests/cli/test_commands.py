from __future__ import annotations

import io
import json
import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from detector.cli import app
from detector.cli.rates_table import print_table
from detector.cli.show import PlainConsole
from detector.cli.write_stories import spread
from detector.errors import UsageError
from detector.rates import rates
from detector.records import Dataset, ModelInfo, Prompt, RunInfo, Story, utc_now
from detector.runs import RunFolder
from detector.scanner import ScanSetup, scan_run
from tests.scanner.test_scanner import CLEAN, INTRUDED, FixedScorer


def storyfault(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A scanned run of four stories, one of them flagged."""
    info = RunInfo(
        run_id="r",
        created=utc_now(),
        model=ModelInfo(name="tiny"),
        dataset=Dataset(name="set"),
        n_requested=5,
    )
    with RunFolder.create(tmp_path / "run", info) as folder:
        for number in range(4):
            text = CLEAN if number else INTRUDED
            folder.append_story(
                Story(story_id=f"p{number}", run_id="r", sample_id=f"p{number}", completion=text)
            )
        scan_run(folder, ScanSetup.make(), scorer=FixedScorer())  # type: ignore[arg-type]
    return tmp_path / "run"


@pytest.fixture
def unscanned(tmp_path: Path) -> Path:
    with RunFolder.create(tmp_path / "new", RunInfo(run_id="n", created=utc_now())) as folder:
        folder.append_story(Story(story_id="p", run_id="n", sample_id="p", completion=CLEAN))
    return tmp_path / "new"


def test_rates_prints_verdicts_table_and_funnel(run: Path) -> None:
    result = storyfault("rates", run)
    assert result.exit_code == 0
    assert "tiny, 4 stories: 1 contains a formula injection (25%, 95% CI 4.6–69.9)." in result.stdout
    assert "1/4" in result.stdout
    assert re.search(r"No story is flagged by the checks .*C05.*C07.*F02", result.stdout)
    assert result.stdout.count("0/4") == 1
    assert storyfault("rates", run, "--all").stdout.count("0/4") > 5
    assert "requested 5 → generated 4 (1 not written)" in result.stdout


def test_rates_json_is_one_object(run: Path) -> None:
    result = storyfault("rates", run, "--json")
    value = json.loads(result.stdout)
    assert value["n_stories"] == 4
    assert len(result.stdout.splitlines()) == 1


def test_rates_of_what_has_none(unscanned: Path, tmp_path: Path) -> None:
    result = storyfault("rates", unscanned)
    assert result.exit_code == 4
    assert f"storyfault scan {unscanned}" in result.stderr
    assert storyfault("rates", tmp_path / "nowhere").exit_code == 4
    assert storyfault("rates").exit_code == 2


def test_report_writes_one_file(run: Path, unscanned: Path, tmp_path: Path) -> None:
    result = storyfault("report", run)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"Report: {run}/report.html\n"
    assert "E = mc^2" in (run / "report.html").read_text()
    other = tmp_path / "other"
    shutil.copytree(run, other)
    (other / "run.json").write_text((run / "run.json").read_text().replace('"run_id": "r"', '"run_id": "s"'))
    assert storyfault("report", run, other, "--out", tmp_path / "two.html").exit_code == 0
    assert storyfault("report", run, other).exit_code == 2
    assert "named 2 times" in storyfault("report", run, run, "--out", tmp_path / "two.html").stderr
    assert storyfault("report", run, "--out", tmp_path / "r.pdf").exit_code == 2
    assert storyfault("report", unscanned).exit_code == 4


def test_checks_lists_and_shows_one() -> None:
    listed = storyfault("checks")
    assert "F01" in listed.stdout
    assert "C05" in listed.stdout
    page = storyfault("checks", "c05").stdout
    assert page.startswith("C05 calendar and clock (commonsense, error, version ")
    assert re.search(r"tests/cases/C05.yml: \d+ cases to flag, \d+ to leave alone", page)
    (facts,) = json.loads(storyfault("checks", "C05", "--json").stdout)["checks"]
    assert facts["cases"]["flag"] >= 10
    assert facts["cases"]["clean"] >= 20
    assert storyfault("checks", "Z01").exit_code == 2


def test_models_describe_bad_files(tmp_path: Path) -> None:
    for name, data in {"none.gguf": None, "empty.gguf": b"", "text.gguf": b"not a model"}.items():
        if data is not None:
            (tmp_path / name).write_bytes(data)
        result = storyfault("models", "describe", tmp_path / name)
        assert result.exit_code == 4
        assert name in result.stderr
        assert "Traceback" not in result.output


def test_models_list_names_what_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"GGUF")
    (listed,) = json.loads(storyfault("models", "list", tmp_path, "--json").stdout)["models"]
    assert "error" in listed
    assert "cannot be used" in storyfault("models", "list", tmp_path).stdout
    assert storyfault("models", "list", tmp_path / "nowhere").exit_code == 2


@pytest.mark.parametrize("command", ["generate", "run"])
def test_generate_and_run_refuse_bad_input(tmp_path: Path, command: str) -> None:
    model = tmp_path / "m.gguf"
    out = tmp_path / "out"
    assert storyfault(command).exit_code == 2
    missing = storyfault(command, "--model", model, "--out", out)
    assert missing.exit_code == 4
    assert "m.gguf" in missing.stderr
    model.write_bytes(b"nonsense")
    assert storyfault(command, "--model", model, "--out", out).exit_code == 4
    prompts = tmp_path / "p.jsonl"
    prompts.write_text('{"id": "a", "prompt": "P"}\n{"id": "b"}\n')
    bad = storyfault(command, "--model", model, "--prompts", prompts, "--out", out)
    assert bad.exit_code == 4
    assert f"{prompts}:2: the row has no 'prompt'" in bad.stderr
    assert storyfault(command, "--model", model, "--temperature", "-1").exit_code == 2
    assert storyfault(command, "--model", model, "--gpu-layers", "most").exit_code == 2
    assert storyfault(command, "--model", model, "--n", "5000").exit_code == 2
    assert not out.exists()


def test_spread_takes_from_every_genre_and_grows_by_adding() -> None:
    prompts = [Prompt(id=f"{genre}{n}", prompt="P", genre=genre) for genre in "abc" for n in range(4)]
    assert [prompt.id for prompt in spread(prompts, 4)] == ["a0", "a1", "b0", "c0"]
    chosen = [{prompt.id for prompt in spread(prompts, n)} for n in range(1, 13)]
    assert all(fewer < more for fewer, more in pairwise(chosen))
    assert spread(prompts, None) == prompts
    with pytest.raises(UsageError):
        spread(prompts, 13)


@pytest.mark.parametrize(
    ("width", "shown", "hidden"),
    [
        (100, "tiny     formula", "tiny, formula"),
        (60, "tiny     formula", "per 10,000"),
        (36, "tiny, formula: 1/4 (25%, 95% CI", "per 10,000"),
    ],
)
def test_rates_table_fits_the_terminal(run: Path, width: int, shown: str, hidden: str) -> None:
    console = PlainConsole(io.StringIO(), width)
    print_table(console, rates(run).model.rates)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert shown in text
    assert hidden not in text
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= width
