"""What several stories begin with is read once: the system's part of a prompt, and a prompt asked again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from detector.generation.chat_format import ChatFormat
from detector.generation.engine_native import NativeModel
from detector.generation.protocol import Request


class DecodeAlone(Protocol):
    """Decodes a piece of a sequence."""

    def __call__(self, ids: Sequence[int], position: int, sequence: int, *, output: bool) -> None:
        """Decode it, with nothing else."""


_WORTH_IT = 16  # tokens; copying a sequence costs about as much as reading this many


class Prefixes:
    """Two sequences of the context that hold beginnings of prompts, to be copied into those of stories.

    One holds the system's part: what the chat format puts before the user's text. It is always read apart
    from what follows, so that a prompt is decoded in the same pieces whether or not it was there already.
    The other holds the last whole prompt with more samples to come, and the logits after it are kept.
    Copies are made while the sliding windows still hold the prompt.

    Args:
        chat: The model's chat format.
        native: The model.
        sequence: The first of the two sequences.
        n_batch: Tokens of a piece.
    """

    def __init__(self, chat: ChatFormat, native: NativeModel, sequence: int, n_batch: int) -> None:
        self._chat, self._native, self._n_batch = chat, native, n_batch
        self._sequence, self._prompt_sequence = sequence, sequence + 1
        self._system: tuple[int, ...] = ()
        self._prompt: tuple[int, ...] = ()
        self._logits: Any = None
        self._known: dict[tuple[str | None, str], list[int]] = {}

    def system_length(self, request: Request, prompt: Sequence[int]) -> int:
        """How many ids this prompt shares with every other of the same system message; may be 0."""
        key = (request.system, request.effort)
        if key not in self._known:
            one, other = (self._chat.render(request.system, user, request.effort) for user in ("A", "7"))
            self._known = {key: one[: _shared(one, other)]}
        n = _shared(self._known[key], prompt)
        return n if n >= _WORTH_IT else 0

    def copy_system(self, system: tuple[int, ...], to: int, decode: DecodeAlone) -> None:
        """Copy the system's part into a story's sequence; it is read first where it is not the last one."""
        if system != self._system:
            self._native.clear(self._sequence)
            self._system = ()
            for start in range(0, len(system), self._n_batch):
                decode(system[start : start + self._n_batch], start, self._sequence, output=False)
            self._system = system
        self._native.copy(self._sequence, to)

    def keep_prompt(self, prompt: tuple[int, ...], sequence: int, logits: Any) -> None:
        """Keep a prompt that a story's sequence has just read, and nothing after it."""
        self._native.clear(self._prompt_sequence)
        self._native.copy(sequence, self._prompt_sequence)
        self._prompt, self._logits = prompt, logits

    def copy_prompt(self, prompt: tuple[int, ...], to: int) -> Any:
        """Copy it into a story's sequence, if it is the one that is kept.

        Returns:
            The logits after it; None if it is not.
        """
        if prompt != self._prompt:
            return None
        self._native.copy(self._prompt_sequence, to)
        return self._logits


def _shared(one: Sequence[int], other: Sequence[int]) -> int:
    n = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        n += 1
    return n
