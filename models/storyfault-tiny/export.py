"""Write a checkpoint as GGUF: F32 first, then quantized by llama.cpp to MXFP4 experts and Q8_0 for the rest.

python export.py --checkpoint FOLDER --f32 FILE          (needs torch)
python export.py --quantize FILE --out storyfault-tiny.gguf   (needs llama-cpp-python)
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MXFP4_MOE = 38
NORMAL, CONTROL = 1, 3


def names_of_block() -> dict[str, str]:
    """llama.cpp's names of a block's tensors, and ours."""
    blocks = {
        "attn_norm.weight": "attention_norm.weight",
        "post_attention_norm.weight": "experts_norm.weight",
        "attn_sinks.weight": "attention.sinks",
        "ffn_gate_inp.weight": "experts.router.weight",
        "ffn_gate_inp.bias": "experts.router.bias",
    }
    for theirs, ours in (("q", "q"), ("k", "k"), ("v", "v"), ("output", "out")):
        blocks |= {f"attn_{theirs}.{part}": f"attention.{ours}.{part}" for part in ("weight", "bias")}
    for part in ("gate", "up", "down"):
        blocks[f"ffn_{part}_exps.weight"] = f"experts.{part}"
        blocks[f"ffn_{part}_exps.bias"] = f"experts.{part}_bias"
    return blocks


def tensors_of(weights: dict[str, Any], layers: int) -> dict[str, Any]:
    """llama.cpp's tensor names, with numpy values as torch has them (rows are outputs)."""
    named = {
        "token_embd.weight": weights["embedding.weight"] * weights["embedding.weight"].shape[1] ** 0.5,
        "output_norm.weight": weights["norm.weight"],
        "output.weight": weights["head.weight"],
    }
    blocks = names_of_block()
    for index in range(layers):
        named |= {
            f"blk.{index}.{theirs}": weights[f"blocks.{index}.{ours}"] for theirs, ours in blocks.items()
        }
    return {name: value.float().numpy() for name, value in named.items()}


def write_f32(folder: Path, out: Path, times: float = 1.0) -> None:
    """Write the checkpoint of a training folder as an F32 GGUF.

    Args:
        folder: Of ``train.py``.
        out: The file.
        times: How many times what training changed since ``start.pt`` is added to it.
    """
    import gguf
    import torch
    from tokenizer import SPECIALS, Tokenizer

    saved = torch.load(folder / "checkpoint.pt", map_location="cpu")
    config, tokenizer = saved["config"], Tokenizer.load(folder / "tokenizer.json")
    writer = gguf.GGUFWriter(out, "gpt-oss")
    writer.add_name("storyfault-tiny")
    writer.add_license("apache-2.0")
    writer.add_description("A tiny gpt-oss that writes short stories, trained on storyfault's own grammar.")
    writer.add_context_length(config["context"])
    writer.add_embedding_length(config["width"])
    writer.add_block_count(config["layers"])
    writer.add_head_count(config["heads"])
    writer.add_head_count_kv(config["kv_heads"])
    writer.add_key_length(config["head"])
    writer.add_value_length(config["head"])
    writer.add_feed_forward_length(config["expert_width"])
    writer.add_expert_feed_forward_length(config["expert_width"])
    writer.add_expert_count(config["experts"])
    writer.add_expert_used_count(config["used"])
    writer.add_sliding_window(config["window"])
    writer.add_layer_norm_rms_eps(config["eps"])
    writer.add_rope_freq_base(config["rope_base"])
    writer.add_rope_scaling_type(gguf.RopeScalingType.YARN)
    writer.add_rope_scaling_factor(config["rope_factor"])
    writer.add_rope_scaling_orig_ctx_len(config["rope_original"])
    writer.add_vocab_size(len(tokenizer.tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-4o")
    writer.add_token_list(tokenizer.tokens)
    writer.add_token_types([CONTROL if token in SPECIALS else NORMAL for token in tokenizer.tokens])
    writer.add_token_merges([" ".join(pair) for pair in tokenizer.merges])
    writer.add_bos_token_id(tokenizer.ids["<|startoftext|>"])
    writer.add_eos_token_id(tokenizer.ids["<|return|>"])
    writer.add_pad_token_id(tokenizer.ids["<|endoftext|>"])
    writer.add_add_bos_token(False)
    writer.add_chat_template((HERE / "chat_template.jinja").read_text(encoding="utf-8"))
    writer.add_file_type(0)
    weights = saved["model"]
    if times != 1:
        start = torch.load(folder / "start.pt", map_location="cpu")["model"]
        weights = {name: start[name] + times * (value - start[name]) for name, value in weights.items()}
    for name, value in tensors_of(weights, int(config["layers"])).items():
        writer.add_tensor(name, value)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    state = {"config": config, "training": saved["state"] | ({"times": times} if times != 1 else {})}
    out.with_suffix(".json").write_text(json.dumps(state, indent=2) + "\n")


def quantize(source: Path, out: Path, threads: int = 2) -> None:
    """Quantize with llama.cpp: experts MXFP4, other matrices Q8_0, norms, sinks and biases F32."""
    import ctypes

    import llama_cpp

    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype = MXFP4_MOE
    params.nthread = threads
    failed = llama_cpp.llama_model_quantize(str(source).encode(), str(out).encode(), ctypes.byref(params))
    if failed:
        raise SystemExit(f"{source}: llama.cpp could not quantize it (code {failed}).")


def write_model_json(model: Path, state: Path, path: Path) -> None:
    """Record what the model file is: size, digest, shape, and how long it was trained."""
    facts = json.loads(state.read_text())
    config, training = facts["config"], facts["training"]
    content = {
        "name": "storyfault-tiny",
        "file": model.name,
        "bytes": model.stat().st_size,
        "sha256": hashlib.sha256(model.read_bytes()).hexdigest(),
        "architecture": "gpt-oss",
        "quantization": "MXFP4 experts, Q8_0 matrices",
        "license": "Apache-2.0",
        "config": config,
        "training": training,
    }
    path.write_text(json.dumps(content, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, help="folder of train.py, to write --f32 from")
    parser.add_argument("--f32", type=Path)
    parser.add_argument("--times", type=float, default=1.0, help="scale what training changed since --start")
    parser.add_argument("--quantize", type=Path, help="F32 file, to write --out from")
    parser.add_argument("--out", type=Path, default=HERE / "storyfault-tiny.gguf")
    args = parser.parse_args()
    if args.checkpoint:
        write_f32(args.checkpoint, args.f32, args.times)
    if args.quantize:
        quantize(args.quantize, args.out)
        write_model_json(args.out, args.quantize.with_suffix(".json"), args.out.with_name("model.json"))


if __name__ == "__main__":
    main()
