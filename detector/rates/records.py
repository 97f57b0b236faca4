"""What the statistics read and give back: one light row a story in, ``summary.json`` out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import Field, model_validator

from detector.records import Record, Row

Group = tuple[str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class StoryOutcome:
    """All that the statistics need to know of one story.

    Attributes:
        sample_id: The prompt; samples of one prompt are one cluster.
        values: Category to 1 (flagged), 0 (not flagged) or None (not scored).
        reasons: Category to why it was not scored, for the None values.
        findings: Category to check to how many findings it made in this story, for the scored categories.
    """

    story_id: str
    sample_id: str
    epoch: int = 1
    run: str | None = None
    model: str | None = None
    dataset: str | None = None
    genre: str | None = None
    status: str = "ok"
    n_words: int = 0
    values: Mapping[str, int | None] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def group(self) -> Group:
        """The run, model and prompt set the story belongs to."""
        return (self.run, self.model, self.dataset)

    @property
    def prompt(self) -> tuple[str, str]:
        """The prompt, told apart from those of other prompt sets."""
        return (self.dataset or "", self.sample_id)


class Slice(Record):
    """Which stories a number is about. ``by`` "all" pools every group and names none."""

    by: Literal["all", "model", "genre", "check"] = "model"
    run: str | None = None
    model: str | None = None
    dataset: str | None = None
    genre: str | None = None


class Rate(Slice):
    """How many stories of a slice are flagged for one category, or by one check.

    Attributes:
        check: The check's code; null for the category as a whole.
        n_scored: The denominator: stories whose value is 0 or 1.
        n_unscored: Stories of the slice that were not scored and count nowhere.
        rate: ``n_flagged / n_scored``; null where no story was scored.
        low: Lower end of the interval.
        high: Upper end of the interval.
        method: How the interval was made, in words.
        deff: Design effect of the prompts' clusters; 1 where every prompt has one story.
        n_effective: Independent stories that would say as much.
        n_findings: Findings in the scored stories.
        per_10k_words: Findings per 10,000 words of scored text; null without words.
        corrected: The rate corrected for the detector's errors; null without a calibration.
        corrected_method: ``rogan-gladen``, ``prediction-powered``, or ``none``.
        corrected_claimed: The corrected interval passes the rule of ``detector.rates.claims``.
        corrected_reasons: Why it does not, or why there is no corrected rate.
        calibration: The calibration's id; null is the visible state "uncorrected".
    """

    category: str
    check: str | None = None
    n_stories: int
    n_scored: int
    n_unscored: int
    n_flagged: int
    n_prompts: int
    rate: float | None
    low: float | None
    high: float | None
    method: str
    deff: float = 1.0
    n_effective: float = 0.0
    n_findings: int = 0
    n_words: int = 0
    per_10k_words: float | None = None
    per_10k_low: float | None = None
    per_10k_high: float | None = None
    per_10k_method: str = ""
    corrected: float | None = None
    corrected_low: float | None = None
    corrected_high: float | None = None
    corrected_method: str = "none"
    corrected_claimed: bool = False
    corrected_reasons: tuple[str, ...] = ()
    calibration: str | None = None


class FunnelStep(Record):
    """One stage of the funnel.

    Attributes:
        n: Stories that reached this stage.
        lost: Stories of the stage before that did not, by reason.
    """

    name: Literal["requested", "generated", "final channel", "scanned", "flagged"]
    n: int
    lost: dict[str, int] = Field(default_factory=dict)


class Funnel(Slice):
    """From requested to flagged: every stage is the one before it less its named losses."""

    steps: tuple[FunnelStep, ...]
    flagged: dict[str, int] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _adds_up(self) -> Funnel:
        for before, step in zip(self.steps, self.steps[1:], strict=False):
            if before.n - sum(step.lost.values()) != step.n:
                raise ValueError(f"{before.name} {before.n} less {step.lost} is not {step.name} {step.n}")
        return self


class Unscored(Slice):
    """Stories without a score, by reason. ``story_ids`` names the first of them."""

    category: str
    reason: str
    n: int
    story_ids: tuple[str, ...] = ()


class Verdict(Slice):
    """One sentence a person reads: what was found in whom, with its uncertainty in it."""

    category: str
    text: str
    n_flagged: int
    n_scored: int


class Summary(Row):
    """``summary.json``: all the numbers a report shows; recomputed from rows, never added to.

    Attributes:
        checks: Every check that ran, with its category, those without a finding too.
        calibration: What is known of the detector's own errors; null means the rates are uncorrected.
    """

    confidence: float = 0.95
    n_stories: int = 0
    categories: tuple[str, ...] = ()
    checks: dict[str, str] = Field(default_factory=dict)
    calibration: dict[str, Any] | None = None
    state: Literal["uncorrected", "corrected"] = "uncorrected"
    verdicts: tuple[Verdict, ...] = ()
    funnels: tuple[Funnel, ...] = ()
    rates: tuple[Rate, ...] = ()
    unscored: tuple[Unscored, ...] = ()
