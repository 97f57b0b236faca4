"""Faults on purpose, for tests: the child reads ``STORYFAULT_FAULT`` and dies as of a native crash.

A comma-separated list of faults; after ``@`` may stand a file, which is made when the fault fires and
keeps it from firing again in a restarted child.

- ``segv-on-first-decode-with-extra-bufts``: as llama.cpp's AMX kernels do on some processors
- ``segv-at-token:N``, ``abort-at-token:N``, ``oom-at-token:N``: a signal once N tokens are drawn
- ``segv-on-request:ID``: whenever that story is being written
- ``slow:SECONDS``: wait that long before every decode, so that a test can act in the middle of a story
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detector.generation.engine import Engine

VARIABLE = "STORYFAULT_FAULT"
_SIGNALS = {
    "segv": signal.SIGSEGV,
    "abort": signal.SIGABRT,
    "oom": getattr(signal, "SIGKILL", signal.SIGTERM),
}


def faults_from_environment() -> Callable[[Engine], None] | None:
    """What to do before each decode; None, as always outside tests, where the variable is not set."""
    faults = [_parse(text.strip()) for text in os.environ.get(VARIABLE, "").split(",") if text.strip()]
    if not faults:
        return None

    def before_decode(engine: Engine) -> None:
        for fault in faults:
            fault(engine)

    return before_decode


def _parse(text: str) -> Callable[[Engine], None]:
    fault, _, marker = text.partition("@")
    name, _, argument = fault.partition(":")
    kind, _, when = name.partition("-")

    def fire() -> None:
        if not marker or _claim(marker):
            os.kill(os.getpid(), _SIGNALS[kind])
            time.sleep(60)

    def at(engine: Engine) -> None:
        if name == "slow":
            time.sleep(float(argument))
        elif when == "on-first-decode-with-extra-bufts":
            if engine.config.use_extra_bufts:
                fire()
        elif when == "at-token":
            if engine.written >= int(argument):
                fire()
        elif when == "on-request":
            if argument in engine.active:
                fire()
        else:
            raise ValueError(f"{VARIABLE}: there is no fault {text!r}")

    return at


def _claim(marker: str) -> bool:
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        return False
    return True
