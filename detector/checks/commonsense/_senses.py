"""Ways in which somebody perceives what they cannot: the lack, the perception, and what gives the sense
back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lack:
    """A sense that is missing and a use of it.

    Attributes:
        kind: Its name in the evidence.
        lack: Says that somebody (or everybody there) cannot; a group ``who`` is the person, where one is
        named.
        use: The perception; ``{who}`` stands for the person's name or pronoun.
        reach: How many characters on the use may be.
        given_back: What, between the two or in the sentence of the use, gives the sense back.
        why: The explanation.
    """

    kind: str
    lack: re.Pattern[str]
    use: str
    reach: int
    given_back: re.Pattern[str]
    why: str


_KIN = "uncle|aunt|father|mother|brother|sister"
_WHO = (
    rf"(?P<who>[Hh]e|[Ss]he|(?!I\b)[A-Z][a-z]+(?: [A-Z][a-z]+)?(?:['’]s (?:{_KIN}))?|[Mm]y \w+|"
    r"[Tt]he \w+(?: \w+)?)"
)
_FULLY = "stone |completely |totally |utterly |quite "
_RETURNED = (
    r"\b(?:sight (?:came|returned|was restored)|could see again|hearing (?:came|returned)|hearing aid|"
    r"cured|healed|"
    r"heal\w*|miracle|magic\w*|dream\w*|remember\w*|memory|imagin\w*|in (?:his|her|my) mind|as if|as "
    r"though|not|never|"
    r"n['’]t|without|told (?:him|her|me)|before (?:he|she|I)|used to|had been able|felt|vibrat\w*|fingers?|"
    r"touch|"
    r"sign(?:ed|ing)?|lips|wrote|slate|seem\w*|like|would|could have|sixth sense|smell\w*)\b"
)
_LIGHT = (
    r"\b(?:torch\w*|lamp\w*|light\w*|match(?:es)?|candle\w*|lit|glow\w*|moon\w*|dawn\w*|flash\w*|screen|"
    r"phone|fire|flame\w*|"
    r"lantern\w*|spark\w*|morning|sun\w*|daylight|adjust\w*|accustomed|window|lightning|headlights?|stars?|"
    r"outside|out at|"
    r"eyes of|dream\w*|remember\w*|imagin\w*|in (?:my|his|her) mind|felt|as if|like|not|n['’]t|could not|"
    r"nothing|before|"
    r"later|then)\b"
)
_OUT = (
    r"\b(?:outside|outdoors|out (?:into|of|in|onto)|streets?|garden|balcony|porch|terrace|courtyard|"
    r"pavement|sidewalk|rooftop|"
    r"alley|yard|field|forest|umbrella|leak\w*|hole in|open (?:window|door|skylight|roof)|opened the|threw "
    r"open|stepped|"
    r"left the|ran (?:for|out|to)|rush\w* out|exit\w*|car|taxi|bus|drove|arriv\w*|came in|coming in|soaked|"
    r"drenched|towel|"
    r"hours? later|next (?:day|morning)|that (?:night|evening|morning)|days? later|shatter\w*|\*\*\*)\b"
)

LACKS: tuple[Lack, ...] = (
    Lack(
        "blind",
        re.compile(
            rf"\b{_WHO} (?:was|had been|is) (?:{_FULLY})?blind(?: (?:from|since) (?:birth|[a-z ]{{3,20}}))?"
            r"(?=[.,;]| and\b)"
        ),
        r"\b{who} (?:saw|watched|noticed at a glance|saw at once|caught sight of|glimpsed|gazed at|spotted|"
        r"read the|peered)\b",
        1500,
        re.compile(_RETURNED, re.IGNORECASE),
        "Someone blind sees.",
    ),
    Lack(
        "deaf",
        re.compile(
            rf"\b{_WHO} (?:was|had been|had gone|is) (?:{_FULLY})?deaf(?: as a post)?(?: (?:from|"
            rf"since) [a-z ]{{3,24}})?(?=[.,;]| and\b)"
        ),
        r"\b{who} (?:heard|listened to|overheard|could hear)\b|"
        r"\b[Aa] (?:faint |soft |low |distant )?(?:scratching|noise|sound|whisper|whimper|knock|voice|"
        r"creak|tapping|rustling)\b[^.!?\n]{0,60}\bwoke (?:him|her|me)\b",
        1500,
        re.compile(_RETURNED, re.IGNORECASE),
        "Someone deaf hears.",
    ),
    Lack(
        "dark",
        re.compile(
            r"\bso dark that (?:I|he|she|we|they|you|one) could(?: not|n['’]t) see (?:my|his|her|our|their|"
            r"your|one['’]s)(?: own)? hands?\b|"
            r"\b(?:it was|[Tt]he (?:room|cave|cellar|cupboard|tunnel|attic) was) (?:pitch[- ](?:dark|black)|"
            r"completely dark|utterly dark|totally dark)\b"
        ),
        r"\b(?:I|[Hh]e|[Ss]he|[Ww]e|[Tt]hey) (?:watched|saw) the (?:colou?r|blood) (?:drain|leave|rise|"
        r"fade)\w*\b|"
        r"\b(?:I|[Hh]e|[Ss]he|[Ww]e|[Tt]hey) (?:saw|watched|noticed|admired) (?:the|her|his|their|a|my) "
        r"(?:[a-z]+ "
        r"){0,2}?(?:face|eyes|freckles|smile|frown|blush|"
        r"colou?rs?|dress|painting|words|letters|writing|pattern)\b",
        700,
        re.compile(_LIGHT, re.IGNORECASE),
        "In the dark nobody can see it.",
    ),
    Lack(
        "indoors",
        re.compile(
            r"\b(?:[Tt]he )?[Rr]ain\b[^.!?\n]{0,60}\b(?:against|down|on) (?:the|my|his|her|their) (?:[a-z]+ "
            r"){0,2}(?:windows?|windowpanes?|glass)\b|"
            r"\b(?:in|inside) the (?:kitchen|room|office|library|parlou?r|living room) with the "
            r"(?:windows?|door) (?:shut|closed)\b"
        ),
        r"\b[Tt]he (?:cold )?(?:rain|hail|snow) (?:plastering|plastered|soaking|soaked|drenching|drenched|"
        r"ran down|running down|dripped down|"
        r"streaming down|streamed down|stung|matted) (?:my|his|her|their|[A-Z][a-z]+(?: [A-Z][a-z]+)?['’]s)"
        r" (?:hair|face|clothes|coat|collar|skin|shirt|neck|cheeks?|dress|jacket)\b",
        6000,
        re.compile(_OUT, re.IGNORECASE),
        "Indoors the rain cannot wet anyone.",
    ),
)
