"""The formula gold is what its datasheet says: exact spans, and nothing shared between the splits."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from itertools import combinations
from typing import Any

import pytest

from detector.resources import resource

_FILES = {
    "train": "formula.jsonl",
    "dev": "formula_dev.jsonl",
    "test": "formula_test.jsonl",
    "test2": "formula_test2.jsonl",
}
_NOTATIONS = {
    "inline",
    "paren",
    "display",
    "latex",
    "unicode",
    "ascii",
    "verbal",
    "code",
    "arithmetic",
    "chemistry",
}
_POSITIONS = {"start", "mid", "end", "paragraph", "dialogue", "simile", "heading"}

Item = dict[str, Any]


@pytest.fixture(scope="module")
def gold() -> dict[str, list[Item]]:
    return {
        split: [json.loads(line) for line in resource(f"corpora/gold/{name}").read_text("utf-8").splitlines()]
        for split, name in _FILES.items()
    }


def test_gold_formula_rows_have_the_documented_fields(gold: dict[str, list[Item]]) -> None:
    fields = {"id", "text", "genre", "prompt", "expects_formula", "kind", "scene", "spans"}
    for item in [item for items in gold.values() for item in items]:
        assert set(item) == fields, item["id"]
        assert item["kind"] in ("intrusive", "appropriate", "trap")
        assert 30 <= len(item["text"].split()) <= 160, item["id"]


def test_gold_formula_spans_are_exact(gold: dict[str, list[Item]]) -> None:
    for item in [item for items in gold.values() for item in items]:
        assert bool(item["spans"]) == (item["kind"] != "trap"), item["id"]
        for span in item["spans"]:
            assert item["text"][span["start"] : span["end"]] == span["text"] == span["text"].strip()
            assert span["notation"] in _NOTATIONS
            assert span["position"] in _POSITIONS
            assert span["belongs"] == (item["kind"] == "appropriate")


def test_gold_formula_is_large_and_balanced(gold: dict[str, list[Item]]) -> None:
    assert len(gold["train"]) >= 450
    assert len(gold["dev"]) >= 170
    assert len(gold["test"]) >= 300
    assert len(gold["test2"]) >= 250
    for items in gold.values():
        kinds = Counter(item["kind"] for item in items)
        assert min(kinds.values()) >= 0.25 * len(items)
        intrusive = Counter(
            span["notation"] for item in items if item["kind"] == "intrusive" for span in item["spans"]
        )
        assert set(intrusive) == _NOTATIONS
        assert len({item["scene"] for item in items if item["kind"] == "appropriate"}) >= 20


def test_gold_formula_ids_and_texts_are_unique(gold: dict[str, list[Item]]) -> None:
    everything = [item for items in gold.values() for item in items]
    assert len({item["id"] for item in everything}) == len(everything)
    assert len({item["text"] for item in everything}) == len(everything)


def test_gold_formula_splits_share_no_formula(gold: dict[str, list[Item]]) -> None:
    seen = {
        split: {"".join(span["text"].split()).strip("$") for item in items for span in item["spans"]}
        for split, items in gold.items()
    }
    for one, other in combinations(seen, 2):
        assert not seen[one] & seen[other]


def test_gold_formula_splits_share_no_near_duplicate(gold: dict[str, list[Item]]) -> None:
    grams: dict[str, set[tuple[str, ...]]] = {}
    holders: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for items in gold.values():
        for item in items:
            words = re.findall(r"\w+", item["text"].lower())
            grams[item["id"]] = {tuple(words[at : at + 5]) for at in range(len(words) - 4)}
            for gram in grams[item["id"]]:
                holders[gram].append(item["id"])
    shared = Counter(
        pair
        for ids in holders.values()
        for pair in combinations(sorted(ids), 2)
        if pair[0].split("-")[1] != pair[1].split("-")[1]
    )
    for (one, other), count in shared.items():
        assert count / len(grams[one] | grams[other]) < 0.3, (one, other)
