"""Words that make a clash less of one: repairs, other things, other times, dreams, magic, machines."""

from __future__ import annotations

import re
from functools import cache

_WORDS = {
    "repair": (
        "mend(?:ed|s)?|repair(?:ed|s)?|fix(?:ed|es)?|replac(?:ed|es|ement)|restor(?:ed|es)|rebuil[dt]|"
        "glued|bought|borrowed|returned|gave back|given back|got back|brought back|"
        "found (?:it|him|her|them)|fetched|retriev(?:ed|es)|pick(?:ed|s) up|recharged|charged|refilled|"
        "relit|plugged (?:it )?(?:back )?in|woke|awoke|came round|came to|recover(?:ed|s)|revived|"
        "rose from|ghost|spirit"
    ),
    "other": ("another|other|others|second|spare|new|different|next|copy|twin|instead|own|similar|same kind"),
    "later": (
        "years? later|months? later|weeks? later|days? later|the next (?:day|morning|week|year)|"
        "years? ago|since then|by then|afterwards?|eventually|at last|one day|meanwhile|the following"
    ),
    "past": (
        "had|once|used to|in those days|long ago|formerly|remember(?:ed|s)|recall(?:ed|s)|memory|memories"
    ),
    "dream": (
        "dream\\w*|nightmares?|hallucinat\\w+|imagin\\w+|vision|visions|delirium|pretend\\w*|illusion\\w*|"
        "as if|as though|play|stage|film|painting|song|story|tale|legend"
    ),
    "magic": (
        "magic\\w*|enchant\\w*|spells?|curse[ds]?|witch\\w*|wizard\\w*|sorcer\\w*|fair(?:y|ies)|dragons?|"
        "ghost\\w*|spirits?|demons?|gods?|goddess\\w*|immortal\\w*|vampires?|werewol\\w+|resurrect\\w*|"
        "prophec\\w*|rune[sd]?|king|queen|prince|princess|giants?|trolls?|elves|elf|dwarf|dwarves"
    ),
    "machine": (
        "robots?|android\\w*|cyborg\\w*|holograph\\w*|hologram\\w*|starship\\w*|spaceship\\w*|simulation\\w*|"
        "time (?:loop|travel|machine)|timeline\\w*|quantum|portal\\w*|alien\\w*|galax\\w+|AI|neural|"
        "clone[sd]?|implants?|nanobots?|virtual"
    ),
    "figure": (
        "like an?|as \\w+ as|seem\\w*|almost|metaphor\\w*|so to speak|whisper\\w*|danced|sang|silence|soul|"
        "heart|shadow\\w*|memory|echo\\w*|weight of"
    ),
    "joke": (
        "jok\\w+|lied|lie|lying|liar|laugh\\w*|tease[ds]?|mistak\\w+|wrong|error|miscount\\w*|pun|riddle|"
        "irony|sarcas\\w+|puzzled|impossible|impossibly|somehow|strange\\w*|odd(?:ly)?"
    ),
    "rough": (
        "about|around|nearly|almost|roughly|some|more than|less than|over|at least|or so|perhaps|"
        "approximately|close to|odd|several"
    ),
}
CUES = tuple(_WORDS)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _WORDS.items()}


def cue_count(name: str, text: str) -> int:
    """How often the words of a cue stand in a text."""
    return sum(1 for _ in _patterns()[name].finditer(text))


def cue_counts(text: str) -> dict[str, int]:
    """All cues of a text, counted; given to ``StoryDoc.view`` for a whole story."""
    return {name: cue_count(name, text) for name in CUES}
