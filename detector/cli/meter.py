"""Progress on standard error: a live line on a terminal, a plain line every ten seconds elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from detector.cli.failure import say

_FIRST = 2.0
_LIVE_EVERY = 0.2
_PLAIN_EVERY = 10.0


class Meter:
    """Shows how far a piece of work is: stories/s, tokens/s or words/s, time left, flagged rate.

    Args:
        what: The work, in a word (``writing``, ``scanning``).
        total: Stories there are to do, where known.
        unit: What is counted beside stories (``tokens``, ``words``).
    """

    def __init__(self, what: str, total: int | None = None, unit: str = "words") -> None:
        self.what, self.total, self.unit = what, total, unit
        self.done = self.resumed = self.amount = 0
        self.share: float | None = None
        self.flagged: float | None = None
        self._start = time.monotonic()
        self._shown = self._start
        self._console = Console(stderr=True, highlight=False)
        self._live: Live | None = None
        self._is_terminal = sys.stderr.isatty()

    def update(
        self, done: int, amount: int, *, share: float | None = None, flagged: float | None = None
    ) -> None:
        """Tell where the work is.

        Args:
            done: Stories done.
            amount: Tokens or words so far.
            share: How much of the input is read, from 0 to 1, where the number of stories is not known.
            flagged: The share of stories flagged so far.
        """
        self.done, self.amount, self.share, self.flagged = done, amount, share, flagged
        now = time.monotonic()
        if now - self._start < _FIRST:
            return
        if self._is_terminal:
            if self._live is None:
                self._live = Live(console=self._console, auto_refresh=False, transient=True)
                self._live.start()
            if now - self._shown >= _LIVE_EVERY:
                self._shown = now
                self._live.update(self._picture(), refresh=True)
        elif now - self._shown >= _PLAIN_EVERY:
            self._shown = now
            say(f"{self.what}: {self.line()}")

    def restart(self) -> None:
        """Begin to count time here: what came before (loading) is not part of the speed."""
        self._start = time.monotonic()

    @property
    def fraction(self) -> float | None:
        """How much is done, from 0 to 1, where it can be told."""
        if self.total:
            return min(1.0, self.done / self.total)
        return self.share

    def line(self) -> str:
        """The state in words."""
        seconds = max(1e-9, time.monotonic() - self._start)
        done = self.done - self.resumed
        of = f" of {self.total:,}" if self.total else ""
        speed = done / seconds
        what = "story" if (self.total or self.done) == 1 else "stories"
        parts = [
            f"{self.done:,}{of} {what} ({speed:,.{0 if speed >= 10 else 2}f}/s)",
            f"{self.amount / seconds:,.0f} {self.unit}/s",
        ]
        if self.flagged is not None:
            parts.append(f"{100 * self.flagged:.1f}% flagged")
        left = self._left(seconds)
        if left is not None:
            parts.append(f"{_clock(left)} left")
        return " · ".join(parts)

    def _left(self, seconds: float) -> float | None:
        fraction = self.fraction
        if fraction is None:
            return None
        begun = self.resumed / self.total if self.total else 0.0
        return seconds * (1 - fraction) / (fraction - begun) if fraction > begun else None

    def _picture(self) -> Table:
        grid = Table.grid(padding=(0, 1))
        fraction = self.fraction
        line = Text(self.line(), no_wrap=True, overflow="ellipsis")
        width = max(4, min(24, self._console.width - line.cell_len - len(self.what) - 4))
        bar = ProgressBar(total=1.0, completed=fraction or 0.0, width=width, pulse=fraction is None)
        grid.add_row(Text(self.what), bar, line)
        return grid

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Take the live line away while something else is printed."""
        if self._live is None:
            yield
            return
        self._live.stop()
        self._live = None
        try:
            yield
        finally:
            self._shown = 0.0

    def close(self) -> None:
        """Take the live line away."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def __enter__(self) -> Meter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _clock(seconds: float) -> str:
    """A time to wait: ``40 s``, ``3 min``, ``2 h 5 min``."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
