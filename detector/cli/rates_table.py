"""Rates on the screen: a table, the funnel, and the verdicts in words."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from detector.cli.show import PlainConsole
from detector.cli.visible import one_line

if TYPE_CHECKING:
    from detector.rates.records import Funnel, Rate, Summary

_CATEGORIES = {"formula": "formula", "commonsense": "common sense"}
_WIDE = 140


def print_rates(summary: Summary, *, everything: bool = False) -> None:
    """Print a summary to standard output: table, funnel, verdicts.

    Args:
        summary: The numbers.
        everything: Show the checks and genres without a flagged story too, not only their names.
    """
    console = PlainConsole(sys.stdout, _WIDE)
    shown = [rate for rate in summary.rates if everything or rate.n_flagged or _is_whole(rate)]
    if shown:
        print_table(console, shown)
    for line in quiet_lines(summary.rates) if not everything else ():
        console.print(Text(line, "dim"))
    for line in correction_lines(summary):
        console.print(Text(one_line(line), "dim"))
    for funnel in summary.funnels:
        if funnel.by == "all" or len(summary.funnels) == 1:
            console.print(Text(funnel_line(funnel)))
    for verdict in summary.verdicts:
        console.print(Text(one_line(verdict.text), "bold"))


def print_table(console: PlainConsole, shown: Sequence[Rate]) -> None:
    """The widest form that fits: the whole table, without the findings per word, or a line a slice."""
    room = console.options.update(max_width=10_000)
    for per_words in (True, False):
        table = rates_table(shown, per_words=per_words)
        if table.__rich_measure__(console, room).maximum <= console.width:
            console.print(table)
            return
    for rate in shown:
        console.print(Text(f"{_who(rate)}, {_CATEGORIES.get(rate.category, rate.category)}: {_share(rate)}"))


def _is_whole(rate: Rate) -> bool:
    return rate.check is None and rate.genre is None


def quiet_lines(rates: Sequence[Rate]) -> Iterator[str]:
    """Which checks and genres have no flagged story, by name."""
    for what, name in (("by the checks", "check"), ("in the genres", "genre")):
        flagged = {getattr(rate, name) for rate in rates if rate.n_flagged}
        quiet = dict.fromkeys(getattr(rate, name) for rate in rates)
        names = [one_line(each) for each in quiet if each is not None and each not in flagged]
        if names:
            yield f"No story is flagged {what} {', '.join(names)}."


def rates_table(rates: Sequence[Rate], *, per_words: bool = True) -> Table:
    """One row a slice: flagged of scored stories, and findings per 10,000 words, with their intervals."""
    from detector.rates.words import number, percent, percent_range

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("stories", "failure", "check"):
        table.add_column(name)
    corrected = any(rate.corrected is not None for rate in rates)
    fixed = ("corrected", "95% CI") if corrected else ()
    for name in ("flagged", "rate", "95% CI", *fixed, *(("per 10,000 words", "95% CI") if per_words else ())):
        table.add_column(name, justify="right", no_wrap=True)
    for rate in rates:
        per_low, per_high = number(rate.per_10k_low), number(rate.per_10k_high)
        per_range = f"{per_low}–{per_high}" if rate.per_10k_low is not None else "–"
        table.add_row(
            Text(_who(rate)),
            _CATEGORIES.get(rate.category, rate.category),
            rate.check or "",
            f"{rate.n_flagged:,}/{rate.n_scored:,}",
            percent(rate.rate),
            percent_range(rate.low, rate.high),
            *(corrected_cells(rate) if corrected else ()),
            *((number(rate.per_10k_words), per_range) if per_words else ()),
            style="" if rate.check is None else "dim",
        )
    return table


def corrected_cells(rate: Rate) -> tuple[str, str]:
    """The corrected rate and its interval; a mark where the interval is not claimed."""
    from detector.rates.words import percent, percent_range

    if rate.corrected is None:
        return "none" if _is_whole(rate) else "", ""
    mark = "" if rate.corrected_claimed else " ?"
    return percent(rate.corrected), percent_range(rate.corrected_low, rate.corrected_high) + mark


def correction_lines(summary: Summary) -> Iterator[str]:
    """Why rates are not corrected, or why a corrected interval is not claimed; once each."""
    if summary.calibration is None and summary.state == "uncorrected":
        yield "calibration: none (the rates are observed, not corrected for the detector's errors)"
        return
    for one in (summary.calibration or {}).values():
        rates = [
            f"{name} {known['estimate']:.2f} ({known['low']:.2f}–{known['high']:.2f})"
            for name in ("sensitivity", "specificity")
            if (known := one[name]) is not None
        ]
        kind = _CATEGORIES.get(one["category"], one["category"])
        yield f"calibration {one['calibration_id']}, {kind}: {', '.join(rates)}; {one['source']}"
    said = dict.fromkeys(
        (rate.corrected is None, reason) for rate in summary.rates for reason in rate.corrected_reasons
    )
    for none, reason in said:
        yield f"no corrected rate: {reason}" if none else f"?: not claimed, since {reason}"


def _who(rate: Rate) -> str:
    return one_line(
        rate.genre or rate.model or rate.dataset or rate.run or ("all" if rate.by == "all" else "–")
    )


def _share(rate: Rate) -> str:
    from detector.rates.words import percent, percent_range

    check = f"{rate.check} " if rate.check else ""
    ends = f"{percent(rate.rate)}, 95% CI {percent_range(rate.low, rate.high)}"
    return f"{check}{rate.n_flagged:,}/{rate.n_scored:,} ({ends})"


def funnel_line(funnel: Funnel) -> str:
    """The funnel in a line, with what was lost: ``requested 40 → generated 39 (1 error) → …``."""
    steps = []
    for step in funnel.steps:
        lost = ", ".join(f"{n:,} {one_line(reason)}" for reason, n in step.lost.items())
        keeps_quiet = step.name == "flagged" or not lost
        steps.append(f"{step.name} {step.n:,}" + ("" if keeps_quiet else f" ({lost})"))
    return " → ".join(steps)
