"""Random weights as llama.cpp stores them, block by block: never more than a few MB in memory.

Sources of the layouts: ggml's ``block_mxfp4`` (an E8M0 exponent, then 32 values of four bits) and
``block_q8_0`` (a half-precision scale, then 32 signed bytes).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np

Kind = Literal["F32", "Q8_0", "MXFP4"]

BLOCK = 32
"""Weights in a block of Q8_0 or MXFP4."""
_WIDTHS = {"F32": 4 * BLOCK, "Q8_0": 2 + BLOCK, "MXFP4": 1 + BLOCK // 2}
_CHUNK_BLOCKS = 1 << 17
_E2M1_RMS = 1.25 * (68.5 / 8) ** 0.5  # of 0, 0.5, 1, 1.5, 2, 3, 4, 6, with a quarter doubled and one halved
_INT8_RMS = 73.3  # of -127 … 127


def n_bytes(kind: Kind, n_weights: int) -> int:
    """Bytes of that many weights."""
    if kind == "F32":
        return 4 * n_weights
    if n_weights % BLOCK:
        raise ValueError(f"{n_weights} weights are no whole number of blocks")
    return n_weights // BLOCK * _WIDTHS[kind]


def random_bytes(kind: Kind, n_weights: int, std: float, rng: np.random.Generator) -> Iterator[bytes]:
    """The data of one tensor in chunks.

    Args:
        kind: Its type.
        n_weights: How many weights; of blocks a whole number.
        std: Standard deviation of the weights, to within a factor of √2.
        rng: From which all is drawn.
    """
    if kind == "F32":
        for count in _chunks(n_weights, _CHUNK_BLOCKS):
            yield (std * rng.standard_normal(count, dtype="f4")).tobytes()
        return
    make = _q8_0 if kind == "Q8_0" else _mxfp4
    for count in _chunks(n_weights // BLOCK, _CHUNK_BLOCKS):
        yield make(count, std, rng)


def constant_bytes(n_weights: int, value: float) -> Iterator[bytes]:
    """An F32 tensor that holds one value."""
    import numpy as np

    yield np.full(n_weights, value, np.float32).tobytes()


def _q8_0(count: int, std: float, rng: np.random.Generator) -> bytes:
    import numpy as np

    blocks = np.empty((count, _WIDTHS["Q8_0"]), np.uint8)
    scales = (std / _INT8_RMS * rng.uniform(0.75, 1.25, count)).astype("<f2")
    blocks[:, :2] = scales.view(np.uint8).reshape(count, 2)
    values = np.frombuffer(rng.bytes(count * BLOCK), np.int8).reshape(count, BLOCK)
    blocks[:, 2:] = np.maximum(values, -127).view(np.uint8)
    return blocks.tobytes()


def _mxfp4(count: int, std: float, rng: np.random.Generator) -> bytes:
    import numpy as np

    exponent = 127 + round(np.log2(std / _E2M1_RMS))
    if not 1 <= exponent <= 253:
        raise ValueError(f"no E8M0 exponent gives a standard deviation of {std}")
    blocks = np.frombuffer(bytearray(rng.bytes(count * _WIDTHS["MXFP4"])), np.uint8)
    blocks = blocks.reshape(count, _WIDTHS["MXFP4"])
    blocks[:, 0] = exponent + (blocks[:, 0] & 1) - (blocks[:, 0] >> 7)
    return blocks.tobytes()


def _chunks(total: int, most: int) -> Iterator[int]:
    while total > 0:
        yield min(total, most)
        total -= most
