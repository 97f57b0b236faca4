"""C01: life."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from detector.checks.base import Candidate, Check
from detector.checks.commonsense._prose import Prose, clashes_with, plainly_told, read_prose
from detector.checks.commonsense._tracked import beside, tracked
from detector.records import Category, Severity
from detector.state.trace import may_track
from detector.text.cued import Cued
from detector.text.story import StoryDoc

_PRONOUNS = (
    "He|She|It|They|We|I|You|The|A|An|And|But|Then|When|Where|There|Here|This|That|Nobody|Someone|Everyone|"
    "One|Her|His|My|Our|Who|What"
)
_WHO = (
    rf"(?P<who>(?:(?:Captain|Mr\.?|Mrs\.?|Miss|Dr\.?|Doctor|Professor|Aunt|Uncle|Old|Black|Sir|Lady|King|"
    rf"Queen|Colonel|Sergeant) )?"
    rf"(?!(?:{_PRONOUNS})\b)[A-Z][a-z]{{2,}}|[Tt]he (?:old |young )?(?:king|queen|count|admiral|cyclist|"
    rf"collie|dog|cat|goldfish|"
    r"diver|driver|patient|duke|baron|emperor|pirate|horse))"
)
_DIES = Cued(
    rf"\b{_WHO} (?:had )?(?:died|passed away|breathed (?:his|her) last|fell dead|dropped dead|lay dead|was "
    rf"(?:hanged|beheaded|"
    r"pronounced dead|shot dead|found dead|buried))\b(?! (?:of laughter|laughing|inside|to (?:me|him|her|"
    r"them|the world)|a thousand))"
)
_FAINTS = Cued(
    rf"\b{_WHO} (?:was|lay)(?: \w+){{0,6}}?,? (?:unconscious|in a coma)\b|"
    rf"\b{_WHO.replace('<who>', '<who2>')} (?:had )?(?:passed out|fainted)\b"
)
_ACTS = (
    "said|asked|replied|answered|whispered|laughed|smiled|nodded|shrugged|stood up|sat up|rose|walked|ran|"
    "trotted|danced|turned|"
    "looked|took|picked up|put|poured|drank|ate|opened|tapped|swam|strapped|waved|climbed|sang|played|lit|"
    "beat|begged|read|wrote|"
    "yawned|scratched|knocked|wiped|buttoned|winked|coughed|drew off"
)
_STRANGE = re.compile(
    r"\b(?:ghost\w*|spirits?|spectre|specter|phantom|undead|zombie\w*|vampire\w*|resurrect\w*|"
    r"reincarnat\w*|afterlife|heaven|hell|"
    r"underworld|necromanc\w*|immortal\w*|reborn|revive\w*|brought (?:\w+ )?back|came back to life|back "
    r"from the dead|time loop|"
    r"clone|hologram|recording|simulation|android|robot|ai|stage|actor|actress|theatre|play|game|"
    r"rehears\w*|pretend\w*|magic\w*|"
    r"spell|enchant\w*|miracle|saint|god|gods|angel|devil|death|fairy|witch|wizard|namesake|the second|"
    r"twin|son of|heir)\b",
    re.IGNORECASE,
)
_BEFORE = Cued(
    r"\b(?:dream\w*|remember\w*|memor\w+|years (?:ago|before|earlier)|used to|had been|photograph\w*|"
    r"portrait|picture|film|"
    r"letter|diary|wrote|voice|imagin\w*|as if|thought of|tale|named after|"
    r"woke|awoke|came (?:to|round)|stirred|opened (?:his|her) eyes|recover\w*|regain\w*|conscious|another|"
    r"not dead|alive|watch|"
    r"\* ?\* ?\*)\b",
    re.IGNORECASE,
)


class Life(Check):
    """The dead or the unconscious act.

    Flags Mr Hemming, who "passed away in his chair" and takes his wife round the floor at the wake, and the
    cyclist who lies unconscious and says that he never saw the light change.

    The same name must act in plain past narration. Not where the story has ghosts, spirits, gods, magic,
    machines, stages or namesakes; not where memory, a letter, a picture or waking stands between.
    """

    code = "C01"
    name = "life"
    category = Category.COMMONSENSE
    severity = Severity.ERROR

    def might_match(self, text: str) -> bool:
        """A word of death or fainting is there."""
        return bool(_TRACE.search(text)) or may_track(self.code, text)

    def propose(self, story: StoryDoc) -> Iterator[Candidate]:
        """Yield the act, with the death or the faint as its related span."""
        if self.might_match(story.text):
            yield from beside(_by_name(story.view(read_prose)), tracked(story, self.code))


def _by_name(prose: Prose) -> Iterator[Candidate]:
    for kind, pattern, odd in (("dead", _DIES, True), ("unconscious", _FAINTS, False)):
        if odd and _STRANGE.search(prose.text):
            continue
        for found in pattern.finditer(prose.text):
            candidate = _acts(prose, kind, found)
            if candidate is not None:
                yield candidate
                break


_TRACE = Cued(r"\b(?:died|dead|passed|breathed|hanged|beheaded|buried|unconscious|coma|fainted)\b")


@lru_cache(maxsize=256)
def _act(who: str) -> re.Pattern[str]:
    name = re.escape(who[4:] if who.lower().startswith("the ") else who)
    subject = rf"[Tt]he {name}" if who.lower().startswith("the ") else name
    return re.compile(rf"\b{subject} (?:{_ACTS})\b|(?<=[,!?][”\"] )said {subject}\b")


def _acts(prose: Prose, kind: str, found: re.Match[str]) -> Candidate | None:
    who = found.groupdict().get("who") or found.groupdict().get("who2") or ""
    if not plainly_told(prose, *found.span()) or _BEFORE.search(prose.around(found.start(), 0, 0)):
        return None
    reach = 2500 if kind == "dead" else 400
    act = _act(who).search(prose.text, found.end(), min(len(prose.text), found.end() + reach))
    if act is None or prose.quoted(act.end() - 2, act.end()):
        return None
    between = (
        prose.text[found.end() : act.start()] + " " + prose.text[act.end() : prose.sentence(act.start()).end]
    )
    if _BEFORE.search(between) or re.search(
        r"\bif\b|\bwhen\b", prose.text[max(0, found.start() - 20) : found.start()]
    ):
        return None
    return Candidate(
        "C01",
        *act.span(),
        f"{who[0].upper() + who[1:]} is {kind} and acts.",
        (clashes_with(prose.text, *found.span()),),
        {"kind": kind, "distance": act.start() - found.end()},
        scope="asserted",
        in_dialogue=False,
    )
