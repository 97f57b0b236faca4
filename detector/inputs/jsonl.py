"""JSON Lines: one story a row, read line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from detector.errors import InputError
from detector.inputs.opening import MAX_BYTES, decode
from detector.inputs.options import Reading

_BOM = b"\xef\xbb\xbf"


def read_rows(
    lines: BinaryIO, source: str, reading: Reading, below: BinaryIO | None = None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a JSONL file with their lines; blank lines are passed over.

    Args:
        lines: The unpacked bytes.
        source: The file, as the user named it.
        reading: What to do with a bad row.
        below: The file on disk, whose position tells the progress.

    Raises:
        InputError: A line is no JSON object, not UTF-8, or too long; the file is binary.
    """
    offset = number = 0
    while raw := lines.readline(MAX_BYTES):
        number += 1
        if len(raw) == MAX_BYTES and not raw.endswith(b"\n"):
            raise InputError(
                source,
                f"the line is longer than {MAX_BYTES // 2**20} MB.",
                "Put each story on a line of its own.",
                line=number,
            )
        if number == 1 and raw.startswith(_BOM):
            raw, offset = raw[3:], 3
        if raw.strip():
            try:
                yield number, _row(raw, source, number, offset)
            except InputError as error:
                reading.bad(error)
        offset += len(raw)
        if below is not None and below.seekable():
            reading.progress.current_bytes = below.tell()


def _row(raw: bytes, source: str, number: int, offset: int) -> dict[str, Any]:
    text = decode(raw, source, offset, number)
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        what = (
            error.msg if isinstance(error, json.JSONDecodeError) else "nested or numbered beyond all reason"
        )
        at = f", column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(
            source,
            f"not valid JSON ({what}{at}).",
            "Repair the row, or pass it over with --skip-bad.",
            line=number,
        ) from None
    if not isinstance(row, dict):
        raise InputError(
            source,
            "the row is no JSON object.",
            'Write each story as {"id": …, "text": …} on a line of its own.',
            line=number,
        )
    if "\\ud" in text or "\\uD" in text:
        try:
            json.dumps(row, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            raise InputError(
                source, "half of a surrogate pair, which is no character.", "Repair the row.", line=number
            ) from None
    return row
