"""What the user typed, as a command that can be pasted again."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

_NAME = "storyfault"


def this_command() -> str:
    """The command that started this process, found again from the same folder."""
    return shlex.join([*_program(sys.argv[0]), *sys.argv[1:]])


def _program(started: str) -> list[str]:
    """How the program was called: by its name, by its path where the name finds another, or as a module."""
    path = Path(started)
    if path.name == "__main__.py":
        return [sys.executable, "-m", "detector.cli"]
    found = shutil.which(_NAME)
    if path.stem != _NAME or (found is not None and _same(Path(found), path)):
        return [_NAME]
    return [started]


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
