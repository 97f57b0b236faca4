"""What the fact scenes of a story say, and whether they say it consistently."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from detector.synthesis.inject_scenes import number_word
from detector.synthesis.oracle_patterns import Reading

_NUMBERS = {number_word(number): number for number in range(100)}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Place = tuple[int, int]


@dataclass(frozen=True)
class Stated:
    """A fact that a story states twice.

    Attributes:
        kind: One of ``inject_scenes.KINDS``.
        kept: Whether the second statement agrees with the first; None where that cannot be told.
        place: Where the second stands.
        related: Where the first stands; None where one sentence holds both.
    """

    kind: str
    kept: bool | None
    place: Place
    related: Place | None = None


@dataclass
class _Memory:
    """What has been stated so far."""

    given: dict[str, tuple[str, str, Place]] = field(default_factory=dict)
    lost: dict[str, Place] = field(default_factory=dict)
    dead: dict[str, Place] = field(default_factory=dict)
    day: tuple[str, Place] | None = None
    clock: tuple[int, int, Place] | None = None
    age: tuple[int, Place] | None = None


def number_of(words: str | None) -> int | None:
    """The number that words say (three o'clock, forty-two, five days later); None where they say none."""
    if words is None:
        return None
    if words.lower() == "the next day":
        return 1
    return _NUMBERS.get(words.split()[0].lower())


def facts_of(readings: Sequence[Reading]) -> list[Stated]:
    """Follow the fact scenes in reading order; each reading is of a whole template."""
    memory = _Memory()
    found: list[Stated] = []
    for reading in readings:
        step = _STEPS.get(reading.pattern.source.kind)
        if step is not None:
            stated = step(memory, reading)
            if stated is not None and stated.place not in {other.place for other in found}:
                found.append(stated)
    return found


def _last_name(text: str | None) -> str:
    return (text or "").split(" ")[-1]


def _thing(text: str | None) -> str:
    words = (text or "").lower().split(" ", 1)
    return words[1] if len(words) > 1 and words[0] in ("his", "her", "the") else " ".join(words)


def _possession(memory: _Memory, reading: Reading) -> Stated | None:
    role, hero = reading.pattern.source.role, _last_name(reading.value("hero"))
    friend = _last_name(reading.value("friend"))
    if role == "setup":
        place = reading.place("first")
        if place and hero and friend:
            memory.given[_thing(reading.value("first"))] = (hero, friend, place)
        return None
    return _held(memory, reading, friend if role == "clean" else hero)


def _held(memory: _Memory, reading: Reading, holder: str) -> Stated | None:
    thing, place = _thing(reading.value("second")), reading.place("second")
    if place is None:
        return None
    if thing in memory.lost:
        return Stated("loss", False, place, memory.lost[thing])
    if thing not in memory.given:
        return None
    giver, receiver, first = memory.given[thing]
    if giver == receiver or holder not in (giver, receiver):
        return Stated("possession", None, place, first)
    return Stated("possession", holder == receiver, place, first)


def _loss(memory: _Memory, reading: Reading) -> Stated | None:
    role = reading.pattern.source.role
    if role == "setup":
        place = reading.place("first")
        if place:
            memory.lost[_thing(reading.value("first"))] = place
        return None
    thing, place = _thing(reading.value("second")), reading.place("second")
    if place is None:
        return None
    if thing in memory.lost:
        return Stated("loss", role == "clean", place, memory.lost[thing])
    if role == "broken" and thing in memory.given:
        return _held(memory, reading, _last_name(reading.value("hero")))
    return None


def _device(memory: _Memory, reading: Reading) -> Stated | None:
    source = reading.pattern.source
    if source.role == "setup":
        place = reading.place("first")
        if place:
            memory.dead[source.name] = place
        return None
    place = reading.place("second")
    if place is None or source.name not in memory.dead:
        return None
    return Stated("device", source.role == "clean", place, memory.dead[source.name])


def _weekday(memory: _Memory, reading: Reading) -> Stated | None:
    if reading.pattern.source.role == "setup":
        place, day = reading.place("first"), reading.value("first")
        if place and day in _DAYS:
            memory.day = (day, place)
        return None
    place, day, gap = reading.place("second"), reading.value("second"), number_of(reading.value("later"))
    if place is None or memory.day is None:
        return None
    if day not in _DAYS or gap is None:
        return Stated("weekday", None, place, memory.day[1])
    true = _DAYS[(_DAYS.index(memory.day[0]) + gap) % 7]
    return Stated("weekday", day == true, place, memory.day[1])


def _duration(memory: _Memory, reading: Reading) -> Stated | None:
    if reading.pattern.source.role == "setup":
        place, start = reading.place("first"), number_of(reading.value("first"))
        hours = number_of(reading.value("n_hours"))
        if place and start is not None and hours is not None:
            memory.clock = (start, hours, place)
        return None
    place, end = reading.place("second"), number_of(reading.value("second"))
    if place is None or memory.clock is None:
        return None
    start, hours, first = memory.clock
    return Stated("duration", None if end is None else (start + hours - end) % 12 == 0, place, first)


def _age(memory: _Memory, reading: Reading) -> Stated | None:
    if reading.pattern.source.role == "setup":
        place, age = reading.place("first"), number_of(reading.value("first"))
        if place and age is not None:
            memory.age = (age, place)
        return None
    place, then = reading.place("second"), number_of(reading.value("second"))
    years = number_of(reading.value("n_years"))
    if place is None or memory.age is None:
        return None
    kept = None if then is None or years is None else then + years == memory.age[0]
    return Stated("age", kept, place, memory.age[1])


def _count(_memory: _Memory, reading: Reading) -> Stated | None:
    values = {slot: number_of(reading.value(slot)) for slot in ("n_a", "n_b", "n_sum", "second", "third")}
    place = reading.place("second") or reading.place("third")
    if place is None:
        return None
    if reading.value("second") is not None:
        left, right, total = values["n_a"], values["n_b"], values["second"]
    else:
        left, right, total = values["n_a"], values["third"], values["n_sum"]
    if left is None or right is None or total is None:
        return Stated("count", None, place)
    return Stated("count", left + right == total, place)


_STEPS: dict[str, Callable[[_Memory, Reading], Stated | None]] = {
    "possession": _possession,
    "loss": _loss,
    "device": _device,
    "weekday": _weekday,
    "duration": _duration,
    "age": _age,
    "count": _count,
}
