"""Parts and wholes in one sentence, and sums told in words, that do not add up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from detector.checks.base import Candidate
from detector.checks.commonsense._arithmetic import SIGNS, result_of, show
from detector.checks.commonsense._prose import Prose, clashes_with, plainly_told
from detector.text.cued import Cued
from detector.text.numbers import value_of
from detector.text.quantities import is_approximate
from detector.text.scope import Scope

_N = "#+"
_WORD = r"(?!(?:and|or|of|for|in|to|at)\b)[a-zà-ÿ][\w’'-]*"
_NOUN = rf"(?:{_WORD} ){{0,2}}{_WORD}"
_PART = rf"{_N} {_NOUN}(?: of [a-z]+)?|{_N} of [a-z]+"
_TOTAL = Cued(
    rf"(?<![\w#])(?P<parts>(?:{_PART})(?:, (?:and )?| and | plus )(?:{_PART})(?:(?:, (?:and )?| and | plus "
    rf")(?:{_PART})){{0,4}})"
    rf"(?:,| ?[—–:;])? ?(?:(?:which )?(?:makes?|made|making|came to|coming to)|for|a total of|for a total "
    rf"of)?\s?"
    rf"(?:a total of )?(?P<total>{_N})(?P<thing> {_NOUN})??,? (?P<all>in all|altogether|all told|in total|"
    rf"total)\b",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    rf"(?<![\w#])(?P<total>{_N}) (?P<thing>{_NOUN}): (?P<parts>(?:{_PART})(?:, (?:and )?| and )(?:{_PART})"
    rf"(?:(?:, (?:and )?| and )(?:{_PART})){{0,4}})(?=[.;!])",
    re.IGNORECASE,
)
_LEADING = re.compile(rf"(?:^|(?:, (?:and )?| and | plus ))(?P<n>{_N}) ", re.IGNORECASE)
_OPERATION = r"(?P<op>plus|and|added to|minus|less|taken from|times|multiplied by|divided by)"
_TOLD = re.compile(
    rf"(?<![\w#])(?P<a>{_N}) {_OPERATION} (?P<b>{_N}) (?:is|are|was|were|makes?|made|equals?|equalled|came "
    rf"to|gives|gave)"
    rf" (?P<c>{_N})(?=[.,;:!?—–]|\s(?:and|but|so|exactly|as|because)\b|$)",
    re.IGNORECASE,
)
_MULTIPLE = Cued(
    rf"\b(?P<op>twice|thrice|half(?: of)?|double|a third of|a quarter of) (?P<b>{_N}) (?:is|are|was|were|"
    rf"makes?|made|"
    rf"equals?|gives|gave) (?P<c>{_N})(?=[.,;:!?—–]|\s(?:and|but|so)\b|$)",
    re.IGNORECASE,
)
_FACTORS = {
    "twice": Fraction(2),
    "double": Fraction(2),
    "thrice": Fraction(3),
    "half": Fraction(1, 2),
    "half of": Fraction(1, 2),
    "a third of": Fraction(1, 3),
    "a quarter of": Fraction(1, 4),
}
_DIGIT_SUM = re.compile(
    r"(?<![\w.,+*/×÷=^-])(?P<a>\d{1,6}) ?(?P<op>[+×x*÷−-]) ?(?P<b>\d{1,6}) ?= "
    r"?(?P<c>\d{1,9})(?![\w+*/×÷=^-]|[.,]\d| ?[+*×÷=])"
)
_WORD_OPS = {
    "plus": "add",
    "and": "add",
    "added to": "add",
    "minus": "sub",
    "less": "sub",
    "taken from": "from",
    "times": "mul",
    "multiplied by": "mul",
    "divided by": "div",
}
_SIGN_OPS = {"+": "add", "-": "sub", "−": "sub", "×": "mul", "x": "mul", "*": "mul", "÷": "div"}
_CRAFT = Cued(
    r"\b(?:put|logic|worlds?|somehow|sometimes|believ\w+|insist\w+|claim\w*|teach\w*|taught|wrong\w*|"
    r"mistak\w+|errors?|"
    r"incorrect\w*|lies?|lied|liar|nonsens\w*|absurd\w*|magic\w*|modulo|mod|binary|base|hexadecimal|proof|"
    r"paradox\w*|"
    r"joke\w*|madness|mad|love|always|never|anyway|broken|glitch\w*|guess\w*|answered|wrote|scrawled|"
    r"child\w*|pupils?)\b",
    re.IGNORECASE,
)
_UNCOUNTED = Cued(
    r"\b(?:feet|inches|pounds|shillings|pence|o['’]clock|degrees|percent|per cent|times|parts?|halves|half|"
    r"more|score)\b",
    re.IGNORECASE,
)
_BLOCK = frozenset({Scope.QUESTION, Scope.IMAGINED, Scope.CONDITIONAL, Scope.NEGATED, Scope.FIGURATIVE})


def wrong_totals(prose: Prose) -> Iterator[Candidate]:
    """``Three apples and two pears, six in all``; ``seven coins: three gold and two silver.``"""
    for pattern in (_TOTAL, _SPLIT):
        for found in pattern.finditer(prose.shape):
            offset = found.start("parts")
            leading = _LEADING.finditer(found["parts"])
            parts = [prose.value((offset + m.start("n"), offset + m.end("n"))) for m in leading]
            total = prose.value(found.span("total"))
            if total is None or any(part is None for part in parts) or len(parts) < 2:
                continue
            numbers = [part for part in parts if part is not None]
            real = result_of("add", numbers)
            if real is None or real == total or not _countable(prose, found):
                continue
            yield _candidate(
                prose, found.span("total"), found.span("parts"), "+", numbers, real, total, "total"
            )


def _countable(prose: Prose, found: re.Match[str]) -> bool:
    start, end = found.span()
    if not plainly_told(prose, start, end) or _UNCOUNTED.search(found[0]):
        return False
    if any(is_approximate(prose.text, *found.span(group)) for group in ("total", "parts")):
        return False
    lead = prose.text[max(prose.sentence(start).start, start - 60) : start]
    return not re.search(
        r"(?:\band|,|\bwith|\bbesides|\bplus|\bincluding|\bcounting)\s*(?:the |his |her )?$", lead
    )


def wrong_told_sums(prose: Prose) -> Iterator[Candidate]:
    """``Seven times eight is fifty-four``, ``3 + 4 = 8``: told by the narrator, straight."""
    text = prose.text
    for pattern, where, operations in ((_TOLD, prose.shape, _WORD_OPS), (_DIGIT_SUM, text, _SIGN_OPS)):
        for found in pattern.finditer(where):
            a, b, c = (value_of(text[slice(*found.span(group))]) for group in "abc")
            operation = operations[found["op"].lower()]
            if a is None or b is None or c is None:
                continue
            first, second = (b, a) if operation == "from" else (a, b)
            name = "sub" if operation == "from" else operation
            real = result_of(name, [first, second])
            if real is None or real == c or prose.quoted(*found.span()):
                continue
            if prose.cues(found.start()) & _BLOCK or _CRAFT.search(prose.around(found.start())):
                continue
            if found["op"] == "and" and re.search(
                r"\w[ ,]+$", text[max(0, found.start() - 2) : found.start()]
            ):
                continue
            yield _candidate(prose, found.span(), None, SIGNS[name], [first, second], real, c, "told_sum")
    for found in _MULTIPLE.finditer(prose.shape):
        factor = _FACTORS[found["op"].lower()]
        b, c = prose.value(found.span("b")), prose.value(found.span("c"))
        if b is None or c is None or factor * b == c or prose.quoted(*found.span()):
            continue
        if prose.cues(found.start()) & _BLOCK or _CRAFT.search(prose.around(found.start())):
            continue
        yield _candidate(prose, found.span(), None, "×", [factor, b], factor * b, c, "told_sum")


def _candidate(
    prose: Prose,
    span: tuple[int, int],
    other: tuple[int, int] | None,
    sign: str,
    numbers: list[Fraction],
    real: Fraction,
    stated: Fraction,
    kind: str,
) -> Candidate:
    sum_text = f" {sign} ".join(show(number) for number in numbers)
    return Candidate(
        "C07",
        *span,
        f"{sum_text} is {show(real)}, not {show(stated)}.",
        (clashes_with(prose.text, *other),) if other else (),
        {"kind": kind, "stated": float(stated), "computed": float(real)},
        scope="asserted",
        in_dialogue=False,
    )
