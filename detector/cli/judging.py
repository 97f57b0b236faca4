"""A judge at the command line: what it will cost, how far it is, what it found."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from detector.cli.command_line import this_command
from detector.cli.failure import say
from detector.cli.meter import Meter
from detector.errors import Interrupted

if TYPE_CHECKING:
    from detector.judge.judge import Judge
    from detector.judge.reading import StoryReading
    from detector.judge.records import JudgeInfo, Plan
    from detector.records import Finding, ModelInfo
    from detector.scanning.core import StoryScan
    from detector.scanning.judging import JudgeRequest, Teller


class JudgeTeller:
    """Makes what a judge does into sentences and a progress line."""

    def __init__(self, meter: Meter, stop: Callable[[], bool]) -> None:
        self.meter, self.stop = meter, stop
        self.done = self.tokens = self.flagged = self.scored = self.written = 0
        self.judge: Judge | None = None
        self._began = time.monotonic()

    def teller(self) -> Teller:
        """What the judge's work is given."""
        from detector.scanning.judging import Teller

        return Teller(
            on_plan=self._plan,
            on_judge=self._ready,
            on_reading=self._reading,
            on_progress=self._progress,
            on_notice=self._notice,
            stop=self.stop,
        )

    def _plan(self, model: ModelInfo, plan: Plan) -> None:
        for line in plan_lines(model.name, plan):
            say(line)
        self.meter.total = plan.n_random + plan.n_unsure

    def _ready(self, judge: Judge) -> None:
        self.judge = judge
        self._began = time.monotonic()
        self.meter.restart()

    def _reading(self, reading: StoryReading) -> None:
        row = reading.reading()
        self.done += 1
        self.tokens += row.usage.input_tokens + row.usage.output_tokens
        self.scored += any(value is not None for value in row.values.values())
        self.flagged += any(value == 1 for value in row.values.values())
        self._show()

    def _progress(self, tokens: int) -> None:
        self.written = tokens
        self._show()

    def _show(self) -> None:
        rate = self.flagged / self.scored if self.scored else None
        self.meter.update(self.done, max(self.tokens, self.written), flagged=rate)

    def _notice(self, sentence: str) -> None:
        with self.meter.paused():
            say(sentence)

    def cost_line(self) -> str | None:
        """What the reading took; None where nothing was read."""
        if self.judge is None or not self.done:
            return None
        minutes = (time.monotonic() - self._began) / 60
        kept = f"; {self.judge.n_kept:,} answers were there already" if self.judge.n_kept else ""
        here = self.judge.evaluated
        computed = f", {here:,} computed here as the instruction is read once" if here else ""
        return (
            f"The judge read {self.done:,} {'story' if self.done == 1 else 'stories'} in {minutes:.1f} min: "
            f"{self.tokens:,} tokens of prompts and answers{computed}{kept}."
        )


@contextmanager
def judge_teller(stop: Callable[[], bool]) -> Iterator[JudgeTeller]:
    """A teller with its progress line; says at the end what the reading took."""
    with Meter("judging", None, "tokens") as meter:
        teller = JudgeTeller(meter, stop)
        try:
            yield teller
        finally:
            meter.close()
            if line := teller.cost_line():
                say(line)


def judge_run_folder(path: str | Path, request: JudgeRequest, stop: Callable[[], bool]) -> JudgeInfo:
    """Let a judge read a run, with progress.

    Raises:
        Interrupted: The user stopped it; the same command goes on.
    """
    from detector.runs import RunFolder
    from detector.scanning.judging import judge_run

    with RunFolder.open(path, write=True) as folder, judge_teller(stop) as teller:
        info = judge_run(folder, request, teller.teller())
    if stop():
        done = f"{path}: the judge was stopped; what it read is kept."
        raise Interrupted(done, f"Resume with: {this_command()}")
    return info


def judge_scans(
    scans: Sequence[StoryScan], request: JudgeRequest, stop: Callable[[], bool]
) -> tuple[list[StoryScan], list[str]]:
    """Let a judge read the stories of files.

    Returns:
        The scans with its findings among those of the rules, and the lines that sum it up.
    """
    from detector.generation.models_digest import cache_folder
    from detector.judge.words import judge_sentences
    from detector.scanning.judging import judge_stories

    folder = cache_folder() / "judge"
    with judge_teller(stop) as teller:
        info, readings = judge_stories(
            [scan.story for scan in scans],
            [score for scan in scans for score in scan.scores],
            request,
            answers=folder / "answers.jsonl",
            log=folder / "engine.log",
            teller=teller.teller(),
        )
    found = [finding for reading in readings for finding in reading.findings]
    return with_findings(scans, found), judge_sentences(info, [reading.reading() for reading in readings])


def judged_stories(path: str | Path, scans: Iterable[StoryScan]) -> tuple[list[StoryScan], list[str]]:
    """The scans of a run with its current judge's findings, and the lines that sum these up."""
    from detector.judge.folder import JudgeFolder
    from detector.judge.words import sentences_of

    place = JudgeFolder(path)
    if place.current() is None:
        return list(scans), []
    return with_findings(list(scans), place.findings()), sentences_of(place)


def with_findings(scans: Sequence[StoryScan], found: Iterable[Finding]) -> list[StoryScan]:
    """Scans with a judge's findings put among those of the rules; scores are the rules' alone."""
    by_story: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        by_story[finding.story_id].append(finding)
    return [
        replace(
            scan,
            findings=tuple(
                sorted((*scan.findings, *by_story[scan.story.id]), key=lambda f: (f.start, f.end, f.code))
            ),
        )
        if scan.story.id in by_story
        else scan
        for scan in scans
    ]


def plan_lines(name: str, plan: Plan) -> list[str]:
    """What a judge will read, and what it will take."""
    n = plan.n_random + plan.n_unsure
    if plan.timed:
        each = plan.estimated_tokens // max(1, n)
        return [
            f"The judge {name} reads as many of {plan.n_eligible:,} stories as {plan.budget} suffices for, "
            f"about {each:,} tokens each: first those that the classifier is least sure of, then others at "
            "random."
        ]
    if n >= plan.n_eligible:
        which = f"all {plan.n_eligible:,} stories"
    elif plan.n_unsure:
        which = (
            f"about {n:,} of {plan.n_eligible:,} stories, {plan.n_unsure:,} that the classifier is least "
            f"sure of and {plan.n_random:,} drawn at random"
        )
    else:
        which = f"about {n:,} of {plan.n_eligible:,} stories, drawn at random"
    within = f", within {plan.budget}" if plan.budget else ""
    return [
        f"The judge {name} reads {which}{within}: about {plan.estimated_tokens:,} tokens, the instruction of "
        "each question included."
    ]


def print_judges(runs: Iterable[str | Path]) -> None:
    """Print what the judges of these runs found, to standard output."""
    import sys

    from rich.text import Text

    from detector.cli.show import PlainConsole
    from detector.cli.visible import one_line
    from detector.judge.folder import JudgeFolder
    from detector.judge.words import sentences_of

    console = PlainConsole(sys.stdout)
    for path in runs:
        for line in sentences_of(JudgeFolder(path)):
            console.print(Text(one_line(line)), soft_wrap=True)
