"""A judge at work: a model opened for reading, stories in, readings out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from detector.generation.child_supervisor import FINISH, GO
from detector.generation.protocol import EngineInfo
from detector.generation.runner_source import Source, StoryEngine
from detector.judge.desk import Desk
from detector.judge.grammar import Limits, limits_for
from detector.judge.instructions import load_instructions
from detector.judge.questions import Asker
from detector.judge.reading import StoryReading
from detector.judge.records import JudgeInfo, Plan
from detector.judge.settings import JudgeSettings
from detector.judge.store import AnswerStore
from detector.records import ModelInfo, utc_now


class Judge:
    """A model that reads stories; ``open_judge`` makes one.

    Attributes:
        info: Who it is.
        engine: What answers.
        asker: Makes its questions.
    """

    def __init__(self, info: JudgeInfo, engine: StoryEngine, asker: Asker, store: AnswerStore) -> None:
        self.info, self.engine, self.asker = info, engine, asker
        self._desk = Desk(engine, asker, store, info.judge_id)

    @property
    def n_kept(self) -> int:
        """Questions whose answer was there already."""
        return self._desk.n_kept

    @property
    def evaluated(self) -> int | None:
        """Tokens that the engine decoded here, prompts included; None of a server."""
        return getattr(self.engine, "evaluated", None)

    def read(self, readings: Iterable[StoryReading]) -> Iterator[StoryReading]:
        """Read stories, several at a time; they come back as they end.

        Raises:
            StoryfaultError: The engine failed for good; the answers until then are kept.
        """
        return self._desk.read(readings)


def judge_id_of(model: ModelInfo, settings: JudgeSettings) -> str:
    """A short hash of the model, the instruction and the settings that decide what is answered."""
    instructions = load_instructions()
    identity = [identity_of(model), instructions.sha256, settings.identity()]
    return hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()[:12]


def identity_of(model: ModelInfo) -> str:
    """The model's sha256; of one behind a server, its name and address."""
    return model.sha256 or f"{model.name}@{model.path}"


def judge_info(
    model: ModelInfo,
    settings: JudgeSettings,
    engine: EngineInfo | None = None,
    plan: Plan | None = None,
) -> JudgeInfo:
    """The row of a judge that begins to read."""
    instructions = load_instructions()
    return JudgeInfo(
        judge_id=judge_id_of(model, settings),
        started_at=utc_now(),
        model=model,
        instruction_version=instructions.version,
        instruction_sha256=instructions.sha256,
        settings=settings.identity(),
        engine=engine.model_dump(mode="json") if engine is not None else {},
        plan=plan,
    )


@contextmanager
def open_judge(
    source: Source,
    settings: JudgeSettings,
    *,
    answers: Path,
    log: Path,
    plan: Plan | None = None,
    model: ModelInfo | None = None,
    limits: Limits | None = None,
    on_notice: Callable[[str], None] = lambda _sentence: None,
    on_progress: Callable[[int], None] = lambda _tokens: None,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Judge]:
    """Load the model and keep it until the work is done.

    Args:
        source: The model: a file that is run here, or a server.
        settings: How it is asked.
        answers: The file that keeps its answers.
        log: Takes llama.cpp's log.
        plan: Which stories are read.
        model: What the source says of itself, where that is known already.
        limits: How long answers may be; chosen from the context unless given.
        on_notice: Gets sentences that the user should see.
        on_progress: Gets the tokens written so far.
        stop: Whether the user wants it to end.

    Raises:
        ModelError: The model cannot be used.
        EngineUnavailable: llama-cpp-python, or the server, is not there.
    """
    known = model or source.model_info()
    store = AnswerStore(answers)
    engine: Any = source.open(
        settings.generate_config(),
        log=log,
        on_notice=on_notice,
        on_progress=on_progress,
        stop=lambda: FINISH if stop() else GO,
    )
    try:
        ready = engine.start()
        n_ctx = min(ready.n_ctx or settings.n_ctx, settings.n_ctx)
        info = judge_info(known, settings, ready, plan)
        asker = Asker(load_instructions(), settings, limits or limits_for(n_ctx), n_ctx, identity_of(known))
        yield Judge(info, engine, asker, store)
    finally:
        engine.close()
        store.close()
