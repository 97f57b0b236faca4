"""Evidence to numbers: what the formula classifier sees of a candidate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import log1p
from typing import Any

from detector.checks.base import Candidate

_NOTATIONS = (
    "latex_inline",
    "latex_paren",
    "latex_display",
    "latex_bare",
    "unicode",
    "ascii",
    "arithmetic",
    "verbal",
    "chemistry",
    "code_block",
    "code_inline",
    "code_lines",
    "derivation",
)
_SETTINGS = ("narration", "dialogue", "fence", "log", "letter", "screen", "italic", "blockquote")
_POSITIONS = ("alone", "sentence", "inside")
_BEFORE = (
    "determiner",
    "preposition",
    "simile",
    "link",
    "be",
    "presents",
    "shows",
    "names",
    "colon",
    "dash",
    "semicolon",
    "comma",
    "paren",
    "start",
    "other",
)
_AFTER = ("end", "comma", "semicolon", "dash", "lower", "upper")
_ANNOUNCED = ("presents", "names", "says", "surface")
#: Marks that set a formula off, and slots that an announcement leads into.
_SET_OFF = ("colon", "dash", "semicolon", "comma", "paren")
_LED_INTO = (*_SET_OFF, "be", "start", "other")
_WORD_AFTER = ("determiner", "preposition", "link", "pronoun", "auxiliary", "other")
_REGISTERS = (
    "quantity",
    "mathematics",
    "school",
    "science",
    "engineering",
    "accounts",
    "cipher",
    "game",
    "computing",
    "magic",
)
_SHAPE = (
    "relations",
    "operators",
    "powers",
    "symbols",
    "numbers",
    "functions",
    "commands",
    "words",
    "length",
)
_WORDS = (
    "presents",
    "presents_close",
    "presents_near",
    "carrier",
    "shows",
    "named",
    "named_beside",
    "named_after",
    "surface",
    "surface_near",
    "written_in",
    "inquit",
    "announced_close",
    "goes_on",
    "alone_in_quote",
    "question",
    "emphasis",
    "locative",
)
_LOCAL = ("presents", "named", "surface", "inquit", "written_in", "expects", "locative", "symbols_shared")
_FEW_WORDS = 300


def _one_hot(prefix: str, values: Sequence[str], key: str) -> dict[str, Callable[[Mapping[str, Any]], float]]:
    return {f"{prefix}={value}": _is(key, value) for value in values}


def _is(key: str, value: str) -> Callable[[Mapping[str, Any]], float]:
    return lambda e: float(e.get(key) == value)


def _log(counts: str, name: str) -> Callable[[Mapping[str, Any]], float]:
    return lambda e: log1p(e.get(counts, {}).get(name, 0))


def _density(name: str) -> Callable[[Mapping[str, Any]], float]:
    return lambda e: log1p(1000 * e.get("story", {}).get(name, 0) / max(_FEW_WORDS, e.get("n_words", 0)))


def _has(name: str) -> Callable[[Mapping[str, Any]], float]:
    return lambda e: float(bool(e.get(name)))


def _slot(before: str, after: str) -> Callable[[Mapping[str, Any]], float]:
    return lambda e: float(e.get("before") == before and (e.get("word_after") or e.get("after")) == after)


def _colon_announces(e: Mapping[str, Any]) -> bool:
    """A colon before it that something announces, and behind it the sentence ends."""
    return e.get("before") == "colon" and bool(e.get("announced")) and not e.get("goes_on")


def _local(e: Mapping[str, Any]) -> int:
    """How many things in its own sentence account for the formula."""
    reasons = sum(bool(e.get(name)) for name in _LOCAL)
    return reasons + int(_colon_announces(e)) + int(e.get("numbers_shared", 0) > 1)


def _led_into(before: str, close: bool) -> Callable[[Mapping[str, Any]], float]:
    name = "announced_close" if close else "announced"
    return lambda e: float(e.get("before") == before and bool(e.get(name)))


def _set_off(before: str, on: bool) -> Callable[[Mapping[str, Any]], float]:
    """Set off by a mark that nothing announces; ``on``: and the sentence goes on behind it."""
    return lambda e: float(
        e.get("before") == before and not e.get("announced") and bool(e.get("goes_on")) == on
    )


def _nearby(e: Mapping[str, Any]) -> int:
    return sum(
        bool(e.get(name)) for name in ("presents_near", "surface_near", "named_after", "numbers_shared")
    )


def _registered(e: Mapping[str, Any]) -> float:
    return log1p(sum(e.get("near", {}).values()))


def _both(one: str, other: str) -> Callable[[Mapping[str, Any]], float]:
    return lambda e: float(bool(e.get(one) and e.get(other)))


_READERS: dict[str, Callable[[Mapping[str, Any]], float]] = {
    **_one_hot("notation", _NOTATIONS, "notation"),
    **_one_hot("setting", _SETTINGS, "setting"),
    **_one_hot("position", _POSITIONS, "position"),
    **_one_hot("before", _BEFORE, "before"),
    "before=colon": lambda e: float(_colon_announces(e)),
    **_one_hot("after", _AFTER, "after"),
    **_one_hot("word_after", _WORD_AFTER, "word_after"),
    **{f"shape:{name}": _log("shape", name) for name in _SHAPE},
    **{f"near:{name}": _log("near", name) for name in _REGISTERS},
    **{f"story:{name}": _density(name) for name in _REGISTERS},
    "near:all": lambda e: log1p(sum(e.get("near", {}).values())),
    "near:kinds": lambda e: float(len(e.get("near", {}))),
    **{
        f"slot={b}|{a}": _slot(b, a)
        for b in _BEFORE
        for a in (*_WORD_AFTER, "end", "comma", "semicolon", "upper")
    },
    **_one_hot("announced", _ANNOUNCED, "announced"),
    **{f"announced|{b}": _led_into(b, False) for b in _LED_INTO},
    **{f"announced_close|{b}": _led_into(b, True) for b in _LED_INTO},
    **{f"set_off|{b}": _set_off(b, False) for b in _SET_OFF},
    **{f"set_off|{b}|goes_on": _set_off(b, True) for b in _SET_OFF},
    "announced&goes_on": _both("announced", "goes_on"),
    **{name: _has(name) for name in _WORDS},
    "presents&carrier": _both("presents", "carrier"),
    "presents&surface": _both("presents", "surface"),
    "presents&named": _both("presents", "named"),
    "near&presents": lambda e: float(bool(e.get("presents"))) * log1p(sum(e.get("near", {}).values())),
    "near&surface": lambda e: float(bool(e.get("surface"))) * log1p(sum(e.get("near", {}).values())),
    "narrated&inquit": lambda e: float(bool(e.get("inquit")) and e.get("setting") != "dialogue"),
    "object&determiner": lambda e: float(
        e.get("before") in {"presents", "shows", "be", "other"}
        and e.get("word_after") in {"determiner", "pronoun"}
    ),
    "true": _has("true"),
    "false": lambda e: float(e.get("true") is False),
    "operations": lambda e: log1p(e.get("operations", 0)),
    "unaccounted": lambda e: float(_local(e) == 0),
    "unaccounted&near": lambda e: float(_local(e) == 0) * _registered(e),
    "unaccounted&alone": lambda e: float(_local(e) + _nearby(e) == 0),
    "accounts": lambda e: log1p(_local(e)),
    "unaccounted&inside": lambda e: float(_local(e) == 0 and e.get("position") == "inside"),
    "narrated&inside": lambda e: float(e.get("setting") == "narration" and e.get("position") == "inside"),
    "numbers_near": lambda e: log1p(e.get("numbers_near", 0)),
    "numbers_shared": lambda e: log1p(e.get("numbers_shared", 0)),
    "symbols_shared": _has("symbols_shared"),
    "numeric&near": lambda e: float(e.get("notation") == "arithmetic") * log1p(e.get("numbers_near", 0)),
    "numeric&accounts": lambda e: (
        float(e.get("notation") == "arithmetic") * log1p(e.get("near", {}).get("accounts", 0))
    ),
    "expects": _has("expects"),
    "prompt_register": lambda e: log1p(e.get("prompt_register", 0)),
    "recurs": _has("recurs"),
    "first": lambda e: float(e.get("share", 0) < 0.02),
    "last": lambda e: float(e.get("share", 0) > 0.97),
    "others": lambda e: log1p(e.get("others", 0)),
}

FEATURES = tuple(_READERS)


def vector(evidence: Mapping[str, Any]) -> list[float]:
    """The features of one candidate, in the order of ``FEATURES``.

    Args:
        evidence: What a formula check found out, with ``others``: how many more candidates the story has.
    """
    return [read(evidence) for read in _READERS.values()]


def matrix(candidates: Sequence[Candidate]) -> list[list[float]]:
    """One row a candidate of one story; shape (n candidates, n features)."""
    return [vector({**c.evidence, "others": len(candidates) - 1}) for c in candidates]
