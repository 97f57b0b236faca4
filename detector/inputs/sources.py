"""What the user named, as files to read: folders walked, globs matched, kinds told apart."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from detector.errors import InputError
from detector.inputs.opening import STDIN, unreadable

Kind = Literal["text", "markdown", "jsonl", "csv", "tsv", "parquet", "run", "unknown"]

SUFFIXES: dict[str, Kind] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
}
READABLE = "storyfault reads .txt, .md, .jsonl, .csv, .tsv (each also as .gz), .parquet and run folders."


@dataclass(frozen=True, slots=True)
class Source:
    """One file, run folder, or standard input.

    Attributes:
        path: Where it is.
        name: How the user knows it; ``-`` is standard input.
        kind: What is in it; ``unknown`` is settled by its first line.
        size: Its bytes on disk, 0 where unknown.
    """

    path: Path
    name: str
    kind: Kind
    size: int = 0


def kind_of(path: Path) -> Kind | None:
    """What a file holds, by its suffix; None where no story can be read from it."""
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    if suffixes and suffixes[-1] == ".gz":
        kind = SUFFIXES.get(suffixes[0]) if len(suffixes) > 1 else None
        return None if kind == "parquet" else kind
    return SUFFIXES.get(suffixes[-1]) if suffixes else "unknown"


def is_run_folder(path: Path) -> bool:
    """Whether a folder is a run of storyfault's own."""
    return (path / "run.json").is_file()


def find_sources(paths: Sequence[str | Path]) -> list[Source]:
    """The files behind what the user named, each once, folders in the order of their names.

    Raises:
        InputError: A path does not exist, cannot be read, is of an unknown kind, or holds nothing to scan.
    """
    found: dict[tuple[int, int] | str, Source] = {}
    for given in paths:
        for source in _expand(str(given)):
            found.setdefault(_identity(source), replace(source, name=_text(source.name)))
    return list(found.values())


def _text(name: str) -> str:
    """A file's name as text, where the system let it be bytes that are none."""
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "backslashreplace")


def _identity(source: Source) -> tuple[int, int] | str:
    if source.name == STDIN:
        return STDIN
    status = source.path.stat()
    return status.st_dev, status.st_ino


def _expand(given: str) -> Iterator[Source]:
    if given == STDIN:
        yield Source(Path(STDIN), STDIN, "unknown")
        return
    path = Path(given).expanduser()
    if not os.path.lexists(path) and glob.has_magic(given):
        matches = sorted(glob.glob(str(path), recursive=True))
        if not matches:
            raise InputError(given, "no file matches.", "Check the pattern.")
        usable = [match for match in matches if Path(match).is_dir() or kind_of(Path(match)) is not None]
        if not usable:
            raise InputError(given, "nothing to scan: no file that matches is a story.", READABLE)
        for match in usable:
            if not Path(match).is_dir() or "**" not in given:
                yield from _named(Path(match), match)
        return
    yield from _named(path, given)


def _named(path: Path, name: str) -> Iterator[Source]:
    try:
        status = path.stat()
    except OSError as error:
        raise unreadable(path, error) from None
    if path.is_dir():
        if is_run_folder(path):
            yield Source(path, name, "run")
            return
        walked = list(_walk(path, name, ()))
        if not walked:
            raise InputError(name, "there is nothing to scan in this folder.", READABLE)
        yield from walked
        return
    kind = kind_of(path)
    if kind is None:
        raise InputError(name, "a kind of file that storyfault does not read.", READABLE)
    yield Source(path, name, kind, status.st_size)


def _walk(folder: Path, name: str, above: tuple[tuple[int, int], ...]) -> Iterator[Source]:
    try:
        status = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise unreadable(name, error) from None
    here = (status.st_dev, status.st_ino)
    if here in above:
        raise InputError(
            name, "a symbolic link to a folder that holds it.", "Remove the link, or name the files."
        )
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path, inner = Path(entry.path), os.path.join(name, entry.name)
        try:
            is_dir = path.is_dir() if not entry.is_symlink() else os.path.isdir(path.resolve(strict=True))
            size = 0 if is_dir else path.stat().st_size
        except (OSError, RuntimeError) as error:
            if kind_of(path) is None or kind_of(path) == "unknown":
                continue
            loop = not isinstance(error, FileNotFoundError)
            problem = "a symbolic link that leads back to itself." if loop else "a symbolic link to nothing."
            raise InputError(inner, problem, "Remove the link.") from None
        if is_dir:
            if is_run_folder(path):
                yield Source(path, inner, "run")
            else:
                yield from _walk(path, inner, (*above, here))
            continue
        kind = kind_of(path)
        if kind is not None and kind != "unknown":
            yield Source(path, inner, kind, size)
