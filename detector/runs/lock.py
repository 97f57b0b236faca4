"""One writer a run folder."""

from __future__ import annotations

import os
from pathlib import Path

from detector.errors import RunError
from detector.runs.jsonl import write_error

try:
    import fcntl
except ImportError:  # Windows: runs there are not guarded against a second writer
    fcntl = None  # type: ignore[assignment]


class FolderLock:
    """An exclusive lock on a folder, held until closed; the system lets go of it when the process dies.

    Args:
        folder: The folder.
        name: The lock's file in it; another name is another lock.

    Raises:
        RunError: Another process holds it.
        WriteError: The lock file cannot be made.
    """

    def __init__(self, folder: Path, name: str = ".lock") -> None:
        self.path = folder / name
        try:
            self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise write_error(self.path, error) from error
        if fcntl is None:
            return
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(self._fd, 32).decode("ascii", "replace").strip()
            self.close()
            raise RunError(
                f"{folder}: another process{f' (pid {holder})' if holder else ''} is writing this run.",
                "Wait until it ends, stop it, or choose another folder with --out.",
            ) from error
        except OSError as error:
            self.close()
            raise RunError(
                f"{self.path}: this file system cannot lock files ({error.strerror}).",
                "Choose a folder on a local disk.",
            ) from error
        os.ftruncate(self._fd, 0)
        os.write(self._fd, str(os.getpid()).encode())

    def close(self) -> None:
        """Let go of the lock; a second call does nothing."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
