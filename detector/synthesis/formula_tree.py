"""The LaTeX of one formula as a small tree; the renderers walk it. Nothing is evaluated."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|[A-Z][a-z]{2,}|[A-Z]{2,3}|Ef|kb|mom|mob|d[xtuy](?![a-z])|[A-Za-z]|\s+|.",
    re.DOTALL,
)
_MAX_DEPTH = 40

GREEK = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "varepsilon": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "iota": "ι",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "pi": "π",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "phi": "φ",
    "varphi": "φ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
    "Gamma": "Γ",
    "Delta": "Δ",
    "Theta": "Θ",
    "Lambda": "Λ",
    "Sigma": "Σ",
    "Phi": "Φ",
    "Psi": "Ψ",
    "Omega": "Ω",
    "hbar": "ħ",
    "infty": "∞",
    "ell": "ℓ",
}
FUNCTIONS = frozenset(
    [
        "sin",
        "cos",
        "tan",
        "cot",
        "sec",
        "csc",
        "arcsin",
        "arccos",
        "arctan",
        "sinh",
        "cosh",
        "tanh",
        "log",
        "ln",
        "exp",
        "gcd",
        "max",
        "min",
        "det",
        "asin",
        "acos",
        "atan",
    ]
)
BIG = {"sum": "∑", "prod": "∏", "int": "∫", "lim": "lim"}
OPERATORS = {
    "+": "+",
    "-": "-",
    "=": "=",
    "<": "<",
    ">": ">",
    "/": "/",
    "*": "·",
    ",": ",",
    ":": ":",
    "!": "!",
    ";": ";",
    ".": ".",
    "'": "'",
    "%": "%",
    r"\cdot": "·",
    r"\times": "×",
    r"\div": "÷",
    r"\pm": "±",
    r"\le": "≤",
    r"\leq": "≤",
    r"\ge": "≥",
    r"\geq": "≥",
    r"\ne": "≠",
    r"\neq": "≠",
    r"\approx": "≈",
    r"\to": "→",
    r"\Rightarrow": "⇒",
    r"\dots": "…",
    r"\ldots": "…",
    r"\cdots": "…",
    r"\prime": "'",
    r"\%": "%",
    r"\circ": "°",
    r"\angle": "∠",
    r"\triangle": "△",
    r"\equiv": "≡",
    r"\propto": "∝",
    r"\partial": "∂",
    r"\nabla": "∇",
    r"\in": "∈",
}
_OPEN = {"(": "(", "[": "[", r"\{": "{", r"\lceil": "⌈", r"\lfloor": "⌊", "|": "|"}
_CLOSE = {")": ")", "]": "]", r"\}": "}", r"\rceil": "⌉", r"\rfloor": "⌋"}
_SKIP = {r"\,", r"\;", r"\!", r"\:", r"\quad", r"\displaystyle", r"\left", r"\right", r"\ ", r"\limits"}
_WORDS = {r"\text", r"\mbox", r"\mathrm", r"\operatorname", r"\textrm"}
_ACCENTS = {r"\overline", r"\vec", r"\hat", r"\bar", r"\mathbf", r"\dot"}


class Unrenderable(ValueError):
    """The formula uses LaTeX outside the subset that is understood here."""


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of a formula.

    Attributes:
        kind: num, sym, op, open, close, func, big, word, frac, sqrt, script, accent, binom or row.
        text: The number, name or sign itself.
        parts: Children: frac (top, bottom), sqrt (inside[, index]), script (base, below, above),
            accent (inside), binom (top, bottom), row (its items).
    """

    kind: str
    text: str = ""
    parts: tuple[Node, ...] = ()


EMPTY = Node("row")


class _Parser:
    def __init__(self, latex: str) -> None:
        self.tokens = [token for token in _TOKEN.findall(latex) if not token.isspace()]
        self.at = 0
        self.depth = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def row(self, stop: str = "") -> Node:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise Unrenderable("nested too deeply")
        items: list[Node] = []
        while self.peek() != stop:
            if not self.peek():
                raise Unrenderable(f"missing {stop!r}")
            if self.peek() in _SKIP:
                self.take()
                continue
            items.append(self.scripted())
        if stop:
            self.take()
        self.depth -= 1
        return Node("row", "", tuple(items))

    def scripted(self) -> Node:
        base = EMPTY if self.peek() in "^_" else self.atom()
        below = above = EMPTY
        while self.peek() and self.peek() in "^_":
            sign, inside = self.take(), self.argument()
            if sign == "_":
                below = inside
            else:
                above = inside
        return base if below is EMPTY and above is EMPTY else Node("script", "", (base, below, above))

    def argument(self) -> Node:
        while self.peek() in _SKIP:
            self.take()
        if self.peek() == "{":
            self.take()
            return self.row("}")
        token = self.peek()
        if token.isdigit() and len(token) > 1:
            self.tokens[self.at : self.at + 1] = [token[0], token[1:]]
        return Node("row", "", (self.atom(),))

    def word(self) -> str:
        if self.take() != "{":
            raise Unrenderable("a word needs braces")
        letters: list[str] = []
        while self.peek() != "}":
            if not self.peek():
                raise Unrenderable("missing '}'")
            letters.append(self.take())
        self.take()
        return "".join(letters)

    def atom(self) -> Node:
        token = self.take()
        name = token[1:] if len(token) > 1 and token[0] == "\\" else ""
        if token[:1].isdigit():
            return Node("num", token)
        if token.isalpha() and token.isascii():
            return Node("sym", token)
        if token == "{":
            return self.row("}")
        if name in GREEK:
            return Node("sym", GREEK[name])
        if name in FUNCTIONS:
            return Node("func", name)
        if name in BIG:
            return Node("big", BIG[name])
        if name in ("frac", "dfrac", "tfrac", "binom"):
            return Node("binom" if name == "binom" else "frac", "", (self.argument(), self.argument()))
        if name == "sqrt":
            index: tuple[Node, ...] = ()
            if self.peek() == "[":
                self.take()
                index = (self.row("]"),)
            return Node("sqrt", "", (self.argument(), *index))
        if token in _WORDS:
            word = self.word()
            return Node("func" if word in FUNCTIONS else "word", word)
        if token in _ACCENTS:
            return Node("accent", name, (self.argument(),))
        for kind, table in (("op", OPERATORS), ("open", _OPEN), ("close", _CLOSE)):
            if token in table:
                return Node(kind, table[token])
        raise Unrenderable(f"unknown LaTeX {token!r}")


def parse_latex(latex: str) -> Node:
    """The tree of one formula, without its math delimiters.

    Raises:
        Unrenderable: It uses a command outside the subset, or its braces do not match.
    """
    return _Parser(latex.strip()).row()


def is_factor(node: Node) -> bool:
    """Whether the node can stand as a factor of a product written without a sign."""
    if node.kind == "script":
        return node.parts[0].kind in ("num", "sym", "word", "accent", "row") and node.parts[0] is not EMPTY
    return node.kind in ("num", "sym", "frac", "sqrt", "accent", "binom")


def ends_factor(node: Node) -> bool:
    """Whether a factor that follows would be multiplied with the node: it is one, or closes a bracket."""
    last = node.parts[0] if node.kind == "script" else node
    return last.kind == "close" or is_factor(node)
