"""Byte-level BPE vocabularies as GGUF files store them: token texts, merges, marker ids, and their writer."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from detector.errors import InputError

NORMAL, CONTROL, USER_DEFINED, UNUSED = 1, 3, 4, 5
"""Token types of ``tokenizer.ggml.token_type``."""

HARMONY_IDS: Mapping[str, int] = {
    "<|startoftext|>": 199998,
    "<|endoftext|>": 199999,
    "<|return|>": 200002,
    "<|constrain|>": 200003,
    "<|channel|>": 200005,
    "<|start|>": 200006,
    "<|end|>": 200007,
    "<|message|>": 200008,
    "<|call|>": 200012,
    "<|endofprompt|>": 200018,
}
"""The marker ids of the o200k_harmony vocabulary: for writing one. Rendering looks ids up in the model."""

O200K_HARMONY_SIZE = 201_088
"""Tokens in the vocabulary of gpt-oss-20b and gpt-oss-120b, reserved ones included."""


@dataclass(frozen=True)
class VocabularySpec:
    """All that a GGUF file says of a byte-level BPE vocabulary.

    Attributes:
        tokens: Token texts by id, bytes written in GPT-2's printable alphabet.
        types: Token types by id (``NORMAL``, ``CONTROL`` …), as long as ``tokens``.
        merges: ``left right`` pairs, the earliest binding strongest.
        pre: Name of llama.cpp's pre-tokenizer.
        special: ``bos``, ``eos``, ``eot``, ``padding`` … to token id.
        add_bos: Whether a sequence starts with the bos token.
    """

    tokens: list[str]
    types: list[int]
    merges: list[str]
    pre: str = "gpt-4o"
    special: Mapping[str, int] = field(default_factory=dict)
    add_bos: bool = False


@cache
def byte_alphabet() -> tuple[str, ...]:
    """The printable character that stands for each byte 0–255 in a byte-level vocabulary (GPT-2's table)."""
    printable = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    others = iter(range(256, 512))
    return tuple(chr(byte) if byte in printable else chr(next(others)) for byte in range(256))


@cache
def _byte_of() -> dict[str, int]:
    return {character: byte for byte, character in enumerate(byte_alphabet())}


def token_text(raw: bytes) -> str:
    """Bytes in the printable alphabet: ``b" the"`` is ``"Ġthe"``."""
    alphabet = byte_alphabet()
    return "".join(alphabet[byte] for byte in raw)


def token_bytes(text: str) -> bytes:
    """The inverse of ``token_text``.

    Raises:
        KeyError: A character is not of the alphabet (a marker's text, not a byte-level token's).
    """
    table = _byte_of()
    return bytes(table[character] for character in text)


def read_ranks(path: Path) -> dict[bytes, int]:
    """Read a ``.tiktoken`` file: one ``base64 rank`` a line.

    Raises:
        InputError: The file is missing or a line is not of that form.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InputError(
            path, f"cannot be read ({error.strerror}).", "Give a .tiktoken rank file."
        ) from error
    ranks: dict[bytes, int] = {}
    for number, line in enumerate(lines, 1):
        try:
            encoded, rank = line.split()
            ranks[base64.b64decode(encoded, validate=True)] = int(rank)
        except (ValueError, binascii.Error) as error:
            cure = "Each line holds base64 text, a space and a rank."
            raise InputError(path, "this is not a line of a .tiktoken file.", cure, line=number) from error
    return ranks


def derive_merges(ranks: Mapping[bytes, int]) -> list[str]:
    """The merges of a vocabulary that is given by ranks alone, strongest first, in the printable alphabet.

    Ranked BPE joins any two neighbours that make a token, so each split of a token into two tokens is a
    merge with that token's strength (one split a token would miss words that are built another way).
    """
    texts = {token: token_text(token) for token in ranks}
    merges: list[str] = []
    for token in sorted(ranks, key=ranks.__getitem__):
        splits = ((token[:at], token[at:]) for at in range(1, len(token)))
        pairs = [pair for pair in splits if pair[0] in ranks and pair[1] in ranks]
        pairs.sort(key=lambda pair: (ranks[pair[0]], ranks[pair[1]]))
        merges += [f"{texts[left]} {texts[right]}" for left, right in pairs]
    return merges


def o200k_harmony(ranks: Mapping[bytes, int]) -> VocabularySpec:
    """The vocabulary of gpt-oss from the ranks of o200k_base.

    Args:
        ranks: All 199,998 ranks, as ``read_ranks`` gives them.
    """
    names = {number: text for text, number in HARMONY_IDS.items()}
    by_id = {rank: token_text(token) for token, rank in ranks.items()}
    tokens, types = [], []
    for number in range(O200K_HARMONY_SIZE):
        ordinary = by_id.get(number)
        tokens.append(ordinary or names.get(number) or f"<|reserved_{number}|>")
        types.append(NORMAL if ordinary else CONTROL)
    special = {"bos": HARMONY_IDS["<|startoftext|>"], "eos": HARMONY_IDS["<|return|>"]}
    special["padding"] = HARMONY_IDS["<|endoftext|>"]
    return VocabularySpec(tokens, types, derive_merges(ranks), special=special)


def byte_level(words: Iterable[str], markers: Iterable[str], **special: str) -> VocabularySpec:
    """A small vocabulary: the 256 bytes, a few whole words, and markers.

    Args:
        words: Texts that get a token of their own, with every merge that leads to it.
        markers: Control tokens, added last.
        special: ``eos="<|return|>"`` and the like: the role and the text of the marker that plays it.
    """
    tokens = list(byte_alphabet())
    known, merges = set(tokens), []
    for word in words:
        text = token_text(word.encode())
        for end in range(2, len(text) + 1):
            if text[:end] not in known:
                known.add(text[:end])
                tokens.append(text[:end])
                merges.append(f"{text[: end - 1]} {text[end - 1]}")
    types = [NORMAL] * len(tokens)
    marks = list(markers)
    ids = {mark: len(tokens) + i for i, mark in enumerate(marks)}
    return VocabularySpec(
        tokens + marks,
        types + [CONTROL] * len(marks),
        merges,
        special={role: ids[mark] for role, mark in special.items()},
    )


def add_vocabulary(writer: Any, spec: VocabularySpec) -> None:
    """Add a vocabulary's metadata to a ``gguf.GGUFWriter``."""
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(spec.pre)
    writer.add_token_list(spec.tokens)
    writer.add_token_types(spec.types)
    writer.add_token_merges(spec.merges)
    for role, token in spec.special.items():
        writer.add_uint32(f"tokenizer.ggml.{role}_token_id", token)
    writer.add_add_bos_token(spec.add_bos)
