"""C12: perception and knowledge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from detector.checks.base import Candidate, Check
from detector.checks.commonsense._prose import Prose, clashes_with, plainly_told, read_prose
from detector.checks.commonsense._scene_rules import may_clash, scene_clashes
from detector.checks.commonsense._senses import LACKS, Lack
from detector.checks.commonsense._tracked import beside, tracked
from detector.records import Category, Severity
from detector.state.trace import may_track
from detector.text.cued import Cued
from detector.text.story import StoryDoc

_TRACE = Cued(r"\b(?:blind|deaf|dark|black|rain)\b", re.IGNORECASE)
_MALE = re.compile(
    r"\b(?:uncle|father|brother|grandfather|grandad|grandpa|king|prince|man|boy|mr)\b", re.IGNORECASE
)
_FEMALE = re.compile(
    r"\b(?:aunt|mother|sister|grandmother|gran|queen|princess|woman|girl|mrs|miss|ms)\b", re.IGNORECASE
)


@lru_cache(maxsize=256)
def _use(pattern: str, who: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("{who}", f"(?:{who})"))


class Perception(Check):
    """Somebody sees, hears or feels what they cannot from where and what they are.

    Flags a man "blind from birth" who "saw at once", a deaf woman whom "a scratching woke", freckles watched
    where it was "so dark that I could not see my hand", and rain that plasters the hair of one who sits
    behind the window.

    The person must be the same by name or pronoun with nobody else of that gender between. Not where light,
    touch, cure, memory, dream or a door stands between; not in speech.
    """

    code = "C12"
    name = "perception"
    category = Category.COMMONSENSE
    severity = Severity.WARNING

    def might_match(self, text: str) -> bool:
        """Blindness, deafness, darkness or rain is there, or another state that a scene rule speaks of."""
        return bool(_TRACE.search(text)) or may_track(self.code, text) or may_clash(self.code, text)

    def propose(self, story: StoryDoc) -> Iterator[Candidate]:
        """Yield the perception, with what rules it out as its related span."""
        if self.might_match(story.text):
            found = beside(_by_name(story.view(read_prose)), tracked(story, self.code))
            blind = _premise(story)
            for candidate in beside(found, scene_clashes(story, self.code)):
                if not (blind and str(candidate.evidence.get("kind")) in _OF_THE_BLIND):
                    yield candidate


_OF_THE_BLIND = ("blind", "state_blind")
_BLIND_NARRATOR = Cued(
    r"\bI (?:am|was|have been|had been|went|was born|became) (?:[a-z]+ ){0,2}?blind\b|\bmy blindness\b"
)
_BLINDNESS = re.compile(r"\b(?:blind|blindness|sightless|braille|white cane|guide dog)\b", re.IGNORECASE)


def _premise(story: StoryDoc) -> bool:
    """Blindness is what the story is about: its narrator's, asked for, or told of again and again."""
    asked = " ".join(filter(None, (story.prompt, story.premise)))
    return bool(
        _BLIND_NARRATOR.search(story.text)
        or _BLINDNESS.search(asked)
        or len(_BLINDNESS.findall(story.text)) >= 4
    )


def _by_name(prose: Prose) -> Iterator[Candidate]:
    for lack in LACKS:
        for found in lack.lack.finditer(prose.text):
            candidate = _impossible(prose, lack, found)
            if candidate is not None:
                yield candidate
                break


def _impossible(prose: Prose, lack: Lack, found: re.Match[str]) -> Candidate | None:
    if prose.quoted(*found.span()) or re.search(r"\bif\b", prose.around(found.start(), 0, 0), re.IGNORECASE):
        return None
    who = _names(prose, found)
    text = prose.text
    use = _use(lack.use, who).search(text, found.end(), min(len(text), found.end() + lack.reach))
    if use is None or not plainly_told(prose, *use.span()):
        return None
    rest = text[use.end() : prose.sentence(use.start()).end]
    if lack.given_back.search(text[found.end() : use.start()]) and lack.kind in ("dark", "indoors"):
        return None
    near = text[prose.sentence(use.start()).start : use.start()] + " " + rest
    if (lack.kind != "indoors" and lack.given_back.search(near)) or (
        lack.kind in ("blind", "deaf") and _cured(text[found.end() : use.start()])
    ):
        return None
    return Candidate(
        "C12",
        *use.span(),
        lack.why,
        (clashes_with(text, *found.span()),),
        {"kind": lack.kind, "distance": use.start() - found.end()},
        scope="asserted",
        in_dialogue=False,
    )


def _cured(between: str) -> bool:
    return bool(
        re.search(
            r"\b(?:sight|cure\w*|heal\w*|could see|eyes (?:were )?open\w*|hearing|miracle|physician|"
            r"surge\w+|operation)\b",
            between,
            re.IGNORECASE,
        )
    )


def _names(prose: Prose, found: re.Match[str]) -> str:
    """The person as a pattern: the name, and the pronoun where the name or the next sentence tells its
    gender.
    """
    who = found.groupdict().get("who")
    if not who:
        return "(?!)"
    if who.lower() in ("i", "he", "she"):
        return who if who == "I" else f"{who.lower()}|{who.capitalize()}"
    following = prose.text[found.end() : found.end() + 120]
    pronoun = re.search(r"\b(?:he|she)\b", following, re.IGNORECASE)
    gender = (
        "he" if _MALE.search(who) else "she" if _FEMALE.search(who) else pronoun[0].lower() if pronoun else ""
    )
    names = re.escape(who)
    return f"{names}|{gender}|{gender.capitalize()}" if gender else names
