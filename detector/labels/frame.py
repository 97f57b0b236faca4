"""All the items of a run that could be asked about: the frame that a sample is drawn from."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detector.labels.records import Unit
from detector.records import Category, Finding, Story
from detector.runs import RunFolder
from detector.text.sentences import find_sentences

_SHORTEST = 3
"""Words of a sentence that is worth a question, unless it is flagged."""


@dataclass(frozen=True, slots=True)
class Member:
    """An item: a story and a category, or one of its sentences.

    Attributes:
        check: The check of its most probable finding; None where it is not flagged.
    """

    item_id: str
    story_id: str
    category: Category
    check: str | None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The items of one scan of one run."""

    run_id: str
    scan_id: str
    members: tuple[Member, ...]


def frame_of(folder: RunFolder, unit: Unit = "story", only: Category | None = None) -> Frame:
    """The scored stories of a run's current scan, or their sentences, for each category.

    Stories that were not scored are in no rate and so in no frame.
    """
    scan = folder.current_scan()
    scan_id = scan.scan_id if scan else ""
    found: dict[tuple[str, Category], list[Finding]] = defaultdict(list)
    for finding in folder.findings(scan_id):
        found[(finding.story_id, finding.category)].append(finding)
    scored = [
        (score.story_id, score.category)
        for score in folder.scores(scan_id)
        if score.value is not None and only in (None, score.category)
    ]
    if unit == "story":
        members = [
            Member(
                item_id(story_id, category),
                story_id,
                category,
                top_check(found.get((story_id, category), ())),
            )
            for story_id, category in scored
        ]
        return Frame(folder.info.run_id, scan_id, tuple(members))
    wanted: dict[str, list[Category]] = defaultdict(list)
    for story_id, category in scored:
        wanted[story_id].append(category)
    sentences = [
        member
        for story in folder.stories()
        for category in wanted.get(story.story_id, ())
        for member in _sentences(story, category, found.get((story.story_id, category), ()))
    ]
    return Frame(folder.info.run_id, scan_id, tuple(sentences))


def _sentences(story: Story, category: Category, findings: Sequence[Finding]) -> Iterator[Member]:
    for sentence in find_sentences(story.completion):
        inside = [f for f in findings if sentence.start <= f.start < sentence.end]
        if not inside and len(story.completion[sentence.start : sentence.end].split()) < _SHORTEST:
            continue
        yield Member(
            item_id(story.story_id, category, sentence.start),
            story.story_id,
            category,
            top_check(inside),
            sentence.start,
            sentence.end,
        )


def top_check(findings: Sequence[Finding]) -> str | None:
    """The check of the most probable finding; of equals the first by code."""
    if not findings:
        return None
    return min(findings, key=lambda f: (-(f.probability if f.probability is not None else 0.5), f.code)).code


def item_id(story_id: str, category: Category, start: int | None = None) -> str:
    """A short hash of what is asked about; the same in every sample, so that an answer serves again."""
    key = f"{story_id}\0{category.value}\0{'' if start is None else start}"
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
