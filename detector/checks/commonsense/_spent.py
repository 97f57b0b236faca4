"""What was had, what went, and what is said to be left."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._arithmetic import result_of, show
from detector.checks.commonsense._prose import Prose, clashes_with
from detector.text.quantities import is_approximate, singular
from detector.text.scope import Scope

_N = "#+"
_HAD = re.compile(
    rf"\b(?:had|carried|held|owned|brought|began with|started with|set out with|counted|possessed|kept|"
    rf"were|was)"
    rf"(?: only| just| exactly)? (?P<had>{_N}) (?:(?!of\b)[a-z][\w’'-]* ){{0,2}}?(?P<noun>[a-z][\w’'-]*s)\b",
    re.IGNORECASE,
)
_WENT = re.compile(
    rf"\b(?:spent|gave(?: away)?|lost|ate|sold|paid|dropped|broke|burned|burnt|used(?: up)?|threw(?: "
    rf"away)?|handed over|"
    rf"took away|fired|swallowed|drank)(?: \w+){{0,2}}? (?P<went>{_N})(?: of (?:them|those|these))?(?: "
    rf"(?P<noun>[a-z][\w’'-]*s))?",
    re.IGNORECASE,
)
_LEFT = re.compile(
    rf"(?<![\w#])(?:leaving(?: \w+){{0,2}}? (?P<left1>{_N})(?: (?P<noun1>[a-z][\w’'-]*s))?|"
    rf"(?:had|kept)(?: only| just)? (?P<left2>{_N})(?: (?P<noun2>[a-z][\w’'-]*s))? (?:left|remaining)|"
    rf"(?P<left3>{_N})(?: (?P<noun3>[a-z][\w’'-]*s))? (?:remained|were left|was left|left over|"
    rf"left)(?=[\s.,;!]))",
    re.IGNORECASE,
)
_GAIN = re.compile(
    r"\b(?:found|bought|earned|won|got|received|gained|picked up|added|took|collected|stole|borrowed|"
    r"another|more|"
    r"again|each|half|doubled|returned|gathered|made|baked|next|later|others?)\b",
    re.IGNORECASE,
)
_REACH = 260


def wrong_remainders(prose: Prose) -> Iterator[Candidate]:
    """``She had ten coins. She spent four. Five were left.``"""
    text = prose.text
    shape = prose.shape
    for had in _HAD.finditer(shape):
        stop = min(len(text), had.end() + _REACH, _line_end(text, had.end()))
        went = _WENT.search(shape, had.end(), stop)
        left = _LEFT.search(shape, went.end(), stop) if went else None
        if went is None or left is None:
            continue
        group = next(g for g in ("left1", "left2", "left3") if left[g])
        between = text[had.end() : left.start()]
        nouns = {singular(n.lower()) for n in (went["noun"], left[group.replace("left", "noun")]) if n}
        if nouns - {singular(had["noun"].lower())} or _GAIN.search(between):
            continue
        spans = (had.span("had"), went.span("went"), left.span(group))
        values = [prose.value(span) for span in spans]
        if any(v is None for v in values) or any(is_approximate(text, *span) for span in spans):
            continue
        numbers = [v for v in values if v is not None]
        count = len(re.findall("#+", shape[had.start() : left.end()]))
        real = result_of("sub", numbers[:2])
        if count != 3 or real is None or real < 0 or real == numbers[2]:
            continue
        if any(prose.quoted(*span) or prose.cues(span[0]) & _BLOCK for span in spans):
            continue
        yield Candidate(
            "C07",
            *left.span(group),
            f"{show(numbers[0])} - {show(numbers[1])} is {show(real)}, not {show(numbers[2])}.",
            (clashes_with(text, had.start("had"), had.end("noun")), clashes_with(text, *went.span())),
            {"kind": "remainder", "stated": float(numbers[2]), "computed": float(real)},
            scope="asserted",
            in_dialogue=False,
        )


_BLOCK = frozenset({Scope.QUESTION, Scope.IMAGINED, Scope.CONDITIONAL, Scope.NEGATED})


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end
