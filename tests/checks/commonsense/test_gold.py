import json
from collections import Counter
from typing import Any

import pytest

from detector.resources import resource

FILES = {"train": "commonsense.jsonl", "dev": "commonsense_dev.jsonl", "test": "commonsense_test.jsonl"}
CODES = {f"C{n:02d}" for n in range(1, 15)}


def rows(split: str) -> list[dict[str, Any]]:
    lines = resource(f"corpora/gold/{FILES[split]}").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("split", FILES)
def test_gold_rows_are_well_formed(split: str) -> None:
    for row in rows(split):
        assert set(row) == {"id", "text", "genre", "premise", "kind", "spans"}, row["id"]
        assert 60 <= len(row["text"].split()) <= 300, row["id"]
        assert row["kind"] == ("error" if row["spans"] else "clean"), row["id"]
        for span in row["spans"]:
            assert span["code"] in CODES
            assert span["why"].endswith("."), row["id"]
            for place in (span, *span["related"]):
                assert row["text"][place["start"] : place["end"]] == place["text"] != "", row["id"]


@pytest.mark.parametrize("split", FILES)
def test_gold_covers_every_code_and_is_half_clean(split: str) -> None:
    content = rows(split)
    assert {span["code"] for row in content for span in row["spans"]} == CODES
    kinds = Counter(row["kind"] for row in content)
    assert abs(kinds["error"] - kinds["clean"]) <= 0.1 * len(content)
    assert len({row["genre"] for row in content}) >= 6


def test_gold_files_share_no_story() -> None:
    texts = [row["text"] for split in FILES for row in rows(split)]
    ids = [row["id"] for split in FILES for row in rows(split)]
    assert len(texts) >= 500
    assert len(set(texts)) == len(texts)
    assert len(set(ids)) == len(ids)
