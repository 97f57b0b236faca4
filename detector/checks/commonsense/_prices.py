"""Prices: so many at so much, what was paid and what came back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from detector.checks.base import Candidate
from detector.checks.commonsense._arithmetic import result_of, show
from detector.checks.commonsense._told import Told, clash
from detector.text.cued import Cued
from detector.text.numbers import WORDS, value_of

_W = rf"(?:{WORDS}|\d{{1,6}}(?:\.\d\d)?)"
_COIN = (
    r"(?:dollars?|pounds?|euros?|shillings?|pence|pennies|cents?|crowns?|francs?|coins?|coppers?|silvers?|"
    r"guineas?|roubles|rubles|marks|kroner|lire|pesos|rupees)"
)


def _money(name: str) -> str:
    return rf"(?:[$£€](?P<{name}s>\d{{1,6}}(?:\.\d\d)?)|(?P<{name}w>{_W})[- ](?P<{name}c>{_COIN}))"


_EACH = Cued(
    rf"\b(?P<n>{_W}) (?:[a-z][\w’'-]* ){{0,2}}?(?P<thing>[a-z][\w’'-]*s)(?: for| at)? {_money('a')} "
    rf"(?:each|apiece|a piece|a head|the piece)\b"
    rf"(?P<mid>[^!?\n]{{0,120}}?)\b(?:came to|cost(?: (?:him|her|them|me|us))?|paid|made|makes|"
    rf"total(?:led|ed)? ?(?:of|was)?|handed over|counted out) {_money('b')}",
    re.IGNORECASE,
)
_CHANGE = Cued(
    rf"\b(?:cost|was|costs|came to|price was|for) {_money('a')}\b(?P<mid>[^!?\n]{{0,140}}?)\b(?:gave|paid|"
    rf"handed|put down|laid down|paid with|offered)(?: [\w’]+){{0,4}}? (?:a |with a )?"
    rf"{_money('b')}(?P<mid2>[^!?\n]{{0,110}}?)\b(?:change|(?:got|received|gave (?:him|her|me|them))(?: "
    rf"back)?)[^.!?\n]{{0,20}}? {_money('c')}",
    re.IGNORECASE,
)
_MORE = Cued(
    r"\b(?:tip|discount|tax|another|also|besides|plus|more|extra|keep|wrong|cheat\w*|short|owed|less|"
    r"haggl\w*|half|deposit|miscount\w*)\b",
    re.IGNORECASE,
)


def _amount(found: re.Match[str], name: str) -> tuple[Fraction, str] | None:
    if found[f"{name}s"]:
        return Fraction(found[f"{name}s"]), "$"
    value = value_of(found[f"{name}w"])
    return None if value is None else (value, found[f"{name}c"].lower().rstrip("s")[:5])


def wrong_prices(told: Told) -> Iterator[Candidate]:
    """``three loaves at two shillings each … paid seven shillings``; change that does not add up."""
    for found in _EACH.finditer(told.text):
        one, total, count = _amount(found, "a"), _amount(found, "b"), value_of(found["n"])
        if one is None or total is None or count is None or one[1] != total[1] or _MORE.search(found[0]):
            continue
        real = result_of("mul", [count, one[0]])
        if (
            real is not None
            and real != total[0]
            and told.plain(*found.span("n"))
            and told.real(found.end() - 2)
        ):
            yield _candidate(
                told,
                found,
                "b",
                f"{show(count)} × {show(one[0])} is {show(real)}, not {show(total[0])}.",
                "price",
            )
    for found in _CHANGE.finditer(told.text):
        price, paid, back = (_amount(found, name) for name in "abc")
        if (
            price is None
            or paid is None
            or back is None
            or not price[1] == paid[1] == back[1]
            or _MORE.search(found[0])
        ):
            continue
        real = result_of("sub", [paid[0], price[0]])
        if real is not None and real > 0 and real != back[0] and told.plain(found.start(), found.start() + 4):
            yield _candidate(
                told,
                found,
                "c",
                f"{show(paid[0])} - {show(price[0])} is {show(real)}, not {show(back[0])}.",
                "change",
            )


def _candidate(told: Told, found: re.Match[str], last: str, why: str, kind: str) -> Candidate:
    start = found.start(f"{last}s") - 1 if found[f"{last}s"] else found.start(f"{last}w")
    return clash(told.prose, "C07", (start, found.end()), why, [(found.start(), start - 1)], kind)
