"""Splits a template model's ids into tagged reasoning (``<think>…</think>``) and the story, id by id."""

from __future__ import annotations

import codecs
from typing import Literal

from detector.generation.chat_format import Completion, Message, Vocabulary, completion_status

TAGS = {
    "<think>": "</think>",
    "[THINK]": "[/THINK]",
    "<seed:think>": "</seed:think>",
    "<|START_THINKING|>": "<|END_THINKING|>",
}
"""What opens a reasoning, and what closes it."""
_Channel = Literal["analysis", "final"]


class ThinkParser:
    """Reads a tag of ``TAGS`` where it stands first, up to its end; all else is the story.

    The tags may be markers of the vocabulary or spelt out in several ids; an id that ends one channel and
    begins the other counts for the one it ends.

    Args:
        vocabulary: The model's.
        stop_ids: Ids that end the completion and belong to no text.
        thinking: The opening tag that the prompt itself ended with, if any.
    """

    malformed: str | None = None

    def __init__(
        self, vocabulary: Vocabulary, stop_ids: frozenset[int], *, thinking: str | None = None
    ) -> None:
        self._vocabulary, self._stop_ids = vocabulary, stop_ids
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._channel: _Channel | None = "analysis" if thinking else None
        self._close = TAGS[thinking or "<think>"]
        self._texts: dict[_Channel, list[str]] = {"analysis": [], "final": []}
        self._ids: dict[_Channel, list[int]] = {"analysis": [], "final": []}
        self._held = ""
        self._held_ids: list[int] = []
        self._late: list[int] = []
        self._closed = False
        self.done = False
        self.outside_tokens = 0

    @property
    def channel(self) -> str | None:
        """``analysis`` or ``final``; None while it may still become either."""
        return self._channel

    @property
    def final_tokens(self) -> int:
        """Ids of the story so far."""
        return len(self._ids["final"])

    @property
    def reasoning_tokens(self) -> int:
        """Ids of the reasoning so far."""
        return len(self._ids["analysis"])

    def push(self, token: int) -> str:
        """Take one id; returns the text that it adds to the story."""
        if token in self._stop_ids:
            self.done = True
            self.outside_tokens += 1
            return ""
        self._catch_up()
        self._held += self._decoder.decode(self._piece(token))
        self._held_ids.append(token)
        return self._settle(final=False)

    def take(self, token: int) -> None:
        """As ``push``, without the text: the story's ids are made into text at its end."""
        if self._channel != "final" or token in self._stop_ids or self._held_ids:
            self.push(token)
            return
        self._ids["final"].append(token)
        self._late.append(token)

    def force_final(self) -> list[int]:
        """Close the reasoning; see ``ChatParser``."""
        if self._channel == "final":
            return []
        encode, marker = self._vocabulary.encode, self._vocabulary.marker
        untouched = self._channel is None and not self._held_ids
        known = next(((first, end) for first, end in TAGS.items() if marker(first) is not None), None)
        self._settle(final=True)
        opening: list[int] = []
        if self.channel == "final":
            if not untouched or known is None:
                return []
            # A model that knows a tag and has not used it yet is given an empty reasoning.
            self._close = known[1]
            opening = encode(f"{known[0]}\n\n", markers=True)
        is_marker = marker(self._close) is not None
        ids = [*opening, *encode(f"{self._close}\n\n" if is_marker else f"\n{self._close}\n\n", markers=True)]
        self.outside_tokens += len(ids)
        self._channel, self._closed = "final", True
        return ids

    def finish(self) -> Completion:
        """Take the end of the ids."""
        self._catch_up()
        self._held += self._decoder.decode(b"", final=True)
        self._settle(final=True)
        reasoning = "".join(self._texts["analysis"]).strip("\n")
        final = "".join(self._texts["final"])
        if self._closed:
            final = final.lstrip("\n")
        messages = []
        if self._ids["analysis"]:
            kept = tuple(self._ids["analysis"])
            messages.append(Message("assistant", "analysis", reasoning, kept, complete=self._closed))
        opened = self._channel == "final"
        if opened:
            messages.append(
                Message("assistant", "final", final, tuple(self._ids["final"]), complete=self.done)
            )
        return Completion(
            reasoning=reasoning or None,
            final=final,
            status=completion_status(final, final_opened=opened),
            messages=tuple(messages),
            reasoning_tokens=self.reasoning_tokens,
            final_tokens=self.final_tokens,
        )

    def _piece(self, token: int) -> bytes:
        try:
            return self._vocabulary.piece(token)
        except IndexError:
            return "\N{REPLACEMENT CHARACTER}".encode()

    def _catch_up(self) -> None:
        """Make text of the ids that were only taken."""
        if self._late:
            self._texts["final"].append(self._decoder.decode(b"".join(map(self._piece, self._late))))
            self._late = []

    def _settle(self, *, final: bool) -> str:
        """Move held text to its channel as far as no tag can still begin in it; returns the story's share."""
        if self._channel is None:
            start = self._held.lstrip()
            tag = next((tag for tag in TAGS if start.startswith(tag)), None)
            if tag is not None:
                self._held = start[len(tag) :]
                self._channel, self._close = "analysis", TAGS[tag]
                self.outside_tokens += len(self._held_ids)
                self._held_ids = []
            elif final or not any(tag.startswith(start) for tag in TAGS):
                self._channel = "final"
            else:
                return ""
        if self._channel == "analysis":
            before, close, after = self._held.partition(self._close)
            if not close:
                keep = 0 if final else _overlap(self._held, self._close)
                self._take(
                    "analysis", self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
                )
                return ""
            self._take("analysis", before, "")
            self._channel, self._closed = "final", True
            self._held = after
        text = self._held
        if text or self._held_ids:
            self._take("final", text, "")
        return text

    def _take(self, channel: _Channel, text: str, rest: str) -> None:
        self._texts[channel].append(text)
        self._ids[channel] += self._held_ids
        if channel == "analysis":
            self.outside_tokens += len(self._held_ids)
        self._held, self._held_ids = rest, []


def _overlap(text: str, tag: str) -> int:
    """How many of the last characters of a text may be the beginning of a tag."""
    return next((n for n in range(min(len(text), len(tag) - 1), 0, -1) if text.endswith(tag[:n])), 0)
