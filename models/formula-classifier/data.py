"""Training rows: candidates with labels from the gold items and from seeded injections into stories."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from placements import BELONGS, GAPS, JOINS

from detector.checks.base import Candidate
from detector.checks.formula import resolve
from detector.checks.registry import select_checks
from detector.records import Category
from detector.synthesis.formula_notation import NOTATIONS, render_formula
from detector.synthesis.formula_source import generate_formula
from detector.synthesis.formula_tree import Unrenderable
from detector.synthesis.formulas import POSITIONS, embed_appropriate, inject_formula
from detector.synthesis.story_places import boundaries, word_gaps
from detector.text.story import StoryDoc

CHECKS = select_checks(Category.FORMULA)


@dataclass(frozen=True)
class Row:
    """One candidate: its story's name and kind, its evidence and whether it intrudes."""

    group: str
    kind: str
    candidate: Candidate
    others: int
    label: int


def propose(story: StoryDoc) -> list[Candidate]:
    """The formula candidates of a story, as the scanner sees them."""
    found = [c for check in CHECKS if check.might_match(story.text) for c in check.propose(story)]
    return resolve(found)


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Intersection over union of two spans."""
    inner = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, inner) / (max(a[1], b[1]) - min(a[0], b[0]))


def gold_rows(path: Path) -> list[Row]:
    """Rows of a gold file: a candidate that meets an intrusive span is 1, any other 0."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        story = StoryDoc(
            item["text"],
            prompt=item.get("prompt"),
            genre=item.get("genre"),
            expects_formula=item["expects_formula"],
        )
        # Variants of one story share its opening words and scene: they stay in one fold.
        group = f"{item['scene']}|{item['text'][:30]}"
        rows += _rows(story, group, f"gold {item['kind']}", item["spans"])
    return rows


def _rows(story: StoryDoc, group: str, kind: str, spans: list[dict[str, Any]]) -> list[Row]:
    candidates = propose(story)
    rows = []
    for candidate in candidates:
        place = (candidate.start, candidate.end)
        bad = any(not s["belongs"] and overlap(place, (s["start"], s["end"])) > 0.3 for s in spans)
        rows.append(Row(group, kind, candidate, len(candidates) - 1, int(bad)))
    return rows


def stories(folder: Path) -> list[tuple[str, str, str | None]]:
    """(id, text, prompt) of the development stories: fiction by models, by people, fairy tales."""
    found = []
    for name in ("fiction_llm_dev", "fiction_human_dev", "fairy_tales_dev"):
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                if row.get("kind", "fiction") == "fiction" and row["text"].strip():
                    found.append((row["id"], row["text"], row.get("prompt")))
    return found


def injected_rows(folder: Path, source: tuple[str, ...], *, seed: int, n: int, share: float) -> list[Row]:
    """Rows of ``n`` seeded injections of the training split, ``share`` of them where they belong."""
    rng = random.Random(seed)
    pool = stories(folder)
    rows = []
    for i in range(n):
        name, text, prompt = rng.choice(pool)
        text = _excerpt(text, rng)
        notation = NOTATIONS[i % len(NOTATIONS)]
        draw = rng.randrange(1 << 30)
        if rng.random() < share:
            made = embed_appropriate(text, seed=draw, notation=notation, source=source, split="train")
        else:
            position = POSITIONS[i % len(POSITIONS)]
            made = inject_formula(
                text, seed=draw, notation=notation, position=position, source=source, split="train"
            )
        # A request for mathematics makes any formula belong, wherever it stands.
        expected = rng.random() < (0.3 if made.belongs else 0.08)
        spans = [{"start": made.start, "end": made.end, "belongs": made.belongs or expected}]
        kind = "embedded" if made.belongs else "expected" if expected else "injected"
        shown = prompt if rng.random() < 0.5 else None
        story = StoryDoc(made.text, prompt=shown, expects_formula=expected)
        rows += _rows(story, f"{name}#{i}", kind, spans)
    return rows


#: Ways to drop a formula into a sentence, beside the generator's; none is one of its test half.
_DROPS = (
    *(" {f} ", " {f}, ", ", {f} ", "; {f}; ", " ... {f} ... ", " — {f}, ", ", {f} — ", " *{f}* "),
    *(" and {f} ", " but {f} ", ", so {f}, ", " while {f} ", " when {f} ", ", if {f}, ", ", or {f}, "),
    *(" of {f} ", " by {f} ", " near {f} ", " under {f}, ", " into {f} ", " past {f}, ", " until {f} "),
    *(" without {f} ", " then {f} ", " again {f}, "),
)


def dropped_rows(folder: Path, source: tuple[str, ...], *, seed: int, n: int) -> list[Row]:
    """Rows of formulas dropped between two words of narration, in more ways than the generator's."""
    rng = random.Random(seed)
    pool = stories(folder)
    rows: list[Row] = []
    while len(rows) < n:
        name, text, _ = rng.choice(pool)
        text = _excerpt(text, rng)
        gaps = word_gaps(text)
        notation = rng.choice([each for each in NOTATIONS if each != "code"])
        latex = rng.choice(source) if rng.random() < 0.5 else generate_formula(rng, "train")
        try:
            formula = render_formula(latex, notation, rng=rng, split="train")
        except Unrenderable:
            continue
        if not gaps or "\n" in formula:
            continue
        at = rng.choice(gaps)
        before, after = rng.choice(_DROPS).split("{f}")
        made = text[:at] + before + formula + after + text[at:].lstrip(" ")
        span = {"start": at + len(before), "end": at + len(before) + len(formula), "belongs": False}
        rows += _rows(StoryDoc(made), f"{name}~{len(rows)}", "dropped", [span])
    return rows


#: How often each notation is drawn for :func:`placed_rows`: the ones that are hardest to judge most often.
_PLACED = {"unicode": 4, "verbal": 4, "ascii": 2, "arithmetic": 2, "inline": 1, "paren": 1, "latex": 2}


def placed_rows(
    folder: Path, source: tuple[str, ...], *, seed: int, n: int, share: float, part: str = "train"
) -> list[Row]:
    """Rows of formulas in the ``part`` of ``placements``, ``share`` of them where they are announced."""
    return [row for rows in placed(folder, source, seed=seed, n=n, share=share, part=part) for row in rows[1]]


def placed(
    folder: Path, source: tuple[str, ...], *, seed: int, n: int, share: float, part: str
) -> list[tuple[tuple[str, dict[str, Any]], list[Row]]]:
    """The story, the formula's span and the rows of ``n`` placements."""
    rng = random.Random(f"{seed}|{part}")
    pool = stories(folder)
    found: list[tuple[tuple[str, dict[str, Any]], list[Row]]] = []
    while len(found) < n:
        name, text, _ = rng.choice(pool)
        text = _excerpt(text, rng)
        belongs = rng.random() < share
        notation: Any = rng.choices(list(_PLACED), list(_PLACED.values()))[0]
        latex = rng.choice(source) if rng.random() < 0.5 else generate_formula(rng, "train")
        try:
            formula = render_formula(latex, notation, rng=rng, split="train")
        except Unrenderable:
            continue
        how = "belongs" if belongs else rng.choice(("gap", "join"))
        spots = word_gaps(text) if how == "gap" else [i for i in boundaries(text) if text[i : i + 1] == " "]
        if not spots or "\n" in formula:
            continue
        at = rng.choice(spots)
        head = text[:at].rstrip(".!?…*") if how == "join" else text[:at]
        before, after = _around(rng, text[at:], how, part)
        made = head + before + formula + after.replace("{f}", formula)
        start = len(head) + len(before)
        span = {"start": start, "end": start + len(formula), "belongs": belongs}
        kind = "announced" if belongs else "set off"
        rows = _rows(StoryDoc(made), f"{name}^{len(found)}", kind, [span])
        found.append(((made, {**span, "notation": notation}), rows))
    return found


def _around(rng: random.Random, rest: str, how: str, part: str) -> tuple[str, str]:
    """What comes right before the formula, and all that comes after; ``rest`` is the story's text there."""
    if how == "gap":
        before, after = rng.choice(GAPS[part]).split("{f}")
        return before, after + rest.lstrip(" ")
    if how == "belongs":
        before, after = rng.choice(BELONGS[part]).split("{f}", 1)
        return f" {before}", after + rest
    before, after = rng.choice(JOINS[part]).split("{f}")
    going_on = rest.lstrip()
    small = going_on if going_on[:2] in ("I ", "I’", "I'") else going_on[:1].lower() + going_on[1:]
    return before, after.replace("{next}", small).replace("{Next}", going_on)


def _excerpt(text: str, rng: random.Random) -> str:
    """The whole story, or some paragraphs of it: what is scanned may be a page or a novel."""
    paragraphs = text.split("\n\n")
    if rng.random() < 0.4 or len(paragraphs) < 4:
        return text
    start = rng.randrange(len(paragraphs) - 2)
    return "\n\n".join(paragraphs[start : start + rng.randint(2, 12)])
