"""DocBins to JSONL rows, which the teacher reads: it lives in an environment of its own, without spaCy.

python models/en_storyfault/distil/rows.py IN.spacy OUT.jsonl
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin


def row(doc: Doc) -> dict[str, list[str] | list[int]]:
    """One paragraph: words, the spaces after them, and what is known of each word."""
    return {
        "words": [token.text for token in doc],
        "spaces": [int(bool(token.whitespace_)) for token in doc],
        "starts": [int(bool(token.is_sent_start)) for token in doc],
        "heads": [token.head.i for token in doc],
        "deps": [token.dep_ for token in doc],
        "pos": [token.pos_ for token in doc],
        "tags": [token.tag_ for token in doc],
        "feats": [str(token.morph) for token in doc],
    }


def main(source: Path, out: Path) -> None:
    """Write one row a paragraph."""
    vocab = spacy.blank("en").vocab
    with out.open("w", encoding="utf-8") as lines:
        for doc in DocBin().from_disk(source).get_docs(vocab):
            lines.write(json.dumps(row(doc)) + "\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
