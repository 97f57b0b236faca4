"""A ledger of one countable thing: what there was, what went, what came, and what is said to be left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from detector.checks.base import Candidate
from detector.checks.commonsense._prose import Prose
from detector.checks.commonsense._telling import fine, one_scene, sentences_apart
from detector.checks.commonsense._told import clash
from detector.text.cued import Cued
from detector.text.quantities import is_approximate, is_plural, singular

_TIME = re.compile(
    r"(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|nights?|mornings?|miles?|feet|foot|inch(?:es)?|"
    r"yards?|times|steps?|paces|per|percent|degrees|o['’]clock|of|in|to|and|or|at|hundred|thousand|more|"
    r"weekends?|summers?|winters?|centur(?:y|ies)|decades?|knots|storeys|stories|fathoms|leagues|words?)",
    re.IGNORECASE,
)
_LEFT = re.compile(
    r"\b(?:(?:that|which|this|it|and|so|had)? ?(?:left|leaves|leaving)(?: (?:him|her|them|me|us|it|you|"
    r"[A-Z][a-z]+))?(?: with)?(?: (?:only|just|exactly|still))? (?P<n1>#+)(?: (?P<w1>[a-z][\w’'-]*)|"
    r" ?(?=[.,;:!?—–]))|"
    r"(?P<n2>#+)(?: (?P<w2>[a-z][\w’'-]*))? (?:(?:were|was|are|is) (?:still |now |all (?:that|"
    r"there) )?(?:left|"
    r"remaining)|remained|remain|left over|to go|(?:still )?left)(?=[.,;:!?—–]| (?:in|on|to|for|at)\b)|"
    r"(?:down to|so (?:he|she|they|I|we|[A-Z][a-z]+) (?:now |still )?had|now (?:he|she|they|I|we) had|"
    r"still had|had|kept)(?: (?:only|just|still|his|her|their|my))* (?P<n3>#+)(?: (?P<w3>[a-z][\w’'-]*))?"
    r" (?:left\b|still\b|to [a-z]+\b))"
)
_LOSE = (
    r"(?:gave|gives?|given|giving|sold|sell|spent|ate|eaten|eats|drank|broke|broken|lost|dropped|handed|paid|"
    r"found homes for|threw|fired|shot|burned|burnt|used|traded|lent|donated|passed|tossed|cracked|"
    r"killed|died|drowned|ran away|escaped|went|flew|stole|stolen|took|taken|smashed|popped|fell|"
    r"cut down|tore|posted|mailed|planted|fed|slid|pressed|parted with|wasted|buried|sent|delivered|"
    r"cooked|fried|boiled|smoked|gambled|bet|swallowed|pawned|discarded|set aside|dealt|buying|"
    r"surrendered|gave up|given up|kept back|set free|released|left behind|left)"
)
_DROP = re.compile(
    rf"\b{_LOSE}(?: (?:away|out|up|off|back|him|her|them|me|us|it|to|the|his|their|my|over|[a-z]+ed|"
    r"[A-Z][a-z]+|(?:the|a|his|her|my) [a-z]+))*? (?P<n>#+|another|a (?:second|third|"
    r"fourth))(?![\w#])(?P<after> [a-z’'-]+)?|"
    r"(?P<n4>#+)(?P<after4>(?: [a-z]+)?)(?: (?:were|was|had|of them|more))* (?:broke|broken|died|drowned|"
    r"sold|"
    r"eaten|lost|fell|flew|ran|escaped|stolen|gone|went|smashed|popped|taken|given)\b|"
    r"\b(?P<half>half)(?: of)? (?:of )?(?:them|the (?:#+|[a-z]+)|it|his|her|those)(?![\w#])",
    re.IGNORECASE,
)
_RISE = Cued(
    r"\b(?:bought|buy|buys|buying|found(?! homes)|finds?|got|gets|gained?|received?|earned|won|added?|adds|"
    r"joined|arriv\w+|more|another (?!#)|back|return\w*|came|refill\w*|collect\w+|gather\w*|"
    r"picked|laid|hatched|born|brought|borrow\w*|chang(?:e|ed)|extra|new|doubled|including|"
    r"plus|made|baked|drew|caught|besides|each|every|per|apiece|pairs?|both)\b",
    re.IGNORECASE,
)
_AFTER = (
    "before",
    "after",
    "back",
    "from",
    "with",
    "when",
    "while",
    "by",
    "but",
    "as",
    "off",
    "away",
    "then",
    "so",
)
_SMALL = frozenset(("in", "to", "and", "or", "of", "at"))
_ASKED = Cued(r"\b(?:about|some|perhaps|maybe|almost|nearly|over|at least|or so|more than)\b", re.I)


def wrong_ledgers(prose: Prose) -> Iterator[Candidate]:
    """``there were twelve … gave him four, which left her ten``; three coins, one paid: five left."""
    for found in _LEFT.finditer(prose.shape):
        group = next(i for i in "123" if found[f"n{i}"])
        number = found.span(f"n{group}")
        left, word = prose.value(number), found[f"w{group}"]
        if left is None or left > 1000 or (word and _TIME.fullmatch(word) and word not in _SMALL):
            continue
        if not fine(prose, *number) or is_approximate(prose.text, *number):
            continue
        noun = singular(word.lower()) if word and is_plural(word.lower()) else ""
        if (candidate := _settle(prose, number, found.span(), left, noun)) is not None:
            yield candidate


def _settle(
    prose: Prose, number: tuple[int, int], stated: tuple[int, int], left: Fraction, noun: str
) -> Candidate | None:
    shape, text = prose.shape, prose.text
    low = max(0, number[0] - 700)
    counts = [
        n for n in prose.numbers.values() if low <= n.start < number[0] and _counts(prose, n.start, n.end)
    ]
    drops = [d for d in _DROP.finditer(shape, low, stated[0]) if _drops(prose, d)]
    taken = {d.start(g) for d in drops for g in ("n", "n4") if d[g]}
    wholes = [n for n in counts if n.start not in taken and n.value >= 2]
    if noun:
        named = [n for n in wholes if _noun(prose, n.end) in (noun, "")]
        wholes = named or []
    while wholes:
        whole = wholes.pop()
        losses = [d for d in drops if d.start() >= whole.end]
        if not losses:
            continue
        things = _noun(prose, whole.end)
        if any(_other(prose, d, things) for d in losses):
            return None
        between = text[whole.end : number[0]]
        if not one_scene(between) or sentences_apart(prose, whole.start, number[0]) > 7:
            return None
        if not fine(prose, whole.start, whole.end) or is_approximate(text, whole.start, whole.end):
            return None
        gone, vague = Fraction(0), False
        for d in losses:
            if d["half"]:
                gone += (whole.value - gone) / 2
            elif d["n"] and not d["n"].startswith("#"):
                gone += 1
            else:
                value = prose.value(d.span("n" if d["n"] else "n4"))
                vague, gone = vague or value is None, gone + (value or 0)
        real = whole.value - gone
        rises = bool(_RISE.search(between)) and not (
            re.fullmatch(r"[^.!?]*[.!?]?[^.!?]*", between)
            and not re.search(r"\b(?:bought|found|more)\b", between)
        )
        spare = [
            n for n in prose.numbers.values()
            if whole.end <= n.start < number[0] and n.start not in taken and _counts(prose, n.start, n.end)
            and n.value != whole.value
        ]  # fmt: skip
        if left == real or (left < whole.value and (rises or vague or spare)):
            return None
        if left > whole.value and re.search(
            r"\b(?:bought|gained|won|earned|received|joined|collected|refill\w*|more|doubled|born|hatched)\b",
            between,
        ):
            return None
        if real < 0 or _ASKED.search(text[max(0, number[0] - 14) : number[0]]):
            return None
        sure = (
            not spare and (not rises or left > whole.value) and (bool(noun) or not things or len(counts) <= 4)
        )
        start = stated[0] + len(text[slice(*stated)]) - len(text[slice(*stated)].lstrip())
        return clash(
            prose, "C07", (start, stated[1]),
            f"{float(whole.value):g} less {float(gone):g} is {float(real):g}, not {float(left):g}.",
            [(whole.start, whole.end), *((d.start(), d.end()) for d in losses)],
            "ledger", sure=sure, stated=float(left), computed=float(real), losses=len(losses),
        )  # fmt: skip
    return None


def _counts(prose: Prose, start: int, end: int) -> bool:
    """The number there counts things: no time, length, money, age, date or clock time."""
    after = re.match(r"[ -]([a-z][\w’'-]*)", prose.text[end : end + 30])
    if after and _TIME.fullmatch(after[1]) and after[1] not in ("in", "to", "and", "or", "of", "more"):
        return False
    before = prose.text[max(0, start - 12) : start]
    return not re.search(
        r"(?:\bat|\bpast|\bturned|\baged?|\bage of|No\.|number|[$£€]|\bby|\bsince|\bin|one) $", before
    )


def _noun(prose: Prose, end: int) -> str:
    """The plural noun counted there, in the singular; empty where none stands near."""
    found = re.match(r"((?: [a-z][\w’'-]*){1,3})", prose.text[end : end + 45])
    for word in found[1].split() if found else ():
        if word in ("of", "in", "on", "left", "were", "lay", "and", "to", "who", "that", "for", "at"):
            return ""
        if is_plural(word):
            return singular(word)
    return ""


def _drops(prose: Prose, d: re.Match[str]) -> bool:
    group = next((g for g in ("n", "n4") if d[g]), None)
    if group is None:
        return fine(prose, *d.span())
    after = (d["after" if group == "n" else "after4"] or "").split()
    if after and _TIME.fullmatch(after[0]) and after[0] not in ("of", "to", "in", "and", "more", "at"):
        return False
    return fine(prose, *d.span(group))


def _other(prose: Prose, d: re.Match[str], things: str) -> bool:
    """The loss is of something else than what the ledger counts."""
    if d["half"]:
        return False
    group = "n" if d["n"] else "n4"
    lost = _noun(prose, d.end(group))
    word = re.match(r" ([a-z][\w’'-]*)", prose.text[d.end(group) : d.end(group) + 25])
    one = prose.text[d.start(group) : d.end(group)].lower() in ("one", "another") or d[group].startswith("a ")
    if (
        one
        and word
        and things
        and word[1] not in (things, "of", "in", "to", "and", "for", "at", "on", "more", *_AFTER)
    ):
        return True
    return bool(lost and things and lost != things)
