"""Rates and results as a notebook shows them."""

from __future__ import annotations

from detector.rates.records import Summary
from detector.report.checkpages import check_pages
from detector.report.evidence import Budget, gather
from detector.report.figures import tables
from detector.report.page import environment
from detector.report.source import Source
from detector.report.visible import visible

_FEW = Budget(whole=0, total=40_000, stories=3, unflagged=0)


def rates_html(summary: Summary) -> str:
    """The verdicts and the first table of rates."""
    found = tables(summary, check_pages(summary.checks))
    return (
        environment()
        .get_template("notebook.html.j2")
        .render(
            verdicts=[(verdict.category, visible(verdict.text)) for verdict in summary.verdicts],
            tables=found[:1] if len(found) == 1 else [table for table in found if table.open][:3],
            views=(),
            limit="",
            summary=summary,
        )
    )


def results_html(source: Source, summary: Summary) -> str:
    """The verdicts, and the first flagged stories around their marked spans."""
    evidence = gather([source], _FEW)
    return (
        environment()
        .get_template("notebook.html.j2")
        .render(
            verdicts=[(verdict.category, visible(verdict.text)) for verdict in summary.verdicts],
            tables=(),
            views=evidence.flagged,
            limit=evidence.limit,
            summary=summary,
        )
    )
