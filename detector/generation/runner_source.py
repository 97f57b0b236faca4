"""Where a run's stories come from: a model file in our own child process, or a server."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from detector.errors import EngineUnavailable
from detector.generation.child_supervisor import EngineProcess
from detector.generation.config import GenerateConfig
from detector.generation.engine_native import INSTALL
from detector.generation.levels import named_model
from detector.generation.models import describe, require_chat, to_model_info
from detector.generation.protocol import EngineInfo, Outcome, Request
from detector.records import ModelInfo


class StoryEngine(Protocol):
    """What writes stories: ``EngineProcess``, or ``ServerEngine``."""

    def start(self) -> EngineInfo:
        """Make it ready; says what runs."""

    def write(self, requests: Iterable[Request]) -> Iterator[Outcome]:
        """Write stories; outcomes come as they end."""

    def close(self) -> None:
        """End it; a second call does nothing."""


class Source(Protocol):
    """A model that can be asked for stories."""

    @property
    def location(self) -> Path | str:
        """The file, or the server's address."""

    def model_info(self) -> ModelInfo:
        """What the run records of the model; refuses one that cannot be used."""

    def open(
        self,
        config: GenerateConfig,
        *,
        log: Path,
        on_notice: Callable[[str], None],
        on_progress: Callable[[int], None],
        stop: Callable[[], int],
    ) -> StoryEngine:
        """An engine that has not been started."""


@dataclass(frozen=True)
class FileSource:
    """A GGUF file, written with by llama.cpp in a child process."""

    path: Path

    @property
    def location(self) -> Path:
        """The file."""
        return self.path

    def model_info(self) -> ModelInfo:
        """What its header says, and its sha256.

        Raises:
            ModelError: It cannot be used.
            EngineUnavailable: llama-cpp-python is not installed.
        """
        description = describe(self.path)
        require_chat(description)
        if importlib.util.find_spec("llama_cpp") is None:
            raise EngineUnavailable("llama-cpp-python is not installed.", INSTALL)
        return to_model_info(description)

    def open(
        self,
        config: GenerateConfig,
        *,
        log: Path,
        on_notice: Callable[[str], None],
        on_progress: Callable[[int], None],
        stop: Callable[[], int],
    ) -> EngineProcess:
        """The engine in its child process."""
        first = describe(self.path, digest=False).path
        return EngineProcess(
            first, config.engine, log=log, on_notice=on_notice, on_progress=on_progress, stop=stop
        )


def as_source(model: Path | str | Source) -> Source:
    """A file's name as a source; a source as it is."""
    return FileSource(named_model(Path(model))) if isinstance(model, str | Path) else model
