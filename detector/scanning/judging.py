"""A judge over the stories of a scan: which of them it reads, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detector.inputs.story import StoryInput, from_story
from detector.judge.budget import Budget, Selection, estimated_tokens
from detector.judge.folder import JudgeFolder, is_final
from detector.judge.judge import Judge, judge_id_of, judge_info, open_judge
from detector.judge.numbered import NumberedStory
from detector.judge.reading import StoryReading
from detector.judge.records import JudgeInfo, Plan, Reading
from detector.judge.settings import JudgeSettings
from detector.judge.sources import judge_source
from detector.records import ModelInfo, Score, Status
from detector.runs import RunFolder
from detector.text.pipeline import MAX_CHARS


@dataclass(frozen=True)
class JudgeRequest:
    """Who reads, and how much.

    Attributes:
        judge: A GGUF file, a server's address, or ``self``.
        budget: None reads every story.
        name: The model's name at a server that has several.
        timeout: Seconds to wait for each next piece of a server's answer.
        limits: How long answers may be; chosen from the context where it is None.
    """

    judge: str
    settings: JudgeSettings = field(default_factory=JudgeSettings)
    budget: Budget | None = None
    name: str | None = None
    timeout: float | None = None
    limits: Any = None


@dataclass(frozen=True)
class Teller:
    """Is told what a judge does.

    Attributes:
        on_plan: Before the model is loaded: its name, and what it will read.
        on_judge: Once it is loaded.
        on_reading: After each story.
        on_progress: Gets the tokens written so far.
        on_notice: Gets sentences that the user should see.
        stop: Whether the user wants it to end.
    """

    on_plan: Callable[[ModelInfo, Plan], None] = lambda _model, _plan: None
    on_judge: Callable[[Judge], None] = lambda _judge: None
    on_reading: Callable[[StoryReading], None] = lambda _reading: None
    on_progress: Callable[[int], None] = lambda _tokens: None
    on_notice: Callable[[str], None] = lambda _sentence: None
    stop: Callable[[], bool] = lambda: False


def judge_run(folder: RunFolder, request: JudgeRequest, teller: Teller | None = None) -> JudgeInfo:
    """Let a judge read the stories of a run that it has not read yet; rows are appended.

    Args:
        folder: A run opened for writing.
        request: Who reads, and how much.
        teller: Is told how it goes.

    Returns:
        The judge, with the plan as it came about. Rules' findings and scores are left as they are.

    Raises:
        StoryfaultError: What stopped it; what was read is kept, and the same call goes on.
    """
    teller = teller or Teller()
    stories = [from_story(story) for story in folder.stories()]
    with JudgeFolder(folder.path, write=True) as place:
        source = judge_source(
            request.judge, writer=folder.info.model, name=request.name, timeout=request.timeout
        )
        model = source.model_info()
        before = place.readings(judge_id_of(model, request.settings))
        selection = select(stories, unsureness(folder.scores()), request, before)
        teller.on_plan(model, selection.plan)
        known = {reading.story_id: reading for reading in before}
        if not _lacks(selection, known):
            judge_id = judge_id_of(model, request.settings)
            there = place.judges().get(judge_id) or judge_info(model, request.settings, plan=selection.plan)
            current = place.current()
            if current is None or current.judge_id != judge_id:
                place.begin(there)
            return there
        with open_judge(
            source,
            request.settings,
            answers=place.answers,
            log=place.log,
            plan=selection.plan,
            model=model,
            limits=request.limits,
            on_notice=teller.on_notice,
            on_progress=teller.on_progress,
            stop=teller.stop,
        ) as judge:
            place.begin(judge.info)
            teller.on_judge(judge)
            for done in read_selected(judge, stories, selection, known):
                place.add(done.reading(), done.findings)
                teller.on_reading(done)
            info = judge.info.model_copy(update={"plan": selection.realised()})
            place.begin(info)
            return info


def judge_stories(
    stories: Sequence[StoryInput],
    scores: Iterable[Score],
    request: JudgeRequest,
    *,
    answers: Path,
    log: Path,
    teller: Teller | None = None,
) -> tuple[JudgeInfo, list[StoryReading]]:
    """Let a judge read stories that belong to no run; only its answers are kept.

    Args:
        stories: The stories.
        scores: What a scan made of them, which says of which stories the classifier is least sure.
        request: Who reads, and how much.
        answers: The file of answers.
        log: Takes llama.cpp's log.
        teller: Is told how it goes.

    Returns:
        The judge and its readings, in the order in which they ended.

    Raises:
        StoryfaultError: What stopped it; its answers are kept, and the same call goes on.
    """
    teller = teller or Teller()
    source = judge_source(request.judge, name=request.name, timeout=request.timeout)
    model = source.model_info()
    selection = select(stories, unsureness(scores), request, ())
    teller.on_plan(model, selection.plan)
    done: list[StoryReading] = []
    with open_judge(
        source,
        request.settings,
        answers=answers,
        log=log,
        plan=selection.plan,
        model=model,
        limits=request.limits,
        on_notice=teller.on_notice,
        on_progress=teller.on_progress,
        stop=teller.stop,
    ) as judge:
        teller.on_judge(judge)
        for reading in read_selected(judge, stories, selection, {}):
            done.append(reading)
            teller.on_reading(reading)
        return judge.info.model_copy(update={"plan": selection.realised()}), done


def select(
    stories: Iterable[StoryInput],
    unsure: Mapping[str, float],
    request: JudgeRequest,
    before: Sequence[Reading],
) -> Selection:
    """The stories that can be read, and the order in which they are."""
    eligible = {
        story.id: estimated_tokens(story.text, request.settings) for story in stories if is_readable(story)
    }
    return Selection(eligible, unsure, request.budget, request.settings.seed, before)


def is_readable(story: StoryInput) -> bool:
    """Whether a story has a text that a judge can read; the same as what rules score."""
    return story.status is Status.OK and bool(story.text.strip()) and len(story.text) <= MAX_CHARS


def unsureness(scores: Iterable[Score]) -> dict[str, float]:
    """How far each story's least sure score is from a coin's; 0 is least sure."""
    found: dict[str, float] = {}
    for score in scores:
        if score.probability is not None:
            far = abs(score.probability - 0.5)
            found[score.story_id] = min(far, found.get(score.story_id, far))
    return found


def read_selected(
    judge: Judge, stories: Iterable[StoryInput], selection: Selection, known: Mapping[str, Reading]
) -> Iterator[StoryReading]:
    """Read the selected stories that have no reading yet, or one that lost an answer."""
    by_id = {story.id: story for story in stories}

    def begun() -> Iterator[StoryReading]:
        for story_id, why in selection.stories():
            if story_id in known and is_final(known[story_id]):
                continue
            story = by_id[story_id]
            numbered = NumberedStory.of(
                story.id, story.text, prompt=story.prompt, genre=story.genre, premise=story.premise
            )
            yield StoryReading(
                numbered,
                judge.asker,
                judge_id=judge.info.judge_id,
                why=why,
                sample_id=story.sample_id or story.id,
            )

    for done in judge.read(begun()):
        usage = done.usage
        selection.spend(usage.input_tokens + usage.output_tokens)
        yield done


def _lacks(selection: Selection, known: Mapping[str, Reading]) -> bool:
    """Whether there is anything to read, or to read again."""
    here = [reading for story, reading in known.items() if story in selection.eligible]
    final = sum(is_final(reading) for reading in here)
    return final < len(here) or selection.wants_more(final)
