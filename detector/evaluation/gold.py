"""Labelled formula items: ``corpora/gold/formula*.jsonl``, and stories with seeded injections."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from detector.errors import InputError
from detector.inputs.story import StoryInput

Kind = Literal["intrusive", "appropriate", "trap"]


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A formula in a labelled item.

    Attributes:
        start: First code point.
        end: One past the last.
        notation: One of the generator's nine, or ``chemistry``.
        position: Where it stands.
        belongs: It is at home there, so a finding on it is false.
    """

    start: int
    end: int
    notation: str
    position: str
    belongs: bool


@dataclass(frozen=True, slots=True)
class GoldItem:
    """A story with its labelled formulas; ``kind`` is that of the item as a whole."""

    story: StoryInput
    kind: Kind
    scene: str
    spans: tuple[GoldSpan, ...]

    @property
    def intrusive(self) -> tuple[GoldSpan, ...]:
        """The formulas that do not belong."""
        return tuple(span for span in self.spans if not span.belongs)


def load_gold(path: Path) -> list[GoldItem]:
    """Read a gold file.

    Raises:
        InputError: It cannot be read, or a line is no labelled item; names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(path, f"cannot be read ({error}).", "Give a JSONL file of labelled items.") from None
    items = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                items.append(_item(json.loads(line), str(path), number))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise InputError(
                    path,
                    f"is no labelled item ({type(error).__name__}: {error}).",
                    "An item has id, text, kind, scene, expects_formula and spans.",
                    line=number,
                ) from None
    if not items:
        raise InputError(path, "holds no labelled item.", "Give a file with at least one.")
    return items


def _item(row: dict[str, Any], source: str, number: int) -> GoldItem:
    text = row["text"]
    spans = []
    for raw in row["spans"]:
        if text[raw["start"] : raw["end"]] != raw["text"]:
            raise ValueError(f"span {raw['start']}:{raw['end']} is not {raw['text']!r}")
        spans.append(
            GoldSpan(raw["start"], raw["end"], raw["notation"], raw["position"], bool(raw["belongs"]))
        )
    if row["kind"] not in ("intrusive", "appropriate", "trap"):
        raise ValueError(f"kind {row['kind']!r} is none of intrusive, appropriate, trap")
    story = StoryInput(
        row["id"],
        text,
        prompt=row.get("prompt"),
        genre=row.get("genre"),
        expects_formula=bool(row["expects_formula"]),
        source=source,
        row=number,
    )
    return GoldItem(story, row["kind"], row["scene"], tuple(spans))


def load_stories(paths: Iterable[Path]) -> Iterator[StoryInput]:
    """Stories of JSONL(.gz) files as text; where rows have a ``kind``, only fiction; empty ones are skipped.

    Raises:
        InputError: A file cannot be read, or a row has no text; names the line.
    """
    for path in paths:
        try:
            with (
                gzip.open(path, "rt", encoding="utf-8")
                if path.suffix == ".gz"
                else path.open(encoding="utf-8") as file
            ):
                for number, line in enumerate(file, 1):
                    row = json.loads(line)
                    if row.get("kind", "fiction") != "fiction" or not row["text"].strip():
                        continue
                    yield StoryInput(
                        str(row["id"]), row["text"], prompt=row.get("prompt"), source=str(path), row=number
                    )
        except (OSError, ValueError, KeyError, AttributeError) as error:
            raise InputError(
                path, f"cannot be read as stories ({error}).", "Give JSONL rows with id and text."
            ) from None


def inject_items(
    stories: Iterable[StoryInput], *, seed: int, n: int, source: tuple[str, ...] = (), n_appropriate: int = 0
) -> list[GoldItem]:
    """Stories with one seeded formula each, from the test half of the generator.

    Args:
        stories: Clean stories; a draw takes any of them.
        seed: Fixes every choice.
        n: How many get a formula that intrudes: the nine notations in turn, five positions.
        source: LaTeX formulas to draw from beside the generated ones.
        n_appropriate: How many more get a sentence in which a formula belongs.
    """
    from detector.synthesis.formula_notation import NOTATIONS
    from detector.synthesis.formulas import POSITIONS, embed_appropriate, inject_formula

    rng = random.Random(f"{seed}|evaluation")
    pool = [story for story in stories if len(story.text) > 400]
    items = []
    for i in range(n + n_appropriate):
        story, draw = rng.choice(pool), rng.randrange(1 << 30)
        notation = NOTATIONS[i % len(NOTATIONS)]
        if i < n:
            made = inject_formula(
                story.text,
                seed=draw,
                notation=notation,
                position=POSITIONS[(i // len(NOTATIONS)) % len(POSITIONS)],
                source=source,
                split="test",
            )
        else:
            made = embed_appropriate(story.text, seed=draw, notation=notation, source=source, split="test")
        span = GoldSpan(made.start, made.end, made.notation, made.position, made.belongs)
        kind: Kind = "appropriate" if made.belongs else "intrusive"
        changed = StoryInput(f"{story.id}#{i}", made.text, prompt=story.prompt, source=story.source)
        items.append(GoldItem(changed, kind, made.position, (span,)))
    return items
