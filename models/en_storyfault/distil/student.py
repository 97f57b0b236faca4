"""Write the configuration of a student's leg: go on from a pipeline, on silver and gold, for so many steps.

    python models/en_storyfault/distil/student.py PIPELINE OUT.cfg STEPS RATE DROPOUT WORDS [LEMMATIZER]

WORDS: of a batch. LEMMATIZER: the pipeline whose lemmatizer goes on too (silver has no lemmas). Then:

    spacy train OUT.cfg -o LEG --code models/en_storyfault/distil/going_on.py
        --paths.train CORPUS_FOLDER --paths.dev DEV.spacy
"""

from __future__ import annotations

import sys
from pathlib import Path

from thinc.api import Config

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from anneal import anneal


def leg(model: Path, steps: int, rate: float, dropout: float, words: int, lemmatizer: str | None) -> str:
    """The configuration, as text."""
    config = Config().from_str(anneal(model, steps), interpolate=False)
    training = config["training"]
    training["optimizer"]["learn_rate"]["initial_rate"] = rate
    training["dropout"] = dropout
    training["eval_frequency"] = min(300, max(1, steps // 2))
    training["batcher"]["size"].update(start=words, stop=words)
    if lemmatizer:
        config["nlp"]["pipeline"] = [*config["nlp"]["pipeline"], "trainable_lemmatizer"]
        config["components"]["trainable_lemmatizer"] = {"source": lemmatizer}
        training["before_update"] = {"@callbacks": "storyfault.remember_trees.v1"}
        training["score_weights"]["lemma_acc"] = 0.05
    return config.to_str()


if __name__ == "__main__":
    source, out, steps, rate, dropout, words, *rest = sys.argv[1:]
    text = leg(Path(source), int(steps), float(rate), float(dropout), int(words), (*rest, None)[0])
    Path(out).write_text(text, encoding="utf-8")
