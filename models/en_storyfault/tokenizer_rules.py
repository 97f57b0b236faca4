"""Bring spaCy's English tokenizer closer to the treebank's: runs of one sign stay whole, slashes divide."""

from __future__ import annotations

from spacy.language import Language
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

_RUNS = [r"[!?]{2,}", *(rf"{sign}{{2,}}" for sign in ("=", r"\*", "~", "_", r"\$", "#", "<", ">", "-"))]
_SLASH = r"(?<=[A-Za-z])/(?=[A-Za-z])"
_LATE_DOTS = r"(?<=[A-Za-z])\.{2,}"


def adapt_tokenizer(nlp: Language) -> None:
    """Change the rules of ``nlp``'s tokenizer in place."""
    defaults = nlp.Defaults
    nlp.tokenizer.prefix_search = compile_prefix_regex([*_RUNS, *defaults.prefixes]).search
    nlp.tokenizer.suffix_search = compile_suffix_regex([*_RUNS, _LATE_DOTS, *defaults.suffixes]).search
    nlp.tokenizer.infix_finditer = compile_infix_regex([*defaults.infixes, *_RUNS, _SLASH]).finditer
