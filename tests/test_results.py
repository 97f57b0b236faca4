import subprocess
import sys
from pathlib import Path

import pytest

import detector
from detector.errors import RunError, UsageError
from detector.inputs.story import StoryInput
from detector.records import Story
from detector.results import Rates, ScanResult, load_run, rates
from tests.report.html_tools import Page
from tests.support.runs import SCAN, build_run, findings_in, scores_for, story_text


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_run(tmp_path_factory.mktemp("results") / "run", 40)


def _scan_result(n: int = 4) -> ScanResult:
    import random

    inputs, found, scores = [], [], []
    for number in range(n):
        text = story_text(random.Random(number), "C07" if number == 1 else None)
        made = findings_in(f"s{number}", text)
        inputs.append(StoryInput(id=f"s{number}", text=text, source="a.jsonl", row=number + 1, genre="noir"))
        story = Story(story_id=f"s{number}", run_id="", sample_id="", completion=text)
        found += made
        scores += scores_for(story, made)
    return ScanResult(inputs, found, scores, scan=SCAN, name="a.jsonl")


def test_load_run_gives_tables(path: Path) -> None:
    run = load_run(path)
    assert run.info.run_id == "run"
    assert run.path == path
    assert len(run.stories) == 40
    assert run.stories.loc["run-0003", "seed"] == 1003
    assert len(run.scores) == 80
    unscored = run.scores[run.scores["value"].isna()]
    assert set(unscored["unscored_reason"].dropna()) <= {"status no_final", "status empty", "status error"}
    for row in run.findings.itertuples():
        assert run.stories.loc[row.story_id, "text"][row.start : row.end] == row.text


def test_load_run_refuses_other_folders(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="not a run folder"):
        load_run(tmp_path)


def test_scan_result_gives_tables_and_rates() -> None:
    scan = _scan_result()
    assert list(scan.stories.index) == ["s0", "s1", "s2", "s3"]
    assert list(scan.stories["place"]) == ["a.jsonl:1", "a.jsonl:2", "a.jsonl:3", "a.jsonl:4"]
    assert list(scan.findings["code"]) == ["C07"]
    frame = scan.rates().to_frame()
    whole = frame[frame["check"].isna() & (frame["category"] == "commonsense")]
    assert list(whole["n_flagged"]) == [1]
    assert set(frame["check"].dropna()) == {"C05", "C07", "F01"}


def test_scan_result_without_findings_has_its_columns() -> None:
    scan = ScanResult([], [], [])
    assert "story_id" in scan.findings.columns
    assert "value" in scan.scores.columns
    assert len(scan.stories) == 0
    assert repr(scan) == "ScanResult: No story was scanned."


def test_results_show_themselves_in_a_notebook(path: Path) -> None:
    for shown in (load_run(path), _scan_result(), rates(path)):
        html = shown._repr_html_()
        assert "<style" not in html
        assert "<script" not in html
        page = Page(html)
        assert [problem for problem in page.problems if "style" not in problem] == []
        for verdict in (shown if isinstance(shown, Rates) else shown.rates()).verdicts:
            assert verdict in page.shown
    assert "".join(Page(_scan_result()._repr_html_()).inside["mark"]).count("all twelve pieces of fruit") == 1


def test_rates_of_several_are_one_summary(path: Path) -> None:
    both = rates([load_run(path), _scan_result(), _scan_result()])
    models = {funnel["run"] for funnel in both.summary["funnels"] if funnel["by"] == "model"}
    assert models == {"run", "a.jsonl"}
    assert both.summary["n_stories"] == 48


def test_rates_of_something_else_says_what_to_give() -> None:
    with pytest.raises(UsageError, match="no rates of int"):
        rates(3)


def test_public_face_is_lazy() -> None:
    code = (
        "import sys, detector.results, detector.report, detector.rates\n"
        "heavy = {'pandas', 'scipy', 'statsmodels', 'jinja2', 'spacy', 'sklearn', 'matplotlib'}\n"
        "sys.exit(' '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr.strip()) == (0, "")


def test_load_run_and_rates_are_the_public_names(path: Path) -> None:
    assert detector.load_run(path).rates().verdicts == detector.rates(path).verdicts


def test_results_hostile_text_shows_as_text_in_a_notebook() -> None:
    from tests.report.test_page import HOSTILE
    from tests.support.runs import finding

    story = Story(story_id=HOSTILE, run_id="", sample_id="p", completion=HOSTILE, model=HOSTILE)
    made = [finding(HOSTILE, HOSTILE, HOSTILE, "F01", why=HOSTILE)]
    scan = ScanResult([story], made, scores_for(story, made), scan=SCAN, name=HOSTILE)
    for html in (scan._repr_html_(), scan.rates()._repr_html_()):
        page = Page(html)
        assert [problem for problem in page.problems if "style" not in problem] == []
        assert not {"script", "img", "svg", "style"} & {tag for tag, _ in page.tags}
        assert "mathjax_ignore" in html
        assert page.loose == []


def test_rates_refuse_a_run_that_is_named_twice(path: Path) -> None:
    with pytest.raises(UsageError, match=r"is named 2 times. Name each run once"):
        rates([path, str(path)])
