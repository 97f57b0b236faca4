"""Other tools on the same items: what each would call mathematics."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from detector.evaluation.formula_metrics import span_figures
from detector.evaluation.gold import GoldItem
from detector.evaluation.spans import Span

Peer = Callable[[str], list[Span]]

# pandoc's tex_math_dollars and tex_math_single_backslash, without a look at what stands between.
_PANDOC = re.compile(
    r"(?<!\\)\$\$(?:[^$\\]|\\.){1,4000}?\$\$|(?<!\\)\$(?!\s)(?:[^$\\\n]|\\.|\n(?!\n)){1,1000}?(?<!\s)\$(?!\d)"
    r"|\\\([^\n]{1,1000}?\\\)|\\\[.{1,4000}?\\\]",
    re.DOTALL,
)


def pandoc_rule(text: str) -> list[Span]:
    """What pandoc's Markdown reader takes for mathematics (https://pandoc.org/MANUAL.html#math)."""
    return [match.span() for match in _PANDOC.finditer(text)]


def pylatexenc(text: str) -> list[Span]:
    """The mathematics and macros that pylatexenc's LatexWalker finds in the text."""
    from pylatexenc.latexwalker import LatexMacroNode, LatexMathNode, LatexWalker, LatexWalkerError

    try:
        nodes, _, _ = LatexWalker(text, tolerant_parsing=True).get_latex_nodes()
    except (LatexWalkerError, RecursionError):
        return []
    spans: list[Span] = []
    for node in nodes or []:
        if isinstance(node, LatexMathNode | LatexMacroNode):
            start, end = node.pos, node.pos + node.len
            if spans and not text[spans[-1][1] : start].strip():
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
    return spans


def math_verify() -> Peer:
    """Math-Verify's extraction patterns (LaTeX and plain expressions).

    Raises:
        ImportError: It is not installed.
    """
    package, parser = import_module("math_verify"), import_module("math_verify.parser")
    configs = (package.LatexExtractionConfig(), package.ExprExtractionConfig())
    found = parser.get_extraction_regexes(configs)
    patterns = [pattern for group, _ in found for pattern, _ in group]

    def find(text: str) -> list[Span]:
        spans: list[Span] = []
        for pattern in patterns:
            for match in pattern.finditer(text):
                start, end = match.span()
                if start < end and not any(start < b and a < end for a, b in spans):
                    spans.append((start, end))
        return sorted(spans)

    return find


def peer_figures(items: Sequence[GoldItem]) -> dict[str, Any]:
    """The same figures for each peer; a peer that is not installed says so."""
    peers: dict[str, Peer | str] = {"pandoc-rule": pandoc_rule, "pylatexenc": pylatexenc}
    try:
        peers["Math-Verify"] = math_verify()
    except ImportError as error:
        peers["Math-Verify"] = f"not available ({error}); pip install math-verify"
    return {
        name: peer
        if isinstance(peer, str)
        else span_figures(items, [peer(item.story.text) for item in items])
        for name, peer in peers.items()
    }
