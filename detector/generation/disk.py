"""Is there room on the disk?"""

from __future__ import annotations

import shutil
from pathlib import Path

from detector.errors import WriteError


def require_room(folder: Path, n_bytes: int, what: str) -> None:
    """Check that a folder's disk has room, some to spare.

    Raises:
        WriteError: It has not.
    """
    free = shutil.disk_usage(folder).free
    if free < n_bytes * 1.01:
        raise WriteError(
            f"{folder}: {what} needs {n_bytes / 1e9:,.1f} GB, and the disk has {free / 1e9:,.1f} GB free.",
            "Make room, or choose a folder on another disk.",
        )


def make_folder(folder: Path, option: str) -> None:
    """Make a folder with its parents.

    Raises:
        WriteError: It cannot be made; the cure names the option that chooses another.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(
            f"{folder}: this folder could not be made: {error.strerror}.", f"Choose another {option}."
        ) from error
