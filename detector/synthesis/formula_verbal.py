"""A formula's tree as a person reads it aloud: ``F equals m times a``."""

from __future__ import annotations

import random

from detector.synthesis.formula_render import is_single
from detector.synthesis.formula_tree import GREEK, Node, Unrenderable, ends_factor, is_factor

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SIGNS = {
    "+": "plus",
    "-": "minus",
    "=": "equals",
    "<": "is less than",
    ">": "is greater than",
    "/": "over",
    "·": "times",
    "×": "times",
    "÷": "divided by",
    "±": "plus or minus",
    "≤": "is at most",
    "≥": "is at least",
    "≠": "is not equal to",
    "≈": "is roughly",
    "!": "factorial",
    "→": "goes to",
    "⇒": "implies",
    "'": "prime",
    "°": "degrees",
    "∠": "angle",
    "△": "triangle",
    "∂": "partial",
    "%": "percent",
    "∝": "is proportional to",
    "…": "and so on",
}
_BIG = {"∑": "the sum", "∏": "the product", "∫": "the integral", "lim": "the limit"}
_FUNCTIONS = {
    "sin": "sine",
    "cos": "cosine",
    "tan": "tangent",
    "log": "log",
    "ln": "the natural log of",
    "exp": "e to the",
    "arcsin": "arc sine",
    "arccos": "arc cosine",
    "arctan": "arc tangent",
    "asin": "arc sine",
    "acos": "arc cosine",
}
_NAMES = {sign: name for name, sign in GREEK.items() if not name.startswith("var")} | {"∞": "infinity"}


def number_words(number: int) -> str:
    """An integer from 0 to 999,999 in words, without "and"."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = f" {number_words(number % size)}" if number % size else ""
            return f"{number_words(number // size)} {name}{rest}"
    raise AssertionError(number)


class VerbalRenderer:
    """Reads a tree aloud.

    Args:
        rng: Draws once whether neighbours are multiplied aloud (``m times a``) or not (``m a``), and how
            powers and fractions are said.
    """

    def __init__(self, rng: random.Random) -> None:
        self.product = rng.choice(["times", "times", ""])
        self.over = rng.choice(["over", "over", "divided by"])
        self.power = rng.choice(["to the power of", "to the"])
        self.equals = rng.choice(["equals", "equals", "is equal to"])

    def render(self, node: Node) -> str:
        """The words for ``node``.

        Raises:
            Unrenderable: A sign has no spoken form here.
        """
        return " ".join(self._node(node).split())

    def _node(self, node: Node) -> str:
        kind, parts = node.kind, node.parts
        if kind == "row":
            return self._row(parts)
        if kind == "num":
            return self._number(node.text)
        if kind == "sym":
            return _NAMES.get(node.text, node.text)
        if kind == "word":
            return node.text
        if kind == "func":
            return _FUNCTIONS.get(node.text, node.text)
        if kind == "big":
            return f"{_BIG[node.text]} of"
        if kind == "frac":
            return self._frac(parts[0], parts[1])
        if kind == "sqrt":
            root = (
                "square root" if len(parts) == 1 else {"3": "cube root"}.get(parts[1].parts[0].text, "root")
            )
            return f"the {root} of {self._node(parts[0])}"
        if kind == "script":
            return self._script(parts[0], parts[1], parts[2])
        if kind == "accent":
            return f"{'vector ' if node.text == 'vec' else ''}{self._node(parts[0])}"
        if kind == "binom":
            return f"{self._node(parts[0])} choose {self._node(parts[1])}"
        if node.text == "=":
            return self.equals
        if node.text in _SIGNS:
            return _SIGNS[node.text]
        if kind in ("open", "close") and node.text in "()[]":
            return ""
        raise Unrenderable(f"no words for {node.text!r}")

    def _number(self, text: str) -> str:
        whole, _, decimals = text.partition(".")
        if len(whole) > 6:
            raise Unrenderable("number too long to say")
        said = number_words(int(whole))
        return said + (" point " + " ".join(_ONES[int(digit)] for digit in decimals) if decimals else "")

    def _row(self, items: tuple[Node, ...]) -> str:
        out: list[str] = []
        for position, item in enumerate(items):
            before = items[position - 1] if position else None
            follows = is_factor(item) or item.kind in ("open", "func")
            joined = before is not None and follows and ends_factor(before)
            spoken_call = before is not None and before.text in "fghP" and item.kind == "open"
            if spoken_call:
                out.append("of")
            elif joined and before is not None and before.kind != "num":
                out.append(self.product)
            elif joined and item.kind == "open":
                out.append("times")
            if item.kind == "op" and item.text == "-" and (before is None or before.kind in ("op", "open")):
                out.append("minus")
            else:
                out.append(self._node(item))
        return " ".join(out)

    def _frac(self, top: Node, bottom: Node) -> str:
        halves = {("1", "2"): "one half", ("1", "3"): "one third", ("1", "4"): "a quarter"}
        if is_single(top) and is_single(bottom):
            pair = (
                top.parts[0].text if top.parts else top.text,
                bottom.parts[0].text if bottom.parts else bottom.text,
            )
            if pair in halves:
                return halves[pair]
        all_of = "" if is_single(top) or len(top.parts) < 4 else " all"
        return f"{self._node(top)}{all_of} {self.over} {self._node(bottom)}"

    def _script(self, base: Node, below: Node, above: Node) -> str:
        if base.kind == "big":
            low, high = self._node(below), self._node(above)
            limits = (f" from {low}" if high else f" as {low}") if low else ""
            return f"{_BIG[base.text]}{limits}{f' to {high}' if high else ''} of"
        said = self._node(base)
        if below.parts:
            said += f" sub {self._node(below)}"
        if above.parts:
            first = above.parts[0].text if len(above.parts) == 1 else ""
            if first in ("2", "3"):
                said += " squared" if first == "2" else " cubed"
            elif first in ("°", "'"):
                said += f" {_SIGNS[first]}"
            else:
                said += f" {self.power} {self._node(above)}"
        return said
