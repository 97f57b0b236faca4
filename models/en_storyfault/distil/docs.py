"""The teacher's rows as DocBins, and the corpus of a student's leg: silver once, gold so many times.

python models/en_storyfault/distil/docs.py SILVER.jsonl GOLD.spacy OUT_FOLDER [GOLD_TIMES [FIRST [LAST]]]
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin


def documents(path: Path, vocab: spacy.Vocab, first: int, last: int | None) -> Iterator[Doc]:
    """Docs of the rows ``first`` to ``last``."""
    with path.open(encoding="utf-8") as lines:
        for line in islice(lines, first, last):
            row = json.loads(line)
            yield Doc(
                vocab,
                words=row["words"],
                spaces=[bool(space) for space in row["spaces"]],
                tags=row["tags"],
                pos=row["pos"],
                morphs=row["feats"],
                heads=row["heads"],
                deps=row["deps"],
            )


def main(
    silver: Path, gold: Path, out: Path, times: int = 1, first: int = 0, last: int | None = None
) -> None:
    """Write ``silver.spacy`` and ``gold_1.spacy`` … into the folder, which spaCy reads as one corpus."""
    out.mkdir(parents=True, exist_ok=True)
    docs = list(documents(silver, spacy.blank("en").vocab, first, last))
    DocBin(docs=docs).to_disk(out / "silver.spacy")
    for time in range(times):
        shutil.copyfile(gold, out / f"gold_{time + 1}.spacy")
    print(len(docs), "paragraphs", sum(map(len, docs)), "words, gold times", times)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]), *map(int, sys.argv[4:7]))
