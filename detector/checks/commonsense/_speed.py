"""Ways too long for the time they take: distance, time and speed, in pint's units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

from detector.checks.base import Candidate
from detector.checks.commonsense._told import Told, clash
from detector.text.cued import Cued

_N = "#+"
_LENGTH = r"(?:miles|mile|kilomet(?:re|er)s|kilomet(?:re|er)|km|leagues|league|light[- ]years)"
_FAR = Cued(
    rf"(?<![\w#])(?P<what>(?P<n>{_N}) (?P<unit>{_LENGTH}))\b(?! (?:an?|per) hour| of (?:cable|rope|wire|"
    rf"road|track|film)|[- ](?:high|deep|wide|thick|square))",
    re.IGNORECASE,
)
_SPEED = Cued(
    rf"\b(?:at|doing|held|kept to) (?:a |an )?(?:steady |constant |even |good |cool )?(?P<what>(?P<n>{_N})"
    rf"(?: (?P<unit>{_LENGTH}) (?:an|per) hour| ?(?P<short>mph|km/h|kph)|(?P<bare>(?=[.,;]))))|"
    r"\bat a (?:steady|constant|good) (?P<hundred>hundred)(?=[.,;])",
    re.IGNORECASE,
)
_TOOK = Cued(
    rf"(?P<what>\b(?:took|takes|in|needed|within|after|done in|inside)(?: (?:him|her|them|me|us|it|just|"
    rf"only|under|less than|barely|exactly))* (?P<n>{_N}|an?|half an) (?P<unit>minutes?|hours?|days?))"
    rf"\b(?! (?:ago|later|before|earlier|old))",
    re.IGNORECASE,
)
_WALK = Cued(
    r"\b(?:walk\w*|stroll\w*|hike\w*|hiking|on foot|march\w*|trudg\w+|ambl\w+|strode|wander\w*|limp\w*|"
    r"crawl\w*|tramp\w*)\b",
    re.IGNORECASE,
)
_MODES: tuple[tuple[str, Cued, float], ...] = (
    ("on foot", _WALK, 11.0),
    ("running", Cued(r"\b(?:ran|run|running|jog\w*|sprint\w*)\b", re.IGNORECASE), 24.0),
    ("swimming", Cued(r"\b(?:swam|swim|swimming)\b", re.IGNORECASE), 8.0),
    ("rowing", Cued(r"\b(?:row|rowed|rowing|paddl\w+|canoe\w*|pol(?:ed|ing))\b", re.IGNORECASE), 20.0),
    (
        "on horseback",
        Cued(
            r"\b(?:rode|ride|riding|horse\w*|gallop\w*|mule|donkey|cart|carriage|wagon|coach and)\b",
            re.IGNORECASE,
        ),
        50.0,
    ),
    ("by bicycle", Cued(r"\b(?:bicycle|bike|cycl\w+|pedal\w+)\b", re.IGNORECASE), 70.0),
    ("under sail", Cued(r"\b(?:sail(?:ed|ing)?|schooner|sloop)\b", re.IGNORECASE), 60.0),
    (
        "by road",
        Cued(r"\b(?:drove|drive|driving|car|truck|lorry|van|bus|taxi|jeep)\b", re.IGNORECASE),
        250.0,
    ),
)
_MAGIC = Cued(
    r"\b(?:magic\w*|spell|enchant\w*|seven-league|wing\w*|flew|fly|flying|teleport\w*|portal\w*|rocket\w*|"
    r"jet|plane|superhuman|vampire|"
    r"werewol\w+|god|giant|spaceship|starship|warp|hyper\w*|train|helicopter|dream\w*|wizard|witch|"
    r"drag\w+|robot|cyborg|android)\b",
    re.IGNORECASE,
)
_BREAKS = Cued(
    r"\b(?:stopp\w+|rest\w*|broke down|traffic|jam|detour|ice|storm|snow|slept|camped|lunch|fog|queue)\b",
    re.IGNORECASE,
)


@cache
def _units() -> Any:
    import pint

    registry: Any = pint.UnitRegistry(cache_folder=None)
    registry.define("story_league = 4.8 * kilometer")
    return registry


def _kilometres(amount: float, unit: str) -> float:
    name = unit.lower()
    name = "mile" if name.startswith("mile") else "story_league" if name.startswith("league") else "kilometer"
    return float((amount * _units()(name)).to("kilometer").magnitude)


def _hours(amount: float, unit: str) -> float:
    return float((amount * _units()(unit.lower().rstrip("s"))).to("hour").magnitude)


def wrong_speeds(told: Told) -> Iterator[Candidate]:
    """``forty kilometres off … walk it in two hours``; three hundred at a steady hundred in six hours."""
    prose = told.prose
    for far in _FAR.finditer(prose.shape):
        value = prose.value(far.span("n"))
        if (
            value is None
            or value <= 0
            or far["unit"].lower().startswith("light")
            or not told.real(far.start())
        ):
            continue
        high = min(len(told.text), far.end() + 260)
        low = prose.sentence(far.start()).start
        took = next(
            (
                m
                for m in _TOOK.finditer(prose.shape, low, high)
                if told.sentences_between(far.start(), m.start()) <= 2
            ),
            None,
        )
        if took is None or told.prose.quoted(*far.span()) != told.prose.quoted(*took.span()):
            continue
        amount = (
            1.0
            if took["n"] in ("a", "an")
            else 0.5
            if took["n"].startswith("half")
            else float(prose.value(took.span("n")) or 0)
        )
        hours = _hours(amount, took["unit"]) if amount else 0.0
        if not hours or _MAGIC.search(prose.around(far.start(), 2, 3)):
            continue
        yield from _judge(told, far, took, _kilometres(float(value), far["unit"]), hours)


def _judge(
    told: Told, far: re.Match[str], took: re.Match[str], km: float, hours: float
) -> Iterator[Candidate]:
    prose = told.prose
    low, high = min(far.start(), took.start()), max(far.end(), took.end())
    stretch = told.text[prose.sentence(low).start : prose.sentence(high).end]
    speed = next(_SPEED.finditer(prose.shape, max(0, low - 60), high + 60), None)
    if speed is not None:
        value = Fraction(100) if speed["hundred"] else prose.value(speed.span("n"))
        unit = speed["unit"] or {"mph": "miles", None: far["unit"]}.get(speed["short"], "km")
        rate = _kilometres(float(value), str(unit)) if value else 0.0
        if rate and (speed["unit"] or speed["short"] or 20 <= float(value or 0) <= 200):
            need = km / rate
            if (hours > 1.5 * need or hours < need / 1.3) and not _BREAKS.search(stretch):
                yield clash(
                    prose,
                    "C06",
                    took.span("what"),
                    f"That way takes {need:.1f} hours at this speed, not {hours:g}.",
                    [far.span("what"), speed.span()],
                    "speed_distance",
                    computed=need,
                    stated=hours,
                )
            return
    modes = [(name, most) for name, words, most in _MODES if words.search(stretch)]
    if not modes:
        return
    name, most = max(modes, key=lambda mode: mode[1])
    if km / hours > most:
        yield clash(
            prose,
            "C06",
            took.span("what"),
            f"{km:.0f} kilometres in {hours:g} hours: {km / hours:.0f} an hour {name}.",
            [far.span("what")],
            "too_fast",
            sure=km / hours > 1.5 * most and len(modes) == 1,
            rate=km / hours,
        )


_SIGNAL = Cued(
    rf"\b(?:light|signals?|messages?|radio|transmissions?)\b[^.!?\n]{{0,30}}?\b(?:needs?|takes?|took|"
    rf"needed) (?P<what>(?P<n>{_N}) (?P<unit>years|months|hours|days))\b",
    re.IGNORECASE,
)
_ANSWER = Cued(
    rf"\b(?P<what>(?:The |An? |Their |Its )?(?:answer|reply|response)\b[^.!?\n]{{0,30}}?\b(?:came|arrived|"
    rf"reached|was there)(?: back)? (?:in |after |within )?(?P<n>{_N}|an?) (?P<unit>years?|months?|weeks?|"
    rf"days?|hours?|minutes?)(?: later)?)",
    re.IGNORECASE,
)


def wrong_answers(told: Told) -> Iterator[Candidate]:
    """An answer that is back before the question can have arrived."""
    prose = told.prose
    for found in _SIGNAL.finditer(prose.shape):
        answer = next(_ANSWER.finditer(prose.shape, found.end(), found.end() + 700), None)
        value = prose.value(found.span("n"))
        if answer is None or value is None or not told.plain(*answer.span("what")):
            continue
        back = 1.0 if answer["n"].lower() in ("a", "an") else float(prose.value(answer.span("n")) or 0)
        there, back_hours = _hours(float(value), found["unit"]), _hours(back, answer["unit"])
        if 0 < back_hours < there and not re.search(
            r"\b(?:already|had sent|before|ansible|faster)\b|could not|couldn['’]t|impossibl|on its way",
            told.text[found.end() : answer.end() + 160],
            re.I,
        ):
            yield clash(
                prose,
                "C06",
                answer.span("what"),
                "A message takes that long one way only.",
                [found.span("what")],
                "answer_too_soon",
                stated=back_hours,
                computed=there,
            )
