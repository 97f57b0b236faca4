"""Write the configuration of a second leg: go on from a model with a learning rate that falls to zero.

The lemmatizer is left out: a sourced one forgets its edit trees; ``lemmatizer.py`` trains it last.

    python models/en_storyfault/anneal.py FIRST_LEG/model-last OUT.cfg [STEPS]
"""

from __future__ import annotations

import sys
from pathlib import Path

from spacy.util import load_config


def anneal(model: Path, steps: int) -> str:
    """The configuration, as text."""
    config = load_config(Path(__file__).with_name("config.cfg"), interpolate=False)
    names = [name for name in config["nlp"]["pipeline"] if name != "trainable_lemmatizer"]
    config["nlp"]["pipeline"] = names
    config["components"] = {name: {"source": str(model)} for name in names}
    config["initialize"]["init_tok2vec"] = None
    training = config["training"]
    training["score_weights"].pop("lemma_acc")
    training["max_steps"], training["eval_frequency"] = steps, 400
    training["optimizer"]["learn_rate"].update(warmup_steps=50, total_steps=steps, initial_rate=0.001)
    training["batcher"]["size"]["start"] = 900
    return config.to_str()


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(anneal(Path(sys.argv[1]), int((*sys.argv[3:], 2600)[0])), encoding="utf-8")
