"""The sha256 of large files, remembered by size and modification time."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from detector.errors import ModelError

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all."""

_CHUNK = 4 * 2**20
SMALL = 32 * 2**20
"""Files up to this size (bytes) are hashed each time: it takes a moment, and leaves no file behind."""


def sha256_of(path: Path, progress: Progress | None = None) -> str:
    """The sha256 of a file, from the record beside it where size and mtime still agree.

    The record is ``NAME.sha256.json`` beside the file or, where that folder cannot be written, in the
    user's cache folder.

    Raises:
        ModelError: The file cannot be read, or changed meanwhile.
    """
    try:
        before = path.stat()
        key = {"size": before.st_size, "mtime_ns": before.st_mtime_ns}
        places = [path.with_name(path.name + ".sha256.json"), _in_cache(path)]
        if before.st_size > SMALL:
            for place in places:
                known = _remembered(place, key)
                if known is not None:
                    return known
        digest = hashlib.sha256()
        done = 0
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                done += len(chunk)
                if progress is not None:
                    progress(done, before.st_size)
        after = path.stat()
    except OSError as error:
        raise ModelError(
            f"{path}: the model file cannot be read ({error.strerror}).", "Check the file."
        ) from error
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise ModelError(f"{path}: the file changed while it was read.", "Wait until its download has ended.")
    if before.st_size > SMALL:
        _remember(places, {**key, "sha256": digest.hexdigest()})
    return digest.hexdigest()


def cache_folder() -> Path:
    """The user's cache folder for storyfault (it may not exist yet)."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "storyfault"


def _in_cache(path: Path) -> Path:
    name = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:32]
    return cache_folder() / "sha256" / f"{name}.json"


def _remembered(place: Path, key: dict[str, int]) -> str | None:
    try:
        record = json.loads(place.read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(record, dict) or any(record.get(name) != value for name, value in key.items()):
        return None
    digest = record.get("sha256")
    return digest if isinstance(digest, str) and len(digest) == 64 else None


def _remember(places: list[Path], record: dict[str, int | str]) -> None:
    """Write the record to the first place that takes it; none taking it costs time, no more."""
    for place in places:
        partial = place.with_name(f"{place.name}.{os.getpid()}")
        try:
            if place is places[-1]:
                place.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(json.dumps(record))
            partial.replace(place)
            return
        except OSError:
            with contextlib.suppress(OSError):
                partial.unlink()
