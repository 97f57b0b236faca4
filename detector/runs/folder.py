"""A run folder: ``run.json``, ``summary.json``, and stories, scans, findings and scores as JSONL."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from pydantic import ValidationError

from detector.errors import RunError
from detector.records import Category, Finding, Row, RunInfo, Scan, Score, Story
from detector.runs.atomic import remove_leftovers, write_json
from detector.runs.jsonl import Appender, mend, read_rows, refuse_newer, write_error
from detector.runs.keys import ResumeKey, resume_key
from detector.runs.lock import FolderLock

STORIES, SCANS, FINDINGS, SCORES = "stories.jsonl", "scans.jsonl", "findings.jsonl", "scores.jsonl"
RUN, SUMMARY = "run.json", "summary.json"


class RunFolder:
    """One run on disk. Readers stream and take no lock; one writer at a time holds the folder's lock.

    Attributes:
        path: The folder.
        repairs: Sentences about what a killed writer left behind and was mended on opening for writing.
    """

    def __init__(self, path: Path, info: RunInfo, lock: FolderLock | None) -> None:
        """Use ``create`` or ``open`` instead."""
        self.path, self._info, self._lock = path, info, lock
        self.repairs: list[str] = []
        self._appenders: dict[str, Appender] = {}

    @classmethod
    def create(cls, path: Path | str, info: RunInfo) -> RunFolder:
        """Begin a run in a folder, made where it is missing, and hold it for writing.

        Raises:
            RunError: It already holds a run, or the rows of one; or it is a file.
            WriteError: It cannot be made or written.
        """
        path = Path(path)
        if path.exists() and not path.is_dir():
            raise RunError(f"{path}: this is a file, and a run needs a folder.", "Name a folder with --out.")
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise write_error(path, error) from error
        lock = FolderLock(path)
        if (path / RUN).exists():
            lock.close()
            raise RunError(f"{path}: already holds a run.", "Resume it, or choose another folder with --out.")
        if rows := [name for name in (STORIES, SCANS, FINDINGS, SCORES) if (path / name).exists()]:
            lock.close()
            raise RunError(
                f"{path}: holds {rows[0]} but no {RUN}: the rows of a run that lost its description.",
                f"Put its {RUN} back, or choose another folder with --out.",
            )
        folder = cls(path, info, lock)
        try:
            folder._write_info()
        except BaseException:
            lock.close()
            raise
        return folder

    @classmethod
    def open(cls, path: Path | str, *, write: bool = False) -> RunFolder:
        """Open a run; for writing, take its lock and mend what a killed writer left.

        Raises:
            RunError: Not a run, damaged, of a newer schema, or (for writing) in use by another process.
            WriteError: It cannot be mended.
        """
        path = Path(path)
        if not (path / RUN).is_file():
            raise RunError(
                f"{path}: not a run folder (no {RUN} in it).", "Name a folder that generate or scan wrote."
            )
        lock = FolderLock(path) if write else None
        try:
            folder = cls(path, _read_info(path / RUN), lock)
            if write:
                remove_leftovers(path)
                for name in (STORIES, SCANS, FINDINGS, SCORES):
                    if sentence := mend(path / name):
                        folder.repairs.append(sentence)
        except BaseException:
            if lock is not None:
                lock.close()
            raise
        return folder

    @property
    def info(self) -> RunInfo:
        """What ``run.json`` says."""
        return self._info

    @property
    def writable(self) -> bool:
        """Whether rows can be appended."""
        return self._lock is not None

    def __repr__(self) -> str:
        model = f" of {self._info.model.name}" if self._info.model is not None else ""
        return f"<RunFolder {self.path}{model}, {self._info.status}>"

    def stories(self) -> Iterator[Story]:
        """The stories in the order they were written; of one story_id the first row stands."""
        seen: set[str] = set()
        for story in read_rows(self.path / STORIES, Story):
            if story.story_id not in seen:
                seen.add(story.story_id)
                yield story

    def scans(self) -> Iterator[Scan]:
        """The scans, oldest first."""
        yield from read_rows(self.path / SCANS, Scan)

    def current_scan(self) -> Scan | None:
        """The last scan, whose findings and scores count; None before the first."""
        last = deque(self.scans(), maxlen=1)
        return last[0] if last else None

    def scores(self, scan_id: str | None = None) -> Iterator[Score]:
        """The scores of a scan, by default the current one; of a story and category the first row stands."""
        scan_id = self._scan_id(scan_id)
        seen: set[tuple[str, Category]] = set()
        for score in read_rows(self.path / SCORES, Score):
            key = (score.story_id, score.category)
            if score.scan_id == scan_id and key not in seen:
                seen.add(key)
                yield score

    def findings(self, scan_id: str | None = None) -> Iterator[Finding]:
        """The findings of a scan, by default the current one.

        A story's scores are written after its findings, and make them count: findings of a story and category
        with no score row come from a scan that was killed in the middle of that story, and are left out.
        """
        scan_id = self._scan_id(scan_id)
        scored = {(score.story_id, score.category) for score in self.scores(scan_id)}
        seen: set[str] = set()
        for finding in read_rows(self.path / FINDINGS, Finding):
            if finding.scan_id != scan_id or finding.finding_id in seen:
                continue
            if (finding.story_id, finding.category) in scored:
                seen.add(finding.finding_id)
                yield finding

    def scored(self, scan_id: str | None = None) -> set[tuple[str, Category]]:
        """The (story_id, category) pairs a scan has finished; a resumed scan leaves them out."""
        return {(score.story_id, score.category) for score in self.scores(scan_id)}

    def story_keys(self) -> set[ResumeKey]:
        """The resume keys of the stories that are there, whatever their status."""
        info = self._info
        config = resume_key("", 0, info.model, info.generate_config)
        return {
            config._replace(prompt_hash=story.prompt_hash, epoch=story.epoch)
            for story in read_rows(self.path / STORIES, Story)
        }

    def append_story(self, story: Story) -> None:
        """Write a story; the disk has it when this returns.

        Raises:
            WriteError: It could not be written, and is not there.
        """
        self._append(STORIES, [story], sync=True)

    def append_scan(self, scan: Scan) -> None:
        """Begin a scan: from now on it is the current one."""
        self._append(SCANS, [scan], sync=True)

    def append_finding(self, *findings: Finding) -> None:
        """Write findings of a story; they count once the story's scores are written."""
        self._append(FINDINGS, findings)

    def append_score(self, *scores: Score) -> None:
        """Write a story's scores, all in one piece, after its findings."""
        self._append(SCORES, scores)

    def update_info(self, **changes: Any) -> RunInfo:
        """Change fields of ``run.json``, which is replaced as a whole."""
        self._info = RunInfo.model_validate({**self._info.model_dump(), **changes})
        self._write_info()
        return self._info

    def write_summary(self, summary: dict[str, Any]) -> None:
        """Replace ``summary.json``."""
        self._need_lock()
        write_json(self.path / SUMMARY, summary)

    def close(self) -> None:
        """Close the files and let go of the lock; a second call does nothing."""
        for appender in self._appenders.values():
            appender.close()
        self._appenders.clear()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def __enter__(self) -> RunFolder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _scan_id(self, scan_id: str | None) -> str:
        if scan_id is not None:
            return scan_id
        current = self.current_scan()
        return current.scan_id if current else ""

    def _append(self, name: str, rows: Sequence[Row], *, sync: bool = False) -> None:
        self._need_lock()
        if not rows:
            return
        if name not in self._appenders:
            self._appenders[name] = Appender(self.path / name)
        self._appenders[name].append(rows, sync=sync)

    def _need_lock(self) -> None:
        if self._lock is None:
            raise RunError(f"{self.path}: this run is open for reading.", "Open it with write=True.")

    def _write_info(self) -> None:
        self._need_lock()
        write_json(self.path / RUN, self._info.model_dump(mode="json"))


def _read_info(path: Path) -> RunInfo:
    try:
        value = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
    except (OSError, ValueError) as error:
        raise RunError(
            f"{path}: damaged ({error}).", "Restore it from a copy, or begin a new run."
        ) from error
    refuse_newer(value, str(path))
    try:
        return RunInfo.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise RunError(
            f"{path}: not a run: {where}: {first['msg']}.", "Name a folder that generate or scan wrote."
        ) from error
