"""The report as Markdown, for a repository, an issue or a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detector.rates.words import percent
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
    lines = [
        f"### {escaped(table.title)}",
        "",
        f"| {table.first} | flagged | rate | 95% interval | per 10,000 words | method |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for row in table.rows:
        name = " ".join(part for part in (escaped(row.name), row.code and f"({escaped(row.code)})") if part)
        name += f", {escaped(row.detail)}" if row.detail else ""
        lines.append(
            f"| {name} | {row.n_flagged:,} of {row.n_scored:,} | {row.percent} | {row.interval} "
            f"| {row.per_10k} ({row.per_10k_interval}) | {escaped(row.method)} |"
        )
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
