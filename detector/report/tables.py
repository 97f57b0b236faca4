"""Rates, findings and scores as CSV or Parquet files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from detector.errors import UsageError, WriteError
from detector.report.frames import findings_frame, rates_frame, scores_frame
from detector.report.source import sources_of, summary_of

if TYPE_CHECKING:
    import pandas as pd

_NESTED = ("related", "evidence", "findings_by_code")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_tables(
    runs_or_scans: Any, folder: Path, *, format: Literal["csv", "parquet"] = "csv"
) -> list[Path]:
    """Write ``rates``, ``findings`` and ``scores``, one file each. Nested values become JSON text.

    In CSV a text that a spreadsheet would run as a formula gets an apostrophe before it.

    Args:
        runs_or_scans: A scan's result, a run, a run folder or its path, or a list of these.
        folder: Where to write; made where it is missing.
        format: The kind of file.

    Returns:
        The files written.

    Raises:
        UsageError: The format is unknown.
        WriteError: A file cannot be written.
    """
    if format not in ("csv", "parquet"):
        raise UsageError(f"There is no table format {format!r}.", "It is csv or parquet.")
    written = []
    for name, frame in _frames(runs_or_scans):
        path = Path(folder) / f"{name}.{format}"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if format == "csv":
                safe_for_spreadsheets(frame).to_csv(path, index=False, errors="replace")
            else:
                frame.to_parquet(path, index=False)
        except OSError as error:
            raise WriteError(
                f"{path}: could not be written: {error.strerror or error}.",
                "Make room, or name another folder.",
            ) from error
        written.append(path)
    return written


def _frames(runs_or_scans: Any) -> Iterator[tuple[str, pd.DataFrame]]:
    sources = sources_of(runs_or_scans)
    yield "rates", rates_frame(summary_of(sources).rates)
    yield "findings", _flat(findings_frame(row for source in sources for row in source.findings()))
    yield "scores", _flat(scores_frame(row for source in sources for row in source.scores()))


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    for column in _NESTED:
        if column in frame:
            frame[column] = [json.dumps(value, sort_keys=True) for value in frame[column]]
    for column in frame.select_dtypes(include=["object", "string"]):
        frame[column] = [
            value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
            for value in frame[column]
        ]
    return frame


def safe_for_spreadsheets(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with an apostrophe before each text that a spreadsheet would run as a formula."""
    for column in frame.select_dtypes(include=["object", "string"]):
        frame[column] = [
            f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
            for value in frame[column]
        ]
    return frame
