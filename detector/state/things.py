"""Which nouns an event can befall."""

from __future__ import annotations

from functools import lru_cache

from detector.lexicon import noun
from detector.text.people import PERSON

_POWERED = frozenset(("device", "machine", "vehicle", "light", "timepiece"))
_EDIBLE = frozenset(("food", "drink"))
_BASINS = frozenset(
    ("fountain", "pool", "well", "millpond", "pond", "tank", "moat", "cistern", "trough", "bathtub")
)
_MADE = frozenset(("artefact", "food", "plant_part"))
_GOODS = frozenset(
    ("artefact", "food", "plant_part", "animal", "plant", "jewellery", "instrument", "vehicle", "boat")
)
_NOT = frozenset("abstract body_part person place spirit substance celestial landform water_body".split())


@lru_cache(maxsize=4096)
def can_befall(lemma: str, things: str) -> float:
    """How far a noun may be what a frame speaks of: 1 for certain, 0.5 where it is not known, 0 never.

    Args:
        lemma: A singular noun or a name.
        things: ``artefact``, ``goods``, ``food``, ``container``, ``light``, ``basin``, ``device`` or
            ``living``.
    """
    entry = noun(lemma)
    if things == "living":
        if entry is None:
            return 1.0 if lemma in PERSON else 0.0
        return 1.0 if entry.kinds & {"person", "animal"} else 0.0
    if things == "basin":
        return 1.0 if lemma in _BASINS or (entry is not None and "water_body" in entry.kinds) else 0.0
    if entry is None and things in ("food", "container", "light"):
        return 0.0
    if entry is None:
        return 0.0 if lemma in PERSON else 0.5
    if things == "food":
        return 1.0 if entry.kinds & _EDIBLE else 0.0
    if things == "container":
        return 1.0 if "container" in entry.kinds or entry.holds == "liquid" else 0.0
    if things == "light":
        return 1.0 if entry.kinds & {"light"} or lemma in ("fire", "flame", "campfire") else 0.0
    if things == "device":
        return 1.0 if entry.powered or entry.kinds & _POWERED else 0.0
    if things == "goods" and entry.kinds & _GOODS:
        return 1.0 if not entry.kinds & (_NOT - {"body_part"}) else 0.5
    if entry.kinds & _MADE:
        return 0.5 if entry.kinds & _NOT else 1.0
    return 0.0 if entry.kinds & _NOT else 0.5
