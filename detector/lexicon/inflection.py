"""Plural and singular of English nouns, by rule and by a list of what the rules miss."""

from __future__ import annotations

#: Plural and singular, where no rule gives the singular or a rule gives a wrong one first.
_PAIRS = """
men man, women woman, children child, people person, brethren brother, feet foot, teeth tooth, geese goose,
mice mouse, lice louse, oxen ox, dice die, pence penny, cacti cactus, fungi fungus, nuclei nucleus, larvae
larva, algae alga, formulae formula, antennae antenna, vertebrae vertebra, nebulae nebula, bacteria
bacterium, strata stratum, phenomena phenomenon, criteria criterion, automata automaton, oases oasis, crises
crisis, axes axe, bases base, theses thesis, diagnoses diagnosis, indices index, appendices appendix,
matrices matrix, vertices vertex, vortices vortex, seraphim seraph, cherubim cherub, quizzes quiz,
passers-by passer-by, tableaux tableau, bureaux bureau, chateaux chateau, châteaux château, gateaux gateau,
plateaux plateau, halves half, calves calf, hooves hoof, knives knife, leaves leaf, lives life, loaves loaf,
scarves scarf, selves self, sheaves sheaf, shelves shelf, thieves thief, wives wife, wolves wolf, elves elf,
dwarves dwarf, wharves wharf, staves staff, kerchieves kerchief, turves turf, genii genie, does doe, shoes
shoe, toes toe
"""
_IRREGULAR: dict[str, str] = {pair.split()[0]: pair.split()[1] for pair in _PAIRS.split(",")}
#: Those that end longer words too: ``policemen``, ``bookshelves``.
_ENDINGS = tuple(
    plural for plural in _IRREGULAR if plural.endswith(("ves", "men", "children", "feet", "mice"))
)
_INVARIANT = ("ss", "us", "is")
_WITHIN = (" of ", " in ", " at ", "-of-", "-in-", "-at-")


def singulars(word: str) -> tuple[str, ...]:
    """What a lower-case noun may be the plural of: itself first, then likely singulars, best first.

    The part that is inflected is the last word, or the one before a preposition (``loaves of bread``).

    >>> singulars("fire axes")
    ('fire axes', 'fire axe', 'fire ax')
    """
    for joint in _WITHIN:
        before, found, after = word.partition(joint)
        if found:
            return tuple(f"{form}{joint}{after}" for form in singulars(before))
    before, space, last = word.rpartition(" ")
    return tuple(f"{before}{space}{form}" for form in _word(last))


def _word(word: str) -> tuple[str, ...]:
    forms = [word]
    irregular = _IRREGULAR.get(word)
    if irregular:
        forms.append(irregular)
    for plural in _ENDINGS:
        if word.endswith(plural) and len(word) > len(plural) + 2:
            forms.append(word[: -len(plural)] + _IRREGULAR[plural])
    if len(word) > 3 and word.endswith("s") and not word.endswith(_INVARIANT):
        if word.endswith("ies") and len(word) > 4:
            forms += [word[:-3] + "y", word[:-1]]
        elif word.endswith(("ches", "shes", "xes", "zes", "ses", "oes")):
            forms += [word[:-1], word[:-2]]
        else:
            forms.append(word[:-1])
    return tuple(dict.fromkeys(forms))
