"""What an expression is made of, and whether that is a formula at all."""

from __future__ import annotations

from dataclasses import dataclass

from detector.checks.formula._lexer import Token
from detector.checks.formula._vocabulary import LATEX_PLAIN, LATEX_STRONG, QUANTITIES, UNITS

_OPERAND_KINDS = frozenset({"var", "name", "func", "num", "sym", "cmd", "word", "sup"})
_ARITHMETIC = frozenset("+-−–×·⋅∙÷/*±xX") | {"**", "^"}
_RELATIONS_WEAK = frozenset({"<", ">", "->", "→", "←", "<->", "↔", "∼", "=>", "<-"})


@dataclass(frozen=True, slots=True)
class Shape:
    """Counts over an expression's tokens.

    Attributes:
        relations: Relations with something on both sides.
        weak_relations: Those of them that prose uses too (``<``, ``>``, arrows).
        operators: Binary operators with operands on both sides.
        powers: Superscripts, ``^`` and ``**``.
        symbols: Single letters, Greek letters and products of letters.
        numbers: Numerals.
        functions: Function names, roots, sums and integrals.
        commands: LaTeX commands.
        strong_commands: LaTeX commands that make a formula by themselves.
        plain_commands: LaTeX commands that are English words too (``\\to``, ``\\in``, ``\\text`` …).
        divisions: ``÷`` among the operators.
        slashes: ``/`` among the operators.
        additions: ``+`` and ``-`` among the operators.
        words: Words of three letters and more that stand as operands.
        depth: Deepest nesting of brackets.
        unicode: Characters of mathematics beyond ASCII.
        length: Tokens other than spaces.
    """

    relations: int = 0
    weak_relations: int = 0
    operators: int = 0
    powers: int = 0
    symbols: int = 0
    numbers: int = 0
    functions: int = 0
    commands: int = 0
    strong_commands: int = 0
    plain_commands: int = 0
    divisions: int = 0
    slashes: int = 0
    additions: int = 0
    words: int = 0
    depth: int = 0
    unicode: int = 0
    length: int = 0


#: For what is no expression in symbols.
NO_SHAPE = Shape()


def shape(tokens: list[Token]) -> Shape:
    """Count what ``tokens`` (one expression) are made of."""
    solid = [t for t in tokens if t.kind != "space"]
    counts = dict.fromkeys(Shape.__dataclass_fields__, 0)
    counts["length"] = len(solid)
    depth = 0
    for i, token in enumerate(solid):
        kind, text = token.kind, token.text
        inner = 0 < i < len(solid) - 1
        if not text.isascii() and kind in {"rel", "op", "big", "sup", "sym"} and text not in "–°":
            counts["unicode"] += 1
        if kind == "rel":
            if inner:
                counts["relations"] += 1
                counts["weak_relations"] += text in _RELATIONS_WEAK
        elif kind == "op":
            if text in {"^", "**"}:
                counts["powers"] += 1
            elif inner and _is_unit(solid, i - 1) and _is_unit(solid, i + 1):
                continue
            elif inner and text in _ARITHMETIC and _operand(solid[i - 1], "close") and _starts(solid[i + 1]):
                counts["operators"] += 1
                counts["divisions"] += text == "÷"
                counts["slashes"] += text == "/"
                counts["additions"] += text in "+-−"
        elif kind == "sup":
            counts["powers"] += 1
        elif kind in {"var", "sym", "name"}:
            if not _is_unit(solid, i):
                counts["words" if kind == "name" and text.lower() in QUANTITIES else "symbols"] += 1
        elif kind == "num":
            counts["numbers"] += 1
        elif kind in {"func", "big"}:
            counts["functions"] += 1
        elif kind == "cmd":
            counts["commands"] += len(text) > 2
            counts["plain_commands"] += text[1:] in LATEX_PLAIN
            counts["strong_commands"] += text[1:] in LATEX_STRONG
        elif kind == "word":
            counts["words"] += text not in UNITS and not _is_unit(solid, i)
        elif kind == "open":
            depth += 1
            counts["depth"] = max(counts["depth"], depth)
        elif kind == "close":
            depth = max(0, depth - 1)
    return Shape(**counts)


def _is_unit(solid: list[Token], i: int) -> bool:
    """Token ``i`` is a unit: after a number (``5 m``), or after a unit and a stroke (``5 m/s``)."""
    if i == 0:
        return False
    before = solid[i - 1]
    if before.kind == "num" and solid[i].kind in {"word", "name"} and before.end < solid[i].start:
        return True
    if solid[i].text not in UNITS:
        return False
    if before.kind == "num":
        return True
    if before.text in {"/", "·", "⋅"} and i >= 2:
        return solid[i - 2].text in UNITS and _is_unit(solid, i - 2)
    return before.text in UNITS and _is_unit(solid, i - 1)


def _operand(token: Token, bracket: str) -> bool:
    return token.kind in _OPERAND_KINDS or token.kind in {bracket, "dots"} or token.text in {"!", "|"}


def _starts(token: Token) -> bool:
    return _operand(token, "open") or token.kind == "big" or token.text in {"-", "−", "±", "|"}


def is_formula(s: Shape) -> bool:
    """Whether an expression of this shape is a formula, not a size, a range, a label or an arrow."""
    hard = s.relations - s.weak_relations
    if s.commands:
        return bool(s.strong_commands or s.plain_commands < s.commands or hard or s.operators or s.powers)
    if s.words and not s.operators and not s.powers:
        return False
    if hard:
        if s.operators or s.powers or s.functions:
            return s.symbols + s.numbers + s.words >= 2
        return s.symbols >= 1 and s.numbers + s.symbols >= 2
    if s.weak_relations:
        return bool((s.symbols and (s.operators or s.powers)) or s.powers >= 2) or (
            s.symbols == s.numbers == 1 and s.length == 3
        )
    if s.functions and s.powers and s.numbers >= 2:
        return True
    if s.powers:
        if not s.symbols and s.numbers >= 3 and (s.powers >= 2 or s.additions or s.operators >= 2):
            return True
        return s.symbols >= 1 and (s.operators >= 1 or s.symbols + s.numbers >= 2)
    if s.functions:
        return s.symbols >= 1 or (s.numbers >= 1 and s.unicode >= 1)
    if not s.symbols:
        return s.operators >= 3 or (s.operators == 2 and s.divisions >= 1 and s.slashes == 0)
    return s.operators >= 2 and s.operators > s.additions
