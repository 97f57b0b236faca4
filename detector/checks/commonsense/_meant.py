"""Whether a phrase is meant of matter: told as fact, no image, no magic."""

from __future__ import annotations

import re
from bisect import bisect_right

from detector.checks.commonsense._prose import Prose, plainly_told
from detector.text.clauses import Clause, read_clauses
from detector.text.cued import Cued
from detector.text.scope import Scope
from detector.text.story import StoryDoc

_LIKE = re.compile(
    r"\b(?:like|as|colou?r of|smell of|scent of|taste of|shade of|hue of|sound of|looked|seemed|felt|"
    r"imitation|fake|so-called|painted|picture of|image of|drawing of|photograph of|painting of|toy|model)\b"
    r"[^.!?\n;]{0,30}$",
    re.IGNORECASE,
)
_THE = re.compile(r"(?:the|his|her|their|it|he|she|they)\b", re.IGNORECASE)
_MAGIC = Cued(
    r"\b(?:magic\w*|enchant\w*|spell|spells|curs(?:e|ed|es)|transmut\w+|alchem\w+|petrif\w+|wizard\w*|"
    r"witch\w*|"
    r"sorcer\w+|fairy|fairies|wand|mechanical|clockwork|nanites?|impossibl[ey]|miracle|miraculous\w*|"
    r"surreal\w*|"
    r"somehow|inexplicabl[ey]|illusion|hologra\w+|simulat\w+|glitch\w*|phantom|ghostly|spectral|papier|"
    r"hollow|"
    r"turned (?:in)?to (?:stone|glass|wood|iron|metal|gold|ash)|transform\w+|prank|trick|props?|dream\w*|"
    r"metaphor\w*|wish\w*|pretend\w*|cartoon\w*|(?:zero|anti|no|without|artificial|low)[- ]gravity|"
    r"upside[- ]down|"
    r"reversed|inverted|planet|colony|another world)\b",
    re.IGNORECASE,
)
_UNTOLD = frozenset(
    {Scope.IMAGINED, Scope.CONDITIONAL, Scope.MODAL, Scope.UNREALISED, Scope.FIGURATIVE, Scope.QUESTION}
)


def meant(story: StoryDoc, prose: Prose, start: int, end: int, *, around: int = 1) -> bool:
    """The narrator tells the phrase as fact of a world in which matter behaves.

    Args:
        story: The story.
        prose: Its view.
        start: First code point of the phrase.
        end: One past its last.
        around: How many sentences on either side may not speak of magic.
    """
    if not plainly_told(prose, start, end):
        return False
    before = prose.text[max(prose.sentence(start).start, start - 60) : start]
    if _THE.match(prose.text, start) and before.endswith(" as "):
        before = before[:-4]  # a conjunction
    if _LIKE.search(before):
        return False
    return not _MAGIC.search(prose.around(start, around, around))


def scopes_at(story: StoryDoc, start: int, end: int) -> frozenset[Scope]:
    """How the clauses that touch the span are meant, by the parse."""
    clauses: tuple[Clause, ...] = story.reading(read_clauses)
    at = bisect_right(clauses, start, key=lambda clause: clause.start)
    found: set[Scope] = set()
    for clause in clauses[max(0, at - 6) : at + 3]:
        if clause.start < end and start < clause.end:
            found |= clause.scopes
    return frozenset(found)


def doubtful(story: StoryDoc, start: int, end: int) -> list[str]:
    """The scopes at the span that make it no plain statement, for a candidate's evidence."""
    return sorted(scope.value for scope in scopes_at(story, start, end) & _UNTOLD)
