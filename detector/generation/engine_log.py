"""llama.cpp's log goes to a file descriptor, and its last errors are kept for our own messages."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from typing import Any

_ERROR_LEVEL = 4  # GGML_LOG_LEVEL_ERROR


class NativeLog:
    """Receives what llama.cpp and ggml say.

    Args:
        fd: Where it is written, as it comes.

    Attributes:
        errors: The last lines said at the level of errors.
    """

    def __init__(self, fd: int) -> None:
        self.errors: deque[str] = deque(maxlen=8)
        self._fd = fd
        self._callback: Any = None

    def install(self) -> None:
        """Take llama.cpp's log from now on, until ``remove``."""
        import llama_cpp

        self._callback = llama_cpp.llama_log_callback(self._take)
        llama_cpp.llama_log_set(self._callback, None)

    def remove(self) -> None:
        """Give the log back to llama.cpp, which writes it to standard error; a second call does nothing."""
        if self._callback is not None:
            import llama_cpp

            llama_cpp.llama_log_set(llama_cpp.llama_log_callback(), None)
            self._callback = None

    def _take(self, level: int, text: bytes, _user_data: Any) -> None:
        with contextlib.suppress(OSError):
            os.write(self._fd, text)
        if level == _ERROR_LEVEL and text.strip():
            self.errors.append(text.decode("utf-8", "replace").strip())
