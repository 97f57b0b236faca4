"""Small GGUF files with weights drawn at random, or with a next-token table that the test chooses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gguf
import numpy as np

from detector.generation.vocabulary import VocabularySpec, add_vocabulary, byte_level

Q8_0, MXFP4 = 7, 38
"""``llama_ftype`` numbers for ``quantize``."""

HARMONY_MARKERS = (
    "<|startoftext|>",
    "<|endoftext|>",
    "<|return|>",
    "<|constrain|>",
    "<|channel|>",
    "<|start|>",
    "<|end|>",
    "<|message|>",
    "<|call|>",
)
WORDS = (
    "assistant",
    "analysis",
    "final",
    "commentary",
    "system",
    "developer",
    "user",
    " the",
    " and",
    " rain",
)

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
HARMONY_TEMPLATE = "{# a stand-in: Harmony is rendered by token ids #}<|start|>assistant"


def harmony_vocabulary() -> VocabularySpec:
    """Bytes, a few words and Harmony's markers, at ids unlike the real ones."""
    return byte_level(
        WORDS, HARMONY_MARKERS, bos="<|startoftext|>", eos="<|return|>", padding="<|endoftext|>"
    )


def chatml_vocabulary() -> VocabularySpec:
    """Bytes, a few words and ChatML's markers."""
    markers = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
    return byte_level(WORDS, markers, bos="<|endoftext|>", eos="<|im_end|>", padding="<|endoftext|>")


def write_random_gpt_oss(
    path: Path | str,
    *,
    seed: int = 1,
    n_layers: int = 2,
    n_embd: int = 64,
    n_heads: int = 4,
    n_kv_heads: int = 2,
    head_dim: int = 32,
    n_experts: int = 4,
    n_ff: int = 64,
    n_ctx: int = 4096,
    window: int = 32,
    vocabulary: VocabularySpec | None = None,
    chat_template: str | None = HARMONY_TEMPLATE,
    next_token: Mapping[str, Mapping[str, float]] | None = None,
    split_max_tensors: int = 0,
) -> Path:
    """Write a gpt-oss F32 file: sliding-window layers, attention sinks, experts, Harmony's markers.

    Args:
        next_token: Token text to the next token's texts and probabilities; a text is as the vocabulary
            stores it (``"Ġthe"``). Where given, the model is exactly this Markov chain (attention and
            experts add nothing; ``n_embd`` grows to hold a one-hot embedding), and any token that is not
            a key goes to ``<|return|>``. Without it every weight is random.
        split_max_tensors: Tensors a file; more make a split model, whose first file is returned.
    """
    vocabulary = vocabulary or harmony_vocabulary()
    n_vocab = len(vocabulary.tokens)
    if next_token is not None:
        n_embd = -(-n_vocab // 32) * 32
    rng = np.random.default_rng(seed)
    scale = 0.0 if next_token is not None else 1.0

    def draw(*shape: int) -> np.ndarray:
        return (scale * rng.normal(size=shape) / np.sqrt(shape[-1])).astype(np.float32)

    writer = gguf.GGUFWriter(str(path), "gpt-oss", split_max_tensors=split_max_tensors)
    _hyperparameters(writer, "gpt-oss", n_layers, n_embd, n_heads, n_kv_heads, n_ff, n_ctx)
    writer.add_key_length(head_dim)
    writer.add_value_length(head_dim)
    writer.add_expert_count(n_experts)
    writer.add_expert_used_count(2)
    writer.add_expert_feed_forward_length(n_ff)
    writer.add_sliding_window(window)
    _vocabulary(writer, vocabulary, chat_template)

    if next_token is None:
        writer.add_tensor("token_embd.weight", rng.normal(size=(n_vocab, n_embd)).astype(np.float32))
        writer.add_tensor("output.weight", 3 * draw(n_vocab, n_embd))
    else:
        writer.add_tensor("token_embd.weight", np.eye(n_vocab, n_embd, dtype=np.float32))
        writer.add_tensor("output.weight", _table(next_token, vocabulary, n_embd))
    writer.add_tensor("output_norm.weight", np.ones(n_embd, np.float32))
    q, kv = n_heads * head_dim, n_kv_heads * head_dim
    for i in range(n_layers):
        block = f"blk.{i}."
        writer.add_tensor(block + "attn_norm.weight", np.ones(n_embd, np.float32))
        writer.add_tensor(block + "post_attention_norm.weight", np.ones(n_embd, np.float32))
        writer.add_tensor(block + "attn_sinks.weight", rng.normal(size=n_heads).astype(np.float32))
        for name, rows, columns in (
            ("q", q, n_embd),
            ("k", kv, n_embd),
            ("v", kv, n_embd),
            ("output", n_embd, q),
        ):
            writer.add_tensor(f"{block}attn_{name}.weight", draw(rows, columns))
            writer.add_tensor(f"{block}attn_{name}.bias", np.zeros(rows, np.float32))
        writer.add_tensor(block + "ffn_gate_inp.weight", draw(n_experts, n_embd))
        writer.add_tensor(block + "ffn_gate_inp.bias", np.zeros(n_experts, np.float32))
        for name, rows, columns in (("gate", n_ff, n_embd), ("up", n_ff, n_embd), ("down", n_embd, n_ff)):
            writer.add_tensor(f"{block}ffn_{name}_exps.weight", draw(n_experts, rows, columns))
            # The up branch computes (up + 1) * gate(…): with a zero gate bias and weights it adds nothing.
            writer.add_tensor(f"{block}ffn_{name}_exps.bias", np.zeros((n_experts, rows), np.float32))
    return _finish(writer, path)


def write_random_llama(
    path: Path | str,
    *,
    seed: int = 1,
    n_layers: int = 2,
    n_embd: int = 64,
    n_heads: int = 4,
    n_kv_heads: int = 2,
    n_ff: int = 128,
    n_ctx: int = 2048,
    vocabulary: VocabularySpec | None = None,
    chat_template: str | None = CHATML,
) -> Path:
    """Write a llama F32 file with random weights and ChatML's markers (no template where it is None)."""
    vocabulary = vocabulary or chatml_vocabulary()
    rng = np.random.default_rng(seed)

    def draw(*shape: int) -> np.ndarray:
        return (rng.normal(size=shape) / np.sqrt(shape[-1])).astype(np.float32)

    n_vocab, kv = len(vocabulary.tokens), n_embd // n_heads * n_kv_heads
    writer = gguf.GGUFWriter(str(path), "llama")
    _hyperparameters(writer, "llama", n_layers, n_embd, n_heads, n_kv_heads, n_ff, n_ctx)
    writer.add_vocab_size(n_vocab)
    writer.add_rope_dimension_count(n_embd // n_heads)
    _vocabulary(writer, vocabulary, chat_template)
    writer.add_tensor("token_embd.weight", rng.normal(size=(n_vocab, n_embd)).astype(np.float32))
    writer.add_tensor("output.weight", 3 * draw(n_vocab, n_embd))
    writer.add_tensor("output_norm.weight", np.ones(n_embd, np.float32))
    for i in range(n_layers):
        block = f"blk.{i}."
        writer.add_tensor(block + "attn_norm.weight", np.ones(n_embd, np.float32))
        writer.add_tensor(block + "ffn_norm.weight", np.ones(n_embd, np.float32))
        for name, rows in (("q", n_embd), ("k", kv), ("v", kv), ("output", n_embd)):
            writer.add_tensor(f"{block}attn_{name}.weight", draw(rows, n_embd))
        for name, rows, columns in (("gate", n_ff, n_embd), ("up", n_ff, n_embd), ("down", n_embd, n_ff)):
            writer.add_tensor(f"{block}ffn_{name}.weight", draw(rows, columns))
    return _finish(writer, path)


def quantize(src: Path | str, dst: Path | str, ftype: int) -> Path:
    """Quantize a file with llama.cpp: ``Q8_0`` or ``MXFP4`` (experts MXFP4, the rest Q8_0)."""
    import llama_cpp

    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype, params.nthread = ftype, 1
    code = llama_cpp.llama_model_quantize(str(src).encode(), str(dst).encode(), params)
    assert code == 0, f"llama_model_quantize returned {code}"
    return Path(dst)


def _hyperparameters(
    writer: Any, arch: str, n_layers: int, n_embd: int, n_heads: int, n_kv_heads: int, n_ff: int, n_ctx: int
) -> None:
    writer.add_name(f"random {arch}")
    writer.add_file_type(0)
    writer.add_context_length(n_ctx)
    writer.add_embedding_length(n_embd)
    writer.add_block_count(n_layers)
    writer.add_feed_forward_length(n_ff)
    writer.add_head_count(n_heads)
    writer.add_head_count_kv(n_kv_heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(10000.0)


def _vocabulary(writer: Any, vocabulary: VocabularySpec, chat_template: str | None) -> None:
    add_vocabulary(writer, vocabulary)
    if chat_template is not None:
        writer.add_chat_template(chat_template)


def _table(
    next_token: Mapping[str, Mapping[str, float]], vocabulary: VocabularySpec, n_embd: int
) -> np.ndarray:
    ids = {text: number for number, text in enumerate(vocabulary.tokens)}
    n_vocab = len(ids)
    logits = np.full((n_vocab, n_embd), -30.0, np.float32)
    logits[ids["<|return|>"], :] = 0.0
    for text, following in next_token.items():
        logits[:, ids[text]] = -30.0
        for successor, probability in following.items():
            logits[ids[successor], ids[text]] = np.log(probability)
    # The final norm turns the one-hot embedding into sqrt(n_embd) at its place.
    return logits / np.float32(np.sqrt(n_embd))


def _finish(writer: Any, path: Path | str) -> Path:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    path = Path(path)
    parts = sorted(path.parent.glob(f"{path.stem}-00001-of-*.gguf"))
    return path if path.exists() else parts[0]
