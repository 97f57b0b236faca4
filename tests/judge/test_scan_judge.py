"""``scan --judge`` over a run and over files, with a judge behind a real server on loopback."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detector.cli import app
from detector.judge.folder import JudgeFolder
from detector.records import ModelInfo, RunInfo, Story
from detector.report.source import source_of, summary_of
from detector.runs import RunFolder
from tests.support.scripted_judge import Judge, judge_story, judging

FAST = ("--only", "formula")


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def make_run(path: Path, n: int, failing: int, model_path: str | None = None) -> Path:
    info = RunInfo(
        run_id="r",
        created=datetime(2026, 1, 1, tzinfo=timezone.utc),
        model=ModelInfo(name="m", path=model_path),
        n_requested=n,
    )
    with RunFolder.create(path, info) as folder:
        for number in range(n):
            story = judge_story(number, number < failing)
            folder.append_story(
                Story(story_id=story.id, run_id="r", sample_id=f"p{number}", completion=story.text)
            )
    return path


def scan(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["scan", *words])
    return done.exit_code, done.stdout, done.stderr


def test_scan_of_a_run_with_a_judge(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run", 12, 4)
    assert scan(str(run), *FAST)[0] == 0
    before = {
        name: (run / name).read_bytes()
        for name in ("findings.jsonl", "scores.jsonl")
        if (run / name).exists()
    }
    rates = summary_of([source_of(run)])
    with judging(Judge(malformed=0.1)) as judge:
        code, out, err = scan(str(run), *FAST, "--judge", judge.url)
        assert code == 0, err
        place = JudgeFolder(run)
        readings = place.readings()
        assert {r.story_id for r in readings if r.values["commonsense"] == 1} == {
            f"s{n:04}" for n in range(4)
        }
        assert len(readings) == 12
        assert all(reading.why == "all" for reading in readings)
        findings = list(place.findings())
        texts = {story.story_id: story.completion for story in RunFolder.open(run).stories()}
        for finding in findings:
            assert texts[finding.story_id][finding.start : finding.end] == finding.text
            other = finding.related[0]
            assert texts[finding.story_id][other.start : other.end] == other.text
        assert "C03 place (judge) 0.90" in out or "C03 place and possession (judge) 0.90" in out
        assert "The judge m read 12 stories: formula 0 (0%" in out
        assert "common sense 4 (33%" in out or "common sense 4 (33.3%" in out
        assert "The judge m reads all 12 stories: about" in err
        assert "tokens of prompts and answers" in err
        asked = len(judge.asked)
        assert scan(str(run), *FAST, "--judge", judge.url)[0] == 0
        assert len(judge.asked) == asked, "what was read is not read again"
    info = place.current()
    assert info is not None
    assert info.model.name == "m"
    assert info.instruction_version == "1"
    assert all(answer["reasoning"] == "Let me see." for answer in _rows(run / "judge_answers.jsonl"))
    assert before == {name: (run / name).read_bytes() for name in before}, "rules' rows stay as they are"
    assert summary_of([source_of(run)]).rates == rates.rates, "and so do their rates"


def test_a_server_that_dies_in_the_middle_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from detector.generation.server import Patience

    monkeypatch.setattr("detector.judge.sources.Patience", lambda: Patience(attempts=2, backoff=0.01))
    run = make_run(tmp_path / "run", 10, 5)
    with judging(Judge(dies_after=7)) as judge:
        code, _, err = scan(str(run), *FAST, "--judge", judge.url, "--judge-parallel", "2")
        assert code == 4
        assert "storyfault:" in err
        kept = len(_rows(run / "judge_answers.jsonl"))
        assert kept == 7
        judge.dies_after = None
        asked = len(judge.asked)
        code, _, err = scan(str(run), *FAST, "--judge", judge.url, "--judge-parallel", "2")
        assert code == 0, err
        assert len(judge.asked) - asked == 10 + 5 - 7
    readings = JudgeFolder(run).readings()
    assert len(readings) == 10
    assert sum(reading.values["commonsense"] == 1 for reading in readings) == 5
    assert all(reading.problem is None for reading in readings)


def test_scan_of_files_with_a_judge_keeps_answers(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(judge_story(number, number == 0).text)
    with judging(Judge()) as judge:
        words = (str(tmp_path / "*.txt"), *FAST, "--judge", judge.url, "--format", "jsonl")
        code, out, err = scan(*words)
        assert code == 0, err
        (row,) = [json.loads(line) for line in out.splitlines()]
        assert (row["code"], row["evidence"]["source"]) == ("C03", "judge")
        assert "The judge m read 3 stories" in err
        asked = len(judge.asked)
        assert scan(*words)[1] == out
        assert len(judge.asked) == asked


def test_self_is_the_model_that_wrote_the_run(tmp_path: Path) -> None:
    with judging(Judge()) as judge:
        run = make_run(tmp_path / "run", 2, 1, model_path=judge.url)
        code, _, err = scan(str(run), *FAST, "--judge", "self")
        assert code == 0, err
        assert len(JudgeFolder(run).readings()) == 2


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--judge", "self"), "it is not recorded where the model is"),
        (("--judge-budget", "10"), "There is no judge that this could be said of."),
        (("--judge", "x.gguf", "--judge-budget", "lots"), "this is no budget"),
        (("--judge", "x.gguf", "--judge-votes", "0"), "The judge's votes=0"),
    ],
)
def test_options_that_make_no_sense(tmp_path: Path, words: tuple[str, ...], problem: str) -> None:
    run = make_run(tmp_path / "run", 1, 0)
    code, _, err = scan(str(run), *FAST, *words)
    assert code == 2
    assert problem in err


def _rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_rates_and_report_tell_a_judge_from_the_rules(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run", 12, 4)
    with judging(Judge(invented=0.5)) as judge:
        assert scan(str(run), *FAST, "--judge", judge.url)[0] == 0
    n = len(list(JudgeFolder(run).findings()))
    assert 0 < n < 4
    shown = CliRunner().invoke(app, ["rates", str(run)])
    assert f"The judge m read 12 stories: formula 0 (0%, 95% CI 0–24), common sense {n} (" in shown.stdout
    assert f"{4 - n} quoted what no story holds" in shown.stdout
    as_json = json.loads(CliRunner().invoke(app, ["rates", str(run), "--json"]).stdout)
    (rate,) = (rate for rate in as_json["judges"] if rate["category"] == "commonsense")
    assert (rate["n_flagged"], rate["n_read"], rate["rate"]) == (n, 12, n / 12)
    assert [row["n_flagged"] for row in as_json["rates"] if row["check"] is None] == [0]
    done = CliRunner().invoke(app, ["report", str(run), "--out", str(tmp_path / "r.html")])
    assert done.exit_code == 0, done.output
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "The judge m read 12 stories" in page
    assert page.count("The judge says: it lies where nobody fetched it from") == n


def test_a_run_with_itself_as_judge(tmp_path: Path) -> None:
    prompts = tmp_path / "prompts.txt"
    prompts.write_text("Write about the sea.\nWrite about a well.\n")
    with judging(Judge()) as judge:
        words = ["run", "--server", judge.url, "--prompts", str(prompts), "--out", str(tmp_path / "run")]
        done = CliRunner().invoke(app, [*words, "--judge", "self", "--judge-budget", "1"])
        assert done.exit_code == 0, done.output
    place = JudgeFolder(tmp_path / "run")
    (reading,) = place.readings()
    assert reading.why == "random"
    info = place.current()
    assert info is not None
    assert info.plan is not None
    assert (info.plan.n_eligible, info.plan.n_random, info.plan.budget) == (2, 1, "1")
    assert "The judge m read 1 of 2 stories: formula 0 (0% of all, 95% CI" in done.stdout


def test_a_budget_reads_a_part_with_known_chances_and_more_of_it_goes_on(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run", 20, 5)
    with judging(Judge()) as judge:
        code, _, err = scan(str(run), *FAST, "--judge", judge.url, "--judge-budget", "50%")
        assert code == 0, err
        assert (
            "reads about 10 of 20 stories, 2 that the classifier is least sure of and 8 drawn at random"
            in err
        )
        first = {reading.story_id: reading.why for reading in JudgeFolder(run).readings()}
        assert sorted(first.values()) == ["random"] * 8 + ["unsure"] * 2
        asked = len(judge.asked)
        assert scan(str(run), *FAST, "--judge", judge.url, "--judge-budget", "15")[0] == 0
        assert len(judge.asked) - asked <= 5 + 5
    place = JudgeFolder(run)
    more = {reading.story_id: reading.why for reading in place.readings()}
    assert first.items() <= more.items()
    info = place.current()
    assert info is not None
    assert info.plan is not None
    assert (len(more), info.plan.n_unsure, info.plan.n_random, info.plan.inclusion) == (15, 2, 13, 13 / 18)


def test_a_budget_of_tokens_ends_the_reading(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run", 30, 0)
    with judging(Judge()) as judge:
        words = ("--judge", judge.url, "--judge-budget", "2500tokens", "--judge-parallel", "1")
        assert scan(str(run), *FAST, *words)[0] == 0
    readings = JudgeFolder(run).readings()
    spent = [reading.usage.input_tokens + reading.usage.output_tokens for reading in readings]
    assert 3 < len(readings) < 15
    assert sum(spent[:-1]) <= 2500 + max(spent)
