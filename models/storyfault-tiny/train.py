"""Train the model for a given time on stories that the grammar writes as it goes; resume where it stopped.

    python train.py --out FOLDER --minutes 60

The learning rate warms up, holds, and falls to zero as the time runs out. No story is seen twice.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from pathlib import Path
from random import Random

import torch
import torch.nn.functional as F
from conversation import FIRST_TRAINING_SEED, draw, encode, texts_for_vocabulary
from model import Config, Model
from optimizer import build_optimizers
from tokenizer import Tokenizer
from tokenizer import train as train_tokenizer

BALANCE_WEIGHT = 0.01
# Batches drawn at once and sorted by length.
POOL = 8


def batch_of(seeds: range, tokenizer: Tokenizer) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids (rows, time), padded, and which of them the assistant writes."""
    return padded([encode(draw(seed), tokenizer) for seed in seeds], tokenizer)


def pool_of(
    first: int, rows: int, batches: int, tokenizer: Tokenizer
) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Several batches of rows of like length, so that little is padded, in a shuffled order."""
    drawn = [encode(draw(seed), tokenizer) for seed in range(first, first + rows * batches)]
    drawn.sort(key=lambda row: len(row[0]))
    pool = [padded(drawn[at : at + rows], tokenizer) for at in range(0, len(drawn), rows)]
    Random(first).shuffle(pool)
    return pool


def padded(rows: list[tuple[list[int], int]], tokenizer: Tokenizer) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of (ids, length of the prompt) as tensors, padded with ``<|endoftext|>``."""
    length = max(len(ids) for ids, _ in rows)
    ids = torch.full((len(rows), length), tokenizer.ids["<|endoftext|>"])
    wanted = torch.zeros(len(rows), length, dtype=torch.bool)
    for row, (tokens, prompt) in enumerate(rows):
        ids[row, : len(tokens)] = torch.tensor(tokens)
        wanted[row, prompt : len(tokens)] = True
    return ids, wanted


def loss_of(model: Model, ids: torch.Tensor, wanted: torch.Tensor, bf16: bool) -> torch.Tensor:
    """Mean cross-entropy of the tokens that the assistant writes."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
        logits = model(ids[:, :-1], keep=wanted[:, 1:])
    return F.cross_entropy(logits.float(), ids[:, 1:][wanted[:, 1:]])


def rate_at(done: float, warm: float = 0.02, fall: float = 0.6) -> float:
    """Share of the full learning rate when a share of the time is done."""
    if done < warm:
        return max(done / warm, 0.02)
    if done < 1 - fall:
        return 1.0
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (done - 1 + fall) / fall)))


@torch.no_grad()
def validate(model: Model, tokenizer: Tokenizer, stories: int = 64) -> float:
    """Loss per assistant token on held-out seeds."""
    return loss_of(model, *batch_of(range(stories), tokenizer), bf16=False).item()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rows", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--fall", type=float, default=0.6, help="share of the time in which the rate falls")
    parser.add_argument("--save-minutes", type=float, default=3)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    args.out.mkdir(parents=True, exist_ok=True)
    vocabulary = args.out / "tokenizer.json"
    if not vocabulary.exists():
        train_tokenizer(texts_for_vocabulary(20_000), Config().vocab).save(vocabulary)
    tokenizer = Tokenizer.load(vocabulary)
    model = Model(Config(vocab=len(tokenizer.tokens)))
    optimizers = build_optimizers(model)
    base_rates = [[group["lr"] for group in optimizer.param_groups] for optimizer in optimizers]
    state = {"step": 0, "seconds": 0.0, "tokens": 0}
    checkpoint = args.out / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint)
        model.load_state_dict(saved["model"])
        for optimizer, values in zip(optimizers, saved["optimizers"], strict=True):
            optimizer.load_state_dict(values)
        state = saved["state"]
    size = sum(param.numel() for param in model.parameters())
    print(json.dumps({"parameters": size, "vocab": len(tokenizer.tokens), **state}), flush=True)

    def save() -> None:
        values = {"model": model.state_dict(), "optimizers": [item.state_dict() for item in optimizers]}
        torch.save(
            {**values, "state": state, "config": model.config.as_dict()}, checkpoint.with_suffix(".new")
        )
        checkpoint.with_suffix(".new").replace(checkpoint)

    saved_at = time.monotonic()
    pool: list[tuple[torch.Tensor, torch.Tensor]] = []
    while (done := state["seconds"] / (60 * args.minutes)) < 1:
        started = time.monotonic()
        if not pool:
            first = FIRST_TRAINING_SEED + state["step"] * args.rows
            pool = pool_of(first, args.rows, POOL, tokenizer)
        ids, wanted = pool.pop()
        loss = loss_of(model, ids, wanted, args.bf16)
        (loss + BALANCE_WEIGHT * model.balance()).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer, rates in zip(optimizers, base_rates, strict=True):
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * rate_at(done, fall=args.fall)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        state["step"] += 1
        state["tokens"] += int(wanted.sum())
        state["seconds"] += time.monotonic() - started
        if state["step"] % 20 == 0 or state["step"] < 5:
            row = {
                "step": state["step"],
                "minutes": round(state["seconds"] / 60, 2),
                "loss": round(loss.item(), 4),
            }
            rate = round(rate_at(done, fall=args.fall), 3)
            row |= {"balance": round(model.balance().item(), 3), "tokens": state["tokens"], "rate": rate}
            print(json.dumps(row | {"tokens_per_s": round(state["tokens"] / state["seconds"])}), flush=True)
        if time.monotonic() - saved_at > 60 * args.save_minutes:
            save()
            saved_at = time.monotonic()
            print(
                json.dumps({"step": state["step"], "validation": round(validate(model, tokenizer), 4)}),
                flush=True,
            )
    save()
    print(json.dumps({**state, "validation": round(validate(model, tokenizer), 4)}), flush=True)


if __name__ == "__main__":
    main()
