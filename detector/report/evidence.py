"""Which stories a report shows, and each of them ready to be drawn: its notes, its text, the marks in it."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import escape

from detector.judge.reading import SOURCE
from detector.rates.outcomes import story_id_of
from detector.rates.words import stories as n_stories
from detector.records import Finding
from detector.report.checkpages import CheckPage, check_pages
from detector.report.highlight import Block, Span, blocks
from detector.report.source import Source, genre_of, model_of, place_of, text_of
from detector.report.visible import short


@dataclass(frozen=True, slots=True)
class Budget:
    """How much evidence fits into one page.

    Attributes:
        whole: Bytes of stories that are shown whole; after that, what is around the spans.
        total: Bytes of stories altogether.
        stories: Flagged stories.
        notes: Findings of one story; the most probable ones stay.
        unflagged: Unflagged stories, drawn at random.
        seed: Of the draw.
    """

    whole: int = 900_000
    total: int = 1_500_000
    stories: int = 400
    notes: int = 30
    unflagged: int = 6
    seed: int = 1


@dataclass(frozen=True, slots=True)
class End:
    """The other end of a contradiction, in a note."""

    role: str
    quote: str
    anchor: str
    place: str


@dataclass(frozen=True, slots=True)
class Note:
    """A finding as its note says it."""

    id: str
    number: int
    page: CheckPage
    css: str
    severity: str
    probability: float | None
    quote: str
    anchor: str
    explanation: str
    place: str
    in_dialogue: bool
    ends: tuple[End, ...]


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story as the page shows it; ``more`` findings of it are left out."""

    id: str
    title: str
    facts: tuple[str, ...]
    prompt: str
    css: tuple[str, ...]
    notes: tuple[Note, ...]
    blocks: tuple[Block, ...]
    more: int
    flagged: bool
    whole: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """The stories of a report.

    Attributes:
        limit: A sentence that says what is shown of what there is.
        counts: Check to how many of the shown stories it flags.
    """

    flagged: tuple[StoryView, ...]
    unflagged: tuple[StoryView, ...]
    limit: str
    counts: Mapping[str, int]


_Key = tuple[int, str]
_LONG = 30_000
_AROUND = "each around its findings"


def gather(sources: Sequence[Source], budget: Budget | None = None) -> Evidence:
    """Choose the stories to show and draw them, flagged ones first.

    The most probable finding of each check comes first, then the second most probable of each, and so on.
    """
    budget = budget or Budget()
    findings: dict[_Key, list[Finding]] = defaultdict(list)
    for index, source in enumerate(sources):
        for finding in (*source.findings(), *source.judge_findings()):
            findings[(index, finding.story_id)].append(finding)
    order = _order(findings)
    chosen = order[: budget.stories]
    clean = _clean(sources, findings, budget)
    texts = _read(sources, {*chosen, *clean})
    pages = check_pages(finding.code for made in findings.values() for finding in made)
    css = {code: f"k{number}" for number, code in enumerate(pages)}
    shown: list[StoryView] = []
    n_whole = spent = 0
    for number, key in enumerate((key for key in chosen if key in texts), 1):
        story = texts[key]
        whole = spent + _bytes(text_of(story)) <= budget.whole
        view = _view(
            f"s{number}", sources[key[0]], story, findings[key], pages, css, budget.notes, whole=whole
        )
        cost = _cost(view)
        if spent + cost <= budget.total:
            spent += cost
            n_whole += whole
            shown.append(view)
    unflagged = [
        _view(
            f"u{number}",
            sources[key[0]],
            texts[key],
            [],
            pages,
            css,
            0,
            whole=len(text_of(texts[key])) < _LONG,
        )
        for number, key in enumerate((key for key in clean if key in texts), 1)
    ]
    counts = {code: sum(name in view.css for view in shown) for code, name in css.items()}
    return Evidence(
        tuple(shown), tuple(unflagged), _limit(len(order), len(shown), n_whole, len(unflagged)), counts
    )


def _order(findings: Mapping[_Key, Sequence[Finding]]) -> list[_Key]:
    """Stories by the rank of their best finding among those of its check."""
    best: dict[str, list[tuple[float, _Key]]] = defaultdict(list)
    for key, made in findings.items():
        top = max(made, key=_sureness)
        best[top.code].append((-_sureness(top), key))
    ranked = [
        (rank, code, key) for code, listed in best.items() for rank, (_, key) in enumerate(sorted(listed))
    ]
    return [key for _, _, key in sorted(ranked)]


def _sureness(finding: Finding) -> float:
    return finding.probability if finding.probability is not None else 0.5


def _clean(sources: Sequence[Source], findings: Mapping[_Key, Any], budget: Budget) -> list[_Key]:
    """Scored stories without a finding, drawn at random with the budget's seed."""
    scored = sorted(
        {
            (index, score.story_id)
            for index, source in enumerate(sources)
            for score in source.scores()
            if score.value == 0
        }
    )
    clean = [key for key in scored if key not in findings]
    return random.Random(budget.seed).sample(clean, min(budget.unflagged, len(clean)))


def _read(sources: Sequence[Source], wanted: set[_Key]) -> dict[_Key, Any]:
    return {
        (index, story_id_of(story)): story
        for index, source in enumerate(sources)
        for story in source.stories()
        if (index, story_id_of(story)) in wanted
    }


def _view(
    name: str,
    source: Source,
    story: Any,
    findings: Sequence[Finding],
    pages: Mapping[str, CheckPage],
    css: Mapping[str, str],
    most: int,
    *,
    whole: bool,
) -> StoryView:
    text = text_of(story)
    more = max(0, len(findings) - most)
    findings = sorted(
        sorted(findings, key=_sureness, reverse=True)[:most],
        key=lambda found: (found.start, found.end, found.code),
    )
    notes = tuple(
        _note(name, number, story, finding, pages, css) for number, finding in enumerate(findings, 1)
    )
    prompt = getattr(story, "prompt", None) or getattr(story, "input", None) or ""
    facts = (model_of(story, source), genre_of(story), f"{len(text.split()):,} words", place_of(story))
    title = story_id_of(story)
    return StoryView(
        id=name,
        title=short(title, 90),
        facts=tuple(short(fact, 120) for fact in facts if fact and fact != title),
        prompt=short(prompt, 400),
        css=tuple(dict.fromkeys(note.css for note in notes)),
        notes=notes,
        blocks=tuple(blocks(text, list(_spans(name, findings)), whole=whole)),
        more=more,
        flagged=bool(findings),
        whole=whole,
    )


def _note(
    name: str,
    number: int,
    story: Any,
    finding: Finding,
    pages: Mapping[str, CheckPage],
    css: Mapping[str, str],
) -> Note:
    return Note(
        id=f"{name}-n{number}",
        number=number,
        page=pages[finding.code],
        css=css[finding.code],
        severity=finding.severity.value,
        probability=finding.probability,
        quote=short(finding.text),
        anchor=f"{name}-m{number}",
        explanation=short(_who_says(finding) + finding.explanation, 600),
        place=short(place_of(story, finding.start), 200),
        in_dialogue=bool(finding.in_dialogue),
        ends=tuple(
            End(
                short(related.role, 60),
                short(related.text),
                f"{name}-m{number}r{index}",
                short(place_of(story, related.start), 200),
            )
            for index, related in enumerate(finding.related)
        ),
    )


def _who_says(finding: Finding) -> str:
    """A judge's finding is told from one of the rules by who says it."""
    return "The judge says: " if finding.evidence.get("source") == SOURCE else ""


def _spans(name: str, findings: Sequence[Finding]) -> Iterator[Span]:
    for number, finding in enumerate(findings, 1):
        note, kind = f"{name}-n{number}", finding.category.value
        title = short(finding.explanation, 120)
        yield Span(finding.start, finding.end, f"{name}-m{number}", note, str(number), kind, "main", title)
        for index, related in enumerate(finding.related):
            anchor = f"{name}-m{number}r{index}"
            yield Span(related.start, related.end, anchor, note, f"{number}′", kind, "related", related.role)


def _bytes(text: str) -> int:
    return len(escape(text).encode("utf-8", "replace"))


def _cost(view: StoryView) -> int:
    """About how many bytes of the page a story takes."""
    shown = sum(
        _bytes(segment.text) + 260 * len(segment.spans)
        for block in view.blocks
        for piece in block.pieces
        for segment in piece.segments
    )
    pieces = sum(len(block.pieces) for block in view.blocks)
    quotes = sum(_bytes(note.quote + note.explanation) + 500 + 400 * len(note.ends) for note in view.notes)
    return shown + quotes + 40 * pieces + 700 + _bytes(view.prompt)


def _limit(total: int, shown: int, whole: int, unflagged: int) -> str:
    if not total:
        return "No story is flagged."
    if shown == total:
        head = f"All {n_stories(total)} that are flagged" if total > 1 else "The one story that is flagged"
    else:
        order = "the most probable findings of each check first"
        head = f"{shown:,} of {n_stories(total)} that are flagged, {order}"
    parts = [head]
    if whole < shown:
        parts.append(f"the first {whole:,} whole, the others around their findings" if whole else _AROUND)
    return "; ".join(parts) + "."
