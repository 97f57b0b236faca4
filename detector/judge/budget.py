"""What a user pays for: so many stories, tokens or minutes, and which stories are read for it."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from detector.errors import UsageError
from detector.judge.instructions import load_instructions
from detector.judge.numbered import tokens_of
from detector.judge.records import Plan, Reading, Why
from detector.judge.settings import JudgeSettings

UNSURE_SHARE = 0.2
"""The part of a budget for the stories the classifier is least sure of; the rest is drawn at random."""

_BUDGET = re.compile(
    r"(?P<n>\d{1,12}(?:\.\d{1,6})?)\s?"
    r"(?P<unit>stories|story|s|tokens|tok|t|ktok|k|mtok|minutes|min|m|hours|h|%)?"
)
_CLAIMS, _ANSWER, _REASONING = 0.7, 60, 400  # of a usual story: claims to doubt, tokens of an answer


@dataclass(frozen=True, slots=True)
class Budget:
    """How much may be read.

    Attributes:
        amount: Stories, tokens, seconds, or a share of the stories.
        text: As the user wrote it.
    """

    unit: Literal["stories", "tokens", "seconds", "share"]
    amount: float
    text: str


def parse_budget(text: str) -> Budget:
    """Read ``50`` or ``50stories``, ``200000tokens`` or ``200ktok``, ``30min`` or ``2h``, ``30%``.

    Raises:
        UsageError: It is none of these.
    """
    found = _BUDGET.fullmatch(text.strip().lower())
    amount = float(found["n"]) if found else 0.0
    if found is None or amount <= 0:
        raise UsageError(
            f"--judge-budget {text}: this is no budget.",
            "Give stories (50), tokens (200000tokens, 200ktok), time (30min, 2h) or a share (30%).",
        )
    unit = found["unit"] or "stories"
    if unit in ("tokens", "tok", "t", "ktok", "k", "mtok"):
        scale = {"ktok": 1e3, "k": 1e3, "mtok": 1e6}.get(unit, 1.0)
        return Budget("tokens", amount * scale, text)
    if unit in ("minutes", "min", "m", "hours", "h"):
        return Budget("seconds", amount * (3600 if unit in ("hours", "h") else 60), text)
    if unit == "%":
        if amount > 100:
            raise UsageError(f"--judge-budget {text}: this is more than all.", "Give at most 100%.")
        return Budget("share", amount / 100, text)
    return Budget("stories", amount, text)


def estimated_tokens(text: str, settings: JudgeSettings) -> int:
    """About what reading one story takes, as the model counts: prompts with the instruction, and answers."""
    shown = (tokens_of(text) + tokens_of(load_instructions().system)) * 0.8 + 150
    answer = min(settings.max_reasoning_tokens, _REASONING) + _ANSWER
    return round(settings.votes * (1 + _CLAIMS) * (shown + answer))


@dataclass
class Selection:
    """The stories to read, in the order in which they are read, until the budget is spent.

    First come the stories that the classifier is least sure of, up to their share of the budget; then the
    others in a random order, which is also the order where all are read. Whatever stops the reading, what was
    read of the others is the beginning of that order, and so a random sample. Where a judge read here before,
    its first part stays as it was.

    Args:
        eligible: Story to its estimated tokens, in the order of the run.
        unsure: Story to how near the classifier's probability is to a coin's; 0 is nearest.
        budget: None reads all.
        seed: Of the order.
        before: Readings that this judge made here already; their tokens are of the budget, their time is not.

    Attributes:
        plan: The plan.
        spent: What has been spent, in the budget's unit, as a share of it.
    """

    eligible: Mapping[str, int]
    unsure: Mapping[str, float]
    budget: Budget | None
    seed: int = 1
    before: Sequence[Reading] = ()
    _began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        done = [reading for reading in self.before if reading.story_id in self.eligible]
        self._certain_before = [r.story_id for r in done if r.why == "unsure"]
        self._tokens = sum(r.usage.input_tokens + r.usage.output_tokens for r in done)
        self._n_unsure = len(self._certain_before)
        self._n_random = len(done) - self._n_unsure
        self._fixed = self._n_random > 0
        n = len(self.eligible)
        mean = sum(self.eligible.values()) / n if n else 0.0
        most: int | None = n
        if self.budget is not None and self.budget.unit == "stories":
            most = min(n, int(self.budget.amount))
        elif self.budget is not None and self.budget.unit == "share":
            most = min(n, max(1, round(self.budget.amount * n)))
        elif self.budget is not None:
            most = None
        self._most = most
        expected = n if most is None else most
        if self.budget is not None and self.budget.unit == "tokens" and mean:
            expected = min(n, int(self.budget.amount / mean))
        certain = self._n_unsure if self._fixed else int(UNSURE_SHARE * expected) if expected < n else 0
        self.plan = Plan(
            n_eligible=n,
            n_random=expected - certain,
            n_unsure=certain,
            budget=self.budget.text if self.budget is not None else None,
            seed=self.seed,
            estimated_tokens=round(expected * mean),
            timed=self.budget is not None and self.budget.unit == "seconds",
        )
        self._all = self.budget is None or (most is not None and most >= n)

    def stories(self) -> Iterator[tuple[str, Why]]:
        """The stories to read and why, those read before among them; ends when the budget is spent."""
        if self._all:
            yield from ((story, "all") for story in random_order(self.eligible, self.seed))
            return
        certain = self._certain_before
        yield from ((story, "unsure") for story in certain)
        if not self._fixed:
            ranked = sorted(self.eligible, key=lambda story: (self.unsure.get(story, 1.0), story))
            for story in ranked:
                if self._spent(UNSURE_SHARE):
                    break
                if story not in certain:
                    self._n_unsure += 1
                    certain = [*certain, story]
                    yield story, "unsure"
        chosen = set(certain)
        drawn = 0
        for story in random_order(self.eligible, self.seed):
            if story in chosen:
                continue
            if drawn >= self._n_random and self._spent(1.0):
                return
            drawn += 1
            self._n_random = max(self._n_random, drawn)
            yield story, "random"

    def wants_more(self, n_read: int) -> bool:
        """Whether there is a story to read, where so many are read and nothing was lost in them."""
        if n_read >= len(self.eligible):
            return False
        if self._most is not None:
            return n_read < self._most
        return not self._spent(1.0)

    def spend(self, tokens: int) -> None:
        """Count what reading took."""
        self._tokens += tokens

    def realised(self) -> Plan:
        """The plan with what was begun in truth."""
        if self._all:
            return self.plan.model_copy(update={"n_random": len(self.eligible), "n_unsure": 0})
        return self.plan.model_copy(update={"n_random": self._n_random, "n_unsure": self._n_unsure})

    def _spent(self, share: float) -> bool:
        if self._most is not None:
            limit = int(share * self._most) if share < 1 else self._most
            return self._n_unsure + self._n_random >= limit
        assert self.budget is not None
        used = self._tokens if self.budget.unit == "tokens" else time.monotonic() - self._began
        return used >= share * self.budget.amount


def random_order(stories: Mapping[str, int], seed: int) -> list[str]:
    """All stories in an order that the seed fixes, whatever order they come in."""
    order = sorted(stories)
    random.Random(f"judge/{seed}").shuffle(order)
    return order
