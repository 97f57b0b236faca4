"""The shapes of gpt-oss-20b and gpt-oss-120b, and a small one for benchmarks.

Sources: the configuration of openai/gpt-oss-20b and -120b, and the tensor types of ggml-org's files: of the
20b's 459 tensors 289 are F32, 98 Q8_0 and 72 MXFP4 (11.27 GiB in all).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from detector.errors import UsageError
from detector.generation.shape_blocks import Kind, n_bytes
from detector.generation.vocabulary import O200K_HARMONY_SIZE


@dataclass(frozen=True)
class Shape:
    """A gpt-oss model without its weights.

    Attributes:
        width: Of the residual stream, and of an expert's inside.
        head_dim: Values a head.
        window: Tokens that every second layer looks back.
        n_vocab: Tokens of the vocabulary.
    """

    name: str
    n_layers: int
    width: int
    n_heads: int
    n_kv_heads: int
    head_dim: int
    n_experts: int
    n_experts_used: int
    window: int
    n_vocab: int
    n_ctx: int = 131_072


@dataclass(frozen=True)
class TensorPlan:
    """One tensor to write.

    Attributes:
        shape: As ggml counts: the row's length first.
        std: Standard deviation of its random weights; None where it holds ones.
    """

    name: str
    kind: Kind
    shape: tuple[int, ...]
    std: float | None

    @property
    def n_weights(self) -> int:
        """The product of the shape."""
        product = 1
        for size in self.shape:
            product *= size
        return product

    @property
    def n_bytes(self) -> int:
        """Bytes of its data."""
        return n_bytes(self.kind, self.n_weights)


SHAPES = {
    shape.name: shape
    for shape in (
        Shape("gpt-oss-20b", 24, 2880, 64, 8, 64, 32, 4, 128, O200K_HARMONY_SIZE),
        Shape("gpt-oss-120b", 36, 2880, 64, 8, 64, 128, 4, 128, O200K_HARMONY_SIZE),
        Shape("small", 12, 768, 12, 2, 64, 32, 4, 128, 32_768),
    )
}
"""By name. ``small`` is a model of about 430 MB whose experts hold most of it, as in the real ones."""


def shape_named(name: str, layers: int | None = None) -> Shape:
    """A known shape, with another number of layers where one is given.

    Raises:
        UsageError: There is no such shape, or no layer.
    """
    if name not in SHAPES:
        raise UsageError(f"There is no shape {name!r}.", f"Give one of {', '.join(SHAPES)}.")
    if layers is None:
        return SHAPES[name]
    if layers < 1:
        raise UsageError(f"--layers {layers}: a model has at least one layer.", "Give 1 or more.")
    return replace(SHAPES[name], n_layers=layers)


def tensor_plans(shape: Shape) -> Iterator[TensorPlan]:
    """Every tensor in the order it is written: names, types and shapes as in ggml-org's files."""
    width, queries, keys = shape.width, shape.n_heads * shape.head_dim, shape.n_kv_heads * shape.head_dim
    n = shape.n_experts
    yield TensorPlan("token_embd.weight", "Q8_0", (width, shape.n_vocab), 1.0)
    for layer in range(shape.n_layers):
        block = f"blk.{layer}."
        yield TensorPlan(f"{block}attn_norm.weight", "F32", (width,), None)
        yield TensorPlan(f"{block}post_attention_norm.weight", "F32", (width,), None)
        yield TensorPlan(f"{block}attn_sinks.weight", "F32", (shape.n_heads,), 1.0)
        for part, columns, rows in (
            ("q", width, queries),
            ("k", width, keys),
            ("v", width, keys),
            ("output", queries, width),
        ):
            yield TensorPlan(f"{block}attn_{part}.weight", "Q8_0", (columns, rows), columns**-0.5)
            yield TensorPlan(f"{block}attn_{part}.bias", "F32", (rows,), 0.02)
        yield TensorPlan(f"{block}ffn_gate_inp.weight", "F32", (width, n), width**-0.5)
        yield TensorPlan(f"{block}ffn_gate_inp.bias", "F32", (n,), 0.02)
        for part in ("gate", "up", "down"):
            yield TensorPlan(f"{block}ffn_{part}_exps.weight", "MXFP4", (width, width, n), width**-0.5)
            yield TensorPlan(f"{block}ffn_{part}_exps.bias", "F32", (width, n), 0.02)
    yield TensorPlan("output_norm.weight", "F32", (width,), None)
    yield TensorPlan("output.weight", "Q8_0", (width, shape.n_vocab), 3 * width**-0.5)


def data_bytes(shape: Shape) -> int:
    """Bytes of all weights, the padding between tensors left out."""
    return sum(plan.n_bytes for plan in tensor_plans(shape))


def add_hyperparameters(writer: Any, shape: Shape) -> None:
    """Write the shape into a ``gguf.GGUFWriter``'s metadata, under the real files' keys."""
    from gguf import LlamaFileType, RopeScalingType

    writer.add_name(f"{shape.name} shape, {shape.n_layers} of its layers, random weights")
    writer.add_block_count(shape.n_layers)
    writer.add_context_length(shape.n_ctx)
    writer.add_embedding_length(shape.width)
    writer.add_feed_forward_length(shape.width)
    writer.add_head_count(shape.n_heads)
    writer.add_head_count_kv(shape.n_kv_heads)
    writer.add_rope_freq_base(150_000.0)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_expert_count(shape.n_experts)
    writer.add_expert_used_count(shape.n_experts_used)
    writer.add_key_length(shape.head_dim)
    writer.add_value_length(shape.head_dim)
    writer.add_sliding_window(shape.window)
    writer.add_expert_feed_forward_length(shape.width)
    writer.add_rope_scaling_type(RopeScalingType.YARN)
    writer.add_rope_scaling_factor(32.0)
    writer.add_rope_scaling_orig_ctx_len(4096)
    writer.add_file_type(LlamaFileType.MOSTLY_MXFP4_MOE)
    writer.add_quantization_version(2)
