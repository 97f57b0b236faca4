"""Arithmetic that sympy decides, built node by node from numbers: story text is never parsed as
mathematics.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

LARGEST = 10**12
SIGNS = {"add": "+", "sub": "-", "mul": "×", "div": "÷"}


def _node(value: Fraction) -> Any:
    import sympy

    return sympy.Rational(value.numerator, value.denominator)


def result_of(operation: str, numbers: Sequence[Fraction]) -> Fraction | None:
    """The exact result, or None where it is undefined or a number is too large to matter in a story.

    Args:
        operation: ``add``, ``sub``, ``mul`` or ``div``, applied from left to right.
        numbers: At least one.
    """
    import sympy

    if not numbers or any(abs(n) > LARGEST or n.denominator > LARGEST for n in numbers):
        return None
    first, *rest = (_node(number) for number in numbers)
    if operation == "add":
        value = sympy.Add(first, *rest)
    elif operation == "sub":
        value = sympy.Add(first, *(sympy.Mul(-1, node) for node in rest))
    elif operation == "mul":
        value = sympy.Mul(first, *rest)
    elif all(node != 0 for node in rest):
        value = sympy.Mul(first, *(sympy.Pow(node, -1) for node in rest))
    else:
        return None
    return Fraction(int(value.p), int(value.q))


def show(value: Fraction) -> str:
    """A number for an explanation: ``6``, ``3.5``."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"
