"""The report as Markdown, for a repository, an issue or a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detector.rates.words import percent
from detector.report.differences import Compared
from detector.report.evidence import Budget, StoryView, gather
from detector.report.figures import Table
from detector.report.page import content
from detector.report.source import Source, summary_of
from detector.report.visible import visible

_BUDGET = Budget(whole=0, total=300_000, stories=60, unflagged=0)
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+!|~&$])")


def markdown_report(sources: Sequence[Source], title: str | None = None) -> str:
    """The report of these runs and scans as Markdown: verdicts, rates, funnel, findings, how to reproduce."""
    summary = summary_of(sources)
    evidence = gather(sources, _BUDGET)
    page = content(sources, summary, evidence, title)
    lines = [f"# {escaped(page['title'])}", "", " · ".join(page["facts"]), ""]
    if summary.calibration is None:
        lines += ["**calibration: none** (rates are observed, uncorrected)", ""]
    lines += [f"- {escaped(verdict.text)}" for verdict in summary.verdicts] + [""]
    lines.append("## Rates")
    for table in page["tables"]:
        lines += ["", *_table(table)]
    if page["comparison"]:
        lines += ["", "## Comparison", "", *[f"- {escaped(text)}" for text in page["comparison_texts"]]]
        for one in page["comparison"]:
            lines += ["", *_comparison(one)]
    lines += ["", "## From request to flag", ""]
    for funnel in page["funnels"]:
        stages = [
            f"{stage.name} {stage.n:,}" + "".join(f" (−{n:,} {escaped(reason)})" for reason, n in stage.lost)
            for stage in funnel.stages
        ]
        lines.append(f"- **{escaped(funnel.name)}**: {' → '.join(stages)}")
    lines += ["", "## Findings", "", escaped(evidence.limit)]
    for view in evidence.flagged:
        lines += ["", *_story(view)]
    lines += ["", "## How to reproduce"]
    for name, items in page["reproduce"]:
        lines += ["", f"### {escaped(name)}", ""]
        lines += [f"- {label}: {escaped(value)}" for label, value in items]
    lines += ["", "## Limits", "", *[f"- {escaped(limit)}" for limit in page["limits"]], ""]
    return "\n".join(lines)


def escaped(text: str) -> str:
    """Text on one line in which Markdown and HTML see nothing to act on."""
    return _SPECIAL.sub(r"\\\1", " ".join(visible(text).split()))


def _table(table: Table) -> list[str]:
    corrected, words = table.corrected, table.unit == "stories"
    head = [table.first, "flagged" if words else table.unit, "rate", "95% interval"]
    head += [*(["corrected"] if corrected else []), *(["per 10,000 words"] if words else []), "method"]
    lines = [f"### {escaped(table.title)}", "", _line(head), "|---|" + "---:|" * (len(head) - 2) + "---|"]
    for row in table.rows:
        name = " ".join(part for part in (escaped(row.name), row.code and f"({escaped(row.code)})") if part)
        name += f", {escaped(row.detail)}" if row.detail else ""
        cells = [name, f"{row.n_flagged:,} of {row.n_scored:,}", row.percent, row.interval]
        if corrected:
            cells.append(f"{row.corrected} ({row.corrected_interval})" if row.corrected else "–")
        if words:
            cells.append(f"{row.per_10k} ({row.per_10k_interval})")
        lines.append(_line([*cells, escaped(row.method)]))
    return [*lines, "", escaped(table.note)] if table.note else lines


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _comparison(one: Compared) -> list[str]:
    order = " < ".join(" = ".join(escaped(name) for name in tie) for tie in one.order)
    lines = [f"### {escaped(one.title)}", ""]
    lines += [f"From fewest to most: {order}", ""] if order else []
    lines += [_line(["first minus second", "points", "95% interval", "p", ""]), "|---|---:|---:|---:|---|"]
    for row in one.rows:
        told = "apart" if row.apart else "cannot tell"
        pair = f"{escaped(row.a)} minus {escaped(row.b)}, {row.pairs}"
        lines.append(_line([pair, row.points, row.interval, escaped(row.p), told]))
    return lines


def _story(view: StoryView) -> list[str]:
    lines = [f"### {escaped(view.title)}", "", escaped(" · ".join(view.facts)), ""]
    for note in view.notes:
        sure = f" {percent(note.probability)}" if note.probability is not None else ""
        lines.append(
            f"- **{escaped(note.page.code)} {escaped(note.page.name)}**{sure}, {escaped(note.place)}: "
            f"“{escaped(note.quote)}”"
        )
        lines += [
            f"  - {escaped(end.role)}, {escaped(end.place)}: “{escaped(end.quote)}”" for end in note.ends
        ]
        lines.append(f"  - {escaped(note.explanation)}")
    return lines
