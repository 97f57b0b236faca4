"""Whether the levels' known failure rates lie in the corrected intervals of storyfault.

    python models/storyfault-tiny/known_rates.py --out runs/levels

Each level writes a story for each of the same requests; the scan flags, and the oracle says what is true.
The scan's errors are measured on other stories, of other requests and another seed, with the oracle as the
labeller: all of them are labelled, so each has inclusion 1; what the oracle cannot read is unsure. Stories of
one level, ``some``, calibrate all three (``--calibrate LEVEL`` takes another, ``each`` its own for each).
What the scan then says of a level is what ``storyfault rates --calibration`` says of any run. Everything is
resumable.

The truth on the very stories is of those that the oracle could read; the card's is of the model, over other
requests. Needs ``detector`` with llama-cpp-python, and PYTHONPATH=. in the checkout.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from conversation import draw

from detector.cli.demo_truth import scanned_stories
from detector.cli.whole_run import whole_run
from detector.cli.write_stories import WriteRequest
from detector.generation.levels import LEVELS, shipped_level
from detector.rates import rates
from detector.rates.calibrating import calibration_of
from detector.rates.calibration import CalibrationFile, LabelledStory
from detector.rates.intervals import Cluster, share
from detector.rates.records import Rate
from detector.runs import RunFolder
from detector.scanning.setup import ScanSetup
from detector.synthesis.oracle_rates import CATEGORIES, Scanned

# Seeds of the requests of measured and of calibrating stories; training draws none below a million, and the
# card's table has 10000 to 10599.
MEASURED, CALIBRATING = 60_000, 70_000
# The card: of the stories that the oracle could read, those with a formula and those with a broken fact.
CARD = {
    "none": {"formula": (22, 565), "commonsense": (44, 565)},
    "some": {"formula": (102, 561), "commonsense": (315, 561)},
    "many": {"formula": (214, 550), "commonsense": (364, 550)},
}


def requests(path: Path, first: int, count: int) -> Path:
    """A prompt file of the requests that these seeds draw."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for seed in range(first, first + count):
            row = draw(seed).story
            values = {"id": f"level-{seed}", "genre": row.genre, "prompt": row.prompt}
            values |= {"expects_formula": row.expects_formula}
            file.write(json.dumps(values, ensure_ascii=False) + "\n")
    return path


def write(level: str, prompts: Path, seed: int, folder: Path, threads: int) -> Path:
    """Let a level write, and scan it."""
    options = {"temperature": 0.5, "min_p": 0.05, "n_threads": threads, "n_parallel": 8}
    request = WriteRequest(shipped_level(f"storyfault-{level}"), folder, prompts, seed=seed, options=options)
    whole_run(request, ScanSetup.make())
    return folder


def calibration(folder: Path) -> CalibrationFile:
    """The scan's errors on the stories of a run, by the oracle."""
    stories = scanned_stories(folder)
    scan = RunFolder.open(folder).current_scan()
    labels = {category: labelled(stories, category) for category in CATEGORIES}
    return CalibrationFile(
        calibrations=tuple(
            calibration_of(
                rows,
                category=category,
                scan_id=scan.scan_id if scan else "",
                source=f"{len(rows)} stories of {folder.name}, labelled by the oracle",
                n_unsure=len(stories) - len(rows),
                labelers=("oracle",),
            )
            for category, rows in labels.items()
        ),
        labelled=tuple(row for rows in labels.values() for row in rows),
    )


def labelled(stories: Sequence[Scanned], category: str) -> list[LabelledStory]:
    """The oracle's answers, where it has one."""
    return [
        LabelledStory(
            story_id=story.prompt, prompt=story.prompt, category=category, flagged=flagged, failing=failing
        )
        for story in stories
        if (flagged := story.flagged.get(category)) is not None
        and (failing := story.truth.value(category)) is not None
    ]


def lines(level: str, folder: Path, known: CalibrationFile) -> list[str]:
    """A row of the table for each category."""
    stories, found = scanned_stories(folder), rates(folder, known)
    rows = {rate.category: rate for rate in found.model.rates if rate.by == "model" and rate.check is None}
    return [row(level, rows[category], labelled(stories, category)) for category in CATEGORIES]


def row(level: str, rate: Rate, own: Sequence[LabelledStory]) -> str:
    """Observed, corrected and true, and whether the truths lie inside."""
    if rate.rate is None or rate.low is None or rate.high is None:
        return f"| {level} | {rate.category} | no story was scored |"
    failing = [one.failing for one in own]
    truth = share([Cluster(float(value), 1) for value in failing])
    card, of = CARD[level][rate.category]
    cells = [
        level,
        rate.category,
        f"{rate.n_flagged}/{rate.n_scored}: {span(rate.rate, rate.low, rate.high)}",
    ]
    low, high = rate.corrected_low, rate.corrected_high
    if rate.corrected is None or low is None or high is None:
        cells += ["; ".join(rate.corrected_reasons), "", ""]
    else:
        cells += [span(rate.corrected, low, high), "yes" if rate.corrected_claimed else "no"]
    for true in (truth.estimate if truth else None, card / of):
        inside = true is not None and low is not None and high is not None and low <= true <= high
        cells.append("unknown" if true is None else f"{true:.1%} {'inside' if inside else 'OUTSIDE'}")
    hits = [one.flagged for one in own if one.failing]
    passes = [not one.flagged for one in own if not one.failing]
    cells += [f"{sum(hits)}/{len(hits)}", f"{sum(passes)}/{len(passes)}"]
    return f"| {' | '.join(cells)} |"


def span(value: float, low: float, high: float) -> str:
    """A share with its interval."""
    return f"{value:.1%} ({low:.1%} to {high:.1%})"


HEAD = """\
| level | kind | flagged | corrected | claimed | truth here | card | sensitivity here | specificity |
|---|---|---|---|---|---|---|---|---|"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--stories", type=int, default=500)
    parser.add_argument("--labels", type=int, default=300, help="stories that calibrate")
    parser.add_argument("--calibrate", choices=(*LEVELS, "each"), default="some")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    prompts = requests(args.out / "measured.jsonl", MEASURED, args.stories)
    others = requests(args.out / "calibration.jsonl", CALIBRATING, args.labels)
    table = [HEAD]
    for level in LEVELS:
        by = level if args.calibrate == "each" else args.calibrate
        measured = write(level, prompts, 31, args.out / level, args.threads)
        known = calibration(write(by, others, 32, args.out / f"calibration-{by}", args.threads))
        path = args.out / f"calibration-{by}.json"
        path.write_text(known.model_dump_json(indent=1) + "\n", encoding="utf-8")
        table += lines(level, measured, known)
    sys.stdout.write("\n".join(table) + "\n")


if __name__ == "__main__":
    main()
