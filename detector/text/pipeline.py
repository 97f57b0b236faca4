"""The language pipeline: text in, a spaCy ``Doc`` out whose character offsets equal the text's.

The parser reads a *normalised view* of the text: the same length, code point for code point, with the
typography that English treebanks lack (curly quotes, non-breaking hyphens and spaces) put into ASCII.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from detector.errors import ResourceError, UsageError
from detector.resources import resource

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

OWN_MODEL = "models/en_storyfault/pipeline"
MAX_CHARS = 2_000_000

# Where a paragraph ends: at a blank line, after a line that ends a sentence, after a heading. Any other line
# end is a hard wrap inside a sentence.
_PARAGRAPH_END = re.compile(
    r"""(?: (?<=[.!?…:;"'”’*_)\]—–])[ \t\r]*\n | \n[ \t\r]*\n | ^\#{1,6}[ ][^\n]*\n ) \s*""",
    re.MULTILINE | re.VERBOSE,
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_VIEW = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‚": "'",
        "‛": "'",
        "′": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‐": "-",
        "\u2011": "-",
        "‒": "-",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\t": " ",
        "\r": " ",
        "\n": " ",
        "\u2028": " ",
        "\ufeff": " ",
        "\x00": " ",
    }
)


def normalised(text: str) -> str:
    """The view of ``text`` that the parser reads: same length, ASCII quotes and hyphens, no line breaks."""
    return _SURROGATE.sub("?", text.translate(_VIEW))


def _blank() -> Language:
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "…", "。"]})
    nlp.max_length = MAX_CHARS
    return nlp


def _use_numpy_blas(nlp: Language) -> Language:
    """Let ``nlp`` multiply with numpy's BLAS: 1.7 times as fast here as the BLIS that thinc brings."""
    from thinc.api import NumpyOps

    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if model is not None and isinstance(model.ops, NumpyOps):
            model._to_ops(NumpyOps(use_blis=False))
    return nlp


@cache
def load_pipeline(name: str | None = None) -> Language:
    """Our own pipeline, or the installed one that ``name`` names; loaded once a process.

    Where our own is not built yet, English tokens with rule-based sentence ends stand in.

    Raises:
        UsageError: No pipeline of that name is installed.
    """
    import spacy

    if name is None:
        try:
            nlp = _use_numpy_blas(spacy.load(resource(OWN_MODEL)))
        except ResourceError:
            return _blank()
    elif name == "blank":
        return _blank()
    else:
        try:
            nlp = spacy.load(name)
        except OSError:
            raise UsageError(
                f"There is no spaCy pipeline {name!r}.",
                f"Install it (python -m spacy download {name}), or leave --spacy-model out.",
            ) from None
    nlp.max_length = MAX_CHARS
    return nlp


def parse(text: str, name: str | None = None) -> Doc:
    """``text`` read by :func:`load_pipeline`'s pipeline; token offsets are into ``text`` itself.

    Raises:
        UsageError: The text is longer than ``MAX_CHARS``, or there is no pipeline of that name.
    """
    if len(text) > MAX_CHARS:
        raise UsageError(
            f"A story of {len(text):,} characters is too long to parse (the limit is {MAX_CHARS:,}).",
            "Split it into chapters.",
        )
    from spacy.tokens import Doc

    nlp = load_pipeline(name)
    view = normalised(text)
    cuts = [0, *(match.end() for match in _PARAGRAPH_END.finditer(text)), len(view)]
    pieces = [view[start:end] for start, end in pairwise(cuts) if start < end]
    if len(pieces) < 2:
        return nlp(view)
    return Doc.from_docs(list(nlp.pipe(pieces)), ensure_whitespace=False)


def default_parse(text: str) -> Doc:
    """:func:`parse` with our own pipeline."""
    return parse(text)
