"""The frames of the tracker, from ``corpora/lexicon/frames/*.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from detector.resources import resource

#: Verbs with which a state is said of the subject (*lay dead*), of the object (*knocked him unconscious*),
#: of what is left (*nothing remained of it*).
STAYS = frozenset("lie fall collapse lay remain stay sit hang stand go".split())
KNOCKS = frozenset("knock find leave render shoot strike beat".split())
LEFT = frozenset(("remain", "leave", "survive", "be", "exist"))


@dataclass(frozen=True, slots=True)
class Roles:
    """Verbs by the role that the thing has in their clause.

    Attributes:
        patient: Verbs whose object (or passive subject) it is; particles belong to the lemma (``put on``).
        subject: Verbs whose subject it is.
        places: Verb → prepositions whose complement it is.
        own: The same, where the other end is the subject's own body or bag.
        not_with: Verbs that it may be the instrument of; None where instruments are not ruled out.
    """

    patient: frozenset[str] = frozenset()
    subject: frozenset[str] = frozenset()
    places: Mapping[str, frozenset[str]] = field(default_factory=dict)
    own: Mapping[str, frozenset[str]] = field(default_factory=dict)
    not_with: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """One kind of state.

    Attributes:
        name: ``destroyed``, ``gone`` …
        code: The check whose finding it is.
        say: How an explanation says it (``is destroyed``).
        things: What it can befall: ``artefact``, ``device`` or ``living``.
        near: Sentences after which it may have passed by itself; None for never.
        loser: Whether only the one who lost it is ruled out.
        weak: Whether it often passes unsaid: no check stands by such a conflict.
        by_noun: Whether the fact is about any thing of that name, not one entity.
        event: Words of the events that bring it about, by their role.
        place: Verb → nouns of the places it ends in.
        subject_place: The same of a verb's subject (*it rolled into the drain*).
        after: Verb → prepositions whose complement it befalls (*did away with it*).
        idioms: Verb → objects with which it befalls the subject (*breathed his last*).
        ruled_out: What can no longer be.
        restores: Verbs that undo it.
        restoring: Nouns that speak of it being undone.
        spared: Nouns that the events are not meant of (*broke the silence*).
        spares: Verbs that go with such a thing all the same (*missed the lost ring*); None where only what is
            named as ruled out contradicts.
    """

    name: str
    code: str
    say: str
    things: str
    near: int | None
    loser: bool
    weak: bool
    by_noun: bool
    event: Mapping[str, frozenset[str]]
    place: Mapping[str, frozenset[str]]
    subject_place: Mapping[str, frozenset[str]]
    after: Mapping[str, frozenset[str]]
    idioms: Mapping[str, frozenset[str]]
    ruled_out: Roles
    restores: frozenset[str]
    restoring: frozenset[str]
    spared: frozenset[str]
    spares: frozenset[str] | None

    def verbs(self, role: str) -> frozenset[str]:
        """The event's words of one role; empty where it has none."""
        return self.event.get(role, frozenset())


@cache
def frames() -> tuple[Frame, ...]:
    """All frames, file by file in the files' order.

    Raises:
        ResourceError: The folder is missing (a damaged installation).
    """
    import yaml

    files = sorted(resource("corpora/lexicon/frames").glob("*.yml"))
    data = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files]
    return tuple(_frame(name, entry) for frames_of in data for name, entry in frames_of.items())


@cache
def _by_verb() -> dict[str, tuple[Frame, ...]]:
    """The frames that a verb may set going, in their order; verbs that are in no frame are left out."""
    found: dict[str, list[Frame]] = {}
    for frame in frames():
        for verb in _verbs_of(frame):
            found.setdefault(verb, []).append(frame)
    return {verb: tuple(some) for verb, some in found.items()}


def _verbs_of(frame: Frame) -> set[str]:
    found = {word for words in frame.event.values() for word in words}
    found |= {
        *frame.place,
        *frame.subject_place,
        *frame.idioms,
        *(verb.split(" ")[0] for verb in frame.after),
    }
    if frame.verbs("is") and frame.code != "C12":
        found |= STAYS | (KNOCKS if frame.things == "living" else frozenset())
    if frame.verbs("left_in"):
        found |= {"be", "hang", "sit", "stand", "go", "end"}
    return found | (LEFT if frame.verbs("pieces") else set()) | ({"run"} if frame.verbs("fuel") else set())


def frames_of(lemma: str, verb: str) -> tuple[Frame, ...]:
    """The frames whose event names a clause's verb, in the order of :func:`frames`.

    Args:
        lemma: The clause's verb with its particle (``throw away``).
        verb: Its first word.
    """
    whole, first = _by_verb().get(lemma, ()), _by_verb().get(verb, ())
    if whole is first or not first or not whole:
        return whole or first
    names = {frame.name for frame in (*whole, *first)}
    return tuple(frame for frame in frames() if frame.name in names)


def _words(text: object) -> frozenset[str]:
    return frozenset(word.replace("_", " ") for word in str(text or "").split())


def _phrases(text: object) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in str(text or "").split(",") if phrase.strip())


def _prepositions(text: object) -> dict[str, frozenset[str]]:
    pairs = (item.split(":") for item in str(text or "").split())
    return {verb.replace("_", " "): frozenset(where.split(",")) for verb, where in pairs}


def _frame(name: str, entry: dict[str, Any]) -> Frame:
    event, ruled = entry["event"], entry["ruled_out"]
    words = {
        key: _words(value)
        for key, value in event.items()
        if isinstance(value, str) and key not in ("with", "object")
    }
    for key in ("particles", "pieces_particles", "subject_particles"):
        words[key] = _phrases(event.get(key))
    return Frame(
        name=name,
        code=entry["code"],
        say=entry["say"],
        things=entry["things"],
        near=entry.get("near"),
        loser=bool(entry.get("loser")),
        weak=bool(entry.get("weak")),
        by_noun=bool(entry.get("by_noun")),
        event=words,
        place={verb: _words(nouns) for verb, nouns in event.get("place", {}).items()},
        subject_place={verb: _words(nouns) for verb, nouns in event.get("subject_place", {}).items()},
        after=_prepositions(event.get("with")),
        idioms=_prepositions(event.get("object")),
        ruled_out=Roles(
            patient=_words(ruled.get("patient")) | _phrases(ruled.get("particles")),
            subject=_words(ruled.get("subject")),
            places=_prepositions(ruled.get("places")),
            own=_prepositions(ruled.get("own")),
            not_with=_words(ruled["with"]) if "with" in ruled else None,
        ),
        restores=_words(entry["restores"]["verbs"]),
        restoring=_words(entry["restores"]["nouns"]),
        spared=_words(entry.get("spared")),
        spares=_words(entry["spares"]) if "spares" in entry else None,
    )
