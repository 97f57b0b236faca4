"""Labels on disk: one line an answer, on the disk before the labeller sees the next item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

from detector.errors import RunError
from detector.labels.records import Label, Sampling
from detector.runs.jsonl import Appender, mend, read_rows
from detector.runs.lock import FolderLock

LABELS, SAMPLING = "labels.jsonl", "sampling.jsonl"


class LabelStore:
    """Appends answers to one file, which it holds alone while it is open.

    Attributes:
        repairs: Sentences about what a killed labeller left behind and was mended.

    Raises:
        RunError: Another labeller writes the file, or a row of it is damaged.
        WriteError: It cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._lock = FolderLock(path.parent, f".{path.name}.lock")
        except RunError as error:
            raise RunError(
                f"{path}: another process is writing these labels.",
                "Wait until it ends, or give a second labeller a file of their own with --labels.",
            ) from error
        try:
            self.repairs = [text for text in (mend(path),) if text is not None]
            self.latest = latest(read_labels([path]))
            self._appender = Appender(path)
        except BaseException:
            self._lock.close()
            raise

    def add(self, label: Label) -> None:
        """Write an answer; the disk has it when this returns.

        Raises:
            WriteError: It could not be written, and is not there.
        """
        self._appender.append([label], sync=True)
        self.latest[(label.item_id, label.labeller)] = label

    def of(self, labeller: str) -> dict[str, Label]:
        """The standing answers of one labeller, by item."""
        return {item: label for (item, who), label in self.latest.items() if who == labeller}

    def close(self) -> None:
        """Close the file and let go of it."""
        self._appender.close()
        self._lock.close()

    def __enter__(self) -> LabelStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_labels(paths: Iterable[Path]) -> Iterator[Label]:
    """The rows of label files in the order they were written; an unfinished last line is left out.

    Raises:
        RunError: A line is damaged or of a newer schema; names file and line.
    """
    for path in paths:
        yield from read_rows(path, Label)


def latest(labels: Iterable[Label]) -> dict[tuple[str, str], Label]:
    """Each labeller's last answer to each item, in the order of the first ones; removed spans stay in it."""
    return {(label.item_id, label.labeller): label for label in labels}


def samplings(folder: Path) -> list[Sampling]:
    """The samples drawn from a run, oldest first."""
    return list(read_rows(folder / SAMPLING, Sampling))


def add_sampling(folder: Path, sampling: Sampling) -> None:
    """Write a sampling record; from now on it is the one in use.

    Raises:
        WriteError: It could not be written.
    """
    mend(folder / SAMPLING)
    with Appender(folder / SAMPLING) as appender:
        appender.append([sampling], sync=True)
