"""The teacher's scores on a treebank's split."""

from __future__ import annotations

import torch
from batches import Row, inputs, packed
from net import TAGGERS, Teacher
from objective import within


@torch.no_grad()
def accuracy(model: Teacher, rows: list[Row], ids: dict[str, dict[str, int]]) -> dict[str, float]:
    """Greedy scores in percent on gold sentences, punctuation left out of heads and labels."""
    model.eval()
    right, seen, words = {"uas": 0, "las": 0, "pos": 0, "tags": 0, "feats": 0, "start": 0}, 0, 0
    names = {name: list(table) for name, table in ids.items()}
    for batch in packed(rows, 3000, None):
        with torch.autocast("cpu", torch.bfloat16):
            found = model(**inputs(batch))
            heads = found["arc"].float().masked_fill(~within(batch), -1e4).argmax(-1)
            deps = model.labels(found, heads).argmax(-1)
        for at, row in enumerate(batch):
            words += len(row["words"])
            for name in TAGGERS:
                guess = found[name][at].argmax(-1).tolist()
                right[name] += sum(names[name][g] == gold for g, gold in zip(guess, row[name], strict=False))
            guess = found["start"][at].argmax(-1).tolist()
            right["start"] += sum(g == gold for g, gold in zip(guess, row["starts"], strict=False))
            for index, (head, dep) in enumerate(zip(row["heads"], row["deps"], strict=True)):
                if dep != "punct":
                    seen += 1
                    good = int(heads[at, index]) == (0 if head == index else head + 1)
                    right["uas"] += good
                    right["las"] += good and names["deps"][int(deps[at, index])] == dep
    model.train()
    return {
        name: round(100 * n / (seen if name in ("uas", "las") else words), 2) for name, n in right.items()
    }
