"""The questions of a sample in the order in which they are asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from detector.labels.records import Drawn, Kind, Sampling, Stratum
from detector.records import Category, Finding, Story
from detector.runs import RunFolder


@dataclass(frozen=True, slots=True)
class Question:
    """One item that is asked about.

    Attributes:
        id: Of the story and category, the sentence, or the finding.
        drawn: The drawn item it belongs to.
        findings: What the scan found in the story for the category.
        finding: The finding in question; None for a story or sentence.
    """

    id: str
    kind: Kind
    drawn: Drawn
    stratum: Stratum
    findings: tuple[Finding, ...]
    finding: Finding | None = None

    @property
    def category(self) -> Category:
        """The kind of failure that is asked for."""
        return self.drawn.category


@dataclass(frozen=True)
class Queue:
    """All questions of a sample, and the stories they are about."""

    sampling: Sampling
    questions: tuple[Question, ...]
    stories: Mapping[str, Story]

    @property
    def order(self) -> dict[str, int]:
        """Item id to its place."""
        return {question.id: index for index, question in enumerate(self.questions)}


def queue_of(folder: RunFolder, sampling: Sampling) -> Queue:
    """The questions of a sample: each finding of a drawn story, then the story; or each drawn sentence.

    Questions of one story stand together; stories come in the sample's random order.
    """
    wanted = {item.story_id for item in sampling.items}
    stories = {story.story_id: story for story in folder.stories() if story.story_id in wanted}
    found: dict[tuple[str, Category], list[Finding]] = defaultdict(list)
    for finding in folder.findings(sampling.scan_id):
        if finding.story_id in wanted:
            found[(finding.story_id, finding.category)].append(finding)
    strata = {stratum.name: stratum for stratum in sampling.strata}
    questions: list[Question] = []
    for item in sampling.items:
        if item.story_id not in stories:
            continue
        made = sorted(found.get((item.story_id, item.category), ()), key=lambda f: (f.start, f.end, f.code))
        stratum = strata[item.stratum]
        if item.start is not None and item.end is not None:
            inside = tuple(f for f in made if item.start <= f.start < item.end)
            questions.append(Question(item.item_id, "sentence", item, stratum, inside))
            continue
        for finding in made:
            questions.append(Question(finding.finding_id, "finding", item, stratum, tuple(made), finding))
        questions.append(Question(item.item_id, "story", item, stratum, tuple(made)))
    return Queue(sampling, tuple(questions), stories)
