"""LaTeX between delimiters: pandoc's rule, and a test that what stands between them is mathematics."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detector.checks.formula._lexer import Token, lex
from detector.checks.formula._shape import Shape, shape
from detector.checks.formula._vocabulary import QUANTITIES, SHORT_WORDS, UNITS

_ENVIRONMENTS = (
    "equation|align|aligned|gather|multline|eqnarray|math|displaymath|array|pmatrix|bmatrix|matrix"
    "|cases|split"
)
# pandoc's tex_math_dollars: a non-space right after the opening $, a non-space right before the closing one,
# and no digit right after it; a backslash takes the next character along.
_SPANS = re.compile(
    r"(?<![\\$])\$\$(?!\$)(?P<display>(?:[^$\\]|\\.){1,2000}?)\$\$(?!\$)"
    r"|(?<![\\$\w])\$(?![\s$])(?P<inline>(?:[^$\\\n]|\\.|\n(?!\s*\n)){1,400}?)(?<!\s)\$(?![\d$])"
    r"|\\\((?P<paren>[^\n]{1,400}?)\\\)"
    r"|\\\[(?P<bracket>.{1,2000}?)\\\]"
    rf"|\\begin\{{(?P<env>{_ENVIRONMENTS})\*?\}}.{{0,2000}}?\\end\{{(?P=env)\*?\}}",
    re.DOTALL,
)
_TEXT = re.compile(r"\\(?:text|textbf|textit|textrm|mathrm|mbox|operatorname|ce|label|tag)\s*\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Delimited:
    """LaTeX with its delimiters.

    Attributes:
        start: First code point, the opening delimiter included.
        end: One past the closing delimiter.
        notation: ``latex_inline`` (``$``), ``latex_paren``, ``latex_display`` or ``latex_environment``.
        shape: What stands between the delimiters is made of.
    """

    start: int
    end: int
    notation: str
    shape: Shape


_NOTATIONS = {
    "display": "latex_display",
    "inline": "latex_inline",
    "paren": "latex_paren",
    "bracket": "latex_display",
    "env": "latex_environment",
}


def delimited(text: str) -> tuple[Delimited, ...]:
    """All delimited LaTeX of ``text``; amounts of money and other uses of ``$`` are left out."""
    return tuple(_find(text))


def _find(text: str) -> Iterator[Delimited]:
    at = 0
    while (match := _SPANS.search(text, at)) is not None:
        kind = match.lastgroup or "env"
        body = match[0] if kind == "env" else match[kind]
        made = _mathematics(body, bare=kind == "inline")
        if made is None:
            at = match.start() + 1
            continue
        yield Delimited(match.start(), match.end(), _NOTATIONS[kind], made)
        at = match.end()


def _mathematics(body: str, *, bare: bool) -> Shape | None:
    """The shape of a body that is mathematics, else None.

    Args:
        body: What stands between the delimiters.
        bare: The delimiter is a single ``$``, which money and variables use too: be strict.
    """
    stripped = _TEXT.sub(" ", body)
    tokens = lex(stripped, 0, len(stripped))
    made = shape([t for t in tokens if t.kind not in {"newline", "unknown"}])
    prose = sum(_is_prose(tokens, i) for i in range(len(tokens)))
    unknown = sum(t.kind == "unknown" for t in tokens)
    if made.commands or unknown:
        return made if prose <= 2 + made.commands + unknown else None
    if prose > (0 if bare else 1):
        return None
    if (
        bare
        and (body[0].isdigit() or body[0] in ".,")
        and not (made.relations or made.operators or made.powers)
    ):
        return None
    if made.relations or made.operators or made.powers or "_" in body or made.functions:
        return made if made.symbols + made.numbers >= 1 else None
    lone = len(body.strip()) <= 3 and made.symbols >= 1
    return made if lone or (not bare and made.symbols + made.numbers >= 1 and made.words == 0) else None


def _is_prose(tokens: list[Token], i: int) -> bool:
    """Token ``i`` is a word of prose: no unit, quantity or function, nor what an operator needs beside it."""
    token = tokens[i]
    if token.kind == "word":
        return token.text not in UNITS and token.text.lower() not in QUANTITIES
    if token.kind != "name" or not token.text.islower() or token.text not in SHORT_WORDS:
        return False
    before = next((t for t in reversed(tokens[:i]) if t.kind != "space"), None)
    return before is None or before.kind not in {"op", "rel"}
