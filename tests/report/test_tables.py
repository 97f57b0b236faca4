import json
from pathlib import Path

import pandas as pd
import pytest

from detector.errors import UsageError, WriteError
from detector.report import write_tables
from detector.results import load_run
from tests.support.runs import build_run


def test_write_tables_csv_and_parquet_hold_the_same_rows(tmp_path: Path) -> None:
    run = load_run(build_run(tmp_path / "run", 40))
    csv = {path.stem: pd.read_csv(path) for path in write_tables(run, tmp_path / "csv")}
    parquet = {
        path.stem: pd.read_parquet(path) for path in write_tables(run, tmp_path / "pq", format="parquet")
    }
    assert list(csv) == list(parquet) == ["rates", "findings", "scores"]
    for name, frame in csv.items():
        assert list(frame.columns) == list(parquet[name].columns)
        assert len(frame) == len(parquet[name])
    assert len(parquet["scores"]) == 80
    assert list(parquet["findings"]["text"]) == list(run.findings["text"])
    assert json.loads(parquet["findings"]["related"].iloc[0]) == run.findings["related"].iloc[0]
    assert parquet["scores"]["value"].isna().sum() == run.scores["value"].isna().sum() > 0


def test_write_tables_csv_runs_nothing_in_a_spreadsheet(tmp_path: Path) -> None:
    from detector.records import Story
    from detector.results import ScanResult
    from tests.support.runs import finding

    story = Story(story_id="s", run_id="r", sample_id="p", completion="=1+1 said the wall")
    scan = ScanResult([story], [finding("s", story.completion, "=1+1", "F01")], [])
    write_tables(scan, tmp_path)
    assert list(pd.read_csv(tmp_path / "findings.csv")["text"]) == ["'=1+1"]
    write_tables(scan, tmp_path, format="parquet")
    assert list(pd.read_parquet(tmp_path / "findings.parquet")["text"]) == ["=1+1"]


def test_write_tables_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    run = build_run(tmp_path / "run", 3)
    with pytest.raises(UsageError, match="xlsx"):
        write_tables(run, tmp_path, format="xlsx")  # type: ignore[arg-type]
    (tmp_path / "file").write_text("x")
    with pytest.raises(WriteError, match=r"file/rates\.csv"):
        write_tables(run, tmp_path / "file")
