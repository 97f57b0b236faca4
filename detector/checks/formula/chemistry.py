"""F07: chemical formulas and reactions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detector.checks.formula._base import FormulaCheck, Found
from detector.checks.formula._elements import is_distinct, is_formula
from detector.checks.formula._shape import Shape
from detector.text.story import StoryDoc

_SPECIES = r"(?:\d{0,2}\s?)?[A-Z][A-Za-z0-9₀-₉()\[\]·]{0,24}[⁺⁻²³+−-]{0,3}(?:\((?:s|l|g|aq)\))?"
_SIDE = rf"{_SPECIES}(?: \+ {_SPECIES}){{0,5}}"
_ARROW = re.compile(r"→|⟶|⇌|->|-->|⇒|=>")
_LEFT = re.compile(rf"{_SIDE}\s?$")
_RIGHT = re.compile(rf"(?:→|⟶|⇌|-->|->|⇒|=>)\s?({_SIDE})")
_ALONE = re.compile(
    r"(?<![\w\-\\.₀-₉])[A-Z][A-Za-z0-9()]{1,24}(?:[₀-₉0-9)]|[A-Z][a-z]?)(?![\w₀-₉])|(?<![\w-])[A-Z][A-Za-z₀-₉()]{0,24}[₀-₉][A-Za-z₀-₉()]{0,24}"
)
_SUBSCRIPT = re.compile(r"[A-Za-z)][2-9₂-₉]")
_PLAIN = re.compile(r"^\d{0,2}\s?|\((?:s|l|g|aq)\)$|[⁺⁻²³+−-]+$")


class Chemistry(FormulaCheck):
    """Chemical formulas and reactions: ``2H₂ + O₂ → 2H₂O``, ``C6H12O6``.

    Flags "The lamps burned 2H2 + O2 -> 2H2O along the quay."
    Digits or an arrow are needed; CO2, H2O, C4, B12, H5N1 and NO HARM are words.
    """

    code = "F07"
    name = "chemistry"
    label = "A chemical formula"
    prefilter = re.compile(r"[2-9₂-₉→⟶⇌>](?:(?<=[A-Za-z)][2-9₂-₉])|(?<=[→⟶⇌])|(?<=[-=]>))")

    def find(self, story: StoryDoc) -> Iterable[Found]:
        """Reactions first, then lone formulas outside them."""
        reactions = list(self._reactions(story.text))
        yield from reactions
        for match in _ALONE.finditer(story.text):
            if not _SUBSCRIPT.search(match[0]) or not is_distinct(match[0]):
                continue
            if any(r.start <= match.start() < r.end for r in reactions):
                continue
            yield Found(match.start(), match.end(), "chemistry", _shape(match[0]))

    @staticmethod
    def _reactions(text: str) -> Iterator[Found]:
        end = 0
        for arrow in _ARROW.finditer(text):
            if arrow.start() < end:
                continue
            line = text.rfind("\n", max(0, arrow.start() - 160), arrow.start()) + 1
            left = _LEFT.search(text, max(end, line, arrow.start() - 160), arrow.start())
            right = _RIGHT.match(text, arrow.start(), min(len(text), arrow.end() + 160))
            if left is None or right is None:
                continue
            species = [
                _PLAIN.sub("", s.strip()) for s in re.split(r" \+ ", left[0].strip() + " + " + right[1])
            ]
            species = [_PLAIN.sub("", s) for s in species]
            if all(is_formula(s) for s in species) and any(_SUBSCRIPT.search(s) for s in species):
                start = left.start() + len(left[0]) - len(left[0].lstrip())
                end = right.end()
                yield Found(start, end, "chemistry", _shape(text[start:end]))


def _shape(text: str) -> Shape:
    return Shape(
        relations=len(_ARROW.findall(text)),
        operators=text.count(" + "),
        symbols=len(re.findall(r"[A-Z][a-z]?", text)),
        numbers=len(re.findall(r"[\d₀-₉]+", text)),
        unicode=sum(not c.isascii() for c in text),
        length=len(text.split()),
    )
