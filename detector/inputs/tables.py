"""CSV and Parquet: one story a row, read a little at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from detector.errors import InputError
from detector.inputs.opening import MAX_BYTES, unreadable
from detector.inputs.options import FieldNames, Reading

_BATCH_ROWS = 256


def read_csv(
    file: BinaryIO, source: str, reading: Reading, below: BinaryIO | None = None, *, delimiter: str = ","
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a CSV file under the names of its first line, with the line each one ends on.

    Raises:
        InputError: There is no text column; a row has more fields than the header, broken quotes, or bytes
            that are not UTF-8.
    """
    csv.field_size_limit(MAX_BYTES)
    rows = csv.reader(_lines(file, source, reading, below), delimiter=delimiter, strict=True)
    header = _header(rows, source)
    if header is None:
        return
    _need_text(header, source, reading.fields)
    while True:
        try:
            values = next(rows)
            if values:
                yield rows.line_num, _csv_row(header, values, source, rows.line_num)
        except StopIteration:
            return
        except csv.Error as error:
            reading.bad(
                InputError(
                    source, f"not valid CSV ({error}).", "Repair the quotes of the row.", line=rows.line_num
                )
            )
        except InputError as error:
            reading.bad(error)


def _header(rows: Iterator[list[str]], source: str) -> list[str] | None:
    try:
        return next(rows, None)
    except csv.Error as error:
        raise InputError(source, f"not valid CSV ({error}).", "Repair its first line.", line=1) from None


def _lines(file: BinaryIO, source: str, reading: Reading, below: BinaryIO | None) -> Iterator[str]:
    """Lines with undecodable bytes kept as surrogates: the row they end up in is the bad one."""
    number = 0
    while raw := file.readline(MAX_BYTES):
        number += 1
        if b"\0" in raw:
            raise InputError(
                source, "a NUL byte: this is a binary file.", "Name text files only.", line=number
            )
        if number == 1 and raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise InputError(source, "it is UTF-16, not UTF-8.", "Convert it with iconv.")
        yield raw.decode("utf-8-sig" if number == 1 else "utf-8", "surrogateescape")
        if below is not None and below.seekable():
            reading.progress.current_bytes = below.tell()


def _csv_row(header: list[str], values: list[str], source: str, line: int) -> dict[str, Any]:
    if len(values) > len(header):
        raise InputError(
            source,
            f"the row has {len(values)} fields, the header {len(header)}.",
            "Quote the fields that hold commas.",
            line=line,
        )
    row = dict(zip(header, values, strict=False))
    for name, value in row.items():
        if not value.isascii() and any("\udc80" <= character <= "\udcff" for character in value):
            raise InputError(
                source,
                f"the bytes of the field {name!r} are not UTF-8.",
                "Convert the file to UTF-8.",
                line=line,
            )
    return row


def read_parquet(path: Path, source: str, reading: Reading) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a Parquet file with their 1-based numbers: the known columns only, one row group at a time.

    Raises:
        InputError: The file is not Parquet or damaged, or has no text column.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            names = list(file.schema_arrow.names)
            _need_text(names, source, reading.fields)
            wanted = [name for name in names if name in vars(reading.fields).values()]
            number, total, size = 0, file.metadata.num_rows, path.stat().st_size
            for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=wanted):
                for row in batch.to_pylist():
                    number += 1
                    yield number, row
                reading.progress.current_bytes = size * number // max(1, total)
    except pa.ArrowException as error:
        what = str(error).splitlines()[0].rstrip(".")
        raise InputError(source, f"no readable Parquet file ({what}).", "Write the file again.") from None
    except UnicodeDecodeError:
        raise InputError(source, "a text column is not UTF-8.", "Write the file again.") from None
    except OSError as error:
        if error.errno is not None:
            raise unreadable(path, error) from None
        what = str(error).splitlines()[0].rstrip(".")
        raise InputError(source, f"no readable Parquet file ({what}).", "Write the file again.") from None


def _need_text(names: list[str], source: str, fields: FieldNames) -> None:
    if fields.text not in names:
        listed = ", ".join(name[:40] for name in names[:12])
        raise InputError(
            source,
            f"there is no column {fields.text!r} (it has {listed}).",
            "Name the column that holds the story with --text-field.",
        )
