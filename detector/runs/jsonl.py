"""JSONL files that grow by whole lines: append, read as a stream, mend a torn end."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from pydantic import ValidationError

from detector.errors import RunError, WriteError
from detector.records import SCHEMA_VERSION, Row

R = TypeVar("R", bound=Row)
_BLOCK = 1 << 20


def encode(row: Row) -> bytes:
    """One line of UTF-8 with its newline; a row with lone surrogates is written in ASCII escapes."""
    value = row.model_dump(mode="json")
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def write_error(path: Path, error: OSError) -> WriteError:
    """The error of a write that failed, with its path and what to do."""
    return WriteError(
        f"{path}: could not be written: {error.strerror or error}.",
        "All rows before it are kept. Make room or mend the permissions, then run the same command again.",
    )


class Appender:
    """Appends rows to one file, each call as whole lines that are in the file when the call returns.

    A write that fails is undone, so that no half line stays where the disk is full.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._fd = os.open(
                path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666
            )
        except OSError as error:
            raise write_error(path, error) from error

    def append(self, rows: Sequence[Row], *, sync: bool = False) -> None:
        """Write rows as one piece; ``sync`` waits until the disk has them.

        Raises:
            WriteError: The disk is full, read-only or broken. None of the rows is in the file.
        """
        data = memoryview(b"".join(encode(row) for row in rows))
        size = os.fstat(self._fd).st_size
        try:
            while data:
                data = data[os.write(self._fd, data) :]
            if sync:
                os.fsync(self._fd)
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._fd, size)
            raise write_error(self.path, error) from error

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def __enter__(self) -> Appender:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def refuse_newer(value: Any, where: str) -> None:
    """Raise RunError for a row of a schema that this version does not know."""
    version = value.get("schema_version") if isinstance(value, dict) else None
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise RunError(
            f"{where}: written by a newer storyfault (schema {version}; this one reads {SCHEMA_VERSION}).",
            "Upgrade storyfault: pip install --upgrade storyfault.",
        )


def _parse(line: bytes, model: type[R], path: Path, number: int) -> R:
    try:
        value = json.loads(line.decode("utf-8", "surrogatepass"))
    except ValueError as error:
        raise RunError(
            f"{path}:{number}: this row is damaged ({error}).",
            f"Restore {path.name} from a copy, or delete line {number} to go on without that row.",
        ) from error
    refuse_newer(value, f"{path}:{number}")
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the row"
        raise RunError(
            f"{path}:{number}: not a {model.__name__.lower()} row: {where}: {first['msg']}.",
            f"Restore {path.name} from a copy, or delete line {number} to go on without that row.",
        ) from error


def read_rows(path: Path, model: type[R], *, torn: list[int] | None = None) -> Iterator[R]:
    """Stream the rows of a file; a missing file has none.

    An unfinished last line is left out: a writer may be in the middle of it, or was killed there.

    Args:
        path: The JSONL file.
        model: The record each line holds.
        torn: Gets the number of the unfinished last line, where there is one.

    Raises:
        RunError: A line is damaged or of a newer schema; names file and line.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    except OSError as error:
        raise RunError(f"{path}: cannot be read: {error.strerror}.", "Check its permissions.") from error
    with file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                if torn is not None:
                    torn.append(number)
                return
            if line.strip():
                yield _parse(line, model, path, number)


def _tail_start(path: Path) -> tuple[int, int]:
    """Where the last line of a file begins, and the file's size; both 0 for an empty file."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        end = size
        while end > 0:
            begin = max(0, end - _BLOCK)
            file.seek(begin)
            found = file.read(end - begin).rfind(b"\n", 0, (end - begin) - (1 if end == size else 0))
            if found >= 0:
                return begin + found + 1, size
            end = begin
    return 0, size


def mend(path: Path) -> str | None:
    """Set a torn last line right, and say so.

    A whole row that only lacks its newline gets it; anything else moves to a file ``NAME.torn`` beside it.

    Returns:
        A sentence about what was done; None where nothing was wrong.

    Raises:
        WriteError: The file cannot be mended (read-only, full disk).
    """
    if not path.exists():
        return None
    try:
        start, size = _tail_start(path)
        if start == size:
            return None
        with path.open("r+b") as file:
            file.seek(start)
            tail = file.read()
            try:
                whole = isinstance(json.loads(tail.decode("utf-8", "surrogatepass")), dict)
            except ValueError:
                whole = False
            if whole:
                if tail.endswith(b"\n"):
                    return None
                file.write(b"\n")
                return f"{path}: the last row lacked its line end; it is complete and was kept."
            with path.with_name(path.name + ".torn").open("ab") as aside:
                aside.write(tail if tail.endswith(b"\n") else tail + b"\n")
            file.truncate(start)
            return (
                f"{path}: the last row was cut off in writing ({len(tail)} bytes) and was moved to "
                f"{path.name}.torn; its story is done again."
            )
    except OSError as error:
        raise write_error(path, error) from error
