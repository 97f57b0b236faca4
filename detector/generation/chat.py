"""Which chat format a model speaks, and the one that uses a model's own Jinja template."""

from __future__ import annotations

from detector.generation.chat_format import ChatFormat, Vocabulary
from detector.generation.models import GgufDescription


def chat_format_for(description: GgufDescription, vocabulary: Vocabulary) -> ChatFormat:
    """The format of a model: Harmony for gpt-oss, else its own template.

    Raises:
        ModelError: It has neither, or lacks Harmony's markers, or its template does not compile.
    """
    raise NotImplementedError
