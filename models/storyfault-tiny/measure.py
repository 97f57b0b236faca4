"""Measure what ``sample.py`` wrote: whole stories, who and what is in them, the plot, the truth, and copying.

    python measure.py samples.jsonl [more.jsonl …]

The truth comes from the oracle, which knows the grammar and shares no code with the checks.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any

from detector.rates.intervals import Cluster, share
from detector.synthesis.grammar import generate_story
from detector.synthesis.grammar_overlap import shingles
from detector.synthesis.oracle import Truth, read_story

_END = re.compile(r"[.!?][\"”]?$")


def whole_sentences(text: str) -> bool:
    """Every paragraph ends with a full stop or its like, and every quotation is closed."""
    quotes = text.replace("“", '"').replace("”", '"')
    paragraphs = [part.strip() for part in text.split("\n\n")]
    return bool(text.strip()) and all(_END.search(part) for part in paragraphs) and quotes.count('"') % 2 == 0


def keeps_plot(truth: Truth) -> bool:
    """All beats that were read are of one plot, each of the four is there, and they are in order."""
    return len({name for name, _ in truth.beats}) == 1 and [beat for _, beat in truth.beats] == [1, 2, 3, 4]


def rate(values: list[bool]) -> str:
    """A share with its 95% interval."""
    found = share([Cluster(float(value), 1) for value in values])
    if found is None:
        return "none"
    return f"{sum(values)} of {len(values)}: {found.estimate:.1%} ({found.low:.1%} to {found.high:.1%})"


def measure(rows: list[dict[str, Any]], known: frozenset[tuple[str, ...]]) -> dict[str, Any]:
    """All figures of one file of samples."""
    truths = [read_story(row["story"], expects_formula=row["expects_formula"]) for row in rows]
    named = [all(name in row["story"] for name in row["asked"]) for row in rows]
    ended = [bool(row["ended"]) for row in rows]
    whole = [whole_sentences(row["story"]) for row in rows]
    runs = [shingles(row["story"]) for row in rows]
    readable = [truth for truth in truths if truth.readable]
    prose = [t for t, row in zip(truths, rows, strict=True) if t.readable and not row["expects_formula"]]
    kinds = Counter(kind for t in readable for kind in {found.kind for found in t.broken})
    return {
        "failure_rate": rows[0]["failure_rate"],
        "ended": rate(ended),
        "whole sentences": rate(whole),
        "asked hero and object in it": rate(
            [ok for ok, row in zip(named, rows, strict=True) if row["asked"]]
        ),
        "ended, whole, with what was asked": rate([all(v) for v in zip(ended, whole, named, strict=True)]),
        "four beats of one plot in order": rate([keeps_plot(truth) for truth in truths]),
        "sentences of the grammar": round(sum(t.read for t in truths) / sum(t.sentences for t in truths), 4),
        "readable": rate([truth.readable for truth in truths]),
        "formula (prose genres)": rate([bool(truth.value("formula")) for truth in prose]),
        "common sense": rate([bool(truth.value("commonsense")) for truth in readable]),
        "kinds": dict(kinds.most_common()),
        "words, median": median(len(row["story"].split()) for row in rows),
        "runs of five words known, median": round(median(len(r & known) / max(1, len(r)) for r in runs), 3),
        "different stories": len({row["story"] for row in rows}),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("samples", type=Path, nargs="+")
    parser.add_argument("--stories", type=int, default=5000, help="grammar stories for the copying figure")
    args = parser.parse_args()
    known: set[tuple[str, ...]] = set()
    for seed in range(args.stories):
        known |= shingles(generate_story(seed, short=True).text)
    for path in args.samples:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        print(json.dumps(measure(rows, frozenset(known)), indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
