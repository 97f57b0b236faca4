"""One question as the page draws it: plain values; every text in it is shown as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from detector.labels.queue import Question
from detector.labels.records import Label
from detector.records import Finding, Story
from detector.report.visible import short, visible

NAMES = {"formula": "formula injection", "commonsense": "common-sense error"}
ONE = {"formula": "a formula injection", "commonsense": "a common-sense error"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the text that is marked; ``name`` tells the page what it belongs to."""

    start: int
    end: int
    name: str


def question_view(
    question: Question,
    story: Story,
    names: Mapping[str, str],
    answers: Mapping[str, Label],
    *,
    blind: bool,
) -> dict[str, Any]:
    """What the page needs to ask one question.

    Args:
        question: The question.
        story: Its story.
        names: Code to the check's name.
        answers: The labeller's standing answers, by item.
        blind: Leave the probabilities out.
    """
    spans = [label for label in answers.values() if _added(label, story.story_id)]
    marks = [*_finding_marks(question.findings), *_sentence_marks(question)]
    marks += [Mark(span.start or 0, span.end or 0, f"a{span.item_id}") for span in spans]
    current = question.findings.index(question.finding) if question.finding else None
    own = answers.get(question.id)
    return {
        "id": question.id,
        "kind": question.kind,
        "category": question.category.value,
        "question": _question(question),
        "hint": _hint(question),
        "story": {
            "title": short(story.story_id, 90),
            "facts": _facts(story),
            "prompt": short(story.input, 600),
        },
        "paragraphs": list(paragraphs(story.completion, marks)),
        "notes": [
            _note(number, finding, names, answers, blind) for number, finding in enumerate(question.findings)
        ],
        "current": current,
        "spans": [
            {
                "id": span.item_id,
                "category": span.category.value,
                "code": span.code,
                "name": names.get(span.code or "", NAMES[span.category.value]),
                "quote": short(span.text),
            }
            for span in spans
        ],
        "answer": own.answer if own else None,
        "implied": implied(question, answers),
    }


def implied(question: Question, answers: Mapping[str, Label]) -> bool:
    """The labeller has already marked a failure of the category in this story or sentence."""
    if question.kind == "finding":
        return False
    found = {finding.finding_id for finding in question.findings}
    return any(
        label.answer == "error"
        and (label.item_id in found or (_added(label, question.drawn.story_id) and _within(label, question)))
        and label.category == question.category
        for label in answers.values()
    )


def _added(label: Label, story_id: str) -> bool:
    return label.kind == "span" and label.answer == "error" and label.story_id == story_id


def _within(label: Label, question: Question) -> bool:
    start, end = question.drawn.start, question.drawn.end
    if start is None or end is None or label.start is None:
        return True
    return start <= label.start < end


def _question(question: Question) -> str:
    one = ONE[question.category.value]
    if question.kind == "finding":
        return f"Is the marked passage {one}?"
    if question.kind == "sentence":
        return f"Does the marked sentence hold {one}?"
    return f"Does this story contain {one}?"


def _hint(question: Question) -> str:
    if question.kind == "story":
        more = "another passage" if question.findings else "a passage"
        return f"Read it whole. Select {more} that is one, and add it."
    no = "No" if question.kind == "sentence" else "Wrong"
    if question.category.value == "formula":
        return f"{no} where somebody in the scene writes, reads or computes it."
    return f"{no} where the story explains it, or a reader would not mind."


def _facts(story: Story) -> list[str]:
    genre = story.metadata.get("genre")
    words = f"{len(story.completion.split()):,} words"
    return [short(str(fact), 80) for fact in (story.model, genre, words) if fact]


def _note(
    number: int, finding: Finding, names: Mapping[str, str], answers: Mapping[str, Label], blind: bool
) -> dict[str, Any]:
    own = answers.get(finding.finding_id)
    return {
        "number": number,
        "id": finding.finding_id,
        "code": visible(finding.code),
        "name": visible(names.get(finding.code, finding.code)),
        "probability": None if blind else finding.probability,
        "quote": short(finding.text, 300),
        "why": short(finding.explanation, 600),
        "ends": [{"role": short(end.role, 60), "quote": short(end.text, 300)} for end in finding.related],
        "answer": own.answer if own else None,
    }


def _finding_marks(findings: Sequence[Finding]) -> Iterator[Mark]:
    for number, finding in enumerate(findings):
        yield Mark(finding.start, finding.end, f"f{number}")
        for end in finding.related:
            yield Mark(end.start, end.end, f"r{number}")


def _sentence_marks(question: Question) -> Iterator[Mark]:
    if question.drawn.start is not None and question.drawn.end is not None:
        yield Mark(question.drawn.start, question.drawn.end, "s")


def paragraphs(text: str, marks: Sequence[Mark]) -> Iterator[list[list[Any]]]:
    """The text line by line, each line as pieces ``[shown text, start, names of its marks]``.

    A piece has one code point for each of the text's, so that a selection in the page has exact offsets.
    """
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        shown = end - 1 if line.endswith("\r") else end
        inside = [mark for mark in marks if mark.start < shown and mark.end > start]
        cuts = {start, shown, *(at for m in inside for at in (m.start, m.end) if start < at < shown)}
        yield [
            [one_to_one(text[a:b]), a, [m.name for m in inside if m.start < b and m.end > a]]
            for a, b in pairwise(sorted(cuts))
        ]
        start = end + 1


def one_to_one(text: str) -> str:
    """``visible``, code point for code point: a carriage return is a symbol and joins no line end."""
    return "\n".join(map(visible, text.split("\n")))
