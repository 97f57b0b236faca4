"""What a judge is asked: the two tasks, filled with a story that stays data."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from detector.generation.protocol import Request
from detector.generation.sampling import Sampling
from detector.generation.seeds import story_seed
from detector.judge.grammar import Limits, list_grammar, list_schema, refute_grammar, refute_schema
from detector.judge.instructions import Instructions, name_of
from detector.judge.numbered import Numbered, NumberedStory, tokens_of
from detector.judge.proof import Proof
from detector.judge.settings import JudgeSettings
from detector.judge.typography import shown
from detector.judge.windows import Window, around

_MOST_CONTEXT = 600  # characters of the request that the story answers
_FRAME = 220  # tokens of a task around the story, its context and claim
_SLACK = 64  # tokens, as an engine needs them
_WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True, slots=True)
class Question:
    """One question about one story.

    Attributes:
        name: Tells it from the story's other questions; its seed is made from it.
        text: What the model is asked, after the instruction.
        most_tokens: Budget of the answer.
        window: What is shown.
        proof: The claim that is doubted; None where claims are asked for.
        room: Tokens that its stretch of the story may take.
    """

    task: Literal["list", "refute"]
    story_id: str
    name: str
    text: str
    most_tokens: int
    grammar: str
    schema: dict[str, Any]
    window: Window
    room: int
    vote: int = 0
    attempt: int = 0
    proof: Proof | None = None


class Asker:
    """Makes questions and requests of one judge.

    Args:
        instructions: What it is told.
        settings: How it is asked.
        limits: How long its answers may be.
        n_ctx: Tokens of its context.
        identity: Names the model.
    """

    def __init__(
        self, instructions: Instructions, settings: JudgeSettings, limits: Limits, n_ctx: int, identity: str
    ) -> None:
        self.instructions, self.settings, self.limits, self.identity = (
            instructions,
            settings,
            limits,
            identity,
        )
        self._grammars = {"list": list_grammar(limits), "refute": refute_grammar(limits)}
        self._schemas = {"list": list_schema(limits), "refute": refute_schema(limits)}
        taken = tokens_of(instructions.system) + settings.max_reasoning_tokens + _FRAME + _SLACK
        self.room = max(200, n_ctx - taken - limits.list_tokens)
        self.system = instructions.system

    def list_question(
        self, story: NumberedStory, window: Window, room: int, vote: int, path: str
    ) -> Question:
        """Ask for the errors of a window.

        Args:
            story: The story.
            window: Its stretch.
            room: Tokens the stretch may take.
            vote: From 0.
            path: Names the window among those of the story.
        """
        lines = "\n".join(sentence.line for sentence in window.sentences)
        text = self.instructions.list_task.format(
            most=self.limits.findings,
            context="\n".join([*_context(story), *_before(window)]),
            low=window.sentences[0].number,
            high=window.sentences[-1].number,
            total=len(story.sentences),
            lines=lines,
        )
        return Question(
            "list",
            story.story_id,
            f"list/{path}",
            text,
            self.limits.list_tokens,
            self._grammars["list"],
            self._schemas["list"],
            window,
            room,
            vote,
        )

    def refute_question(
        self, story: NumberedStory, proof: Proof, room: int, vote: int, path: str
    ) -> Question:
        """Ask whether the story explains a claim away."""
        claim = proof.claim
        words = frozenset(_WORD.findall(f"{claim.quote1} {claim.quote2}".lower()))
        lines = around(story.sentences, proof.first.number, proof.second.number, words, room)
        text = self.instructions.refute_task.format(
            context="\n".join(_context(story)),
            total=len(story.sentences),
            lines="\n".join(_with_gaps(lines)),
            code=claim.code,
            kind=name_of(claim.code, self.instructions),
            first=proof.first.number,
            quote1=shown(story.text[proof.first.start : proof.first.end]),
            second=proof.second.number,
            quote2=shown(story.text[proof.second.start : proof.second.end]),
            why=shown(claim.why),
        )
        return Question(
            "refute",
            story.story_id,
            f"refute/{path}",
            text,
            self.limits.refute_tokens,
            self._grammars["refute"],
            self._schemas["refute"],
            Window(lines),
            room,
            vote,
            proof=proof,
        )

    def request(self, question: Question, request_id: str) -> Request:
        """The question as an engine takes it."""
        settings = self.settings
        times = 100 * question.vote + question.attempt + 1
        return Request(
            request_id=request_id,
            system=self.system,
            prompt=question.text,
            effort=settings.effort,
            sampling=Sampling(
                seed=story_seed(settings.seed, f"{question.story_id}/{question.name}", times),
                temperature=settings.temperature,
                grammar=question.grammar,
            ),
            max_story_tokens=question.most_tokens,
            max_reasoning_tokens=settings.max_reasoning_tokens,
            answer_schema=question.schema,
        )

    def key(self, question: Question) -> str:
        """Under which the answer is kept: the same model asked the same in the same way."""
        asked = self.request(question, "").model_dump(mode="json")
        content = [self.identity, self.instructions.sha256, asked]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]


def _context(story: NumberedStory) -> list[str]:
    """The request, genre and premise, each as a line of data."""
    given = (
        ("The story was asked for with", story.prompt),
        ("Genre", story.genre),
        ("Premise", story.premise),
    )
    return [f"{what}: '{shown(text)[:_MOST_CONTEXT]}'" for what, text in given if text]


def _before(window: Window) -> list[str]:
    """The summary of what came before a window."""
    lines = []
    if window.names:
        lines.append("Named before: " + ", ".join(f"{name} (line {n})" for name, n in window.names))
    if window.earlier:
        lines.append("Some lines from before:")
        lines += [sentence.line for sentence in window.earlier]
    return lines


def _with_gaps(sentences: Sequence[Numbered]) -> list[str]:
    lines: list[str] = []
    before = 0
    for sentence in sentences:
        if before and sentence.number > before + 1:
            lines.append("(lines left out)")
        lines.append(sentence.line)
        before = sentence.number
    return lines
