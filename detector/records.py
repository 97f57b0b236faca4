"""The rows storyfault writes and reads: pydantic models with the field's standard names.

Every file of a run is JSONL of one of these. Unknown fields are refused in our own files
(``extra="forbid"``), so that a row from a newer version is named and never half-read.
"""

from __future__ import annotations

from datetime import datetime, timezone
from enum import Enum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = 1


class Category(str, Enum):
    """The two kinds of failure."""

    FORMULA = "formula"
    COMMONSENSE = "commonsense"


class Severity(str, Enum):
    """How bad a finding is, as SARIF names it."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Status(str, Enum):
    """How the writing of one story ended."""

    OK = "ok"
    NO_FINAL = "no_final"
    EMPTY = "empty"
    REFUSAL = "refusal"
    ERROR = "error"


def utc_now() -> datetime:
    """The current time, with its zone."""
    return datetime.now(timezone.utc)


class Record(BaseModel):
    """Base of all rows."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Row(Record):
    """A record that stands as a line in a file of its own."""

    schema_version: int = SCHEMA_VERSION


class Prompt(Record):
    """One request for a story.

    Attributes:
        expects_formula: Mathematics belongs in the story that is asked for.
    """

    id: str
    prompt: str
    genre: str | None = None
    premise: str | None = None
    expects_formula: bool = False


class Usage(Record):
    """Tokens spent on one story; reasoning tokens are counted in output_tokens too."""

    input_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0


class Story(Row):
    """One row of ``stories.jsonl``: a story, or how the attempt at one ended. Never changed once written."""

    story_id: str
    run_id: str
    sample_id: str
    epoch: int = 1
    prompt_hash: str = ""
    input: str = ""
    system_message: str | None = None
    seed: int | None = None
    completion: str = ""
    completion_sha256: str = ""
    reasoning: str | None = None
    finish_reason: Literal["stop", "length", "error"] | None = None
    status: Status = Status.OK
    model: str | None = None
    model_usage: Usage = Usage()
    total_time: float | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    error: str | None = None
    metadata: dict[str, Any] = Field(default_factory=dict)


class Related(Record):
    """Another place in the same story that a finding points at; ``role`` says how (``contradicts``)."""

    start: int
    end: int
    text: str
    role: str


class Finding(Row):
    """One row of ``findings.jsonl``.

    Offsets are Unicode code points into the unmodified completion: ``completion[start:end] == text``.
    """

    finding_id: str
    story_id: str
    scan_id: str = ""
    code: str
    category: Category
    start: int
    end: int
    text: str
    related: tuple[Related, ...] = ()
    probability: float | None = None
    severity: Severity
    explanation: str
    evidence: dict[str, Any] = Field(default_factory=dict)
    scope: str | None = None
    in_dialogue: bool | None = None
    check_version: str = "1"
    label: Literal["tp", "fp", "unsure"] | None = None
    labeler: str | None = None


class Score(Row):
    """One row of ``scores.jsonl``: a story and a category, negatives too.

    Attributes:
        value: 1 flagged, 0 not flagged, null not scored (``unscored_reason`` says why). Null is never 0.
        probability: That the story holds at least one failure of the category.
        n_words: Words of the completion, the denominator of rates per 10,000 words.
        findings_by_code: How many findings each check made in this story.
    """

    story_id: str
    scan_id: str = ""
    category: Category
    value: Literal[0, 1] | None
    probability: float | None = None
    n_findings: int = 0
    n_words: int = 0
    findings_by_code: dict[str, int] = Field(default_factory=dict)
    unscored_reason: str | None = None
    scan_time: float = 0.0


class ModelInfo(Record):
    """What wrote the stories."""

    name: str
    path: str | None = None
    sha256: str | None = None
    architecture: str | None = None
    quantization: str | None = None
    n_params: int | None = None
    n_ctx_train: int | None = None
    chat_template_sha256: str | None = None
    llama_cpp_build: str | None = None


class Dataset(Record):
    """The prompts a run used."""

    name: str
    version: str | None = None
    sha256: str | None = None
    n_prompts: int = 0


class CheckInfo(Record):
    """A check as a scan used it."""

    code: str
    version: str


class ClassifierInfo(Record):
    """The classifier a scan used; ``calibration_id`` is null where none applies."""

    name: str
    sha256: str | None = None
    threshold: float | None = None
    calibration_id: str | None = None


class Scan(Row):
    """One row of ``scans.jsonl``: a scan of the run's stories. The last row is the current scan."""

    scan_id: str
    started_at: datetime
    checks: tuple[CheckInfo, ...] = ()
    classifiers: tuple[ClassifierInfo, ...] = ()
    options: dict[str, Any] = Field(default_factory=dict)


class RunInfo(Row):
    """``run.json``: what produced a run, enough to repeat it."""

    run_id: str
    status: Literal["started", "interrupted", "complete", "error"] = "started"
    created: datetime
    completed_at: datetime | None = None
    command: str | None = None
    config: dict[str, Any] = Field(default_factory=dict)
    packages: dict[str, str] = Field(default_factory=dict)
    model: ModelInfo | None = None
    generate_config: dict[str, Any] = Field(default_factory=dict)
    seed: int | None = None
    dataset: Dataset | None = None
    epochs: int = 1
    n_requested: int = 0
    checks: tuple[CheckInfo, ...] = ()
    classifier: ClassifierInfo | None = None
    hardware: dict[str, Any] = Field(default_factory=dict)
