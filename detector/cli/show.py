"""Findings as a person reads them: place, check, probability, and the span in its sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TextIO

from rich.console import Console
from rich.text import Text

from detector.cli.excerpt import Excerpt, excerpt
from detector.cli.visible import one_line, visible
from detector.inputs.story import StoryInput, line_and_column
from detector.judge.instructions import load_instructions, name_of
from detector.judge.reading import SOURCE
from detector.records import Category, Finding, Severity
from detector.scanning.core import StoryScan
from detector.scanning.tally import Tally

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold blue"}
_NAMES = {Category.FORMULA: "formula", Category.COMMONSENSE: "common sense"}
_WIDEST_HEAD = 56
_INDENT = 4


class PlainConsole(Console):
    """A console that colours a terminal, reads no markup, and says so when its reader went away.

    Args:
        file: Where it prints.
        width: Columns where the file is no terminal.
    """

    def __init__(self, file: TextIO, width: int | None = None) -> None:
        super().__init__(
            file=file, highlight=False, markup=False, emoji=False, width=None if file.isatty() else width
        )

    def on_broken_pipe(self) -> None:
        """Rich would exit with 1, which is the gate's."""
        raise BrokenPipeError


class TextWriter:
    """Prints findings as they come."""

    def __init__(self, console: Console, names: Mapping[str, str]) -> None:
        """Print to a console; ``names`` gives each code its check's name."""
        self.console, self.names = console, names

    def add(self, result: StoryScan) -> None:
        """Print the story's findings."""
        width = self.console.width if self.console.is_terminal else None
        for finding in result.findings:
            name = self.names.get(finding.code, "")
            if finding.evidence.get("source") == SOURCE:
                name = f"{name or name_of(finding.code, load_instructions())} (judge)"
            for line in finding_lines(finding, result.story, name, width):
                self.console.print(line, soft_wrap=True)

    def finish(self) -> None:
        """Nothing waits."""


def finding_lines(finding: Finding, story: StoryInput, name: str, width: int | None) -> Iterator[Text]:
    """The lines that show one finding.

    Args:
        finding: The finding.
        story: The story it is in.
        name: The check's name.
        width: Columns of the terminal; None where nothing is to be wrapped.
    """
    style = _STYLES[finding.severity]
    place = Text(visible(story.place(finding.start)), "bold")
    check = Text.assemble((visible(finding.code), style), f" {visible(name)}")
    if finding.probability is not None:
        check.append(f" {finding.probability:.2f}")
    head = Text.assemble(place, "  ", check)
    sentence = _sentence(excerpt(story.text, finding.start, finding.end), style)
    if head.cell_len <= min(_WIDEST_HEAD, (width or 999) // 2):
        indent = head.cell_len + 2
        yield from _hanging(head, sentence, indent, width)
        margin, role_width = place.cell_len, check.cell_len
    else:
        yield head
        indent, margin, role_width = _INDENT, 0, 0
        yield from _hanging(Text(), sentence, indent, width)
    for other in finding.related:
        line, column = line_and_column(story.text, other.start)
        where = f"{line + story.line_offset if story.row is None else line}:{column}"
        role = visible(other.role)
        quoted = _sentence(excerpt(story.text, other.start, other.end), "bold cyan")
        if margin:
            yield from _hanging(
                Text(f"{where:>{margin}}  {role:<{role_width}}", "dim"), quoted, indent, width
            )
        else:
            yield from _hanging(Text(), Text.assemble((f"{where} {role}  ", "dim"), quoted), indent, width)
    if finding.explanation:
        yield from _hanging(Text(), Text(one_line(finding.explanation), "italic"), indent, width)


def _sentence(pieces: Excerpt, style: str) -> Text:
    return Text.assemble(pieces.before, (pieces.span, style), pieces.after)


def _hanging(head: Text, body: Text, indent: int, width: int | None) -> Iterator[Text]:
    """A head and beside it the body, wrapped so that it stays in its column."""
    room = (width or 0) - indent
    lines = list(body.wrap(Console(width=room), room)) if width and room >= 20 else [body]
    for number, line in enumerate(lines):
        line.rstrip()
        left = head.copy() if number == 0 else Text()
        left.append(" " * max(1, indent - left.cell_len))
        yield left.append_text(line)


def summary_line(tally: Tally) -> str:
    """How many stories are flagged, with intervals: ``2 of 40 stories flagged: …``."""
    from detector.rates.words import percent, percent_range, stories

    if not tally.n_scored:
        line = f"None of {stories(tally.n_stories)} could be scored."
        return f"{line}{_unscored(tally)}"
    parts = []
    for category, counted in tally.categories.items():
        interval = counted.interval()
        if interval is None:
            parts.append(f"{_NAMES[category]} not scored")
            continue
        ci = "" if parts else "95% CI "
        shares = f"{percent(interval.estimate)}, {ci}{percent_range(interval.low, interval.high)}"
        parts.append(f"{_NAMES[category]} {counted.n_flagged:,} ({shares})")
    return f"{tally.n_flagged:,} of {stories(tally.n_scored)} flagged: {', '.join(parts)}{_unscored(tally)}"


def _unscored(tally: Tally) -> str:
    reasons: dict[str, int] = {}
    for counted in tally.categories.values():
        for reason, n in counted.unscored.items():
            reasons[reason] = max(n, reasons.get(reason, 0))
    if not reasons:
        return ""
    most = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    listed = "; ".join(f"{n:,} {one_line(reason)}" for reason, n in most[:4])
    more = f"; {len(most) - 4} more reasons" if len(most) > 4 else ""
    return f"\nNot scored: {listed}{more}"
