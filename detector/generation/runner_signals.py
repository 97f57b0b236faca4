"""Ctrl-C: the first finishes the stories in flight, the second ends at once."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any

from detector.generation.child_supervisor import ABORT, FINISH, GO


class StopSignals:
    """Counts SIGINT and SIGTERM while it is entered; in a thread that is not the main one it counts nothing.

    SIGTERM ends at once: whoever sends it does not wait long.

    Attributes:
        level: ``GO``, ``FINISH`` or ``ABORT``.
    """

    def __init__(self) -> None:
        self.level = GO
        self._before: dict[int, Any] = {}

    def __enter__(self) -> StopSignals:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, self._count)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
        self._before.clear()

    def _count(self, number: int, _frame: FrameType | None) -> None:
        self.level = ABORT if number == signal.SIGTERM or self.level >= FINISH else FINISH
