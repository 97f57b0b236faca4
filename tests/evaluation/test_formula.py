from __future__ import annotations

import json
from pathlib import Path

import pytest

from detector.errors import InputError
from detector.evaluation import evaluate_formula
from detector.evaluation.gold import load_gold
from detector.evaluation.peers import pandoc_rule, pylatexenc
from detector.evaluation.spans import match, overlap

PROSE = (
    "The boat came in late. Nobody waved. The old man on the quay counted his steps and forgot them again. "
    "Rain fell on the nets and on the dog. “We should go,” said Marit, and nobody went. The lamp was lit. "
    "Later the wind turned, and the harbour filled with the sound of ropes. She slept in the wheelhouse."
)


def row(name: str, text: str, kind: str, formula: str | None, *, belongs: bool = False) -> str:
    spans = []
    if formula is not None:
        start = text.index(formula)
        spans = [
            {
                "start": start,
                "end": start + len(formula),
                "text": formula,
                "notation": "inline",
                "position": "mid",
                "belongs": belongs,
            }
        ]
    return json.dumps(
        {
            "id": name,
            "text": text,
            "genre": None,
            "prompt": None,
            "expects_formula": False,
            "kind": kind,
            "scene": kind,
            "spans": spans,
        }
    )


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    rows = [
        row("i1", f"The pier creaked $E = mc^2$ under his boots. {PROSE}", "intrusive", "$E = mc^2$"),
        row(
            "a1",
            f"The teacher wrote $x^2 = 9$ on the blackboard for the class. {PROSE}",
            "appropriate",
            "$x^2 = 9$",
            belongs=True,
        ),
        row("t1", f"It cost $65 but now resells for over $10,000. {PROSE}", "trap", None),
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_formula_evaluation_counts_true_false_and_silent(gold: Path, tmp_path: Path) -> None:
    report = evaluate_formula(gold, compare_peers=True, plots=tmp_path / "plots")
    figures = report["gold"]
    assert figures["span"]["f1"] == 1.0
    assert figures["appropriate"]["specificity"]["value"] == 1.0
    assert figures["traps"]["flagged"]["value"] == 0.0
    assert figures["recall_by_notation"]["inline"]["n"] == 1
    assert figures["calibration"]["n"] == 2
    pandoc = report["peers"]["gold"]["pandoc-rule"]
    assert pandoc["appropriate"]["specificity"]["value"] == 0.0
    assert [Path(path).exists() for path in report["plots"]] == [True, True]
    json.dumps(report)


def test_formula_evaluation_injects_the_same_stories_for_a_seed(gold: Path, tmp_path: Path) -> None:
    stories = tmp_path / "stories.jsonl"
    rows = [{"id": f"s{i}", "text": f"{PROSE}\n\n{PROSE}", "kind": "fiction"} for i in range(4)]
    rows.append({"id": "essay", "text": "Not this one. " * 50, "kind": "essay"})
    stories.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    first, second = (
        evaluate_formula(gold, clean_paths=[stories], n_injected=18, n_appropriate=4, seed=5)
        for _ in range(2)
    )
    assert first["injected"] == second["injected"]
    assert first["injected"]["n_items"] == 22
    assert len(first["injected"]["recall_by_notation"]) == 9
    assert first["clean"]["all"]["k"] == 0
    assert first["clean"]["all"]["words"] == 4 * len(f"{PROSE} {PROSE}".split())


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "JSONDecodeError"),
        ('{"id": "x"}', "KeyError"),
        ('{"id":"x","text":"ab","kind":"odd","scene":"s","expects_formula":false,"spans":[]}', "none of"),
        ("", "no labelled item"),
    ],
)
def test_formula_evaluation_bad_gold_names_its_line(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=problem):
        load_gold(path)


def test_formula_evaluation_missing_gold_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_gold(tmp_path / "none.jsonl")


def test_formula_evaluation_span_off_by_one_is_refused(tmp_path: Path, gold: Path) -> None:
    item = json.loads(gold.read_text(encoding="utf-8").splitlines()[0])
    item["spans"][0]["start"] += 1
    path = tmp_path / "off.jsonl"
    path.write_text(json.dumps(item), encoding="utf-8")
    with pytest.raises(InputError, match=r"off\.jsonl:1"):
        load_gold(path)


def test_formula_evaluation_spans_are_paired_one_to_one() -> None:
    assert overlap((0, 10), (5, 15)) == 0.5
    assert match([(0, 10), (20, 30)], [(0, 10), (1, 10), (24, 30)]) == {0: 0, 1: 2}
    assert match([(0, 10)], [(6, 10)]) == {}


def test_formula_evaluation_peers_find_what_they_can() -> None:
    text = "He ran $x^2$ past \\(y\\) and \\frac{1}{2} home."
    assert [text[a:b] for a, b in pandoc_rule(text)] == ["$x^2$", "\\(y\\)"]
    assert "\\frac{1}{2}" in [text[a:b] for a, b in pylatexenc(text)]
