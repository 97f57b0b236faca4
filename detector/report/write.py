"""Reports as files: one HTML page that opens offline, or Markdown."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from detector.errors import UsageError, WriteError
from detector.report.source import sources_of


def write_report(runs_or_scans: Sequence[Any], out: Path, *, title: str | None = None) -> Path:
    """Write the report of one or many runs.

    Args:
        runs_or_scans: Scan results, runs, run folders or their paths.
        out: The file: ``.html`` (or ``.htm``) or ``.md``. Its folder is made where it is missing.
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
    if out.suffix.lower() == ".md":
        from detector.report.markdown import markdown_report

        text = markdown_report(sources, title)
    else:
        from detector.report.page import html_report

        text = html_report(sources, title)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _replace(out, text)
    except OSError as error:
        raise WriteError(
            f"{out}: could not be written: {error.strerror or error}.",
            "Make room, or choose another file with --out.",
        ) from error
    return out


def _replace(out: Path, text: str) -> None:
    """Write a file so that the old one or the new one is there, never half of either."""
    if out.exists() and not out.is_file():  # a device or a pipe
        out.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        return
    out = out.resolve()
    partial = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    try:
        partial.write_text(text, encoding="utf-8", errors="replace", newline="\n")
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
    if out.suffix.lower() not in (".html", ".htm", ".md"):
        raise UsageError(f"{out}: a report is .html or .md.", "Name the file so.")
