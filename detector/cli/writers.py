"""What ``scan`` writes for machines: JSON, JSON Lines, CSV, SARIF."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Sequence
from typing import Any, Protocol, TextIO

from detector.rates.records import StoryOutcome
from detector.records import Finding
from detector.scanning.core import StoryScan
from detector.scanning.setup import ScanSetup

CSV_FIELDS = (
    "story_id",
    "place",
    "code",
    "category",
    "severity",
    "probability",
    "start",
    "end",
    "text",
    "explanation",
    "related",
    "finding_id",
    "evidence",
    "scope",
    "in_dialogue",
    "check_version",
    "scan_id",
)
_SPREADSHEET_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Writer(Protocol):
    """Gets every story's scan, then one word that it is over."""

    def add(self, result: StoryScan) -> None:
        """Take one story's scan."""

    def finish(self) -> None:
        """Write what had to wait."""


def row(finding: Finding) -> str:
    """A finding as one line of JSON."""
    value = finding.model_dump(mode="json")
    try:
        line = json.dumps(value, ensure_ascii=False)
        line.encode("utf-8")
        return line
    except UnicodeEncodeError:
        return json.dumps(value)


class JsonlWriter:
    """One finding a line, as in a run's ``findings.jsonl``; nothing where there is none."""

    def __init__(self, file: TextIO) -> None:
        self.file = file

    def add(self, result: StoryScan) -> None:
        """Write the story's findings."""
        for finding in result.findings:
            self.file.write(row(finding) + "\n")

    def finish(self) -> None:
        """Nothing waits."""


class CsvWriter:
    """One finding a row under a header. A text that a spreadsheet would run gets an apostrophe before it."""

    def __init__(self, file: TextIO) -> None:
        self.rows = csv.DictWriter(file, CSV_FIELDS, extrasaction="ignore", lineterminator="\n")
        self.rows.writeheader()

    def add(self, result: StoryScan) -> None:
        """Write the story's findings."""
        for finding in result.findings:
            value = {**finding.model_dump(mode="json"), "place": result.story.place(finding.start)}
            self.rows.writerow({name: _cell(value[name]) for name in CSV_FIELDS})

    def finish(self) -> None:
        """Nothing waits."""


def _cell(value: Any) -> Any:
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False) if value else ""
    if isinstance(value, str):
        value = value.encode("utf-8", "replace").decode("utf-8")
        return "'" + value if value.startswith(_SPREADSHEET_FORMULA) else value
    return value


class JsonWriter:
    """One object: version, findings, scores, summary. Scores wait in a temporary file, not in memory."""

    def __init__(self, file: TextIO, setup: ScanSetup) -> None:
        self.file, self.setup = file, setup
        self.any_finding = self.any_score = False
        self.outcomes: list[StoryOutcome] = []
        self.scores = tempfile.SpooledTemporaryFile(  # noqa: SIM115
            1 << 22, "w+", encoding="utf-8", newline="\n"
        )
        from detector import __version__

        self.file.write(f'{{"version": {json.dumps(__version__)}, "findings": [')

    def add(self, result: StoryScan) -> None:
        """Write the story's findings; keep its scores."""
        from detector.rates.outcomes import outcomes

        for finding in result.findings:
            self.file.write(f"{',' if self.any_finding else ''}\n  {row(finding)}")
            self.any_finding = True
        for score in result.scores:
            self.scores.write(f"{',' if self.any_score else ''}\n  {score.model_dump_json()}")
            self.any_score = True
        self.outcomes += outcomes([result.story], result.scores)

    def finish(self) -> None:
        """Write the scores and the summary."""
        from detector.rates.summary import summarize

        self.file.write('],\n"scores": [')
        self.scores.seek(0)
        while block := self.scores.read(1 << 20):
            self.file.write(block)
        checks = {check.code: check.category.value for check in self.setup.checks()}
        summary = summarize(self.outcomes, checks=checks).model_dump(mode="json")
        self.file.write(f'],\n"summary": {json.dumps(summary)}}}\n')


class SarifWriter:
    """A SARIF 2.1.0 log, for editors and code hosts; written when the scan is over."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.locations: dict[str, Any] = {}

    def add(self, result: StoryScan) -> None:
        """Keep the story's findings and where it is."""
        from detector.report.sarif import locations_of

        if result.findings:
            self.findings += result.findings
            self.locations.update(locations_of([result.story]))

    def finish(self) -> None:
        """Write the log."""
        from detector.report.sarif import to_sarif

        json.dump(to_sarif(self.findings, self.locations), self.file, indent=2)
        self.file.write("\n")


FORMATS: Sequence[str] = ("text", "json", "jsonl", "csv", "sarif")
