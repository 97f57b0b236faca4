"""``evaluate_commonsense``: the common-sense checks against labels, injected errors and clean text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detector.errors import UsageError
from detector.evaluation.clean import clean_figures, sample
from detector.evaluation.commonsense_detector import CommonsenseDetector, full_scan_ratio
from detector.evaluation.commonsense_formats import set_figures
from detector.evaluation.commonsense_metrics import Judged, judged
from detector.evaluation.commonsense_targets import shows
from detector.evaluation.gold import load_stories
from detector.evaluation.labelled import LabelledSet
from detector.evaluation.labelled_read import load_labelled

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from detector.synthesis.inject_templates import Split

#: Stories that the speed is measured on.
_SPEED_STORIES = 40
#: One seeded negative for so many injected errors.
_ERRORS_PER_NEGATIVE = 3


def evaluate_commonsense(
    gold_paths: Sequence[Path],
    *,
    texts: Path | None = None,
    clean_paths: Sequence[Path] = (),
    stories: Sequence[Path] = (),
    n_injected: int = 0,
    split: Split = "test",
    seed: int = 20260,
    codes: Sequence[str] = (),
    most: int | None = None,
    speed: bool = False,
    plots: Path | None = None,
    listing: Path | None = None,
    sheet: Path | None = None,
    parse: Callable[[str], Doc] | None = None,
) -> dict[str, Any]:
    """Measure the common-sense checks.

    Args:
        gold_paths: Files of labelled stories, each in a known format (``load_labelled``).
        texts: The stories of a file of hand labels, where they do not stand beside it.
        clean_paths: Stories without labels: findings per 10,000 words.
        stories: Stories that errors are injected into.
        n_injected: How many errors are injected.
        split: The half of the injector's templates, ``train`` or ``test``.
        seed: Fixes injections and samples.
        codes: The checks to run; all of common sense without it.
        most: Read at most so many stories of each file, drawn by ``seed``.
        speed: Measure a full scan against the bare pipeline, on the clean stories or those for injection.
        plots: A folder for the precision–recall and reliability plots.
        listing: A JSONL file for every finding with its verdict and every miss, text and all.
        sheet: A folder for a blind reading of the findings in the clean text (``write_sheet``).
        parse: Turns text into a spaCy Doc; the shipped pipeline without it.

    Returns:
        A report of JSON values: ``sets`` by name, and where asked for ``clean``, ``speed``, ``plots``;
        ``shows`` holds the rows of the table of targets that these files can fill.

    Raises:
        InputError: A file cannot be read; names the line.
        UsageError: Nothing to inject into, or a code is unknown.
    """
    detector = CommonsenseDetector(codes, parse=parse)
    sets = [_sampled(load_labelled(path, texts), most, seed) for path in gold_paths]
    if n_injected:
        sets.append(_injected(stories, n_injected, seed, split))
    report: dict[str, Any] = {"category": "commonsense", "codes": list(detector.codes), "sets": {}}
    rows: dict[str, list[Judged]] = {}
    for items in sets:
        rows[items.name] = judged(items, (detector(story.story) for story in items.stories))
        report["sets"][items.name] = {"format": items.format, **set_figures(items.format, rows[items.name])}
    report["clean"] = clean_figures(clean_paths, detector, most=most, seed=seed) if clean_paths else None
    if speed:
        read = list(load_stories([*clean_paths, *stories]))
        if not read:
            raise UsageError("There is no text to time.", "Give --clean or --stories with --speed.")
        report["speed"] = full_scan_ratio(sample(read, _SPEED_STORIES, seed))
    if sheet is not None:
        from detector.evaluation.reading_sheet import write_sheet

        report["sheet"] = {
            "folder": str(sheet),
            "findings": write_sheet(sheet, clean_paths, detector, seed=seed, most=most),
        }
    report["problems"] = dict(detector.problems)
    report["shows"] = shows(report)
    if plots is not None:
        from detector.evaluation.plots import draw_plots

        drawn = {name: figures for name, figures in report["sets"].items() if "curve" in figures}
        report["plots"] = [str(path) for path in draw_plots(drawn, plots, "common-sense errors")]
    if listing is not None:
        from detector.evaluation.commonsense_listing import write_listing

        write_listing(listing, rows, clean_paths, report["clean"])
    return report


def _injected(stories: Sequence[Path], n: int, seed: int, split: Split) -> LabelledSet:
    from detector.evaluation.commonsense_injected import injected_set

    if not stories:
        raise UsageError("There is no story to inject an error into.", "Name a file with --stories.")
    return injected_set(
        load_stories(stories), n=n, n_negatives=n // _ERRORS_PER_NEGATIVE, seed=seed, split=split
    )


def _sampled(items: LabelledSet, most: int | None, seed: int) -> LabelledSet:
    """At most so many groups of the set; a pair or a repeated group stays whole."""
    groups = list(dict.fromkeys(story.group for story in items.stories))
    if most is None or len(groups) <= most:
        return items
    import random

    kept = set(random.Random(f"{seed}|sample").sample(groups, most))
    return LabelledSet(items.name, items.format, tuple(s for s in items.stories if s.group in kept))
