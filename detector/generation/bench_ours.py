"""Our engine in the bench: its own code, with the time of reading and of writing taken apart."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from detector.generation.bench_protocol import (
    N_PROMPTS,
    NEW_TOKENS,
    SAMPLES,
    Contestant,
    Round,
    Setting,
    prompt_ids,
)
from detector.generation.chat_format import Turn
from detector.generation.chat_think import ThinkParser
from detector.generation.config import EngineConfig
from detector.generation.engine import Engine
from detector.generation.engine_log import NativeLog
from detector.generation.hardware import peak_bytes
from detector.generation.models import describe
from detector.generation.protocol import Request
from detector.generation.sampling import Sampling
from detector.generation.vocabulary_llama import LlamaVocabulary


class RawFormat:
    """A chat format whose prompts are names of ids that were made before, and whose stories never end.

    Args:
        vocabulary: The model's.
        prompts: Ids by name.
    """

    name = "template"
    stop_ids: frozenset[int] = frozenset()

    def __init__(self, vocabulary: Any, prompts: Mapping[str, Sequence[int]]) -> None:
        self._vocabulary, self._prompts = vocabulary, prompts

    def render(self, system: str | None, user: str, effort: str = "medium") -> list[int]:
        """The ids of a prompt; none for a text that is no prompt's name."""
        return list(self._prompts.get(user, ()))

    def render_turns(self, turns: Sequence[Turn], effort: str = "medium") -> list[int]:
        """The ids of the last turn's prompt."""
        return self.render(None, turns[-1].content)

    def new_parser(self) -> ThinkParser:
        """The parser of any model with a chat template."""
        return ThinkParser(self._vocabulary, frozenset())


class TimedEngine(Engine):
    """The engine, with a watch on its decoding of drawn tokens; the rest is reading prompts."""

    write_seconds = 0.0
    written_while_writing = 0

    def _write(self) -> None:
        began, written = time.perf_counter(), self.written
        super()._write()
        self.write_seconds += time.perf_counter() - began
        self.written_while_writing += self.written - written


class OurEngine:
    """Stories by our engine, as ``child`` runs it but in this process."""

    def __init__(self, setting: Setting, contestant: Contestant, log: NativeLog) -> None:
        self._samples = SAMPLES if contestant.table == "samples" else 1
        self._engine = TimedEngine(
            describe(setting.model, digest=False), engine_config(setting, contestant), log
        )
        n_vocab = self._engine.native.n_vocab
        self._prompts = {f"p{i}": prompt_ids(i, n_vocab) for i in range(N_PROMPTS)}
        self._engine.chat = RawFormat(LlamaVocabulary(self._engine.native.model), self._prompts)
        self._engine.reconfigure(self._engine.config)

    def run(self, share: range) -> Round:
        """Write the stories of a share, to the last token."""
        engine = self._engine
        engine.write_seconds = 0.0
        evaluated, written = engine.evaluated, engine.written
        engine.written_while_writing = 0
        requests = [
            Request(
                request_id=str(i),
                prompt=f"p{i // self._samples}",
                sampling=Sampling(seed=i + 1),
                max_story_tokens=NEW_TOKENS,
                max_reasoning_tokens=NEW_TOKENS,
            )
            for i in share
        ]
        began = time.perf_counter()
        for request in requests:
            engine.submit(request)
        while not engine.idle:
            engine.step()
        seconds = time.perf_counter() - began
        decoded = engine.written_while_writing
        return Round(
            prompt_tokens=engine.evaluated - evaluated - decoded,
            prefill_seconds=seconds - engine.write_seconds,
            new_tokens=decoded,
            decode_seconds=engine.write_seconds,
            seconds=seconds,
            stories=len(requests),
            all_tokens=engine.written - written,
            peak_bytes=peak_bytes(),
        )


def engine_config(setting: Setting, contestant: Contestant) -> EngineConfig:
    """The engine's settings for a contestant."""
    return EngineConfig(
        n_ctx=setting.n_ctx,
        n_parallel=contestant.n_sequences,
        n_threads=setting.n_threads,
        n_gpu_layers=setting.n_gpu_layers,
        n_batch=setting.n_batch,
        use_extra_bufts=setting.use_extra_bufts,
    )
