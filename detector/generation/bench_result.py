"""The bench's tables and ratios."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detector.generation.bench_protocol import Contestant, Round, Setting
from detector.generation.hardware import describe_hardware
from detector.records import Record


class Row(Record):
    """One contestant's figures over all its rounds.

    Attributes:
        prefill_tps: Prompt tokens a second, the first token of each story drawn.
        decode_tps: New tokens a second while decoding, the first of each story left out.
        whole_tps: New tokens a second from the first prompt to the last token.
        peak_bytes: Of its process.
    """

    table: str
    engine: str
    n_sequences: int
    stories: int
    prefill_tps: float
    decode_tps: float
    whole_tps: float
    seconds: float
    peak_bytes: int


class BenchResult(Record):
    """All of it.

    Attributes:
        ratio_to_loop_1: Our decode tokens a second with one sequence, over the loop's.
        ratio_to_loop_16: With 16 sequences.
        ratio_to_limit_1: Over llama.cpp alone, one sequence each.
        ratio_to_limit_16: 16 sequences each.
        ratio_to_loop_samples: Several samples of few prompts from end to end, over the loop's.
    """

    setting: Setting
    hardware: dict[str, Any]
    rows: tuple[Row, ...]
    ratio_to_loop_1: float
    ratio_to_loop_16: float
    ratio_to_limit_1: float
    ratio_to_limit_16: float
    ratio_to_loop_samples: float


def row_of(one: Contestant, rounds: Sequence[Round]) -> Row:
    """Sums over the rounds, and what they give a second."""

    def total(name: str) -> float:
        return float(sum(getattr(done, name) for done in rounds))

    return Row(
        table=one.table,
        engine=one.kind,
        n_sequences=one.n_sequences,
        stories=int(total("stories")),
        prefill_tps=total("prompt_tokens") / max(total("prefill_seconds"), 1e-9),
        decode_tps=total("new_tokens") / max(total("decode_seconds"), 1e-9),
        whole_tps=total("all_tokens") / max(total("seconds"), 1e-9),
        seconds=total("seconds"),
        peak_bytes=max(done.peak_bytes for done in rounds),
    )


def result_of(rows: Sequence[Row], setting: Setting) -> BenchResult:
    """The ratios between rows."""

    def found(table: str, engine: str, n: int) -> Row:
        return next(r for r in rows if (r.table, r.engine, r.n_sequences) == (table, engine, n))

    def ours(n: int) -> float:
        return found("decode", "storyfault", n).decode_tps

    loop = found("decode", "llama-cpp-python loop", 1).decode_tps
    samples = max(r.whole_tps for r in rows if (r.table, r.engine) == ("samples", "storyfault"))
    return BenchResult(
        setting=setting,
        hardware=describe_hardware(),
        rows=tuple(rows),
        ratio_to_loop_1=ours(1) / loop,
        ratio_to_loop_16=ours(16) / loop,
        ratio_to_limit_1=ours(1) / found("decode", "llama_decode alone", 1).decode_tps,
        ratio_to_limit_16=ours(16) / found("decode", "llama_decode alone", 16).decode_tps,
        ratio_to_loop_samples=samples / found("samples", "llama-cpp-python loop", 1).whole_tps,
    )
