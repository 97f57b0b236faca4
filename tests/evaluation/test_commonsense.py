from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from detector.errors import InputError, UsageError
from detector.evaluation import evaluate_commonsense
from detector.evaluation.labelled import ErrorSpan
from detector.evaluation.labelled_read import load_labelled
from detector.evaluation.predict import Prediction
from detector.evaluation.spans import meets
from detector.evaluation.verdicts import judge

BAD = 'The note held just five words: "Meet me at the pier tonight." She folded it and went home to supper.'
GOOD = 'The note held just six words: "Meet me at the pier tonight." She folded it and went home to supper.'
DATE = "On February 30 the harbour froze. Nobody had seen ice there before, and the gulls walked on it."


def write(path: Path, *rows: dict[str, Any]) -> Path:
    text = "\n".join(json.dumps(row) for row in rows) + "\n"
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return path


def gold_item(name: str, text: str, *spans: tuple[str, str]) -> dict[str, Any]:
    made = []
    for part, code in spans:
        start = text.index(part)
        made.append({"start": start, "end": start + len(part), "text": part, "code": code, "related": []})
    return {"id": name, "text": text, "kind": "error" if spans else "clean", "spans": made}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return write(
        tmp_path / "gold.jsonl",
        gold_item("g1", BAD, ("five words", "C07")),
        gold_item("g2", GOOD),
        gold_item("g3", "She sold the boat. An hour later she sailed it out.", ("sailed it out", "C03")),
    )


def found(
    start: int, end: int, code: str = "C03", p: float = 0.9, related: tuple[Any, ...] = ()
) -> Prediction:
    return Prediction(start, end, code, p, True, "why", related)


def test_commonsense_evaluation_counts_labels_found_and_missed(gold: Path, tmp_path: Path) -> None:
    listing = tmp_path / "deep" / "list.jsonl"
    report = evaluate_commonsense([gold], codes=["C07"], listing=listing, plots=tmp_path / "plots")
    figures = report["sets"]["gold.jsonl"]
    assert (figures["span"]["recall"]["k"], figures["span"]["recall"]["n"]) == (1, 2)
    assert figures["span"]["precision"]["value"] == 1.0
    assert figures["story"]["specificity"]["value"] == 1.0
    assert figures["recall_by_code"]["C07"]["k"] == 1
    assert figures["recall_by_code"]["C03"]["k"] == 0
    rows = [json.loads(line) for line in listing.read_text(encoding="utf-8").splitlines()]
    assert [row["verdict"] for row in rows] == ["true", "missed"]
    assert [Path(path).exists() for path in report["plots"]] == [True, True]
    assert report["shows"][0]["reached"] is True
    json.dumps(report)


def test_commonsense_evaluation_joins_labels_with_their_texts(tmp_path: Path) -> None:
    start = BAD.index("just five")
    label = {
        "category": "quantity",
        "start": start,
        "end": start + 15,
        "quote": BAD[start : start + 15],
        "why": "",
    }
    write(tmp_path / "x.jsonl.gz", {"id": "a", "text": BAD}, {"id": "b", "text": DATE})
    labels = write(
        tmp_path / "x_labels.jsonl.gz",
        {"id": "a", "findings": [{**label, "strength": "clear"}]},
        {"id": "b", "findings": []},
    )
    report = evaluate_commonsense([labels], codes=["C05", "C07"])
    figures = report["sets"]["x_labels.jsonl.gz"]
    assert figures["recall_by_strength"] == {"clear": figures["recall_by_code"]["C07"]}
    assert figures["outside_labels"] == {"k": 1, "n_stories": 2, "per_story": 0.5}
    values = {row["what"]: row["value"] for row in report["shows"]}
    assert values["hand labels (in sample): clear errors found"] == 1.0
    assert values["hand labels: findings outside every label, per story"] == 0.5


def test_commonsense_evaluation_labels_without_texts_say_how(tmp_path: Path) -> None:
    labels = write(tmp_path / "y_labels.jsonl", {"id": "a", "findings": []})
    with pytest.raises(InputError, match="--texts"):
        load_labelled(labels)
    texts = write(tmp_path / "other.jsonl", {"id": "b", "text": DATE})
    with pytest.raises(InputError, match="no story 'a'"):
        load_labelled(labels, texts)


def test_commonsense_evaluation_trip_pairs_and_repeats(tmp_path: Path) -> None:
    sentences = ["Tom rang at noon.", "It was February 30.", "Tom slept."]
    bad = {"para_id": "t1", "sentence_texts": sentences, "plausible": False, "confl_pairs": [[1, 2]]}
    good = {"para_id": "t2", "sentence_texts": sentences[::2], "plausible": True, "confl_pairs": []}
    path = write(tmp_path / "trip.jsonl", bad, good, {**good, "para_id": "t3"})
    figures = evaluate_commonsense([path], codes=["C05"])["sets"]["trip.jsonl"]
    assert figures["implausible_found"]["value"] == 1.0
    assert (figures["plausible_flagged"]["k"], figures["plausible_flagged"]["n"]) == (0, 1)
    assert figures["on_pair"]["value"] == 1.0


def test_commonsense_evaluation_comve_pair_accuracy(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "sent0": "It was February 30.", "sent1": "It was February 3.", "against_common_sense": 0},
        {"id": "2", "sent0": "He ate soup.", "sent1": "He ate the moon.", "against_common_sense": 1},
    ]
    figures = evaluate_commonsense([write(tmp_path / "comve.jsonl", *rows)], codes=["C05"])["sets"][
        "comve.jsonl"
    ]
    assert figures["pair_accuracy"] == 0.75
    assert figures["decided"]["k"] == 1


def test_commonsense_evaluation_figurative_and_clean_text(gold: Path, tmp_path: Path) -> None:
    phrases = tmp_path / "figurative.csv.gz"
    phrases.write_bytes(gzip.compress(b'startphrase,qid\n"Her smile was a sun",1\nIt was February 30.,2\n'))
    clean = write(tmp_path / "clean.jsonl", {"id": "c", "text": DATE}, {"id": "d", "text": GOOD})
    report = evaluate_commonsense([gold, phrases], codes=["C05"], clean_paths=[clean], speed=True)
    assert report["sets"]["figurative.csv.gz"]["flagged"]["k"] == 1
    assert report["clean"]["files"]["clean.jsonl"]["by_code"] == {"C05": 1}
    assert report["clean"]["all"]["words"] == len(DATE.split()) + len(GOOD.split())
    assert report["speed"]["ratio"] > 0


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"id": "x", "text": "y"}, "no known format"),
        ({"id": "x", "text": "ab", "kind": "odd", "spans": []}, "neither error nor clean"),
        ({"id": "x", "text": "ab", "kind": "error", "spans": []}, "with 0 spans"),
        (
            {"para_id": "p", "sentence_texts": ["a"], "plausible": False, "confl_pairs": [[0, 4]]},
            "out of range",
        ),
        ({"id": "c", "sent0": "a", "sent1": "b", "against_common_sense": 2}, "neither 0 nor 1"),
    ],
)
def test_commonsense_evaluation_bad_rows_name_their_file(
    tmp_path: Path, row: dict[str, Any], problem: str
) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        load_labelled(write(tmp_path / "bad.jsonl", row))
    assert "bad.jsonl" in str(caught.value)


def test_commonsense_evaluation_unknown_code_and_nothing_to_time(gold: Path) -> None:
    with pytest.raises(UsageError, match="C99"):
        evaluate_commonsense([gold], codes=["C99"])
    with pytest.raises(UsageError, match="no text to time"):
        evaluate_commonsense([gold], codes=["C05"], speed=True)


def test_commonsense_evaluation_either_end_counts_and_both_ends_are_told_apart() -> None:
    error = ErrorSpan(100, 120, ((10, 30),), "C03")
    assert judge([error], [found(10, 28)]).both == 0
    assert judge([error], [found(10, 28)]).found.keys() == {0}
    assert judge([error], [found(10, 28, related=((95, 121),))]).both == 1
    assert judge([error], [found(99, 121, related=((10, 30),))]).both == 1
    assert judge([error], [found(99, 121, related=((200, 230),))]).both == 0


def test_commonsense_evaluation_second_finding_on_a_label_is_a_duplicate() -> None:
    errors = [ErrorSpan(0, 10, (), "C05"), ErrorSpan(50, 60, (), "C07")]
    verdict = judge(errors, [found(0, 10), found(1, 9, code="C05"), found(30, 40)])
    assert verdict.found[0].code == "C05"
    assert [p.code for p in verdict.duplicates] == ["C03"]
    assert [p.span for p in verdict.false] == [(30, 40)]


def test_commonsense_evaluation_one_wide_finding_serves_one_label() -> None:
    verdict = judge([ErrorSpan(0, 10), ErrorSpan(12, 20)], [found(0, 40)])
    assert len(verdict.found) == 1


def test_commonsense_evaluation_spans_meet_by_half_of_the_shorter() -> None:
    assert meets((0, 100), (95, 103))
    assert not meets((0, 100), (97, 110))
    assert not meets((0, 5), (5, 9))


def test_commonsense_evaluation_injects_the_same_errors_for_a_seed(gold: Path, tmp_path: Path) -> None:
    text = " ".join(f"The {word} stood there for a while, as it had done." for word in ["gate", "wall"] * 12)
    stories = write(tmp_path / "s.jsonl", {"id": "a", "text": text}, {"id": "b", "text": f"{text} So."})
    one, two = (
        evaluate_commonsense([gold], codes=["C05"], stories=[stories], n_injected=21, split="train", seed=3)
        for _ in range(2)
    )
    figures = one["sets"]["injected (train)"]
    assert figures == two["sets"]["injected (train)"]
    assert figures["span"]["recall"]["n"] >= 19
    assert figures["negatives_flagged"]["n"] == 7
    assert sum(row["what"].startswith("injected (train)") for row in one["shows"]) == 5


def test_commonsense_evaluation_injection_needs_stories(gold: Path) -> None:
    with pytest.raises(UsageError, match="--stories"):
        evaluate_commonsense([gold], codes=["C05"], n_injected=3)


def test_commonsense_evaluation_sheet_mixes_findings_with_decoys(gold: Path, tmp_path: Path) -> None:
    filler = [
        f"The boat called {name} lay still." for name in "Ada Bea Cora Dora Eva Fay Gus Hal".split() * 2
    ]
    told = " ".join([*filler[:6], DATE, *filler[6:]])
    clean = write(tmp_path / "c.jsonl", {"id": "a", "text": told}, {"id": "b", "text": " ".join(filler)})
    folder = tmp_path / "sheet"
    report = evaluate_commonsense([gold], codes=["C05"], clean_paths=[clean], sheet=folder)
    assert report["sheet"]["findings"] == 1
    sheet, key = (
        [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        for name in ("sheet", "key")
    )
    assert [set(row) for row in sheet] == [{"id", "text"}] * 2
    assert sorted((row["finding"], row["story"]) for row in key) == [(False, "b"), (True, "a")]
    (true,) = (row["id"] for row in key if row["finding"])
    assert "⟦On February 30 the harbour froze.⟧" in sheet[true]["text"]
    assert all(row["text"].count("⟦") == 1 for row in sheet)
