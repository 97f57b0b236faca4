"""Opening input files: plain or gzip, as bytes, with every failure one clear sentence."""

from __future__ import annotations

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from detector.errors import InputError

MAX_BYTES = 256 * 1024 * 1024
"""The longest line, or text file, that is read."""

STDIN = "-"


@contextmanager
def opened(path: Path | str, stream: BinaryIO | None = None) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """A file's bytes, unpacked where it is gzip by its magic number, and the file below them (for ``tell``).

    Args:
        path: The file, or ``-``.
        stream: Read this in place of the file.

    Raises:
        InputError: It cannot be opened, or breaks while it is read.
    """
    try:
        below: BinaryIO = stream if stream is not None else open(path, "rb")  # noqa: SIM115
    except OSError as error:
        raise unreadable(path, error) from None
    try:
        buffered = (
            below if isinstance(below, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, below))
        )
        try:
            if buffered.peek(2)[:2] == b"\x1f\x8b":
                with gzip.GzipFile(fileobj=buffered) as unpacked:
                    yield cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, unpacked), 1 << 16)), below
            else:
                yield cast(BinaryIO, buffered), below
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise InputError(
                path, f"the gzip data is broken ({error}).", "Download or write the file again."
            ) from None
        except OSError as error:
            raise unreadable(path, error) from None
    finally:
        if stream is None:
            below.close()


def unreadable(path: Path | str, error: OSError) -> InputError:
    """The error for a file that the system does not let us read."""
    import errno

    if isinstance(error, FileNotFoundError):
        if isinstance(path, Path) and path.is_symlink():
            return InputError(path, "a symbolic link to a file that does not exist.", "Repair the link.")
        return InputError(path, "there is no such file.", "Check the path.")
    if isinstance(error, PermissionError):
        return InputError(
            path, "it cannot be read: permission denied.", f"Allow it, for example: chmod +r {path}"
        )
    if isinstance(error, IsADirectoryError):
        return InputError(path, "it is a folder, where a file is needed.", "Name a file.")
    if error.errno == errno.ELOOP:
        return InputError(path, "a symbolic link that leads back to itself.", "Remove the link.")
    return InputError(
        path, f"it cannot be read: {os.strerror(error.errno or 0)}.", "Check the file and its disk."
    )


def decode(raw: bytes, path: Path | str, offset: int = 0, line: int | None = None) -> str:
    """UTF-8 bytes as text, unchanged.

    Args:
        raw: The bytes.
        path: Where they are from.
        offset: Bytes of the file before them.
        line: Their 1-based line; counted from the bytes where it is None.

    Raises:
        InputError: They are not UTF-8, or hold NUL bytes.
    """
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError(path, "it is UTF-16, not UTF-8.", f"Convert it: iconv -f UTF-16 -t UTF-8 {path}")
    nul = raw.find(b"\0")
    if nul >= 0:
        raise InputError(
            path,
            f"a NUL byte at byte {offset + nul:,}: this is a binary file, not text.",
            "Name text files only.",
            line=line or raw.count(b"\n", 0, nul) + 1,
        )
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            path,
            f"the bytes are not UTF-8 at byte {offset + error.start:,} (0x{raw[error.start]:02x}).",
            "Convert the file to UTF-8: iconv -f WINDOWS-1252 -t UTF-8, say.",
            line=line or raw.count(b"\n", 0, error.start) + 1,
        ) from None
