"""Files that are replaced as a whole: the old one or the new one is there, never half of either."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from detector.runs.jsonl import write_error


def write_json(path: Path, value: Any) -> None:
    """Replace a JSON file, and wait until the disk has it.

    Raises:
        WriteError: It cannot be written; the old file is untouched.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", errors="surrogatepass") as file:
            json.dump(value, file, ensure_ascii=False, indent=2)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        _sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise write_error(path, error) from error


def remove_leftovers(folder: Path) -> None:
    """Delete the half-written files of writers that were killed; only the folder's one writer may call it."""
    for path in folder.glob(".*.json.*.tmp"):
        with contextlib.suppress(OSError):
            path.unlink()


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
