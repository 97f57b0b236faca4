"""The parent's side of one child process at a time: start it, talk to it, say how it died."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from detector.errors import EngineCrashed, EngineUnavailable, ModelError, WriteError
from detector.generation.config import EngineConfig
from detector.generation.protocol import Request, read_frame, write_frame

_ROOT = Path(__file__).resolve().parents[2]


class ChildProcess:
    """A running child.

    The thread that makes it must live as long as it does: on Linux the child is killed when that thread ends.

    Args:
        model: The model file.
        config: How llama.cpp runs.
        log: A file that gets what the child and llama.cpp say.

    Raises:
        WriteError: The log cannot be written.
        EngineUnavailable: The system starts no more processes.
    """

    def __init__(self, model: Path, config: EngineConfig, log: Path) -> None:
        self._log = log
        try:
            log_file = log.open("ab")
        except OSError as error:
            cure = "Make room or mend the permissions, then run the same command again."
            raise WriteError(f"{log}: could not be written: {error.strerror}.", cure) from error
        with log_file:
            self._log_start = log_file.tell()
            self._process = _start(log_file)
        self._inbox: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._receive, args=(self._process.stdout,), daemon=True)
        self._reader.start()
        self._send({"type": "load", "model": str(model.absolute()), "engine": config.model_dump(mode="json")})

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def submit(self, request: Request) -> None:
        """Ask for a story; if the child is dead, ``receive`` will say so."""
        self._send({"type": "submit", "request": request.model_dump(mode="json")})

    def drop(self) -> None:
        """Ask it to forget the stories that have not begun."""
        self._send({"type": "drop"})

    def receive(self, timeout: float) -> dict[str, Any] | None:
        """The next message.

        Returns:
            None if none came within ``timeout`` seconds.

        Raises:
            EngineCrashed: The child died; says how.
            EngineUnavailable: It found no llama-cpp-python.
            ModelError: It cannot use the model.
        """
        try:
            message = self._inbox.get(timeout=timeout)
        except queue.Empty:
            return None
        if message is None:
            raise self._death()
        if message["type"] == "failed":
            self.close()
            kind = EngineUnavailable if message["kind"] == "EngineUnavailable" else ModelError
            raise kind(message["message"], message["cure"])
        return message

    def close(self) -> None:
        """End the child at once; a second call does nothing."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._reader.join(timeout=5)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            write_frame(self._process.stdin, message)

    def _receive(self, pipe: IO[bytes] | None) -> None:
        assert pipe is not None
        try:
            while (message := read_frame(pipe)) is not None:
                self._inbox.put(message)
        except (OSError, ValueError):
            pass
        self._inbox.put(None)

    def _death(self) -> ChildDied:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self.close()
        return ChildDied(code, self._last_words(), self._log)

    def _last_words(self) -> str:
        with self._log.open("rb") as file:
            file.seek(max(self._log_start, file.seek(0, os.SEEK_END) - 4096))
            lines = file.read().decode("utf-8", "replace").strip().splitlines()
        telling = [line for line in lines if "GGML_ASSERT" in line or "Error" in line] or lines
        return telling[-1].strip()[:300] if telling else ""


class ChildDied(EngineCrashed):
    """The child ended by itself.

    Attributes:
        out_of_memory: It was killed from outside, as the system does when memory runs out.
    """

    def __init__(self, code: int, last_words: str, log: Path) -> None:
        self.out_of_memory = code == -getattr(signal, "SIGKILL", 9)
        if self.out_of_memory:
            how = "was killed (SIGKILL), as the system does when memory runs out"
        elif code < 0:
            how = f"crashed ({_signal_name(-code)})" + (
                f": {last_words}" if "GGML_ASSERT" in last_words else ""
            )
        else:
            how = f"ended with code {code}" + (f": {last_words}" if last_words else "")
        super().__init__(f"The process that runs llama.cpp {how}.", f"Its log is {log}.")
        self.how = how


def _start(log_file: IO[bytes]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "detector.generation.child", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log_file,
            env=child_environment(),
            start_new_session=True,  # Ctrl-C in the terminal is the parent's to handle
        )
    except OSError as error:
        raise EngineUnavailable(
            f"The process that runs llama.cpp could not be started: {error}.",
            "Free some memory, or end some processes.",
        ) from error


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def child_environment() -> dict[str, str]:
    """Ours, with this package to be found in it and the working directory not searched for modules."""
    installed = _ROOT.name in ("site-packages", "dist-packages")  # found without us, and better not put first
    parts = ("" if installed else str(_ROOT), os.environ.get("PYTHONPATH", ""))
    path = os.pathsep.join(part for part in parts if part)
    return {**os.environ, "PYTHONPATH": path, "PYTHONSAFEPATH": "1", "GGML_NO_BACKTRACE": "1"}
