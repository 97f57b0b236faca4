"""Who dies: the child with its parent, and the child rather than its parent when memory runs out."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with_parent(parent: int) -> None:
    """Have the system kill this process when the thread that started it ends (Linux).

    Elsewhere, and besides, the child notices the end of its pipe.

    Args:
        parent: The parent's process id; if it is gone already, this process ends now.
    """
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def die_first() -> None:
    """Have Linux choose this process before others when memory runs out; the run's rows are its parent's."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("500")
