"""F08: code and pseudo-code."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from detector.checks.formula._base import FormulaCheck, Found
from detector.checks.formula._code_lines import is_code, is_comment, is_language
from detector.checks.formula._delimited import Delimited, delimited
from detector.checks.formula._expressions import Expression, expressions
from detector.checks.formula._shape import Shape
from detector.text.markdown import Block, fences, inline_code
from detector.text.story import StoryDoc

_LINE = re.compile(r"[^\n]+")
_MARKS = ("`", "~~~", "=", "()", "):", "){", ") {", ");", "}", ";\n", ")\n")
_INLINE = re.compile(
    r"^(?:[\w.\[\]]+\s*(?:=|\+=|-=|==|!=|:=|<=|>=|<|>)\s*[^=].*|\w[\w.]*\([^)]*\);?|(?:def|for|while|if|return|import|let|var|const|print)\b.*[=(:<>].*)$"
)


class Code(FormulaCheck):
    """Code or pseudo-code: a fenced block with its fence, lines of program text, a statement in backticks.

    Flags a fence that encloses ``for i in range(10):``, and the same lines without a fence.
    Not a letter or a sign in a fence, a path or a command name in backticks.
    """

    code = "F08"
    name = "code"
    label = "Code"
    prefilter = re.compile("|".join(map(re.escape, _MARKS)))

    def might_match(self, text: str) -> bool:
        """Whether there is a backtick, a tilde fence, or a bracket or sign that code needs."""
        return any(mark in text for mark in _MARKS)

    def find(self, story: StoryDoc) -> Iterable[Found]:
        """Fenced code, bare lines of code outside fences, statements in backticks."""
        blocks = story.view(fences)
        for block in blocks:
            found = self._fenced(story, block)
            if found is not None:
                yield found
        yield from self._bare(story.text, blocks)
        starts = [b.start for b in blocks]
        for block in story.view(inline_code):
            inner = story.text[block.inner_start : block.inner_end]
            if _INLINE.match(inner) and not _fenced_at(blocks, starts, block.start):
                yield Found(block.start, block.end, "code_inline", _shape([inner]))

    @staticmethod
    def _fenced(story: StoryDoc, block: Block) -> Found | None:
        inner = story.text[block.inner_start : block.inner_end]
        rows = [line for line in inner.splitlines() if line.strip()]
        if not rows:
            return None
        coded = sum(is_code(line) for line in rows)
        coded += sum(is_comment(line) for line in rows) if coded else 0
        mathematical = _covered(story.view(expressions), block) + _covered(story.view(delimited), block)
        solid = sum(len(line.strip()) for line in rows)
        if is_language(block.info) or coded * 5 >= len(rows) * 2 or mathematical * 2 >= solid:
            return Found(block.start, block.end, "code_block", _shape(rows))
        return None

    @staticmethod
    def _bare(text: str, blocks: tuple[Block, ...]) -> Iterator[Found]:
        run: list[re.Match[str]] = []
        starts = [b.start for b in blocks]
        for line in [*_LINE.finditer(text), None]:
            if line is not None and not _fenced_at(blocks, starts, line.start()):
                goes_on = is_code(line[0]) or (run and line[0][:1] in " \t" and _codelike_indent(line[0]))
                near = not run or text.count("\n", run[-1].end(), line.start()) <= 2
                if goes_on and near:
                    run.append(line)
                    continue
            found = _code_run(run)
            if found is not None:
                yield found
            run = [line] if line is not None and is_code(line[0]) else []


def _fenced_at(blocks: tuple[Block, ...], starts: list[int], at: int) -> bool:
    """Whether a fenced block holds this place; ``starts`` are the blocks' own, in order."""
    i = bisect_right(starts, at) - 1
    return i >= 0 and at < blocks[i].end


def _covered(places: Sequence[Expression] | Sequence[Delimited], block: Block) -> int:
    """How many characters of the block these places (in order) take up."""
    covered = 0
    for i in range(bisect_left(places, block.inner_start, key=lambda place: place.start), len(places)):
        if places[i].start >= block.inner_end:
            break
        covered += places[i].end - places[i].start if places[i].end <= block.inner_end else 0
    return covered


def _codelike_indent(line: str) -> bool:
    return (
        len(line) < 100
        and re.search(r"[=()\[\]{}<>+*_]|\b(?:return|print|pass|break|continue|end)\b", line) is not None
    )


def _code_run(run: list[re.Match[str]]) -> Found | None:
    if not run:
        return None
    rows = [line[0] for line in run]
    if len(rows) == 1 and not re.search(
        r"[=<>+*/]=?|\w\(.*\)\s*[;:{]?\s*$|\{$|^\s*(?:SELECT|#include)", rows[0]
    ):
        return None
    if len(rows) == 1 and re.match(r"^[\W_]*[A-Z][a-z]+\b.*[.!?…]$", rows[0].strip()):
        return None
    start = run[0].start() + len(rows[0]) - len(rows[0].lstrip())
    end = run[-1].end() - (len(rows[-1]) - len(rows[-1].rstrip()))
    return Found(start, end, "code_lines", _shape(rows))


def _shape(rows: list[str]) -> Shape:
    joined = "\n".join(rows)
    return Shape(
        relations=len(re.findall(r"[=<>]+", joined)),
        operators=len(re.findall(r"[-+*/%]", joined)),
        functions=len(re.findall(r"\w\(", joined)),
        length=len(joined.split()),
        depth=len(rows),
    )
