"""Which stories a run consists of, and whether a folder's run is the one that is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from detector.errors import RunError, UsageError
from detector.generation.config import GenerateConfig
from detector.generation.protocol import Request
from detector.generation.sampling import Sampling
from detector.generation.seeds import story_seed
from detector.records import ModelInfo, Prompt, RunInfo
from detector.runs.folder import RunFolder
from detector.runs.keys import prompt_hash


@dataclass(frozen=True)
class PlannedStory:
    """One story to write.

    Attributes:
        story_id: The prompt's id and the epoch.
        epoch: From 1: which sample of the prompt.
        seed: Of its sampling.
    """

    story_id: str
    prompt: Prompt
    prompt_hash: str
    epoch: int
    seed: int

    def request(self, config: GenerateConfig) -> Request:
        """What the engine is asked."""
        return Request(
            request_id=self.story_id,
            system=config.system_message,
            prompt=self.prompt.prompt,
            effort=config.reasoning_effort,
            sampling=Sampling(
                seed=self.seed,
                repeat_penalty=config.repeat_penalty,
                repeat_last_n=config.repeat_last_n,
                frequency_penalty=config.frequency_penalty,
                presence_penalty=config.presence_penalty,
                logit_bias=config.logit_bias,
                grammar=config.grammar,
                top_k=config.top_k,
                top_p=config.top_p,
                min_p=config.min_p,
                temperature=config.temperature,
            ),
            max_story_tokens=config.max_story_tokens,
            max_reasoning_tokens=config.max_reasoning_tokens,
        )


def make_plan(prompts: Sequence[Prompt], epochs: int, seed: int) -> list[PlannedStory]:
    """Every prompt, ``epochs`` times; samples of one prompt stand together.

    Raises:
        UsageError: There is no prompt, or two have one id, or epochs is below 1.
    """
    if epochs < 1:
        raise UsageError(f"epochs={epochs}: every prompt is asked at least once.", "Give 1 or more.")
    if not prompts:
        raise UsageError("There are no prompts.", "Name a prompt file with --prompts that holds some.")
    twice = [name for name, count in Counter(prompt.id for prompt in prompts).items() if count > 1]
    if twice:
        raise UsageError(f"Two prompts have the id {twice[0]!r}.", "Give every prompt an id of its own.")
    return list(_plan(prompts, epochs, seed))


def _plan(prompts: Sequence[Prompt], epochs: int, seed: int) -> Iterator[PlannedStory]:
    for prompt in prompts:
        digest = prompt_hash(prompt)
        for epoch in range(1, epochs + 1):
            drawn = story_seed(seed, prompt.id, epoch)
            yield PlannedStory(f"{prompt.id}-{epoch}", prompt, digest, epoch, drawn)


def require_same(path: Path, info: RunInfo, model: ModelInfo, config: GenerateConfig, seed: int) -> None:
    """Refuse to go on with a run that was begun with another model, other settings or another seed.

    Raises:
        RunError: Says what differs.
    """
    if info.model is None:
        raise RunError(f"{path}: this run's stories were not generated.", "Choose another folder with --out.")
    differences = []
    if info.model.sha256 != model.sha256 or (model.sha256 is None and info.model.name != model.name):
        differences.append(f"the model was {info.model.name} ({_short(info.model.sha256)}), ")
        differences[-1] += f"now {model.name} ({_short(model.sha256)})"
    now = config.identity()
    for name in sorted(info.generate_config.keys() | now.keys()):
        before = info.generate_config.get(name)
        if before != now.get(name):
            differences.append(f"{name} was {before!r}, now {now.get(name)!r}")
    if info.seed != seed:
        differences.append(f"the seed was {info.seed}, now {seed}")
    if differences:
        raise RunError(
            f"{path}: holds a run made otherwise: {'; '.join(differences)}.",
            "Give the same settings to resume it, or choose another folder with --out.",
        )


def remaining(folder: RunFolder, plan: Sequence[PlannedStory]) -> list[PlannedStory]:
    """The stories of a plan that the folder does not have.

    Raises:
        RunError: It has stories that the plan does not: the prompts changed, or epochs became fewer.
    """
    done = {(key.prompt_hash, key.epoch) for key in folder.story_keys()}
    asked = {(story.prompt_hash, story.epoch) for story in plan}
    if foreign := len(done - asked):
        raise RunError(
            f"{folder.path}: {foreign} of its {len(done)} stories are not of these prompts and epochs.",
            "Give the same prompts (more may be added) and no fewer epochs, or choose another folder.",
        )
    return [story for story in plan if (story.prompt_hash, story.epoch) not in done]


def _short(sha256: str | None) -> str:
    return f"sha256 {sha256[:12]}…" if sha256 else "sha256 unknown"
