"""A judge's answers read from its text; whatever is not of the form is malformed, and counted."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import Field, ValidationError

from detector.judge.grammar import EXCUSES
from detector.judge.instructions import CODES
from detector.records import Record

_MOST_READ = 20_000
_MOST_CLAIMS = 20


class Claim(Record):
    """One alleged error: two sentences by number and quote, what kind, and why."""

    first: int = Field(ge=1, le=99_999)
    quote1: str = Field(max_length=1000)
    second: int = Field(ge=1, le=99_999)
    quote2: str = Field(max_length=1000)
    code: str
    why: str = Field(default="", max_length=2000)


class Doubt(Record):
    """What a doubter answered.

    Attributes:
        excuse: ``none``, or what explains the claim away.
        probability: That it is an error, in percent.
    """

    excuse: Literal["none", "dream", "metaphor", "magic", "repair", "other", "narrator", "allowed", "nothing"]
    why: str = Field(default="", max_length=2000)
    probability: int = Field(ge=0, le=100)

    @property
    def share(self) -> float:
        """The probability from 0 to 1; with an excuse at most 0.4, whatever number stands beside it."""
        return self.probability / 100 if self.excuse == "none" else min(self.probability / 100, 0.4)


def read_claims(text: str) -> list[Claim] | None:
    """The claims of a first answer; None where it is malformed as a whole or in one of its claims."""
    value = _object(text)
    listed = value.get("findings") if value is not None else None
    if not isinstance(listed, list) or len(listed) > _MOST_CLAIMS:
        return None
    try:
        claims = [Claim.model_validate(each) for each in listed]
    except ValidationError:
        return None
    return claims if all(claim.code in CODES for claim in claims) else None


def read_doubt(text: str) -> Doubt | None:
    """A second answer; None where it is malformed."""
    value = _object(text)
    if value is None or value.get("excuse") not in EXCUSES:
        return None
    try:
        return Doubt.model_validate(value)
    except ValidationError:
        return None


def _object(text: str) -> dict[str, Any] | None:
    """The object that an answer is, or that it holds after a few words or in a fence."""
    start = text[:_MOST_READ].find("{")
    if start < 0:
        return None
    try:
        value, _ = json.JSONDecoder(strict=True).raw_decode(text[:_MOST_READ], start)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
