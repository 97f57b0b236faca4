"""What ``storyfault bench rates`` says."""

from __future__ import annotations

from pydantic import Field

from detector.records import Record, Row


class CellResult(Record):
    """One simulated setting; its parameters are those of ``draw.Cell``.

    Attributes:
        n: Simulated runs.
        claimed: At least 80% of the runs pass the rule of ``detector.rates.claims``, which reads data only.
        claimed_share: How many do.
        refused_share: Runs whose calibration says sensitivity + specificity <= 1: they get no corrected rate.
        reason: The rule's commonest objection, where the cell is not claimed.
        coverage: Share of corrected intervals that hold the true rate; over all runs that get one.
        too_high: Share that lies above it.
        too_low: Share that lies below it.
        width: Mean width.
        bias: Mean corrected rate less the true one.
        naive_coverage: The same for the uncorrected share's own interval.
    """

    rate: float
    stories: int
    prompts: int
    samples: int
    icc: float
    sensitivity: float
    specificity: float
    labels: int
    by: str
    expected_flagged: float
    n: int
    claimed: bool
    claimed_share: float
    refused_share: float
    reason: str | None = None
    coverage: float | None
    too_high: float | None
    too_low: float | None
    width: float | None
    bias: float | None
    naive_coverage: float
    naive_width: float
    naive_bias: float


class SequenceResult(Record):
    """One simulated setting of the confidence sequence of ``--until-width``.

    Attributes:
        n: Simulated sequences.
        looks: How often each is looked at, after every prompt.
        coverage: Share of sequences that hold the true share at every look.
        prompts_to_width: Median number of prompts until the interval is as narrow as ``width``; None where
            fewer than half get there.
    """

    share: float
    samples: int
    icc: float
    n: int
    looks: int
    coverage: float
    width: float
    prompts_to_width: int | None = None


class RatesBench(Row):
    """All of it.

    Attributes:
        cells: Every cell.
        claimed_share: Share of cells that are claimed.
        lowest: Lowest coverage of a claimed cell.
        highest: Highest coverage of a claimed cell in which at least 5 flagged stories are expected.
        sequence_coverage: Lowest coverage of a setting of the confidence sequence.
    """

    seed: int
    n: int
    seconds: float = 0.0
    cells: tuple[CellResult, ...] = ()
    claimed_share: float = 0.0
    lowest: float | None = None
    highest: float | None = None
    sequence: tuple[SequenceResult, ...] = Field(default_factory=tuple)
    sequence_coverage: float | None = None
