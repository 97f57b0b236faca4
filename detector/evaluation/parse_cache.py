"""Parsed stories kept in a folder: a second evaluation of the same files does not parse them again."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from detector.errors import WriteError
from detector.resources import resource
from detector.text import pipeline

if TYPE_CHECKING:
    from spacy.tokens import Doc


class ParseCache:
    """``parse`` with a memory on disk: one file a text, named by the text and the shipped pipeline.

    What is kept is a spaCy ``DocBin`` (attributes of the tokens), so that a Doc that comes back is the one
    that was parsed, tokens, tags, lemmas and tree. A pipeline trained anew, or another rule for where
    paragraphs end, gives other names.

    Args:
        folder: Where they are kept; made if missing.

    Raises:
        WriteError: The folder cannot be written to.
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WriteError(
                f"{folder}: cannot be made ({error}).", "Give a folder you may write to."
            ) from None
        self._folder = folder
        source = Path(pipeline.__file__).read_bytes()
        own = resource(pipeline.OWN_MODEL)
        weights = b"".join(path.read_bytes() for path in sorted(own.rglob("model")))
        self._pipeline = hashlib.sha256(source + weights).digest()

    def __call__(self, text: str) -> Doc:
        """The text's Doc, from the folder or parsed."""
        from spacy.tokens import DocBin

        digest = hashlib.sha256(self._pipeline + text.encode("utf-8", "surrogatepass")).hexdigest()
        path = self._folder / f"{digest[:32]}.spacy"
        vocab = pipeline.load_pipeline().vocab
        if path.exists():
            (doc,) = DocBin().from_bytes(path.read_bytes()).get_docs(vocab)
            return doc
        doc = pipeline.default_parse(text)
        partial = path.with_suffix(f".{id(doc)}.tmp")
        partial.write_bytes(DocBin(attrs=_ATTRIBUTES, docs=[doc]).to_bytes())
        partial.replace(path)
        return doc


_ATTRIBUTES = (
    "ORTH",
    "SPACY",
    "TAG",
    "POS",
    "MORPH",
    "LEMMA",
    "HEAD",
    "DEP",
    "SENT_START",
    "ENT_IOB",
    "ENT_TYPE",
)
