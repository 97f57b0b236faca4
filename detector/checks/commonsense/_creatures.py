"""Animals that sound, act or are built as no such animal is: a barking goldfish, a cow that lays an egg."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from detector.checks.base import Candidate
from detector.checks.commonsense._lexicon import alternatives
from detector.checks.commonsense._meant import doubtful, meant
from detector.checks.commonsense._prose import Prose
from detector.lexicon.creatures import acts, animals, parts, sounds
from detector.text.cued import Cued
from detector.text.story import StoryDoc

_STRANGE = Cued(
    r"\b(?:robot\w*|mechanical|clockwork|toy|stuffed|plush|puppet\w*|cartoon\w*|costume\w*|mask\w*|alien\w*|"
    r"mutant\w*|mutat\w*|chimera|hybrid|griffin|dragon\w*|monster\w*|creature|beast|demon\w*|winged|flying|"
    r"pegasus|talking|speaking|said|spoke|asked|answered|statue|carved|painted|drawing|imitat\w*|mimic\w*|"
    r"joke\w*|riddle\w*|impossibl\w*|strange\w*|odd\w*|confus\w*|thought it was|believed (?:it|he|she) was|"
    r"named|called|nickname\w*|breed|genetic\w*|experiment\w*|laborator\w*|planet|species|fable|tale|"
    r"sea ?horse|shape-?shift\w*|skinwalker|part|sparkler|feather (?:bed|duster)|boa|pillow|stole|trimmed|"
    r"app|ringtone|for once|hat|collar|cap)\b",
    re.IGNORECASE,
)
_STORY = Cued(
    r"\b(?:shape-?shift\w*|werewol\w+|wizard\w*|witch\w*|enchant\w+|magic|fairy|fairies|dragon\w*|spell)\b",
    re.IGNORECASE,
)


@cache
def _subject() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:[Tt]he|[Hh]is|[Hh]er|[Mm]y|[Tt]heir|[Oo]ur|[Aa]n?|[A-Z][a-z]+[’']s) (?:[a-z-]+ ){{0,2}}?"
        rf"(?P<animal>{alternatives(animals())})(?![-’'\w])"
    )


@cache
def _sound() -> re.Pattern[str]:
    return re.compile(rf"(?: (?:[a-z]+ly|also|just|then|only))? (?P<verb>{alternatives(sounds())})\b(?! out)")


@cache
def _part() -> re.Pattern[str]:
    return re.compile(
        rf"\b[Tt]he (?:[a-z]+ )?(?P<animal>{alternatives(animals())})[’']s (?:[a-z]+ )??"
        rf"(?P<part>{alternatives(parts())})\b"
    )


@cache
def creature_trace() -> re.Pattern[str]:
    """A cheap look: a sound, an act or a part of animals is there."""
    words = alternatives((*sounds(), *parts(), "eggs", "egg", "birth", "milked", "petals"))
    moves = "walked|trotted|galloped|strolled|hopped"
    return re.compile(rf"\b(?:{words}|{moves})\b")


def odd_creatures(story: StoryDoc, prose: Prose) -> Iterator[Candidate]:
    """Yield what no such animal does or has."""
    if not creature_trace().search(prose.text) or _STORY.search(prose.text):
        return
    for found in _subject().finditer(prose.text):
        animal = found["animal"]
        sound = _sound().match(prose.text, found.end(), found.end() + 40)
        if sound is not None and animal not in sounds()[sound["verb"]]:
            span = (found.start(), sound.end())
            yield from _candidate(story, prose, span, f"No {animal} {sound['verb']}.", "creature_sound")
        for act in acts():
            hit = act.after.match(prose.text, found.end(), found.end() + 60) if animal in act.never else None
            if hit is not None:
                span, why = (found.start(), hit.end()), act.why.format(animal=animal)
                yield from _candidate(story, prose, span, why, f"creature_{act.name.replace(' ', '_')}")
    for found in _part().finditer(prose.text):
        animal, part = found["animal"], found["part"]
        if animal not in parts()[part]:
            why = f"A {animal} has no {part}."
            yield from _candidate(story, prose, found.span(), why, "creature_part")


def _candidate(
    story: StoryDoc, prose: Prose, span: tuple[int, int], why: str, kind: str
) -> Iterator[Candidate]:
    if _STRANGE.search(prose.around(span[0])) or not meant(story, prose, *span):
        return
    scopes = doubtful(story, *span)
    yield Candidate(
        "C10",
        *span,
        why,
        evidence={"kind": kind, "scopes": scopes, "sure": not scopes},
        scope="asserted",
        in_dialogue=False,
    )
