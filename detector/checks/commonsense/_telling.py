"""How the wider readings of number and time hear a phrase: told or said in earnest, with nothing unreal."""

from __future__ import annotations

import re

from detector.checks.commonsense._prose import Prose
from detector.text.cued import Cued
from detector.text.scope import Scope

UNREAL = Cued(
    r"\b(?:dream\w*|nightmare\w*|hallucinat\w+|imagin(?:e|ed|ing|ary|ation)|pretend\w*|magic\w*|spells?|"
    r"enchant\w*|wizard\w*|witch\w*|sorcer\w*|fair(?:y|ies)|ghosts?|vampire\w*|immortal\w*|gods?|"
    r"demons?|time[- ]?(?:travel\w*|machine|loop\w*|slip\w*)|portal\w*|simulat\w+|hologra\w+|"
    r"jok(?:e|es|ed|ing)|lied|liar|lying to|mistak\w+|miscount\w*|wrong(?:ly)?|impossibl[ey]|"
    r"somehow|miracl\w+|riddle|legend\w*|fever\w*|drunk\w*)\b",
    re.IGNORECASE,
)
_IF = re.compile(
    r"\b(?:if|unless|suppose|supposing|as though|might have|could have|should have|would have|wish\w*)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:no|not|never|without|nor|hardly)\W+(?:[\w’'-]+\W+){0,3}$|n['’]t (?:\w+ ){0,3}$")


def fine(prose: Prose, start: int, end: int) -> bool:
    """The phrase is told, or said by somebody, as a fact: no question, condition, denial or dream."""
    sentence = prose.sentence(start)
    words = prose.text[max(sentence.start, start - 300) : min(sentence.end, end + 300)]
    if _IF.search(words) or UNREAL.search(words):
        return False
    if (
        prose.text[end : sentence.end].rstrip("”\"'’ ").endswith("?")
        and "," not in prose.text[end : sentence.end]
    ):
        return False
    if prose.cues(start) & {Scope.IMAGINED}:
        return False
    return not _DENIED.search(prose.text[max(sentence.start, start - 50) : start])


def sentences_apart(prose: Prose, one: int, other: int) -> int:
    """How many sentences lie between two code points."""
    from detector.text.sentences import sentence_at

    return abs(sentence_at(prose.sentences, other) - sentence_at(prose.sentences, one))


def one_scene(between: str) -> bool:
    """No drawn break, heading or run of paragraphs that passes to another scene lies between."""
    return not re.search(r"\n\s*(?:\*|#|-{3}|—\s*\n|~|Chapter|CHAPTER|[IVX]+\.?\s*\n)", between)
