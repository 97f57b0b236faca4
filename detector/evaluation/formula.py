"""``evaluate_formula``: the formula detector against labelled items, injected stories and clean text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from detector.evaluation.clean import clean_figures, speed_figures
from detector.evaluation.formula_metrics import probability_figures, span_figures
from detector.evaluation.gold import GoldItem, inject_items, load_gold, load_stories
from detector.evaluation.predict import FormulaDetector, shown

DEFAULT_SEED = 20260

#: Stories that are read for injections and for the speed test.
_MOST_STORIES = 1500


def evaluate_formula(
    gold_path: Path,
    *,
    clean_paths: Sequence[Path] = (),
    formulas: Path | None = None,
    n_injected: int = 450,
    n_appropriate: int = 180,
    seed: int = DEFAULT_SEED,
    compare_peers: bool = False,
    plots: Path | None = None,
) -> dict[str, Any]:
    """Measure the formula detector.

    Args:
        gold_path: Labelled items.
        clean_paths: JSONL(.gz) files of stories without labels: their findings are counted per 10,000 words,
            the injections go into their stories, and they are the text of the speed test.
        formulas: LaTeX formulas, one a line, for the injections; generated ones alone without it.
        n_injected: How many injected stories are made from ``clean_paths``.
        n_appropriate: How many more stories get a formula that belongs.
        seed: Fixes the injections.
        compare_peers: Run the other tools on the same items.
        plots: A folder for the precision–recall and reliability plots.

    Returns:
        A report of JSON values: ``gold``, and where asked for ``injected``, ``clean``, ``speed``, ``peers``.

    Raises:
        InputError: A file cannot be read; names the line.
    """
    detector = FormulaDetector()
    items = load_gold(gold_path)
    report: dict[str, Any] = {
        "category": "formula",
        "gold_path": str(gold_path),
        "n_items": len(items),
        "gold": _figures(items, detector),
    }
    sets = {"gold": items}
    if clean_paths:
        stories = list(load_stories(clean_paths))
        source = _source(formulas)
        injected = inject_items(
            stories[:_MOST_STORIES], seed=seed, n=n_injected, n_appropriate=n_appropriate, source=source
        )
        sets["injected"] = injected
        report["injected"] = {"seed": seed, "n_items": len(injected), **_figures(injected, detector)}
        report["clean"] = clean_figures(clean_paths, detector)
        report["speed"] = speed_figures(stories[:_MOST_STORIES])
    if compare_peers:
        from detector.evaluation.peers import peer_figures

        report["peers"] = {name: peer_figures(labelled) for name, labelled in sets.items()}
    if plots is not None:
        from detector.evaluation.plots import draw_plots

        drawn = {name: report[name] for name in sets}
        report["plots"] = [str(path) for path in draw_plots(drawn, plots)]
    return report


def _figures(items: Sequence[GoldItem], detector: FormulaDetector) -> dict[str, Any]:
    predictions = [detector(item.story) for item in items]
    return {
        **span_figures(items, [shown(row) for row in predictions]),
        **probability_figures(items, predictions),
    }


def _source(formulas: Path | None) -> tuple[str, ...]:
    if formulas is None:
        return ()
    from detector.synthesis.formula_source import load_formulas

    return load_formulas(formulas).of("test")
