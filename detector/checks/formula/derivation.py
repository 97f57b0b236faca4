"""F09: derivations and tables over several lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detector.checks.formula._base import FormulaCheck, Found
from detector.checks.formula._delimited import delimited
from detector.checks.formula._expressions import ANCHOR, expressions
from detector.checks.formula._shape import Shape
from detector.text.story import StoryDoc

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_LEAD = re.compile(
    r"[\s>*•\-–=≈∴⇒→|]*(?:\(?\d{1,2}[.)]\s)?"
    r"(?:(?:so|thus|then|hence|therefore|let|where|given|and|or|if|since|step \d+:?)[ ,:]*)?\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(r"[\s.,;:*|\\]*(?:\(\d{1,2}\))?[\s.,;*|]*")
_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)


class Derivation(FormulaCheck):
    """Several lines of mathematics, one after the other, as one finding; and tables of it.

    Flags "2x + 3 = 11", "2x = 8", "x = 4" on lines of their own, from the first to the last.
    Not a list of sizes or prices, a stat block, a schedule.
    """

    code = "F09"
    name = "derivation"
    label = "A derivation over several lines"
    prefilter = re.compile(rf"{ANCHOR.pattern}|\$|\|")

    def might_match(self, text: str) -> bool:
        """Whether any expression or table may stand in the text."""
        return "$" in text or "|" in text or ANCHOR.search(text) is not None

    def find(self, story: StoryDoc) -> Iterable[Found]:
        """Runs of at least two lines that hold nothing but mathematics; tables whose cells do."""
        yield from self._runs(story)
        yield from self._tables(story)

    @staticmethod
    def _runs(story: StoryDoc) -> Iterator[Found]:
        text = story.text
        spans = sorted(
            [(e.start, e.end, e.shape) for e in story.view(expressions)]
            + [(d.start, d.end, d.shape) for d in story.view(delimited)],
            key=lambda s: (s[0], -s[1]),
        )
        run: list[tuple[int, int, Shape]] = []
        for span in [*spans, None]:
            if span is not None and run and span[1] <= run[-1][1]:
                continue
            if span is not None and _fills_lines(text, span[0], span[1]):
                if run and not _adjacent(text, run[-1][1], span[0]):
                    yield from _emit(text, run)
                    run = []
                run.append(span)
                continue
            yield from _emit(text, run)
            run = []

    @staticmethod
    def _tables(story: StoryDoc) -> Iterator[Found]:
        rows = list(_ROW.finditer(story.text))
        i = 0
        while i < len(rows):
            j = i
            while j + 1 < len(rows) and rows[j + 1].start() - rows[j].end() <= 2:
                j += 1
            start, end = rows[i].start(), rows[j].end()
            inside = [e for e in story.view(expressions) if start <= e.start and e.end <= end]
            if j - i >= 2 and len(inside) * 2 >= j - i:
                lead = len(rows[i][0]) - len(rows[i][0].lstrip())
                yield Found(start + lead, end, "table", _sum([e.shape for e in inside]))
            i = j + 1


def _fills_lines(text: str, start: int, end: int) -> bool:
    """Whether the span is all that its lines hold, list marks and connectives aside."""
    line = text.rfind("\n", max(0, start - 60), start) + 1
    stop = text.find("\n", end, end + 40)
    stop = stop if stop >= 0 else min(len(text), end + 40)
    return (
        (line > 0 or start < 60)
        and _LEAD.fullmatch(text, line, start) is not None
        and _TAIL.fullmatch(text, end, stop) is not None
    )


def _adjacent(text: str, end: int, start: int) -> bool:
    gap = text[end:start]
    return len(gap) <= 60 and gap.count("\n") <= 2


def _emit(text: str, run: list[tuple[int, int, Shape]]) -> Iterator[Found]:
    if len(run) >= 2:
        yield Found(run[0][0], run[-1][1], "derivation", _sum([shape for _, _, shape in run]))


def _sum(shapes: list[Shape]) -> Shape:
    return Shape(
        relations=sum(s.relations for s in shapes),
        operators=sum(s.operators for s in shapes),
        powers=sum(s.powers for s in shapes),
        symbols=sum(s.symbols for s in shapes),
        numbers=sum(s.numbers for s in shapes),
        functions=sum(s.functions for s in shapes),
        commands=sum(s.commands for s in shapes),
        length=sum(s.length for s in shapes),
        depth=len(shapes),
    )
