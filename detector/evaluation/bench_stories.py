"""Stories for benches: made by the grammar, as many as asked for, no two alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detector.inputs.story import StoryInput

_DRAWN = 500
_SEED = 8


def bench_stories(count: int) -> Iterator[StoryInput]:
    """Stories of about 200 words, made as they are asked for.

    The first 500 are drawn from the grammar; later ones are these again, each with a last line of its own,
    so that nothing can be remembered by its text and making them costs next to nothing.
    """
    from detector.synthesis.grammar import generate_story

    drawn: list[str] = []
    for n in range(count):
        if n < _DRAWN:
            drawn.append(generate_story(_SEED * 1_000_000 + n).text)
            text = drawn[n]
        else:
            text = f"{drawn[n % _DRAWN]}\n\nThat was the tale of number {n}."
        yield StoryInput(id=f"bench-{n}", text=text)


def count_words(stories: Iterable[StoryInput]) -> int:
    """Words between white space."""
    return sum(len(story.text.split()) for story in stories)
