"""``storyfault bench rates`` on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detector.rates.simulation.result import CellResult, RatesBench

_HEAD = (
    "rate  prompts x samples  icc   sens  spec   labels       claimed  covers  width   bias | naive covers"
)


def bench_rates_lines(found: RatesBench) -> Iterator[str]:
    """A line a cell, the cells that are not claimed by name, the sequences, and the sum of it."""
    yield f"95% intervals of corrected rates, {found.n:,} simulated runs a cell, seed {found.seed}"
    yield _HEAD + "   width    bias"
    for cell in found.cells:
        yield _line(cell)
    unclaimed = [cell for cell in found.cells if not cell.claimed]
    for cell in unclaimed:
        yield f"not claimed ({cell.reason}; {cell.claimed_share:.0%} of its runs would be): {_setting(cell)}"
    for one in found.sequence:
        narrow = "none" if one.prompts_to_width is None else f"{one.prompts_to_width:,} prompts"
        yield (
            f"sequence, share {one.share:g}, {one.samples} samples a prompt, icc {one.icc:g}: all "
            f"{one.looks:,} looks hold the truth in {one.coverage:.1%}; width {one.width:g} after {narrow}"
        )
    claimed = len(found.cells) - len(unclaimed)
    yield (
        f"claimed: {claimed} of {len(found.cells)} cells ({found.claimed_share:.0%}), covering "
        f"{_percent(found.lowest)} at least, and {_percent(found.highest)} at most where 5 flagged "
        f"stories or more are expected; sequences cover {_percent(found.sequence_coverage)} at any stop; "
        f"{found.seconds:.0f} s"
    )


def _line(cell: CellResult) -> str:
    given = "      –       –       –"
    if cell.coverage is not None:
        given = f"{cell.coverage:7.1%} {cell.width:7.3f} {cell.bias:+7.3f}"
    claimed = "yes" if cell.claimed else "no"
    labels = f"{cell.labels:4} by {cell.by:5}"
    return (
        f"{cell.rate:5.1%} {cell.prompts:6,} x {cell.samples:<2}        {cell.icc:5.2f} "
        f"{cell.sensitivity:5.2f} {cell.specificity:6.3f} {labels}   {claimed:7} {given}"
        f" | {cell.naive_coverage:7.1%}      {cell.naive_width:7.3f} {cell.naive_bias:+7.3f}"
    )


def _setting(cell: CellResult) -> str:
    return (
        f"rate {cell.rate:.1%}, {cell.prompts:,} prompts x {cell.samples}, icc {cell.icc:g}, sensitivity "
        f"{cell.sensitivity:g}, specificity {cell.specificity:g}, {cell.labels} labels by {cell.by}"
    )


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
