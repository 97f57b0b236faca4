"""Stories and scores joined to the light rows that the statistics read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from detector.rates.records import StoryOutcome
from detector.records import Score


def outcomes(
    stories: Iterable[Any],
    scores: Iterable[Score],
    *,
    run: str | None = None,
    model: str | None = None,
    dataset: str | None = None,
) -> list[StoryOutcome]:
    """One row a story. A story without a score of a scanned category is unscored there, never 0.

    Args:
        stories: ``Story`` records, or objects with ``id`` and, where known, ``model``, ``genre``,
            ``sample_id``, ``epoch``, ``status`` and ``metadata``. Read once; texts are not kept.
        scores: The scan's scores, in any order; one a story and category.
        run: The run all of them belong to.
        model: What wrote all of them; each story's own ``model`` where it is None.
        dataset: The prompt set of all of them; each story's ``metadata["dataset"]`` where it is None.
    """
    by_story: dict[str, dict[str, Score]] = {}
    categories: dict[str, None] = {}
    for score in scores:
        categories.setdefault(score.category.value)
        by_story.setdefault(score.story_id, {})[score.category.value] = score
    return list(_rows(stories, by_story, tuple(categories), run, model, dataset))


def _rows(
    stories: Iterable[Any],
    by_story: Mapping[str, Mapping[str, Score]],
    categories: tuple[str, ...],
    run: str | None,
    model: str | None,
    dataset: str | None,
) -> Iterator[StoryOutcome]:
    for story in stories:
        story_id = story_id_of(story)
        metadata = getattr(story, "metadata", None) or {}
        scored = by_story.get(story_id, {})
        status = _plain(getattr(story, "status", None)) or "ok"
        missing = f"status {status}" if status != "ok" else "not scanned"
        yield StoryOutcome(
            story_id=story_id,
            sample_id=getattr(story, "sample_id", None) or story_id,
            epoch=getattr(story, "epoch", None) or 1,
            run=run,
            model=model or getattr(story, "model", None),
            dataset=dataset or _text(metadata.get("dataset")),
            genre=_text(getattr(story, "genre", None) or metadata.get("genre")),
            status=status,
            n_words=max((score.n_words for score in scored.values()), default=0),
            values={name: scored[name].value if name in scored else None for name in categories},
            reasons={
                name: (scored[name].unscored_reason if name in scored else None) or missing
                for name in categories
                if name not in scored or scored[name].value is None
            },
            findings={name: s.findings_by_code for name, s in scored.items() if s.value is not None},
        )


def story_id_of(story: Any) -> str:
    """The id that findings and scores name a story by, whatever kind of object it is."""
    found = getattr(story, "story_id", None)
    return str(found if found is not None else story.id)


def _plain(value: object) -> str | None:
    return None if value is None else str(getattr(value, "value", value))


def _text(value: object) -> str | None:
    return str(value) if value is not None and value != "" else None
