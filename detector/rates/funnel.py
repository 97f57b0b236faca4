"""The denominator funnel: requested, generated, final channel, scanned, flagged, every loss named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from detector.rates.records import Funnel, FunnelStep, StoryOutcome

_NO_TEXT = ("no_final", "empty")


def funnel_of(
    rows: Sequence[StoryOutcome], categories: Sequence[str], requested: int, **names: Any
) -> Funnel:
    """Follow the stories of a group from request to flag.

    Args:
        rows: The group's stories.
        categories: The categories that were scanned.
        requested: How many were asked for; no fewer than there are rows.
        names: The fields of ``Slice``.
    """
    generated = [row for row in rows if row.status != "error"]
    final = [row for row in generated if row.status not in _NO_TEXT]
    scanned = [row for row in final if any(value is not None for value in row.values.values())]
    flagged = [row for row in scanned if any(value == 1 for value in row.values.values())]
    requested = max(requested, len(rows))
    unscanned = Counter(_why(row) for row in final if all(value is None for value in row.values.values()))
    return Funnel(
        **names,
        steps=(
            FunnelStep(name="requested", n=requested),
            _step(
                "generated",
                len(generated),
                {"not written": requested - len(rows), "error": len(rows) - len(generated)},
            ),
            _step(
                "final channel",
                len(final),
                Counter(row.status for row in generated if row.status in _NO_TEXT),
            ),
            _step("scanned", len(scanned), unscanned),
            _step("flagged", len(flagged), {"not flagged": len(scanned) - len(flagged)}),
        ),
        flagged={name: sum(row.values.get(name) == 1 for row in scanned) for name in categories},
    )


def _step(name: Any, n: int, lost: dict[str, int] | Counter[str]) -> FunnelStep:
    return FunnelStep(name=name, n=n, lost={reason: lost[reason] for reason in sorted(lost) if lost[reason]})


def _why(row: StoryOutcome) -> str:
    return row.status if row.status != "ok" else next(iter(row.reasons.values()), "not scanned")
