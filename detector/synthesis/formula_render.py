"""A formula's tree as plain text: Unicode mathematics, or ASCII as a keyboard gives it."""

from __future__ import annotations

import random

from detector.synthesis.formula_tree import GREEK, Node, ends_factor, is_factor

_SUPER = str.maketrans("0123456789+-=()nix", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣ")
_SUB = str.maketrans("0123456789+-=()aeoxnmkit", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₙₘₖᵢₜ")
_SUPER_SET, _SUB_SET = set("0123456789+-()ni"), set("0123456789+-aeoxnmkit")
_HALVES = {("1", "2"): "½", ("1", "3"): "⅓", ("1", "4"): "¼", ("3", "4"): "¾", ("2", "3"): "⅔"}
_ASCII_NAME = {sign: name for name, sign in GREEK.items() if not name.startswith("var")}
_ASCII_OP = {
    "·": "*",
    "×": "*",
    "÷": "/",
    "±": "+/-",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~=",
    "→": "->",
    "⇒": "=>",
    "…": "...",
    "°": " deg",
    "∠": "angle ",
    "△": "triangle ",
    "≡": "==",
    "∝": "~",
    "∂": "d",
    "∇": "grad ",
    "∈": " in ",
    "⌈": "ceil(",
    "⌉": ")",
    "⌊": "floor(",
    "⌋": ")",
    "∑": "sum",
    "∏": "prod",
    "∫": "int",
    "lim": "lim",
}
_RELATIONS = frozenset(["=", "<", ">", "≤", "≥", "≠", "≈", "→", "⇒", "≡", "∝"])
_SPACED = _RELATIONS | frozenset(["+", "-", "·", "×", "÷", "±"])
_CALLABLE = frozenset("fghPQF")


def _flat(node: Node) -> tuple[Node, ...]:
    return node.parts if node.kind == "row" else (node,)


def is_single(node: Node) -> bool:
    """Whether the node needs no brackets: one number, one symbol, or one of them with a subscript."""
    items = _flat(node)
    return len(items) == 1 and items[0].kind in ("num", "sym", "word", "accent")


def _leads(node: Node) -> bool:
    """A function or a sum, with limits or without: something that its argument follows."""
    base = node.parts[0] if node.kind == "script" else node
    return base.kind in ("func", "big")


def _apart(before: Node, item: Node) -> bool:
    if item.kind == "row" and item.parts and item.parts[0].kind == "open":
        return False
    return _leads(before) or _leads(item) or item.kind == "word"


class PlainRenderer:
    """Renders a tree as text.

    Args:
        ascii_only: Keyboard characters only (``E = m*c^2``), else Unicode (``E = mc²``).
        rng: Draws the style once: tight or spaced operators, stars or juxtaposition.
    """

    def __init__(self, rng: random.Random, *, ascii_only: bool) -> None:
        self.ascii = ascii_only
        self.tight = rng.random() < 0.15
        self.times = rng.choice(["*", "*", " * ", " "]) if ascii_only else rng.choice(["", "", " ", "·"])
        self.power = rng.choice(["^", "^", "^", "**"]) if ascii_only else "^"

    def render(self, node: Node) -> str:
        """The text of ``node``, spaces tidied."""
        text = " ".join(self._node(node).split())
        for before, after in (("( ", "("), (" )", ")"), (" ,", ","), ("- -", "--")):
            text = text.replace(before, after)
        return text.strip()

    def _node(self, node: Node) -> str:
        kind, parts = node.kind, node.parts
        if kind == "row":
            return self._row(parts)
        if kind == "frac":
            return self._frac(parts[0], parts[1])
        if kind == "sqrt":
            return self._root(parts)
        if kind == "script":
            return self._script(parts[0], parts[1], parts[2])
        if kind == "accent":
            return self._node(parts[0])
        if kind == "binom":
            return f"C({self.render(parts[0])},{self.render(parts[1])})"
        if kind == "func":
            return node.text
        return self._sign(node.text)

    def _sign(self, text: str) -> str:
        if not self.ascii:
            return "−" if text == "-" else text
        return _ASCII_OP.get(text, _ASCII_NAME.get(text, text))

    def _row(self, items: tuple[Node, ...]) -> str:
        out: list[str] = []
        bars = 0
        for position, item in enumerate(items):
            before = items[position - 1] if position else None
            text = self._node(item)
            if item.text == "|" and item.kind == "open":
                bars += 1
            elif item.kind == "op" and item.text in _SPACED:
                opened = (
                    before is not None and before.kind == "open" and (before.text != "|" or bars % 2 == 1)
                )
                unary = before is None or opened or (before.kind == "op" and before.text in _SPACED)
                space = "" if unary or (self.tight and item.text not in _RELATIONS) else " "
                text = f"{space}{text}{space}"
            elif before is not None and self._multiplied(before, item, bars):
                out.append(self.times)
            elif before is not None and item.kind not in ("op", "open", "close") and _apart(before, item):
                out.append(" ")
            out.append(text)
        return "".join(out)

    def _multiplied(self, before: Node, item: Node, bars: int) -> bool:
        if before.kind == "open" or (before.kind == "op") or before.kind in ("func", "big", "word"):
            return False
        if before.kind == "script" and before.parts[0].kind in ("func", "big"):
            return False
        if item.kind == "open":
            return item.text != "|" and before.kind != "open" and before.text not in _CALLABLE
        if not is_factor(item):
            return False
        if before.kind == "num" and item.kind in ("sym", "script") and self.times in ("", " "):
            return self.times == " " and self.ascii
        return ends_factor(before)

    def _bracket(self, node: Node) -> str:
        inside, items = self.render(node), _flat(node)
        power = len(items) == 1 and items[0].kind == "script" and is_factor(items[0])
        return inside if power or is_single(node) else f"({inside})"

    def _frac(self, top: Node, bottom: Node) -> str:
        over, under = self._bracket(top), self._bracket(bottom)
        if not self.ascii and (over, under) in _HALVES:
            return _HALVES[over, under]
        return f"{over}/{under}"

    def _root(self, parts: tuple[Node, ...]) -> str:
        inside = self.render(parts[0])
        if len(parts) == 2:
            index = self.render(parts[1])
            if self.ascii:
                return f"({inside}){self.power}(1/{index})"
            return {"3": "∛", "4": "∜"}.get(index, f"{index}√") + f"({inside})"
        if self.ascii:
            return f"sqrt({inside})"
        return f"√{inside}" if is_single(parts[0]) else f"√({inside})"

    def _script(self, base: Node, below: Node, above: Node) -> str:
        text = self._node(base)
        low, high = self.render(below), self.render(above)
        spread = base.kind == "big"
        if high in ("°", " deg", "deg"):
            return text + ("°" if not self.ascii else " deg")
        if low:
            plain = not self.ascii and not spread and set(low) <= _SUB_SET
            bracketed = (
                low
                if len(low) == 1 or low.isalnum()
                else f"({low})"
                if self.ascii or spread
                else f"{{{low}}}"
            )
            text += low.translate(_SUB) if plain else f"_{bracketed}"
        if high in ("'", "''"):
            return text + high
        if high:
            flat = high.replace("−", "-")
            if not self.ascii and not spread and set(flat) <= _SUPER_SET:
                text += flat.translate(_SUPER)
            else:
                text += (self.power if not spread else "^") + (high if high.isalnum() else f"({high})")
        return text
