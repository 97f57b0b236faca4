"""C07: counts and sums."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate, Check
from detector.checks.commonsense._bodies import wrong_bodies
from detector.checks.commonsense._counted_words import miscounted_quotes
from detector.checks.commonsense._groups import recounted_sets
from detector.checks.commonsense._listed import miscounted_lists
from detector.checks.commonsense._named_sets import named_sets
from detector.checks.commonsense._ordinals import wrong_ordinals
from detector.checks.commonsense._partition import wrong_parts
from detector.checks.commonsense._prices import wrong_prices
from detector.checks.commonsense._prose import read_prose
from detector.checks.commonsense._remaining import wrong_remainders
from detector.checks.commonsense._sums import wrong_told_sums, wrong_totals
from detector.checks.commonsense._told import read_told
from detector.checks.commonsense._votes import miscounted_votes
from detector.checks.commonsense._wider import TRACE, wider
from detector.records import Category, Severity
from detector.text.story import StoryDoc

_TRACE = re.compile(
    r"\b(?:words?|letters?|of them|of us|in all|altogether|all told|total|left|leaving|remained|plus|minus|"
    r"times|twins|duo|trio|triplets|quartet|quintet|"
    r"divided|taken|added|less|all|the|his|her|both|each|apiece|for)\b|[:=—–]|\band\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundred|dozen|"
    r"single|duo|trio|triplets|twins|quartet|quintet|sextet)\b|"
    r"\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)",
    re.IGNORECASE,
)


class Quantity(Check):
    """Counts and sums that the text itself refutes.

    Flags a quotation whose words are counted wrongly ("just five words: “I will be there.”"), a list that
    names more or fewer than its count ("the four of them: Ann, Ben and Cora."), parts that miss their whole
    ("three apples and two pears, six in all"), a remainder ("had ten coins, spent four; five were left"),
    and a sum the narrator tells straight ("seven times eight is fifty-four").

    Not in speech, questions, conditions, dreams; not approximate, partial or additional numbers; not lists
    that are open; not the wrong sum that a story is about. A contraction is one word, a hyphened
    word one or two. The arithmetic is decided by sympy on numbers, never on text.
    """

    code = "C07"
    name = "counts and sums"
    category = Category.COMMONSENSE
    severity = Severity.ERROR

    def might_match(self, text: str) -> bool:
        """Some number is there, and some word that counts, sums or lists."""
        return bool(_NUMBER.search(text) and (_TRACE.search(text) or TRACE[self.code].search(text)))

    def propose(self, story: StoryDoc) -> Iterator[Candidate]:
        """Yield miscounted quotations and lists, wrong totals, remainders and sums."""
        if not self.might_match(story.text):
            return
        prose = story.view(read_prose)
        yield from wider(story, self.code)
        yield from miscounted_quotes(prose)
        yield from miscounted_lists(prose)
        yield from wrong_totals(prose)
        told = story.reading(read_told)
        for rule in (
            wrong_remainders,
            wrong_parts,
            miscounted_votes,
            recounted_sets,
            named_sets,
            wrong_ordinals,
            wrong_bodies,
            wrong_prices,
        ):
            yield from rule(told)
        yield from wrong_told_sums(prose)
