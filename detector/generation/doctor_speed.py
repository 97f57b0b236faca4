"""How fast a model will write here: measured where it fits, else bounded by how fast memory is read."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

from detector.errors import StoryfaultError
from detector.generation.child_supervisor import EngineProcess
from detector.generation.hardware import usable_cpus
from detector.generation.protocol import Request
from detector.generation.sampling import Sampling
from detector.records import Record, Status

_SHORT, _LONG = 4, 36
_LEAST_BETWEEN = 8
_COPY_BYTES, _COPIES = 64 * 2**20, 3
_PROMPT = "Write a story about a lighthouse keeper who finds a letter."


class Speed(Record):
    """Tokens a second of one story.

    Attributes:
        kind: ``measured``: decoding, in a short trial of this model on this machine;
            ``measured with prompt``: the trial's story was too short to tell decoding from reading the
            prompt; ``estimated``: what memory bandwidth allows at most, and no trial was made.
        bandwidth: Bytes a second that memory was measured to move, where the kind is ``estimated``.
    """

    tokens_per_second: float
    kind: Literal["measured", "measured with prompt", "estimated"]
    bandwidth: float | None = None


def measure(engine: EngineProcess) -> Speed:
    """Write the same story twice, once longer, on a started engine; the difference is decoding alone.

    Raises:
        StoryfaultError: It writes nothing.
    """
    counts, seconds = [], []
    for budget in (_SHORT, _LONG):
        request = Request(
            request_id=f"trial-{budget}",
            prompt=_PROMPT,
            sampling=Sampling(seed=1),
            max_story_tokens=budget,
            max_reasoning_tokens=0,
        )
        (outcome,) = engine.write([request])
        if outcome.status is Status.ERROR:
            raise StoryfaultError(f"The trial story failed: {outcome.error}")
        counts.append(outcome.usage.output_tokens)
        seconds.append(outcome.seconds)
    between, took = counts[1] - counts[0], seconds[1] - seconds[0]
    if between >= _LEAST_BETWEEN and took > 0:
        return Speed(tokens_per_second=between / took, kind="measured")
    return Speed(tokens_per_second=sum(counts) / max(sum(seconds), 1e-9), kind="measured with prompt")


def estimate(bytes_per_token: int) -> Speed:
    """The most that memory allows: each token's decode reads its weights once."""
    bandwidth = memory_bandwidth()
    return Speed(tokens_per_second=bandwidth / max(bytes_per_token, 1), kind="estimated", bandwidth=bandwidth)


def memory_bandwidth() -> float:
    """Bytes a second that our cores together read and write in large copies; the best of three."""
    import numpy as np

    threads = usable_cpus()
    pairs = [(np.ones(_COPY_BYTES, np.uint8), np.zeros(_COPY_BYTES, np.uint8)) for _ in range(threads)]

    def copy(pair: tuple[np.ndarray, np.ndarray]) -> None:
        np.copyto(pair[1], pair[0])

    best = float("inf")
    with ThreadPoolExecutor(threads) as pool:
        for _ in range(_COPIES):
            began = time.perf_counter()
            list(pool.map(copy, pairs))
            best = min(best, time.perf_counter() - began)
    return 2 * _COPY_BYTES * threads / best
