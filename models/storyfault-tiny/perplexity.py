"""Perplexity of a GGUF of this model on held-out grammar stories, per token that the assistant writes.

python perplexity.py --model storyfault-tiny.gguf --stories 200
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import numpy as np
from conversation import draw
from sample import HERE, Sampler

END, START = "<|end|>", "<|start|>"


def rendered(seed: int) -> tuple[str, str]:
    """The conversation of a seed as text: what the model is given, and what it should write."""
    row = draw(seed)
    given = f"{START}system<|message|>{row.system}{END}" if row.system else ""
    if row.developer:
        given += f"{START}developer<|message|>{row.developer}{END}"
    given += f"{START}user<|message|>{row.story.prompt}{END}{START}assistant"
    wanted = f"<|channel|>analysis<|message|>{row.plan}{END}{START}assistant"
    return given, f"{wanted}<|channel|>final<|message|>{row.story.text}<|return|>"


def losses(sampler: Sampler, given: str, wanted: str) -> np.ndarray:
    """Negative log-probability (nats) of each wanted token."""
    ll = sampler.ll
    ll.llama_memory_clear(ll.llama_get_memory(sampler.context), True)
    before, after = sampler.encode(given), sampler.encode(wanted)
    ids = before + after
    batch = ll.llama_batch_init(len(ids), 0, 1)
    batch.n_tokens = len(ids)
    for at, token in enumerate(ids):
        batch.token[at], batch.pos[at], batch.logits[at] = token, at, 1
        batch.n_seq_id[at], batch.seq_id[at][0] = 1, 0
    failed = ll.llama_decode(sampler.context, batch)
    ll.llama_batch_free(batch)
    if failed:
        raise SystemExit(f"llama.cpp could not decode {len(ids)} tokens (code {failed}).")
    size = ll.llama_vocab_n_tokens(sampler.vocabulary)
    logits = np.ctypeslib.as_array(ll.llama_get_logits(sampler.context), (len(ids), size))
    rows = logits[len(before) - 1 : len(ids) - 1].astype(np.float64)
    rows -= rows.max(axis=1, keepdims=True)
    return np.log(np.exp(rows).sum(axis=1)) - rows[np.arange(len(after)), after]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=HERE / "storyfault-tiny.gguf")
    parser.add_argument("--stories", type=int, default=200)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    sampler = Sampler(args.model, args.threads)
    seeds = range(args.first_seed, args.first_seed + args.stories)
    values = np.concatenate([losses(sampler, *rendered(seed)) for seed in seeds])
    print(
        json.dumps(
            {
                "stories": args.stories,
                "tokens": len(values),
                "loss": round(float(values.mean()), 4),
                "perplexity": round(math.exp(values.mean()), 3),
            }
        )
    )


if __name__ == "__main__":
    main()
