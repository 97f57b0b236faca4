"""What a judge leaves behind: who it was, each answer as it came, and one reading a story."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from detector.records import ModelInfo, Record, Row, Usage

Why = Literal["all", "random", "unsure"]
"""Why a story was read: all are, it was drawn at random, or the classifier was least sure of it."""


class Plan(Record):
    """Which stories a judge reads, and with what chance each came to be read.

    The stories that the classifier is least sure of are read for certain; of the others, the first ones of an
    order that the seed fixes, which is a random sample of them. A story of the first part stands for itself,
    one of the sample for ``1 / inclusion`` stories.

    Attributes:
        n_eligible: Stories that can be read.
        n_random: How many of the others are read: planned, and in a row written at the end, real.
        n_unsure: How many the classifier is least sure of are read: planned, then real.
        budget: As the user wrote it; None reads all.
        seed: Of the order.
        estimated_tokens: What reading was expected to take, prompts and answers.
        timed: The budget is time: how many stories it suffices for is not known before.
    """

    n_eligible: int
    n_random: int
    n_unsure: int = 0
    budget: str | None = None
    seed: int = 1
    estimated_tokens: int = 0
    timed: bool = False

    @property
    def inclusion(self) -> float:
        """The chance of a story that is not read for certain."""
        others = self.n_eligible - self.n_unsure
        return self.n_random / others if others else 1.0


class JudgeInfo(Row):
    """One row of ``judges.jsonl``: a judge began to read. The last row of a judge counts.

    Attributes:
        judge_id: A short hash of the model, the instruction and the settings that decide what is answered.
        model: The model, with its sha256 where it is a file.
        engine: What ran it.
    """

    judge_id: str
    started_at: datetime
    model: ModelInfo
    instruction_version: str
    instruction_sha256: str
    settings: dict[str, Any] = Field(default_factory=dict)
    engine: dict[str, Any] = Field(default_factory=dict)
    plan: Plan | None = None


class Answer(Row):
    """One row of ``judge_answers.jsonl``: an answer as it came, kept under what was asked.

    Attributes:
        key: A hash of model, instruction, question, grammar, budgets and seed.
        task: ``list`` (claims) or ``refute`` (one claim).
        vote: From 0; further ones have other seeds.
        attempt: From 0; a malformed answer is asked for once more.
        reasoning: What the model thought before it, kept apart.
    """

    key: str
    judge_id: str
    story_id: str
    window: int = 0
    task: Literal["list", "refute"]
    vote: int = 0
    attempt: int = 0
    completion: str
    reasoning: str | None = None
    finish_reason: str = "stop"
    usage: Usage = Usage()
    seconds: float = 0.0


class Counts(Record):
    """What became of a judge's claims, in one story or many.

    Attributes:
        claims: Alleged errors, the same one of several votes or windows counted once.
        invented: A quote is not in the story.
        parroted: A quote comes from the instruction's examples.
        too_short: A quote is too short to prove anything.
        moved: Quotes that stand in another sentence than named.
        refuted: Proven claims that the second pass explained away, or found too improbable.
        findings: What is left.
        malformed: Answers not of the form.
        answers: All answers.
    """

    claims: int = 0
    invented: int = 0
    parroted: int = 0
    too_short: int = 0
    moved: int = 0
    refuted: int = 0
    findings: int = 0
    malformed: int = 0
    answers: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in Counts.model_fields})


class Reading(Row):
    """One row of ``readings.jsonl``: a judge read a story, and what it made of it.

    Attributes:
        why: Why this story was read.
        values: Category to 1 (flagged), 0 (read to the end, nothing found) or None (not read to the end).
        probabilities: Category to the highest probability of a finding; 0 where there is none.
        n_findings: Category to findings.
        n_windows: Windows that were read.
        problem: Why a value is None.
        seconds: Time of its answers, added up; they ran beside others.
    """

    story_id: str
    judge_id: str
    sample_id: str = ""
    why: Why = "all"
    values: dict[str, Literal[0, 1] | None]
    probabilities: dict[str, float | None] = Field(default_factory=dict)
    n_findings: dict[str, int] = Field(default_factory=dict)
    counts: Counts = Counts()
    n_windows: int = 1
    problem: str | None = None
    usage: Usage = Usage()
    seconds: float = 0.0
    read_at: datetime | None = None
