"""The real vocabulary of gpt-oss, where its ranks can be had: the rank file, and a GGUF written from it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from detector.generation.vocabulary import add_vocabulary, o200k_harmony, read_ranks

SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
CACHE = Path(__file__).resolve().parents[2] / ".cache" / "tiktoken"
NAME = "o200k_base.tiktoken"


def is_o200k(path: Path) -> bool:
    """Whether the file is there and is the one that openai-harmony accepts."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == SHA256


def find_ranks() -> Path | None:
    """The rank file in TIKTOKEN_ENCODINGS_BASE or the checkout's cache, or None."""
    named = os.environ.get("TIKTOKEN_ENCODINGS_BASE")
    folders = [Path(named)] if named else []
    return next((folder / NAME for folder in [*folders, CACHE] if is_o200k(folder / NAME)), None)


def vocabulary_gguf(ranks: Path) -> Path:
    """A vocabulary-only GGUF of gpt-oss's tokens, merges and markers; written once into the cache."""
    import gguf

    CACHE.mkdir(parents=True, exist_ok=True)
    path = CACHE / "o200k_harmony-v1.gguf"
    if not path.exists():
        partial = path.with_suffix(f".{os.getpid()}")
        writer = gguf.GGUFWriter(str(partial), "gpt-oss")
        writer.add_name("o200k_harmony")
        add_vocabulary(writer, o200k_harmony(read_ranks(ranks)))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        partial.replace(path)
    return path
