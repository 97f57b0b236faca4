"""The HTML report: the page's content put together, and drawn by its template."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detector.rates.records import Rate, Summary, Verdict
from detector.rates.words import count, percent, percent_range, stories
from detector.report.checkpages import check_pages
from detector.report.compare import comparison_of
from detector.report.differences import compared
from detector.report.evidence import Budget, Evidence, gather
from detector.report.facts import calibrations, limits, reproduce, scans_differ
from detector.report.figures import KINDS, funnels, names_of, tables
from detector.report.more_tables import more_tables
from detector.report.slices import slices_of
from detector.report.source import Source, summary_of
from detector.report.visible import short, visible

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_VERDICTS = 60
MOST_JSON = 400_000
"""Bytes of ``summary.json`` that are put into the page; more than that stays in its file."""

_TEMPLATES = Path(__file__).resolve().parent / "templates"


def html_report(sources: Sequence[Source], title: str | None = None, budget: Budget | None = None) -> str:
    """The report of these runs and scans as one HTML page without outside parts.

    Its scripts and styles are allowed by their hash alone, so that nothing in a story can run.
    """
    summary = summary_of(sources)
    evidence = gather(sources, budget)
    style = _read("stories.css") + _read("report.css") + _filter_rules(len(evidence.counts))
    script = _read("report.js")
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            **content(sources, summary, evidence, title),
            style=style,
            script=script,
            style_hash=_hash(style),
            script_hash=_hash(script),
            summary_json=_json(summary),
        )
    )


def content(
    sources: Sequence[Source], summary: Summary, evidence: Evidence, title: str | None = None
) -> dict[str, Any]:
    """What a report says, whatever it is written in."""
    names = names_of(summary)
    pages = check_pages(summary.checks)
    slices = slices_of(sources, summary.categories, summary.confidence)
    comparison = comparison_of(sources, names)
    words = max((rate.n_words for rate in summary.rates if rate.by in ("all", "model")), default=0)
    facts = [
        stories(summary.n_stories),
        count(words, "word"),
        count(len(names), "model") if len(names) > 1 else "",
        count(len(pages), "check"),
    ]
    return {
        "title": short(title, 200) if title else _title(sources, list(names.values())),
        "facts": [fact for fact in facts if fact],
        "summary": summary,
        "heads": [_head(summary, verdict) for verdict in summary.verdicts if _leads(summary, verdict)],
        "verdicts": [
            (verdict.category, short(verdict.text, 400))
            for verdict in summary.verdicts
            if not _leads(summary, verdict)
        ][:MOST_VERDICTS],
        "judged": [short(line, 600) for source in sources for line in source.judged()],
        "tables": [*tables(summary, pages), *more_tables(summary, sources, slices, names)],
        "comparison": compared(comparison, pages) if comparison else [],
        "comparison_texts": [short(text, 400) for text in comparison.texts[:MOST_VERDICTS]]
        if comparison
        else [],
        "funnels": funnels(summary),
        "evidence": evidence,
        "pages": pages,
        "names": names,
        "kinds": KINDS,
        "reproduce": reproduce(sources),
        "calibrations": calibrations(summary),
        "limits": [*scans_differ(sources), *limits(summary, evidence.limit)],
    }


def _title(sources: Sequence[Source], names: Sequence[str]) -> str:
    if len(names) == 1 and names[0] != "All stories":
        return f"How often {names[0]} breaks its own fiction"
    if len(names) > 1:
        return f"How often {len(names)} models break their own fiction"
    return "How often these stories break their own fiction"


def _leads(summary: Summary, verdict: Verdict) -> bool:
    pooled = any(other.by == "all" for other in summary.verdicts)
    return verdict.by == ("all" if pooled else "model")


def _head(summary: Summary, verdict: Verdict) -> dict[str, Any]:
    rate = next(rate for rate in summary.rates if _same(rate, verdict))
    return {
        "kind": verdict.category,
        "label": KINDS.get(verdict.category, verdict.category),
        "figure": percent(rate.rate),
        "interval": percent_range(rate.low, rate.high),
        "text": short(verdict.text, 400),
        "rate": rate,
        "corrected": percent(rate.corrected) if rate.corrected is not None else "",
        "corrected_interval": percent_range(rate.corrected_low, rate.corrected_high),
    }


def _same(rate: Rate, verdict: Verdict) -> bool:
    return rate.check is None and all(
        getattr(rate, name) == getattr(verdict, name)
        for name in ("by", "run", "model", "dataset", "category")
    )


@cache
def environment() -> Environment:
    """The templates, with every value escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(percent=percent, short=short, visible=visible, count=count)
    return made


def _read(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _filter_rules(n_checks: int) -> str:
    """Which stories stay when a check is chosen; needs no script."""
    return "".join(
        f"#stories:has(#pick-k{i}:checked) .story.flagged:not(.k{i}){{display:none}}\n"
        for i in range(n_checks)
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _json(summary: Summary) -> str:
    """The summary as JSON that cannot end the element it stands in; empty where it is too long for a page."""
    text = json.dumps(summary.model_dump(mode="json"), ensure_ascii=True, separators=(",", ":"))
    if len(text) > MOST_JSON:
        return ""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
