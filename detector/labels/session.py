"""One labeller's sitting: questions out, answers in; knows no HTTP."""

from __future__ import annotations

import hashlib
import threading
from typing import Any

from detector.errors import UsageError
from detector.labels.queue import Question, Queue
from detector.labels.records import Answer, Label
from detector.labels.store import LabelStore
from detector.labels.view import implied, question_view
from detector.records import Category, Story, utc_now
from detector.report.visible import short, visible

ANSWERS: tuple[Answer, ...] = ("error", "fine", "unsure")
_LONGEST_PAUSE = 3600.0


class LabelSession:
    """Answers to the questions of one sample by one labeller.

    Args:
        queue: The questions.
        store: Where the answers go.
        labeller: Who answers.
        names: Code to (name, category) of the checks, for the findings and for marked spans.
        blind: Do not show probabilities.
    """

    def __init__(
        self,
        queue: Queue,
        store: LabelStore,
        labeller: str,
        names: dict[str, tuple[str, str]],
        *,
        blind: bool = False,
    ) -> None:
        self.queue, self.labeller, self.blind = queue, labeller, blind
        self._store, self._names = store, names
        self._order = queue.order
        self._lock = threading.Lock()

    def state(self) -> dict[str, Any]:
        """What the page shows around the questions: who, what, and how far."""
        answers = self._store.of(self.labeller)
        return {
            "run": short(self.queue.sampling.run_id, 60),
            "labeller": short(self.labeller, 40),
            "blind": self.blind,
            "items": [
                {
                    "id": question.id,
                    "kind": question.kind,
                    "answer": answers[question.id].answer if question.id in answers else None,
                }
                for question in self.queue.questions
            ],
            "checks": [
                {"code": visible(code), "name": visible(name), "category": category}
                for code, (name, category) in self._names.items()
            ],
        }

    def view(self, index: int) -> dict[str, Any]:
        """One question.

        Raises:
            UsageError: There is no such question.
        """
        if not 0 <= index < len(self.queue.questions):
            raise UsageError(f"There is no question {index}.", "Reload the page.")
        question = self.queue.questions[index]
        names = {code: name for code, (name, _) in self._names.items()}
        story = self._story(question)
        return question_view(question, story, names, self._store.of(self.labeller), blind=self.blind)

    def answer(self, item_id: str, answer: str, seconds: float | None = None) -> None:
        """Store an answer to a question.

        Raises:
            UsageError: There is no such question or answer, or it contradicts a mark in the same story.
            WriteError: The disk did not take it.
        """
        question = self._question(item_id)
        checked = next((known for known in ANSWERS if known == answer), None)
        if checked is None:
            raise UsageError(f"There is no answer {answer[:20]!r}.", "Reload the page.")
        with self._lock:
            if checked == "fine" and implied(question, self._store.of(self.labeller)):
                raise UsageError(
                    "You marked a failure in this story.", "Take that answer back first, or confirm it here."
                )
            finding, drawn = question.finding, question.drawn
            text = finding.text if finding else ""
            if drawn.start is not None:
                text = self._story(question).completion[drawn.start : drawn.end]
            self._add(
                question,
                item_id=item_id,
                kind=question.kind,
                answer=checked,
                code=finding.code if finding else None,
                start=finding.start if finding else drawn.start,
                end=finding.end if finding else drawn.end,
                text=text,
                related=finding.related if finding else (),
                probability=finding.probability if finding else None,
                seconds=_pause(seconds),
            )

    def add_span(self, item_id: str, start: int, end: int, category: str, code: str | None = None) -> str:
        """Mark a failure that no check found; gives the span's id.

        Raises:
            UsageError: The span is not in the story, or its kind is unknown.
            WriteError: The disk did not take it.
        """
        question = self._question(item_id)
        text = self._story(question).completion
        if not 0 <= start < end <= len(text):
            raise UsageError("The marked passage is not in the story.", "Select it again.")
        if category not in [known.value for known in Category]:
            raise UsageError(f"There is no kind of failure called {category[:20]!r}.", "Reload the page.")
        if code is not None and self._names.get(code, ("", ""))[1] != category:
            raise UsageError(f"There is no check {code[:20]!r} of that kind.", "Reload the page.")
        key = f"{question.drawn.story_id}\0{category}\0{start}\0{end}\0span"
        span_id = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        with self._lock:
            self._add(
                question,
                item_id=span_id,
                kind="span",
                answer="error",
                category=Category(category),
                code=code,
                start=start,
                end=end,
                text=text[start:end],
            )
        return span_id

    def remove_span(self, item_id: str, span_id: str) -> None:
        """Take a marked span back.

        Raises:
            UsageError: This labeller marked no such span.
            WriteError: The disk did not take it.
        """
        question = self._question(item_id)
        with self._lock:
            old = self._store.of(self.labeller).get(span_id)
            if old is None or old.kind != "span":
                raise UsageError("There is no such mark.", "Reload the page.")
            self._add(
                question,
                **{
                    name: getattr(old, name)
                    for name in ("item_id", "kind", "category", "code", "start", "end", "text")
                },
                answer="removed",
            )

    def _question(self, item_id: str) -> Question:
        index = self._order.get(item_id)
        if index is None:
            raise UsageError(f"There is no question {item_id[:20]!r}.", "Reload the page.")
        return self.queue.questions[index]

    def _story(self, question: Question) -> Story:
        return self.queue.stories[question.drawn.story_id]

    def _add(self, question: Question, **fields: Any) -> None:
        sampling, stratum = self.queue.sampling, question.stratum
        fields.setdefault("category", question.category)
        self._store.add(
            Label(
                **fields,
                labeller=self.labeller,
                run_id=sampling.run_id,
                scan_id=sampling.scan_id,
                sampling_id=sampling.sampling_id,
                story_id=question.drawn.story_id,
                stratum=stratum.name,
                inclusion=round(stratum.inclusion, 9),
                weight=round(1 / stratum.inclusion, 6),
                blind=self.blind,
                at=utc_now(),
            )
        )


def _pause(seconds: float | None) -> float | None:
    return round(min(seconds, _LONGEST_PAUSE), 1) if seconds is not None and seconds >= 0 else None
