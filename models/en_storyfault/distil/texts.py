"""Raw stories as paragraphs in the shipped pipeline's tokens and reading: what the teacher will parse.

    python models/en_storyfault/distil/texts.py DATA_FOLDER OUT_FOLDER

Writes ``silver.spacy`` (shuffled by story) and ``held.spacy``: one story in 50 is kept from
training, so that a student's agreement with its teacher can be measured on prose that neither learnt from.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from spacy.tokens import DocBin

from detector.text.pipeline import _PARAGRAPH_END, load_pipeline, normalised

FILES = {
    "fiction_llm_dev": 700_000,
    "fiction_human_dev": 200_000,
    "fairy_tales_dev": 150_000,
}
LONGEST, HELD = 300, 50


def stories(data: Path, name: str, words: int, rng: random.Random) -> list[str]:
    """About ``words`` words of the file's fiction, story by story in a random order."""
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    texts = [row["text"] for row in rows if row.get("kind", "fiction") == "fiction" and row["text"].strip()]
    rng.shuffle(texts)
    chosen, total = [], 0
    for text in texts:
        if total < words:
            chosen.append(text)
            total += len(text.split())
    return chosen


def paragraphs(text: str) -> Iterator[str]:
    """The pieces that the detector would parse one by one."""
    view = normalised(text)
    cuts = [0, *(match.end() for match in _PARAGRAPH_END.finditer(text)), len(view)]
    return (" ".join(view[start:end].split()) for start, end in pairwise(cuts) if start < end)


def main(data: Path, out: Path) -> None:
    """Read, shuffle, parse, write."""
    rng = random.Random(11)
    texts = [text for name, words in FILES.items() for text in stories(data, name, words, rng)]
    rng.shuffle(texts)
    nlp = load_pipeline()
    out.mkdir(parents=True, exist_ok=True)
    cut = len(texts) // HELD
    for name, part in (("held", texts[:cut]), ("silver", texts[cut:])):
        docs = nlp.pipe((piece for text in part for piece in paragraphs(text)), batch_size=256)
        kept = [doc for doc in docs if 3 <= len(doc) <= LONGEST]
        DocBin(docs=kept).to_disk(out / f"{name}.spacy")
        print(name, len(part), "stories", len(kept), "paragraphs", sum(map(len, kept)), "tokens")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
