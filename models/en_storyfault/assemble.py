"""Give the trained pipeline its adapted tokenizer and its card's numbers.

    python models/en_storyfault/assemble.py MODEL DOCBIN_FOLDER

Writes ``pipeline/`` and ``metrics.json``
beside this file. The development split was used to choose; the test split is measured once, here.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from tokenizer_rules import adapt_tokenizer

HERE = Path(__file__).parent
SCORES = ("token_acc", "tag_acc", "pos_acc", "morph_acc", "lemma_acc", "dep_uas", "dep_las", "sents_f")


def scores(nlp: Language, path: Path, *, gold_tokens: bool) -> dict[str, float]:
    """Scores in percent, on raw text or on the treebank's own tokens."""
    gold = list(DocBin().from_disk(path).get_docs(nlp.vocab))
    examples = []
    for doc in gold:
        words, spaces = [token.text for token in doc], [bool(token.whitespace_) for token in doc]
        given = Doc(nlp.vocab, words=words, spaces=spaces) if gold_tokens else nlp.make_doc(doc.text)
        examples.append(Example(given, doc))
    found = nlp.evaluate(examples)
    return {name: round(100 * found[name], 2) for name in SCORES}


def main(model: Path, data: Path) -> None:
    """Assemble, measure, write."""
    nlp = spacy.load(model)
    adapt_tokenizer(nlp)
    nlp.meta.update(
        name="storyfault",
        version="0.2.0",
        description="English for fiction: tags, morphology, dependencies, sentence ends, lemmas",
        license="CC BY-SA 4.0",
        author="The storyfault developers",
        sources=[
            {"name": "UD English EWT 2.15", "license": "CC BY-SA 4.0"},
            {"name": "MiniLM-L6-H384-uncased (the encoder of its teacher)", "license": "Apache-2.0"},
        ],
    )
    metrics = {
        f"{split}_{kind}": scores(nlp, data / f"{split}.spacy", gold_tokens=kind == "gold_tokens")
        for split in ("dev", "test")
        for kind in ("raw_text", "gold_tokens")
    }
    nlp.meta["performance"] = metrics["test_raw_text"]
    nlp.config["training"]["before_update"] = None
    out = HERE / "pipeline"
    nlp.to_disk(out)
    digests = {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }
    metrics["bytes"] = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    report = json.dumps({**metrics, "sha256": digests}, indent=1)
    (HERE / "metrics.json").write_text(report + "\n", encoding="utf-8")
    print(json.dumps(metrics, indent=1))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
