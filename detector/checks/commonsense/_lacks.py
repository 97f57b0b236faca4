"""What somebody or something does not have, and has: possessions, kin, parts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from detector.checks.base import Candidate
from detector.checks.commonsense._deed_words import covers, deed_words
from detector.checks.commonsense._prose import clashes_with
from detector.checks.commonsense._reading import SentenceReader
from detector.lexicon import head_noun, noun
from detector.text.clauses import Clause, read_clauses
from detector.text.cued import Cued
from detector.text.scope import Scope
from detector.text.story import StoryDoc

_HAVING = frozenset(("have", "own", "possess", "keep", "bear", "beget", "rear"))
_LASTING = frozenset(
    (
        "animal building vehicle furniture kin instrument machine body_part plant tool weapon "
        "clothing structure "
        "fixture component device timepiece room jewellery firearm boat"
    ).split()
)
_KIN = frozenset("child children brother sister sibling wife husband son daughter".split())
_THINGS = _LASTING | frozenset(("artefact", "person", "animal_part", "plant_part", "place"))
_FOR_NOW = Cued(
    r"\b(?:left|to spare|to \w+ (?:with|on|by|in)|on (?:him|her|me|them|his|her)|with (?:him|her|me)|handy|"
    r"anymore|any more|any longer|no longer|yet|more|other|but|except|longer|now|today|tonight|"
    r"that (?:day|night|"
    r"morning|evening)|of (?:his|her|their|my|its) own|for (?:it|this|that|him|her|me|them))\b",
    re.IGNORECASE,
)
_FIRM = Cued(
    r"\b(?:never|at all|whatever|not a single|not one|wanted none|neither|in (?:his|her|my) life|of any kind|"
    r"only child|own)\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"\b(?:bought|buys?|got|gets|given|gave|receiv\w+|inherit\w+|borrow\w+|found|built|born|adopt\w+|"
    r"grew|grown|"
    r"acquir\w+|made|new|married|marry|wed|wedding|stole|hired|first time|imagin\w+|dream\w*|wish\w*|"
    r"if|pretend\w*|"
    r"as though|like (?:a|an|the)|replac\w+|another|lent|ghost\w*|would have|step|half|in-law|late|"
    r"call(?:ed|s)|"
    r"adopted|foster|phantom|missing)\b",
    re.IGNORECASE,
)
_POSSESSIVES = frozenset(("his", "her", "its", "my", "their", "our"))
_NOUNS = frozenset(("NOUN", "PROPN"))
_OF = frozenset(("of", "in", "to", "on"))
_FAR = 60


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is not there.

    Attributes:
        owner: Entity that lacks it.
        holder: Head noun of a place or thing that lacks it as a part; empty for a person.
        nouns: What is lacking.
        start: First code point of the words that say it.
        end: One past the last.
        at: Token.
        sentence: Index of the sentence.
        link: How sure the owner is.
        kind: Name in the evidence.
        firm: It says that it is so for good.
        lasting: Such a thing one has for good or not at all.
        why: Explanation.
    """

    owner: int
    holder: str
    nouns: frozenset[str]
    start: int
    end: int
    at: int
    sentence: int
    link: float
    kind: str
    firm: bool
    lasting: bool
    why: str


def lacking_and_having(story: StoryDoc) -> Iterator[Candidate]:
    """Yield what belongs to somebody who has none, and parts of what has none."""
    reader = story.reading(SentenceReader)
    mentions = _by_owner(reader)
    for lack in _lacks(story, reader):
        had = [*mentions.get(lack.owner, ()), *(mentions.get(lack.holder, ()) if lack.holder else ())]
        for mention in sorted(had, key=lambda one: one.at):
            candidate = _clash(story, reader, lack, mention)
            if candidate is not None:
                yield candidate
                break


@dataclass(frozen=True, slots=True)
class _Had:
    """A thing with whom or what it belongs to: its noun, its span, its tokens, and how sure the owner is."""

    lemma: str
    start: int
    end: int
    at: int
    sentence: int
    link: float
    other: bool


def _by_owner(reader: SentenceReader) -> dict[int | str, list[_Had]]:
    """Things by the entity, and by the noun, they belong to: *her coat*, *the window of the pantry*."""
    found: dict[int | str, list[_Had]] = defaultdict(list)
    tokens, entities = reader.tokens, reader.entities

    def add(owner: int, thing: int, first: int, last: int) -> None:
        if tokens.quoted[thing] or reader.denied_noun(min(owner, thing)):
            return
        entity, mention = entities.entity_at(owner), entities.mention_at(thing)
        had = _Had(
            reader.lemma(thing),
            tokens.start[first],
            tokens.end[last],
            thing,
            tokens.sentence[thing],
            reader.link(owner),
            mention is not None and mention.other,
        )
        if entity is not None:
            found[entity.id].append(had)
        if tokens.lower[owner] not in _POSSESSIVES:
            found[tokens.lemma[owner]].append(had)

    for i, word in enumerate(tokens.lower):
        if word in _POSSESSIVES and tokens.tag[i] == "PRP$":
            owner, at = i, i
        elif word == "'s" and i and tokens.tag[i] == "POS":
            owner, at = i - 1, i
        else:
            head = _before(reader, i) if tokens.pos[i] in _NOUNS else None
            mention = None if head is None else entities.mention_at(head)
            if head is not None and mention is not None and mention.definite:
                add(i, head, tokens.at(mention.start), i)
            continue
        for thing in range(at + 1, min(at + 5, len(tokens))):
            if tokens.pos[thing] in _NOUNS:
                add(owner, thing, owner, thing)
            elif tokens.pos[thing] not in ("ADJ", "NUM", "VERB", "ADV") or tokens.tag[thing] == "VBD":
                break
    return found


def _before(reader: SentenceReader, place: int) -> int | None:
    """The noun before *of the*, *in the* and a noun: *the **window** of the old pantry*."""
    tokens, at = reader.tokens, place - 1
    first = max(reader.first_of[tokens.sentence[place]], place - 4)
    while at > first and tokens.pos[at] in ("DET", "ADJ", "NUM", "PRON"):
        at -= 1
    found = at > first and tokens.lower[at] in _OF and tokens.pos[at - 1] in _NOUNS
    return at - 1 if found else None


def _lacks(story: StoryDoc, reader: SentenceReader) -> Iterator[Lack]:
    for clause in story.reading(read_clauses):
        if not clause.told or Scope.QUOTED in clause.scopes or clause.subject is None:
            continue
        if clause.copula:
            yield from _being(reader, clause)
        elif clause.denied and clause.lemma in _HAVING and clause.object is not None:
            yield from _without(reader, clause, clause.subject.head, clause.object.head)
        elif clause.lemma == "be" and (clause.denied or _none(reader, clause.subject.head)):
            where = clause.oblique("in", "on", "inside", "to")
            place = where.head if where is not None else _within(reader, clause.subject.head)
            if place is not None:
                yield from _without(reader, clause, place, clause.subject.head)


def _within(reader: SentenceReader, head: int) -> int | None:
    """*Not a window **in the pantry***, where the parser hung the place on the window."""
    for child in reader.tokens.children[head]:
        case = reader.tokens.child(child, "case")
        if case is not None and reader.tokens.lower[case] in ("in", "on", "inside", "at"):
            return child
    return None


def _none(reader: SentenceReader, head: int) -> bool:
    below = {reader.tokens.lower[i] for i in reader.tokens.children[head]}
    return "no" in below or ("not" in below and bool(below & {"single", "one", "a", "an", "any"}))


def _without(reader: SentenceReader, clause: Clause, owner: int, thing: int) -> Iterator[Lack]:
    tokens, entities, story_text = reader.tokens, reader.entities, reader.text
    heads = [thing, *(i for i in tokens.children[thing] if tokens.dep[i] == "conj")]
    mention, holder = entities.mention_at(thing), entities.entity_at(owner)
    if mention is None or holder is None or mention.kind != "noun":
        return
    if mention.determiner not in ("no", "a", "an", "any", "neither", "") or mention.possessor is not None:
        return
    plain = clause.lemma in ("have", "keep") and not _none(reader, thing)
    said_not = any(reader.has(clause, word) for word in ("not", "never", "n't"))
    if plain and mention.determiner not in ("neither", "any") and not said_not:
        return
    names = {m.lemma for i in heads if (m := entities.mention_at(i)) is not None}
    named = [story_text[tokens.start[max(0, i - 1)] : tokens.end[i]] for i in heads]
    kinds = {kind for name in named if (entry := head_noun(name)) is not None for kind in entry.kinds}
    if not kinds & _THINGS:
        return
    sentence = reader.sentence(clause.sentence)
    firm = bool(_FIRM.search(sentence)) or clause.lemma in ("own", "possess")
    yield Lack(
        holder.id,
        "" if holder.person else holder.lemma,
        frozenset(names),
        clause.start,
        clause.end,
        clause.head,
        clause.sentence,
        reader.link(owner),
        "owns_none" if holder.person else "has_no_part",
        firm,
        (bool(kinds & _LASTING) or bool(names & _KIN))
        and not _FOR_NOW.search(sentence)
        and len(sentence) < 400,
        f"There is no {sorted(names)[0]}, and here it is.",
    )


def _being(reader: SentenceReader, clause: Clause) -> Iterator[Lack]:
    """*Was an only child*, *was bald*, *was windowless*."""
    tokens = reader.tokens
    word = tokens.lower[clause.head]
    if word == "child" and any(tokens.lower[i] == "only" for i in tokens.children[clause.head]):
        word = "only child"
    being = deed_words().beings.get(word)
    owner = None if clause.subject is None else reader.entities.entity_at(clause.subject.head)
    if owner is None or clause.subject is None or clause.denied:
        return
    nouns, why = (being.kin, being.why) if being is not None else (frozenset[str](), "")
    if being is None and word.endswith("less") and len(word) > 6:
        entry = noun(word[:-4])
        if entry is not None and entry.kinds & _LASTING:
            nouns, why = frozenset([entry.name]), f"What is {word} has no {entry.name}."
    if nouns:
        yield Lack(
            owner.id,
            "" if owner.person else owner.lemma,
            nouns,
            clause.start,
            clause.end,
            clause.head,
            clause.sentence,
            reader.link(clause.subject.head),
            f"being_{word.replace(' ', '_')}" if being is not None else "being_less",
            True,
            True,
            why[0].upper() + why[1:] + ("" if why.endswith(".") else "."),
        )


def _clash(story: StoryDoc, reader: SentenceReader, lack: Lack, mention: _Had) -> Candidate | None:
    far = mention.sentence - lack.sentence
    if not any(covers(name, mention.lemma) for name in lack.nouns) or mention.other:
        return None
    if far == 0 or far > _FAR or (far < 0 and not (lack.firm and lack.kind.startswith("being"))):
        return None
    sentence = reader.sentence(mention.sentence)
    if not reader.told(mention.at) or _GIVEN.search(sentence):
        return None
    link = min(lack.link, mention.link if lack.kind != "has_no_part" else 0.9)
    between = _others(reader, lack, mention)
    first, last = sorted(((lack.start, lack.end), (mention.start, mention.end)))
    return Candidate(
        "C14",
        *last,
        lack.why,
        (clashes_with(story.text, *first),),
        {
            "kind": lack.kind,
            "noun": sorted(lack.nouns)[0],
            "distance": abs(far),
            "denial_first": far > 0,
            "firm": lack.firm,
            "lasting": lack.lasting,
            "link": round(link, 3),
            "intervening": between,
            "same_head": mention.lemma in lack.nouns,
            "sure": link >= 0.6 and not between and lack.lasting,
        },
        scope="asserted",
        in_dialogue=False,
    )


def _others(reader: SentenceReader, lack: Lack, mention: _Had) -> int:
    """Mentions between of such a thing that is not theirs yet: it may be how they came by it."""
    low, high = sorted((lack.at, mention.at))
    return sum(
        1
        for other in reader.entities.mentions
        if low + 6 < other.head < high - 1
        and other.kind == "noun"
        and any(covers(name, other.lemma) for name in lack.nouns)
    )
