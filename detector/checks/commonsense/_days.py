"""Days, weeks, months and dates, and how much time the text says lies between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from detector.checks.base import Candidate
from detector.checks.commonsense._elapsed import AWAY, NUMBER, VAGUE
from detector.checks.commonsense._told import Told, clash
from detector.text.cued import Cued
from detector.text.dates import MONTH, MONTHS, WEEKDAY, WEEKDAYS, find_dates
from detector.text.timeline import amount_of

_DAYS = Cued(
    rf"(?P<what>(?P<n>{NUMBER}) (?P<unit>days?|nights?|weeks?|months?|years?) (?P<how>later|"
    rf"after(?:wards)?|on)),? (?:it was |which was |(?:was |had been |on |in |by |that was )*(?:a |the )?)"
    rf"(?:\w+ly )?(?P<to>{WEEKDAY}|{MONTH})\b",
    re.IGNORECASE,
)
_NAME = Cued(rf"\b(?:{WEEKDAY}|{MONTH})\b")
_SAME_YEAR = Cued(
    rf"\b(?P<what>(?P<n>{NUMBER}) (?P<unit>years?|decades|months?|weeks?|days?) later,? [^.!?\n]{{0,40}}"
    rf"?\b(?:of |in |on |during )?(?:the|that) (?:very )?same (?P<same>year|month|week|day|afternoon|"
    rf"evening|morning|hour))\b",
    re.IGNORECASE,
)
_ORDER = ("hour", "day", "week", "month", "year", "decade")


def wrong_days(told: Told) -> Iterator[Candidate]:
    """``On Monday … Three days later, on a Friday``; ``in April … two months later, in August``"""
    text = told.text
    for found in _DAYS.finditer(text):
        name = found["to"]
        amount = amount_of(found["n"])
        cycle = WEEKDAYS if name.capitalize() in WEEKDAYS else MONTHS
        if (
            not name[0].isupper()
            or amount is None
            or VAGUE.search(text[max(0, found.start() - 12) : found.start()])
        ):
            continue
        unit = found["unit"].lower().rstrip("s")
        step = {"day": 1, "night": 1, "week": 7} if len(cycle) == 7 else {"month": 1, "year": 12}
        if unit not in step or not told.real(found.start("n")):
            continue
        before = [
            m
            for m in _NAME.finditer(text, max(0, found.start() - 4000), found.start())
            if m[0] in cycle and text[m.end() : m.end() + 1] not in ("s", "'", "’")
        ]
        if not before:
            continue
        anchor = before[-1]
        far = found.start() - anchor.end() > 320 or told.sentences_between(anchor.start(), found.start()) > 3
        if far and not told.names(anchor.start()) & told.names(found.start()):
            continue
        if not far and len({m[0] for m in before if m.start() > found.start() - 320}) != 1:
            continue
        between = told.prose.around(anchor.start(), 0, 0) if far else text[anchor.end() : found.start()]
        if AWAY.search(between) or re.search(
            r"\b(?:since|until|by|before|after|last|next|every|each|from|to)\s+$",
            text[max(0, anchor.start() - 8) : anchor.start()],
            re.I,
        ):
            continue
        real = cycle[(cycle.index(anchor[0]) + int(amount) * step[unit]) % len(cycle)]
        off = (cycle.index(name) - cycle.index(real)) % len(cycle)
        if off == 0 or (len(cycle) == 12 and off in (1, 11)):
            continue
        yield clash(
            told.prose,
            "C05",
            (found.start("what"), found.end("to")),
            f"{found['n']} {found['unit']} after {anchor[0]} it is {real}, not {name}.",
            [anchor.span()],
            "days_later",
            sure=not far and told.prose.quoted(*anchor.span()) == told.prose.quoted(*found.span("to")),
            stated=int(amount),
        )
    for found in _SAME_YEAR.finditer(text):
        unit = found["unit"].lower().rstrip("s")
        same = {"afternoon": "day", "evening": "day", "morning": "day"}.get(
            found["same"].lower(), found["same"].lower()
        )
        amount = amount_of(found["n"])
        if (
            unit in _ORDER
            and _ORDER.index(unit) >= _ORDER.index(same)
            and amount
            and amount > 1
            and told.plain(*found.span("what"))
        ):
            yield clash(
                told.prose,
                "C06",
                found.span("what"),
                f"{found['n']} {found['unit']} later it is not the same {same} any more.",
                [],
                "same_year",
            )


_TOOK = Cued(
    rf"\b(?:took|lasted|was)(?: (?:them|him|her|us|me|exactly|just|only|a full))* "
    rf"(?P<what>(?P<n>{NUMBER}) (?P<unit>days|weeks|months|hours))\b",
    re.IGNORECASE,
)
_SPAN = Cued(
    rf"\b(?:left|set (?:out|off)|started|began|departed|sailed|opened)\b[^.!?\n]{{0,50}}?\bon (?:the |a )"
    rf"?(?P<a>{WEEKDAY})\b(?P<mid>.{{0,260}}?)\b(?P<end>[Oo]n (?:the )?(?P<b>{WEEKDAY})(?: of that week| "
    rf"of the same week)?)\b"
    r"[^.!?\n]{0,40}?\b(?:arrived|got (?:there|in|home)|reached|came (?:in|to)|ended|finished|landed|"
    r"docked|over)\b",
    re.DOTALL,
)
_MONTHS_SINCE = Cued(
    rf"\b(?P<end>[Bb]y {MONTH.join(('(?P<b>', ')'))}(?: [a-z]+){{0,3}}? (?:had been|had lived|had worked|"
    rf"had waited|have been) [^.!?\n]{{0,30}}?for (?P<n>{NUMBER})(?: a)? (?P<unit>months?|years?|weeks))"
    rf"\b"
)
_IN_MONTH = Cued(rf"\b(?:in|since|last|early|late|mid)[- ](?P<a>{MONTH})\b", re.IGNORECASE)


def wrong_stretches(told: Told) -> Iterator[Candidate]:
    """A journey of three days from Monday to Friday; half a year from April to June; dates and weeks."""
    text = told.text
    for found in _SPAN.finditer(text):
        took = next(_TOOK.finditer(text, max(0, found.start() - 160), found.end() + 160), None)
        if (
            took is None
            or took["unit"].lower() != "days"
            or not told.plain(*took.span("what"))
            or not told.real(found.start("b"))
        ):
            continue
        amount, gap = amount_of(took["n"]), (WEEKDAYS.index(found["b"]) - WEEKDAYS.index(found["a"])) % 7
        if (
            amount is None
            or amount > 6
            or amount in (gap, gap + 1)
            or AWAY.search(found["mid"])
            or VAGUE.search(text[max(0, took.start("n") - 10) : took.start("n")])
        ):
            continue
        yield clash(
            told.prose,
            "C06",
            found.span("end"),
            f"From {found['a']} to {found['b']} it is {gap} days, not {took['n']}.",
            [took.span("what"), found.span("a")],
            "journey_days",
            stated=amount,
            computed=gap,
        )
    for found in _MONTHS_SINCE.finditer(text):
        before = list(_IN_MONTH.finditer(text, max(0, found.start() - 300), found.start()))
        if len({m["a"] for m in before}) != 1 or not told.real(found.start()):
            continue
        half = found["n"].lower().startswith("half")
        amount = 0.5 if half else amount_of(found["n"])
        if amount is None or re.search(
            r"\byears? (?:before|earlier)|\blast\b",
            text[before[-1].start() - 30 if before[-1].start() > 30 else 0 : found.start()],
            re.I,
        ):
            continue
        unit = found["unit"].lower().rstrip("s")
        months = amount * {"month": 1.0, "year": 12.0, "week": 0.25}[unit]
        gap = (MONTHS.index(found["b"]) - MONTHS.index(before[-1]["a"].capitalize())) % 12
        if months < 12 and abs(months - gap) > 1.2:
            yield clash(
                told.prose,
                "C06",
                found.span("end"),
                f"From {before[-1]['a']} to {found['b']} it is {gap} months.",
                [before[-1].span("a")],
                "months_since",
                stated=months,
                computed=gap,
            )


_DATE_RANGE = Cued(
    r"\bfrom (?P<range>(?P<a>the \w+(?:-\w+)? of (?P<m1>"
    + MONTH
    + r")|(?P<m2>"
    + MONTH
    + r") \d{1,2}(?:st|nd|rd|th)?) (?:to|until|till) (?P<b>the \w+(?:-\w+)?(?: of (?P<m3>"
    + MONTH
    + r"))?|(?P<m4>"
    + MONTH
    + r") \d{1,2}(?:st|nd|rd|th)?))"
)
_LENGTH = Cued(
    rf"\b(?:by then|in all|those|these|for|all|the|after|had been|spent)(?: [a-z]+){{0,3}}? "
    rf"(?P<what>(?P<n>{NUMBER}) (?P<unit>days|weeks|months))\b(?! (?:ago|later|before|earlier))",
    re.IGNORECASE,
)


def wrong_date_ranges(told: Told) -> Iterator[Candidate]:
    """``from the second of May to the thirtieth, and by then they had been nine weeks on the roof``"""
    text = told.text
    for found in _DATE_RANGE.finditer(text):
        month = found["m1"] or found["m2"]
        first = next(find_dates(found["a"]), None)
        written = found["b"] if (found["m3"] or found["m4"]) else f"{found['b']} of {month}"
        last = next(find_dates(written), None)
        length = _LENGTH.search(text, found.end(), min(len(text), told.prose.sentence(found.end()).end + 130))
        if (
            first is None
            or last is None
            or length is None
            or not told.real(length.start())
            or not told.real(found.start())
        ):
            continue
        amount = amount_of(length["n"])
        try:
            days = (date(2001, last.month, last.day) - date(2001, first.month, first.day)).days % 365
        except ValueError:
            continue
        size = {"days": 1, "weeks": 7, "months": 30}[length["unit"].lower()]
        if amount is None or abs(amount * size - days) <= size or not told.exact(*length.span("n")):
            continue
        yield clash(
            told.prose,
            "C06",
            length.span("what"),
            f"From {found['a']} to {found['b']} it is {days} days.",
            [found.span("range")],
            "date_range",
            stated=amount * size,
            computed=days,
        )
