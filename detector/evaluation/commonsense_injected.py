"""Stories with one seeded common-sense error each, and the same scenes put right."""

from __future__ import annotations

import random
from collections.abc import Iterable

from detector.errors import UsageError
from detector.evaluation.labelled import ErrorSpan, LabelledSet, LabelledStory
from detector.inputs.story import StoryInput
from detector.synthesis.inject_commonsense import KINDS, inject_commonsense, kinds_that_insert
from detector.synthesis.inject_templates import Split

_LEAST_CHARS = 600


def injected_set(
    stories: Iterable[StoryInput], *, n: int, n_negatives: int, seed: int, split: Split
) -> LabelledSet:
    """Inject the kinds in turn into stories drawn by the seed.

    Args:
        stories: Clean stories; a draw takes any of them that is long enough.
        n: How many get an error.
        n_negatives: How many more get the same scene put right.
        seed: Fixes every choice.
        split: The half of the injector's templates.

    Raises:
        UsageError: No story is long enough.
    """
    rng = random.Random(f"{seed}|commonsense|{split}")
    pool = [story for story in stories if len(story.text) >= _LEAST_CHARS]
    if not pool:
        raise UsageError("No story is long enough to inject into.", "Give stories of 600 characters or more.")
    made = []
    inserting = kinds_that_insert()
    for i in range(n + n_negatives):
        negative = i >= n
        kind = inserting[i % len(inserting)] if negative else KINDS[i % len(KINDS)]
        # Few stories have a place for an edited kind: every story is tried once, in an order of its own.
        for story in rng.sample(pool, len(pool)):
            draw = rng.randrange(1 << 30)
            injected = inject_commonsense(story.text, seed=draw, kind=kind, split=split, negative=negative)
            if injected is not None:
                break
        else:
            continue
        error = ErrorSpan(injected.start, injected.end, injected.related, injected.code, injected.kind)
        changed = StoryInput(f"{story.id}#{i}", injected.text, prompt=story.prompt, source=story.source)
        if injected.negative:
            made.append(LabelledStory(changed, (), changed.id, (error,)))
        else:
            made.append(LabelledStory(changed, (error,), changed.id))
    return LabelledSet(f"injected ({split})", "injected", tuple(made))
