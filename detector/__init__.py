"""How often does a local language model break its own fiction, and where?

>>> from detector import scan
>>> scan("She wrote. $E = mc^2$ filled the harbour.").findings  # doctest: +SKIP

Names are imported when first used: ``import detector`` costs no spaCy, scikit-learn or llama.cpp.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOME = {
    "Finding": "detector.records",
    "Prompt": "detector.records",
    "Score": "detector.records",
    "Story": "detector.records",
    "generate": "detector.generator",
    "load_run": "detector.results",
    "rates": "detector.rates",
    "scan": "detector.scanner",
}

__all__ = ["Finding", "Prompt", "Score", "Story", "__version__", "generate", "load_run", "rates", "scan"]

if TYPE_CHECKING:
    from detector.generator import generate
    from detector.rates import rates
    from detector.records import Finding, Prompt, Score, Story
    from detector.results import load_run
    from detector.scanner import scan


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'detector' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
