"""LaTeX to Unicode, ASCII and speech."""

from __future__ import annotations

import random

import pytest

from detector.synthesis.formula_render import PlainRenderer
from detector.synthesis.formula_tree import Unrenderable, parse_latex
from detector.synthesis.formula_verbal import VerbalRenderer, number_words


def _plain(latex: str, *, ascii_only: bool, times: str) -> str:
    renderer = PlainRenderer(random.Random(0), ascii_only=ascii_only)
    renderer.times, renderer.tight, renderer.power = times, False, "^"
    return renderer.render(parse_latex(latex))


def _spoken(latex: str) -> str:
    renderer = VerbalRenderer(random.Random(0))
    renderer.product, renderer.over, renderer.power, renderer.equals = (
        "times",
        "over",
        "to the power of",
        "equals",
    )
    return renderer.render(parse_latex(latex))


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("E = mc^2", "E = mc²"),
        (r"E = \frac{1}{2}mv^2", "E = ½mv²"),
        (r"\sqrt{a^2 + b^2}", "√(a² + b²)"),
        (r"F = \frac{G m_1 m_2}{r^2}", "F = (Gm₁m₂)/r²"),
        (r"x \leq -3", "x ≤ −3"),
        (r"\int_0^4 x^2 dx", "∫_0^4 x²dx"),
        (r"\left|x - 2\right| \geq 5", "|x − 2| ≥ 5"),
        (r"\sin 40^\circ", "sin 40°"),
    ],
)
def test_formula_render_unicode(latex: str, expected: str) -> None:
    assert _plain(latex, ascii_only=False, times="") == expected


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("E = mc^2", "E = m*c^2"),
        (r"x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}", "x = (-b +/- sqrt(b^2 - 4*a*c))/(2*a)"),
        (r"\omega \cdot t \ne 0", "omega * t != 0"),
        (r"f(x) = 2x", "f(x) = 2*x"),
        (r"(x+1)(x-1)", "(x + 1)*(x - 1)"),
    ],
)
def test_formula_render_ascii(latex: str, expected: str) -> None:
    assert _plain(latex, ascii_only=True, times="*") == expected


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("F = ma", "F equals m times a"),
        ("x^2 + 3 = 12", "x squared plus three equals twelve"),
        (r"\frac{a}{b}", "a over b"),
        (r"\sum_{i=1}^{n} x_i", "the sum from i equals one to n of x sub i"),
        (r"\sqrt{2g}", "the square root of two g"),
        (r"y = e^{-t}", "y equals e to the power of minus t"),
    ],
)
def test_formula_verbal_reads_aloud(latex: str, expected: str) -> None:
    assert _spoken(latex) == expected


@pytest.mark.parametrize("latex", [r"\foo", r"\frac{1}{2", "{" * 200, r"\text x", "}"])
def test_formula_tree_refuses_what_it_does_not_know(latex: str) -> None:
    with pytest.raises(Unrenderable):
        parse_latex(latex)


def test_formula_verbal_numbers() -> None:
    assert [number_words(n) for n in (0, 19, 42, 300, 1729)] == [
        "zero",
        "nineteen",
        "forty-two",
        "three hundred",
        "one thousand seven hundred twenty-nine",
    ]
