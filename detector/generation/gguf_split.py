"""Models split into several files, ``NAME-00001-of-00003.gguf`` and so on."""

from __future__ import annotations

import re
from pathlib import Path

from detector.errors import ModelError
from detector.generation.gguf_header import GgufHeader

_PART = re.compile(r"(?P<stem>.+)-(?P<number>\d{5})-of-(?P<count>\d{5})\.gguf", re.IGNORECASE)


def part_number(path: Path) -> int | None:
    """Which part of a split model a file's name says it is (1 is the first), or None."""
    match = _PART.fullmatch(path.name)
    return int(match["number"]) if match else None


def parts_of(header: GgufHeader) -> tuple[Path, ...]:
    """All files of the model that one file belongs to, in order.

    Raises:
        ModelError: Parts are missing, or the file was renamed so that they cannot be found.
    """
    count = header.number("split.count") or 1
    if count <= 1:
        return (header.path,)
    match = _PART.fullmatch(header.path.name)
    if match is None or int(match["count"]) != count:
        raise ModelError(
            f"{header.path}: the file is one of {count} parts of a model, but its name does not say which.",
            f"Give the parts their names back: NAME-00001-of-{count:05d}.gguf and so on.",
        )
    folder, stem, ending = header.path.parent, match["stem"], header.path.suffix
    paths = tuple(folder / f"{stem}-{i:05d}-of-{count:05d}{ending}" for i in range(1, count + 1))
    missing = [path.name for path in paths if not path.is_file()]
    if missing:
        shown = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        raise ModelError(
            f"{header.path}: the model is split into {count} files and these are missing: {shown}.",
            f"Put them into {folder}.",
        )
    return paths


def check_parts(headers: list[GgufHeader]) -> None:
    """Check that files named as parts of one model are.

    Raises:
        ModelError: A part is another model's, in another place, or tensors are missing.
    """
    count = len(headers)
    if count == 1:
        return
    for i, header in enumerate(headers):
        number, of = header.number("split.no"), header.number("split.count")
        if (number, of) != (i, count):
            raise ModelError(
                f"{header.path}: its name says part {i + 1} of {count}, its header part "
                f"{'?' if number is None else number + 1} of {of}.",
                "Download the parts again.",
            )
    promised = headers[0].number("split.tensors.count")
    held = sum(len(header.tensors) for header in headers)
    if promised is not None and promised != held:
        raise ModelError(
            f"{headers[0].path}: the model's parts hold {held} tensors of {promised}.",
            "Download the parts again.",
        )
