"""How far a file is: a live line on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from detector.cli.failure import say

_LIVE_EVERY, _PLAIN_EVERY = 0.2, 10.0


class BytesMeter:
    """Shows bytes done of bytes in all on standard error.

    Args:
        what: The work, in a word (``writing``, ``downloading``).
    """

    def __init__(self, what: str) -> None:
        self._what, self._start = what, time.monotonic()
        self._shown = self._start
        self._is_terminal = sys.stderr.isatty()
        self._first: int | None = None
        self._drawn = False

    def update(self, done: int, total: int) -> None:
        """Tell where the work is; what was there at the first call is not part of the speed."""
        if self._first is None:
            self._first = done
        now = time.monotonic()
        if now - self._shown < (_LIVE_EVERY if self._is_terminal else _PLAIN_EVERY):
            return
        self._shown = now
        speed = (done - self._first) / max(now - self._start, 1e-9)
        line = f"{self._what}: {done / 1e9:,.2f} of {total / 1e9:,.2f} GB ({speed / 1e6:,.0f} MB/s)"
        if self._is_terminal:
            print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
            self._drawn = True
        else:
            say(line)

    def __enter__(self) -> BytesMeter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._drawn:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
