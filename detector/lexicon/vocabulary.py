"""The closed vocabularies of the lexicon: the classes of nouns, the materials, and the values of a fact."""

from __future__ import annotations

from functools import cache

#: Every class and the classes right above it. All of them end in one of the six roots.
CLASSES: dict[str, tuple[str, ...]] = {
    "thing": (),
    "living": (),
    "place": (),
    "substance": (),
    "abstract": (),
    # things people make
    "artefact": ("thing",),
    "tool": ("artefact",),
    "weapon": ("artefact",),
    "firearm": ("weapon",),
    "ammunition": ("weapon",),
    "armour": ("artefact",),
    "container": ("artefact",),
    "vessel": ("container",),
    "bag": ("container",),
    "box": ("container",),
    "kitchenware": ("artefact",),
    "cutlery": ("kitchenware",),
    "furniture": ("artefact",),
    "seat": ("furniture",),
    "bed": ("furniture",),
    "clothing": ("artefact",),
    "footwear": ("clothing",),
    "headwear": ("clothing",),
    "jewellery": ("artefact",),
    "textile": ("artefact",),
    "cord": ("artefact",),
    "light": ("artefact",),
    "instrument": ("artefact",),
    "machine": ("artefact",),
    "device": ("machine",),
    "timepiece": ("artefact",),
    "vehicle": ("machine",),
    "boat": ("vehicle",),
    "aircraft": ("vehicle",),
    "document": ("artefact",),
    "stationery": ("artefact",),
    "artwork": ("artefact",),
    "toy": ("artefact",),
    "sports_gear": ("artefact",),
    "ritual_object": ("artefact",),
    "medical": ("artefact",),
    "toiletry": ("artefact",),
    "money": ("artefact",),
    "sign": ("artefact",),
    "fixture": ("artefact",),
    "component": ("artefact",),
    "structure": ("artefact",),
    "building": ("structure", "place"),
    "stock": ("artefact",),  # a piece of raw material: plank, sheet, ingot
    "debris": ("thing",),
    # things nobody made
    "natural_object": ("thing",),
    "mineral": ("natural_object",),
    "gem": ("mineral",),
    "celestial": ("natural_object",),
    "body_part": ("thing",),
    "animal_part": ("thing",),
    "plant_part": ("thing",),
    "food": ("thing",),
    "dish": ("food",),
    "baked": ("food",),
    "meat": ("food",),
    "fruit": ("food", "plant_part"),
    "vegetable": ("food", "plant_part"),
    # what is alive
    "plant": ("living", "thing"),
    "tree": ("plant",),
    "flower": ("plant",),
    "fungus": ("living", "thing"),
    "animal": ("living", "thing"),
    "mammal": ("animal",),
    "bird": ("animal",),
    "fish": ("animal",),
    "reptile": ("animal",),
    "amphibian": ("animal",),
    "insect": ("animal",),
    "invertebrate": ("animal",),
    "creature": ("animal",),  # of legend
    "person": ("living",),
    "kin": ("person",),
    "role": ("person",),
    "spirit": (),  # has no body, but acts
    # places
    "room": ("place",),
    "settlement": ("place",),
    "outdoors": ("place",),
    "landform": ("place", "natural_object"),
    "water_body": ("place", "natural_object"),
    "region": ("place",),
    # substances
    "liquid": ("substance",),
    "drink": ("liquid", "food"),
    "gas": ("substance",),
    "powder": ("substance",),
    "metal": ("substance",),
    "fabric": ("substance",),
    "solid": ("substance",),
    # what has no body
    "event": ("abstract",),
    "time": ("abstract",),
    "weather": ("abstract",),
    "sound": ("abstract",),
    "glow": ("abstract",),
    "feeling": ("abstract",),
    "quality": ("abstract",),
    "thought": ("abstract",),
    "speech": ("abstract",),
    "group": ("abstract",),
    "measure": ("abstract",),
    "shape": ("abstract",),
    "illness": ("abstract",),
}

_MATERIALS = (
    "wood bamboo wicker cork bark straw reed rope_fibre "
    "iron steel tin copper brass bronze pewter lead aluminium zinc silver gold platinum titanium chrome "
    "glass crystal ceramic porcelain clay brick concrete plaster stone marble slate gem pearl coral amber "
    "leather fur feather bone ivory horn shell hair flesh "
    "wool cotton linen silk velvet lace felt canvas cloth synthetic "
    "paper cardboard parchment plastic rubber foam wax soap ice snow earth sand salt "
    "food plant liquid gas chalk graphite carbon"
)
#: What a thing can be made of. A noun that lists none may be made of anything.
MATERIALS: frozenset[str] = frozenset(_MATERIALS.split())

#: Materials of which every ordinary thing burns in a fire, and those of which none does; the others may.
_BURNING = (
    "wood bamboo wicker cork bark straw reed rope_fibre feather cotton linen silk velvet lace felt canvas "
    "cloth synthetic paper cardboard parchment plastic foam wax rubber"
)
_FIREPROOF = (
    "iron steel tin copper brass bronze pewter lead aluminium zinc silver gold platinum titanium chrome "
    "glass crystal ceramic porcelain clay brick concrete plaster stone marble slate gem coral ice snow earth "
    "sand salt"
)
BURNING: frozenset[str] = frozenset(_BURNING.split())
FIREPROOF: frozenset[str] = frozenset(_FIREPROOF.split())

FORMS = ("rigid", "soft", "liquid", "gas", "powder")
ANSWERS = ("yes", "no", "depends")
NUMBERS = ("count", "mass", "plural")
POWERS = ("battery", "mains", "fuel", "none")
HOLDS = ("liquid", "small", "anything")


@cache
def lineage(name: str) -> frozenset[str]:
    """A class and all classes above it.

    >>> sorted(lineage("vessel"))
    ['artefact', 'container', 'thing', 'vessel']
    """
    return frozenset({name}.union(*(lineage(parent) for parent in CLASSES[name])))
