"""Stories from the grammar: varied, whole, and with every injected failure's exact span known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from detector.errors import UsageError
from detector.synthesis.grammar_cast import draw_cast, write_request
from detector.synthesis.grammar_data import Grammar, Plot, load_grammar
from detector.synthesis.grammar_draft import Draft, lay_out, lay_out_short, write_draft
from detector.synthesis.grammar_text import curly, unmark
from detector.synthesis.inject_scenes import KINDS

MIN_WORDS, MAX_WORDS = 120, 250
_RATES = ("formula", "commonsense", *KINDS)


@dataclass(frozen=True)
class Span:
    """A place in a story: ``story.text[start:end] == text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Fact:
    """Something the story states, and where it keeps or breaks it.

    Attributes:
        kind: One of ``inject_scenes.KINDS``, or formula for one that belongs.
        values: What is stated, in JSON values.
        kept: False where the story contradicts it.
        spans: Where, in order.
    """

    kind: str
    values: dict[str, Any]
    kept: bool
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Injection:
    """A failure put into a story on purpose.

    Attributes:
        kind: formula or commonsense.
        subkind: The formula's notation, or the kind of fact that is broken.
        start: First code point.
        end: One past the last.
        text: What stands there.
        related: What it contradicts, if anything.
    """

    kind: str
    subkind: str
    start: int
    end: int
    text: str
    related: tuple[Span, ...] = ()


@dataclass(frozen=True)
class GrammarStory:
    """A story of the grammar.

    Attributes:
        seed: The seed that gives it again.
        genre: The id of its genre.
        plot: The id of its plot.
        text: 120 to 250 words.
        prompt: A request that it answers.
        reasoning: A plan of one to three sentences, for the analysis channel.
        expects_formula: Mathematics belongs in it.
        slots: Who and what it is about (hero, friend, role, obj, place …).
        facts: What it states.
        injections: What was broken on purpose.
    """

    seed: int
    genre: str
    plot: str
    text: str
    prompt: str
    reasoning: str
    expects_formula: bool
    slots: dict[str, str] = field(repr=False)
    facts: tuple[Fact, ...] = field(repr=False)
    injections: tuple[Injection, ...] = ()


def plot_ids(genre: str | None = None) -> tuple[str, ...]:
    """The ids of all plots, or of those that a genre can tell."""
    grammar = load_grammar()
    genres = [_genre_id(grammar, genre)] if genre else list(grammar.genres)
    own = [plot.id for name in genres for plot in grammar.genres[name].plots]
    return (*(plot.id for plot in grammar.plots), *own)


def _genre_id(grammar: Grammar, genre: str) -> str:
    if genre not in grammar.genres:
        raise UsageError(
            f"There is no genre {genre!r} in the grammar.", f"There are {', '.join(grammar.genres)}."
        )
    return genre


def _plot(grammar: Grammar, genre: str, wanted: str | None, rng: Random) -> Plot:
    choices = (*grammar.plots, *grammar.genres[genre].plots)
    if wanted is None:
        return rng.choice(grammar.genres[genre].plots if rng.random() < 0.5 else choices)
    for plot in choices:
        if plot.id == wanted:
            return plot
    raise UsageError(
        f"{genre} cannot tell the plot {wanted!r}.", f"It has {', '.join(p.id for p in choices)}."
    )


def generate_story(
    seed: int,
    *,
    genre: str | None = None,
    plot: str | None = None,
    rates: Mapping[str, float] | None = None,
    typography: str | None = None,
    short: bool = False,
    grammar: Grammar | None = None,
) -> GrammarStory:
    """Write one story.

    The same seed gives the same story; other rates change only the sentences that are broken.

    Args:
        seed: Decides everything.
        genre: Id of a genre; any if not given.
        plot: Id of a plot that the genre can tell; any if not given.
        rates: Probability of each failure: ``formula``, ``commonsense`` (one fact of any kind), or a kind of
            fact by its name. None are injected by default. A formula is never injected where one belongs.
        typography: ``straight`` or ``curly`` quotes; by default one story in four is curly.
        short: One paragraph a beat, and at most one of the sentences that only lengthen a story; it may then
            have fewer than 120 words.
        grammar: The data to draw from; the shipped grammar if not given.

    Raises:
        UsageError: The genre, the plot or a rate is unknown or out of range.
    """
    grammar = grammar or load_grammar()
    for name, rate in (rates or {}).items():
        if name not in _RATES or not 0 <= rate <= 1:
            raise UsageError(
                f"rates[{name!r}] = {rate} is not possible.", f"Give {', '.join(_RATES)} 0 to 1."
            )
    if typography not in (None, "straight", "curly"):
        raise UsageError(f"Typography {typography!r} is unknown.", "Use straight or curly.")
    rng = Random(f"{seed}:story")
    genre_id = _genre_id(grammar, genre) if genre else rng.choice(list(grammar.genres))
    cast = draw_cast(grammar, grammar.genres[genre_id], _plot(grammar, genre_id, plot, rng), rng)
    draft = write_draft(grammar, cast, rng, dict(rates or {}), Random(f"{seed}:inject"))
    marked = lay_out_short(draft, rng) if short else lay_out(draft, rng, MIN_WORDS, MAX_WORDS)
    text, spans = unmark(marked)
    prompt, reasoning = write_request(grammar, cast, Random(f"{seed}:request"))
    if typography == "curly" or (typography is None and rng.random() < 0.25):
        text = curly(text)
    facts, injections = _facts(draft, text, spans)
    return GrammarStory(
        seed=seed,
        genre=genre_id,
        plot=cast.plot.id,
        text=text,
        prompt=prompt,
        reasoning=reasoning,
        expects_formula=cast.genre.math,
        slots=cast.slots,
        facts=facts,
        injections=injections,
    )


def _facts(
    draft: Draft, text: str, spans: dict[str, tuple[int, int]]
) -> tuple[tuple[Fact, ...], tuple[Injection, ...]]:
    def span(name: str) -> Span:
        start, end = spans[name]
        return Span(start, end, text[start:end])

    facts: list[Fact] = []
    injections: list[Injection] = []
    for stated in draft.facts:
        found = [span(name) for name in stated.marks if name in spans]
        facts.append(Fact(stated.kind, stated.values, stated.kept, tuple(found)))
        if not stated.kept:
            last = found[-1]
            injections.append(
                Injection("commonsense", stated.kind, last.start, last.end, last.text, tuple(found[:-1]))
            )
    if draft.formula is not None:
        at = span("injected")
        injections.append(Injection("formula", draft.formula, at.start, at.end, at.text))
    return tuple(facts), tuple(sorted(injections, key=lambda found: found.start))
