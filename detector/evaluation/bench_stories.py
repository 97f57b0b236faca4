"""Stories for benches: made by the grammar, as many as asked for, no two alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detector.inputs.story import StoryInput

_DRAWN = 500
_SEED = 8_000_000


def bench_stories(count: int, broken: int = 0) -> Iterator[StoryInput]:
    """Stories of about 200 words in which no mathematics belongs, made as they are asked for.

    The first 500 are drawn from the grammar; later ones are these again, each with a last line of its own,
    so that nothing can be remembered by its text and making them costs next to nothing.

    Args:
        count: How many.
        broken: Stories before them with a contradiction and a formula each, so that a scan loads all it ever
            loads.
    """
    from detector.synthesis.grammar import generate_story

    rates = {"commonsense": 1.0, "formula": 1.0}
    for n in range(broken):
        yield StoryInput(id=f"warm-{n}", text=generate_story(n, rates=rates).text)
    drawn: list[str] = []
    seed = _SEED
    for n in range(count):
        if n < _DRAWN:
            while (story := generate_story(seed)).expects_formula:
                seed += 1
            seed += 1
            drawn.append(story.text)
            text = drawn[n]
        else:
            text = f"{drawn[n % _DRAWN]}\n\nThat was the tale of number {n}."
        yield StoryInput(id=f"bench-{n}", text=text)


def count_words(stories: Iterable[StoryInput]) -> int:
    """Words between white space."""
    return sum(len(story.text.split()) for story in stories)
