"""The records that a generated run consists of."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from detector.generation.config import GenerateConfig
from detector.generation.hardware import describe_hardware, package_versions
from detector.generation.protocol import Outcome
from detector.generation.runner_plan import PlannedStory
from detector.records import Dataset, ModelInfo, RunInfo, Story, utc_now
from detector.runs.keys import config_hash


def new_run_info(
    model: ModelInfo,
    config: GenerateConfig,
    seed: int,
    epochs: int,
    n_requested: int,
    dataset: Dataset | None,
    command: str | None,
) -> RunInfo:
    """What ``run.json`` says of a run that begins now."""
    created = utc_now()
    identity = config.identity()
    digest = hashlib.sha256(f"{model.sha256} {config_hash(identity)} {seed}".encode()).hexdigest()
    return RunInfo(
        run_id=f"{created:%Y%m%dT%H%M%S}-{digest[:8]}",
        created=created,
        command=command,
        config={"engine": config.engine.model_dump(mode="json")},
        packages=package_versions(),
        model=model,
        generate_config=identity,
        seed=seed,
        dataset=dataset,
        epochs=epochs,
        n_requested=n_requested,
        hardware=describe_hardware(),
    )


def changes_rounding(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """The settings of an engine that differ from last time's, of those that can change what a seed gives.

    How many stories are written at a time cannot, from two on, where the engine found that a token is
    computed to the same bit whatever is computed with it.
    """
    changed = [name for name in now if name in before and before[name] != now[name]]
    several = min(before.get("n_parallel", 1), now.get("n_parallel", 1)) > 1
    if several and before.get("batch_invariant") and now.get("batch_invariant"):
        changed = [name for name in changed if name != "n_parallel"]
    return changed


def story_row(planned: PlannedStory, outcome: Outcome, info: RunInfo, config: GenerateConfig) -> Story:
    """The row of a story that has just ended."""
    completed = utc_now()
    prompt = planned.prompt
    metadata: dict[str, Any] = {
        "genre": prompt.genre,
        "premise": prompt.premise,
        "expects_formula": prompt.expects_formula,
    }
    if outcome.malformed is not None:
        metadata["malformed"] = outcome.malformed
    text = outcome.completion.encode("utf-8", "surrogatepass")
    return Story(
        story_id=planned.story_id,
        run_id=info.run_id,
        sample_id=prompt.id,
        epoch=planned.epoch,
        prompt_hash=planned.prompt_hash,
        input=prompt.prompt,
        system_message=config.system_message,
        seed=planned.seed,
        completion=outcome.completion,
        completion_sha256=hashlib.sha256(text).hexdigest(),
        reasoning=outcome.reasoning,
        finish_reason=outcome.finish_reason,
        status=outcome.status,
        model=info.model.name if info.model is not None else None,
        model_usage=outcome.usage,
        total_time=outcome.seconds,
        started_at=completed - timedelta(seconds=outcome.seconds),
        completed_at=completed,
        error=outcome.error,
        metadata=metadata,
    )
