"""What was had, what went, and what is said to be left."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._arithmetic import result_of, show
from detector.checks.commonsense._prose import Prose, clashes_with, plainly_told
from detector.text.quantities import is_approximate, singular

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
    rf"(?P<noun>[a-z][\w’'-]*s))?"
    rf"(?: (?:to|for|on|at) the \w+(?: for \w+ \w+)?,? and (?P<also>{_N}) (?:to|for|on|at)\b)?",
    re.IGNORECASE,
)
_LEFT = re.compile(
    rf"(?<![\w#])(?:leaving(?: \w+){{0,2}}? (?P<left1>{_N})(?: (?P<noun1>[a-z][\w’'-]*s))?|"
    rf"(?:had|kept)(?: only| just)? (?P<left2>{_N})(?: (?P<noun2>[a-z][\w’'-]*s))? (?:left|remaining)|"
    rf"(?P<left3>{_N})(?: (?P<noun3>[a-z][\w’'-]*s))? (?:remained|were left|was left|left over|"
    rf"left)(?=[\s.,;!])|that left (?:him|her|them|me|us) with (?:only |just )?(?P<left4>{_N})(?=[\s.,;!]))",
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
    for had in _HAD.finditer(prose.shape):
        stop = min(len(prose.text), had.end() + _REACH, _line_end(prose.text, had.end()))
        if _WENT.search(prose.shape, had.end(), stop):
            left = _LEFT.search(prose.shape, had.end(), stop)
            if left and (candidate := _judge(prose, had, left)):
                yield candidate


def _judge(prose: Prose, had: re.Match[str], left: re.Match[str]) -> Candidate | None:
    text = prose.text
    group = next(g for g in ("left1", "left2", "left3", "left4") if left[g])
    went = list(_WENT.finditer(prose.shape, had.end(), left.start(group)))
    spent = [m.span("went") for m in went] + [m.span("also") for m in went if m["also"]]
    nouns = {
        singular(n.lower())
        for n in (*(m["noun"] for m in went), left.groupdict().get(group.replace("left", "noun")))
        if n
    }
    if (
        not spent
        or nouns - {singular(had["noun"].lower())}
        or _GAIN.search(text[had.end() : left.start(group)])
    ):
        return None
    spans = (had.span("had"), *spent, left.span(group))
    values = [prose.value(span) for span in spans]
    if any(v is None for v in values) or any(is_approximate(text, *span) for span in spans):
        return None
    numbers = [v for v in values if v is not None]
    real = result_of("sub", numbers[:-1])
    if len(re.findall("#+", prose.shape[had.start() : left.end()])) != len(spans):
        return None
    if real is None or real < 0 or real == numbers[-1]:
        return None
    if any(not plainly_told(prose, *span) for span in spans):
        return None
    return Candidate(
        "C07",
        *left.span(group),
        f"{' - '.join(show(number) for number in numbers[:-1])} is {show(real)}, not {show(numbers[-1])}.",
        (
            clashes_with(text, had.start("had"), had.end("noun")),
            *(clashes_with(text, *m.span()) for m in went),
        ),
        {"kind": "remainder", "stated": float(numbers[-1]), "computed": float(real)},
        scope="asserted",
        in_dialogue=False,
    )


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end
