"""Words a second of a pipeline on one core: raw stories, paragraph by paragraph, with numpy's BLAS.

OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python models/en_storyfault/speed.py STORIES.jsonl.gz PIPELINE …
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from itertools import pairwise
from pathlib import Path

import spacy

from detector.text.pipeline import _PARAGRAPH_END, _use_numpy_blas, normalised

WORDS = 100_000


def paragraphs(path: Path) -> list[str]:
    """The first stories' paragraphs, WORDS words or a little more of them."""
    pieces, words = [], 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if words < WORDS and row.get("kind", "fiction") == "fiction":
                text, view = row["text"], normalised(row["text"])
                cuts = [0, *(match.end() for match in _PARAGRAPH_END.finditer(text)), len(view)]
                pieces += [view[start:end] for start, end in pairwise(cuts) if start < end]
                words += len(text.split())
    return pieces


def main(stories: Path, pipelines: list[str]) -> None:
    """Print a line a pipeline: by the clock, and by the processor's time."""
    pieces = paragraphs(stories)
    for name in pipelines:
        nlp = _use_numpy_blas(spacy.load(name))
        list(nlp.pipe(pieces[:50]))
        clock, processor, tokens = time.perf_counter(), time.process_time(), 0
        for doc in nlp.pipe(pieces):
            tokens += len(doc)
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
        words = sum(len(piece.split()) for piece in pieces)
        print(
            f"{name}: {words:,} words, {tokens:,} tokens: {words / clock:,.0f} words/s by the clock, "
            f"{words / processor:,.0f} by processor time; tokens {tokens / processor:,.0f}/s"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
