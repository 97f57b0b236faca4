"""Questions to a model, answers to the readings that asked; what was asked before is not asked again."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from detector.generation.protocol import Outcome, Request
from detector.generation.runner_source import StoryEngine
from detector.judge.questions import Asker, Question
from detector.judge.reading import StoryReading
from detector.judge.records import Answer
from detector.judge.store import AnswerStore
from detector.records import Status

_Asked = tuple[StoryReading, Question, str]


class Desk:
    """Keeps an engine busy with the questions of several readings.

    A reading's further questions come before those of stories not yet begun, so that stories end in about the
    order in which they began, and few are open at a time.

    Args:
        engine: Started.
        asker: Makes requests.
        store: Kept answers.
        judge_id: Which judge answers.
    """

    def __init__(self, engine: StoryEngine, asker: Asker, store: AnswerStore, judge_id: str) -> None:
        self._engine, self._asker, self._store, self._judge_id = engine, asker, store, judge_id
        self._queue: deque[_Asked] = deque()
        self._asked: dict[str, _Asked] = {}
        self._finished: deque[StoryReading] = deque()
        self._waiting: Iterator[StoryReading] = iter(())
        self._n = 0
        self.n_kept = 0

    def read(self, readings: Iterable[StoryReading]) -> Iterator[StoryReading]:
        """Give the readings back as they end.

        Raises:
            StoryfaultError: The engine failed for good; answers until then are kept.
        """
        self._waiting = iter(readings)
        for outcome in self._engine.write(_Feed(self)):
            self._answered(outcome)
            while self._finished:
                yield self._finished.popleft()
        while self._finished:
            yield self._finished.popleft()

    def next_request(self) -> Request | None:
        """The next question that the engine has to answer; None while there is none."""
        while True:
            if self._queue:
                reading, question, key = self._queue.popleft()
                kept = self._store.get(key)
                if kept is not None:
                    self.n_kept += 1
                    self._next(reading, reading.take(question, kept))
                    continue
                self._n += 1
                name = f"q{self._n}"
                self._asked[name] = (reading, question, key)
                return self._asker.request(question, name)
            reading_or_none = next(self._waiting, None)
            if reading_or_none is None:
                return None
            self._next(reading_or_none, reading_or_none.questions())

    def _next(self, reading: StoryReading, questions: list[Question]) -> None:
        asked = [(reading, question, self._asker.key(question)) for question in questions]
        self._queue.extendleft(reversed(asked))
        if reading.done:
            self._finished.append(reading)

    def _answered(self, outcome: Outcome) -> None:
        reading, question, key = self._asked.pop(outcome.request_id)
        if outcome.status is Status.ERROR:
            self._next(reading, reading.lose(question, outcome.error or "no answer"))
            return
        answer = Answer(
            key=key,
            judge_id=self._judge_id,
            story_id=question.story_id,
            window=question.window.index,
            task=question.task,
            vote=question.vote,
            attempt=question.attempt,
            completion=outcome.completion,
            reasoning=outcome.reasoning,
            finish_reason=outcome.finish_reason,
            usage=outcome.usage,
            seconds=outcome.seconds,
        )
        self._store.add(answer)
        self._next(reading, reading.take(question, answer))


class _Feed:
    """What an engine draws its requests from; may have none for a moment, and more after an answer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> Request:
        request = self._desk.next_request()
        if request is None:
            raise StopIteration
        return request
