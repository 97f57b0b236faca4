"""Spans of expressions in symbols: exact, grown, trimmed of prose, and silent on what only looks like one."""

from __future__ import annotations

import time

import pytest

from detector.checks.formula._expressions import expressions


@pytest.mark.parametrize(
    ("text", "span", "notation"),
    [
        ("The ball fell 2(x + 3) = 8 times", "2(x + 3) = 8", "ascii"),
        ("(v = u + at) he said", "v = u + at", "ascii"),
        ("It was **E = mc^2** there.", "E = mc^2", "ascii"),
        ("lim_{x→0} sin(x)/x = 1 sang", "lim_{x→0} sin(x)/x = 1", "unicode"),
        ("a man with F = m a is bad", "F = m a", "ascii"),
        ("then ((2r - 7)(3r + 1))/(2r - 7) = 3r + 1 fell", "((2r - 7)(3r + 1))/(2r - 7) = 3r + 1", "ascii"),
        ("of 14 ales × 3 = 42 and home", "14 ales × 3 = 42", "arithmetic"),
        ("saw \\tan\\alpha = \\frac{h}{d}, and", "\\tan\\alpha = \\frac{h}{d}", "latex_bare"),
        ("so EC = BC − BE = 8 − 4 = 4 here", "EC = BC − BE = 8 − 4 = 4", "unicode"),
        ("with f(x) = x^2 - 3, so x = 2 then", "f(x) = x^2 - 3, so x = 2", "ascii"),
        ("the |x − 2| < 3 world", "|x − 2| < 3", "unicode"),
    ],
)
def test_expressions_span_is_exact(text: str, span: str, notation: str) -> None:
    (found,) = expressions(text)
    assert (text[found.start : found.end], found.notation) == (span, notation)


@pytest.mark.parametrize(
    "text",
    [
        "$65 + tax",
        "6.022 × 10²³ stars",
        "3 x 10^8 m/s",
        "1-800-662-HELP (4357) = help",
        "x =",
        "= 5",
        "a * b *",
        "O = O",
    ],
)
def test_expressions_fragments_are_no_formula(text: str) -> None:
    assert [text[e.start : e.end] for e in expressions(text) if e.shape.operators > 1] == []


def test_expressions_two_on_one_line_stay_two() -> None:
    text = "He said F = ma and she said E = mc^2 to him."
    assert [text[e.start : e.end] for e in expressions(text)] == ["F = ma", "E = mc^2"]


@pytest.mark.parametrize(
    "text",
    [
        "\\frac{" * 10_000,
        "{" * 10_000 + "}" * 10_000,
        "(" * 5_000 + "x = 1" + ")" * 5_000,
        "a=" * 100_000,
        "= + " * 30_000,
        "\\def\\x{\\x\\x}\\x " * 5_000,
        "9**9**9 " * 10_000,
        "x^" * 50_000,
        "|x| < " * 20_000,
    ],
    ids=["frac", "braces", "parens", "equals", "signs", "def", "towers", "carets", "bars"],
)
def test_expressions_hostile_text_takes_linear_time(text: str) -> None:
    def spent(part: str) -> float:
        start = time.process_time()
        expressions(part)
        return time.process_time() - start

    whole = spent(text)
    assert whole < 6.0 * len(text) / 100_000 + 0.5
    half = spent(text[: len(text) // 2])
    assert whole < 4 * half + 0.5
