"""What ``generate`` does, and ``run`` and ``demo`` begin with: prompts to a model, stories to a folder."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detector.cli.command_line import this_command
from detector.cli.failure import say
from detector.cli.meter import Meter
from detector.errors import UsageError

if TYPE_CHECKING:
    from detector.generation.runner_source import Source
    from detector.records import Prompt
    from detector.runs import RunFolder
    from detector.scanning.core import StoryScanner

_ENGINE_ONLY = {"n_ctx": "--n-ctx", "n_threads": "--threads", "n_gpu_layers": "--gpu-layers"}


@dataclass(frozen=True)
class WriteRequest:
    """What the user asked of ``generate``.

    Attributes:
        model: The GGUF file; the model's name where a server is named.
        out: The run's folder; made from the model's name where it is None.
        prompts: A prompt file; the shipped set where it is None.
        n: How many prompts to use; all where it is None.
        server: An OpenAI-compatible server's address; None writes with llama.cpp here.
        server_timeout: Seconds to wait for each next piece of its answers; None keeps the default.
        options: What ``detector.generation.config.make_config`` takes; None keeps a default.
    """

    model: Path | None
    out: Path | None = None
    prompts: Path | None = None
    n: int | None = None
    epochs: int = 1
    seed: int = 1
    skip_bad: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    server: str | None = None
    server_timeout: float | None = None

    @property
    def folder(self) -> Path:
        """The run's folder."""
        if self.out is not None:
            return self.out
        name = self.model.stem if self.model is not None and self.server is None else self.model
        return Path("runs") / (str(name).replace("/", "-") if name is not None else "server")


def write_stories(request: WriteRequest, scanner: StoryScanner | None = None) -> RunFolder:
    """Write the stories that the run's folder does not have yet.

    Args:
        request: What the user asked.
        scanner: Scans each story as it comes, for the running rate; what it finds is not kept.

    Raises:
        StoryfaultError: Whatever stopped it; the stories written until then are kept.
    """
    from detector.generation.config import make_config
    from detector.generation.runner import generate
    from detector.inputs import describe_prompts, read_prompts

    config = make_config(**request.options)
    prompts = read_prompts(
        request.prompts, skip_bad=request.skip_bad, on_bad=lambda error: say(f"skipped: {error.message}")
    )
    chosen = spread(prompts, request.n)
    with Meter("writing", len(chosen) * request.epochs, "tokens") as meter:
        return generate(
            model_of(request),
            chosen,
            out=request.folder,
            config=config,
            seed=request.seed,
            epochs=request.epochs,
            on_event=_Teller(meter, scanner).tell,
            dataset=describe_prompts(chosen, request.prompts),
            command=this_command(),
        )


def model_of(request: WriteRequest) -> Path | Source:
    """The model file, or the server.

    Raises:
        UsageError: Neither is named, or options of llama.cpp are given for a server.
    """
    if request.server is None:
        if request.model is None:
            raise UsageError("No model is named.", "Give --model PATH, or --server URL.")
        return request.model
    from detector.generation.server import Patience
    from detector.generation.server_source import ServerSource

    for name, option in _ENGINE_ONLY.items():
        if request.options.get(name) not in (None, "auto"):
            raise UsageError(
                f"{option} is a setting of the server's own.",
                "Leave it out, or set it where the server runs.",
            )
    patience = Patience() if request.server_timeout is None else Patience(timeout=request.server_timeout)
    return ServerSource(request.server, None if request.model is None else str(request.model), patience)


def spread(prompts: Sequence[Prompt], n: int | None) -> list[Prompt]:
    """``n`` prompts taken from the genres in turn, in the file's order; more of them hold all of fewer.

    Raises:
        UsageError: There are not so many.
    """
    if n is None:
        return list(prompts)
    if n > len(prompts):
        raise UsageError(
            f"There are {len(prompts):,} prompts, not {n:,}.", "Give a smaller --n, or more --epochs."
        )
    by_genre: dict[str | None, deque[int]] = defaultdict(deque)
    for index, prompt in enumerate(prompts):
        by_genre[prompt.genre].append(index)
    taken: list[int] = []
    while len(taken) < n:
        for waiting in by_genre.values():
            if waiting and len(taken) < n:
                taken.append(waiting.popleft())
    return [prompts[index] for index in sorted(taken)]


class _Teller:
    """Makes the runner's events into a progress line and notices."""

    def __init__(self, meter: Meter, scanner: StoryScanner | None) -> None:
        self.meter, self.scanner = meter, scanner
        self.done = self.tokens = self.scored = self.flagged = 0
        self.first_error: str | None = None

    def tell(self, event: object) -> None:
        """Show one event."""
        from detector.generation import runner_events as events

        if isinstance(event, events.Planned):
            self.done = self.meter.resumed = event.done
            if event.done:
                say(f"{event.folder}: {event.done:,} of {event.total:,} stories are there; going on.")
        elif isinstance(event, events.Notice):
            with self.meter.paused():
                say(event.text)
        elif isinstance(event, events.Ready):
            with self.meter.paused():
                say(_engine_line(event.engine))
            self.meter.restart()
        elif isinstance(event, events.Progress):
            self.tokens = event.tokens
        elif isinstance(event, events.StoryDone):
            self.done = event.done
            self.first_error = self.first_error or event.story.error
            self._count(event.story)
        elif isinstance(event, events.Finished):
            with self.meter.paused():
                self._lost(event.by_status)
        rate = self.flagged / self.scored if self.scored else None
        self.meter.update(self.done, self.tokens, flagged=rate)

    def _lost(self, by_status: Mapping[Any, int]) -> None:
        """Say which attempts gave no story to scan, and why the first of them failed."""
        lost = {status.value: n for status, n in by_status.items() if n and status.value != "ok"}
        if lost:
            listed = ", ".join(f"{n:,} {name}" for name, n in sorted(lost.items()))
            why = f" The first error: {self.first_error}" if self.first_error else ""
            say(f"Of {sum(by_status.values()):,} written, these are no stories: {listed}.{why}")

    def _count(self, story: Any) -> None:
        if self.scanner is None:
            return
        from detector.inputs import from_story

        result = self.scanner.scan(from_story(story))
        self.scored += any(score.value is not None for score in result.scores)
        self.flagged += result.flagged


def _engine_line(engine: Any) -> str:
    if engine.chat_format == "server":
        stories = "one story" if engine.n_parallel == 1 else f"{engine.n_parallel} stories"
        return f"The {engine.build} writes, {stories} at a time."
    layers = {0: "on the CPU", -1: "all layers on the GPU"}.get(
        engine.n_gpu_layers, f"{engine.n_gpu_layers} layers on the GPU"
    )
    threads = "1 thread" if engine.n_threads == 1 else f"{engine.n_threads} threads"
    how = f"{threads}, context {engine.n_ctx:,}, {engine.chat_format} format"
    return f"llama.cpp runs {layers}, {how}."
