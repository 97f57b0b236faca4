"""The table of targets: what the common-sense checks must reach, and what a report says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

#: The groups of injected kinds, and the recall that each must reach.
_INJECTED = {"numbers": 0.6, "static": 0.6, "said-unsaid": 0.6, "state": 0.4}
_LABELS = "labels"
Row = dict[str, Any]


def shows(report: Mapping[str, Any]) -> list[Row]:
    """The rows that the report's files can fill: what, the figure, the target, whether it is reached."""
    rows = [*_clean(report), *_sets(report)]
    if "speed" in report:
        rows.append(_at_most("full scan over the bare spaCy pipeline (time)", report["speed"]["ratio"], 1.5))
    return rows


def _clean(report: Mapping[str, Any]) -> Iterator[Row]:
    for name, figures in ((report.get("clean") or {}).get("files", {})).items():
        what = f"{name}: findings per 10,000 words"
        if name.startswith("fiction_human"):
            yield _at_most(what, figures["value"], 0.5, figures)
        elif name.startswith("fairy_tales"):
            yield _at_most(what, figures["value"], 1.0, figures)
        elif name.startswith("fiction_llm"):
            yield _at_least(what, figures["value"], 0.3, figures)
        else:
            yield {"what": what, "value": figures["value"], "of": figures, "target": None, "reached": None}


def _sets(report: Mapping[str, Any]) -> Iterator[Row]:
    makers: dict[str, Callable[[str, Mapping[str, Any]], Iterator[Row]]] = {
        "figurative": _figurative,
        "injected": _injected,
        "gold": _gold,
        "trip": _trip,
        "comve": _comve,
    }
    labels = {n: f for n, f in report["sets"].items() if f["format"] == _LABELS}
    for name, figures in report["sets"].items():
        if figures["format"] in makers:
            yield from makers[figures["format"]](name, figures)
    if labels:
        yield from _hand_labels(labels)


def _figurative(name: str, figures: Mapping[str, Any]) -> Iterator[Row]:
    yield _at_most(f"{name}: phrases flagged", figures["flagged"]["value"], 0.01, figures["flagged"])


def _injected(name: str, figures: Mapping[str, Any]) -> Iterator[Row]:
    for group, least in _INJECTED.items():
        kinds = [f for kind, f in figures["recall_by_kind"].items() if kind.partition(":")[0] == group]
        k, n = sum(f["k"] for f in kinds), sum(f["n"] for f in kinds)
        if n:
            yield _at_least(f"{name}: {group} errors found", k / n, least, {"k": k, "n": n})
    flagged = figures["negatives_flagged"]
    if flagged["n"]:
        yield {
            "what": f"{name}: matched negatives flagged",
            "value": flagged["value"],
            "of": flagged,
            "target": None,
            "reached": None,
        }


def _gold(name: str, figures: Mapping[str, Any]) -> Iterator[Row]:
    span = figures["span"]
    yield _at_least(f"{name}: span precision", span["precision"]["value"], 0.85, span["precision"])
    yield _at_least(f"{name}: span recall", span["recall"]["value"], 0.55, span["recall"])


def _trip(name: str, figures: Mapping[str, Any]) -> Iterator[Row]:
    for key, what, target, least in (
        ("implausible_found", "implausible stories found", 0.4, True),
        ("plausible_flagged", "plausible stories flagged", 0.05, False),
        ("on_pair", "findings on a sentence of the pair", 0.8, True),
    ):
        row = _at_least if least else _at_most
        yield row(f"{name}: {what}", figures[key]["value"], target, figures[key])


def _comve(name: str, figures: Mapping[str, Any]) -> Iterator[Row]:
    yield {
        "what": f"{name}: pair_accuracy",
        "value": figures["pair_accuracy"],
        "of": {"n": figures["n_pairs"]},
        "target": None,
        "reached": None,
    }


def _hand_labels(sets: Mapping[str, Mapping[str, Any]]) -> Iterator[Row]:
    """All files of hand labels together: their rows are thirty stories each."""
    clear = [figures["recall_by_strength"].get("clear", {"k": 0, "n": 0}) for figures in sets.values()]
    k, n = sum(c["k"] for c in clear), sum(c["n"] for c in clear)
    outside = sum(figures["outside_labels"]["k"] for figures in sets.values())
    n_stories = sum(figures["n_stories"] for figures in sets.values())
    yield _at_least(
        "hand labels (in sample): clear errors found", k / n if n else None, 0.25, {"k": k, "n": n}
    )
    yield _at_most(
        "hand labels: findings outside every label, per story",
        outside / n_stories,
        0.1,
        {"k": outside, "n": n_stories},
    )


def _at_least(what: str, value: float | None, target: float, of: Mapping[str, Any] | None = None) -> Row:
    return _row(what, value, f"≥ {target:g}", None if value is None else value >= target, of)


def _at_most(what: str, value: float | None, target: float, of: Mapping[str, Any] | None = None) -> Row:
    return _row(what, value, f"≤ {target:g}", None if value is None else value <= target, of)


def _row(
    what: str, value: float | None, target: str, reached: bool | None, of: Mapping[str, Any] | None
) -> Row:
    kept = {key: of[key] for key in ("k", "n", "words", "low", "high") if key in of} if of else {}
    return {"what": what, "value": value, "of": kept, "target": target, "reached": reached}
