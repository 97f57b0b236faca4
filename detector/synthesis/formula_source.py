"""Where injected formulas come from: a file of LaTeX lines, and seeded families of our own.

The two splits never share a formula: lines of a file are divided by their hash, families by name.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from detector.errors import InputError
from detector.synthesis.formula_tree import Node, Unrenderable, parse_latex

Split = Literal["train", "test"]
_DISPLAY = re.compile(r"\\\[(.+?)[.,;]?\s*\\\]")
_RELATIONS = frozenset(["=", "<", ">", "≤", "≥", "≠", "≈", "≡", "∝"])


def split_of(formula: str) -> Split:
    """The split a formula belongs to: test for about three in ten, by the hash of its letters."""
    digest = blake2b("".join(formula.split()).encode(), digest_size=4).digest()
    return "test" if int.from_bytes(digest, "big") % 10 < 3 else "train"


def _pieces(node: Node) -> Iterable[Node]:
    yield node
    for part in node.parts:
        yield from _pieces(part)


def is_substantial(node: Node) -> bool:
    """Whether anyone would call it a formula: a relation with something on both sides, or real structure.

    A lone fraction or a point's coordinates is not enough: prose writes ``1/5`` too.
    """
    pieces = list(_pieces(node))
    if any(piece.kind == "op" and piece.text in _RELATIONS for piece in pieces):
        return sum(piece.kind in ("num", "sym", "word") for piece in pieces) >= 2
    return sum(piece.kind in ("op", "frac", "sqrt", "script", "big", "func") for piece in pieces) >= 3


@dataclass(frozen=True, slots=True)
class Loaded:
    """The formulas of a file that can be rendered.

    Attributes:
        formulas: LaTeX, in the file's order, without repeats.
        n_lines: Lines that were read.
        n_unrenderable: Lines with LaTeX outside the known subset.
        n_slight: Lines left out as too slight to be a formula in prose.
    """

    formulas: tuple[str, ...]
    n_lines: int
    n_unrenderable: int
    n_slight: int

    def of(self, split: Split) -> tuple[str, ...]:
        """The formulas of one split."""
        return tuple(formula for formula in self.formulas if split_of(formula) == split)


def load_formulas(path: Path) -> Loaded:
    """Read LaTeX formulas, one a line; of a line of prose around ``\\[ … \\]`` the display is taken.

    Raises:
        InputError: The file cannot be read as UTF-8.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            path, f"cannot be read ({error}).", "Give a UTF-8 file of one formula a line."
        ) from error
    kept: dict[str, None] = {}
    n_unrenderable = n_slight = 0
    for line in lines:
        display = _DISPLAY.search(line)
        latex = (display.group(1) if display else line).strip().rstrip(".,;")
        try:
            substantial = is_substantial(parse_latex(latex))
        except Unrenderable:
            n_unrenderable += 1
            continue
        if substantial:
            kept[latex] = None
        else:
            n_slight += 1
    return Loaded(tuple(kept), len(lines), n_unrenderable, n_slight)


def _kinetic(rng: random.Random) -> str:
    a, b = rng.sample(["m", "k", "I", r"\rho", r"\mu", "q"], 2)
    v = rng.choice(["v", "x", r"\omega", "u"])
    return rng.choice(
        [rf"E = \frac{{1}}{{2}} {a} {v}^2", rf"W = \frac{{{a} {v}^2}}{{2 {b}}}", rf"T = {a} {b} {v}"]
    )


def _quadratic(rng: random.Random) -> str:
    a, b, c = rng.randint(1, 7), rng.randint(-9, 9) or 4, rng.randint(-12, 12) or -6
    lead = "" if a == 1 else str(a)
    return f"{lead}x^2 {b:+d}x {c:+d} = 0".replace(" +", " + ").replace(" -", " - ")


def _pythagoras(rng: random.Random) -> str:
    a, b, c = rng.sample("abcdhlpqrs", 3)
    return rng.choice(
        [rf"{a}^2 + {b}^2 = {c}^2", rf"{c} = \sqrt{{{a}^2 + {b}^2}}", rf"A = \frac{{{a} {b}}}{{2}}"]
    )


def _mean(rng: random.Random) -> str:
    i, n = rng.choice("ijk"), rng.choice("nNm")
    return rng.choice(
        [rf"\mu = \frac{{1}}{{{n}}} \sum_{{{i}=1}}^{{{n}}} x_{i}", rf"z = \frac{{x - \mu}}{{\sigma_{{{n}}}}}"]
    )


def _power_integral(rng: random.Random) -> str:
    n, b, v = rng.randint(2, 9), rng.randint(1, 8), rng.choice("xtuy")
    return rf"\int_{{0}}^{{{b}}} {v}^{n} d{v} = \frac{{{b}^{{{n + 1}}}}}{{{n + 1}}}"


def _ohm(rng: random.Random) -> str:
    left, one, two = rng.choice([("V", "I", "R"), ("P", "V", "I"), ("Q", "C", "V"), ("p", "n", "h")])
    k = rng.choice(["", r"\eta ", r"\gamma ", "2 "])
    return rng.choice([f"{left} = {k}{one} {two}", rf"{one} = \frac{{{left}}}{{{k}{two}}}"])


def _solid(rng: random.Random) -> str:
    r, h = rng.choice("rRa"), rng.choice("hHl")
    forms = [
        rf"V = \frac{{4}}{{3}} \pi {r}^3",
        rf"V = \pi {r}^2 {h}",
        rf"S = 2 \pi {r} \left({r} + {h}\right)",
    ]
    return rng.choice([*forms, rf"V = \frac{{\pi {r}^2 {h}}}{{{rng.randint(3, 6)}}}"])


def _bound(rng: random.Random) -> str:
    x, n = rng.choice("xyzt"), rng.randint(2, 19)
    return rng.choice(
        [rf"{n}{x} - {rng.randint(2, 30)} \le {rng.randint(31, 99)}", rf"{x}^2 + {n} \geq {2 * n}{x}"]
    )


def _decay(rng: random.Random) -> str:
    k, t = rng.choice([r"\lambda", r"\beta", "k"]), rng.choice(["t", "x"])
    return rng.choice([rf"N = N_0 e^{{-{k} {t}}}", rf"\int_0^\infty e^{{-{k} {t}}} d{t} = \frac{{1}}{{{k}}}"])


def _variance(rng: random.Random) -> str:
    n = rng.choice("nNM")
    return rng.choice(
        [
            r"\sigma^2 = E(X^2) - E(X)^2",
            rf"s^2 = \frac{{\sum (x_i - \bar{{x}})^2}}{{{n} - {rng.randint(1, 2)}}}",
        ]
    )


FAMILIES: dict[Split, tuple[Callable[[random.Random], str], ...]] = {
    "train": (_kinetic, _quadratic, _pythagoras, _mean, _power_integral),
    "test": (_ohm, _solid, _bound, _decay, _variance),
}


def generate_formula(rng: random.Random, split: Split) -> str:
    """A LaTeX formula from one of the split's families."""
    return rng.choice(FAMILIES[split])(rng)


def generate_arithmetic(rng: random.Random, split: Split) -> str:
    """A worked sum as a storyteller would type it, true about three times in four; no split shares one."""
    while True:
        text = _arithmetic(rng)
        if split_of(text) == split:
            return text


def _arithmetic(rng: random.Random) -> str:
    sign = rng.choice(["+", "-", "×", "*", "x", "÷", "/", "−"])
    if sign in "+-−":
        a, b = rng.randint(3, 4000), rng.randint(2, 900)
        a, b = max(a, b), min(a, b)
        result = a + b if sign == "+" else a - b
    elif sign in "×*x":
        a, b = rng.randint(2, 240), rng.randint(2, 60)
        result = a * b
    else:
        b, result = rng.randint(2, 40), rng.randint(2, 120)
        a = b * result
    if rng.random() < 0.25:
        result += rng.choice([-11, -2, -1, 1, 2, 10, 100])
    numbers = [f"{n:,}" if rng.random() < 0.5 else str(n) for n in (a, b, result)]
    if rng.random() < 0.2 and sign in "+-−":
        step = rng.randint(2, 30)
        return f"{numbers[0]} {sign} {numbers[1]} {sign} {step} = {result + (step if sign == '+' else -step)}"
    space = "" if rng.random() < 0.12 else " "
    return f"{numbers[0]}{space}{sign}{space}{numbers[1]}{space}={space}{numbers[2]}"
