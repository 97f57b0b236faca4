"""Let the teacher read raw paragraphs: JSONL rows in, JSONL rows with its trees and tags out.

python models/en_storyfault/distil/silver.py ENCODER TEACHER_FOLDER TRAIN.jsonl ROWS.jsonl OUT.jsonl
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from batches import LONGEST, Row, inputs, packed, piece, read
from mend import mend_particles, mend_tense
from net import TAGGERS, Teacher
from teacher import build
from tokenizers import Tokenizer
from trees import starts, tree

CHUNK = 600
KEPT = ("words", "spaces", "starts", "heads", "deps", *TAGGERS)


def triples(train: Path) -> list[tuple[str, ...]]:
    """Which part of speech, tag and features the treebank has ever put together."""
    return sorted({triple for row in read(train) for triple in zip(*(row[n] for n in TAGGERS), strict=True)})


@torch.no_grad()
def parse(
    model: Teacher, batch: list[Row], labels: dict[str, list[str]], known: list[tuple[str, ...]]
) -> None:
    """Write the teacher's reading into the rows."""
    places = {name: [labels[name].index(t[at]) for t in known] for at, name in enumerate(TAGGERS)}
    with torch.autocast("cpu", torch.bfloat16):
        found = model(**inputs(batch))
    rates = found["start"].float().softmax(-1)[..., 1].tolist()
    arcs = found["arc"].float().log_softmax(-1).numpy()
    joint = sum(found[name].float().log_softmax(-1)[..., places[name]] for name in TAGGERS).argmax(-1)
    heads = torch.zeros(joint.shape, dtype=torch.long)
    for at, row in enumerate(batch):
        size = len(row["words"])
        row["starts"] = starts(row["words"], row["spaces"], rates[at])
        cuts = [index for index, start in enumerate(row["starts"]) if start] + [size]
        for first, last in pairwise(cuts):
            part = np.concatenate([arcs[at, first:last, :1], arcs[at, first:last, first + 1 : last + 1]], 1)
            heads[at, first:last] = torch.tensor([head and head + first for head in tree(part)])
    with torch.autocast("cpu", torch.bfloat16):
        deps = model.labels(found, heads).float()
    root = labels["deps"].index("ROOT")
    deps[..., root] = -1e9
    best = deps.argmax(-1).tolist()
    for at, row in enumerate(batch):
        row["heads"] = [
            head - 1 if head else i for i, head in enumerate(heads[at, : len(row["words"])].tolist())
        ]
        row["deps"] = [
            "ROOT" if head == i else labels["deps"][best[at][i]] for i, head in enumerate(row["heads"])
        ]
        for kind, name in enumerate(TAGGERS):
            row[name] = [known[int(joint[at, i])][kind] for i in range(len(row["words"]))]
        mend_tense(row)
        mend_particles(row)


def main(encoder: Path, teacher: Path, train: Path, source: Path, out: Path) -> None:
    """Parse chunk by chunk, so that the first part can be learnt from while the rest is read."""
    torch.set_num_threads(1)
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    labels = json.loads((teacher / "labels.json").read_text(encoding="utf-8"))
    model = build(encoder, labels)
    model.load_state_dict(torch.load(teacher / "model.pt", weights_only=True))
    model.eval()
    rows, known = read(source), triples(train)
    with out.open("w", encoding="utf-8") as lines:
        for begin in range(0, len(rows), CHUNK):
            chunk = [piece(tokenizer, row) for row in rows[begin : begin + CHUNK]]
            chunk = [row for row in chunk if len(row["pieces"]) <= LONGEST]
            for batch in packed(chunk, 2000, None):
                parse(model, batch, labels, known)
            for row in chunk:
                kept = {name: row[name] for name in KEPT}
                lines.write(json.dumps(kept) + "\n")
            lines.flush()
            print(begin + len(chunk), flush=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:6]))
