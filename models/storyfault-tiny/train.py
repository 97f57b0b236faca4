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
from typing import Any

import torch
from conversation import FIRST_TRAINING_SEED, LEVELS, draw, encode, texts_for_vocabulary
from model import Config, Model
from optimizer import build_optimizers
from tokenizer import Tokenizer
from tokenizer import train as train_tokenizer

BALANCE_WEIGHT = 0.01
# Batches drawn at once and sorted by length.
POOL = 24
# Rows of the head's logits held at once.
SLICE = 512


def pool_of(
    first: int, rows: int, batches: int, tokenizer: Tokenizer, level: str | None = None, whole: bool = False
) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Several batches of rows of like length, so that little is padded, in a shuffled order."""
    drawn = [
        encode(draw(seed, level, whole=whole), tokenizer) for seed in range(first, first + rows * batches)
    ]
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


class HeadLoss(torch.autograd.Function):
    """Cross-entropy of a linear head, a slice of rows at a time, its gradients made in the same pass."""

    @staticmethod
    def forward(ctx: Any, hidden: torch.Tensor, weight: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        rows, kind = len(hidden), hidden.dtype
        head, total = weight.to(kind), 0.0
        to_hidden, to_weight = torch.empty_like(hidden), torch.zeros_like(weight)
        fixed = not ctx.needs_input_grad[1]
        for at in range(0, rows, SLICE):
            part, wanted = hidden[at : at + SLICE], target[at : at + SLICE]
            logits = (part @ head.T).float()
            logits -= logits.amax(dim=1, keepdim=True)
            index = torch.arange(len(part))
            total -= logits[index, wanted].sum().item()
            logits.exp_()
            sums = logits.sum(dim=1, keepdim=True)
            total += sums.log().sum().item()
            logits /= sums * rows
            logits[index, wanted] -= 1 / rows
            back = logits.to(kind)
            to_hidden[at : at + SLICE] = back @ head
            if not fixed:
                to_weight += back.T @ part
        ctx.save_for_backward(to_hidden, to_weight)
        return torch.tensor(total / rows)

    @staticmethod
    def backward(ctx: Any, scale: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, None]:
        to_hidden, to_weight = ctx.saved_tensors
        return to_hidden * scale.to(to_hidden.dtype), to_weight * scale, None


def loss_of(model: Model, ids: torch.Tensor, wanted: torch.Tensor, bf16: bool) -> torch.Tensor:
    """Mean cross-entropy of the tokens that the assistant writes."""
    kind = torch.bfloat16 if bf16 else torch.float32
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
        hidden = model.hidden(ids[:, :-1], keep=wanted[:, 1:])
    return HeadLoss.apply(hidden.to(kind), model.head.weight, ids[:, 1:][wanted[:, 1:]])


def rate_at(done: float, warm: float = 0.02, fall: float = 0.6) -> float:
    """Share of the full learning rate when a share of the time is done."""
    if done < warm:
        return max(done / warm, 0.02)
    if done < 1 - fall:
        return 1.0
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (done - 1 + fall) / fall)))


def small_only(model: Model) -> None:
    """Train attention, router, norms and biases alone: what a level's file then holds is small."""
    for name, param in model.named_parameters():
        if name.startswith("embedding") or name.rpartition(".")[2] in ("gate", "up", "down"):
            param.requires_grad_(False)


@torch.no_grad()
def validate(
    model: Model, tokenizer: Tokenizer, level: str | None = None, whole: bool = False, stories: int = 16
) -> float:
    """Loss per assistant token on held-out seeds."""
    rows = [encode(draw(seed, level, whole=whole), tokenizer) for seed in range(stories)]
    rows.sort(key=lambda row: len(row[0]))
    loss = tokens = 0.0
    for at in range(0, stories, 8):
        ids, wanted = padded(rows[at : at + 8], tokenizer)
        count = int(wanted.sum())
        loss += loss_of(model, ids, wanted, bf16=False).item() * count
        tokens += count
    return loss / tokens


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rows", type=int, default=8, help="conversations passed through the model at once")
    parser.add_argument("--parts", type=int, default=3, help="passes a step")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--fall", type=float, default=0.6, help="share of the time in which the rate falls")
    parser.add_argument("--start", type=Path, help="weights to start from, as warm.py writes them")
    parser.add_argument("--rate", type=float, default=1.0, help="share of the full learning rates")
    parser.add_argument("--level", choices=tuple(LEVELS), help="one failure level alone, without its word")
    parser.add_argument("--small", action="store_true", help="train the small tensors alone")
    parser.add_argument("--whole", action="store_true", help="teach all of the grammar")
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
    if args.small:
        small_only(model)
    optimizers = build_optimizers(model)
    base_rates = [[group["lr"] for group in optimizer.param_groups] for optimizer in optimizers]
    state = {"step": 0, "stories": 0, "seconds": 0.0, "tokens": 0}
    checkpoint = args.out / "checkpoint.pt"
    if args.start and not checkpoint.exists():
        model.load_state_dict(torch.load(args.start)["model"])
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
            pool = pool_of(
                FIRST_TRAINING_SEED + state["stories"], args.rows, POOL, tokenizer, args.level, args.whole
            )
            state["stories"] += args.rows * POOL
        parts = [pool.pop() for _ in range(args.parts)]
        targets = sum(int(wanted.sum()) for _, wanted in parts)
        total = 0.0
        for ids, wanted in parts:
            loss = loss_of(model, ids, wanted, args.bf16) * (int(wanted.sum()) / targets)
            (loss + BALANCE_WEIGHT / len(parts) * model.balance()).backward()
            total += loss.item()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer, rates in zip(optimizers, base_rates, strict=True):
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * args.rate * rate_at(done, fall=args.fall)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        state["step"] += 1
        state["tokens"] += targets
        state["seconds"] += time.monotonic() - started
        if state["step"] % 20 == 0 or state["step"] < 5:
            row = {
                "step": state["step"],
                "minutes": round(state["seconds"] / 60, 2),
                "loss": round(total, 4),
            }
            rate = round(rate_at(done, fall=args.fall), 3)
            row |= {"balance": round(model.balance().item(), 3), "tokens": state["tokens"], "rate": rate}
            print(json.dumps(row | {"tokens_per_s": round(state["tokens"] / state["seconds"])}), flush=True)
        if time.monotonic() - saved_at > 60 * args.save_minutes:
            save()
            saved_at = time.monotonic()
            held_out = round(validate(model, tokenizer, args.level, args.whole), 4)
            print(json.dumps({"step": state["step"], "validation": held_out}), flush=True)
    save()
    print(
        json.dumps({**state, "validation": round(validate(model, tokenizer, args.level, args.whole), 4)}),
        flush=True,
    )


if __name__ == "__main__":
    main()
