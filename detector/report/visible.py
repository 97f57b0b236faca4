"""Text from anywhere made fit to show: nothing in it is invisible, moves the cursor or breaks the file."""

from __future__ import annotations

_SYMBOLS = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\n\t"}
_SYMBOLS[0x7F] = "\u2421"
_SYMBOLS |= dict.fromkeys(range(128, 160), "�")
_SYMBOLS |= dict.fromkeys(range(55296, 57344), "�")
_SYMBOLS |= {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}


def visible(text: str) -> str:
    """The text with control characters as their symbols (an escape is ␛); line ends are plain newlines."""
    return text.replace("\r\n", "\n").translate(_SYMBOLS)


def short(text: str, most: int = 160) -> str:
    """The text on one line, its middle left out where it is longer than ``most`` code points."""
    line = " ".join(visible(text).split())
    if len(line) <= most:
        return line
    head = most * 2 // 3
    return f"{line[:head].rstrip()} … {line[-(most - head - 3) :].lstrip()}"
