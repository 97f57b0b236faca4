"""What was there, what went, and what is said to be left."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._arithmetic import result_of, show
from detector.checks.commonsense._changes import GAIN, VAGUE, Loss, N, losses
from detector.checks.commonsense._told import Told, clash
from detector.text.cued import Cued
from detector.text.quantities import Quantity, find_quantities, is_approximate, is_plural, singular

_NOUN = r"[a-zà-ÿ][\w’'-]*"
_BREAK = (
    r"(?!(?:of|were|was|are|who|that|which|left|remained|remaining|survived|had|to|in|on|and|still|now|"
    r"for)\b)"
)
_NP = rf"(?P<noun>(?: {_BREAK}{_NOUN}){{1,3}}?)?"
_LEFT = tuple(
    Cued(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\w#])(?P<n>{N}){_NP}(?: (?:who|that|which))? (?:were|was|are|had been)(?: still| now| only)? "
        r"(?:left|remaining|unspent|untouched|intact|left over)\b(?! by\b)",
        rf"(?<![\w#])(?P<n>{N}){_NP}(?: (?:who|that|which))?(?: still| now| only)? "
        r"(?:left|remained|remaining|survived)\b(?! (?:the|his|her|their|a|an|by|town|home|at|with|to|him|"
        r"them)\b)",
        rf"\bleaving(?: (?!of)[a-z]+){{0,2}}? (?P<n>{N}){_NP}(?=[\s.,;!?])",
        rf"\b(?:left|leaves) (?:him|her|them|me|us|it|[A-Z]\w+) (?:with )?(?:only |just |with )*(?P<n>{N})"
        rf"{_NP}(?=[\s.,;!?])",
        rf"\b(?:down to|had only|had just|still had|now had|kept only) (?:(?:her|his|their|my|the) last )"
        rf"?(?P<n>{N}){_NP}(?=[.,;!?])",
        rf"\b(?:the|his|her|their|my|our|its) (?:remaining|surviving|last|"
        rf"other) (?P<n>{N}){_NP}(?=[\s.,;!?])",
        rf"\b(?:his|her|their|my|our|its|the) (?P<n>{N})(?P<noun> (?:remaining|surviving|un[a-z]+(?:ed|en|"
        rf"t)|leftover) {_NOUN})\b",
        rf"\b(?:The|the|all|his|her|their|those) (?P<n>{N}){_NP} (?:who|that|which)(?: (?:were|was|are))? "
        rf"(?:left|remained|remain|survived|lived|(?:had|did) not [a-z]+)\b",
    )
)
_HELD = Cued(
    rf"\b(?:with|had|have|all|only|counted|still) (?:(?:his|her|their|my|our|its|the|all) )?(?P<n>{N}) "
    rf"(?P<noun>(?:{_NOUN} )?{_NOUN}s|geese|men|women|people|children|sheep|teeth|feet)\b",
    re.IGNORECASE,
)
_REACH = 6000
_STOP = re.compile(
    r"\b(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|miles?|feet|times|steps?|percent|"
    r"o['’]clock|degrees)\b",
    re.IGNORECASE,
)
_ALL = Cued(rf"\b(?:had|has|have|still had|counted) all (?P<n>{N})(?! (?:of the )?[a-z]+s\b)", re.IGNORECASE)


def wrong_remainders(told: Told) -> Iterator[Candidate]:
    """``She had ten coins. She spent four. Five were left.``"""
    prose, seen = told.prose, set()
    counted = [
        *_bare(told),
        *(q for q in find_quantities(prose.text) if is_plural(q.noun) and not _STOP.fullmatch(q.noun)),
    ]
    counted.sort(key=lambda q: q.start)
    for pattern in (*_LEFT, _HELD):
        for found in pattern.finditer(prose.shape):
            number = found.span("n")
            if number[0] in seen or prose.value(number) is None:
                continue
            candidate = _judge(told, found, counted, stated=pattern is not _HELD)
            if candidate is not None:
                seen.add(number[0])
                yield candidate


def _judge(told: Told, found: re.Match[str], counted: list[Quantity], *, stated: bool) -> Candidate | None:
    prose, number = told.prose, found.span("n")
    left = prose.value(number)
    words = (found["noun"] or "").split()
    noun = singular(words[-1].lower()) if words and is_plural(words[-1].lower()) else ""
    if left is None or (is_approximate(prose.text, *number) and not _partial(prose.text, number)):
        return None
    for anchor in reversed([q for q in counted if q.end < found.start() and q.end > found.start() - _REACH]):
        lemma = singular(anchor.noun)
        if (
            (noun and lemma not in (noun, ""))
            or (not noun and not lemma)
            or (anchor.approximate and not _whole(prose.text, anchor))
            or anchor.value <= 1
        ):
            continue
        gone = [
            loss
            for loss in losses(prose, anchor.end, min(number[0], anchor.end + 900))
            if loss.number != number and loss.noun in ("", lemma) and loss.value < anchor.value
        ]
        if not gone:
            continue
        return _sum(told, found, anchor, gone, stated=stated, named=bool(noun))
    return None


def _partial(text: str, number: tuple[int, int]) -> bool:
    """*the last five*, *only the five*: exact all the same."""
    return bool(
        re.search(
            r"\b(?:last|the|only the|good|the other|remaining) $", text[max(0, number[0] - 12) : number[0]]
        )
    )


def _sum(
    told: Told, found: re.Match[str], anchor: Quantity, gone: list[Loss], *, stated: bool, named: bool
) -> Candidate | None:
    prose, text, number = told.prose, told.text, found.span("n")
    left = prose.value(number)
    between = told.about(anchor.end, number[0], anchor.noun or "all", singular(anchor.noun) or "all")
    if told.sentences_between(anchor.start, number[0]) < 6:
        between = text[anchor.end : number[0]]
    between = re.sub(r"^ (?:that|which|who) [^,;.!?]{0,40}", "", between)
    between = re.sub(r"\bthe other $", "", between)
    named_both = bool(told.names(anchor.start) & told.names(number[0]))
    if left is None or GAIN.search(between) or (VAGUE.search(between) and not stated):
        return None
    others = [
        loss for loss in losses(prose, anchor.end, number[0]) if loss not in gone and loss.number != number
    ]
    one_breath = told.sentences_between(anchor.start, number[0]) == 0
    real = result_of("sub", [anchor.value, *(loss.value for loss in gone)])
    if (
        real is None
        or real == left
        or real < 0
        or (left >= anchor.value and not (stated and (named or one_breath)))
    ):
        return None
    loose = [
        q for q in find_quantities(text, anchor.end, number[0]) if singular(q.noun) == singular(anchor.noun)
    ]
    used = {loss.number for loss in gone}
    unused = [q for q in loose if (q.start, q.number_end) not in used]
    if unused or not all(told.real(loss.span[0]) for loss in gone) or not told.real(number[0]):
        return None
    if not told.real(anchor.start):
        return None
    numbers = len(re.findall("#+", prose.shape[anchor.end : found.start("n")]))
    counted = sum(loss.number is not None for loss in gone)
    near = told.sentences_between(anchor.start, number[0]) < 5
    sure = not others and stated and (numbers <= counted if near else named)
    if not stated and (not named or numbers > len(gone)):
        return None
    if told.sentences_between(anchor.start, number[0]) > (45 if named else 6) or (not sure and not named):
        return None
    quoted = {
        prose.quoted(*span) for span in ((anchor.start, anchor.end), number, *(loss.span for loss in gone))
    }
    if len(quoted) > 1 or VAGUE.search(between):
        sure = False
        if len(quoted) > 1:
            return None
    sum_text = " - ".join(show(n) for n in (anchor.value, *(loss.value for loss in gone)))
    return clash(
        prose,
        "C07",
        (number[0], _end(found)),
        f"{sum_text} is {show(real)}, not {show(left)}.",
        [(anchor.start, anchor.end), *(loss.span for loss in gone)],
        "remainder",
        sure=sure,
        stated=float(left),
        computed=float(real),
        losses=len(gone),
        named=named_both,
    )


def _end(found: re.Match[str]) -> int:
    words = (found["noun"] or "").split()
    return found.end("noun") if words and is_plural(words[-1].lower()) else found.end("n")


def _whole(text: str, anchor: Quantity) -> bool:
    """*Of the nine plates*: the whole, from which a part is told next."""
    return bool(
        re.search(
            r"\b[Oo]f (?:the|his|her|their|my|our|those|these|all the) $",
            text[max(0, anchor.start - 14) : anchor.start],
        )
    )


def _bare(told: Told) -> Iterator[Quantity]:
    """*She had all ten*: a whole whose noun another sentence names."""
    for found in _ALL.finditer(told.prose.shape):
        value = told.prose.value(found.span("n"))
        if value is not None:
            yield Quantity(*found.span("n"), value, found.end("n"), "", False)
