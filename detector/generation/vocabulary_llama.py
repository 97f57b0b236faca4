"""A loaded llama.cpp model's vocabulary, as chat formats use it."""

from __future__ import annotations

import ctypes
import re
from functools import cached_property
from itertools import groupby, pairwise
from typing import Any

from detector.generation.vocabulary import HARMONY_IDS, O200K_HARMONY_SIZE
from detector.generation.vocabulary_marks import has_marks, merge, split_words

_LONG_RUN = re.compile(r"\S{5000}|\s{5000}")
"""Where a text is cut: llama.cpp's pre-tokenizer recurses once a character of a run, and its stack ends."""


class LlamaVocabulary:
    """The vocabulary of a model that llama.cpp has loaded (``vocab_only`` is enough).

    Args:
        model: The pointer that ``llama_model_load_from_file`` gave; it must outlive this object.
    """

    def __init__(self, model: Any) -> None:
        import llama_cpp

        self._api: Any = llama_cpp
        self._vocab = llama_cpp.llama_model_get_vocab(model)
        self._pieces: dict[int, bytes] = {}

    @cached_property
    def n_tokens(self) -> int:
        """How many tokens it has."""
        return int(self._api.llama_vocab_n_tokens(self._vocab))

    @property
    def bos(self) -> int | None:
        """Id that starts a sequence."""
        return self._id(self._api.llama_vocab_bos(self._vocab))

    @property
    def eos(self) -> int | None:
        """Id that ends a text."""
        return self._id(self._api.llama_vocab_eos(self._vocab))

    @property
    def eot(self) -> int | None:
        """Id that ends a turn."""
        return self._id(self._api.llama_vocab_eot(self._vocab))

    @property
    def add_bos(self) -> bool:
        """Whether the model expects its bos at the front."""
        return bool(self._api.llama_vocab_get_add_bos(self._vocab))

    def encode(self, text: str, *, markers: bool = False) -> list[int]:
        """Ids of a text, no bos added; lone surrogates become U+FFFD.

        Args:
            markers: Read marker texts as markers. Otherwise they are spelt out, those too that llama.cpp
                always reads as markers (it gives Harmony's the type USER_DEFINED, which
                ``parse_special=False`` does not hold back).
        """
        if not markers and has_marks(text) and self._is_o200k:
            return self._encode_marked(text)
        ids = self._tokenize(text, parse_special=markers)
        if markers or ("<" not in text and "[" not in text):
            return ids
        found = next((id_ for id_ in ids if self._is_bracketed_marker(id_)), None)
        if found is None:
            return ids
        marker = self.piece(found).decode("utf-8", "replace")
        # Between "<|" and a word every byte-level pre-tokenizer splits, so the cut changes no other token.
        cut = 2 if marker.startswith("<|") else 1
        pieces = text.split(marker)
        if len(pieces) == 1:
            return ids
        for i in range(len(pieces) - 1):
            pieces[i] += marker[:cut]
            pieces[i + 1] = marker[cut:] + pieces[i + 1]
        return [id_ for piece in pieces for id_ in self.encode(piece)]

    def marker(self, text: str) -> int | None:
        """The id of the control or user-defined token whose text this is."""
        ids = self._tokenize(text, parse_special=True)
        if len(ids) != 1:
            return None
        is_text = self._api.llama_vocab_get_text(self._vocab, ids[0]) == text.encode()
        return ids[0] if is_text and self._is_marker(ids[0]) else None

    def is_eog(self, token: int) -> bool:
        """Whether llama.cpp takes the token for an end of generation."""
        return bool(self._api.llama_vocab_is_eog(self._vocab, token))

    def piece(self, token: int) -> bytes:
        """The bytes of a token; a marker's are its text.

        Raises:
            IndexError: The vocabulary has no such id.
        """
        known = self._pieces.get(token)
        if known is not None:
            return known
        if not 0 <= token < self.n_tokens:
            raise IndexError(f"token {token} is not one of the vocabulary's {self.n_tokens}")
        buffer = ctypes.create_string_buffer(64)
        size = self._api.llama_token_to_piece(self._vocab, token, buffer, len(buffer), 0, True)
        if size < 0:
            buffer = ctypes.create_string_buffer(-size)
            size = self._api.llama_token_to_piece(self._vocab, token, buffer, len(buffer), 0, True)
        self._pieces[token] = buffer.raw[:size]
        return self._pieces[token]

    @cached_property
    def _is_o200k(self) -> bool:
        """Whether this is gpt-oss's vocabulary, in which an id is its token's rank."""
        return self.n_tokens == O200K_HARMONY_SIZE and self.marker("<|return|>") == HARMONY_IDS["<|return|>"]

    @cached_property
    def _ranks(self) -> dict[bytes, int]:
        return {self.piece(token): token for token in range(HARMONY_IDS["<|startoftext|>"])}

    def _encode_marked(self, text: str) -> list[int]:
        ids: list[int] = []
        for marked, words in groupby(split_words(text), key=has_marks):
            if marked:
                ids += [token for word in words for token in merge(_utf8(word), self._ranks)]
            else:
                run = list(words)
                # How spaces are cut depends on what follows, so those before a marked word go one by one.
                tail = len(run)
                while tail and run[tail - 1].isspace():
                    tail -= 1
                for piece in ("".join(run[:tail]), *run[tail:]):
                    ids += self.encode(piece)
        return ids

    def _is_marker(self, token: int) -> bool:
        special = self._api.LLAMA_TOKEN_ATTR_CONTROL | self._api.LLAMA_TOKEN_ATTR_USER_DEFINED
        return bool(self._api.llama_vocab_get_attr(self._vocab, token) & special)

    def _is_bracketed_marker(self, token: int) -> bool:
        piece = self.piece(token)
        return len(piece) > 2 and piece[:1] + piece[-1:] in (b"<>", b"[]") and self._is_marker(token)

    def _tokenize(self, text: str, *, parse_special: bool) -> list[int]:
        cuts = [0, *(run.end() for run in _LONG_RUN.finditer(text)), len(text)]
        ids: list[int] = []
        for start, end in pairwise(cuts):
            ids += self._tokenize_piece(text[start:end], parse_special=parse_special)
        return ids

    def _tokenize_piece(self, text: str, *, parse_special: bool) -> list[int]:
        raw = _utf8(text)
        buffer = (self._api.llama_token * (len(raw) + 8))()
        n = self._api.llama_tokenize(self._vocab, raw, len(raw), buffer, len(buffer), False, parse_special)
        if n < 0:
            buffer = (self._api.llama_token * -n)()
            n = self._api.llama_tokenize(
                self._vocab, raw, len(raw), buffer, len(buffer), False, parse_special
            )
        return list(buffer[:n])

    @staticmethod
    def _id(token: int) -> int | None:
        return int(token) if token >= 0 else None


def _utf8(text: str) -> bytes:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
