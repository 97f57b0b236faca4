"""For ``spacy train --code``: numpy's BLAS, twice as quick as thinc's BLIS, and a lemmatizer that can go on.

spaCy keeps a loaded lemmatizer's edit trees but not which label each has, and then learns nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import spacy
from spacy.language import Language
from thinc.api import NumpyOps, set_current_ops

set_current_ops(NumpyOps(use_blis=False))


@spacy.registry.callbacks("storyfault.remember_trees.v1")
def remember_trees() -> Callable[[Language, dict[str, Any]], None]:
    """Give the lemmatizer its labels back, before each update."""

    def remember(nlp: Language, _: dict[str, Any]) -> None:
        if "trainable_lemmatizer" in nlp.pipe_names:
            pipe: Any = nlp.get_pipe("trainable_lemmatizer")
            if not pipe.tree2label:
                pipe.tree2label = {tree: label for label, tree in enumerate(pipe.cfg["labels"])}

    return remember
