"""Who a scene rule speaks of: the words for the person as subject, owner and object."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detector.checks.commonsense._prose import Prose
from detector.text.entities import read_entities
from detector.text.people import FEMALE, MALE, gender, is_person
from detector.text.story import StoryDoc
from detector.text.tokens import read_tokens

_FORMS = {
    "he": ("[Hh]e", "[Hh]is", "him"),
    "she": ("[Ss]he", "[Hh]er", "her"),
    "i": ("I", "[Mm]y", "me"),
}
_OF = {"he": "he", "his": "he", "him": "he", "she": "she", "her": "she", "i": "i", "my": "i", "me": "i"}
_PRONOUN = re.compile(r"\b(?:he|she|his|her|him)\b", re.IGNORECASE)
_CAPITAL = re.compile(r"(?<=[a-z,;] )[A-Z][a-zà-ÿ]{2,}")
_PLACED = re.compile(
    r"\b(?:in|at|to|from|of|near|towards?|through|across|on|for|over|by)(?: the)? $", re.IGNORECASE
)
_MAN = re.compile(rf"\b(?:the|a|an|his|her|my) (?:[a-z]+ )?(?:{'|'.join(sorted(MALE))})\b", re.IGNORECASE)
_WOMAN = re.compile(rf"\b(?:the|a|an|his|her|my) (?:[a-z]+ )?(?:{'|'.join(sorted(FEMALE))})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Who:
    """A person as patterns.

    Attributes:
        name: As named, as a pattern; empty where only a pronoun is.
        gender: ``he``, ``she``, ``i`` or empty.
        entity: Its id in the story's entities, or None.
    """

    name: str
    gender: str
    entity: int | None

    def fill(self, pattern: str) -> str:
        """``{who}``, ``{own}`` and ``{whom}`` of a pattern, by this person's words."""
        subject, own, whom = _FORMS.get(self.gender, ("(?!)", "(?!)", "(?!)"))
        if self.name:
            subject, own, whom = f"{self.name}|{subject}", f"{self.name}[’']s|{own}", f"{self.name}|{whom}"
        return (
            pattern.replace("{who}", rf"(?:\b(?:{subject}))")
            .replace("{own}", rf"(?:\b(?:{own}))")
            .replace("{whom}", rf"(?:\b(?:{whom}))")
        )

    def other_between(self, between: str) -> bool:
        """Somebody else whom the pronoun could mean enters in between."""
        if self.gender == "i":
            return False
        someone = _MAN if self.gender == "he" else _WOMAN
        mine = re.compile(self.name) if self.name else None
        names = [
            hit[0]
            for hit in _CAPITAL.finditer(between)
            if not (mine and mine.search(hit[0]))
            and not _PLACED.search(between[max(0, hit.start() - 14) : hit.start()])
            and gender(hit[0].lower(), name=True) in (None, self.gender)
        ]
        roles = [hit[0] for hit in someone.finditer(between) if not (mine and mine.search(hit[0]))]
        return bool(names or roles)


def who_is(story: StoryDoc, prose: Prose, found: re.Match[str]) -> Who | None:
    """The person that a match of ``said`` names; None where it is no person."""
    groups = found.groupdict()
    group = next((name for name in ("who", "whom", "whose") if groups.get(name)), None)
    if group is None:
        return Who("", "", None)
    words = re.sub(r"[’']s$", "", found[group])
    entities, tokens = story.reading(read_entities), story.reading(read_tokens)
    head = tokens.at(found.start(group) + len(words) - 1)
    entity = entities.entity_at(head)
    one = None if entity is None else entity.id
    if words.lower() in _OF:
        return Who("", _OF[words.lower()], one)
    last = words.split()[-1]
    if words[:4].lower() in ("the ", "his ", "her ") or words[:3].lower() == "my ":
        if not is_person(last):
            return None
        known = gender(last, name=False)
        own = words.split()[0].lower()
        name = rf"(?:[Tt]he|{own.capitalize()}|{own}) (?:[a-z]+ )?{re.escape(last)}"
    else:
        known = gender(words.split()[0].lower(), name=True)
        parts = [re.escape(part) for part in words.split() if len(part) > 2]
        name = rf"(?:{'|'.join([re.escape(words), *parts])})"
    if known not in ("he", "she"):
        known = entity.gender if entity is not None and entity.gender in ("he", "she") else None
    if known is None:
        following = _PRONOUN.search(prose.text, found.end(), min(len(prose.text), found.end() + 160))
        known = _OF[following[0].lower()] if following else ""
    return Who(name, known or "", one)
