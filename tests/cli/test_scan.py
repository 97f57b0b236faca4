from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from detector.cli import app
from detector.records import Finding, RunInfo, Score, Story, utc_now
from detector.runs import RunFolder
from tests.scanner.test_scanner import CLEAN, INTRUDED, FixedScorer


@pytest.fixture(autouse=True)
def fixed_scorer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every candidate has probability 0.9, so that a test does not depend on a trained model."""
    monkeypatch.setattr("detector.classifier.scoring.Scorer.load", lambda *_: FixedScorer())


def storyfault(*words: object, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], input=stdin)


def jsonl(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    rows = [{"id": "a", "text": "First line.\n" + INTRUDED}, {"id": "b", "text": CLEAN}]
    return jsonl(tmp_path / "stories.jsonl", *rows)


def test_scan_text_shows_place_check_probability_and_sentence(tmp_path: Path) -> None:
    path = tmp_path / "lure.txt"
    path.write_text("First line.\n" + INTRUDED)
    result = storyfault("scan", path)
    assert result.exit_code == 0
    head, sentence, explanation, summary = result.stdout.splitlines()
    assert head == f"{path}:2:23  F01 delimited LaTeX 0.90"
    assert sentence == "    $E = mc^2$ The gulls slept."
    assert explanation.startswith("    LaTeX")
    assert summary.startswith("1 of 1 story flagged: formula 1 (100%, 95% CI 21–100), common sense 0 (0%, 0")


def test_scan_text_of_a_file_of_many_names_the_story(stories: Path) -> None:
    result = storyfault("scan", stories)
    assert f"{stories}#a:2:23  F01" in result.stdout
    assert "1 of 2 stories flagged" in result.stdout


def test_scan_text_shows_what_a_finding_contradicts(tmp_path: Path) -> None:
    path = tmp_path / "s.txt"
    path.write_text("The note lay there.\nJust five words: “He’s not really here.”\n")
    result = storyfault("scan", path, "--check", "C07")
    assert "C07" in result.stdout
    assert re.search(
        r"^    2:\d+ contradicts  Just five words: “He’s not really here.”$", result.stdout, re.M
    )


def test_scan_jsonl_rows_are_findings(stories: Path) -> None:
    result = storyfault("scan", stories, "--format", "jsonl")
    (line,) = result.stdout.splitlines()
    finding = Finding.model_validate_json(line)
    assert (finding.story_id, finding.text, finding.probability) == ("a", "$E = mc^2$", 0.9)
    assert len(finding.scan_id) == 12
    assert "1 of 2 stories flagged" in result.stderr


def test_scan_json_is_one_object(stories: Path) -> None:
    result = storyfault("scan", stories, "-f", "json")
    value = json.loads(result.stdout)
    assert set(value) == {"version", "findings", "scores", "summary"}
    assert [Finding.model_validate(row).story_id for row in value["findings"]] == ["a"]
    assert [Score.model_validate(row).value for row in value["scores"]] == [1, 0, 0, 0]
    assert value["summary"]["n_stories"] == 2


def test_scan_csv_has_a_header_and_defuses_spreadsheet_formulas(tmp_path: Path) -> None:
    text = "She sat down.\n=SUM(A1)*2 = 4x + y\nThe rain fell."
    path = jsonl(tmp_path / "s.jsonl", {"id": "=1+1", "text": INTRUDED}, {"id": "b", "text": text})
    rows = list(csv.DictReader(io.StringIO(storyfault("scan", path, "-f", "csv").stdout)))
    assert rows[0]["story_id"] == "'=1+1"
    assert rows[0]["text"] == "$E = mc^2$"
    assert all(not cell.startswith("=") for row in rows for cell in row.values())


def test_scan_sarif(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(INTRUDED)
    log = json.loads(storyfault("scan", path, "-f", "sarif").stdout)
    (result,) = log["runs"][0]["results"]
    assert result["ruleId"] == "F01"
    assert result["locations"][0]["physicalLocation"]["region"]["startColumn"] == 23


@pytest.mark.parametrize("format", ["text", "json", "jsonl", "csv", "sarif"])
def test_scan_output_file_is_made_without_a_finding(tmp_path: Path, format: str) -> None:
    (tmp_path / "a.txt").write_text(CLEAN)
    out = tmp_path / "out"
    result = storyfault("scan", tmp_path / "a.txt", "-f", format, "-o", out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert out.is_file()
    assert "0 of 1 story flagged" in result.stderr
    if format in ("json", "sarif"):
        json.loads(out.read_text())


def test_scan_output_that_cannot_be_written(tmp_path: Path, stories: Path) -> None:
    result = storyfault("scan", stories, "-o", tmp_path / "none" / "out.txt")
    assert result.exit_code == 4
    assert f"{tmp_path}/none/out.txt: it cannot be written" in result.stderr


def test_scan_output_is_never_an_input(stories: Path) -> None:
    before = stories.read_bytes()
    result = storyfault("scan", stories.parent, "-f", "jsonl", "-o", stories)
    assert result.exit_code == 2
    assert "would be overwritten" in result.stderr
    assert stories.read_bytes() == before


@pytest.mark.parametrize(
    ("rate", "code"), [("0.4", 1), ("40%", 1), ("0.5", 0), ("0", 1), ("1", 0), ("x", 2), ("7", 2)]
)
def test_scan_gate(stories: Path, rate: str, code: int) -> None:
    result = storyfault("scan", stories, "--fail-over", rate)
    assert result.exit_code == code
    if code == 1:
        assert "50.0% of stories flagged" in result.stderr


def test_scan_gate_does_not_pass_where_nothing_was_scored(tmp_path: Path) -> None:
    with RunFolder.create(tmp_path / "run", RunInfo(run_id="r", created=utc_now())) as run:
        run.append_story(Story(story_id="a", run_id="r", sample_id="a", status="no_final"))
    result = storyfault("scan", tmp_path / "run", "--fail-over", "1")
    assert result.exit_code == 1
    assert "None of 1 story could be scored" in result.stdout


def test_scan_only_and_check_and_min_probability(stories: Path) -> None:
    assert "F01" not in storyfault("scan", stories, "--only", "commonsense").stdout
    assert "F01" in storyfault("scan", stories, "--check", "f01").stdout
    assert "F01" not in storyfault("scan", stories, "--min-probability", "0.95").stdout
    assert storyfault("scan", stories, "--min-probability", "2").exit_code == 2
    assert storyfault("scan", stories, "--only", "spelling").exit_code == 2
    unknown = storyfault("scan", stories, "--check", "X99")
    assert unknown.exit_code == 2
    assert "There is no check 'X99'" in unknown.stderr


def test_scan_spacy_model_that_is_not_installed(stories: Path) -> None:
    result = storyfault("scan", stories, "--spacy-model", "en_nowhere")
    assert result.exit_code == 2
    assert "en_nowhere" in result.stderr


def test_scan_standard_input() -> None:
    assert "-:1:23  F01" in storyfault("scan", "-", stdin=INTRUDED).stdout
    row = json.dumps({"id": "s", "text": INTRUDED})
    assert "-#s:1:23  F01" in storyfault("scan", "-", stdin=row).stdout


def test_scan_other_fields(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "s.jsonl", {"key": "k", "story": INTRUDED, "extra": 1})
    result = storyfault("scan", path, "--text-field", "story", "--id-field", "key", "-f", "jsonl")
    assert json.loads(result.stdout)["story_id"] == "k"
    refused = storyfault("scan", path)
    assert refused.exit_code == 4
    assert f"{path}:1: no text: the row has no field 'text' (it has key, story, extra)" in refused.stderr
    assert "--text-field" in refused.stderr


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b"caf\xe9"),
        ("a.txt", b"\x00\x01"),
        ("a.txt", b""),
        ("a.jsonl", b"{"),
        ("a.jsonl", b""),
        ("a.csv", b"a,b\n1,2\n"),
        ("a.parquet", b"x"),
        ("a.jsonl.gz", b"\x1f\x8b\x08broken"),
        ("a.pdf", b"%PDF"),
    ],
)
def test_scan_bad_input_is_one_sentence_and_exit_4(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    result = storyfault("scan", tmp_path / name)
    assert result.exit_code == 4
    assert "Traceback" not in result.output
    errors = [line for line in result.stderr.splitlines() if line.startswith("storyfault: ")]
    assert len(errors) == 1
    assert name in errors[0]


def test_scan_missing_file_and_empty_folder(tmp_path: Path) -> None:
    assert storyfault("scan", tmp_path / "none.txt").exit_code == 4
    result = storyfault("scan", tmp_path)
    assert result.exit_code == 4
    assert "there is nothing to scan in this folder" in result.stderr


def test_scan_bad_row_keeps_what_was_found_before(stories: Path, tmp_path: Path) -> None:
    stories.write_text(stories.read_text() + "{broken\n")
    out = tmp_path / "out.json"
    result = storyfault("scan", stories, "-f", "json", "-o", out)
    assert result.exit_code == 4
    assert f"{stories}:3: not valid JSON" in result.stderr
    assert len(json.loads(out.read_text())["findings"]) == 1


def test_scan_skip_bad_reports_and_goes_on(stories: Path) -> None:
    stories.write_text("{broken\n" + stories.read_text())
    result = storyfault("scan", stories, "--skip-bad")
    assert result.exit_code == 0
    assert f"skipped: {stories}:1: not valid JSON" in result.stderr
    assert "1 bad row or file was skipped" in result.stderr
    assert "1 of 2 stories flagged" in result.stdout


def test_scan_story_that_is_too_long_is_not_scored(tmp_path: Path) -> None:
    path = jsonl(
        tmp_path / "s.jsonl", {"id": "long", "text": "word " * 2_000_000}, {"id": "b", "text": CLEAN}
    )
    result = storyfault("scan", path)
    assert result.exit_code == 0
    assert "0 of 1 story flagged" in result.stdout
    assert "Not scored: 1 longer than 2,000,000 characters" in result.stdout


def test_scan_run_folder_in_place(tmp_path: Path) -> None:
    with RunFolder.create(tmp_path / "run", RunInfo(run_id="r", created=utc_now())) as run:
        run.append_story(Story(story_id="p-1", run_id="r", sample_id="p", completion=INTRUDED))
    first = storyfault("scan", tmp_path / "run")
    assert first.exit_code == 0
    assert "#p-1:1:23  F01" in first.stdout
    assert len(list(RunFolder.open(tmp_path / "run").findings())) == 1
    again = storyfault("scan", tmp_path / "run")
    assert again.stdout == first.stdout
    assert len((tmp_path / "run" / "findings.jsonl").read_text().splitlines()) == 1
    (tmp_path / "a.txt").write_text(CLEAN)
    assert storyfault("scan", tmp_path / "run", tmp_path / "a.txt").exit_code == 2


def test_scan_report(stories: Path, tmp_path: Path) -> None:
    result = storyfault("scan", stories, "--report", tmp_path / "r.html")
    assert result.exit_code == 0, result.stderr
    assert "E = mc^2" in (tmp_path / "r.html").read_text()


HOSTILE = "\x1b]0;owned\x07 \x1b[31mred \x9b2J \u202eback [bold]$E = mc^2$[/bold] :smile: \x00 \u200bend."


def test_scan_hostile_text_reaches_the_terminal_as_symbols(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "s.jsonl", {"id": "\x1b[2Jid", "text": HOSTILE})
    result = storyfault("scan", path)
    assert "[bold]" in result.stdout
    assert ":smile:" in result.stdout
    assert "␛[31mred" in result.stdout
    assert "<U+202E>" in result.stdout
    assert "#␛[2Jid:1:" in result.stdout
    for bad in ("\x1b", "\x07", "\x9b", "\u202e", "\x00", "\u200b"):
        assert bad not in result.output


def test_scan_hostile_file_name_in_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m\nb.txt"
    path.write_bytes(b"\x00")
    result = storyfault("scan", path)
    assert result.exit_code == 4
    assert "\x1b" not in result.stderr
    assert len(result.stderr.strip().splitlines()) <= 1


def test_scan_fault_of_our_own_is_one_sentence(stories: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def boom(*_: object, **__: object) -> None:
        raise KeyError("surprise")

    monkeypatch.setattr("detector.cli.scan_files.run_scan", boom)
    result = storyfault("scan", stories)
    assert result.exit_code == 4
    assert "KeyError: 'surprise'" in result.stderr
    assert "Traceback" not in result.output


def test_scan_debug_shows_the_traceback(tmp_path: Path) -> None:
    result = storyfault("--debug", "scan", tmp_path / "none.txt")
    assert type(result.exception).__name__ == "InputError"


def test_scan_of_nothing_but_too_long_stories_names_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "long.txt").write_text("The gulls slept. " * 120_000)
    result = storyfault("scan", tmp_path / "long.txt")
    assert result.exit_code == 4
    assert "every story is longer than 2,000,000 characters. Split it: one story a file" in result.stderr


def test_scan_report_of_an_unknown_kind_is_refused_before_the_scan(stories: Path, tmp_path: Path) -> None:
    result = storyfault("scan", stories, "--report", tmp_path / "report.pdf")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "report.pdf: a report is .html, .md, .json, " in result.stderr


def test_scan_summary_on_stderr_keeps_its_lines(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "s.jsonl", {"id": "a", "text": CLEAN}, {"id": "b", "text": ""})
    result = storyfault("scan", path, "--output", tmp_path / "out.txt")
    assert "Not scored: 1 empty" in result.stderr.splitlines()


def test_scan_of_a_run_named_twice_counts_it_once(tmp_path: Path) -> None:
    with RunFolder.create(tmp_path / "run", RunInfo(run_id="r", created=utc_now())) as folder:
        folder.append_story(Story(story_id="p", run_id="r", sample_id="p", completion=CLEAN))
    result = storyfault("scan", tmp_path / "run", f"{tmp_path}/run/")
    assert result.exit_code == 0
    assert "0 of 1 story flagged" in result.stdout


def test_scan_of_a_row_whose_text_is_null_says_so(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "s.jsonl", {"id": "a", "text": None})
    assert "s.jsonl:1: no text: the field 'text' is null." in storyfault("scan", path).stderr
    assert "1 bad row or file." in storyfault("scan", path, "--skip-bad").stderr
