"""Scores of a pipeline: on a treebank's split, or its agreement with the teacher on prose kept from training.

python models/en_storyfault/distil/score.py [--gold-tokens] MODEL DOCBIN …
"""

from __future__ import annotations

import sys
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example

NAMES = ("dep_uas", "dep_las", "tag_acc", "pos_acc", "morph_acc", "lemma_acc", "sents_f")


def score(nlp: Language, path: Path, gold_tokens: bool) -> dict[str, float]:
    """Percentages."""
    examples = []
    for doc in DocBin().from_disk(path).get_docs(nlp.vocab):
        words, spaces = [token.text for token in doc], [bool(token.whitespace_) for token in doc]
        given = Doc(nlp.vocab, words=words, spaces=spaces) if gold_tokens else nlp.make_doc(doc.text)
        examples.append(Example(given, doc))
    found = nlp.evaluate(examples)
    return {name: round(100 * found[name], 2) for name in NAMES if found.get(name) is not None}


def main(given: list[str]) -> None:
    """Print a line a file."""
    gold_tokens = "--gold-tokens" in given
    model, *paths = [part for part in given if part != "--gold-tokens"]
    nlp = spacy.load(model)
    for path in paths:
        print(path, score(nlp, Path(path), gold_tokens))


if __name__ == "__main__":
    main(sys.argv[1:])
