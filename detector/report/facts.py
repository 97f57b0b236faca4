"""What a report says besides numbers: how to do it again, and what it cannot tell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from detector.rates.records import Summary
from detector.rates.words import percent, percent_range
from detector.records import Scan
from detector.report.compare import comparable
from detector.report.source import Source
from detector.report.visible import visible


def reproduce(sources: Sequence[Source]) -> list[tuple[str, list[tuple[str, str]]]]:
    """For each run or scan its name, and what is needed to do it again, as labels and values."""
    found = []
    for number, source in enumerate(sources, 1):
        name = source.name or ("Scan" if len(sources) == 1 else f"Scan {number}")
        found.append(
            (visible(name), [(label, visible(str(value))) for label, value in _facts(source) if value])
        )
    return found


def _facts(source: Source) -> Iterator[tuple[str, Any]]:
    info = source.info
    if info is not None:
        yield "command", info.command
        if info.model is not None:
            model = info.model
            yield (
                "model",
                _joined(model.name, model.architecture, model.quantization, _parameters(model.n_params)),
            )
            yield "model sha256", model.sha256
            yield "llama.cpp", model.llama_cpp_build
        yield "seed", info.seed
        if info.dataset is not None:
            data = info.dataset
            yield (
                "prompts",
                _joined(data.name, data.version, f"{data.n_prompts:,} prompts" if data.n_prompts else None),
            )
            yield "prompts sha256", data.sha256
        yield "samples of each prompt", info.epochs
        yield "settings", _settings(info.generate_config)
        yield "started", f"{info.created:%Y-%m-%d %H:%M} UTC" if info.created else None
        yield "status", info.status
        yield "packages", _settings(info.packages)
        yield "hardware", _settings(info.hardware)
    if source.scan is not None:
        yield from _scan_facts(source.scan)


def _scan_facts(scan: Scan) -> Iterator[tuple[str, Any]]:
    yield "scan", scan.scan_id
    yield "checks", ", ".join(f"{check.code} version {check.version}" for check in scan.checks)
    for classifier in scan.classifiers:
        sha = f"sha256 {classifier.sha256[:16]}…" if classifier.sha256 else None
        threshold = f"threshold {classifier.threshold:g}" if classifier.threshold is not None else None
        yield "classifier", _joined(classifier.name, sha, threshold)
    yield (
        "scan options",
        _settings({name: value for name, value in scan.options.items() if value is not None}),
    )


def _parameters(n: int | None) -> str | None:
    if not n:
        return None
    for size, letter in ((10**9, "B"), (10**6, "M"), (10**3, "K")):
        if n >= size:
            return f"{n / size:.3g} {letter} parameters"
    return f"{n} parameters"


def _joined(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)


def _settings(values: dict[str, Any]) -> str:
    return ", ".join(f"{name} {_plain(value)}" for name, value in sorted(values.items()) if value is not None)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


def calibrations(summary: Summary) -> list[str]:
    """What is known of the detector's own errors: a sentence for each calibration that was used."""
    return [_calibration(value) for value in (summary.calibration or {}).values()]


def _calibration(value: dict[str, Any]) -> str:
    def known(name: str, without: str) -> str:
        rate = value.get(name)
        if not rate:
            return f"{name} unknown ({without})"
        return f"{name} {percent(rate['estimate'])} ({percent_range(rate['low'], rate['high'])})"

    what = {"formula": "Formula injection", "commonsense": "Common-sense errors"}.get(value["category"], "")
    labels = f"{value.get('n_flagged', 0)} flagged and {value.get('n_unflagged', 0)} unflagged stories"
    who = ", ".join(value.get("labelers") or ())
    kappa = f", kappa {value['kappa']:.2f}" if value.get("kappa") is not None else ""
    return visible(
        f"{what or value['category']}: {known('sensitivity', 'no failing story was seen')}, "
        f"{known('specificity', 'no sound story was seen')}, from {labels}"
        f"{f' labelled by {who}' if who else ''}{kappa} (calibration {value['calibration_id']})."
    )


def limits(summary: Summary, evidence_limit: str = "") -> list[str]:
    """What a reader must know before quoting the numbers; the evidence's limit where evidence is shown."""
    found = []
    if summary.calibration is None:
        found.append(
            "Calibration: none. The detector's own errors are not known for these stories, so every rate is "
            "what it flags, uncorrected: stories that it misses are missing here, stories that it flags "
            "wrongly count."
        )
    else:
        found.append(
            "Corrected rates hold the uncertainty of the stories and of the labels. They are as good as the "
            "labels: what the labellers passed over is missing in both."
        )
        reasons = {reason for rate in summary.rates for reason in rate.corrected_reasons}
        found += [f"Not claimed, or not corrected: {reason.rstrip('.')}." for reason in sorted(reasons)[:6]]
    if "commonsense" in summary.categories:
        found.append(
            "Common-sense errors are found without a language model: a lower bound. Rules see contradictions "
            "of dates, clock times, counts and the like; most errors a reader would notice are beyond them."
        )
    found.append(
        f"Intervals are {100 * summary.confidence:g}%: Wilson for shares of stories, exact Poisson for "
        "findings per 10,000 words. Stories of one prompt are not independent; where a prompt has several, "
        "the interval is widened by the design effect."
    )
    unscored = sum(entry.n for entry in summary.unscored)
    if unscored:
        found.append("Stories that were not scored leave the denominator; they are not counted as clean.")
    if evidence_limit:
        found.append(f"Stories shown: {evidence_limit[0].lower()}{evidence_limit[1:]}")
    found.append("The checks read English prose.")
    return found


def scans_differ(sources: Sequence[Source]) -> list[str]:
    """A warning where the runs were scanned with different detectors."""
    if comparable(sources):
        return []
    return [
        "These runs were scanned with different checks or classifiers, so they are not compared: scan them "
        "again with one configuration."
    ]
