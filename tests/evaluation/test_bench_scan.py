"""``bench scan`` with small sizes: every figure is there and follows from the others."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from detector.cli import app
from detector.evaluation.bench_result import ScanBench
from detector.evaluation.bench_scan import bench_scan
from detector.evaluation.bench_stories import bench_stories, count_words


@pytest.fixture(scope="module")
def found() -> ScanBench:
    return bench_scan(stories=6, sizes=(3, 40), full_sizes=(2,), workers=(1,), worker_stories=4)


def test_stories_are_of_the_promised_length_and_no_two_alike() -> None:
    stories = list(bench_stories(1_200))
    assert len({story.text for story in stories}) == len({story.id for story in stories}) == 1_200
    assert 150 <= count_words(stories) / len(stories) <= 250
    assert list(bench_stories(5)) == stories[:5]


def test_the_ratio_is_that_of_the_two_speeds(found: ScanBench) -> None:
    assert found.full_to_spacy_ratio == pytest.approx(found.full_words_per_s / found.spacy_words_per_s)
    assert 0 < found.full_to_spacy_ratio < 1.2
    assert found.formula_only_words_per_s > found.spacy_words_per_s
    assert found.words == count_words(bench_stories(6))


def test_each_size_has_a_process_of_its_own(found: ScanBench) -> None:
    assert [(row.scan, row.stories) for row in found.memory] == [("formula", 3), ("formula", 40), ("full", 2)]
    small, large, full = (row.peak_bytes for row in found.memory)
    assert found.peak_memory_ratio == large / small
    assert full > small > 10_000_000
    assert all(row.words_per_s > 0 for row in found.memory)


def test_the_first_row_of_workers_is_the_measure(found: ScanBench) -> None:
    (row,) = found.workers
    assert (row.workers, row.speed_up) == (1, 1.0)
    assert row.words_per_s > 0


def test_the_command_prints_json() -> None:
    result = CliRunner().invoke(
        app, ["bench", "scan", "--stories", "3", "--size", "2", "--workers", "1", "--json"]
    )
    assert result.exit_code == 0, result.output
    told = ScanBench.model_validate_json(result.stdout.strip().splitlines()[-1])
    assert told.stories == 3
    assert json.loads(result.stdout.strip().splitlines()[-1])["peak_memory_ratio"] is None
