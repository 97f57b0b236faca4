"""Prompts in, a run out: the public face of ``detector.generation``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from detector.records import Dataset, Prompt

if TYPE_CHECKING:
    from detector.generation.config import GenerateConfig
    from detector.generation.runner_events import OnEvent
    from detector.results import Run


def generate(
    model: Path | str,
    prompts: Sequence[Prompt] | Path | str | None = None,
    *,
    out: Path | str,
    config: GenerateConfig | None = None,
    seed: int = 1,
    epochs: int = 1,
    resume: bool = True,
    on_event: OnEvent | None = None,
    dataset: Dataset | None = None,
    command: str | None = None,
) -> Run:
    """Write a story for every prompt with a local model; the same call goes on where it was stopped.

    Args:
        model: A GGUF file, or a shipped model's name (``storyfault-many``).
        prompts: What is asked: prompts with ids of their own, a file of them, or None for the shipped set.
        out: The run's folder. If it holds a run of the same model, settings and seed, that one goes on.
        config: How the model is asked and run.
        seed: From which every story's own seed is made.
        epochs: Stories a prompt.
        resume: False refuses a folder that holds a run.
        on_event: Gets events as they happen; called in this thread.
        dataset: Where the prompts come from; made from the file where there is one.
        command: What resumes this run when it is typed again.

    Returns:
        The run; ``scan`` takes it.

    Raises:
        StoryfaultError: As ``detector.generation.runner.generate``; InputError for a bad prompt file.
    """
    from detector.generation.runner import generate as write_run
    from detector.inputs.prompts import describe_prompts, read_prompts
    from detector.results import Run

    if prompts is None or isinstance(prompts, (str, Path)):
        file, prompts = prompts, read_prompts(prompts)
        dataset = dataset or describe_prompts(prompts, file)
    return Run(
        write_run(
            model,
            prompts,
            out=out,
            config=config,
            seed=seed,
            epochs=epochs,
            resume=resume,
            on_event=on_event,
            dataset=dataset,
            command=command,
        )
    )
