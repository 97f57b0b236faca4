"""Every error a user can meet: one sentence that names the place, and one that names the cure."""

from __future__ import annotations

from pathlib import Path
from typing import Any


class StoryfaultError(Exception):
    """Base of all errors that storyfault raises on purpose.

    Attributes:
        message: What is wrong, naming the file (and line) where there is one.
        cure: What the user can do about it.
        exit_code: The process exit code the command line gives it.
    """

    exit_code = 4

    def __init__(self, message: str, cure: str = "") -> None:
        super().__init__(f"{message} {cure}".strip())
        self.message = message
        self.cure = cure

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors cross from worker processes whole, whatever their constructors take."""
        return _rebuilt, (type(self), self.args, self.__dict__)


def _rebuilt(cls: type[StoryfaultError], args: tuple[Any, ...], state: dict[str, Any]) -> StoryfaultError:
    error = cls.__new__(cls)
    error.args = args
    error.__dict__.update(state)
    return error


class UsageError(StoryfaultError):
    """The call itself is wrong: an option, a combination, an empty selection."""

    exit_code = 2


class ResourceError(StoryfaultError):
    """A file that ships with storyfault is missing."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: this file ships with storyfault but is missing.", "Reinstall storyfault.")


class InputError(StoryfaultError):
    """Something in the input cannot be used; names file and, where there is one, line.

    Args:
        path: The file, ``-`` for standard input.
        problem: What is wrong with it.
        cure: What to do.
        line: 1-based line or row, where one is to blame.
    """

    def __init__(self, path: Path | str, problem: str, cure: str = "", *, line: int | None = None) -> None:
        where = f"{path}:{line}" if line is not None else f"{path}"
        super().__init__(f"{where}: {problem}", cure)
        self.path, self.line, self.problem = str(path), line, problem


class ModelError(StoryfaultError):
    """A model file cannot be used (missing, truncated, not GGUF, without a chat template …)."""


class EngineUnavailable(StoryfaultError):
    """llama-cpp-python is not installed, or does not load."""


class EngineCrashed(StoryfaultError):
    """The process that runs llama.cpp died."""


class RunError(StoryfaultError):
    """A run folder cannot be read (newer schema, damaged, not a run) or is in use."""


class WriteError(StoryfaultError):
    """A result could not be written; nothing written before it is lost."""


class Interrupted(StoryfaultError):
    """The user stopped the run; ``cure`` holds the command that resumes it."""

    exit_code = 3


class CheckError(StoryfaultError):
    """A check is unknown, or breaks the contract of checks."""
