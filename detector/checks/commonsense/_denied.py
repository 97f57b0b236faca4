"""Pairs of phrases in which one place denies what another asserts."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ORDINAL = "second|third|fourth|fifth|sixth|tenth"


@dataclass(frozen=True, slots=True)
class Denial:
    """One way of saying and unsaying.

    Attributes:
        kind: Its name in the evidence.
        first: The earlier phrase; its group ``key``, where it has one, must turn up again.
        second: The later phrase as a pattern, in which ``{key}`` stands for that word.
        reach: How many characters on the second may be.
        undone: What, between the two, takes the contradiction away; ``{key}`` as above.
        why: The explanation; ``{key}`` as above.
        words_before: Where not 0, any word in so many characters before the first phrase may be the key.
    """

    kind: str
    first: re.Pattern[str]
    second: str
    reach: int
    undone: str
    why: str
    words_before: int = 0


def _rule(
    kind: str, first: str, second: str, reach: int, undone: str, why: str, words_before: int = 0
) -> Denial:
    return Denial(kind, re.compile(first, re.IGNORECASE), second, reach, undone, why, words_before)


_CONTAINER = (
    "fridge|refrigerator|drawer|box|case|violin case|cupboard|chest|safe|wallet|purse|basket|bag|suitcase|"
    "jar|tin|"
    "envelope|sack|trunk|wardrobe|closet|pantry|larder|casket|locker"
)
_STREET = (
    "street|square|beach|station|platform|hall|church|market|road|plaza|park|café|cafe|bar|theatre|theater|"
    "village"
)
_LATER = (
    r"\b(?:until|then|suddenly|all at once|at last|after a (?:while|time)|by (?:noon|evening|night|dusk|"
    r"dawn)|next|later|when)\b"
)
_FULL = "wholly|completely|entirely|quite|utterly|perfectly|absolutely|totally"

DENIALS: tuple[Denial, ...] = (
    _rule(
        "refused_to_burn",
        r"\b(?:refused to|would not|wouldn['’]t) (?:catch fire|burn|ignite|catch light|kindle)\b",
        r"\b(?:the|those) burning {key}\b",
        3000,
        r"\b(?:caught (?:fire|at last|light)|took fire|burst into flame|ignited|blazed|oil|petrol|gasoline|"
        r"dried|dry|at last|"
        r"finally|lit|set (?:it|them) (?:alight|on fire)|began to burn|east wind)\b",
        "The {key} would not burn, and then burn with nothing said in between.",
        100,
    ),
    _rule(
        "silent_storm",
        r"\b(?:howl\w*|lash\w*|roar\w*|rag(?:ed|ing)|shriek\w*|scream\w*|thunder\w*|"
        r"hammer\w*)\b[^.!?\n]{0,40}\b(?:wind|rain|storm|gale|thunder)\b|"
        r"\b(?:wind|rain|storm|gale|thunder)\b[^.!?\n]{0,40}\b(?:howl\w*|lash\w*|roar\w*|rag(?:ed|ing)|"
        r"shriek\w*|scream\w*|hammer\w*)\b",
        r"\b(?:silence|quiet|stillness|hush) of the (?:storm|gale|hurricane|tempest|thunderstorm)(?! "
        r"(?:had )?(?:pass|end|after))\b",
        5000,
        r"\b(?:eye of the|lull|died down|passed|calmed|abated|subsided|moved off|blew itself out|was over|"
        r"stopped)\b",
        "The storm howls in one place and is silent in another.",
    ),
    _rule(
        "never_been",
        r"\b(?:I|he|she|they|we)(?:['’]d| had| have|['’]ve)? never (?:once )?(?:been to|set foot in|"
        r"visited|been in) (?P<key>[A-Z][a-z]+)\b",
        rf"\b(?:my|his|her|their|our|a) (?:{_ORDINAL}) (?:visit|trip|journey) to {{key}}\b|"
        r"\b(?:had|have|'d|’d) been to {key} (?:before|once|twice|several|many|a few)\b",
        3000,
        r"\b(?:first (?:visit|trip|time)|years (?:later|passed|went)|later|went to|flew to|visited|"
        r"returned|until|after that)\b",
        "One who has never been to {key} has been there before.",
    ),
    _rule(
        "empty_container",
        rf"\bthe (?P<key>{_CONTAINER}) (?:was|lay|stood) (?:(?:{_FULL}) )?empty\b",
        r"\b(?:took|lifted|pulled|drew|fetched|got|scooped) (?:the|a|an|her|his|some|two|"
        r"three)\b[^.!?\n“”\"]{1,50}? (?:out of|from) (?:the|its|his|her) {key}\b",
        900,
        r"\b(?:put|filled|fill|placed|stocked|packed|bought|laid|dropped|shopping|refill\w*|another|other|"
        r"new|returned|"
        r"false bottom|secret|magic\w*|except|but for|but there|apart from|save for|borrow\w*|next day|"
        r"weeks? later)\b",
        "The {key} is empty, and something is taken out of it.",
    ),
    _rule(
        "no_shot",
        r"\bnot (?:one|a|a single) shot (?:was|had been|was ever) fired\b|\bno shots? (?:was|were|had "
        r"been) (?:ever )?fired\b",
        r"\bthe (?:shot|bullet) (?:that|which) (?:killed|hit|struck|felled|wounded|took)\b|\ba shot rang "
        r"out\b",
        3000,
        r"\b(?:until|then one|at dawn|the next day|later|years|another battle|but for|except|only shot)\b",
        "No shot was fired, and a shot hits.",
    ),
    _rule(
        "deserted",
        rf"\bthe (?P<key>{_STREET}) (?:was|lay|stood) (?:(?:{_FULL}) )?(?:deserted|empty of "
        rf"people)\b(?:(?![.!?\n]).){{0,40}}[.;,:]?(?: There was)? not a soul\b|"
        rf"\bthe (?P<key2>{_STREET}) was deserted[.;] there was not a soul\b",
        r"\b(?:the|a) (?:crowd|throng|mob)\b(?! of (?:memories|ghosts|shadows|thoughts|gulls|pigeons))",
        700,
        _LATER + r"|\b(?:whistle\w*|doors? opened|came out|gathered|train|bell|hour|morning)\b",
        "Not a soul is there, and then a crowd.",
    ),
    _rule(
        "perfect_silence",
        rf"\b(?:{_FULL}) (?:silent|soundless|still and silent)\b|\b(?:not a sound|no sound) (?:could be "
        rf"heard|was to be heard)\b",
        r"(?<=[.!?”\"] )(?:The|A) (?:[a-z]+ )?(?:shriek|scream|screaming|howl|howling|roar|blare|din|"
        r"clamou?r|wail|wailing|clatter|"
        r"shouting|uproar)(?:s|ing)? (?:of|from)\b(?![^.!?\n]{0,60}\b(?:broke|shatter\w*|split|tore|ended|"
        r"cut)\b)",
        320,
        _LATER
        + r"|\b(?:broke|broken|shatter\w*|split|pierc\w*|cut|tore|rose|burst|erupt\w*|rang|inside|in (?:his|"
        r"her|my) (?:head|mind|ears)|"
        r"memor\w*|again|now|began|started|but|except|only)\b",
        "It is perfectly silent, and something screams.",
    ),
    _rule(
        "no_such_thing",
        r"\bthere (?:had never been an?|was no|has never been an?) (?P<key>telephone|phone|dog|cat|piano|"
        r"television|clock|mirror|tower|"
        r"chimney|stove|fireplace|lodger|servant|garden|well|staircase|lift|elevator|bathtub|ladder|gate|"
        r"bridge|lamp)"
        r"(?: in the (?:house|room|cottage|flat|village|apartment)| at Number \w+| at all| there| "
        r"anywhere)?[.;:]",
        r"(?<=[.!?”\"] )(?:Then )?[Tt]he {key} (?:rang|stood|barked|got|ran|sat|struck|ticked|creaked|"
        r"burned|swung|was (?:open|shut|on|lit))\b|"
        r"\b(?:leaned|sat|climbed|hung|stood)(?: \w+)? (?:against|on|up|in|by) (?:the foot of )?the {key}\b",
        1500,
        r"\b(?:an?|another|new|old|neighbou?r['’]?s['’]?|sister['’]s|brother['’]s) (?:[a-z]+ )?{key}\b|"
        r"\b(?:bought|brought|built|dug|planted|installed|years|later|dream\w*|remember\w*|hotel|imagin\w*|"
        r"walked on|"
        r"miles on)\b",
        "There is no {key}, and then the {key} is there.",
    ),
)
