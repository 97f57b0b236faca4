"""Typography folded away: the story as a judge is shown it, and the spelling in which quotes are compared.

What a judge is shown is data and stays data: no character of it can end a line, a JSON string or a marker of
a chat format. Control characters become blanks, ``<`` and ``[`` round brackets, double quotes single ones.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_SHOWN = {
    **dict.fromkeys('"“”„‟«»″‶＂❝❞「」『』〝〞‘’‚‛‹›′‵`´＇', "'"),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－⸺⸻", "-"),
    **dict.fromkeys("<＜⟨〈[［【", "("),
    **dict.fromkeys(">＞⟩〉]］】", ")"),
    "…": "...",
    "\\": "/",
    "｜": "|",
    "▁": "_",
}
_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f")
_LEFT_OUT = frozenset("'*_~")


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    if character in _SHOWN:
        return _SHOWN[character]
    if character.isascii():
        return character if character.isprintable() else " "
    if character.isspace() or unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp"):
        return " "
    if character in _UNSEEN or unicodedata.category(character) in ("Mn", "Cf"):
        return ""
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isascii() and base.isalpha() else character


def shown(text: str) -> str:
    """A text as a judge is shown it: one line, without a character that could end its place."""
    return " ".join("".join(map(_shown, text)).split())


@dataclass(frozen=True, slots=True)
class Key:
    """A text in the spelling in which quotes are compared.

    Attributes:
        text: Lower case, one blank between words, without quotation marks and emphasis.
        at: For each of its characters, the offset of the one it comes from.
    """

    text: str
    at: tuple[int, ...]


def key(text: str) -> Key:
    """Fold a text, keeping the way back; what ``shown`` makes of the text has the same key."""
    folded: list[str] = []
    at: list[int] = []
    blank = True
    for offset, character in enumerate(text):
        for piece in _shown(character):
            if piece == " ":
                if blank:
                    continue
            elif piece in _LEFT_OUT:
                continue
            blank = piece == " "
            lower = piece.lower()
            folded.append(lower if len(lower) == 1 else piece)
            at.append(offset)
    if folded and blank:
        folded.pop()
        at.pop()
    return Key("".join(folded), tuple(at))
