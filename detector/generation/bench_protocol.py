"""What ``bench generate`` measures: the work, the contestants, and what one of them says of a round."""

from __future__ import annotations

import hashlib
from typing import Literal

from detector.records import Record

N_PROMPTS, NEW_TOKENS, PROMPT_TOKENS = 32, 64, 100
SAMPLE_PROMPTS, SAMPLES = 4, 8
SIZES = (1, 4, 8, 16, 32)
_CONTEXT = 256  # tokens a sequence: a prompt, what is written, and some room

Kind = Literal["storyfault", "llama-cpp-python loop", "llama_decode alone"]
Table = Literal["decode", "samples"]


class Contestant(Record):
    """One engine at one number of sequences, in a process of its own.

    Attributes:
        kind: Ours; ``create_completion`` of llama-cpp-python for one story after another; or the limit, which
            decodes batches that were made before, and draws nothing.
        n_sequences: Stories at a time.
        table: ``decode``: distinct prompts; ``samples``: several samples of few prompts, from end to end.
    """

    kind: Kind
    n_sequences: int
    table: Table = "decode"


class Setting(Record):
    """What all contestants share."""

    model: str
    n_threads: int
    use_extra_bufts: bool
    n_ctx: int = _CONTEXT
    n_batch: int = 512
    n_gpu_layers: int = 0


class Round(Record):
    """What one contestant did in one round.

    Attributes:
        prompt_tokens: Of prompts that were decoded; a prompt that is copied or kept counts once.
        prefill_seconds: Decoding prompts, the first drawn token of each story included.
        new_tokens: Drawn in ``decode_seconds``; the first of each story is prefill's.
        seconds: From the first prompt to the last token.
        stories: That were written.
        all_tokens: Drawn in all.
        peak_bytes: The process's peak memory so far, mapped weights included.
    """

    prompt_tokens: int
    prefill_seconds: float
    new_tokens: int
    decode_seconds: float
    seconds: float
    stories: int
    all_tokens: int
    peak_bytes: int


def contestants(table: Table) -> list[Contestant]:
    """Who takes part, ours last in each pair, so that neither is always first."""
    if table == "samples":
        return [
            Contestant(kind="llama-cpp-python loop", n_sequences=1, table=table),
            *(Contestant(kind="storyfault", n_sequences=n, table=table) for n in (16, 32)),
        ]
    ours = [Contestant(kind="storyfault", n_sequences=n) for n in SIZES]
    limits = [Contestant(kind="llama_decode alone", n_sequences=n) for n in (1, 16)]
    return [
        Contestant(kind="llama-cpp-python loop", n_sequences=1),
        limits[0],
        *ours[:-1],
        limits[1],
        ours[-1],
    ]


def shares(contestant: Contestant, rounds: int) -> list[range]:
    """Which prompts (or prompts and samples) a contestant takes in each round; all of them in all rounds.

    Slow contestants take a part each round, so that a busy minute of the machine falls on all alike.
    """
    if contestant.table == "samples":
        return [range(N_PROMPTS)]
    most = max(1, N_PROMPTS // max(contestant.n_sequences, N_PROMPTS // rounds))
    size = N_PROMPTS // most
    return [range(start, start + size) for start in range(0, N_PROMPTS, size)]


def prompt_ids(index: int, n_vocab: int) -> list[int]:
    """About 100 tokens that are like no other prompt's; the same on every machine."""
    length = PROMPT_TOKENS - 8 + index % 17
    found: list[int] = []
    i = 0
    while len(found) < length:
        digest = hashlib.sha256(f"{index} {i}".encode()).digest()
        found += [int.from_bytes(digest[k : k + 4], "big") % n_vocab for k in range(0, 32, 4)]
        i += 1
    return found[:length]
