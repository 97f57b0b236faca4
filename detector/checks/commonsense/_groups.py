"""A set that is counted twice, and the second time is another number with nothing between to change it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from detector.checks.base import Candidate
from detector.checks.commonsense._changes import GAIN, losses
from detector.checks.commonsense._told import Told, clash
from detector.text.cued import Cued
from detector.text.quantities import is_approximate, is_plural, singular

_N = "#+"
_COUNT = re.compile(
    rf"(?<![\w#])(?P<lead>(?:[Aa]ll |[Tt]he |[Hh]is |[Hh]er |[Mm]y |[Tt]heir |[Oo]ur |[Ii]ts |[Tt]hese |"
    rf"[Tt]hose |[A-Z][\w-]+['’]s "
    rf"|[Aa]ll (?:the|his|her|my|their|our|of the|of his|of her|of their) )?)(?P<n>{_N})(?P<of> of "
    rf"(?:[A-Z][\w-]+['’]s|his|her|my|their|"
    r"the|our|its|these|those))?(?P<noun>(?: (?!(?:and|or|of|in|to|with|were|was|had|at|on|for|from|who|that)"
    r"\b)[a-zà-ÿ][\w’'-]*){1,3})"
)
_UNITS = re.compile(
    r"(?:second|minute|hour|day|night|week|month|year|decade|mile|foot|feet|inche?|metre|meter|yard|"
    r"kilometre|kilometer|step|pace|time|"
    r"pound|dollar|cent|penny|pence|shilling|percent|degree|word|letter|eye|hand|arm|leg|finger|thing|way|"
    r"part|o['’]clock|score|"
    r"other|hundred|thousand|people|person|men|man|figure|line|page|point|side|piece|beat|block|stor(?:y|"
    r"ie)|floor|generation)s?"
)
_OTHERS = Cued(
    r"\b(?:other|another|others|first|second|last|next|of the|more|some|half|each|every|remaining|rest|"
    r"left|joined|died|dead|killed|"
    r"born|new|extra|missing|lost|gone|found|except|but one|years? later|later|grew|ago|former|once|"
    r"besides|plus|including|both|"
    r"different|separate|divided|split|pairs?)\b",
    re.IGNORECASE,
)
_NARROWED = re.compile(
    r"\s*(?:who|that|which|whom|in|on|at|from|with|of|under|near|beside|left|remaining|still|he|she|they|"
    r"I|we)\b"
)
_WHEN = re.compile(r"\s*(?:in (?:one|a single) |at (?:once|dawn|night)|on (?:the|that) (?:deck|table|way))")
_NO_MORE = re.compile(
    r"\b(?:and )?not (?:an? [a-z]+|one|a single one) (?:more|less)\b|\bnone had been added\b[^.;]*",
    re.IGNORECASE,
)
_EACH_OF = re.compile(
    r"\b[Ee](?:very|ach) (?:single )?(?:day|morning|evening|night|week|month|year|spring|autumn|time)\b|"
    r"\b(?:[Ee]ach|[Ee]very one|[Nn]one|[Ss]ome) of(?= (?:the|his|her|its|their|my|our|all)\b| ?$)"
)
_MOST_APART = 12_000


@dataclass(frozen=True, slots=True)
class _Count:
    start: int
    end: int
    number: tuple[int, int]
    value: Fraction
    noun: str
    whole: bool
    every: bool
    owner: int | None
    words: frozenset[str]


def recounted_sets(told: Told) -> Iterator[Candidate]:
    """``Greta had six daughters … All nine of Greta's daughters``"""
    by_noun: dict[str, list[_Count]] = {}
    for count in _counts(told):
        earlier = by_noun.setdefault(count.noun, [])
        if earlier and count.whole and (candidate := _compare(told, earlier, count)):
            yield candidate
        earlier.append(count)


def _counts(told: Told) -> Iterator[_Count]:
    prose = told.prose
    for found in _COUNT.finditer(prose.shape):
        value = prose.value(found.span("n"))
        words = found["noun"].lower().split()
        plural = next((i for i, word in enumerate(words) if is_plural(word)), None)
        if value is None or value < 2 or value > 400 or plural is None or value.denominator != 1:
            continue
        noun = words[plural]
        if _UNITS.fullmatch(singular(noun)) or _UNITS.fullmatch(noun):
            continue
        at = found.start("noun") + found["noun"].lower().index(noun)
        lead = found["lead"].lower()
        whole = bool(lead) and not re.search(
            r"\bonly $", prose.text[max(0, found.start() - 6) : found.start()]
        )
        if not whole and is_approximate(prose.text, *found.span("n")):
            continue
        owner = _owner(told, at, found)
        yield _Count(
            found.start(),
            at + len(noun),
            found.span("n"),
            value,
            singular(noun),
            whole,
            lead.startswith("all"),
            owner,
            frozenset(words[:plural]),
        )


def _owner(told: Told, at: int, found: re.Match[str]) -> int | None:
    """Whose they are: the possessor, or the subject of *had*, *kept*, *held*."""
    tokens, entities = told.tokens, told.entities
    head = tokens.at(at)
    mention = entities.mention_at(head)
    if mention is not None and mention.possessor is not None:
        entity = entities.entity_at(mention.possessor)
        return entity.id if entity else None
    named = re.search(r"([A-Z][\w-]+)['’]s", found[0]) or re.search(r"\b(his|her|my|their)\b", found[0])
    if named:
        entity = entities.entity_at(tokens.at(found.start() + named.start(1)))
        return entity.id if entity else None
    clause = told.clause(at)
    if (
        clause is not None
        and clause.lemma in ("have", "keep", "own", "hold", "raise", "carry", "bear")
        and clause.subject
    ):
        entity = entities.entity_at(clause.subject.head)
        return entity.id if entity else None
    return None


def _compare(told: Told, earlier: list[_Count], count: _Count) -> Candidate | None:
    text, last = told.text, earlier[-1]
    if (
        last.value == count.value
        or count.start - last.end > _MOST_APART
        or any(e.value == count.value for e in earlier)
    ):
        return None
    if last.owner is not None and count.owner is not None and last.owner != count.owner:
        return None
    if count.words != last.words and count.words and last.words:
        return None
    between = told.about(last.end, count.start, count.noun, text[count.number[1] : count.end].split()[-1])
    if told.sentences_between(last.start, count.start) < 3:
        between = text[last.end : count.start]
    named = bool(told.names(last.start) & told.names(count.start))
    after = text[count.end : count.end + 60]
    sentence = text[told.prose.sentence(count.start).start : count.end]
    shared = _shares_place(told, last, count)
    owned = last.owner is not None and last.owner == count.owner
    sentence, between = (_NO_MORE.sub("", _EACH_OF.sub("", one)) for one in (sentence, between))
    if _OTHERS.search(between) or _OTHERS.search(sentence) or GAIN.search(between):
        return None
    if _NARROWED.match(after) and not shared and not (count.every and _WHEN.match(after)):
        return None
    far = count.start - last.end
    if any(
        loss.noun in ("", count.noun)
        for loss in losses(told.prose, last.end, min(count.start, last.end + 300))
    ):
        return None
    seldom = len(re.findall(rf"\b{re.escape(count.noun)}\w{{0,2}}\b", text, re.IGNORECASE)) <= 4
    tied = owned or shared or (named and seldom)
    if not (tied and (named or far < 1000 or (seldom and far < 3000))) and far > 400:
        return None
    if not told.real(count.number[0]) or not told.real(last.number[0]):
        return None
    if told.prose.quoted(*last.number) != told.prose.quoted(*count.number):
        return None
    return clash(
        told.prose,
        "C07",
        (count.start, count.end),
        f"They were {last.value} just before, and nothing says that the number changed.",
        [(last.start, last.end)],
        "recounted",
        sure=tied
        and (named or far < 600 or seldom)
        and told.plain(*count.number)
        and told.plain(*last.number),
        stated=float(count.value),
        before=float(last.value),
        owned=owned,
        named=named,
        shared=shared,
        seldom=seldom,
        sentences=told.sentences_between(last.start, count.start),
    )


def _shares_place(told: Told, one: _Count, other: _Count) -> bool:
    """Both counts name one place or container beside the things."""
    nouns = []
    for count in (one, other):
        low = told.prose.sentence(count.start)
        first, last = (
            told.tokens.at(low.start),
            told.tokens.at(max(low.start, min(low.end, count.end + 80) - 1)),
        )
        nouns.append(
            {
                told.tokens.lemma[i]
                for i in range(first, last + 1)
                if told.tokens.tag[i] in ("NN",) and told.tokens.lemma[i] not in ("time", "way", "day")
            }
        )
    return bool(nouns[0] & nouns[1])
