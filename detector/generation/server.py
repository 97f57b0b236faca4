"""The runner's engine where a server writes: bounded concurrency, patience with transport only.

What is tried again is what never became an answer: a connection that fails or breaks, and the statuses 429
and 503. An answer that came is an outcome, however short or empty.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from detector.errors import EngineCrashed, EngineUnavailable, Interrupted, ModelError, StoryfaultError
from detector.generation.child_supervisor import ABORT, GO
from detector.generation.protocol import EngineInfo, Outcome, Request
from detector.generation.server_answer import Answer
from detector.generation.server_http import Dropped, Exchange, Malformed, Refused, Unreachable
from detector.generation.server_request import needs_extensions, request_body
from detector.generation.server_url import KEY_VARIABLE, Endpoint
from detector.records import Status

_ERRORS_IN_A_ROW = 5
_POLL_SECONDS, _PROGRESS_SECONDS = 0.1, 0.5
_TRY_AGAIN = (429, 503)
_NOT_UNDERSTOOD = (400, 422)
_LONGEST_WAIT = 60.0

T = TypeVar("T")


@dataclass(frozen=True)
class Patience:
    """How long a server is waited for.

    Attributes:
        timeout: Seconds for a connection and for each next piece of an answer; the first piece comes after
            the prompt has been read, and after the server has finished what stands before it.
        first_timeout: Seconds for the list of models.
        attempts: How often a request is sent at most.
        backoff: Seconds before the second attempt; doubled before each further one, a minute at most.
    """

    timeout: float = 600.0
    first_timeout: float = 30.0
    attempts: int = 5
    backoff: float = 1.0

    def pause(self, attempt: int, asked: float | None = None) -> float:
        """Seconds before the attempt after this one (from 1), or as many as the server asks for."""
        return min(_LONGEST_WAIT, self.backoff * 2 ** (attempt - 1) if asked is None else asked)


def ask_patiently(
    url: str, patience: Patience, ask: Callable[[], T], wait: Callable[[float], object] = time.sleep
) -> T:
    """Ask until there is an answer.

    Raises:
        EngineUnavailable: The server is not there, or is busy each time.
        Dropped: The connection broke each time.
        Refused: It refuses otherwise.
        Malformed: Its answer is not of the form.
    """
    for attempt in range(1, patience.attempts + 1):
        try:
            return ask()
        except Unreachable as error:
            if attempt == patience.attempts:
                raise EngineUnavailable(
                    f"{url}: the server cannot be reached ({error}), {attempt} times.",
                    "Start it, or check the address; the same command then goes on.",
                ) from error
            wait(patience.pause(attempt))
        except Dropped:
            if attempt == patience.attempts:
                raise
            wait(patience.pause(attempt))
        except Refused as error:
            if error.status not in _TRY_AGAIN:
                raise
            if attempt == patience.attempts:
                raise EngineUnavailable(
                    f"{url}: {error}, {attempt} times.", "Wait, or ask for less with --n-parallel."
                ) from error
            wait(patience.pause(attempt, error.retry_after))
    raise ValueError("attempts is less than 1")


class ServerEngine:
    """Asks a server for stories, ``n_parallel`` at a time; has the face of ``EngineProcess``.

    Args:
        endpoint: The server.
        model: The model's name there.
        info: What runs, as it is recorded.
        patience: How long to wait, and how often to try.
        on_notice: Gets sentences that the user should see.
        on_progress: Gets the pieces of text that came so far, about twice a second.
        stop: Asked several times a second; see ``child_supervisor``.
        takes_grammar: The server takes GBNF (llama-cpp-python's), whose own schemas are not kept.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        model: str,
        info: EngineInfo,
        patience: Patience,
        *,
        on_notice: Callable[[str], None] = lambda _sentence: None,
        on_progress: Callable[[int], None] = lambda _tokens: None,
        stop: Callable[[], int] = lambda: GO,
        takes_grammar: bool = False,
    ) -> None:
        self._takes_grammar = takes_grammar
        self._endpoint, self._model, self.info, self._patience = endpoint, model, info, patience
        self._on_notice, self._on_progress, self._stop = on_notice, on_progress, stop
        self._extensions = True
        self._told: set[str] = set()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._exchanges: set[Exchange] = set()
        self._ended: queue.SimpleQueue[Outcome | StoryfaultError] = queue.SimpleQueue()
        self._notices: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._n_pieces = 0

    def start(self) -> EngineInfo:
        """Nothing is to be started: that the server has the model was asked before."""
        return self.info

    def write(self, requests: Iterable[Request]) -> Iterator[Outcome]:
        """Write stories; outcomes come as they end.

        Stops early, with the stories in flight ended, once ``stop`` says ``FINISH``.

        Raises:
            EngineUnavailable: The server is not there, or refuses the key.
            ModelError: It does not have the model.
            EngineCrashed: Five stories in a row failed.
            Interrupted: ``stop`` said ``ABORT``; the stories in flight are lost.
        """
        waiting, in_flight, failed = iter(requests), 0, 0
        told = time.monotonic()
        while True:
            while self._stop() == GO and in_flight < self.info.n_parallel:
                request = next(waiting, None)
                if request is None:
                    break
                threading.Thread(target=self._work, args=(request,), daemon=True).start()
                in_flight += 1
            if in_flight == 0:
                return
            if self._stop() >= ABORT:
                self.close()
                raise Interrupted("Stopped.")
            if (now := time.monotonic()) - told >= _PROGRESS_SECONDS:
                told = now
                self._on_progress(self._n_pieces)
            ended = self._next()
            if ended is None:
                continue
            in_flight -= 1
            if isinstance(ended, StoryfaultError):
                self.close()
                raise ended
            failed = failed + 1 if ended.status is Status.ERROR else 0
            self._on_progress(self._n_pieces)
            yield ended
            if failed >= _ERRORS_IN_A_ROW:
                self.close()
                raise EngineCrashed(
                    f"{self._endpoint.url}: {failed} stories in a row failed; the last time: {ended.error}",
                    "Look at the server's log. The same command goes on with the stories that are left.",
                )

    def close(self) -> None:
        """Break the connections; stories in flight are lost. A second call does nothing."""
        self._closed.set()
        with self._lock:
            for exchange in self._exchanges:
                exchange.abort()

    def _next(self) -> Outcome | StoryfaultError | None:
        while not self._notices.empty():
            self._on_notice(self._notices.get())
        try:
            return self._ended.get(timeout=_POLL_SECONDS)
        except queue.Empty:
            return None

    def _work(self, request: Request) -> None:
        """One story, in a thread of its own."""
        try:
            self._ended.put(self._write_one(request))
        except StoryfaultError as error:
            self._ended.put(error)
        except Exception as error:
            self._ended.put(EngineCrashed(f"{self._endpoint.url}: {type(error).__name__}: {error}."))

    def _write_one(self, request: Request) -> Outcome:
        """One story, or how its loss is recorded.

        Raises:
            StoryfaultError: No further story would do better.
        """
        extensions = self._extensions
        try:
            return self._ask(request, extensions)
        except Refused as error:
            if extensions and error.status in _NOT_UNDERSTOOD and not needs_extensions(request):
                return self._without_extensions(request, error)
            problem = self._stops_the_run(error)
            if problem is not None:
                raise problem from error
            return _lost(request, f"{self._endpoint.url}: {error}.")
        except Malformed as error:
            return _lost(request, f"{self._endpoint.url}: {error}.")
        except Dropped as error:
            return _lost(
                request,
                f"{self._endpoint.url}: the connection broke in this story each of "
                f"{self._patience.attempts} times ({error}).",
            )

    def _without_extensions(self, request: Request, refused: Refused) -> Outcome:
        """Try without the settings that OpenAI's interface lacks; none is asked for, so none is lost."""
        try:
            outcome = self._ask(request, False)
        except Refused:
            return _lost(request, f"{self._endpoint.url}: {refused}.")
        self._extensions = False
        self._tell(
            f"{self._endpoint.url} does not take the settings that OpenAI's interface lacks (top-k, min-p, "
            "repeat penalty, reasoning effort, a form for answers): its own defaults apply."
        )
        return outcome

    def _ask(self, request: Request, extensions: bool) -> Outcome:
        return ask_patiently(
            self._endpoint.url,
            self._patience,
            lambda: self._ask_once(request, extensions),
            self._closed.wait,
        )

    def _ask_once(self, request: Request, extensions: bool) -> Outcome:
        began, answer = time.monotonic(), Answer(request)
        exchange = Exchange(self._endpoint, self._patience.timeout)
        with self._lock:
            self._exchanges.add(exchange)
        try:
            if self._closed.is_set():
                raise Interrupted("Stopped.")
            body = request_body(
                request, self._model, extensions=extensions, takes_grammar=self._takes_grammar
            )
            before = 0
            for piece in exchange.stream("/chat/completions", body):
                enough = answer.take(piece)
                with self._lock:
                    self._n_pieces += answer.n_pieces - before
                before = answer.n_pieces
                if enough:
                    break
        except Dropped:
            if self._closed.is_set():
                raise Interrupted("Stopped.") from None
            if not answer.whole:
                raise
        finally:
            with self._lock:
                self._exchanges.discard(exchange)
        if not answer.whole:
            raise Dropped(
                "the answer ended without a finish reason, as of a server that serves one request at a time "
                "and lets a new one interrupt it: try --n-parallel 1"
            )
        if not answer.counted:
            self._tell(
                f"{self._endpoint.url} does not say for every story how many tokens it took: there, output "
                "tokens are the pieces of text that came, and input tokens stand as 0."
            )
        return answer.outcome(time.monotonic() - began)

    def _stops_the_run(self, error: Refused) -> StoryfaultError | None:
        problem = f"{self._endpoint.url}: {error}."
        if error.status in (401, 403):
            return EngineUnavailable(problem, f"Set the environment variable {KEY_VARIABLE} to its key.")
        if error.status == 404 and "model" in error.message.lower():
            return ModelError(problem, "Name a model that the server has with --model.")
        if error.status in (404, 405) or 300 <= error.status < 400:
            return EngineUnavailable(
                problem, "Check the address: it should be like http://localhost:8080/v1."
            )
        return None

    def _tell(self, sentence: str) -> None:
        with self._lock:
            if sentence in self._told:
                return
            self._told.add(sentence)
        self._notices.put(sentence)


def _lost(request: Request, problem: str) -> Outcome:
    return Outcome(request_id=request.request_id, status=Status.ERROR, finish_reason="error", error=problem)
