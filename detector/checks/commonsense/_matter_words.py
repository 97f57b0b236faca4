"""What the noun lexicon says of a thing in a clause: whether it is heavy, soft, hard, icy or large."""

from __future__ import annotations

from functools import cache

from detector.checks.commonsense._stuff import settled
from detector.lexicon import noun
from detector.lexicon.materials import material_of_word
from detector.text.arguments import Argument
from detector.text.tokens import Tokens

_HARD = frozenset("iron steel stone brass metal glass ceramic wood bone".split())
_HARD_THINGS = frozenset(
    (
        "bar lock padlock chain rock stone boulder log trunk oak plank beam wall anvil armour armor shackle "
        "bolt girder pillar rail railing manacle safe gate door post table"
    ).split()
)
_SOFT_THINGS = frozenset(
    (
        "butter feather paper cheese wool sponge ribbon jelly cotton pudding banana custard cushion pillow "
        "handkerchief petal sock scarf noodle marshmallow lard dough cream moss cobweb blancmange curd "
        "mitten glove slipper tissue napkin blanket porridge trifle"
    ).split()
)
_PIECES = frozenset("edge corner side end tip piece slice pat lump wedge stick block bit strip".split())
_LIGHT_MODIFIERS = frozenset(
    (
        "toy paper rubber inflatable plastic wooden foam hollow model painted cork balloon chocolate sugar "
        "stuffed cardboard papier-mâché polystyrene miniature tiny little pumice fake mock false prop "
        "balsa empty straw marzipan gingerbread knitted magic enchanted ghostly phantom burning "
        "oak pine woollen cloth canvas cartoon wicker"
    ).split()
)
_ICY = frozenset("snowman icicle snowball snowflake ice igloo iceberg sorbet".split())
_ICY_MODIFIERS = frozenset("ice icy snow frozen".split())
_NOT_ICE = frozenset(
    "water cream skate skater pick age fisherman shoe house storm plough wagon cap suit".split()
)
_MELTS_IN_TEA = frozenset("sugar salt butter chocolate candy sweet toffee ice snow wax cheese".split())


def modifiers(tokens: Tokens, head: int) -> frozenset[str]:
    """The words before the head of a noun phrase, in small letters."""
    return frozenset(
        tokens.lower[i]
        for i in tokens.children[head]
        if i < head and tokens.dep[i] in ("amod", "compound", "nmod:desc", "nummod", "nmod")
    )


@cache
def _material_family(word: str) -> str | None:
    material = material_of_word().get(word)
    if material is None and word.endswith(("-wood", "wood")):
        return "wood"
    return None if material is None else material.family


def named_materials(words: frozenset[str]) -> frozenset[str]:
    """The families of materials that words of a phrase name (``ash-wood`` is wood)."""
    return frozenset(family for word in words if (family := _material_family(word)))


@cache
def families(lemma: str) -> frozenset[str]:
    """The families of materials that a bare noun settles; empty where it may be anything."""
    return frozenset(material.family for material in settled(lemma))


def has_body(tokens: Tokens, head: int) -> bool:
    """The lexicon knows the noun as something that can be touched."""
    known = noun(tokens.lemma[head])
    return known is not None and "abstract" not in known.kinds and bool(known.form or known.size)


def is_heavy(tokens: Tokens, head: int) -> bool:
    """It is hard and sinks, whatever it is made of: an anvil, a brick, a gravestone."""
    known = noun(tokens.lemma[head])
    if known is None or known.floats != "no" or known.form != "rigid" or known.senses > 1 or known.alive:
        return False
    if known.size is None or known.size[1] < 15 or modifiers(tokens, head) & _LIGHT_MODIFIERS:
        return False
    made = families(tokens.lemma[head])
    return bool(made) and made <= {"iron", "brass", "lead", "stone", "metal", "gold", "silver", "ceramic"}


def is_soft(tokens: Tokens, head: int) -> bool:
    """Nothing can be cut or driven with it: butter, a feather, a sponge, the edge of a cheese."""
    words = modifiers(tokens, head)
    if "frozen" in words or named_materials(words) & {"iron", "brass", "stone", "glass"}:
        return False
    if tokens.lemma[head] in _SOFT_THINGS:
        return True
    if tokens.lemma[head] in _PIECES:
        inner = tokens.child(head, "nmod")
        return inner is not None and tokens.lemma[inner] in _SOFT_THINGS and is_soft(tokens, inner)
    return False


def is_hard(tokens: Tokens, head: int) -> bool:
    """Of metal, stone, glass or wood, by its own words or by what the noun settles."""
    named = named_materials(modifiers(tokens, head))
    if named:
        return bool(named & _HARD)
    lemma = tokens.lemma[head]
    return lemma in _HARD_THINGS or (bool(families(lemma)) and families(lemma) <= _HARD)


def is_stony(tokens: Tokens, head: int) -> bool:
    """Brick, stone, glass, pottery: it neither bends nor melts in what people drink."""
    words, lemma = modifiers(tokens, head), tokens.lemma[head]
    if words & (_LIGHT_MODIFIERS | _MELTS_IN_TEA) or lemma in _MELTS_IN_TEA:
        return False
    named = named_materials(words)
    if named:
        return named <= {"stone", "ceramic", "glass"}
    known = noun(lemma)
    if known is None or known.form != "rigid" or known.senses > 1 or known.alive:
        return False
    return bool(families(lemma)) and families(lemma) <= _UNBENDING


_UNBENDING = frozenset("stone ceramic glass iron brass concrete gold silver lead".split())


def is_icy(tokens: Tokens, head: int) -> bool:
    """Of ice or snow: a snowman, an icicle, an ice swan."""
    lemma = tokens.lemma[head]
    if lemma in _NOT_ICE:
        return False
    return lemma in _ICY or bool(modifiers(tokens, head) & {"ice", "snow"})


def least_size(tokens: Tokens, head: int) -> float | None:
    """The least length of a thing in centimetres, where no word before it makes it small or a model."""
    known = noun(tokens.lemma[head])
    if known is None or known.size is None or known.senses > 1 or modifiers(tokens, head) & _LIGHT_MODIFIERS:
        return None
    return known.size[0]


def word(tokens: Tokens, argument: Argument | None) -> str:
    """The lemma of an argument's head; empty without one."""
    return "" if argument is None else tokens.lemma[argument.head]
