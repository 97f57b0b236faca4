"""Numbers as a person reads them: percentages, intervals, counts."""

from __future__ import annotations


def percent(value: float | None) -> str:
    """A share as a percentage with about two figures: ``0%``, ``<0.1%``, ``2.5%``, ``23%``, ``>99.9%``."""
    if value is None:
        return "–"
    if 0 < value < 0.001:
        return "<0.1%"
    if 0.999 < value < 1:
        return ">99.9%"
    return f"{_figures(100 * value, _decimals(value))}%"


def percent_range(low: float | None, high: float | None) -> str:
    """An interval of shares without its sign: ``18–29``, ``0.4–12.9``."""
    if low is None or high is None:
        return "–"
    decimals = max(_decimals(low), _decimals(high))
    return "–".join("<0.1" if 0 < end < 0.0005 else _figures(100 * end, decimals) for end in (low, high))


def number(value: float | None) -> str:
    """A rate with about three figures: ``0``, ``0.04``, ``1.2``, ``17``."""
    if value is None:
        return "–"
    if value and abs(value) < 0.005:
        return "<0.01"
    return _figures(value, 2 if abs(value) < 1 else 1 if abs(value) < 10 else 0)


def count(n: int, singular: str, plural: str | None = None) -> str:
    """A number of things: ``1 story``, ``1,680 stories``."""
    return f"{n:,} {singular if n == 1 else plural or singular + 's'}"


def stories(n: int) -> str:
    """A number of stories."""
    return count(n, "story", "stories")


def _decimals(value: float) -> int:
    return 0 if 0.0995 <= value <= 0.9905 or value in (0.0, 1.0) else 1


def _figures(value: float, decimals: int) -> str:
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
