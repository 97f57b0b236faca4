"""The command line as a process of its own: imports, pipes, terminals, signals."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.scanner.test_scanner import CLEAN

FAULTY = "They met on Monday, 30 February 2023, by the pier."
HEAVY = {
    "llama_cpp",
    "spacy",
    "sklearn",
    "pandas",
    "matplotlib",
    "sympy",
    "scipy",
    "statsmodels",
    "pyarrow",
    "numpy",
    "jinja2",
}
STORYFAULT = [sys.executable, "-c", "from detector.cli import main; main()"]


def storyfault(*words: object, **options: object) -> subprocess.CompletedProcess[str]:
    command = [*STORYFAULT, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **options)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize(
    "code",
    [
        "import detector",
        "import sys; sys.argv = ['storyfault', '--help']\nfrom detector.cli import main\n"
        "try: main()\nexcept SystemExit: pass",
        "import sys; sys.argv = ['storyfault', 'scan', '--help']\nfrom detector.cli import main\n"
        "try: main()\nexcept SystemExit: pass",
    ],
)
def test_process_help_imports_nothing_heavy(code: str) -> None:
    script = f"{code}\nimport json, sys\nprint()\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    loaded = {name.partition(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}
    assert loaded & HEAVY == set()


def test_process_formula_scan_of_clean_text_imports_no_classifier(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CLEAN)
    script = (
        f"import sys; sys.argv = ['storyfault', 'scan', '--only', 'formula', {str(tmp_path)!r}]\n"
        "from detector.cli import main\ntry: main()\nexcept SystemExit: pass\n"
        "print(sorted({'spacy', 'sklearn', 'llama_cpp', 'sympy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_process_results_on_stdout_and_the_rest_on_stderr(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FAULTY)
    done = storyfault("scan", tmp_path / "a.txt", "--only", "commonsense", "-f", "jsonl")
    assert done.returncode == 0
    assert json.loads(done.stdout)["code"] == "C05"
    assert "1 of 1 story flagged" in done.stderr


def test_process_colour_only_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FAULTY)
    words = ["scan", tmp_path / "a.txt", "--only", "commonsense"]
    assert "\x1b" not in storyfault(*words).stdout
    shown = on_terminal(*words)
    assert "\x1b[1;31mC05" in shown
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown)
    assert "1 of 1 story flagged" in plain
    assert max(map(len, plain.splitlines()[1:])) <= 100


def on_terminal(*words: object) -> str:
    """What a process writes to a terminal of 100 columns."""
    pid, terminal = pty.fork()
    if pid == 0:
        for name in ("NO_COLOR", "FORCE_COLOR", "CI"):
            os.environ.pop(name, None)
        os.environ.update(COLUMNS="100", LINES="40", TERM="xterm-256color")
        os.execv(STORYFAULT[0], [*STORYFAULT, *map(str, words)])
    shown = b""
    while True:
        try:
            block = os.read(terminal, 65536)
        except OSError:
            break
        if not block:
            break
        shown += block
    os.waitpid(pid, 0)
    os.close(terminal)
    return shown.decode()


def test_process_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    rows = [{"id": n, "text": FAULTY} for n in range(3000)]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    for format in ("text", "jsonl"):
        command = [*STORYFAULT, "scan", str(tmp_path / "a.jsonl"), "--only", "commonsense", "-f", format]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(100)
        process.stdout.close()
        stderr = process.stderr.read().decode()
        process.stderr.close()
        assert process.wait(60) == 0
        assert "Traceback" not in stderr
        assert "BrokenPipe" not in stderr


@pytest.mark.skipif(not hasattr(signal, "SIGINT"), reason="needs signals")
def test_process_interrupt_keeps_what_was_found_and_exits_3(tmp_path: Path) -> None:
    rows = [{"id": n, "text": FAULTY} for n in range(100_000)]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    out = tmp_path / "out.json"
    command = [*STORYFAULT, "scan", str(tmp_path / "a.jsonl"), "--only", "commonsense"]
    process = subprocess.Popen(
        [*command, "-f", "json", "-o", str(out)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while (not out.exists() or out.stat().st_size < 10_000) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "Interrupted after" in stderr
    found = json.loads(out.read_text())
    assert 0 < len(found["findings"]) == found["summary"]["n_stories"] < 100_000


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_process_full_disk_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FAULTY)
    done = storyfault("scan", tmp_path / "a.txt", "-f", "json", "-o", "/dev/full")
    assert done.returncode == 4
    assert "/dev/full: it cannot be written: No space left on device." in done.stderr
    assert "Traceback" not in done.stderr


def test_process_version() -> None:
    from detector import __version__

    assert storyfault("--version").stdout == f"storyfault {__version__}\n"
