"""The numbers, days and quotations of an injected error: the right value, a wrong one, both in words."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from detector.synthesis.inject_scenes import number_word

Slots = dict[str, str]
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LONG = ("January", "March", "May", "July", "August", "October", "December")
_SHORT = {"February": 28, "April": 30, "June": 30, "September": 30, "November": 30}
_ORDINALS = {30: ("thirtieth", "30"), 31: ("thirty-first", "31"), 32: ("thirty-second", "32")}


def _other(rng: Random, right: int, low: int, high: int, apart: int = 1) -> int:
    return rng.choice([n for n in range(low, high + 1) if abs(n - right) >= apart])


def _words(**numbers: int) -> Slots:
    return {name: number_word(number) for name, number in numbers.items()}


def duration(rng: Random) -> Slots:
    """``n`` units of time and ``m``, another number of them."""
    n = rng.randint(3, 14)
    return _words(n=n, m=_other(rng, n, 2, 20, apart=2))


def age(rng: Random) -> Slots:
    """``age`` at one time, ``later`` ``years`` later, or ``wrong``; ``born``, ``start``, ``year`` too."""
    first, years = rng.randint(6, 40), rng.randint(4, 30)
    later = first + years
    wrong = _other(rng, later, max(first - 3, 3), min(later + 15, 90), apart=3)
    born = rng.randint(1890, 1985)
    made = _words(age=first, years=years, later=later, wrong=wrong)
    made |= {"born": str(born), "year": str(born + later), "wrong_year": str(born + wrong)}
    return made | {"start": str(born + first)}


def count(rng: Random) -> Slots:
    """``n`` things and ``m``, another number of them."""
    n = rng.randint(3, 12)
    return _words(n=n, m=_other(rng, n, 2, 14))


def remainder(rng: Random) -> Slots:
    """``n`` things of which ``k`` go and ``rest`` stay, or ``wrong``."""
    n = rng.randint(6, 19)
    k = rng.randint(2, n - 3)
    return _words(n=n, k=k, rest=n - k, wrong=_other(rng, n - k, 2, n + 2))


def weekday(rng: Random) -> Slots:
    """``day``, the ``next``, the one before (``prev``), two on (``after``), and a ``wrong`` one."""
    i = rng.randrange(7)
    wrong = rng.choice([d for d in range(7) if (d - i) % 7 in (2, 3, 4, 5)])
    named = {"day": i, "next": i + 1, "prev": i - 1, "after": i + 3, "wrong": wrong}
    if wrong == (i + 3) % 7:
        named["wrong"] = i + 4
    return {name: _DAYS[d % 7] for name, d in named.items()}


def date(rng: Random) -> Slots:
    """A ``date`` that no year has, and one that has (``real``), as a story writes them."""
    month = rng.choice(sorted(_SHORT))
    day = rng.choice([d for d in _ORDINALS if d > max(_SHORT[month], 29)])
    other = rng.choice(_LONG)
    spelt = rng.random() < 0.6

    def written(number: int, name: str) -> str:
        word, digits = _ORDINALS[number]
        return f"the {word} of {name}" if spelt else f"{name} {digits}"

    return {"date": written(day, month), "real": written(rng.choice((30, 31)), other)}


def clock(rng: Random) -> Slots:
    """From hour ``start`` on, ``n`` hours, the hour ``end`` or a ``wrong`` one."""
    start, n = rng.randint(1, 6), rng.randint(2, 5)
    end = start + n
    return _words(start=start, n=n, end=end, wrong=_other(rng, end, 1, 12, apart=2))


def listed(rng: Random) -> Slots:
    """``n`` as counted, where a list of ``names`` has ``right``; the list is of three to five."""
    right = rng.randint(3, 5)
    names = rng.sample(_LISTED, right)
    wrong = _other(rng, right, 2, 7)
    return _words(right=right, n=wrong) | {"names": ", ".join(names[:-1]) + " and " + names[-1]}


def quotation(rng: Random) -> Slots:
    """A ``wrong`` number of words; the right one is counted from the template's ``quote``."""
    return {"shift": str(rng.choice((-2, -1, 1, 2)))}


def none(rng: Random) -> Slots:
    """Nothing to draw."""
    return {}


_LISTED = (
    "Anselm",
    "Bruno",
    "Cosima",
    "Dorcas",
    "Emeric",
    "Fenella",
    "Gervase",
    "Hesper",
    "Ignatz",
    "Jonquil",
)

DRAWS: dict[str, Callable[[Random], Slots]] = {
    f.__name__: f for f in (duration, age, count, remainder, weekday, date, clock, listed, quotation, none)
}


def with_counted_quote(slots: Slots) -> Slots:
    """For a ``quote``: how many words it has (``right``), and not (``wrong``)."""
    if "shift" not in slots or "quote" not in slots:
        return slots
    n = len(slots["quote"].split())
    return {**slots, **_words(right=n, wrong=max(n + int(slots["shift"]), 1) if n > 2 else n + 2)}
