"""The vocabulary of a model of true shape: gpt-oss's own where its ranks are at hand, else one like it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from detector.errors import InputError
from detector.generation.models_digest import cache_folder
from detector.generation.vocabulary import (
    CONTROL,
    HARMONY_IDS,
    NORMAL,
    O200K_HARMONY_SIZE,
    VocabularySpec,
    byte_alphabet,
    o200k_harmony,
    read_ranks,
)

RANKS_NAME = "o200k_base.tiktoken"
N_RANKS = 199_998
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROLES = {"bos": "<|startoftext|>", "eos": "<|return|>", "padding": "<|endoftext|>"}


def find_ranks() -> Path | None:
    """The rank file of o200k_base, or None.

    It is looked for in the folder ``TIKTOKEN_ENCODINGS_BASE`` (which openai-harmony reads too), then in
    storyfault's cache folder.
    """
    named = os.environ.get("TIKTOKEN_ENCODINGS_BASE")
    folders = [Path(named)] if named else []
    return next((f / RANKS_NAME for f in [*folders, cache_folder()] if (f / RANKS_NAME).is_file()), None)


def real_vocabulary(ranks: Path) -> VocabularySpec:
    """gpt-oss's 201,088 tokens, its merges and markers.

    Raises:
        InputError: The file does not hold the ranks of o200k_base.
    """
    read = read_ranks(ranks)
    if len(read) != N_RANKS or set(read.values()) != set(range(N_RANKS)):
        raise InputError(
            ranks,
            f"holds {len(read):,} ranks; o200k_base has {N_RANKS:,}, numbered from 0.",
            f"Give the file {RANKS_NAME} that openai-harmony uses.",
        )
    return o200k_harmony(read)


def like_o200k() -> VocabularySpec:
    """201,088 made-up tokens with Harmony's markers at their real ids: the same sizes, other texts."""
    return synthetic_vocabulary(O200K_HARMONY_SIZE, HARMONY_IDS)


def small_vocabulary(count: int) -> VocabularySpec:
    """``count`` made-up tokens, Harmony's markers last."""
    first = count - len(HARMONY_IDS)
    return synthetic_vocabulary(count, {mark: first + i for i, mark in enumerate(HARMONY_IDS)})


def synthetic_vocabulary(count: int, markers: Mapping[str, int]) -> VocabularySpec:
    """The 256 bytes, then runs of letters with the merge that makes each, and markers where they are asked.

    Args:
        count: Tokens in all, 256 and the markers at least.
        markers: Control tokens and their ids; ids from 256.
    """
    at = {number: mark for mark, number in markers.items()}
    first_marker = min(at)
    words = list(islice(_words(), first_marker - 256))
    tokens = [*byte_alphabet(), *words]
    types = [NORMAL] * len(tokens)
    for number in range(len(tokens), count):
        tokens.append(at.get(number, f"<|reserved_{number}|>"))
        types.append(CONTROL)
    merges = [f"{word[:-1]} {word[-1]}" for word in words]
    special = {role: markers[mark] for role, mark in _ROLES.items()}
    return VocabularySpec(tokens, types, merges, special=special)


def _words() -> Iterator[str]:
    """Runs of letters, a space before them or not, short ones first; each is an earlier one and a letter."""
    level: list[str] = ["\u0120", *_LETTERS]
    while True:
        level = [f"{start}{letter}" for start in level for letter in _LETTERS]
        yield from level
