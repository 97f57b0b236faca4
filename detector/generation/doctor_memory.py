"""How much memory a model takes while it writes, from its header alone, and how much there is.

Sources: llama.cpp's ``llama_kv_cache_iswa`` (cells of full and of sliding-window layers, padded to 256, one
cache a sequence) and its log of buffer sizes, which the tests compare with.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from detector.generation.engine_native import PIECE, RESERVED
from detector.generation.gguf_header import GgufHeader, TensorInfo
from detector.generation.hardware import memory_bytes
from detector.records import Record

_PAD, _BYTES_OF_F16 = 256, 2
_SLIDING_OF_EVERY = {"gpt-oss": 2, "gemma2": 2, "cohere2": 4, "gemma3": 6}
"""One layer in so many looks at everything, the others at their window only."""
_WIDTHS_BESIDE_LOGITS = 8


class MemoryNeed(Record):
    """Bytes of a model in use.

    Attributes:
        weights: All tensors. While a model is loaded the system may hold as much again as file cache, which
            it takes back when memory runs short.
        kv: The cache of all sequences, in half precision, as llama.cpp makes it: exact for known
            architectures; for others every layer counts as one that looks at everything.
        compute: Logits, attention mask and activations of one batch, estimated.
    """

    weights: int
    kv: int
    compute: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.weights + self.kv + self.compute


def memory_need(headers: Sequence[GgufHeader], *, n_ctx: int, n_parallel: int) -> MemoryNeed:
    """What a model needs.

    Args:
        headers: Of all its files.
        n_ctx: Tokens a story has.
        n_parallel: Stories at the same time.
    """
    # llama.cpp keeps a cache for each story, and for each of the sequences in which prefixes are kept.
    first = headers[0]
    architecture = first.text("general.architecture") or ""

    def number(key: str, otherwise: int = 0) -> int:
        return first.number(f"{architecture}.{key}") or otherwise

    trained = number("context_length")
    n_ctx = min(n_ctx, trained) if trained else n_ctx
    width = number("embedding_length")
    n_vocab = first.array_lengths.get("tokenizer.ggml.tokens", number("vocab_size"))
    return MemoryNeed(
        weights=sum(tensor_bytes(tensor) for header in headers for tensor in header.tensors),
        kv=(n_parallel + RESERVED) * _kv_bytes(first, architecture, n_ctx),
        compute=PIECE * (4 * (n_vocab + _WIDTHS_BESIDE_LOGITS * width) + _BYTES_OF_F16 * _padded(n_ctx)),
    )


def stories_that_fit(need: MemoryNeed, n_parallel: int, available: int) -> int:
    """How many stories at a time there is memory for, when a number of them needs this; below 1 is none."""
    a_story = need.kv / (n_parallel + RESERVED)
    return int((available - need.weights - need.compute) / max(a_story, 1)) - RESERVED


def bytes_a_token(headers: Sequence[GgufHeader]) -> int:
    """Bytes of weights that one token's decode reads: of the experts only those that are used, of the
    embedding one row."""
    first = headers[0]
    architecture = first.text("general.architecture") or ""
    experts = first.number(f"{architecture}.expert_count") or 0
    used = first.number(f"{architecture}.expert_used_count") or experts
    tensors = [tensor for header in headers for tensor in header.tensors]
    tied = not any(tensor.name == "output.weight" for tensor in tensors)
    total = 0
    for tensor in tensors:
        size = tensor_bytes(tensor)
        if "_exps." in tensor.name and experts:
            size = size * used // experts
        elif tensor.name == "token_embd.weight" and not tied:
            size = 0
        total += size
    return total


def tensor_bytes(tensor: TensorInfo) -> int:
    """Bytes of a tensor's data."""
    from gguf import GGML_QUANT_SIZES, GGMLQuantizationType

    block, width = GGML_QUANT_SIZES[GGMLQuantizationType(tensor.type)]
    return int(tensor.n_elements // block * width)


def available_memory() -> int | None:
    """Bytes that a new process can have without swapping; None where the system does not say."""
    free = _from_meminfo()
    limit = _room_in_cgroup()
    known = [value for value in (free, limit) if value is not None]
    return min(known) if known else memory_bytes()


def _kv_bytes(header: GgufHeader, architecture: str, n_ctx: int) -> int:
    def number(key: str) -> int:
        return header.number(f"{architecture}.{key}") or 0

    n_layers, heads = number("block_count"), number("attention.head_count")
    head = number("embedding_length") // heads if heads else 0
    key = number("attention.key_length") or head
    value = number("attention.value_length") or head
    kv_heads = number("attention.head_count_kv") or heads
    window = number("attention.sliding_window")
    every = _SLIDING_OF_EVERY.get(architecture, 1) if window else 1
    n_full = n_layers // every
    full = _padded(n_ctx)
    sliding = min(full, _padded(window + PIECE))
    cells = n_full * full + (n_layers - n_full) * sliding
    return cells * kv_heads * (key + value) * _BYTES_OF_F16


def _padded(cells: int) -> int:
    return -(-cells // _PAD) * _PAD


def _from_meminfo() -> int | None:
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return None


def _room_in_cgroup() -> int | None:
    folder = Path("/sys/fs/cgroup")
    try:
        limit = int((folder / "memory.max").read_text())
        return max(0, limit - int((folder / "memory.current").read_text()))
    except (OSError, ValueError):
        return None
