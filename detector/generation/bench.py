"""``bench generate``: how fast we write, next to a user's loop and to llama.cpp alone, in one run."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from detector.errors import EngineCrashed
from detector.generation.bench_protocol import Contestant, Round, Setting, Table, contestants, shares
from detector.generation.bench_result import BenchResult, Row, result_of, row_of
from detector.generation.child_process import child_environment
from detector.generation.child_supervisor import EngineProcess
from detector.generation.config import EngineConfig
from detector.generation.doctor_memory import available_memory, memory_need
from detector.generation.gguf_header import read_header
from detector.generation.models import describe
from detector.generation.protocol import read_frame, write_frame
from detector.generation.shape import small_shape

_ROUNDS = 4
_OF_FREE = 0.8  # share of the free memory that may be in use by contestants that wait for their turn

Progress = Callable[[int, int], None]
"""Called with rounds done and rounds in all."""


def bench(
    model: Path | None = None, *, n_threads: int | None = None, progress: Progress | None = None
) -> BenchResult:
    """Measure; about three minutes with the cached shape on two quiet cores.

    Every contestant has a process of its own, so that its peak memory is its own; where memory allows they
    take turns round by round, so that what else runs on the machine disturbs all of them alike.

    Args:
        model: A GGUF file; else a shape of about 400 MB that is made once and kept.
        n_threads: As in ``EngineConfig``; the same for all.
        progress: Called after each round.

    Raises:
        ModelError: The model cannot be used.
        EngineUnavailable: llama-cpp-python is missing.
        EngineCrashed: A contestant's process ended.
    """
    path = describe(model if model is not None else small_shape(), digest=False).path
    with tempfile.TemporaryDirectory(prefix="storyfault-bench-") as folder:
        log = Path(folder) / "engine.log"
        setting = _setting(path, n_threads, log)
        tables: tuple[Table, ...] = ("decode", "samples")
        everyone = [(table, contestants(table)) for table in tables]
        total = sum(len(shares(one, _ROUNDS)) for _, some in everyone for one in some)
        done = 0

        def tick() -> None:
            nonlocal done
            done += 1
            if progress is not None:
                progress(done, total)

        rows: list[Row] = []
        for _, some in everyone:
            groups = [some] if _fit_together(path, setting, some) else [[one] for one in some]
            for group in groups:
                rows += _compete(setting, group, log, tick)
    return result_of(rows, setting)


def _compete(
    setting: Setting, some: Sequence[Contestant], log: Path, tick: Callable[[], None]
) -> Iterator[Row]:
    with contextlib.ExitStack() as stack:
        workers = [stack.enter_context(_Worker(setting, one, log)) for one in some]
        rounds: list[list[Round]] = [[] for _ in some]
        for turn in range(_ROUNDS):
            for worker, one, found in zip(workers, some, rounds, strict=True):
                mine = shares(one, _ROUNDS)
                if turn * len(mine) % _ROUNDS < len(mine):
                    found.append(worker.run(mine[len(found)]))
                    tick()
        for one, found in zip(some, rounds, strict=True):
            yield row_of(one, found)


class _Worker:
    """A contestant's process."""

    def __init__(self, setting: Setting, contestant: Contestant, log: Path) -> None:
        self._name = f"{contestant.kind} at {contestant.n_sequences}"
        with log.open("ab") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "detector.generation.bench_worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                env=child_environment(),
            )
        self._log = log
        load = {"type": "load", "setting": setting.model_dump(), "contestant": contestant.model_dump()}
        write_frame(self._pipe(self._process.stdin), load)
        self._receive()

    def run(self, share: range) -> Round:
        """One round."""
        write_frame(
            self._pipe(self._process.stdin), {"type": "run", "start": share.start, "stop": share.stop}
        )
        return Round.model_validate(self._receive()["round"])

    def _receive(self) -> dict[str, Any]:
        message = read_frame(self._pipe(self._process.stdout))
        if message is None or message["type"] == "failed":
            said = self._log.read_text(errors="replace").strip().splitlines()[-1:] if message is None else []
            why = message["message"] if message is not None else " ".join(said)
            raise EngineCrashed(f"The bench of {self._name} ended: {why[:300]}")
        return message

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        assert pipe is not None
        return pipe

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, *_: Any) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                self._pipe(pipe).close()


def _setting(path: Path, n_threads: int | None, log: Path) -> Setting:
    """What an engine takes here: threads by the model's size, extra buffers unless they crash."""
    engine = EngineProcess(path, EngineConfig(n_ctx=256, n_parallel=16, n_threads=n_threads), log=log)
    try:
        info = engine.start()
    finally:
        engine.close()
    return Setting(
        model=str(path),
        n_threads=info.n_threads,
        use_extra_bufts=info.use_extra_bufts,
        n_gpu_layers=info.n_gpu_layers,
    )


def _fit_together(path: Path, setting: Setting, some: Sequence[Contestant]) -> bool:
    headers = [read_header(part) for part in describe(path, digest=False).paths]
    needs = [memory_need(headers, n_ctx=setting.n_ctx, n_parallel=one.n_sequences).total for one in some]
    available = available_memory()
    return available is not None and sum(needs) < _OF_FREE * available
