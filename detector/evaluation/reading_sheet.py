"""A sheet for a blind reading: findings mixed with as many decoys, both shown as marked sentences only."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from detector.errors import WriteError
from detector.evaluation.commonsense_detector import CommonsenseDetector
from detector.evaluation.gold import load_stories
from detector.inputs.story import StoryInput
from detector.text.sentences import Sentence, find_sentences, sentence_at

_AROUND = 2
_LEAST_SENTENCES = 12
Item = tuple[StoryInput, tuple[int, ...], dict[str, Any]]


def write_sheet(
    folder: Path, paths: Sequence[Path], detector: CommonsenseDetector, *, seed: int, most: int | None = None
) -> int:
    """Write ``sheet.jsonl``, which readers judge, and ``key.jsonl``, which they do not see.

    A decoy marks sentences of a story in which nothing is found, as far apart as those of the finding that it
    stands for, so that neither number nor distance tells them apart. A row of the sheet has ``id`` and
    ``text``: the marked sentences (between ``⟦`` and ``⟧``) with two more on either side.

    Args:
        folder: Where the two files go.
        paths: Stories, as for ``clean_figures``.
        detector: Gives the findings.
        seed: Fixes decoys and order.
        most: Read so many stories of each file.

    Returns:
        The number of findings on the sheet.

    Raises:
        WriteError: The folder cannot be written to.
    """
    from detector.evaluation.clean import sample

    rng = random.Random(f"{seed}|sheet")
    found: list[Item] = []
    silent: list[StoryInput] = []
    for path in paths:
        for story in sample(list(load_stories([path])), most, seed):
            items = [_finding(story, p) for p in detector(story) if p.shown]
            found += items
            if not items and len(list(find_sentences(story.text))) >= _LEAST_SENTENCES:
                silent.append(story)
    decoys = [_decoy(rng.choice(silent), item, rng) for item in found] if silent else []
    mixed = found + decoys
    rng.shuffle(mixed)
    sheet = [{"id": n, "text": _shown(story, marked)} for n, (story, marked, _) in enumerate(mixed)]
    key = [{"id": n, "story": story.id, **what} for n, (story, _, what) in enumerate(mixed)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in (("sheet", sheet), ("key", key)):
            lines = (json.dumps(row, ensure_ascii=False) for row in rows)
            (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise WriteError(
            f"{folder}: cannot be written ({error}).", "Give a folder you may write to."
        ) from None
    return len(found)


def _finding(story: StoryInput, prediction: Any) -> Item:
    sentences = list(find_sentences(story.text))
    spans = [prediction.span, *prediction.related]
    marked = sorted({sentence_at(sentences, start) for start, _ in spans})
    what = {
        "finding": True,
        "code": prediction.code,
        "at": list(prediction.span),
        "why": prediction.explanation,
    }
    return story, tuple(marked), what


def _decoy(story: StoryInput, like: Item, rng: random.Random) -> Item:
    n = len(list(find_sentences(story.text)))
    gaps = [i - like[1][0] for i in like[1]]
    start = rng.randrange(max(1, n - gaps[-1]))
    return story, tuple(sorted({min(n - 1, start + gap) for gap in gaps})), {"finding": False}


def _shown(story: StoryInput, marked: Sequence[int]) -> str:
    sentences = list(find_sentences(story.text))
    near = sorted(
        {j for i in marked for j in range(max(0, i - _AROUND), min(len(sentences), i + _AROUND + 1))}
    )
    parts: list[str] = []
    for last, i in zip([None, *near], near, strict=False):
        if last is not None and i != last + 1:
            parts.append("[…]")
        parts.append(_sentence(story.text, sentences[i], i in marked))
    return " ".join(parts)


def _sentence(text: str, sentence: Sentence, marked: bool) -> str:
    part = text[sentence.start : sentence.end]
    return f"⟦{part}⟧" if marked else part
