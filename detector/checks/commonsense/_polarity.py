"""One deed of the same people and things, said and denied: by doer, deed and things."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from detector.checks.base import Candidate
from detector.checks.commonsense._deed import Deed
from detector.checks.commonsense._deed_words import covers
from detector.checks.commonsense._deeds import read_deeds
from detector.checks.commonsense._prose import clashes_with
from detector.checks.commonsense._reading import SentenceReader
from detector.text.cued import Cued
from detector.text.story import StoryDoc

# Verbs too thin to contradict by themselves, or that a mind may do and not do.
_THIN = frozenset(
    (
        "be have do go come get make take know think feel want like seem say tell see look let need "
        "mean give "
        "believe understand remember forget try keep find realize realise imagine expect notice hear "
        "love care "
        "happen become ask hold turn leave put call use watch move show stop wonder hope fear wish bring "
        "appear work stand sit lie learn start run answer exclaim reply talk speak rise fall grow seek reach "
        "return walk pass change feel listen mind matter exist end fail lack belong design"
    ).split()
)
_EMPTY = frozenset(
    (
        "life time way thing word one day night moment year anything nothing everything something "
        "anyone anybody "
        "nobody everyone hand eye head face heart mind part bit lot kind sort mother father man woman people "
        "end place side once world everyone"
    ).split()
)
# Deeds that need no thing to be told from one another.
_SKILLS = frozenset(("read", "write", "swim", "drive", "ride", "sail", "dance", "cook"))
_ALONE = frozenset(("marry", "sleep", "weep", "swim", "smoke", "drink"))
_MENDED = Cued(
    r"\b(?:then|fetch\w*|clean\w*|(?<!nothing )mended|repair\w*|oil|paraffin|petrol|matches|dried|push\w*|"
    r"forc\w*|kick\w*|key|crowbar|persuad\w*|agree\w*|dream\w*|imagin\w*|memor\w*|relent\w*|yield\w*|"
    r"until|slowly|gently|now|with a)\b",
    re.IGNORECASE,
)
_OUTSIDE = Cued(r"\b(?:after|before|since|until) (?:the|that|this|his|her|my|their)\b", re.IGNORECASE)
_FAR = 60


def said_and_unsaid(story: StoryDoc) -> Iterator[Candidate]:
    """Yield what somebody has done, or what has been done to a thing, where the story denies it."""
    reader, deeds = story.reading(SentenceReader), story.reading(read_deeds)
    by_kind: dict[str, list[Deed]] = defaultdict(list)
    for deed in deeds:
        for kind in deed.kinds:
            by_kind[kind].append(deed)
    taken: set[int] = set()
    for denial in deeds:
        if not denial.denied or denial.noun or denial.at in taken:
            continue
        plain = denial.perfect and denial.who != "nobody" and not denial.quoted
        if not (denial.never or denial.refused or plain) or (denial.refused and denial.who == "nobody"):
            continue
        others = {deed.at: deed for kind in denial.kinds for deed in by_kind[kind] if not deed.denied}
        for other in sorted(others.values(), key=lambda deed: abs(deed.at - denial.at)):
            candidate = _contradiction(story, reader, deeds, denial, other)
            if candidate is not None:
                taken.add(denial.at)
                yield candidate
                break


def _contradiction(
    story: StoryDoc, reader: SentenceReader, deeds: Sequence[Deed], denial: Deed, other: Deed
) -> Candidate | None:
    far = other.sentence - denial.sentence
    if other.first or abs(far) > _FAR or far == 0:
        return None
    who = _same_doer(denial, other)
    what = same_things(denial, other)
    if not who or not what:
        return None
    later = far > 0
    if later and not _looks_back(denial, other):
        return None
    plain = not denial.never and not denial.refused
    if plain and not (later and who == "doer" and what == "same" and _undone(denial, other)):
        return None
    if not later and (denial.refused or not denial.perfect or what == "bare" or other.noun):
        return None
    if denial.verb.startswith("be ") and not denial.kinds & other.kinds & {"be_there", "come", "enter"}:
        return None
    if denial.refused and _mended(reader, denial, other):
        return None
    if _OUTSIDE.search(reader.sentence(other.sentence)) and other.around & denial.things:
        return None
    between = _between(deeds, denial, other)
    link = min(denial.link, other.link) if who == "doer" else max(denial.link, other.link)
    link = round(link if who == "doer" else link * _of_another(reader, denial, other), 3)
    spoken = "speak" in denial.kinds & other.kinds and bool(denial.things)
    refusal = denial.refused and who == "thing"
    thin = denial.verb.partition(" ")[0] in _THIN and not (spoken or refusal or denial.verb.startswith("be "))
    looks_back = other.perfect or other.back or other.noun
    firm = what == "same" and denial.perfect and looks_back and f"={denial.verb}" in other.kinds
    skill = denial.could and what == "bare" and denial.verb in _SKILLS and not denial.open_end
    sure = (
        link >= 0.6
        and not plain
        and not between
        and not denial.quoted
        and (not thin or other.noun or firm)
        and later
        and (what == "same" or looks_back or skill)
        and (who == "doer" or denial.refused or denial.life or looks_back)
        and (
            not denial.refused
            or denial.life
            or skill
            or (looks_back and what == "same" and not denial.could)
            or (who == "thing" and abs(far) >= 2 and not denial.could)
        )
    )
    first, last = (denial, other) if later else (other, denial)
    return Candidate(
        "C14",
        last.start,
        last.end,
        "One place says that this had never been, the other that it had."
        if denial.never
        else "It would not, and then it does, with nothing said in between.",
        (clashes_with(story.text, first.start, first.end),),
        {
            "kind": "refused_and_done" if denial.refused else "never_and_once",
            "verb": denial.verb,
            "other_verb": other.verb,
            "distance": abs(far),
            "denial_first": later,
            "life": denial.life,
            "perfect": denial.perfect,
            "past": other.perfect,
            "back": other.back,
            "noun": other.noun,
            "quoted": denial.quoted or other.quoted,
            "match": what,
            "by": who,
            "link": link,
            "intervening": between,
            "same_head": denial.verb == other.verb,
            "sure": sure,
        },
        scope="asserted",
        in_dialogue=False,
    )


def _mended(reader: SentenceReader, denial: Deed, other: Deed) -> bool:
    """Whether the sentence of the deed, or one near it or about the thing, tells how it came about."""
    if _MENDED.search(reader.sentence(other.sentence)):
        return True
    near = other.sentence - denial.sentence <= 3
    return any(
        (near or bool(denial.things & reader.around(n))) and _MENDED.search(reader.sentence(n))
        for n in range(denial.sentence + 1, other.sentence)
    )


def _of_another(reader: SentenceReader, denial: Deed, other: Deed) -> float:
    """Below 1 where the thing is there said to be somebody's whom the denial does not speak of."""
    mention = (
        next(
            (m for m in reader.entities.entities[other.patient].mentions if _at(reader, m, other)),
            None,
        )
        if other.patient is not None
        else None
    )
    if mention is None:
        return 1.0
    possessor = reader.entities.mentions[mention].possessor
    owner = None if possessor is None else reader.entities.entity_at(possessor)
    if owner is None or not owner.person or reader.entities.mention_at(possessor or 0) is None:
        return 1.0
    named = {reader.entities.mentions[m].sentence for m in owner.mentions}
    return 1.0 if denial.sentence in named else 0.5


def _at(reader: SentenceReader, mention: int, deed: Deed) -> bool:
    found = reader.entities.mentions[mention]
    return found.sentence == deed.sentence and deed.start <= found.start < deed.end


def _same_doer(denial: Deed, other: Deed) -> str:
    """``doer`` where the same one did not and did; ``thing`` where it is the thing that counts."""
    if denial.agent is not None and denial.agent == other.agent:
        return "thing" if denial.agent == denial.patient else "doer"
    if denial.verb in _THIN and not denial.refused:
        return ""
    thing = denial.patient is not None and denial.patient == other.patient and denial.who != "nobody"
    alone = denial.agent is None or denial.agent == denial.patient
    if thing and alone:
        return "thing"
    if thing and other.agent is None:
        return "thing"
    return ""


def same_things(denial: Deed, other: Deed) -> str:
    """``same`` noun, a ``kind`` of it, ``bare`` where the denial names none; empty where they differ."""
    one_owner, two_owner = _owners(denial), _owners(other)
    if one_owner and two_owner and not one_owner & two_owner:
        return ""
    ours = denial.things - _EMPTY - one_owner
    theirs = other.things - _EMPTY - two_owner
    if denial.patient is not None and denial.patient == other.patient:
        return "same"
    if any(covers(one, two) for one in ours for two in theirs):
        return "same"
    if "speak" in denial.kinds & other.kinds and ours & other.around:
        return "same"
    if denial.things or denial.verb in _THIN or (not denial.never and not denial.refused):
        return ""
    if other.noun or f"={denial.verb}" in other.kinds:
        return "bare"
    return "bare" if denial.kinds & other.kinds & _ALONE else ""


def _owners(deed: Deed) -> frozenset[str]:
    return frozenset(thing for thing in deed.things if thing.startswith("~"))


def _looks_back(denial: Deed, other: Deed) -> bool:
    """Whether a deed told later than its denial is one that the denial should have covered."""
    if denial.refused:
        return True
    return other.perfect or other.back or not denial.perfect


def _undone(denial: Deed, other: Deed) -> bool:
    """*She had not locked the door*, and *she had locked the door*: one verb, both looking back."""
    same = f"={denial.verb}" in other.kinds and denial.verb.partition(" ")[0] not in _THIN
    return same and other.perfect and not other.noun and not denial.open_end


def _at_once(denial: Deed, other: Deed) -> bool:
    return other.noun or other.back or other.perfect or abs(other.sentence - denial.sentence) >= 2


def _between(deeds: Sequence[Deed], denial: Deed, other: Deed) -> int:
    """Deeds of the kind that come between, and may be how it came about."""
    low, high = sorted((denial.at, other.at))
    return sum(
        1
        for deed in deeds
        if low < deed.at < high
        and deed.kinds & denial.kinds
        and not deed.denied
        and bool(same_things(denial, deed))
        and deed.agent in (None, denial.agent)
    )
