"""The report for machines: one JSON object, one table, or a SARIF log."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence

from detector.rates.outcomes import story_id_of
from detector.report.baseline import shipped_baseline
from detector.report.compare import comparison_of
from detector.report.facts import limits, reproduce, scans_differ
from detector.report.figures import names_of
from detector.report.frames import rates_frame
from detector.report.slices import slices_of
from detector.report.source import Source, summary_of


def json_report(sources: Sequence[Source]) -> bytes:
    """All numbers of the report: summary, further slices, comparison, human fiction, how to reproduce."""
    summary = summary_of(sources)
    baseline = shipped_baseline()
    comparison = comparison_of(sources, names_of(summary))
    value = {
        "summary": summary.model_dump(mode="json"),
        "slices": [each.plain() for each in slices_of(sources, summary.categories, summary.confidence)],
        "comparison": comparison.model_dump(mode="json") if comparison else None,
        "human_fiction": baseline.model_dump(mode="json") if baseline else None,
        "reproduce": {name: dict(facts) for name, facts in reproduce(sources)},
        "limits": [*scans_differ(sources), *limits(summary)],
    }
    return json.dumps(value, ensure_ascii=True, indent=1).encode() + b"\n"


def table_report(sources: Sequence[Source], suffix: str) -> bytes:
    """The rates as one table: ``.csv`` or ``.parquet``."""
    from detector.report.tables import safe_for_spreadsheets

    frame = rates_frame(summary_of(sources).rates)
    for column in frame.columns:
        if frame[column].map(lambda value: isinstance(value, (list, tuple, dict))).any():
            frame[column] = [json.dumps(value) for value in frame[column]]
    made = io.BytesIO()
    if suffix == ".csv":
        made.write(safe_for_spreadsheets(frame).to_csv(index=False).encode("utf-8", "replace"))
    else:
        frame.to_parquet(made, index=False)
    return made.getvalue()


def sarif_report(sources: Sequence[Source]) -> bytes:
    """The findings of all runs as one SARIF log."""
    from detector.report.sarif import locations_of, to_sarif

    findings = [finding for source in sources for finding in source.findings()]
    wanted = {finding.story_id for finding in findings}
    stories = [story for source in sources for story in source.stories() if story_id_of(story) in wanted]
    return json.dumps(to_sarif(findings, locations_of(stories)), ensure_ascii=True, indent=1).encode() + b"\n"
