"""A judge's rows in a run folder: ``judges.jsonl``, ``readings.jsonl``, ``judge_findings.jsonl``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

from detector.judge.reading import MALFORMED, TOO_LONG
from detector.judge.records import JudgeInfo, Reading
from detector.judge.store import ANSWERS
from detector.records import Finding, Row
from detector.runs.jsonl import Appender, mend, read_rows

JUDGES, READINGS, FINDINGS = "judges.jsonl", "readings.jsonl", "judge_findings.jsonl"
LOG = "judge.log"


class JudgeFolder:
    """What judges made of a run; apart from what rules found, so that neither changes the other's rates.

    A story's findings are written before its reading, which makes them count. A story that is read again
    (an answer was lost) gets another reading, and the last one stands. Whoever writes holds the run's lock.

    Args:
        path: The run's folder.
        write: Mend what a killed writer left.

    Raises:
        WriteError: It cannot be mended.
    """

    def __init__(self, path: Path | str, *, write: bool = False) -> None:
        self.path = Path(path)
        self._appenders: dict[str, Appender] = {}
        mended = [mend(self.path / name) for name in (JUDGES, READINGS, FINDINGS)] if write else []
        self.repairs = [sentence for sentence in mended if sentence]

    @property
    def answers(self) -> Path:
        """The file of answers."""
        return self.path / ANSWERS

    @property
    def log(self) -> Path:
        """The log of what runs the judge."""
        return self.path / LOG

    def judges(self) -> dict[str, JudgeInfo]:
        """The judges that read here, by id, the one that began last standing last."""
        found: dict[str, JudgeInfo] = {}
        for row in read_rows(self.path / JUDGES, JudgeInfo):
            found.pop(row.judge_id, None)
            found[row.judge_id] = row
        return found

    def current(self) -> JudgeInfo | None:
        """The judge that began last; None where none did."""
        judges = list(self.judges().values())
        return judges[-1] if judges else None

    def readings(self, judge_id: str | None = None) -> list[Reading]:
        """The readings of a judge, by default the current one; of a story the last row stands."""
        judge_id = self._id(judge_id)
        found = {
            row.story_id: row for row in read_rows(self.path / READINGS, Reading) if row.judge_id == judge_id
        }
        return list(found.values())

    def findings(self, judge_id: str | None = None) -> Iterator[Finding]:
        """The findings of a judge, by default the current one, in stories that have a reading."""
        judge_id = self._id(judge_id)
        read = {reading.story_id for reading in self.readings(judge_id)}
        seen: set[str] = set()
        for finding in read_rows(self.path / FINDINGS, Finding):
            if finding.scan_id == judge_id and finding.story_id in read and finding.finding_id not in seen:
                seen.add(finding.finding_id)
                yield finding

    def begin(self, judge: JudgeInfo) -> None:
        """Write who reads from now on, or what was read in the end."""
        self._append(JUDGES, [judge], sync=True)

    def add(self, reading: Reading, findings: Sequence[Finding]) -> None:
        """Write what was made of a story."""
        self._append(FINDINGS, findings)
        self._append(READINGS, [reading])

    def close(self) -> None:
        """Close the files; a second call does nothing."""
        for appender in self._appenders.values():
            appender.close()
        self._appenders.clear()

    def _append(self, name: str, rows: Sequence[Row], *, sync: bool = False) -> None:
        if rows:
            if name not in self._appenders:
                self._appenders[name] = Appender(self.path / name)
            self._appenders[name].append(rows, sync=sync)

    def _id(self, judge_id: str | None) -> str:
        if judge_id is not None:
            return judge_id
        current = self.current()
        return current.judge_id if current is not None else ""

    def __enter__(self) -> JudgeFolder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def is_final(reading: Reading) -> bool:
    """Whether reading the story again would say the same: nothing was lost on the way."""
    return reading.problem is None or reading.problem == MALFORMED or reading.problem.startswith(TOO_LONG)
