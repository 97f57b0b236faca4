"""Which mentions are the same one: entities, by head, modifiers, possessor, gender and number.

Rules in the spirit of the deterministic sieves of Lee et al., *Deterministic Coreference Resolution Based
on Entity-Centric, Precision-Ranked Rules* (Computational Linguistics 39, 2013): exact matches first, pronouns
last, and no link where something speaks against it. Every link has a quality, so that a check may ask for
sure ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from detector.text import people
from detector.text.mentions import Mention, find_mentions
from detector.text.story import StoryDoc
from detector.text.tokens import Tokens, read_tokens

NARRATOR = "narrator"
_PRONOUN_REACH = 3
_HEAD_REACH = 400
_COLOURS = frozenset(
    ("red blue green black white brown grey gray yellow golden silver purple orange pink").split()
)
_SIDES = frozenset(
    ("left right upper lower front back inner outer first second third last north south east west").split()
)


@dataclass(slots=True)
class Entity:
    """One person or thing of the story.

    Attributes:
        id: Its number, in the order of first mentions.
        lemma: Head noun or name of the first mention that has one.
        gender: ``he``, ``she``, ``it`` or None.
        plural: A group.
        person: Somebody rather than something, as far as the words say.
        mentions: Indices into :attr:`Entities.mentions`, in order.
        modifiers: Every modifier any mention gave it.
        possessor: The entity it belongs to, where some mention says so.
        alone: No other entity of the story has its head noun (plural or singular).
    """

    id: int
    lemma: str
    gender: str | None
    plural: bool
    person: bool
    mentions: list[int] = field(default_factory=list)
    modifiers: set[str] = field(default_factory=set)
    possessor: int | None = None
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Entities:
    """The mentions of a story and what they refer to.

    Attributes:
        mentions: All of them, in order.
        entities: By id.
        of: Entity id of each mention; -1 where none could be told (a pronoun without a candidate).
        quality: How sure each link is: 1 a first mention or the same name, 0.9 the same noun and modifiers,
            0.7 the same noun, 0.5 a pronoun with one candidate, 0.3 one of several.
        by_head: Mention by its head token.
    """

    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]
    of: tuple[int, ...]
    quality: tuple[float, ...]
    by_head: dict[int, int]

    def entity_at(self, head: int) -> Entity | None:
        """The entity that the noun or pronoun at this token refers to."""
        index = self.by_head.get(head)
        if index is None or self.of[index] < 0:
            return None
        return self.entities[self.of[index]]

    def mention_at(self, head: int) -> Mention | None:
        """The mention whose head this token is."""
        index = self.by_head.get(head)
        return None if index is None else self.mentions[index]

    def quality_at(self, head: int) -> float:
        """How sure the mention at this token is linked; 0 where there is none."""
        index = self.by_head.get(head)
        return 0.0 if index is None else self.quality[index]


def read_entities(story: StoryDoc) -> Entities:
    """The people and things of a story; for ``StoryDoc.reading``."""
    tokens = story.reading(read_tokens)
    return _Linker(tokens, find_mentions(tokens)).link()


class _Linker:
    """Goes through the mentions once and keeps what has been introduced."""

    def __init__(self, tokens: Tokens, mentions: list[Mention]) -> None:
        self.tokens, self.mentions = tokens, mentions
        self.entities: list[Entity] = []
        self.by_lemma: dict[str, list[int]] = {}
        self.of = [-1] * len(mentions)
        self.quality = [0.0] * len(mentions)
        self.recent: list[int] = []
        self.head_to_mention = {m.head: m.index for m in mentions}
        self.narrator: int | None = None

    def link(self) -> Entities:
        for mention in self.mentions:
            if mention.kind == "pronoun":
                entity, quality = self._pronoun(mention)
            elif mention.kind == "name":
                entity, quality = self._name(mention)
            else:
                entity, quality = self._noun(mention)
            self.of[mention.index], self.quality[mention.index] = entity, quality
            if entity >= 0:
                self._add(entity, mention)
        for ids in self.by_lemma.values():
            for i in ids:
                self.entities[i].alone = len(ids) == 1
        return Entities(
            tuple(self.mentions),
            tuple(self.entities),
            tuple(self.of),
            tuple(self.quality),
            self.head_to_mention,
        )

    def _add(self, entity: int, mention: Mention) -> None:
        known = self.entities[entity]
        known.mentions.append(mention.index)
        known.modifiers |= mention.modifiers
        if known.gender is None or (known.gender == "it" and mention.gender in ("he", "she")):
            known.gender = mention.gender
        if mention.gender in ("he", "she"):
            known.person = True
        owner = self._owner(mention)
        if owner is not None and known.possessor is None:
            known.possessor = owner
        if self.recent and self.recent[-1] == mention.index:
            return
        self.recent.append(mention.index)

    def _new(self, mention: Mention) -> int:
        entity = Entity(
            len(self.entities),
            mention.lemma,
            mention.gender,
            mention.plural,
            mention.kind == "name" or mention.gender in ("he", "she") or people.is_person(mention.lemma),
        )
        self.entities.append(entity)
        self.by_lemma.setdefault(mention.lemma, []).append(entity.id)
        return entity.id

    def _owner(self, mention: Mention) -> int | None:
        if mention.possessor is None:
            return None
        index = self.head_to_mention.get(mention.possessor)
        return self.of[index] if index is not None and self.of[index] >= 0 else None

    def _name(self, mention: Mention) -> tuple[int, float]:
        words = set(mention.lemma.split())
        for i in reversed(self.by_lemma.get(mention.lemma, [])):
            if self._is_name(self.entities[i]):
                return i, 1.0
        for entity in reversed(self.entities):
            if (
                self._is_name(entity)
                and words & set(entity.lemma.split())
                and _agree(entity.gender, mention.gender)
            ):
                ours, theirs = mention.lemma.split(), entity.lemma.split()
                if len(ours) == 1 or len(theirs) == 1:
                    return entity.id, 0.9
        return self._new(mention), 1.0

    def _is_name(self, entity: Entity) -> bool:
        return self.mentions[entity.mentions[0]].kind == "name" if entity.mentions else False

    def _noun(self, mention: Mention) -> tuple[int, float]:
        named = self._called(mention)
        if named is not None:
            return named, 0.9
        if not mention.definite or mention.other:
            return self._new(mention), 1.0
        owner = self._owner(mention)
        fits: list[tuple[float, int]] = []
        for i in reversed(self.by_lemma.get(mention.lemma, [])):
            entity = self.entities[i]
            if entity.plural != mention.plural or self._far(entity, mention):
                continue
            if owner is not None and entity.possessor is not None and owner != entity.possessor:
                continue
            if _clash(entity.modifiers, mention.modifiers):
                continue
            same = mention.modifiers <= entity.modifiers
            fits.append((0.9 if same else 0.7, i))
        if not fits:
            return self._new(mention), 1.0
        best = max(quality for quality, _ in fits)
        chosen = next(i for quality, i in fits if quality == best)
        return chosen, best if len(fits) == 1 else 0.6

    def _called(self, mention: Mention) -> int | None:
        """A known name that the tagger took for a noun."""
        if mention.determiner or not self.tokens.title[mention.head]:
            return None
        return next(
            (e.id for e in self.entities if self._is_name(e) and mention.lemma in e.lemma.split()), None
        )

    def _far(self, entity: Entity, mention: Mention) -> bool:
        last = self.mentions[entity.mentions[-1]] if entity.mentions else mention
        return mention.sentence - last.sentence > _HEAD_REACH

    def _pronoun(self, mention: Mention) -> tuple[int, float]:
        if mention.lemma in people.I:
            if mention.quoted:
                return -1, 0.0
            if self.narrator is None:
                self.narrator = self._new(mention)
                self.entities[self.narrator].lemma, self.entities[self.narrator].person = NARRATOR, True
            return self.narrator, 1.0
        if mention.lemma in people.WE | people.YOU:
            return -1, 0.0
        seen: list[int] = []
        for index in reversed(self.recent[-80:]):
            other = self.mentions[index]
            if mention.sentence - other.sentence > _PRONOUN_REACH or len(seen) > 3:
                break
            entity = self.entities[self.of[index]]
            if entity.id in seen or entity.id == self.narrator or not self._may(mention, other, entity):
                continue
            seen.append(entity.id)
        if not seen:
            return -1, 0.0
        if len(seen) == 1:
            return seen[0], 0.5
        return self._subject_first(mention, seen), 0.3

    def _may(self, mention: Mention, other: Mention, entity: Entity) -> bool:
        if mention.quoted != other.quoted and mention.gender == "it":
            return False
        if mention.lemma in people.THEY:
            return entity.plural
        if entity.plural:
            return False
        if mention.gender == "it":
            thing = not entity.person and entity.gender in ("it", None) and other.kind != "name"
            return thing and not people.nothing(entity.lemma)
        alive = entity.person or entity.gender == mention.gender or people.animate(entity.lemma)
        return alive and _agree(entity.gender, mention.gender)

    def _subject_first(self, mention: Mention, candidates: list[int]) -> int:
        """Of several, the last one that was a subject (Grosz et al., 1995: subjects are likelier centres)."""
        for index in reversed(self.recent[-80:]):
            other = self.mentions[index]
            if self.of[index] in candidates and self.tokens.dep[other.head] in ("nsubj", "nsubj:pass"):
                return self.of[index]
        return candidates[0]


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _clash(one: set[str], other: frozenset[str]) -> bool:
    """Two of one kind that exclude each other: the red and the blue one, the left and the right."""
    for kind in (_COLOURS, _SIDES):
        ours, theirs = one & kind, other & kind
        if ours and theirs and not ours & theirs:
            return True
    return False
