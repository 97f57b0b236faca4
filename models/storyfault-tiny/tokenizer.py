"""A small byte-level BPE: trained here, written to the GGUF, and read by llama.cpp as ``gpt-4o``.

Every byte is a token, so any text can be encoded. The Harmony markers stand at the end of the vocabulary.
"""

from __future__ import annotations

import heapq
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

SPECIALS = (
    "<|startoftext|>",
    "<|endoftext|>",
    "<|return|>",
    "<|constrain|>",
    "<|channel|>",
    "<|start|>",
    "<|end|>",
    "<|message|>",
    "<|call|>",
)
_DIGIT = r"[\d²³½₀₁₂]"
_LETTER = r"[^\W\d_²³½₀₁₂]"
_TAIL = r"(?:'(?:[sS]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD]))?"
_UPPER, _LOWER = rf"(?:(?={_LETTER})[^a-z])", rf"(?:(?={_LETTER})[^A-Z])"
_HEAD = r"(?:(?![\r\n])[\W_])?"
_PIECES = re.compile(
    rf"{_HEAD}{_UPPER}*{_LOWER}+{_TAIL}|{_HEAD}{_UPPER}+{_LOWER}*{_TAIL}|{_DIGIT}{{1,3}}"
    rf"| ?(?:(?!{_DIGIT})(?!{_LETTER})\S)+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def byte_symbols() -> list[str]:
    """A printable character for each byte, as GPT-2 defined them."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    symbols = {byte: chr(byte) for byte in printable}
    for shift, byte in enumerate(byte for byte in range(256) if byte not in symbols):
        symbols[byte] = chr(256 + shift)
    return [symbols[byte] for byte in range(256)]


class Tokenizer:
    """Text to ids and back.

    Args:
        merges: Pairs of symbols in the order in which they were learned.
    """

    def __init__(self, merges: list[tuple[str, str]]) -> None:
        self.merges = merges
        self._bytes = byte_symbols()
        self.tokens = [*self._bytes, *(left + right for left, right in merges), *SPECIALS]
        self.ids = {token: index for index, token in enumerate(self.tokens)}
        self._ranks = {pair: rank for rank, pair in enumerate(merges)}
        self._cache: dict[str, list[int]] = {}
        self._byte_of = {symbol: byte for byte, symbol in enumerate(self._bytes)}

    def encode(self, text: str) -> list[int]:
        """Ids of plain text; markers in it are text too."""
        ids: list[int] = []
        for piece in _PIECES.findall(text):
            known = self._cache.get(piece)
            if known is None:
                known = self._cache[piece] = self._encode_piece(piece)
            ids.extend(known)
        return ids

    def pieces_of(self, token: str) -> list[int]:
        """Ids for a token of another vocabulary, as its file writes it."""
        return self._merged(list(token))

    def _encode_piece(self, piece: str) -> list[int]:
        return self._merged([self._bytes[byte] for byte in piece.encode()])

    def _merged(self, symbols: list[str]) -> list[int]:
        while len(symbols) > 1:
            pairs = pairwise(symbols)
            rank, at = min((self._ranks.get(pair, 1 << 30), at) for at, pair in enumerate(pairs))
            if rank == 1 << 30:
                break
            symbols[at : at + 2] = [symbols[at] + symbols[at + 1]]
        return [self.ids[symbol] for symbol in symbols]

    def decode(self, ids: Iterable[int]) -> str:
        """Text of ids; markers come out by name."""
        out = bytearray()
        for token in (self.tokens[index] for index in ids):
            out += token.encode() if token in SPECIALS else bytes(self._byte_of[symbol] for symbol in token)
        return out.decode(errors="replace")

    def save(self, path: Path) -> None:
        """Write the merges as JSON."""
        path.write_text(json.dumps([" ".join(pair) for pair in self.merges], ensure_ascii=False, indent=0))

    @classmethod
    def load(cls, path: Path) -> Tokenizer:
        """Read what ``save`` wrote."""
        pairs = (merge.split(" ") for merge in json.loads(path.read_text()))
        return cls([(left, right) for left, right in pairs])


def train(texts: Iterable[str], vocab_size: int) -> Tokenizer:
    """Learn merges until the vocabulary, markers included, has ``vocab_size`` entries."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(_PIECES.findall(text))
    symbols = byte_symbols()
    words = [([symbols[byte] for byte in word.encode()], count) for word, count in counts.items()]
    pairs: Counter[tuple[str, str]] = Counter()
    where: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for index, (word, count) in enumerate(words):
        for pair in pairwise(word):
            pairs[pair] += count
            where[pair].add(index)
    heap = [(-count, pair) for pair, count in pairs.items()]
    heapq.heapify(heap)
    merges: list[tuple[str, str]] = []
    while heap and len(merges) < vocab_size - 256 - len(SPECIALS):
        negative, pair = heapq.heappop(heap)
        if pairs[pair] != -negative or pairs[pair] <= 0:
            continue
        merges.append(pair)
        touched = _merge(words, pairs, where, pair)
        for other in touched:
            heapq.heappush(heap, (-pairs[other], other))
    return Tokenizer(merges)


def _merge(
    words: list[tuple[list[str], int]],
    pairs: Counter[tuple[str, str]],
    where: defaultdict[tuple[str, str], set[int]],
    pair: tuple[str, str],
) -> set[tuple[str, str]]:
    touched: set[tuple[str, str]] = set()
    for index in list(where[pair]):
        word, count = words[index]
        for old in pairwise(word):
            pairs[old] -= count
            touched.add(old)
        at = 0
        while at < len(word) - 1:
            if (word[at], word[at + 1]) == pair:
                word[at : at + 2] = [word[at] + word[at + 1]]
            at += 1
        for new in pairwise(word):
            pairs[new] += count
            where[new].add(index)
            touched.add(new)
    return touched
