"""Words with combining marks in gpt-oss's vocabulary, encoded as the model was trained.

llama.cpp's ``gpt-4o`` pre-tokenizer cuts words at combining marks (Devanagari, Thai, Arabic vowel signs),
which o200k's pattern does not. Source of the pattern: tiktoken's o200k_base.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

_SPACES = frozenset("\t\v\f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000") | {
    chr(c) for c in range(0x2000, 0x200B)
}
# o200k's pattern over one letter a character: U upper and title case, l lower case, o other letters, m marks,
# N numbers, R line ends, B the blank, S other white space, Z the slash, P all else.
_WORD = re.compile(
    r"(?P<letters>[mBSPZ]?[Uom]*[lom]+|[mBSPZ]?[Uom]+[lom]*)|N{1,3}|B?[mPZ]+[RZ]*|[BSR]*R+|[BSR]+(?![^BSR])|[BSR]+"
)
_CONTRACTION = re.compile(r"'(?:s|t|re|ve|m|ll|d)", re.IGNORECASE | re.ASCII)

MAX_WORD = 256


@lru_cache(maxsize=4096)
def _kind(character: str) -> str:
    if character in "\r\n":
        return "R"
    if character in _SPACES:
        return "B" if character == " " else "S"
    category = unicodedata.category(character)
    if category[0] == "L":
        return {"Lu": "U", "Lt": "U", "Ll": "l"}.get(category, "o")
    if category[0] in "MN":
        return "m" if category[0] == "M" else "N"
    return "Z" if character == "/" else "P"


def has_marks(text: str) -> bool:
    """Whether a text holds a combining mark."""
    return not text.isascii() and any(_kind(character) == "m" for character in text)


def split_words(text: str) -> Iterator[str]:
    """Cut a text as o200k's pattern does (and endless words at ``MAX_WORD``); the pieces join to the text."""
    kinds = "".join(map(_kind, text))
    at = 0
    while at < len(text):
        match = _WORD.match(kinds, at)
        assert match is not None
        end = match.end()
        if match["letters"] is not None:
            contraction = _CONTRACTION.match(text, end)
            end = end if contraction is None else contraction.end()
        yield from (text[i : min(i + MAX_WORD, end)] for i in range(at, end, MAX_WORD))
        at = end


def merge(word: bytes, ranks: Mapping[bytes, int]) -> list[int]:
    """Byte-pair encode one word: join the neighbours of lowest rank until none make a token.

    Quadratic in the word's length; ``split_words`` gives none over ``MAX_WORD`` characters.
    """
    if word in ranks:
        return [ranks[word]]
    never = len(ranks) + 1
    parts = [word[i : i + 1] for i in range(len(word))]
    joined = [ranks.get(left + right, never) for left, right in pairwise(parts)]
    while joined and (best := min(joined)) < never:
        i = joined.index(best)
        parts[i : i + 2] = [parts[i] + parts[i + 1]]
        del joined[i]
        for at in (i - 1, i):
            if 0 <= at < len(joined):
                joined[at] = ranks.get(parts[at] + parts[at + 1], never)
    return [ranks[part] for part in parts]
