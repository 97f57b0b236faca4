"""Answers kept on disk: one JSONL file, appended to; what is there is not asked again."""

from __future__ import annotations

from pathlib import Path

from detector.errors import WriteError
from detector.judge.records import Answer
from detector.runs.jsonl import Appender, mend, read_rows

ANSWERS = "judge_answers.jsonl"


class AnswerStore:
    """The answers of one file, by what was asked.

    Args:
        path: The file; made when the first answer comes.

    Raises:
        RunError: A row is damaged.
        WriteError: It cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = f"{path.parent}: could not be made: {error.strerror}."
            raise WriteError(problem, "Mend the permissions, or choose another folder.") from error
        mend(path)
        self._answers = {answer.key: answer for answer in read_rows(path, Answer)}
        self._file: Appender | None = None

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, key: str) -> Answer | None:
        """The answer to what has this key, if it was asked before."""
        return self._answers.get(key)

    def add(self, answer: Answer) -> None:
        """Keep an answer; the file has it when this returns."""
        if self._file is None:
            self._file = Appender(self._path)
        self._file.append([answer])
        self._answers[answer.key] = answer

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        if self._file is not None:
            self._file.close()
            self._file = None
