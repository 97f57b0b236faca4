"""One formula in nine notations, with its delimiters."""

from __future__ import annotations

import random
from typing import Literal

from detector.synthesis.formula_render import PlainRenderer
from detector.synthesis.formula_source import Split, generate_arithmetic
from detector.synthesis.formula_tree import Unrenderable, parse_latex
from detector.synthesis.formula_verbal import VerbalRenderer

Notation = Literal["inline", "paren", "display", "latex", "unicode", "ascii", "verbal", "code", "arithmetic"]
NOTATIONS: tuple[Notation, ...] = (
    "inline",
    "paren",
    "display",
    "latex",
    "unicode",
    "ascii",
    "verbal",
    "code",
    "arithmetic",
)
_MAX_WORDS = 26
_FENCES: dict[Split, tuple[str, ...]] = {"train": ("python", "", "math"), "test": ("latex", "text", "py")}


def render_formula(latex: str, notation: Notation, *, rng: random.Random, split: Split) -> str:
    """The formula as a model would type it; ``arithmetic`` draws a sum of its own.

    Raises:
        Unrenderable: The formula has no honest form in this notation (a verbal form too long to say, a
            Unicode form that is plain ASCII, a bare LaTeX form without any LaTeX in it).
    """
    if notation == "arithmetic":
        return generate_arithmetic(rng, split)
    tree = parse_latex(latex)
    if notation == "inline":
        return f"${latex}$"
    if notation == "paren":
        return rng.choice([r"\({}\)", r"\( {} \)"]).format(latex)
    if notation == "display":
        return rng.choice(["$${}$$", r"\[{}\]", r"\[ {} \]", "$$\n{}\n$$"]).format(latex)
    if notation == "latex":
        if "\\" not in latex and "_{" not in latex and "^{" not in latex:
            raise Unrenderable("no LaTeX in it")
        return latex
    if notation == "verbal":
        said = VerbalRenderer(rng).render(tree)
        if not 4 <= len(said.split()) <= _MAX_WORDS:
            raise Unrenderable("too long or too short to say")
        return said
    text = PlainRenderer(rng, ascii_only=notation != "unicode").render(tree)
    if notation == "unicode" and text.isascii():
        raise Unrenderable("plain ASCII")
    if notation != "unicode" and not (text.isascii() and any(sign in text for sign in "=<>^")):
        raise Unrenderable("not an equation in ASCII")
    if notation == "code":
        fence = rng.choice(_FENCES[split])
        return f"```{fence}\n{latex if fence in ('latex', 'math') else text.replace('^', '**')}\n```"
    return text
