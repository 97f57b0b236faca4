"""Put a formula into a story, where it intrudes or where it belongs, and know its exact span."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from detector.errors import UsageError
from detector.synthesis import formula_carriers as carriers
from detector.synthesis.formula_notation import NOTATIONS, Notation, render_formula
from detector.synthesis.formula_source import Split, generate_formula, split_of
from detector.synthesis.formula_tree import Unrenderable
from detector.synthesis.story_places import Place, boundaries, paragraph_breaks, speech_ends, word_gaps

Position = Literal["boundary", "mid", "dialogue", "paragraph", "topical"]
POSITIONS: tuple[Position, ...] = ("boundary", "mid", "dialogue", "paragraph", "topical")
_TRIES = 60
_BLOCKS = ("code", "display")


@dataclass(frozen=True, slots=True)
class Injected:
    """A story with a formula put into it: ``text[start:end]`` is the formula with its delimiters.

    Attributes:
        text: The changed story.
        start: First code point of the formula.
        end: One past its last.
        notation: One of ``NOTATIONS``.
        position: One of ``POSITIONS``, or the scene of an appropriate formula.
        formula: The LaTeX it was rendered from; empty for arithmetic.
        belongs: The scene writes, reads or computes it.
    """

    text: str
    start: int
    end: int
    notation: Notation
    position: str
    formula: str
    belongs: bool

    @property
    def span(self) -> tuple[int, int]:
        """Start and end."""
        return self.start, self.end


def _draw(rng: random.Random, notation: Notation, source: Sequence[str], split: Split) -> tuple[str, str]:
    """A formula of the split and its rendering."""
    pool = [formula for formula in source if split_of(formula) == split]
    for _ in range(_TRIES):
        latex = rng.choice(pool) if pool and rng.random() < 0.5 else generate_formula(rng, split)
        try:
            return ("" if notation == "arithmetic" else latex), render_formula(
                latex, notation, rng=rng, split=split
            )
        except Unrenderable:
            continue
    raise UsageError(f"No formula could be rendered as {notation}.", "Give a source with other formulas.")


def _place(text: str, at: int, before: str, formula: str, after: str) -> tuple[str, int, int]:
    start = at + len(before)
    return text[:at] + before + formula + after + text[at:], start, start + len(formula)


def _carry(rng: random.Random, templates: Sequence[str], notation: Notation) -> tuple[str, str]:
    template = rng.choice(templates)
    if notation == "code":
        template = "{f}"
    before, after = template.split("{f}")
    return before, after


def _sentence_start(formula: str, before: str, notation: Notation) -> str:
    return formula[0].upper() + formula[1:] if notation == "verbal" and not before.strip() else formula


def _at_boundary(
    rng: random.Random, text: str, formula: str, notation: Notation, split: Split
) -> Place | None:
    spots = boundaries(text)
    if not spots:
        return None
    before, after = _carry(rng, carriers.BOUNDARY[split], notation)
    if notation in ("verbal", "ascii") and not after:
        after = "."
    formula = _sentence_start(formula, before, notation)
    at, gap = rng.choice(spots), " "
    if notation == "code":
        text, gap = text[:at] + text[at:].lstrip(" "), "\n\n"
    return _place(text, at, gap + before, formula, after + ("\n\n" if notation == "code" else ""))


def _in_sentence(
    rng: random.Random, text: str, formula: str, notation: Notation, split: Split
) -> Place | None:
    spots = word_gaps(text)
    if not spots or notation == "code" or "\n" in formula:
        return None
    before, after = rng.choice(carriers.MID[split]).split("{f}")
    if not before or before[0].isalnum():
        before = f" {before}"
    return _place(text, rng.choice(spots), before, formula, after.rstrip())


def _as_paragraph(
    rng: random.Random, text: str, formula: str, notation: Notation, split: Split
) -> Place | None:
    spots = paragraph_breaks(text)
    formula = _sentence_start(formula, "", notation)
    if not spots:
        return None
    at = rng.choice(spots)
    stop = "." if notation in ("verbal", "arithmetic") and rng.random() < 0.6 else ""
    return _place(text, at, "" if at == 0 else "\n\n", formula, stop + ("\n\n" if at == 0 else ""))


def _in_dialogue(
    rng: random.Random, text: str, formula: str, notation: Notation, split: Split
) -> Place | None:
    if notation in _BLOCKS and "\n" in formula:
        return None
    before, after = rng.choice(carriers.SPOKEN[split]).split("{f}")
    ends = speech_ends(text)
    formula = _sentence_start(formula, before, notation)
    if ends and rng.random() < 0.7:
        return _place(text, rng.choice(ends), f" {before}", formula, after)
    spots = paragraph_breaks(text)
    if not spots:
        return None
    at = rng.choice(spots)
    opening, closing = ("“", "”") if "“" in text or '"' not in text else ('"', '"')
    said = f"{after.replace('.', ',')}{closing} {rng.choice(carriers.SAID[split])}."
    return _place(
        text, at, ("" if at == 0 else "\n\n") + opening + before, formula, said + ("\n\n" if at == 0 else "")
    )


_PLACERS: dict[str, Callable[[random.Random, str, str, Notation, Split], Place | None]] = {
    "boundary": _at_boundary,
    "mid": _in_sentence,
    "paragraph": _as_paragraph,
    "dialogue": _in_dialogue,
}


def _topical(rng: random.Random, text: str, notation: Notation, split: Split) -> tuple[str, Place] | None:
    words = set(re.findall(r"[a-z]+", text.lower()))
    entries = [entry for entry in carriers.TOPICAL[split] if entry[0] & words]
    if not entries or notation in ("code", "arithmetic"):
        return None
    topic, latex, template = rng.choice(entries)
    try:
        formula = render_formula(latex, notation, rng=rng, split=split)
    except Unrenderable:
        return None
    spots = boundaries(text)
    near = [at for at in spots if topic & set(re.findall(r"[a-z]+", text[max(0, at - 200) : at].lower()))]
    if not spots:
        return None
    before, after = template.split("{f}")
    return latex, _place(text, rng.choice(near or spots), f" {before}", formula, after)


def inject_formula(
    text: str,
    *,
    seed: int,
    notation: Notation | None = None,
    position: Position | None = None,
    source: Sequence[str] = (),
    split: Split = "train",
) -> Injected:
    """Put a formula that does not belong into a story.

    Args:
        text: The story; it should hold no formula of its own.
        seed: Fixes every choice.
        notation: One of the nine, or drawn.
        position: Where it goes, or drawn. Where the story has no such place (no sentence that mentions a
            topic, a code block inside a sentence) another position is taken; the result names it.
        source: LaTeX formulas to draw from beside the generated ones; only those of the split are used.
        split: ``train`` and ``test`` share no formula, carrier or family.

    Raises:
        UsageError: The story is empty, or no formula can be rendered.
    """
    if not text.strip():
        raise UsageError("There is no story to put a formula into.", "Give a text with at least one word.")
    rng = random.Random(f"{seed}|inject|{split}|{notation}|{position}")
    written: Notation = notation if notation is not None else rng.choice(NOTATIONS)
    order = [position] if position else []
    order += [other for other in rng.sample(POSITIONS, len(POSITIONS)) if other != position]
    for chosen in order:
        if chosen == "topical":
            found = _topical(rng, text, written, split)
            if found is None:
                continue
            latex, place = found
        else:
            latex, formula = _draw(rng, written, source, split)
            placed = _PLACERS[chosen](rng, text, formula, written, split)
            if placed is None:
                continue
            place = placed
        return Injected(*place, notation=written, position=chosen, formula=latex, belongs=False)
    latex, formula = _draw(rng, written, source, split)
    place = _place(text, len(text), "\n\n", formula, "")
    return Injected(*place, notation=written, position="paragraph", formula=latex, belongs=False)


def embed_appropriate(
    text: str,
    *,
    seed: int,
    notation: Notation | None = None,
    source: Sequence[str] = (),
    split: Split = "train",
) -> Injected:
    """Put a sentence into a story in which a formula belongs: on a blackboard, in a log, in a letter.

    The negative counterpart of :func:`inject_formula`, with the same arguments; ``position`` of the result
    is the scene. A code block, which no such sentence can hold, is rendered in ASCII instead.

    Raises:
        UsageError: The story is empty, or no formula can be rendered.
    """
    if not text.strip():
        raise UsageError("There is no story to put a formula into.", "Give a text with at least one word.")
    rng = random.Random(f"{seed}|embed|{split}|{notation}")
    drawn: Notation = notation if notation is not None else rng.choice(NOTATIONS)
    written: Notation = "ascii" if drawn == "code" else drawn
    scene, template = rng.choice(carriers.APPROPRIATE[split])
    before, after = template.split("{f}")
    latex, formula = _draw(rng, written, source, split)
    spots = boundaries(text)
    if spots and rng.random() < 0.6:
        place = _place(text, rng.choice(spots), f" {before}", formula, after)
    else:
        at = rng.choice(paragraph_breaks(text) or [len(text)])
        place = _place(
            text, at, ("" if at == 0 else "\n\n") + before, formula, after + ("\n\n" if at == 0 else "")
        )
    return Injected(*place, notation=written, position=scene, formula=latex, belongs=True)
