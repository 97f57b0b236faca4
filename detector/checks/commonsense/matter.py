"""C09: matter and process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain

from detector.checks.base import Candidate, Check
from detector.checks.commonsense._capacity import fire_and_water
from detector.checks.commonsense._lexicon import State, alternatives, materials, nouns_of, states, things_of
from detector.checks.commonsense._matter_deeds import impossible_deeds
from detector.checks.commonsense._playing import odd_playing
from detector.checks.commonsense._processes import impossible
from detector.checks.commonsense._prose import Prose, clashes_with, read_prose
from detector.checks.commonsense._scene_rules import scene_clashes
from detector.checks.commonsense._states import unfit_states
from detector.checks.commonsense._sun import wrong_sky
from detector.checks.commonsense._tracked import beside
from detector.records import Category, Related, Severity
from detector.text.cued import Cued
from detector.text.scope import Scope
from detector.text.story import StoryDoc

_STOP = (
    r"(?=[.,;:!?)”\"’—–]|$|\s(?:of|and|that|which|where|with|in|on|at|to|as|under|beneath|was|were|is|had|"
    r"felt|like|"
    r"for|by|from|across|above|behind|lay|lies|stood|stands|hung|sat|rose|fell|gave|held|seemed|shone|"
    r"\w+ed)\b)"
)
_SIMILE = re.compile(
    r"\b(?:like|as|colou?r of|smell of|scent of|taste of|shade of|hue of)\b[^.!?\n]{0,25}$", re.IGNORECASE
)
_MAGIC = Cued(
    r"\b(?:magic\w*|enchant\w*|spell\w*|curse\w*|transmut\w+|alchem\w+|petrified|iron trees?|metal "
    r"(?:trees?|flowers?)|mechanical|"
    r"clockwork|nanites?|turned to (?:iron|metal)|can(?:not|['’]t) rust|learned to eat|everything rusts|"
    r"do(?:es)? not rust|colou?r\w*|papier|cork|hollow)\b",
    re.IGNORECASE,
)
_IRON_WORLD = Cued(
    r"\b(?:iron|metal|steel|copper|rust) (?:trees?|forests?|branch(?:es)?|leaves|wood)\b|"
    r"\b(?:trees?|forests?|branches|leaves|wood|orchards?)(?: there)? (?:was|were|is|are) (?:made )?of "
    r"(?:iron|metal|steel|rust)\b",
    re.IGNORECASE,
)
_NO_AIR = Cued(
    r"\b(?:(?:there (?:is|was)|with) no (?:air|atmosphere)(?: at all)?(?! (?:condition|left|support|in "
    r"(?:the room|here)))|airless (?:moon|world|"
    r"planet|asteroid|plain|surface|rock|void)|(?:in|into) the (?:hard )?vacuum of space)\b",
    re.IGNORECASE,
)
_WIND = re.compile(
    r"\b(?:a|the) (?:(?:light|cold|gentle|faint|sudden|strong|warm|soft) )?(?:wind|breeze|gust)(?: of wind)? "
    r"(?:[a-z]+ )??(?:lifted|stirred|blew|rose|tugged|ruffled|whipped|swept|howled|moved|caught|picked|"
    r"carried)\b|"
    r"\b(?:an?|the) (?:scream|shout|cry|voice|bang|explosion) (?:rang out|echoed|carried)\b",
    re.IGNORECASE,
)
_INDOORS = Cued(
    r"\b(?:inside|station|dome|habitat|ship|cabin|radio|comm?s?|speaker|helmet|headset|earpiece|channel|"
    r"link|intercom|"
    r"solar wind|memory|remember\w*|dream\w*|earth|back home|airlock|hatch|hull)\b",
    re.IGNORECASE,
)
_LIGHT = Cued(r"\b(?:wooden|toy|model|rubber|inflatable|plastic|paper|foam|empty)\b", re.IGNORECASE)
_BLOCK = frozenset({Scope.QUESTION, Scope.IMAGINED, Scope.CONDITIONAL, Scope.NEGATED})


@cache
def _direct() -> tuple[tuple[State, tuple[re.Pattern[str], ...]], ...]:
    """Every state with the patterns that tell it of a material it cannot be true of."""
    age = "old|grey|gray|dark|damp|ancient|weathered|brittle|crumbling|cracked|pale"
    found = []
    for state in states():
        what = alternatives(things_of(state.not_of))
        told = rf"\b(?P<state>{alternatives(state.words)})(?:,? (?:{age}))? (?P<what>{what})\b{_STOP}"
        patterns = [re.compile(told, re.IGNORECASE)]
        if state.verbs:
            become = (
                rf"\bthe (?:[a-z]+ )?(?P<what>{what}) (?:had|has|was|were)(?: \w+ly| long since| long ago)? "
                rf"(?P<state>{alternatives(state.verbs)})(?=[.,;!?]| (?:and|through|away|where|with|by|"
                rf"from)\b)"
            )
            patterns.append(re.compile(become, re.IGNORECASE))
        found.append((state, tuple(patterns)))
    return tuple(found)


@cache
def _rust() -> tuple[re.Pattern[str], re.Pattern[str]]:
    wood = alternatives(materials()["wood"].sure)
    part = (
        r"\b(?P<rust>(?:rusted|rusting|rusty|corroded) (?P<head>[a-z]+))\b[^.!?\n“”\"]{0,80}?\bits "
        rf"(?P<what>(?:[a-z]+ )?(?:{wood}) (?:belly|body|bulk|hull|flanks?|skin|shell))\b"
    )
    eaten = (
        r"\brust (?:had |has )?(?:eaten|ate|gnawed|spread|crept|bloomed|bit|bitten)(?: \w+){0,2} "
        rf"(?:through|across|over|into|along) the (?:[a-z]+ )?(?P<what>{alternatives(things_of(_RUSTLESS))}"
        rf")\b{_STOP}"
    )
    return re.compile(part, re.IGNORECASE), re.compile(eaten, re.IGNORECASE)


_RUSTLESS = ("wood", "glass", "stone", "paper", "cloth", "ceramic", "bone", "leather", "plastic")


@cache
def _floating() -> re.Pattern[str]:
    return re.compile(
        rf"\bthe (?:[a-z]+ ){{0,2}}?(?P<what>{alternatives(nouns_of('sinks'))}) (?:bobbed|floated|"
        rf"drifted)(?: \w+){{0,2}} "
        r"(?:on|upon|in|over|across|down|out (?:on|to)) the (?:[a-z]+ )?(?:water|waves?|swell|pond|river|"
        r"lake|sea|stream|tide|surface|pool|current)\b",
        re.IGNORECASE,
    )


class MatterAndProcess(Check):
    """Matter does what such matter does not: wood rusts, a shawl shatters, marble burns, an anvil floats.

    Flags "rusted wood", "the oak settle had rusted", "held a match to the marble bust, and it caught fire",
    "the glass vase melted in the sun", "a lit candle in his envelope", "the sun set in the east", and after
    "There was no air", "a light wind lifted the flag". What a material can do is the lexicon's
    (``materials.yml``, ``processes.yml``, ``adjectives``).

    Not the colour of rust, not simile, magic or alchemy, not nails and hinges in the wood, not speech or
    dream; not the wind in a dome or a voice on the radio.
    """

    code = "C09"
    name = "matter and process"
    category = Category.COMMONSENSE
    severity = Severity.WARNING
    version = "3"

    def propose(self, story: StoryDoc) -> Iterator[Candidate]:
        """Yield what matter, fire, water and the sky cannot do."""
        prose = story.view(read_prose)
        found: Iterator[Candidate] = chain(_states(prose), _floats(prose), _airless(prose))
        for more in (
            impossible(story, prose, "C09"),
            unfit_states(story, prose),
            fire_and_water(story, prose),
            scene_clashes(story, self.code),
            odd_playing(story, prose),
            impossible_deeds(story, prose),
        ):
            found = beside(found, more)
        yield from beside(found, wrong_sky(story, prose))


def _states(prose: Prose) -> Iterator[Candidate]:
    if _IRON_WORLD.search(prose.text):
        return
    for state, patterns in _direct():
        if not any(word in prose.text for word in state.words):
            continue
        for pattern in patterns:
            for found in pattern.finditer(prose.text):
                if _as_matter(prose, found):
                    what = found["what"].lower()
                    why = state.why.format(what=what, state=found["state"].lower())
                    yield _candidate(found.span(), why[0].upper() + why[1:], state.name, (), what=what)
    for pattern in _rust():
        for found in pattern.finditer(prose.text):
            if not _as_matter(prose, found):
                continue
            what, span = found["what"].lower(), found.span()
            related: tuple[Related, ...] = ()
            if "rust" in found.groupdict():
                span = found.span("rust")
                related = (clashes_with(prose.text, *found.span("what")),)
            yield _candidate(span, f"Rust is iron's: {what} does not rust.", "rust", related, what=what)


def _as_matter(prose: Prose, found: re.Match[str]) -> bool:
    """The phrase is meant of matter: no speech, likeness, denial, colour or magic about it."""
    before = prose.text[max(0, found.start() - 40) : found.start()]
    if prose.quoted(*found.span()) or _SIMILE.search(before) or re.search(r"\bnot?\b", before[-12:]):
        return False
    return not _MAGIC.search(prose.around(found.start(), 1, 1))


def _floats(prose: Prose) -> Iterator[Candidate]:
    for found in _floating().finditer(prose.text):
        if prose.quoted(*found.span()) or prose.cues(found.start()) & (_BLOCK | {Scope.FIGURATIVE}):
            continue
        if _MAGIC.search(prose.around(found.start(), 2, 2)) or _LIGHT.search(found[0]):
            continue
        what = found["what"].lower()
        yield _candidate(found.span(), f"A {what} sinks.", "floats", (), what=what)


def _airless(prose: Prose) -> Iterator[Candidate]:
    for place in _NO_AIR.finditer(prose.text):
        if prose.quoted(*place.span()) or prose.cues(place.start()) & (_BLOCK - {Scope.NEGATED}):
            continue
        for found in _WIND.finditer(prose.text, place.end(), place.end() + 900):
            around = prose.around(found.start(), 0, 0)
            if (
                prose.quoted(*found.span())
                or _INDOORS.search(around)
                or prose.cues(found.start()) & (_BLOCK | {Scope.FIGURATIVE})
            ):
                continue
            related = (clashes_with(prose.text, *place.span()),)
            yield _candidate(
                found.span(), "Where there is no air there is neither wind nor sound.", "airless", related
            )
            return


def _candidate(
    span: tuple[int, int], why: str, kind: str, related: tuple[Related, ...], **evidence: str
) -> Candidate:
    return Candidate(
        "C09", *span, why, related, {"kind": kind, **evidence}, scope="asserted", in_dialogue=False
    )
