"""The engine as the runner sees it: stories go in, outcomes come out, whatever happens to the child."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from detector.errors import EngineCrashed, Interrupted
from detector.generation.child_process import ChildDied, ChildProcess
from detector.generation.config import EngineConfig
from detector.generation.protocol import EngineInfo, Outcome, Request
from detector.records import Status

GO, FINISH, ABORT = 0, 1, 2
"""What ``stop`` may answer: go on, finish the stories in flight, end at once."""

_ATTEMPTS = 2
_ATTEMPTS_IF_KILLED = 3  # from outside or for want of memory: the story is not likely to blame
_CRASHES_IN_A_ROW = 5
_LOADS_IF_KILLED = 3  # of a model that has been loaded before
_POLL_SECONDS = 0.1


class EngineProcess:
    """An engine in a child process that is started again when it dies.

    A story that was being written when the child crashed is tried once more, alone, so that of several only
    the one that kills the child is lost; those that had not begun are none the wiser. A child that is killed
    for memory is started again with half as many stories at a time. The thread that calls ``start`` must
    live until ``close``.

    Args:
        model: The model file.
        config: How llama.cpp runs.
        log: A file that gets what the child and llama.cpp say.
        on_notice: Gets sentences that the user should see.
        on_progress: Gets the tokens written so far, about twice a second.
        stop: Asked several times a second: ``GO``, ``FINISH`` or ``ABORT``.

    Attributes:
        info: What runs; set by ``start``.
        evaluated: Tokens that the present child had decoded when its last story ended, prompts included.
    """

    info: EngineInfo

    def __init__(
        self,
        model: Path,
        config: EngineConfig,
        *,
        log: Path,
        on_notice: Callable[[str], None] = lambda _sentence: None,
        on_progress: Callable[[int], None] = lambda _tokens: None,
        stop: Callable[[], int] = lambda: GO,
    ) -> None:
        self._model, self._config, self._log = model, config, log
        self._on_notice, self._on_progress, self._stop = on_notice, on_progress, stop
        self._child: ChildProcess | None = None
        self._tokens = self._tokens_before = 0
        self._loads_left = 0
        self.evaluated = 0

    @property
    def pid(self) -> int | None:
        """The child's process id, while there is one."""
        return self._child.pid if self._child is not None else None

    def start(self) -> EngineInfo:
        """Start the child, load the model and try the first decode; without extra buffer types if they crash.

        Raises:
            EngineUnavailable: llama-cpp-python is missing.
            ModelError: The model cannot be used.
            EngineCrashed: The child dies with and without extra buffer types.
            Interrupted: ``stop`` said so.
        """
        first_death: ChildDied | None = None
        while True:
            doing = "loading the model"
            self.close()
            self._child = ChildProcess(self._model, self._config, self._log)
            try:
                while (message := self._receive(until=FINISH))["type"] != "ready":
                    doing = "its first decode"
            except ChildDied as died:
                if died.out_of_memory and self._loads_left > 0:
                    self._loads_left -= 1  # there was memory for it before
                    continue
                if self._config.use_extra_bufts and not died.out_of_memory:
                    first_death = died
                    self._config = self._config.model_copy(update={"use_extra_bufts": False})
                    continue
                cure = "It needs more memory than there is." if died.out_of_memory else ""
                raise EngineCrashed(
                    f"{self._model}: the process that runs llama.cpp {died.how} in {doing}.",
                    f"{cure} Its log is {self._log}.".strip(),
                ) from died
            self._loads_left = _LOADS_IF_KILLED
            self.info = EngineInfo.model_validate(message["engine"])
            if first_death is not None:
                self._on_notice(
                    f"llama.cpp {first_death.how} at its first decode, as its AMX kernels do on some CPUs; "
                    "continuing without them (use_extra_bufts=False)."
                )
            return self.info

    def write(self, requests: Iterable[Request]) -> Iterator[Outcome]:
        """Write stories; outcomes come as they end, which with several at a time is in no fixed order.

        The child is given more stories than it writes at a time, so that one that ends makes room for the
        next at once. Stops early, with the stories in flight ended, once ``stop`` says ``FINISH``.

        Raises:
            EngineCrashed: The child cannot be started again, or five stories in a row killed it.
            Interrupted: ``stop`` said ``ABORT``; the stories in flight are lost.
        """
        waiting, again, suspects = iter(requests), deque[Request](), deque[Request]()
        in_flight: dict[str, Request] = {}  # in the order in which the child takes them
        deaths: dict[str, int] = {}
        killed_in_a_row, dropped = 0, False
        while True:
            if not any(request_id in deaths for request_id in in_flight):  # such a one runs alone
                self._submit(waiting, again, suspects, in_flight)
            if not in_flight:
                return
            if not dropped and self._stop() >= FINISH:
                dropped = True
                assert self._child is not None
                self._child.drop()
            try:
                message = self._receive(until=ABORT)
            except ChildDied as died:
                n_begun = min(self.info.n_parallel, len(in_flight))
                lost = list(in_flight.values())
                in_flight.clear()
                again.extendleft(reversed(lost[n_begun:]))
                for request in lost[:n_begun]:
                    name = request.request_id
                    deaths[name] = deaths.get(name, 0) + 1
                    if deaths[name] < (_ATTEMPTS_IF_KILLED if died.out_of_memory else _ATTEMPTS):
                        suspects.append(request)
                    else:
                        killed_in_a_row += 1
                        yield _lost(name, died, deaths[name])
                if died.out_of_memory and self.info.n_parallel > 1:
                    # Too many at a time: none of them is to blame, and they need not run alone.
                    for request in reversed(suspects):
                        deaths.pop(request.request_id, None)
                        again.appendleft(request)
                    n_retried = len(suspects)
                    suspects.clear()
                else:
                    n_retried = len(suspects)
                if self._stop() >= FINISH:
                    return
                if killed_in_a_row >= _CRASHES_IN_A_ROW:
                    raise EngineCrashed(
                        f"{self._model}: {killed_in_a_row} stories in a row killed the process that runs "
                        f"llama.cpp; the last time it {died.how}.",
                        f"Its log is {self._log}. The same command goes on with the stories that are left.",
                    ) from died
                self._restart(died, n_retried)
                continue
            if message["type"] == "done":
                self.evaluated = int(message.get("evaluated", 0))
                outcome = Outcome.model_validate(message["outcome"])
                in_flight.pop(outcome.request_id, None)
                killed_in_a_row = 0
                yield outcome
            elif message["type"] == "dropped":
                for request_id in message["request_ids"]:
                    in_flight.pop(request_id, None)

    def close(self) -> None:
        """End the child; stories in flight are lost. A second call does nothing."""
        if self._child is not None:
            self._child.close()
            self._child = None

    def _submit(
        self,
        waiting: Iterator[Request],
        again: deque[Request],
        suspects: deque[Request],
        in_flight: dict[str, Request],
    ) -> None:
        assert self._child is not None
        while self._stop() == GO and len(in_flight) < 2 * self.info.n_parallel:
            if suspects:
                if in_flight:
                    return
                request: Request | None = suspects.popleft()
                alone = True
            else:
                request = again.popleft() if again else next(waiting, None)
                alone = False
            if request is None:
                return
            in_flight[request.request_id] = request
            self._child.submit(request)
            if alone:
                return

    def _receive(self, *, until: int) -> dict[str, Any]:
        assert self._child is not None
        while True:
            if self._stop() >= until:
                self.close()
                raise Interrupted("Stopped.")
            message = self._child.receive(_POLL_SECONDS)
            if message is None:
                continue
            if message["type"] == "notice":
                self._on_notice(message["text"])
            if "tokens" in message:
                self._tokens = self._tokens_before + int(message["tokens"])
                self._on_progress(self._tokens)
            return message

    def _restart(self, died: ChildDied, n_retried: int) -> None:
        self._tokens_before = self._tokens
        sentence = f"The process that runs llama.cpp {died.how}; it is started again"
        if died.out_of_memory and self.info.n_parallel > 1:
            n_parallel = self.info.n_parallel // 2
            self._config = self._config.model_copy(update={"n_parallel": n_parallel})
            sentence += f" with {n_parallel} stories at a time"
        if n_retried:
            sentence += f", and {n_retried} {'story is' if n_retried == 1 else 'stories are'} tried once more"
        self._on_notice(sentence + ".")
        self.start()


def _lost(request_id: str, died: ChildDied, times: int) -> Outcome:
    return Outcome(
        request_id=request_id,
        status=Status.ERROR,
        finish_reason="error",
        error=f"The process that runs llama.cpp {died.how} while writing this story, {times} times.",
    )
