"""The header of a Harmony message: role, channel, recipient and content type from its text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CHANNEL, _CONSTRAIN = "<|channel|>", "<|constrain|>"
_CHANNEL_VALUE = re.compile(r"[^\s<]*")
_ROLES = ("user", "assistant", "system", "developer", "tool")
_ASCII_SPACE = re.compile(r"[ \t\n\f\r]+")


class HeaderError(ValueError):
    """A header that is not of the format; the message says what is wrong with it."""


@dataclass(frozen=True)
class Header:
    """What a header says."""

    role: str
    channel: str | None = None
    recipient: str | None = None
    content_type: str | None = None
    name: str | None = None


def parse_header(text: str, role: str | None) -> Header:
    """Parse what stands between ``<|start|>`` and ``<|message|>``.

    Args:
        text: The header's text, markers spelt out.
        role: The author's role where the prompt gave it already, else None.

    Raises:
        HeaderError: No role, an unknown one, a channel marker without a channel, or words left over.
    """
    channel = None
    at = text.find(_CHANNEL)
    if at >= 0:
        value = _CHANNEL_VALUE.match(text, at + len(_CHANNEL))
        channel = value.group() if value else ""
        if not channel:
            raise HeaderError("a channel marker is not followed by a channel")
        text = text[:at] + text[at + len(_CHANNEL) + len(channel) :]
    text = text.strip()
    if _CONSTRAIN in text:
        text = text.replace(_CONSTRAIN, f" {_CONSTRAIN}").strip()
    words = [word for word in _ASCII_SPACE.split(text) if word]

    name = None
    if role is None:
        if not words:
            raise HeaderError("a header names no role")
        name = words[0]
        role = name if name in _ROLES else "tool"
        if name not in _ROLES:
            if len(words) == 1 and not name.startswith("to="):
                raise HeaderError(f"{name!r} is not a role")
            del words[0]
    if words and words[0] == role:
        del words[0]

    recipient = content_type = None
    if words:
        last, alone = words.pop(), len(words) == 0
        if last.startswith("to="):
            recipient = last[3:]
        elif alone:
            recipient = last
        else:
            content_type = last
            if words:
                recipient = words.pop().removeprefix("to=")
    if words:
        raise HeaderError(f"a header has words that mean nothing there: {' '.join(words)!r}")
    return Header(role, channel, recipient, content_type, name if role == "tool" else None)
