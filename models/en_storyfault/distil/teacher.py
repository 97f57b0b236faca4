"""Train the teacher for so many minutes of processor time, with a rate that falls to zero as they pass.

    python models/en_storyfault/distil/teacher.py ENCODER TRAIN.jsonl DEV.jsonl OUT MINUTES [START.pt SHARE]

START.pt: the weights to go on from, and SHARE: with which share of the peak rate.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path

import torch
from batches import LONGEST, Row, packed, piece, read
from measure import accuracy
from net import TAGGERS, Teacher
from objective import loss
from tokenizers import Tokenizer

PEAK, HEAD_PEAK, WARM = 2e-4, 1.5e-3, 60


def inventory(rows: list[Row]) -> dict[str, list[str]]:
    """The labels of each kind, in a fixed order."""
    return {name: sorted({label for row in rows for label in row[name]}) for name in (*TAGGERS, "deps")}


def build(encoder: Path, labels: dict[str, list[str]]) -> Teacher:
    """A teacher whose encoder is loaded and whose heads are fresh."""
    from transformers import BertModel

    return Teacher(
        BertModel.from_pretrained(encoder, add_pooling_layer=False, attn_implementation="eager"),
        {name: len(values) for name, values in labels.items()},
    )


def pieces_of(encoder: Path, path: Path) -> list[Row]:
    """The rows of a file, in the encoder's word pieces; those that it cannot read at once are left out."""
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return [row for row in (piece(tokenizer, row) for row in read(path)) if len(row["pieces"]) <= LONGEST]


def optimizer_of(model: Teacher, share: float) -> torch.optim.Optimizer:
    """Word vectors stay as they are; the encoder learns more slowly than what is fresh."""
    model.encoder.embeddings.word_embeddings.requires_grad_(False)
    inner = [value for value in model.encoder.parameters() if value.requires_grad]
    rest = [value for name, value in model.named_parameters() if not name.startswith("encoder.")]
    groups = [{"params": inner, "peak": PEAK * share}, {"params": rest, "peak": HEAD_PEAK * share}]
    return torch.optim.AdamW(groups, weight_decay=0.01)


def main(
    encoder: Path, train: Path, dev: Path, out: Path, minutes: float, start: Path | None, share: float
) -> None:
    """Train, measure on dev, save."""
    torch.set_num_threads(1)
    torch.manual_seed(7)
    rng = random.Random(7)
    out.mkdir(parents=True, exist_ok=True)
    labels = inventory(read(train))
    (out / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
    ids = {name: {label: at for at, label in enumerate(values)} for name, values in labels.items()}
    rows, held, model = pieces_of(encoder, train), pieces_of(encoder, dev), build(encoder, labels)
    if start:
        model.load_state_dict(torch.load(start, weights_only=True))
    optimizer = optimizer_of(model, share)
    begun, step, done = time.process_time(), 0, 0.0
    while done < 1:
        for batch in packed(rows, 1000, rng):
            done = min(1.0, (time.process_time() - begun) / (60 * minutes))
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * min(1.0, (step + 1) / WARM) * (1 - done)
            with torch.autocast("cpu", torch.bfloat16):
                value = loss(model, batch, ids)
            value.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
            if step % 20 == 0:
                print(f"step {step} {done:.1%} loss {value.item():.3f}", flush=True)
            if step % 200 == 0:
                torch.save(model.state_dict(), out / "model.pt")
            if done >= 1:
                break
    torch.save(model.state_dict(), out / "model.pt")
    print(accuracy(model, held, ids), flush=True)


if __name__ == "__main__":
    begin = (Path(sys.argv[6]), float(sys.argv[7])) if len(sys.argv) > 7 else (None, 1.0)
    main(*map(Path, sys.argv[1:5]), float(sys.argv[5]), *begin)
