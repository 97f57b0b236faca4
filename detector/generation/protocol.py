"""What parent and child say to each other: frames of JSON over two pipes.

A frame is four bytes, the length of what follows as a big-endian number, and as many bytes of JSON: an object
whose ``type`` says what it is.

========  =========  ==============================================================================
to child  load       model, engine: load this model with these settings; once, first
to child  submit     request: write this story
to child  drop       forget the stories that have not begun
to child  stop       end now
to us     notice     text: a sentence that the user should see
to us     probing    the model is loaded; the first decode is about to be tried
to us     ready      the first decode worked; engine: what runs
to us     progress   tokens: written since the child began, every half second or so
to us     done       outcome: one story; tokens as in progress; evaluated: tokens decoded, prompts included
to us     dropped    request_ids: the stories that a drop forgot
to us     failed     kind, message, cure: the model cannot be used; the child ends
========  =========  ==============================================================================

The end of the pipe is a message too: a child whose parent is gone ends at once.
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any, Literal

from detector.generation.sampling import Sampling
from detector.records import Record, Status, Usage

_LENGTH = struct.Struct(">I")
MAX_FRAME = 256 * 1024 * 1024
"""Bytes; a longer frame is a sign of a broken pipe, not of a story."""


class Request(Record):
    """One story to write.

    Attributes:
        answer_schema: A JSON schema of what is wanted, for servers; llama.cpp here follows the grammar.
    """

    request_id: str
    system: str | None = None
    prompt: str
    effort: Literal["low", "medium", "high"] = "medium"
    sampling: Sampling
    max_story_tokens: int
    max_reasoning_tokens: int
    answer_schema: dict[str, Any] | None = None


class Outcome(Record):
    """How the writing of one story ended.

    Attributes:
        malformed: What broke the chat format, where something did.
        seconds: From the request's first decode to its last token.
    """

    request_id: str
    status: Status
    completion: str = ""
    reasoning: str | None = None
    finish_reason: Literal["stop", "length", "error"]
    usage: Usage = Usage()
    error: str | None = None
    malformed: str | None = None
    seconds: float = 0.0


class EngineInfo(Record):
    """What runs in the child.

    Attributes:
        build: llama.cpp's version and processor features.
        chat_format: ``harmony`` or ``template``.
        n_ctx: Tokens a story has.
        n_gpu_layers: Layers on the GPU; -1 is all.
        n_parallel: Stories at a time.
        use_extra_bufts: Whether weights may be repacked for the CPU's special units.
        flash_attention: ``on``, ``off``, or ``auto`` where llama.cpp chose: on if it can.
        n_batch: Most tokens in one decode.
        batch_invariant: Whether a token was computed to the same bit whatever was computed with it, so that
            a seed's story does not depend on its neighbours (see ``Engine``); None for a server.
    """

    build: str
    chat_format: str
    n_ctx: int
    n_parallel: int
    n_threads: int
    n_gpu_layers: int
    use_extra_bufts: bool
    flash_attention: Literal["auto", "on", "off"] = "auto"
    n_batch: int = 0
    batch_invariant: bool | None = None


def write_frame(pipe: IO[bytes], message: dict[str, Any]) -> None:
    """Send one message.

    Raises:
        OSError: The other side is gone.
    """
    data = json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def read_frame(pipe: IO[bytes]) -> dict[str, Any] | None:
    """Receive one message; None where the other side is gone, in the middle of a message too.

    Raises:
        ValueError: What came is no frame.
    """
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > MAX_FRAME:
        raise ValueError(f"a frame of {length} bytes")
    data = pipe.read(length)
    if len(data) < length:
        return None
    message = json.loads(data)
    if not isinstance(message, dict) or "type" not in message:
        raise ValueError("a frame without a type")
    return message
