"""Turn a gzipped CoNLL-U treebank into spaCy DocBins whose text is the treebank's own text.

Multiword tokens ("don't" over "do" and "n't") keep their subtokens, joined without a space as written,
and a Doc is one paragraph of the treebank (at most MAX_SENTENCES), as the detector parses paragraph by
paragraph: so the parser learns where sentences end inside one.

    python models/en_storyfault/convert.py DATA_FOLDER OUT_FOLDER
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin

MAX_SENTENCES = 12


def sentences(path: Path) -> Iterator[tuple[bool, list[dict[str, str]], list[bool]]]:
    """Yield (starts a paragraph, token rows, a space follows) for each sentence."""
    starts, rows, ranges = False, [], {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("#"):
                starts = starts or line.startswith(("# newdoc", "# newpar"))
            elif line:
                columns = line.split("\t")
                if "-" in columns[0]:
                    first, last = map(int, columns[0].split("-"))
                    ranges[first] = (last, columns[1], "SpaceAfter=No" not in columns[9])
                elif "." not in columns[0]:
                    rows.append(columns)
            elif rows:
                yield starts, rows, spaces(rows, ranges)
                starts, rows, ranges = False, [], {}


def spaces(rows: list[list[str]], ranges: dict[int, tuple[int, str, bool]]) -> list[bool]:
    """Which token a space follows, from SpaceAfter and the multiword tokens."""
    follows = ["SpaceAfter=No" not in row[9] for row in rows]
    for first, (last, form, space_after) in ranges.items():
        joined = "".join(row[1] for row in rows[first - 1 : last])
        if joined == form:
            for index in range(first - 1, last - 1):
                follows[index] = False
        follows[last - 1] = space_after
    return follows


def documents(path: Path, vocab: spacy.Vocab) -> Iterator[Doc]:
    """Docs of one paragraph each, cut at MAX_SENTENCES sentences."""
    batch: list[tuple[list[list[str]], list[bool]]] = []
    for starts, rows, follows in sentences(path):
        if batch and (starts or len(batch) >= MAX_SENTENCES):
            yield make_doc(batch, vocab)
            batch = []
        batch.append((rows, follows))
    if batch:
        yield make_doc(batch, vocab)


def make_doc(batch: list[tuple[list[list[str]], list[bool]]], vocab: spacy.Vocab) -> Doc:
    """One Doc from several sentences."""
    words, follows, tags, pos, morphs, lemmas, heads, deps, starts = [], [], [], [], [], [], [], [], []
    for rows, sentence_follows in batch:
        offset = len(words)
        for index, row in enumerate(rows):
            words.append(row[1])
            lemmas.append(row[2])
            pos.append(row[3])
            tags.append(row[4])
            morphs.append("" if row[5] == "_" else row[5])
            heads.append(offset + (index if row[6] == "0" else int(row[6]) - 1))
            deps.append("ROOT" if row[6] == "0" else row[7])
            starts.append(index == 0)
        follows += [*sentence_follows[:-1], True]
    return Doc(
        vocab,
        words=words,
        spaces=follows,
        tags=tags,
        pos=pos,
        morphs=morphs,
        lemmas=lemmas,
        heads=heads,
        deps=deps,
    )


def main(data: Path, out: Path) -> None:
    """Convert train, dev and test."""
    out.mkdir(parents=True, exist_ok=True)
    vocab = spacy.blank("en").vocab
    for split in ("train", "dev", "test"):
        docs = list(documents(data / f"ud_ewt_{split}.conllu.gz", vocab))
        DocBin(docs=docs, store_user_data=False).to_disk(out / f"{split}.spacy")
        print(split, len(docs), "docs", sum(map(len, docs)), "tokens")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
