"""Words that add to a set or take from it, and what stands between two counts of one set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from detector.checks.commonsense._prose import Prose
from detector.text.cued import Cued
from detector.text.quantities import is_approximate, is_plural, singular

Span = tuple[int, int]
N = "#+"
_TAKES = (
    "spent|cost(?: him| her| them| me)?|gave(?: away)?|given(?: away)?|lost|ate|eaten|sold|paid|"
    "dropped|broke|broken|snapped|burned|burnt|"
    "used(?: up)?|threw(?: away)?|thrown(?: away)?|handed over|handed|took(?: away)?|taken(?: away)?|fired|"
    "swallowed|drank|drunk|killed|shot|stole|stolen|smashed|cut down|felled|wasted|buried|sent(?: away| "
    "home)?|"
    "traded|pawned|donated|removed|discarded|burst|popped|cracked|spilled|carried off|snatched|struck"
)
_GOES = (
    "died|perished|drowned|fell|fled|deserted|left|went out|went (?:home|away|off|missing|under)|escaped|"
    "vanished|disappeared|were (?:smashed|ruined|spoilt|cracked|crushed|spilled|burnt|burned|sent back|"
    "turned away|used|spent|dead|lost|killed|taken|eaten|broken|stolen|sold|shot|drowned)|"
    "was (?:lost|killed|taken|eaten|broken|stolen|sold|shot|drowned)|had (?:died|left|fallen|fled|drowned)|"
    "ran (?:off|away)|walked (?:out|off)|flew (?:off|away)|rolled (?:off|away)|broke|burst|went overboard|"
    "got away|turned (?:back|round|around)|gave up|melted|rotted|spoiled|cracked|froze|wandered off|quit|"
    "dropped out|burn(?:ed|t) (?:down|up)|guttered|blew out|failed|sank|burned out|went bad|"
    "were gone|was gone"
)
_NOUN = r"[a-zà-ÿ][\w’'-]*"
_TAKEN = Cued(
    rf"\b(?:{_TAKES})(?: (?!of\b)[a-z]+){{0,2}}? (?P<n>{N})(?: of (?:them|those|these|the {_NOUN}|her "
    rf"{_NOUN}|"
    rf"his {_NOUN}))?(?P<noun> (?!(?:to|for|on|at|in|and|of|with|by|from)\b){_NOUN})?",
    re.IGNORECASE,
)
_GONE = Cued(
    rf"(?<![\w#])(?P<n>{N})(?: of (?:them|those|these|us|the {_NOUN}))?(?P<noun> (?!(?:of|and|were|was)\b)"
    rf"{_NOUN})?"
    rf"(?: (?:had|were|was|then|soon))? (?:{_GOES})\b",
    re.IGNORECASE,
)
_ALSO = Cued(rf",? and (?P<n>{N}) (?P<what>to|for|on|at|in|with|that night|more|the next)\b", re.IGNORECASE)
_NAMED_GONE = re.compile(
    rf"\b(?P<names>[A-Z][a-zà-ÿ’-]+(?:, [A-Z][a-zà-ÿ’-]+){{0,4}},? and [A-Z][a-zà-ÿ’-]+) (?:had )"
    rf"?(?:{_GOES})\b"
)
GAIN = Cued(
    r"\b(?:found|bought|earned|won|got|received|gained|picked up|added|collected|borrowed|joined|arrived|"
    r"another|more|again|each|half|doubled|returned|gathered|made|baked|born|came back|refilled|reloaded|"
    r"replaced|others?|reinforcements?|hatched|grew|bred|new|pressed)\b",
    re.IGNORECASE,
)
VAGUE = Cued(
    r"\b(?:some|several|a few|many|most|the rest|few|both|a couple|a handful|all but|a number|a third|a pair|"
    r"pairs?|one by one|one after (?:another|the other)|two by two|every|any|next (?:day|week|year|morning)|"
    r"years?|months?|later|days passed|weeks)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Loss:
    """Something taken from a set.

    Attributes:
        span: The words that say so.
        value: How many went.
        noun: Singular of what went, empty where not named.
        number: Span of the number, empty where names are counted.
    """

    span: Span
    value: Fraction
    noun: str
    number: Span | None


def losses(prose: Prose, start: int, end: int) -> Iterator[Loss]:
    """What ``start:end`` says was taken or went, in order, each number once."""
    seen: set[int] = set()
    found: list[Loss] = []
    for pattern in (_TAKEN, _GONE):
        for hit in pattern.finditer(prose.shape, start, end):
            value = prose.value(hit.span("n"))
            if value is None or hit.start("n") in seen or is_approximate(prose.text, *hit.span("n")):
                continue
            if pattern is _GONE and re.search(
                r"\b(?:the|those|these|all|remaining|last)(?: (?:other|remaining|last))? $",
                prose.text[max(0, hit.start() - 20) : hit.start()],
            ):
                continue
            seen.add(hit.start("n"))
            noun = (hit["noun"] or "").strip().lower()
            counted = is_plural(noun) or (value == 1 and noun)
            found.append(Loss(hit.span(), value, singular(noun) if counted else "", hit.span("n")))
            tail = prose.shape[hit.end() : min(end, hit.end() + 60)]
            for also in _ALSO.finditer(tail.split(".")[0]):
                number = (hit.end() + also.start("n"), hit.end() + also.end("n"))
                more = prose.value(number)
                if more is not None and number[0] not in seen and also["what"].lower() != "more":
                    seen.add(number[0])
                    found.append(Loss((number[0], hit.end() + also.end()), more, "", number))
    for hit in _NAMED_GONE.finditer(prose.text, start, end):
        count = hit["names"].replace(" and ", ", ").replace(",,", ",").count(",") + 1
        found.append(Loss(hit.span(), Fraction(count), "", None))
    yield from sorted(found, key=lambda loss: loss.span)
