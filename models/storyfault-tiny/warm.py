"""Read the weights of a shipped GGUF back, as a start for ``train.py``.

    python warm.py --model storyfault-tiny.gguf --out FOLDER [--vocabulary FOLDER/tokenizer.json]

With another vocabulary, a token's embedding starts as the mean of those of its pieces in the old one.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import gguf
import torch
from export import names_of_block
from model import Config, Model
from tokenizer import SPECIALS, Tokenizer


def read(path: Path) -> tuple[dict[str, Any], Tokenizer]:
    """Weights by torch name, and the tokenizer."""
    reader = gguf.GGUFReader(path)

    def value(tensor: Any) -> torch.Tensor:
        data = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        return torch.tensor(data).reshape([int(size) for size in tensor.shape[::-1]]).float()

    found = {tensor.name: value(tensor) for tensor in reader.tensors}
    weights = {"norm.weight": found["output_norm.weight"]}
    weights["embedding.weight"] = weights["head.weight"] = found["output.weight"]
    layers = 1 + max(int(name.split(".")[1]) for name in found if name.startswith("blk."))
    for layer in range(layers):
        for theirs, ours in names_of_block().items():
            weights[f"blocks.{layer}.{ours}"] = found[f"blk.{layer}.{theirs}"]
    field = reader.get_field("tokenizer.ggml.merges")
    assert field is not None
    return weights, Tokenizer([tuple(merge.split(" ")) for merge in field.contents()])


def carry_over(embedding: torch.Tensor, old: Tokenizer, new: Tokenizer) -> torch.Tensor:
    """The embedding for another vocabulary."""
    rows = []
    for token in new.tokens:
        if token in old.ids:
            rows.append(embedding[old.ids[token]])
            continue
        pieces = old.pieces_of(token)
        rows.append(embedding[pieces].mean(dim=0) * len(pieces) ** 0.5)
    assert all(name in new.ids for name in SPECIALS)
    return torch.stack(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--vocabulary", type=Path, help="a vocabulary other than the model's own")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    if args.model.suffix == ".pt":
        weights = torch.load(args.model)["model"]
        tokenizer = Tokenizer.load(args.model.with_name("tokenizer.json"))
    else:
        weights, tokenizer = read(args.model)
    new = Tokenizer.load(args.vocabulary) if args.vocabulary else tokenizer
    if args.vocabulary:
        embedding = carry_over(weights["embedding.weight"], tokenizer, new)
        weights["embedding.weight"] = weights["head.weight"] = embedding
    Model(Config(vocab=len(new.tokens))).load_state_dict(weights)
    new.save(args.out / "tokenizer.json")
    torch.save({"model": weights}, args.out / "start.pt")


if __name__ == "__main__":
    main()
