"""What only one did, or nobody, and another did; what there is only one of, and another one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._deed import Deed
from detector.checks.commonsense._deeds import read_deeds
from detector.checks.commonsense._polarity import same_things
from detector.checks.commonsense._prose import clashes_with
from detector.checks.commonsense._reading import SentenceReader
from detector.text.mentions import Mention
from detector.text.people import is_person
from detector.text.story import StoryDoc

_ONLY = frozenset(("only", "sole", "single", "one"))
_BUT = re.compile(
    r"\b(?:(?i:nobody|no ?one|none|not a soul|no (?:other )?\w+))(?: else)?,? (?:but|except|save|"
    r"besides|other than|"
    r"apart from|than)(?: for)? (?P<who>[A-Z]\w+|the \w+|him|her|me)\b|"
    r"\b(?i:only) (?P<who2>[A-Z]\w+|the \w+|he|she|I) (?:had |ever |has )?\w+|\b(?P<who3>[A-Z]\w+|he|she|"
    r"I) alone\b",
)
_MADE = re.compile(
    r"\b(?:made|make|cut|copied|forged|duplicated|bought|ordered|found|printed|painted|if|would|could|"
    r"might|asked|"
    r"wished|wanted|no|not|never|without|first time|thought|believed)\b",
    re.IGNORECASE,
)
_TWIN = frozenset(("other", "second", "own", "spare", "duplicate", "another", "identical", "third", "twin"))
_EXCEPTED = re.compile(r"\b(?:but|except|save|else|yet|until|would|could)\b")
_VAGUE = frozenset(
    "one thing way time side end hand part day place man woman people person child reason".split()
)
_FAR = 60


def only_one(story: StoryDoc) -> Iterator[Candidate]:
    """Yield what another did that only one did, or nobody; and the other of what there is but one of."""
    reader = story.reading(SentenceReader)
    deeds = story.reading(read_deeds)
    by_kind: dict[str, list[Deed]] = defaultdict(list)
    for deed in deeds:
        for kind in deed.kinds:
            by_kind[kind].append(deed)
    for claim in deeds:
        sole = _sole(reader, claim)
        if sole is None:
            continue
        others = {deed.at: deed for kind in claim.kinds for deed in by_kind[kind]}
        for other in sorted(others.values(), key=lambda deed: abs(deed.at - claim.at)):
            candidate = _another_did(story, claim, sole, other)
            if candidate is not None:
                yield candidate
                break
    yield from _copies(story, reader)


def _sole(reader: SentenceReader, claim: Deed) -> int | None:
    """The one who alone did it; -1 where nobody did; None where nothing of the kind is said."""
    if claim.quoted or claim.refused:
        return None
    sentence = reader.sentence(claim.sentence)
    exception = _BUT.search(sentence)
    if claim.who == "nobody" and (exception is None or not exception["who"]):
        return None if _EXCEPTED.search(sentence) else -1
    tokens = reader.tokens
    if exception is not None:
        low = tokens.start[reader.first_of[claim.sentence]] + exception.start()
        word = exception["who"] or exception["who2"] or exception["who3"]
        at = tokens.at(low + exception[0].index(word) + len(word) - 1)
        entity = reader.entities.entity_at(at)
        near = abs(claim.at - at) <= 4
        if entity is not None and (claim.who == "nobody" or near) and (entity.person or exception["who"]):
            return entity.id
    if claim.denied:
        return None
    head = claim.at if claim.noun else tokens.head[claim.at]
    marked = tokens.dep[claim.at].startswith("acl") or claim.noun
    if marked and any(tokens.lower[i] in ("only", "sole") for i in tokens.children[head]):
        for i in (tokens.child(head, "nsubj"), reader.named_before(head)):
            entity = None if i is None else reader.entities.entity_at(i)
            if entity is not None and entity.person:
                return entity.id
    return None


def _another_did(story: StoryDoc, claim: Deed, sole: int, other: Deed) -> Candidate | None:
    far = other.sentence - claim.sentence
    if other.denied or far <= 0 or far > _FAR or other.refused or other.quoted:
        return None
    if claim.verb in ("be", "exist") or not same_things(claim, other) or not (claim.things & other.things):
        return None
    if sole >= 0 and (
        other.agent == sole or (other.agent is None and not (other.noun and other.who == "others"))
    ):
        return None
    if other.noun and sole < 0 and other.who not in ("others", "audience", "crowd", "congregation", "throng"):
        return None
    back = other.perfect or other.back or (other.relative and not claim.perfect)
    return _candidate(
        story,
        (claim.start, claim.end),
        (other.start, other.end),
        "Only one did it, and here another did." if sole >= 0 else "Nobody did it, and here somebody did.",
        {
            "kind": "only_one_did" if sole >= 0 else "nobody_did",
            "verb": claim.verb,
            "other_verb": other.verb,
            "distance": far,
            "past": back,
            "noun": other.noun,
            "link": round(other.link, 3),
            "intervening": 0,
            "sure": back
            and not other.first
            and (other.noun or other.link >= 0.6)
            and (sole >= 0 or not claim.perfect or other.back or other.relative),
        },
    )


def _copies(story: StoryDoc, reader: SentenceReader) -> Iterator[Candidate]:
    """*The only key of the tower*, and *his own key of the tower*."""
    by_lemma: dict[str, list[Mention]] = defaultdict(list)
    for mention in reader.entities.mentions:
        if mention.kind == "noun" and not mention.quoted:
            by_lemma[mention.lemma].append(mention)
    for mentions in by_lemma.values():
        for i, one in enumerate(mentions):
            if not _is_only(reader, one) or not reader.told(one.head):
                continue
            for two in mentions[i + 1 :]:
                candidate = _copy(story, reader, one, two)
                if candidate is not None:
                    yield candidate
                    break


def _is_only(reader: SentenceReader, mention: Mention) -> bool:
    tokens = reader.tokens
    near = {tokens.lower[i]: i for i in tokens.children[mention.head]}
    if "sole" in near or (
        "only" in near and mention.determiner in ("the", "'s", "his", "her", "their", "my")
    ):
        return mention.possessor is None or "only" in near
    first = reader.first_of[mention.sentence]
    before = tokens.lower[max(first, mention.head - 4) : mention.head]
    return "only" in before and "one" in before and tokens.lower[first] in ("there", "only")


def _copy(story: StoryDoc, reader: SentenceReader, one: Mention, two: Mention) -> Candidate | None:
    far = two.sentence - one.sentence
    if far <= 0 or far > _FAR or not reader.told(two.head):
        return None
    tokens = reader.tokens
    marks = {tokens.lower[i] for i in tokens.children[two.head]} & _TWIN
    if two.determiner == "another":
        marks.add("another")
    if (two.plural and "other" not in marks) or two.lemma in _VAGUE:
        return None
    if not marks or _MADE.search(reader.sentence(two.sentence)):
        return None
    ours, theirs = set(reader.nouns(one.head)), set(reader.nouns(two.head))
    ours = {thing for thing in ours if not thing.startswith("~")} or set(one.modifiers) - _ONLY
    theirs = {thing for thing in theirs if not thing.startswith("~")} or set(two.modifiers) - _TWIN
    if ours and theirs and not ours & theirs:
        return None
    whole = bool(ours & theirs) or bool(theirs & reader.around(one.sentence))
    whole = whole or (two.plural and not ours and not theirs and is_person(two.lemma))
    end = max([two.end, *(m.end for m in reader.below(two.head))]) if whole else two.end
    return _candidate(
        story,
        (one.start, one.end),
        (two.start, end),
        f"There is only one {one.lemma}, and here is another.",
        {
            "kind": "only_one_there",
            "noun": one.lemma,
            "distance": far,
            "mark": sorted(marks)[0],
            "same": whole,
            "link": 0.8 if whole else 0.4,
            "intervening": 0,
            "sure": whole,
        },
    )


def _candidate(
    story: StoryDoc,
    first: tuple[int, int],
    last: tuple[int, int],
    why: str,
    evidence: dict[str, str | float | bool],
) -> Candidate:
    related = (clashes_with(story.text, *first),)
    return Candidate("C14", *last, why, related, evidence, scope="asserted", in_dialogue=False)
