"""Ctrl-C: the first finishes the row in flight, the second stops at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from detector.cli.failure import say


@contextmanager
def stop_on_interrupt(
    word: str = "Stopping after this story; press Ctrl-C again to stop at once.",
) -> Iterator[Callable[[], bool]]:
    """Gives a function that says whether the user (SIGINT) or the system (SIGTERM) wants the work to stop."""
    stopped = threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()
        say(word)

    if threading.current_thread() is not threading.main_thread():
        yield stopped.is_set
        return
    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
