"""Repairs of the teacher's reading that grammar or the lexicon decides, whatever the treebank's habits.

An invariant past ("she put") under a third-person subject is a past, not a base form; so it is under any
other subject where the paragraph is told in the past. "Turned on the TV" and "put on the coat" have a
particle and an object.
"""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

INVARIANT = frozenset(
    "put cut read set let hit shut spread cost hurt quit split burst cast thrust beat bet shed slit".split()
)
THIRD = frozenset("he she it this that who which everyone everybody nobody someone no-one".split())
OBLIQUE = frozenset("him her them me us".split())
CAUSES = frozenset(
    "let make makes made see saw seen watch watched hear heard help helped have had feel felt".split()
)
PAST = "Mood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin"
PLURAL_PAST = "Mood=Ind|Number=Plur|Person={}|Tense=Past|VerbForm=Fin"
PERSONS = {"i": "Mood=Ind|Number=Sing|Person=1|Tense=Past|VerbForm=Fin", "we": PLURAL_PAST.format(1)}
DEVICES = frozenset(
    "tv television lamp lamps light lights radio engine stove oven heater heating headlights torch fan "
    "kettle flashlight computer laptop monitor screen machine music tap faucet alarm shower water gas "
    "power".split()
)
CLOTHES = frozenset(
    "coat jacket hat cap shirt shoes boots dress glove gloves socks robe cloak apron helmet mask scarf "
    "sweater glasses spectacles trousers pants shawl slippers uniform suit armor armour sandals".split()
)
SWITCHES = {"turn": DEVICES, "switch": DEVICES, "flick": DEVICES, "flip": DEVICES, "click": DEVICES}
WEARS = dict.fromkeys(("put", "putt", "pull", "slip", "throw"), CLOTHES)
STEMS = ("s", "ed", "ped", "ing", "ping", "es")
OBJECTS = {
    **{verb + end: nouns for verb, nouns in (SWITCHES | WEARS).items() for end in ("", *STEMS)},
    "threw": CLOTHES,
}


def mend_tense(row: Row) -> int:
    """Give invariant pasts their tense; returns how many."""
    told, now = row["tags"].count("VBD"), sum(tag in ("VBZ", "VBP") for tag in row["tags"])
    mended = 0
    for at, word in enumerate(row["words"]):
        if word.lower() not in INVARIANT or row["pos"][at] != "VERB" or row["tags"][at] not in ("VB", "VBP"):
            continue
        children = [child for child, head in enumerate(row["heads"]) if head == at and child != at]
        deps = {row["deps"][child]: child for child in children}
        if any(dep.startswith("aux") for dep in deps) or "nsubj" not in deps or deps["nsubj"] > at:
            continue
        if any(row["words"][child].lower() == "to" for child in children):
            continue
        subject, over = deps["nsubj"], row["words"][row["heads"][at]].lower()
        name = row["words"][subject].lower()
        if name in OBLIQUE or (row["deps"][at] == "ccomp" and over in CAUSES):
            continue
        single = name in THIRD or row["tags"][subject] in ("NN", "NNP")
        if any(row["deps"][child] == "conj" and row["heads"][child] == subject for child in range(at)):
            single = False
        if single or told > now:
            row["tags"][at] = "VBD"
            row["feats"][at] = PAST if single else PERSONS.get(name, PLURAL_PAST.format(3))
            mended += 1
    return mended


def mend_particles(row: Row) -> int:
    """Make "on" and "off" of switches and clothes particles, and their nouns objects; returns how many."""
    mended = 0
    for at in range(1, len(row["words"])):
        noun, word = row["heads"][at], row["words"][at].lower()
        if word not in ("on", "off") or row["deps"][at] != "case" or row["deps"][noun] != "obl":
            continue
        verb = row["heads"][noun]
        fits = OBJECTS.get(row["words"][verb].lower(), ())
        taken = any(head == verb and row["deps"][child] == "obj" for child, head in enumerate(row["heads"]))
        if verb == at - 1 and noun > at and not taken and row["words"][noun].lower() in fits:
            row["heads"][at], row["deps"][at] = verb, "compound:prt"
            row["pos"][at], row["tags"][at], row["feats"][at] = "ADP", "RP", ""
            row["deps"][noun] = "obj"
            mended += 1
    return mended
