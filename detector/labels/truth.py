"""What the answers say about a story: does it hold a failure of the category?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from detector.labels.records import Label
from detector.records import Category

StoryKey = tuple[str, Category]


@dataclass(slots=True)
class Truth:
    """What is known of a story and category.

    Attributes:
        failing: It holds a failure; None where the labellers are unsure or differ.
        codes: The checks whose kind of failure it holds, as far as labellers named them.
        why: Why ``failing`` is None.
    """

    failing: bool | None
    codes: frozenset[str] = frozenset()
    why: str = ""


@dataclass(slots=True)
class _Heard:
    """One labeller on one story and category."""

    answer: str | None = None
    codes: set[str] = field(default_factory=set)
    errors: int = 0

    def failing(self) -> bool | str | None:
        """True or False; ``unsure``; None where the story is not finished."""
        if self.errors:
            return True
        return {"error": True, "fine": False, "unsure": "unsure", None: None}[self.answer]


def truths(
    latest: Mapping[tuple[str, str], Label], labellers: Iterable[str] | None = None
) -> dict[StoryKey, Truth]:
    """The stories that are labelled, and what the labels say.

    A finding that is called an error, or a passage that a labeller marked, makes the story a failing one.
    A story is sound only where somebody said so of the whole story. Labellers who differ leave it open.

    Args:
        latest: Item and labeller to the standing answer.
        labellers: Listen only to these.
    """
    heard: dict[StoryKey, dict[str, _Heard]] = defaultdict(lambda: defaultdict(_Heard))
    listened = set(labellers) if labellers is not None else None
    for (_, who), label in latest.items():
        if (listened is not None and who not in listened) or label.kind == "sentence":
            continue
        one = heard[(label.story_id, label.category)][who]
        if label.kind == "story":
            one.answer = label.answer
        elif label.answer == "error":
            one.errors += 1
            if label.code:
                one.codes.add(label.code)
    found: dict[StoryKey, Truth] = {}
    for key, voices in heard.items():
        said = {one.failing() for one in voices.values()} - {None}
        codes = frozenset(code for one in voices.values() for code in one.codes)
        if said in ({True}, {False}):
            found[key] = Truth(said == {True}, codes)
        elif said:
            found[key] = Truth(None, codes, "unsure" if "unsure" in said else "labellers differ")
    return found
