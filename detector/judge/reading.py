"""One story being read: claims asked for, proved, doubted; at the end findings, and a reading."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from detector.judge.answers import Doubt, read_claims, read_doubt
from detector.judge.instructions import category_of, severity_of
from detector.judge.numbered import NumberedStory
from detector.judge.proof import Proof, Span, prove
from detector.judge.questions import Asker, Question
from detector.judge.records import Answer, Counts, Reading, Why
from detector.judge.windows import MOST_WINDOWS, Window, windows
from detector.records import Category, Finding, Related, Usage, utc_now

CHECK_VERSION = "judge-1"
SOURCE = "judge"
"""What ``Finding.evidence["source"]`` says of a judge's finding; findings of rules have no such entry."""

TOO_LONG = "longer than"
"""How the problem of a reading begins that did not reach the story's end."""

MALFORMED = "malformed answers"
"""The problem of a reading whose judge did not keep the form."""

_MOST_ATTEMPTS = 2
_SMALLEST_ROOM = 120
_TOO_LONG = re.compile(r"context|too (?:long|large|many tokens)|the prompt has", re.IGNORECASE)


@dataclass
class _Case:
    """A proven claim, with the votes for and against it."""

    proof: Proof
    listed: set[int] = field(default_factory=set)
    doubts: list[Doubt] = field(default_factory=list)
    lost: int = 0

    @property
    def probability(self) -> float | None:
        """The mean over the votes; None where no doubter gave a usable answer."""
        return sum(doubt.share for doubt in self.doubts) / len(self.doubts) if self.doubts else None


class StoryReading:
    """The reading of one story: gives questions, takes answers.

    Args:
        story: The story.
        asker: Makes the questions.
        judge_id: Which judge reads.
        why: Why this story is read.
        sample_id: The prompt it answers.

    Attributes:
        findings: What is left of the claims, once ``done``.
        usage: Tokens so far.
    """

    def __init__(
        self,
        story: NumberedStory,
        asker: Asker,
        *,
        judge_id: str = "",
        why: Why = "all",
        sample_id: str = "",
    ) -> None:
        self.story, self._asker, self._judge_id = story, asker, judge_id
        self._why, self._sample_id = why, sample_id
        self._open: set[str] = set()
        self._cases: dict[tuple[int, int], _Case] = {}
        self._flaws: dict[tuple[str, str], str] = {}
        self._tally: Counter[str] = Counter()
        self._problem: str | None = None
        self.usage = Usage()
        self._seconds = 0.0
        self._n_windows = 0
        self._doubting = False
        self.findings: tuple[Finding, ...] = ()

    def questions(self) -> list[Question]:
        """What is asked first."""
        made = windows(self.story.sentences, self._asker.room)
        if len(made) > MOST_WINDOWS:
            self._problem = f"{TOO_LONG} {MOST_WINDOWS} windows"
            made = made[:MOST_WINDOWS]
        self._n_windows = len(made)
        asked = [
            self._asker.list_question(self.story, window, self._asker.room, vote, str(window.index))
            for window in made
            for vote in range(self._asker.settings.votes)
        ]
        return self._ask(asked)

    @property
    def done(self) -> bool:
        """Every question is answered."""
        return not self._open

    def take(self, question: Question, answer: Answer) -> list[Question]:
        """Take an answer.

        Returns:
            What is asked next because of it.
        """
        self._open.discard(_id(question))
        self._tally["answers"] += 1
        self._seconds += answer.seconds
        used = answer.usage
        self.usage = Usage(
            input_tokens=self.usage.input_tokens + used.input_tokens,
            output_tokens=self.usage.output_tokens + used.output_tokens,
            reasoning_tokens=self.usage.reasoning_tokens + used.reasoning_tokens,
        )
        read = self._claims if question.task == "list" else self._doubt
        understood = read(question, answer)
        more: list[Question] = []
        if not understood:
            self._tally["malformed"] += 1
            more = self._again(question, answer.finish_reason == "length", MALFORMED)
        return self._ask(more) or self._next()

    def lose(self, question: Question, problem: str) -> list[Question]:
        """Take that a question got no answer."""
        self._open.discard(_id(question))
        smaller = bool(_TOO_LONG.search(problem))
        more = self._again(question, True, problem) if smaller else self._give_up(question, problem)
        return self._ask(more) or self._next()

    def reading(self) -> Reading:
        """The row of this reading."""
        by = {category: [f for f in self.findings if f.category is category] for category in Category}
        problem = self._problem
        return Reading(
            story_id=self.story.story_id,
            judge_id=self._judge_id,
            sample_id=self._sample_id,
            why=self._why,
            values={category.value: 1 if found else None if problem else 0 for category, found in by.items()},
            probabilities={
                category.value: max((f.probability or 0.0 for f in found), default=None if problem else 0.0)
                for category, found in by.items()
            },
            n_findings={category.value: len(found) for category, found in by.items()},
            counts=Counts(
                claims=len(self._cases) + len(self._flaws),
                refuted=len(self._cases) - len(self.findings) - self._tally["lost"],
                findings=len(self.findings),
                moved=sum(case.proof.moved for case in self._cases.values()),
                malformed=self._tally["malformed"],
                answers=self._tally["answers"],
                **Counter(self._flaws.values()),
            ),
            n_windows=self._n_windows,
            problem=problem,
            usage=self.usage,
            seconds=round(self._seconds, 3),
            read_at=utc_now(),
        )

    def _ask(self, questions: Sequence[Question]) -> list[Question]:
        self._open |= {_id(question) for question in questions}
        return list(questions)

    def _claims(self, question: Question, answer: Answer) -> bool:
        claims = read_claims(answer.completion)
        if claims is None:
            return False
        for claim in claims:
            proof = prove(claim, self.story, self._asker.instructions)
            if not isinstance(proof, Proof):
                self._flaws.setdefault((claim.quote1, claim.quote2), proof)
                continue
            numbers = sorted((proof.first.number, proof.second.number))
            case = self._cases.setdefault((numbers[0], numbers[1]), _Case(proof))
            case.listed.add(question.vote)
        return True

    def _doubt(self, question: Question, answer: Answer) -> bool:
        doubt = read_doubt(answer.completion)
        if doubt is None:
            return False
        self._case(question).doubts.append(doubt)
        return True

    def _case(self, question: Question) -> _Case:
        assert question.proof is not None
        numbers = sorted((question.proof.first.number, question.proof.second.number))
        return self._cases[(numbers[0], numbers[1])]

    def _again(self, question: Question, shorter: bool, problem: str) -> list[Question]:
        """The question once more: with another seed, or about less of the story where it was too long."""
        shown = sum(sentence.tokens for sentence in question.window.sentences)
        room = min(question.room, shown) // 2
        if not shorter:
            if question.attempt + 1 < _MOST_ATTEMPTS:
                return [replace(question, attempt=question.attempt + 1)]
            return self._give_up(question, problem)
        if room < _SMALLEST_ROOM:
            return self._give_up(question, problem)
        if question.proof is not None:
            path = f"{question.name.partition('/')[2]}.s"
            return [self._asker.refute_question(self.story, question.proof, room, question.vote, path)]
        parts = [part for part in windows(question.window.sentences, room) if part.sentences]
        if len(parts) < 2:
            return self._give_up(question, problem)
        self._n_windows += len(parts) - 1 if question.vote == 0 else 0
        path = question.name.partition("/")[2]
        ask = self._asker.list_question
        return [
            ask(self.story, _with(part, question.window), room, question.vote, f"{path}.{i}")
            for i, part in enumerate(parts)
        ]

    def _give_up(self, question: Question, problem: str) -> list[Question]:
        if question.task == "list":
            self._problem = self._problem or problem
        else:
            self._case(question).lost += 1
        return []

    def _next(self) -> list[Question]:
        """The doubts, once all claims are known; the findings, once all doubts are."""
        if self._open:
            return []
        if not self._doubting:
            self._doubting = True
            room = self._asker.room
            doubts = [
                self._asker.refute_question(self.story, case.proof, room, vote, f"{low}-{high}")
                for (low, high), case in sorted(self._cases.items())
                for vote in range(self._asker.settings.votes)
            ]
            if doubts:
                return self._ask(doubts)
        self._finish()
        return []

    def _finish(self) -> None:
        found: dict[str, Finding] = {}
        for case in self._cases.values():
            probability = case.probability
            if probability is None:
                self._tally["lost"] += 1
                self._problem = self._problem or "a claim could not be doubted: no usable answer"
            elif probability >= self._asker.settings.threshold:
                finding = self._finding(case, probability)
                found[finding.finding_id] = finding
        self.findings = tuple(sorted(found.values(), key=lambda f: (f.start, f.end, f.code)))

    def _finding(self, case: _Case, probability: float) -> Finding:
        claim, settings = case.proof.claim, self._asker.settings
        earlier, later = sorted((case.proof.first, case.proof.second), key=lambda s: (s.start, s.end))
        excuses = Counter(doubt.excuse for doubt in case.doubts)
        return Finding(
            finding_id=_finding_id(self.story.story_id, claim.code, earlier, later),
            story_id=self.story.story_id,
            scan_id=self._judge_id,
            code=claim.code,
            category=category_of(claim.code),
            start=later.start,
            end=later.end,
            text=self.story.text[later.start : later.end],
            related=(
                Related(
                    start=earlier.start,
                    end=earlier.end,
                    text=self.story.text[earlier.start : earlier.end],
                    role="contradicts",
                ),
            ),
            probability=round(probability, 4),
            severity=severity_of(claim.code),
            explanation=claim.why,
            evidence={
                "source": SOURCE,
                "judge_id": self._judge_id,
                "sentence1": earlier.number,
                "sentence2": later.number,
                "listed": len(case.listed),
                "votes": settings.votes,
                "doubts": dict(sorted(excuses.items())),
                "doubt": case.doubts[0].why,
            },
            check_version=CHECK_VERSION,
        )


def _with(part: Window, whole: Window) -> Window:
    """A part of a window, with what the whole knew from before where the part knows nothing of its own."""
    return replace(part, earlier=part.earlier or whole.earlier[: len(whole.earlier) // 2])


def _id(question: Question) -> str:
    return f"{question.name}/{question.vote}/{question.attempt}"


def _finding_id(story_id: str, code: str, earlier: Span, later: Span) -> str:
    """The same claim about the same places has the same id, whichever judge makes it, and no rule's id."""
    key = f"judge\0{story_id}\0{code}\0{earlier.start}\0{earlier.end}\0{later.start}\0{later.end}"
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
