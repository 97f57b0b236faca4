from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detector.cli import app
from detector.rates.comparison import Comparison, ComparisonTable
from detector.report import write_report
from detector.report.differences import compared
from detector.runs import RunFolder
from tests.report.html_tools import Page
from tests.support.runs import SCAN, build_run


def pair(a: str, b: str, difference: float | None, p: float, **more: object) -> Comparison:
    values: dict[str, object] = {
        "a": a,
        "b": b,
        "category": "commonsense",
        "paired": True,
        "n_pairs": 60,
        "only_a": 3,
        "only_b": 11,
        "difference": difference,
        "low": None if difference is None else difference - 0.1,
        "high": None if difference is None else difference + 0.1,
        "p_holm": p,
        "apart": p < 0.05,
    }
    return Comparison.model_validate(values | more)


TABLE = ComparisonTable(
    comparisons=(
        pair("one", "two", -0.25, 0.0004),
        pair("one", "three", 0.012, 0.8),
        pair("one", "two", 0.0, 1.0, check="C07"),
        pair("one", "two", -0.2, 0.01, check="C05"),
        pair("one", "two", None, 1.0, category="formula", paired=False, n_a=60, n_b=50),
    ),
    orders={"commonsense": (("one", "three"), ("two",))},
    texts=("two fails more often than one.", "one and three cannot be told apart."),
)


def test_compared_puts_no_difference_in_the_middle_of_the_plot() -> None:
    sense, formula = compared(TABLE, {})
    first, second = sense.rows
    assert (first.points, first.interval, first.p, first.apart) == ("−25", "−35 to −15", "<0.001", True)
    assert (second.points, second.interval, second.p, second.apart) == ("+1.2", "−8.8 to +11", "0.80", False)
    assert first.low == pytest.approx(50 - 50 * 0.35 / 0.4)
    assert first.mid is not None
    assert first.mid < 50
    assert second.mid is not None
    assert second.mid > 50
    assert [label for _, label in sense.ticks] == ["−40", "0", "+40"]
    assert [row.detail for row in sense.by_check] == ["C05", "C07"]
    assert sense.by_check[1].points == "0"
    (lost,) = formula.rows
    assert (lost.points, lost.mid, lost.pairs) == ("–", None, "60 and 50 stories, not paired")


def test_report_on_several_runs_compares_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says what the comparison says, and asks for it with the names that it uses itself."""
    asked: dict[str, int] = {}

    def compare_sides(sides: Mapping[str, list[object]]) -> ComparisonTable:
        asked.update({name: len(rows) for name, rows in sides.items()})
        return TABLE

    monkeypatch.setattr("detector.report.compare.compare_sides", compare_sides)
    runs = [build_run(tmp_path / name, 12, model=name) for name in ("one", "two")]
    page = Page(write_report(runs, tmp_path / "r.html").read_text(encoding="utf-8"))
    assert asked == {"one": 12, "two": 12}
    assert page.problems == []
    shown = " ".join(page.shown.split())
    for text in (
        *TABLE.texts,
        "one minus two",
        "60 pairs: only the first flagged in 3, only the second in 11",
        "cannot tell",
    ):
        assert text in shown
    assert "comparison" in page.targets
    markdown = write_report(runs, tmp_path / "r.md").read_text(encoding="utf-8")
    assert "only the second in 11 | −25 | −35 to −15 | \\<0.001 | apart |" in markdown
    assert json.loads(write_report(runs, tmp_path / "r.json").read_text())["comparison"]["texts"] == [
        *TABLE.texts
    ]
    alone = Page(write_report(runs[:1], tmp_path / "one.html").read_text(encoding="utf-8"))
    assert "minus" not in alone.shown


def test_report_says_what_compare_says(tmp_path: Path) -> None:
    runs = [
        build_run(tmp_path / name, 80, model=name, flagged=share, failed=0, seed=n)
        for n, (name, share) in enumerate((("calm", 0.05), ("wild", 0.9), ("also wild", 0.9)))
    ]
    table = json.loads(CliRunner().invoke(app, ["compare", *map(str, runs), "--json"]).stdout)
    shown = " ".join(Page(write_report(runs, tmp_path / "r.html").read_text(encoding="utf-8")).shown.split())
    assert len(table["comparisons"]) == 6
    assert any(pair["apart"] for pair in table["comparisons"])
    for text in table["texts"]:
        assert " ".join(text.split()) in shown
    assert json.loads(write_report(runs, tmp_path / "r.json").read_text())["comparison"] == table


def test_report_does_not_compare_runs_of_different_detectors(tmp_path: Path) -> None:
    runs = [build_run(tmp_path / name, 20, model=name) for name in ("one", "two")]
    with RunFolder.open(runs[1], write=True) as folder:
        folder.append_scan(SCAN.model_copy(update={"scan_id": "another"}))
    page = Page(write_report(runs, tmp_path / "r.html").read_text(encoding="utf-8"))
    assert "scanned with different checks or classifiers" in page.shown
    assert "Comparison" not in page.shown
