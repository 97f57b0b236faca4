"""Text from outside made safe to show: nothing in it reaches the terminal as a command."""

from __future__ import annotations

import unicodedata

_KEPT = frozenset("\u200c\u200d\u00ad")  # joiners of scripts and emoji, and the soft hyphen
_PLAIN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def visible(text: str) -> str:
    """The text with control characters, escape sequences and direction marks as visible symbols.

    >>> visible("a\\x1b[31mb\\u202ec")
    'a␛[31mb<U+202E>c'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_symbol, text))


def _symbol(character: str) -> str:
    if character.isprintable() or character in _KEPT:
        return character
    code = ord(character)
    if character == "\n":
        return "⏎"
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if unicodedata.category(character) in _PLAIN:
        return f"<U+{code:04X}>"
    return " " if character.isspace() else character


def one_line(text: str) -> str:
    """The text on one line: each run of white space is one blank, the rest is made visible."""
    return visible(" ".join(text.split()))
