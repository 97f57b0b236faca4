"""``storyfault label``: a local page in which a person says which findings are right and what was missed."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detector.cli.scan import Only, rate

if TYPE_CHECKING:
    from detector.labels.records import Sampling
    from detector.runs import RunFolder


class UnitOption(str, Enum):
    """What one question is about."""

    STORY = "story"
    SENTENCE = "sentence"


def label(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder that was scanned.")],
    labeller: Annotated[
        str, typer.Option("--labeller", metavar="NAME", help="Who answers; two names are compared.")
    ] = "labeller",
    labels: Annotated[
        Path | None, typer.Option("--labels", metavar="FILE", help="Where answers go; RUN/labels.jsonl else.")
    ] = None,
    n: Annotated[
        int | None, typer.Option("--n", "-n", min=1, help="Items of each kind of failure; 40 otherwise.")
    ] = None,
    unit: Annotated[
        UnitOption, typer.Option("--unit", help="Ask about whole stories, or single sentences.")
    ] = UnitOption.STORY,
    only: Annotated[Only | None, typer.Option("--only", help="Ask about one kind of failure.")] = None,
    flagged: Annotated[
        str | None,
        typer.Option(
            "--flagged", metavar="SHARE", help="How many of the items are flagged ones; 50% otherwise."
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help="Of the random draw; a new one draws anew. 1 otherwise.")
    ] = None,
    blind: Annotated[bool, typer.Option("--blind", help="Do not show the detector's probabilities.")] = False,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Any free one otherwise.")] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page.")] = True,
    agreement: Annotated[
        bool, typer.Option("--agreement", help="Only print how well the labellers agree.")
    ] = False,
) -> None:
    """Check findings, and stories without one, in a local page; answers are kept one by one."""
    from detector.cli.label_serve import print_agreement, serve
    from detector.cli.rates import require_scanned
    from detector.labels.store import LABELS
    from detector.runs import RunFolder

    path = labels or run / LABELS
    require_scanned([run])
    if agreement:
        print_agreement([path])
        return
    folder = RunFolder.open(run)
    sampling = _sampling(folder, unit.value, n, seed, rate(flagged, "--flagged") if flagged else None, only)
    serve(folder, sampling, path, labeller.strip() or "labeller", blind=blind, port=port, browser=browser)


def _sampling(
    folder: RunFolder,
    unit: str,
    n: int | None,
    seed: int | None,
    flagged_share: float | None,
    only: Only | None,
) -> Sampling:
    """The sample in use, or a new one where an option or the scan asks for another."""
    from detector.cli.failure import say
    from detector.labels.frame import frame_of
    from detector.labels.sampler import draw
    from detector.labels.store import add_sampling, samplings
    from detector.records import Category

    scan = folder.current_scan()
    before = [each for each in samplings(folder.path) if each.unit == unit]
    last = before[-1] if before else None
    category = Category(only.value) if only else None
    asked = {
        "n": n if n is not None else last.n if last else 40,
        "seed": seed if seed is not None else last.seed if last else 1,
        "flagged_share": flagged_share if flagged_share is not None else last.flagged_share if last else 0.5,
    }
    same = last is not None and scan is not None and last.scan_id == scan.scan_id
    kinds = {stratum.category for stratum in last.strata} if last else set()
    unchanged = last is not None and asked == {name: getattr(last, name) for name in asked}
    if last is not None and same and unchanged and (only is None or kinds == {category}):
        return last
    sampling = draw(frame_of(folder, unit, category), unit=unit, **asked)  # type: ignore[arg-type]
    add_sampling(folder.path, sampling)
    if last is not None:
        say("A new sample is drawn; answers to items that are in it again are kept.")
    return sampling
