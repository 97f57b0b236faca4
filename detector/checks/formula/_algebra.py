"""Is a sum true, and how much work does an expression take? sympy says, over nodes built one by one.

No text is ever evaluated: our own tokens go through operator precedence (Dijkstra's shunting yard) into sympy
objects, within bounds on their number, on digits and on exponents. What lies outside is left unsaid.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detector.checks.formula._lexer import Token, lex

_MAX_TOKENS = 60
_MAX_DIGITS = 12
_MAX_EXPONENT = 40
_MAX_BASE = 10_000
_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4, "neg": 3}
_OPERATORS = {"−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "x": "*", "X": "*", "÷": "/", "**": "^"}
_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True, slots=True)
class Algebra:
    """What sympy makes of an expression.

    Attributes:
        true: Whether it holds, for a sum in numerals; None where that cannot be said.
        operations: Its operations, counted by sympy; None where it could not be read.
    """

    true: bool | None = None
    operations: int | None = None


class _Unreadable(Exception):
    """Outside the grammar or the bounds."""


def algebra(text: str) -> Algebra:
    """Read an expression in symbols; never raises, never evaluates text."""
    if len(text) > 200:
        return Algebra()
    tokens = [t for t in lex(text, 0, len(text)) if t.kind not in {"space", "punct"}]
    if not tokens or len(tokens) > _MAX_TOKENS:
        return Algebra()
    sides: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == "rel":
            if token.text != "=":
                return Algebra()
            sides.append([])
        else:
            sides[-1].append(token)
    try:
        nodes = [_read(side) for side in sides]
    except _Unreadable:
        return Algebra()
    numeric = len(nodes) > 1 and all(node.is_number for node in nodes)
    return Algebra(
        true=all(node == nodes[0] for node in nodes) if numeric else None,
        operations=sum(int(node.count_ops()) for node in nodes),
    )


def _read(tokens: list[Token]) -> Any:
    """The sympy node of one side."""
    values: list[Any] = []
    waiting: list[str] = []
    operand_before = False
    for token in tokens:
        if token.kind in {"num", "var", "sym", "name"}:
            if operand_before:
                _push(values, waiting, "*")
            values.append(_operand(token))
            operand_before = True
        elif token.kind == "sup":
            if not operand_before or not token.text.translate(_POWERS).isdecimal():
                raise _Unreadable
            _push(values, waiting, "^")
            values.append(_number(token.text.translate(_POWERS)))
        elif token.kind == "open" and token.text in "([{":
            if operand_before and (not waiting or waiting[-1] != "^"):
                _push(values, waiting, "*")
            waiting.append("(")
            operand_before = False
        elif token.kind == "close" and token.text in ")]}":
            _close(values, waiting)
            operand_before = True
        elif token.kind == "op":
            sign = _OPERATORS.get(token.text, token.text)
            if sign not in _PRECEDENCE:
                raise _Unreadable
            if not operand_before:
                if sign not in "+-":
                    raise _Unreadable
                if sign == "-":
                    waiting.append("neg")
            else:
                _push(values, waiting, sign)
            operand_before = False
        else:
            raise _Unreadable
    while waiting:
        if waiting[-1] == "(":
            raise _Unreadable
        _apply(values, waiting.pop())
    if len(values) != 1:
        raise _Unreadable
    return values[0]


def _number(text: str) -> Any:
    import sympy

    digits = text.replace(",", "").lstrip("$£€").rstrip("%°")
    if not digits.replace(".", "", 1).isdecimal() or len(digits) > _MAX_DIGITS:
        raise _Unreadable
    return sympy.Rational(digits)


def _operand(token: Token) -> Any:
    import sympy

    return _number(token.text) if token.kind == "num" else sympy.Symbol(token.text)


def _push(values: list[Any], waiting: list[str], sign: str) -> None:
    while waiting and waiting[-1] != "(":
        top = _PRECEDENCE[waiting[-1]]
        if top < _PRECEDENCE[sign] or (sign == "^" and waiting[-1] == "^"):
            break
        _apply(values, waiting.pop())
    waiting.append(sign)


def _close(values: list[Any], waiting: list[str]) -> None:
    while waiting and waiting[-1] != "(":
        _apply(values, waiting.pop())
    if not waiting:
        raise _Unreadable
    waiting.pop()


def _apply(values: list[Any], sign: str) -> None:
    if len(values) < (1 if sign == "neg" else 2):
        raise _Unreadable
    right = values.pop()
    if sign == "neg":
        values.append(-right)
        return
    left = values.pop()
    if sign == "^":
        if not (right.is_Integer and abs(right) <= _MAX_EXPONENT):
            raise _Unreadable
        if left.is_number and (abs(left) > _MAX_BASE or left.count_ops() > 4):
            raise _Unreadable
        values.append(left**right)
    elif sign == "/":
        if right.is_zero:
            raise _Unreadable
        values.append(left / right)
    else:
        values.append({"+": left + right, "-": left - right, "*": left * right}[sign])
