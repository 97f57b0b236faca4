"""Findings as SARIF 2.1.0, which editors and code hosts show beside the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from detector.rates.outcomes import story_id_of
from detector.records import Finding
from detector.report.checkpages import CheckPage, check_pages
from detector.report.source import text_of

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


@dataclass(frozen=True, slots=True)
class Location:
    """Where a story is.

    Attributes:
        uri: Its file, as the user named it; empty or ``-`` where there is none.
        text: The whole story, so that offsets become lines and columns.
        row: 1-based line of the file whose field the story is; None where the file is the story.
        line_offset: Lines of the file before the text.
    """

    uri: str = ""
    text: str = ""
    row: int | None = None
    line_offset: int = 0

    @classmethod
    def of(cls, story: Any) -> Location:
        """The location of a story as it was read (``StoryInput``), or of one in a run."""
        return cls(
            getattr(story, "source", "") or "",
            text_of(story),
            getattr(story, "row", None),
            getattr(story, "line_offset", 0),
        )


def locations_of(stories: Iterable[Any]) -> dict[str, Location]:
    """The locations of stories by their id, as ``to_sarif`` takes them."""
    return {story_id_of(story): Location.of(story) for story in stories}


def to_sarif(findings: Iterable[Finding], locations: Mapping[str, Location]) -> dict[str, Any]:
    """A SARIF log of one run: a result a finding, a rule a check.

    Columns count Unicode code points, and ``charOffset`` counts them in the file. A story that is a field of
    a row has the row for its region; the place inside it is in the result's properties.

    Args:
        findings: The findings, in the order of the results.
        locations: Story id to where the story is; a finding whose story is missing has a logical place only.
    """
    from detector import __version__

    listed = list(findings)
    pages = check_pages(finding.code for finding in listed)
    order = {code: index for index, code in enumerate(pages)}
    driver = {
        "name": "storyfault",
        "version": __version__,
        "rules": [_rule(page) for page in pages.values()],
    }
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(finding, locations.get(finding.story_id, Location()), order[finding.code])
                    for finding in listed
                ],
            }
        ],
    }


def _rule(page: CheckPage) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": page.code,
        "name": "".join(word.capitalize() for word in page.name.split()),
        "defaultConfiguration": {"level": page.severity},
        "properties": {"category": page.category, "version": page.version},
    }
    if page.first:
        rule["shortDescription"] = {"text": page.first}
        rule["fullDescription"] = {"text": page.rest or page.first}
        rule["help"] = {"text": f"{page.first}\n\n{page.rest}".strip()}
    return rule


def _result(finding: Finding, where: Location, rule: int) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "category": finding.category.value,
        "probability": finding.probability,
        "storyId": finding.story_id,
        "start": finding.start,
        "end": finding.end,
        "scope": finding.scope,
        "inDialogue": finding.in_dialogue,
        "evidence": finding.evidence,
    }
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity.value,
        "message": {"text": finding.explanation or finding.code},
        "locations": [_location(finding.story_id, where, finding.start, finding.end, finding.text)],
        "partialFingerprints": {"storyfault/v1": finding.finding_id},
        "properties": {name: value for name, value in properties.items() if value is not None},
    }
    if finding.probability is not None:
        result["rank"] = round(100 * finding.probability, 2)
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "message": {"text": related.role},
                **_location(finding.story_id, where, related.start, related.end, related.text),
            }
            for number, related in enumerate(finding.related, 1)
        ]
    return result


def _location(story_id: str, where: Location, start: int, end: int, text: str) -> dict[str, Any]:
    logical = {"logicalLocations": [{"fullyQualifiedName": story_id, "kind": "story"}]}
    if where.uri in ("", "-"):
        return logical
    artifact = {"uri": _uri(where.uri)}
    if where.row is not None:
        region: dict[str, Any] = {"startLine": where.row, "snippet": {"text": text}}
    else:
        region = {**_region(where, start, end), "snippet": {"text": text}}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}, **logical}


def _region(where: Location, start: int, end: int) -> dict[str, Any]:
    from detector.inputs.story import line_and_column

    line, column = line_and_column(where.text, start)
    end_line, end_column = line_and_column(where.text, end)
    region = {
        "startLine": line + where.line_offset,
        "startColumn": column,
        "endLine": end_line + where.line_offset,
        "endColumn": end_column,
    }
    if not where.line_offset:
        region |= {"charOffset": start, "charLength": end - start}
    return region


def _uri(path: str) -> str:
    pure = PurePath(path)
    return pure.as_uri() if pure.is_absolute() else quote(pure.as_posix(), safe="/.~-_")
