"""The key under which a story is done: the same request to the same model with the same settings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from detector.records import ModelInfo, Prompt


class ResumeKey(NamedTuple):
    """A story that has this key needs no second attempt."""

    prompt_hash: str
    epoch: int
    model_sha256: str
    config_hash: str


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def prompt_hash(prompt: Prompt) -> str:
    """A sha256 of the prompt's id and text: two prompts that ask the same stay two."""
    return _digest([prompt.id, prompt.prompt])


def config_hash(generate_config: Mapping[str, Any]) -> str:
    """A sha256 of the settings that decide what is written, in no order."""
    return _digest(dict(generate_config))


def resume_key(
    prompt_hash: str, epoch: int, model: ModelInfo | None, generate_config: Mapping[str, Any]
) -> ResumeKey:
    """The key of one story of a run."""
    sha256 = (model.sha256 or model.name) if model is not None else ""
    return ResumeKey(prompt_hash, epoch, sha256, config_hash(generate_config))
