"""Scenes that state a fact twice, and how each can be broken: the common-sense failures of the grammar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from detector.synthesis.grammar_cast import Cast
from detector.synthesis.grammar_data import Grammar, lines_of
from detector.synthesis.grammar_text import choose

KINDS = ("material", "possession", "loss", "weekday", "duration", "age", "count", "device")

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ONES: tuple[str, ...] = (
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
)
_ONES += ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_LOOKALIKES = (
    {"gold", "brass", "bronze", "copper"},
    {"tin", "pewter", "silver", "iron", "steel"},
    {"bone", "ivory", "porcelain"},
    {"clay", "porcelain"},
    {"stone", "marble", "jade"},
    {"amber", "coral"},
    {"glass", "amber", "crystal"},
)
_NO_AGE = {
    "cabin boy",
    "student",
    "pupil",
    "cadet",
    "apprentice",
    "orphan",
    "goose girl",
    "child",
    "club president",
    "exchange student",
    "chess captain",
    "prefect",
    "quiz champion",
    "ship's boy",
    "piper",
    "swineherd",
}
_RIVALS = {
    "lamp": {"lamp", "lantern", "candlestick"},
    "clock": {"watch", "hourglass", "sundial", "dial", "pendulum", "metronome"},
    "radio": {"radio"},
    "phone": {"phone"},
    "screen": {"screen"},
}
_NAMES = {
    "lamp": ("oil lamp", "storm lamp"),
    "radio": ("radio", "small radio"),
    "phone": ("phone",),
    "screen": ("screen", "wide screen"),
    "clock": ("wall clock", "old clock"),
}


@dataclass(frozen=True)
class Scene:
    """A fact scene, ready to be placed.

    Attributes:
        kind: One of ``KINDS``.
        first: Template of the sentence that states the fact; empty where another sentence of the story does
            (material) or where one sentence holds all (count).
        clean: Template of the sentence that keeps it.
        broken: Template of the sentence that breaks it.
        marks: Values of the marks in ``first`` and ``clean``.
        bad_marks: Values of the marks in ``broken``.
        needs_friend: The friend must have been introduced.
        values: What an oracle needs to know of the fact, in JSON values.
        slots: Further slots its templates use.
    """

    kind: str
    first: str
    clean: str
    broken: str
    marks: dict[str, str]
    bad_marks: dict[str, str]
    needs_friend: bool
    values: dict[str, Any]
    slots: dict[str, str] = field(default_factory=dict)


def number_word(number: int) -> str:
    """An integer from 0 to 99 in words."""
    if number < 20:
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")


def _twin(lines: str, broken_lines: str | None, rng: Random) -> tuple[str, str]:
    """The same paraphrase, with the same choices, in its clean and its broken form."""
    clean = lines_of(lines)
    broken = lines_of(broken_lines) if broken_lines else clean
    index, seed = rng.randrange(len(clean)), rng.random()
    return choose(clean[index], Random(seed)), choose(broken[index % len(broken)], Random(seed))


def _scene(
    kind: str,
    data: dict[str, str],
    rng: Random,
    good: dict[str, str],
    bad: dict[str, str],
    values: dict[str, Any],
    slots: dict[str, str] | None = None,
) -> Scene:
    first = choose(rng.choice(lines_of(data["setup"])), rng) if "setup" in data else ""
    clean, broken = _twin(data["clean"], data.get("broken"), rng)
    needs_friend = "{friend}" in first + clean + broken
    return Scene(kind, first, clean, broken, good, bad, needs_friend, values, slots or {})


def _material(grammar: Grammar, cast: Cast, rng: Random) -> Scene | None:
    if not cast.plot.hold:
        return None
    near = {name for group in _LOOKALIKES if cast.material in group for name in group}
    near |= set(grammar.objects[cast.noun]) & near | {cast.material}
    other = rng.choice([name for name in grammar.materials if name not in near])
    good = {"second": f"{cast.material} {cast.noun}"}
    values = {"noun": cast.noun, "material": cast.material, "other": other}
    return _scene(
        "material", grammar.scenes["material"], rng, good, {"second": f"{other} {cast.noun}"}, values
    )


def _gift(kind: str) -> Callable[[Grammar, Cast, Random], Scene | None]:
    def build(grammar: Grammar, cast: Cast, rng: Random) -> Scene | None:
        marks = {"first": f"{cast.slots['his']} {cast.gift}", "second": f"the {cast.gift}"}
        values = {
            "thing": cast.gift,
            "from": cast.slots["hero"],
            "to": cast.slots["friend"] if kind == "possession" else None,
        }
        return _scene(kind, grammar.scenes[kind], rng, marks, marks, values)

    return build


def _weekday(grammar: Grammar, cast: Cast, rng: Random) -> Scene | None:
    day, gap = rng.randrange(7), rng.randrange(1, 6)
    shift = rng.choice([step for step in range(1, 7) if step != 0])
    later = "the next day" if gap == 1 else f"{number_word(gap)} days later"
    true, false = _DAYS[(day + gap) % 7], _DAYS[(day + gap + shift) % 7]
    good, bad = {"first": _DAYS[day], "second": true}, {"first": _DAYS[day], "second": false}
    values = {"day": _DAYS[day], "gap": gap, "true": true, "false": false}
    return _scene("weekday", grammar.scenes["weekday"], rng, good, bad, values, {"later": later})


def _duration(grammar: Grammar, cast: Cast, rng: Random) -> Scene | None:
    start, hours = rng.randrange(1, 8), rng.randrange(2, 6)
    wrong = rng.choice([hour for hour in range(1, 13) if hour not in (start, start + hours)])
    first = f"{number_word(start)} o'clock"
    good = {"first": first, "second": f"{number_word(start + hours)} o'clock"}
    bad = {"first": first, "second": f"{number_word(wrong)} o'clock"}
    slots = {"n_hours": f"{number_word(hours)} hours"}
    values = {"start": start, "hours": hours, "true": start + hours, "false": wrong}
    return _scene("duration", grammar.scenes["duration"], rng, good, bad, values, slots)


def _age(grammar: Grammar, cast: Cast, rng: Random) -> Scene | None:
    if cast.genre.animals or any(word in cast.slots["role"] for word in _NO_AGE):
        return None
    age, years = rng.randrange(41, 70), rng.choice((10, 20, 30))
    wrong = age - years + rng.choice((-9, -7, -5, -4, -3, 3, 4, 5, 7, 9))
    first = number_word(age)
    good, bad = (
        {"first": first, "second": number_word(age - years)},
        {"first": first, "second": number_word(wrong)},
    )
    values = {"age": age, "years": years, "true": age - years, "false": wrong}
    return _scene(
        "age", grammar.scenes["age"], rng, good, bad, values, {"n_years": f"{number_word(years)} years"}
    )


def _count(grammar: Grammar, cast: Cast, rng: Random) -> Scene | None:
    one, many = rng.choice([pair for pair in grammar.items if cast.noun not in pair])
    a, b = rng.randrange(2, 7), rng.randrange(2, 7)
    total = a + b
    off = rng.choice((-3, -2, -1, 1, 2, 3))
    wrong = total + off
    rest = b + off if b + off > 0 and b + off != a else b + abs(off)
    rest = rest if rest != b else rest + 1
    good = {"second": number_word(total), "third": number_word(b)}
    bad = {"second": number_word(wrong), "third": number_word(rest)}
    slots = {"n_a": number_word(a), "n_b": number_word(b), "n_sum": number_word(total), "items": many}
    values = {"a": a, "b": b, "sum": total, "item": one}
    return _scene("count", grammar.scenes["count"], rng, good, bad, values, slots)


def _device(grammar: Grammar, cast: Cast, rng: Random) -> Scene | None:
    names = [name for name in cast.genre.words["devices"] if cast.noun not in _RIVALS[name]]
    if not names:
        return None
    device = rng.choice(names)
    name = rng.choice(_NAMES[device])
    marks = {"first": name, "second": name}
    return _scene("device", grammar.scenes["device"][device], rng, marks, marks, {"device": name})


_BUILDERS: dict[str, Callable[[Grammar, Cast, Random], Scene | None]] = {
    "material": _material,
    "possession": _gift("possession"),
    "loss": _gift("loss"),
    "weekday": _weekday,
    "duration": _duration,
    "age": _age,
    "count": _count,
    "device": _device,
}


def build_scene(kind: str, grammar: Grammar, cast: Cast, rng: Random) -> Scene | None:
    """A scene of a kind, or None where the story has no room for it (an otter has no age in years)."""
    return _BUILDERS[kind](grammar, cast, rng)
