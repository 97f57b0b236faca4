"""What ``generate`` tells while it works; a progress bar or a notebook shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from detector.generation.protocol import EngineInfo
from detector.records import Status, Story


@dataclass(frozen=True)
class Planned:
    """The run's folder is ready.

    Attributes:
        total: Stories the run will have.
        done: Of these, how many were there already.
    """

    folder: Path
    total: int
    done: int


@dataclass(frozen=True)
class Loading:
    """The model is being loaded: a file, or a server's address."""

    model: Path | str


@dataclass(frozen=True)
class Ready:
    """The engine runs."""

    engine: EngineInfo


@dataclass(frozen=True)
class Progress:
    """Where writing stands, about twice a second.

    Attributes:
        tokens: Written by this call so far.
        tokens_per_second: Over this call, loading not counted.
    """

    tokens: int
    tokens_per_second: float


@dataclass(frozen=True)
class StoryDone:
    """A story is on disk.

    Attributes:
        done: Stories the run has now.
        total: Stories it will have.
    """

    story: Story
    done: int
    total: int


@dataclass(frozen=True)
class Notice:
    """Something the user should read once: a crash that was overcome, a row that was mended."""

    text: str


@dataclass(frozen=True)
class Finished:
    """The call ended, or was stopped.

    Attributes:
        by_status: Stories of this call by how they ended.
        seconds: From the engine's readiness to the last story.
    """

    done: int
    total: int
    by_status: Mapping[Status, int]
    tokens: int
    seconds: float
    interrupted: bool


Event = Planned | Loading | Ready | Progress | StoryDone | Notice | Finished
OnEvent = Callable[[Event], None]
