from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from detector.rates import rates
from detector.report import write_report
from tests.support.runs import build_run


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("runs")
    return [
        build_run(folder / name, 40, model=f"model $x$ {name}", epochs=2, seed=n)
        for n, name in enumerate("ab")
    ]


def test_report_as_json_holds_the_summary_and_all_beside_it(runs: list[Path], tmp_path: Path) -> None:
    value = json.loads(write_report(runs, tmp_path / "r.json").read_text())
    assert value["summary"] == rates(runs).summary
    assert {"slices", "human_fiction", "reproduce", "limits"} <= set(value)
    assert any("without a language model: a lower bound" in limit for limit in value["limits"])


def test_report_as_a_table_has_a_row_for_each_rate(runs: list[Path], tmp_path: Path) -> None:
    import pandas as pd

    expected = rates(runs).summary["rates"]
    for suffix, read in ((".csv", pd.read_csv), (".parquet", pd.read_parquet)):
        frame = read(write_report(runs, tmp_path / f"r{suffix}"))
        assert list(frame["n_flagged"]) == [rate["n_flagged"] for rate in expected]
        assert list(frame["rate"].round(6)) == [pytest.approx(rate["rate"]) for rate in expected]


def test_report_as_sarif_has_every_finding(runs: list[Path], tmp_path: Path) -> None:
    from detector import load_run

    log = json.loads(write_report(runs, tmp_path / "r.sarif").read_text())
    assert len(log["runs"][0]["results"]) == sum(len(load_run(run).findings) for run in runs)


def test_report_as_a_picture_shows_every_model(runs: list[Path], tmp_path: Path) -> None:
    svg = write_report(runs, tmp_path / "r.svg", title="Two $models$").read_text(encoding="utf-8")
    assert svg == write_report(runs, tmp_path / "again.svg", title="Two $models$").read_text(encoding="utf-8")
    assert "<script" not in svg
    for text in ("All together: common-sense errors", "a: formula injection", "b: formula injection"):
        assert text in svg
    png = write_report(runs, tmp_path / "r.png").read_bytes()
    from matplotlib.image import imread

    picture = imread(io.BytesIO(png))
    assert png.startswith(b"\x89PNG")
    assert picture.shape[0] > 300
    assert picture.std() > 0.05
