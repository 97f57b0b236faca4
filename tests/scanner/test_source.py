from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from detector.errors import InputError, UsageError
from detector.inputs import FieldNames
from detector.records import Story
from detector.scanner import scan
from detector.scanning.source import stories_of
from detector.scanning.tally import Tally
from tests.scanner.test_scanner import CLEAN, INTRUDED, FixedScorer


def ids(source: Any, **options: Any) -> list[str]:
    return [story.id for story in stories_of(source, **options)]


def test_source_text_is_a_story() -> None:
    (story,) = stories_of(INTRUDED)
    assert (story.id, story.text) == ("story", INTRUDED)
    assert [s.text for s in stories_of(["One story.", "Another one."])] == ["One story.", "Another one."]
    assert [s.text for s in stories_of("")] == [""]


def test_source_path_is_read(tmp_path: Path) -> None:
    (tmp_path / "a b.txt").write_text(CLEAN)
    for source in (
        tmp_path,
        str(tmp_path),
        tmp_path / "a b.txt",
        [tmp_path / "a b.txt"],
        f"{tmp_path}/*.txt",
    ):
        assert [s.text for s in stories_of(source)] == [CLEAN]


@pytest.mark.parametrize("name", ["none.txt", "my stories/none.jsonl", "folder/none"])
def test_source_path_that_is_missing_is_no_story(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="no such file"):
        stories_of(f"{tmp_path}/{name}")


def test_source_records_mappings_and_frames() -> None:
    import pandas as pd

    rows = [{"id": "a", "text": CLEAN}, {"id": "b", "text": INTRUDED}]
    assert ids(rows) == ["a", "b"]
    assert ids(pd.DataFrame(rows)) == ["a", "b"]
    assert ids([Story(story_id="s", run_id="r", sample_id="p", completion="T")]) == ["s"]
    assert ids({"key": "k", "story": "T"}, fields=FieldNames(id="key", text="story")) == ["k"]


@pytest.mark.parametrize("source", [7, b"bytes", [7], None])
def test_source_that_holds_no_stories(source: Any) -> None:
    with pytest.raises(UsageError):
        list(stories_of(source))


def test_scan_gives_a_result() -> None:
    seen: list[str] = []
    result = scan(
        [{"id": "a", "text": CLEAN}, {"id": "b", "text": INTRUDED}],
        scorer=FixedScorer(),  # type: ignore[arg-type]
        on_progress=lambda one: seen.append(one.story.id),
    )
    assert seen == ["a", "b"]
    assert list(result.findings["story_id"]) == ["b"]
    assert len(result.scores) == 4
    assert len({finding.scan_id for finding in result.finding_records}) == 1  # type: ignore[union-attr]


def test_tally_counts_flagged_over_scored_and_clusters_by_prompt() -> None:
    from detector.inputs import StoryInput
    from detector.scanner import ScanSetup, scan_stories

    inputs = [
        StoryInput(id=str(n), text=INTRUDED if n < 4 else CLEAN, sample_id=f"p{n // 4}") for n in range(8)
    ]
    inputs.append(StoryInput(id="empty", text=""))
    tally = Tally()
    for result in scan_stories(inputs, ScanSetup.make(only="formula"), scorer=FixedScorer()):  # type: ignore[arg-type]
        tally.add(result)
    (counted,) = tally.categories.values()
    assert (tally.n_stories, tally.n_scored, tally.n_flagged) == (9, 8, 4)
    assert tally.flagged_rate == 0.5
    assert counted.unscored == {"empty": 1}
    interval = counted.interval()
    assert interval is not None
    assert (interval.estimate, interval.deff > 1) == (0.5, True)
