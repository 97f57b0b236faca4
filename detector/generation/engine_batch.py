"""The tokens of one decode, in llama.cpp's own arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Batch:
    """A reusable ``llama_batch`` of at most ``capacity`` tokens, each of one sequence."""

    def __init__(self, capacity: int) -> None:
        import llama_cpp

        self.capacity = capacity
        self._free = llama_cpp.llama_batch_free
        self.native: Any = llama_cpp.llama_batch_init(capacity, 0, 1)
        for i in range(capacity):
            self.native.n_seq_id[i] = 1
        self._token, self._pos = self.native.token, self.native.pos
        self._logits = self.native.logits
        self._seq = [self.native.seq_id[i] for i in range(capacity)]
        self.size = 0

    def clear(self) -> None:
        """Empty it for the next decode."""
        self.size = 0

    def add(self, tokens: Sequence[int], position: int, sequence: int, *, output: bool) -> int:
        """Add tokens of a sequence that follow one another.

        llama.cpp computes neighbours in one piece only where their sequences' numbers follow one another.

        Args:
            tokens: At most as many as still fit.
            position: Of the first, counted from the sequence's start.
            sequence: Whose they are.
            output: Whether the last one's logits are wanted.

        Returns:
            The index of the last token, for sampling.
        """
        i = self.size
        for token in tokens:
            self._token[i] = token
            self._pos[i] = position
            self._seq[i][0] = sequence
            self._logits[i] = 0
            i += 1
            position += 1
        self._logits[i - 1] = 1 if output else 0
        self.size = self.native.n_tokens = i
        return i - 1

    def add_one(self, token: int, position: int, sequence: int) -> int:
        """Add a token whose logits are wanted; gives its index."""
        i = self.size
        self._token[i] = token
        self._pos[i] = position
        self._seq[i][0] = sequence
        self._logits[i] = 1
        self.size = self.native.n_tokens = i + 1
        return i

    def close(self) -> None:
        """Free the arrays; a second call does nothing."""
        if self.native is not None:
            self._free(self.native)
            self.native = None
