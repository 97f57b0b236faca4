"""From rows to ``summary.json``: every number of a report, recomputed each time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from detector.rates.calibration import CalibrationFile
from detector.rates.corrector import corrector
from detector.rates.funnel import funnel_of
from detector.rates.names import group_names
from detector.rates.records import Funnel, Group, Rate, StoryOutcome, Summary, Unscored, Verdict
from detector.rates.slices import Corrector, rate_of
from detector.rates.verdict import verdict

LISTED = 20
"""Unscored stories that are named for each reason."""


def summarize(
    rows: Iterable[StoryOutcome],
    *,
    requested: Mapping[Group, int] | None = None,
    checks: Mapping[str, str] | None = None,
    calibrations: Mapping[Group, CalibrationFile] | None = None,
    confidence: float = 0.95,
    exact: bool = False,
) -> Summary:
    """Count flagged stories over scored stories, by model and prompt set, genre and check. Writes nothing.

    The result does not depend on the order of the rows.

    Args:
        rows: One for each story.
        requested: How many stories were asked for of (run, model, prompt set); else as many as it has rows.
        checks: Code to category of every check that ran, so that one without findings has its zero.
        calibrations: What is known of the detector's errors, for (run, model, prompt set); a group without
            one keeps its observed rates, and says so.
        confidence: Of the intervals.
        exact: Clopper and Pearson's intervals of shares rather than Wilson's.
    """
    groups: dict[Group, list[StoryOutcome]] = defaultdict(list)
    for group in requested or {}:
        groups[group] = []
    for row in sorted(rows, key=lambda row: (row.story_id, row.epoch)):
        groups[row.group].append(row)
    parts = _Parts(groups, requested or {}, checks or {}, calibrations or {}, confidence, exact)
    rates = tuple(parts.rates())
    return Summary(
        confidence=confidence,
        n_stories=sum(map(len, groups.values())),
        categories=parts.categories,
        checks=parts.checks,
        calibration=parts.calibration(),
        state="corrected" if any(rate.corrected is not None for rate in rates) else "uncorrected",
        verdicts=tuple(parts.verdicts(rates)),
        funnels=tuple(parts.funnels()),
        rates=rates,
        unscored=tuple(parts.unscored()),
    )


class _Parts:
    """The groups in a fixed order, and what is counted over each."""

    def __init__(
        self,
        groups: Mapping[Group, Sequence[StoryOutcome]],
        requested: Mapping[Group, int],
        checks: Mapping[str, str],
        calibrations: Mapping[Group, CalibrationFile],
        confidence: float,
        exact: bool,
    ) -> None:
        self.groups = dict(sorted(groups.items(), key=lambda item: tuple(part or "" for part in item[0])))
        self.requested, self.confidence, self.calibrations = requested, confidence, calibrations
        self.exact = exact
        everything = [row for rows in groups.values() for row in rows]
        self.everything = everything if len(groups) > 1 else None
        found = {code: name for row in everything for name, made in row.findings.items() for code in made}
        self.categories = tuple(
            sorted({name for row in everything for name in row.values} | set(checks.values()))
        )
        self.checks = dict(sorted({**found, **checks}.items()))

    def _slices(self) -> Iterator[tuple[dict[str, Any], Sequence[StoryOutcome]]]:
        if self.everything is not None:
            yield {"by": "all"}, self.everything
        for group, rows in self.groups.items():
            yield _named("model", group), rows

    def rates(self) -> Iterator[Rate]:
        for names, rows in self._slices():
            for category in self.categories:
                correct = self._corrector(names, category)
                yield rate_of(rows, category, None, self.confidence, correct, self.exact, **names)
            for code, category in self.checks.items():
                by = {} if names["by"] == "all" else {"by": "check"}
                yield rate_of(rows, category, code, self.confidence, exact=self.exact, **{**names, **by})
        for group, rows in self.groups.items():
            genres = sorted({row.genre for row in rows if row.genre})
            for genre in genres if len({row.genre for row in rows}) > 1 else ():
                chosen = [row for row in rows if row.genre == genre]
                for category in self.categories:
                    yield rate_of(
                        chosen,
                        category,
                        None,
                        self.confidence,
                        exact=self.exact,
                        **_named("genre", group),
                        genre=genre,
                    )

    def _corrector(self, names: Mapping[str, Any], category: str) -> Corrector:
        """Of one group; of all groups pooled, where one calibration is theirs in common."""
        if names["by"] == "all":
            return corrector([self.calibrations.get(group) for group in self.groups], category)
        return corrector([self.calibrations.get((names["run"], names["model"], names["dataset"]))], category)

    def calibration(self) -> dict[str, Any] | None:
        """The calibrations by their ids, as ``summary.json`` holds them."""
        files = [self.calibrations[group] for group in self.groups if group in self.calibrations]
        found = {
            one.calibration_id: one.model_dump(mode="json") for file in files for one in file.calibrations
        }
        return found or None

    def verdicts(self, rates: Sequence[Rate]) -> Iterator[Verdict]:
        names = group_names(list(self.groups))
        for rate in rates:
            if rate.check is not None or rate.by not in ("all", "model"):
                continue
            models = len({group[1] for group in self.groups})
            everyone = f"All {len(self.groups)} {'models' if models == len(self.groups) else 'runs'}"
            name = everyone if rate.by == "all" else names[(rate.run, rate.model, rate.dataset)]
            yield Verdict(
                **rate.model_dump(
                    include={"by", "run", "model", "dataset", "category", "n_flagged", "n_scored"}
                ),
                text=verdict(rate, name=name),
            )

    def funnels(self) -> Iterator[Funnel]:
        if self.everything is not None:
            total = sum(max(self.requested.get(group, 0), len(rows)) for group, rows in self.groups.items())
            yield funnel_of(self.everything, self.categories, total, by="all")
        for group, rows in self.groups.items():
            yield funnel_of(rows, self.categories, self.requested.get(group, 0), **_named("model", group))

    def unscored(self) -> Iterator[Unscored]:
        for group, rows in self.groups.items():
            for category in self.categories:
                reasons: dict[str, list[str]] = defaultdict(list)
                for row in rows:
                    if row.values.get(category) is None:
                        reasons[row.reasons.get(category, "not scanned")].append(row.story_id)
                for reason, ids in sorted(reasons.items()):
                    yield Unscored(
                        **_named("model", group),
                        category=category,
                        reason=reason,
                        n=len(ids),
                        story_ids=tuple(ids[:LISTED]),
                    )


def _named(by: str, group: Group) -> dict[str, Any]:
    return {"by": by, "run": group[0], "model": group[1], "dataset": group[2]}
