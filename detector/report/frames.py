"""Records as pandas tables: one row a record, the columns always the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from detector.rates.outcomes import story_id_of
from detector.rates.records import Rate
from detector.records import Finding, Record, Score
from detector.report.source import genre_of, place_of, text_of

if TYPE_CHECKING:
    import pandas as pd

_STORY = (
    "story_id", "sample_id", "epoch", "model", "genre", "status", "place", "prompt", "text", "reasoning",
    "finish_reason", "seed", "input_tokens", "output_tokens", "reasoning_tokens", "total_time", "error",
)  # fmt: skip
_WHOLE = {"epoch", "seed", "input_tokens", "output_tokens", "reasoning_tokens", "value", "row"}


def stories_frame(stories: Iterable[Any]) -> pd.DataFrame:
    """A table of stories, indexed by ``story_id``; what is not known of one is missing."""
    frame: pd.DataFrame = _frame([_story(story) for story in stories], _STORY).set_index("story_id")
    return frame


def findings_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """A table of findings; ``related`` and ``evidence`` stay lists and dictionaries."""
    return _records(findings, Finding)


def scores_frame(scores: Iterable[Score]) -> pd.DataFrame:
    """A table of scores; a story that was not scored has a missing value, not 0."""
    return _records(scores, Score)


def rates_frame(rates: Iterable[Rate]) -> pd.DataFrame:
    """A table of rates: one row for each slice, category and check."""
    return _records(rates, Rate)


def _records(records: Iterable[Record], kind: type[Record]) -> pd.DataFrame:
    columns = tuple(name for name in kind.model_fields if name != "schema_version")
    return _frame([record.model_dump(mode="json") for record in records], columns)


def _frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    frame: pd.DataFrame = pd.DataFrame(rows, columns=list(columns))
    for column in _WHOLE.intersection(columns):
        frame[column] = frame[column].astype("Int64")
    return frame


def _story(story: Any) -> dict[str, Any]:
    usage = getattr(story, "model_usage", None)
    status = getattr(story, "status", None)
    values = {name: getattr(story, name, None) for name in _STORY}
    return {
        **values,
        "story_id": story_id_of(story),
        "genre": genre_of(story),
        "status": getattr(status, "value", status),
        "place": place_of(story),
        "prompt": getattr(story, "prompt", None) or getattr(story, "input", None) or None,
        "text": text_of(story),
        "input_tokens": usage.input_tokens if usage else None,
        "output_tokens": usage.output_tokens if usage else None,
        "reasoning_tokens": usage.reasoning_tokens if usage else None,
    }
