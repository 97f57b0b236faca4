from __future__ import annotations

import sys
from pathlib import Path

import pytest

from detector.cli.command_line import this_command


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a storyfault program in it, which is all there is on the path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "storyfault").write_text("#!/bin/sh\n")
    (folder / "storyfault").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_command_line_of_the_program_on_the_path(bin_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [str(bin_folder / "storyfault"), "demo", "--out", "my runs/a"])
    assert this_command() == "storyfault demo --out 'my runs/a'"


def test_command_line_of_a_program_that_is_not_on_the_path(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bin_folder / "storyfault").unlink()
    monkeypatch.setattr(sys, "argv", [".venv/bin/storyfault", "demo"])
    assert this_command() == ".venv/bin/storyfault demo"


def test_command_line_where_the_path_has_another_one(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = tmp_path / "other" / "storyfault"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\n")
    monkeypatch.setattr(sys, "argv", [str(other), "demo"])
    assert this_command() == f"{other} demo"


def test_command_line_of_the_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/x/detector/cli/__main__.py", "rates", "run"])
    assert this_command() == f"{sys.executable} -m detector.cli rates run"
