"""Vocabularies that llama.cpp loads for a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from detector.generation.vocabulary_llama import LlamaVocabulary


@contextmanager
def loaded(path: Path) -> Iterator[LlamaVocabulary]:
    """The vocabulary of a GGUF file, without its weights."""
    import llama_cpp

    params = llama_cpp.llama_model_default_params()
    params.vocab_only = True
    model = llama_cpp.llama_model_load_from_file(str(path).encode(), params)
    assert model, f"llama.cpp does not load {path.name}"
    try:
        yield LlamaVocabulary(model)
    finally:
        llama_cpp.llama_model_free(model)
