"""One row of each format of labelled stories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from detector.evaluation.labelled import ErrorSpan, LabelledStory
from detector.evaluation.spans import Span
from detector.inputs.story import StoryInput

#: The check that each category of the hand labels belongs to.
CODES = {
    "life": "C01",
    "object_state": "C02",
    "place_possession": "C03",
    "attribute": "C04",
    "calendar_clock": "C05",
    "duration_age_speed": "C06",
    "quantity": "C07",
    "size_force": "C08",
    "matter_process": "C09",
    "agent_fit": "C10",
    "cause_effect": "C11",
    "perception_knowledge": "C12",
    "story_rule": "C13",
    "said_unsaid": "C14",
}


def gold_row(row: dict[str, Any]) -> Iterator[LabelledStory]:
    """The project's own: ``kind`` error or clean, spans with ``code`` and ``related``."""
    text, kind = row["text"], row["kind"]
    if kind not in ("error", "clean"):
        raise ValueError(f"kind {kind!r} is neither error nor clean")
    errors = tuple(
        _error(_checked(text, span), [_checked(text, other) for other in span["related"]], span["code"])
        for span in row["spans"]
    )
    if bool(errors) is not (kind == "error"):
        raise ValueError(f"kind {kind!r} with {len(errors)} spans")
    story = StoryInput(
        row["id"], text, prompt=row.get("prompt"), genre=row.get("genre"), premise=row.get("premise")
    )
    yield LabelledStory(story, errors, row["id"])


def label_row(row: dict[str, Any], texts: Mapping[str, Mapping[str, Any]]) -> Iterator[LabelledStory]:
    """Hand labels of a story that stands in another file."""
    if row["id"] not in texts:
        raise ValueError(f"there is no story {row['id']!r} in the file of texts")
    story = texts[row["id"]]
    text = story["text"]
    errors = []
    for found in row["findings"]:
        here = _checked(text, {**found, "text": found["quote"]})
        other = []
        if "start2" in found:
            other = [_checked(text, {"start": found["start2"], "end": found["end2"]})]
        category = found["category"]
        errors.append(_error(here, other, CODES.get(category, ""), category, found["strength"]))
    yield LabelledStory(StoryInput(row["id"], text, prompt=story.get("prompt")), tuple(errors), row["id"])


def trip_row(row: dict[str, Any]) -> Iterator[LabelledStory]:
    """TRIP: five sentences; the later sentence of each conflicting pair is the error."""
    sentences = row["sentence_texts"]
    spans, at = [], 0
    for sentence in sentences:
        spans.append((at, at + len(sentence)))
        at += len(sentence) + 1
    errors = []
    for one, other in row["confl_pairs"]:
        first, last = sorted((one, other))
        errors.append(_error(spans[last], [spans[first]]))
    if bool(errors) is row["plausible"]:
        raise ValueError(f"plausible is {row['plausible']} with {len(errors)} conflicting pairs")
    yield LabelledStory(StoryInput(row["para_id"], " ".join(sentences)), tuple(errors), row["para_id"])


def comve_rows(row: dict[str, Any]) -> Iterator[LabelledStory]:
    """ComVE: two sentences, one of which is against common sense."""
    wrong = int(row["against_common_sense"])
    if wrong not in (0, 1):
        raise ValueError(f"against_common_sense is {wrong}, neither 0 nor 1")
    for i, text in enumerate((row["sent0"], row["sent1"])):
        errors = (ErrorSpan(0, len(text)),) if i == wrong else ()
        yield LabelledStory(StoryInput(f"{row['id']}/{i}", text), errors, str(row["id"]))


def figurative_row(row: dict[str, Any]) -> Iterator[LabelledStory]:
    """A figure of speech, in which nothing is wrong."""
    phrase = row["startphrase"].strip()
    name = f"phrase/{row.get('qid', '')}"
    if phrase:
        yield LabelledStory(StoryInput(name, phrase), (), phrase)


def _error(
    here: Span, others: Sequence[Span], code: str = "", kind: str = "", strength: str = "clear"
) -> ErrorSpan:
    return ErrorSpan(here[0], here[1], tuple(others), code, kind, strength)


def _checked(text: str, span: Mapping[str, Any]) -> Span:
    start, end = int(span["start"]), int(span["end"])
    if not 0 <= start < end <= len(text):
        raise ValueError(f"span {start}:{end} is not inside its story")
    if "text" in span and text[start:end] != span["text"]:
        raise ValueError(f"span {start}:{end} is not {span['text']!r}")
    return start, end
