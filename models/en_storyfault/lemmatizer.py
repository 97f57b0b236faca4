"""Write the configuration that trains a lemmatizer on the frozen layers of a finished parser leg.

python models/en_storyfault/lemmatizer.py PARSER_MODEL OUT.cfg [STEPS]
"""

from __future__ import annotations

import sys
from pathlib import Path

from spacy.util import load_config


def freeze(model: Path, steps: int) -> str:
    """The configuration, as text."""
    config = load_config(Path(__file__).with_name("config.cfg"), interpolate=False)
    names = [name for name in config["nlp"]["pipeline"] if name != "trainable_lemmatizer"]
    width = config["components"]["tok2vec"]["model"]["encode"]["width"]
    config["components"]["trainable_lemmatizer"]["model"]["tok2vec"]["width"] = width
    config["components"].update({name: {"source": str(model)} for name in names})
    config["initialize"]["init_tok2vec"] = None
    training = config["training"]
    training["frozen_components"], training["annotating_components"] = names, ["tok2vec"]
    training["score_weights"] = {"lemma_acc": 1.0}
    training["max_steps"], training["eval_frequency"] = steps, 500
    training["optimizer"]["learn_rate"].update(warmup_steps=50, total_steps=steps, initial_rate=0.002)
    return config.to_str()


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(freeze(Path(sys.argv[1]), int((*sys.argv[3:], 2000)[0])), encoding="utf-8")
