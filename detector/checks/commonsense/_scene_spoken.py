"""What a speaker says of himself, for scene rules that hold a person to his word."""

from __future__ import annotations

import re

from detector.checks.commonsense._prose import Prose
from detector.checks.commonsense._scene_person import Who
from detector.checks.commonsense._speakers import Speakers
from detector.text.cued import Cued
from detector.text.entities import NARRATOR, read_entities
from detector.text.story import StoryDoc

_LIE = Cued(
    r"\b(?:lied|lie|lies|lying|liar|pretend\w*|joke\w*|teas\w+|bluff\w*|claim\w*|swor[en]|insist\w*|boast\w*|perhaps|maybe)\b",
    re.IGNORECASE,
)
_FIRST = re.compile(r"(?:I|my|My|me)\b")


def speaker_of(story: StoryDoc, prose: Prose, found: re.Match[str]) -> Who | None:
    """The speaker, where the words stand in speech, are about *I*, and nothing hints at a lie."""
    groups = found.groupdict()
    said = next((groups[name] for name in ("who", "whose", "whom") if groups.get(name)), "")
    if not prose.quoted(*found.span()) or not _FIRST.fullmatch(said):
        return None
    if "?" in found[0] or _LIE.search(prose.around(found.start())):
        return None
    entity = story.reading(Speakers).at(found.start())
    if entity is None:
        return None
    return who_of(story, entity)


def who_of(story: StoryDoc, entity: int) -> Who | None:
    """A known entity as patterns: its name, its gender."""
    entities = story.reading(read_entities)
    one = entities.entities[entity]
    if one.lemma == NARRATOR:
        return Who("", "i", entity)
    names = [entities.mentions[i] for i in one.mentions if entities.mentions[i].kind == "name"]
    words = {word for mention in names for word in story.text[mention.start : mention.end].split()}
    parts = sorted(re.escape(word) for word in words if len(word) > 2 and word[0].isupper())
    gender = one.gender if one.gender in ("he", "she") else ""
    if not parts and not gender:
        return None
    return Who(f"(?:{'|'.join(parts)})" if parts else "", gender, entity)


def same_speaker(story: StoryDoc, offset: int, entity: int | None) -> bool:
    """Whether the quotation at the offset is that person's."""
    return entity is not None and story.reading(Speakers).at(offset) == entity


def is_narrator(story: StoryDoc, entity: int | None) -> bool:
    """Whether the entity is the *I* that tells the story."""
    return entity is not None and story.reading(read_entities).entities[entity].lemma == NARRATOR
