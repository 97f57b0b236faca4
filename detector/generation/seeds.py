"""Explicit seeds: every story has its own, and it is never one that llama.cpp reads as "any"."""

from __future__ import annotations

import hashlib

LARGEST_SEED = 2**32 - 2
"""One below ``LLAMA_DEFAULT_SEED``, which stands for a random seed."""


def story_seed(run_seed: int, prompt_id: str, epoch: int) -> int:
    """The sampling seed of one story: the same in every process, on every machine and after a resume.

    Returns:
        A number from 1 to 2**32 - 2.
    """
    key = f"{run_seed}\0{prompt_id}\0{epoch}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(key).digest()[:8], "big") % LARGEST_SEED + 1
