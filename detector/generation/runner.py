"""Prompts in, a run folder of stories out; stopped at any moment, the same call goes on where it was."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from detector.errors import Interrupted, StoryfaultError
from detector.generation import runner_events as events
from detector.generation.child_supervisor import FINISH
from detector.generation.config import GenerateConfig
from detector.generation.hardware import describe_hardware
from detector.generation.runner_plan import PlannedStory, make_plan, remaining, require_same
from detector.generation.runner_records import changes_rounding, new_run_info, story_row
from detector.generation.runner_signals import StopSignals
from detector.generation.runner_source import Source, StoryEngine, as_source
from detector.records import Dataset, Prompt, RunInfo, Status, utc_now
from detector.runs.folder import RunFolder

ENGINE_LOG = "engine.log"


def generate(
    model: Path | str | Source,
    prompts: Sequence[Prompt],
    *,
    out: Path | str,
    config: GenerateConfig | None = None,
    seed: int = 1,
    epochs: int = 1,
    resume: bool = True,
    on_event: events.OnEvent | None = None,
    dataset: Dataset | None = None,
    command: str | None = None,
) -> RunFolder:
    """Write a story for every prompt with a local model, or a server's.

    Args:
        model: A GGUF file, or a ``ServerSource``.
        prompts: What is asked; their ids differ.
        out: The run's folder. If it holds a run of the same model, settings and seed, that one goes on.
        config: How the model is asked and run.
        seed: From which every story's own seed is made.
        epochs: Stories per prompt.
        resume: False refuses a folder that holds a run.
        on_event: Gets events as they happen; called in this thread.
        dataset: Where the prompts come from.
        command: What resumes this run when it is typed again.

    Returns:
        The finished run, open for reading.

    Raises:
        EngineUnavailable: llama-cpp-python is not installed, or the server is not there.
        ModelError: The model cannot be used.
        RunError: The folder holds another run, or is in use.
        WriteError: A row could not be written.
        EngineCrashed: llama.cpp crashed too often, or the server failed.
        Interrupted: The user stopped it; the cure names the command that resumes.
        UsageError: The prompts or epochs make no run.
    """
    config = config or GenerateConfig()
    say = on_event or (lambda _event: None)
    plan = make_plan(prompts, epochs, seed)
    source = as_source(model)
    info = new_run_info(source.model_info(), config, seed, epochs, len(plan), dataset, command)
    with _open(Path(out), info, config, seed, resume) as folder:
        todo = remaining(folder, plan)
        for sentence in folder.repairs:
            say(events.Notice(sentence))
        say(events.Planned(folder.path, len(plan), len(plan) - len(todo)))
        if todo or folder.info.status != "complete":
            folder.update_info(
                epochs=epochs,
                n_requested=len(plan),
                dataset=dataset or folder.info.dataset,
                command=command or folder.info.command,
            )
        if todo:
            _Writer(folder, source, config, todo, len(plan), say, command).run()
        if todo or folder.info.status != "complete":
            folder.update_info(status="complete", completed_at=utc_now())
    return RunFolder.open(out)


class _Writer:
    """One call's work: the engine, and the folder its stories go to."""

    def __init__(
        self,
        folder: RunFolder,
        source: Source,
        config: GenerateConfig,
        todo: Sequence[PlannedStory],
        total: int,
        say: events.OnEvent,
        command: str | None,
    ) -> None:
        self._folder, self._source, self._config, self._say = folder, source, config, say
        self._todo = {story.story_id: story for story in todo}
        self._total, self._done, self._command = total, total - len(todo), command
        self._by_status: Counter[Status] = Counter()
        self._tokens, self._began = 0, time.monotonic()
        self._told = False

    def run(self) -> None:
        """Write what is left to write."""
        with StopSignals() as signals:
            engine = self._source.open(
                self._config,
                log=self._folder.path / ENGINE_LOG,
                on_notice=lambda sentence: self._say(events.Notice(sentence)),
                on_progress=self._progress,
                stop=lambda: self._stop_level(signals),
            )
            try:
                self._write(engine)
                stopped = signals.level >= FINISH and self._done < self._total
            except Interrupted:
                stopped = True
            except BaseException:
                with contextlib.suppress(StoryfaultError):
                    self._folder.update_info(status="error")
                raise
            finally:
                engine.close()
            self._finish(stopped)

    def _write(self, engine: StoryEngine) -> None:
        self._folder.update_info(status="started", completed_at=None)
        self._say(events.Loading(self._source.location))
        ready = engine.start()
        self._record_session(ready.model_dump(mode="json"))
        self._say(events.Ready(ready))
        self._began = time.monotonic()
        for outcome in engine.write(story.request(self._config) for story in self._todo.values()):
            planned = self._todo[outcome.request_id]
            story = story_row(planned, outcome, self._folder.info, self._config)
            self._folder.append_story(story)
            self._done += 1
            self._by_status[story.status] += 1
            self._say(events.StoryDone(story, self._done, self._total))

    def _finish(self, stopped: bool) -> None:
        seconds = time.monotonic() - self._began
        if stopped:
            self._folder.update_info(status="interrupted")
        self._say(
            events.Finished(self._done, self._total, dict(self._by_status), self._tokens, seconds, stopped)
        )
        if stopped:
            raise Interrupted(
                f"Stopped with {self._done} of {self._total} stories in {self._folder.path}.",
                f"Resume with: {self._command}" if self._command else "The same call resumes it.",
            )

    def _stop_level(self, signals: StopSignals) -> int:
        if signals.level >= FINISH and not self._told:
            self._told = True
            after = "Stopping after the story in flight; press Ctrl-C again to stop at once."
            self._say(events.Notice(after if signals.level == FINISH else "Stopping at once."))
        return signals.level

    def _progress(self, tokens: int) -> None:
        self._tokens = tokens
        seconds = max(time.monotonic() - self._began, 1e-9)
        self._say(events.Progress(tokens, tokens / seconds))

    def _record_session(self, engine: dict[str, Any]) -> None:
        """Add what ran this time, which may be another machine than the last time, to ``run.json``."""
        info = self._folder.info
        session = {"started_at": utc_now().isoformat(), "engine": engine, "hardware": describe_hardware()}
        sessions = [*info.config.get("sessions", []), session]
        before = sessions[-2]["engine"] if len(sessions) > 1 else engine
        if changed := [f"{k} {before.get(k)} → {engine[k]}" for k in changes_rounding(before, engine)]:
            self._say(
                events.Notice(
                    f"The engine is not last time's ({'; '.join(changed)}): seeds are the same, but "
                    "rounding may differ, so stories need not be those that an uninterrupted run would have."
                )
            )
        changes: dict[str, Any] = {"config": {**info.config, "sessions": sessions}}
        if info.model is not None and info.model.llama_cpp_build is None:
            changes["model"] = info.model.model_copy(update={"llama_cpp_build": engine["build"]})
        self._folder.update_info(**changes)


def _open(path: Path, info: RunInfo, config: GenerateConfig, seed: int, resume: bool) -> RunFolder:
    if not resume or not (path / "run.json").exists():
        return RunFolder.create(path, info)
    folder = RunFolder.open(path, write=True)
    try:
        assert info.model is not None
        require_same(path, folder.info, info.model, config, seed)
    except BaseException:
        folder.close()
        raise
    return folder
