"""Reports as files: one HTML page that opens offline, Markdown, tables, SARIF, or a picture."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from detector.errors import UsageError, WriteError
from detector.report.source import Source, sources_of, summary_of

SUFFIXES = (".htm", ".html", ".md", ".json", ".csv", ".parquet", ".sarif", ".svg", ".png")


def write_report(runs_or_scans: Sequence[Any], out: Path, *, title: str | None = None) -> Path:
    """Write the report of one or many runs.

    Args:
        runs_or_scans: Scan results, runs, run folders or their paths.
        out: The file, made with its folder. Its suffix says what it becomes: ``.html`` or ``.md`` for people;
            ``.json`` (all numbers), ``.csv`` and ``.parquet`` (the rates), ``.sarif`` (the findings);
            ``.svg`` and ``.png`` (the rates as a forest plot).
        title: The heading; made from the models otherwise.

    Returns:
        The file written.

    Raises:
        UsageError: There is nothing to report on, or the suffix is unknown.
        RunError: A path is no run folder, or a damaged one.
        WriteError: The file cannot be written.
    """
    out = Path(out)
    require_report_name(out)
    sources = sources_of(runs_or_scans)
    content = _content(sources, out.suffix.lower(), title)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _replace(out, content)
    except OSError as error:
        raise WriteError(
            f"{out}: could not be written: {error.strerror or error}.",
            "Make room, or choose another file with --out.",
        ) from error
    return out


def _content(sources: Sequence[Source], suffix: str, title: str | None) -> bytes:
    if suffix in (".html", ".htm"):
        from detector.report.page import html_report

        return html_report(sources, title).encode("utf-8", "replace")
    if suffix == ".md":
        from detector.report.markdown import markdown_report

        return markdown_report(sources, title).encode("utf-8", "replace")
    if suffix in (".svg", ".png"):
        from detector.report.charts import forest

        return forest(summary_of(sources), suffix, title)
    from detector.report import machine

    if suffix == ".json":
        return machine.json_report(sources)
    if suffix == ".sarif":
        return machine.sarif_report(sources)
    return machine.table_report(sources, suffix)


def _replace(out: Path, content: bytes) -> None:
    """Write a file so that the old one or the new one is there, never half of either."""
    if out.exists() and not out.is_file():  # a device or a pipe
        out.write_bytes(content)
        return
    out = out.resolve()
    partial = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    try:
        partial.write_bytes(content)
        os.replace(partial, out)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise


def require_report_name(out: Path) -> None:
    """Refuse a name whose suffix is no report's, before any work is done.

    Raises:
        UsageError: The suffix is unknown.
    """
    if out.suffix.lower() not in SUFFIXES:
        raise UsageError(
            f"{out}: a report is {', '.join(SUFFIXES[1:-1])} or {SUFFIXES[-1]}.", "Name the file so."
        )
