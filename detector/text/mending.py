"""What the parser gets wrong in fiction and the words themselves put right: verbs and names taken for nouns.

Only what cannot be otherwise is mended: *drank* is no noun, nothing but other adjectives stands between an
adjective and its noun, and a word written like a known name of the story is that name.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from detector.lexicon import noun
from detector.text import people
from detector.text.lemmas import verb_lemma

if TYPE_CHECKING:
    from detector.text.tokens import Tokens

# Pasts that are no other word.
_PASTS = frozenset(
    (
        "ate began blew broke brought built bought caught chose clung came crept dealt drank drew drove "
        "flew fled flung forbade forgot forgave froze gave got grew hid hung kept knelt knew laid leapt "
        "lent lost mistook met overcame paid rang rode rose ran said sang sank sat sewed shook shone "
        "shrank slid slung slept slew sold sought sped spent spun sprang stank stole stood strode strove "
        "stuck swam swept swore swung taught threw took told tore trod understood went wept withdrew woke "
        "won wore wove wrote wrung "
    ).split()
)
_NOMINAL = frozenset(("NOUN", "ADJ", "PROPN", "X", "ADV"))
_NAMELIKE = frozenset(("NOUN", "ADV", "ADJ", "X", "VERB", "INTJ"))
_CLAUSES = frozenset(("root", "conj", "ccomp", "parataxis"))
_PLACES = frozenset("nsubj nsubj:pass obj iobj obl obl:agent nmod nmod:poss conj appos vocative".split())


def mend(tokens: Tokens) -> None:
    """Put right tags and heads in place; one pass over the tokens."""
    names = _names(tokens)
    for i, word in enumerate(tokens.lower):
        pos, dep = tokens.pos[i], tokens.dep[i]
        if pos in _NOMINAL and word in _PASTS and not tokens.title[i]:
            _verb(tokens, i)
        elif tokens.title[i] and pos in _NAMELIKE and dep in _PLACES:
            if (word in names or people.gender(word, name=True)) and not _described(tokens, i):
                tokens.pos[i], tokens.tag[i], tokens.lemma[i] = "PROPN", "NNP", word
        elif pos == "VERB" and i and tokens.title[i - 1] and dep in _CLAUSES:
            _subject(tokens, i, names)
        elif word == "'s" and tokens.tag[i] == "POS":
            _owner(tokens, tokens.head[i], i)
        elif dep == "obj" and pos == "NOUN" and _two_objects(tokens, i):
            _compound(tokens, i)


def _names(tokens: Tokens) -> set[str]:
    """Words that are a name somewhere in the story, or always written as one and no noun that we know."""
    names: set[str] = set()
    arguments: set[str] = set()
    small: set[str] = set()
    times = Counter[str]()
    for i, word in enumerate(tokens.lower):
        if not tokens.title[i]:
            small.add(word)
            continue
        times[word] += 1
        if tokens.pos[i] == "PROPN":
            names.add(word)
        elif tokens.pos[i] in _NAMELIKE and tokens.dep[i] in _PLACES:
            arguments.add(word)
    unknown = (word for word in arguments - small if times[word] > 1 and word.isalpha())
    return names | {word for word in unknown if noun(word) is None}


def _two_objects(tokens: Tokens, i: int) -> bool:
    after = i + 1
    return (
        after < len(tokens)
        and tokens.dep[after] == "obj"
        and tokens.pos[after] == "NOUN"
        and tokens.head[i] == tokens.head[after]
    )


def _described(tokens: Tokens, i: int) -> bool:
    return any(tokens.dep[j] in ("det", "nmod:poss", "amod", "nummod") and j < i for j in tokens.children[i])


def _move(tokens: Tokens, i: int, head: int, dep: str) -> None:
    """Hang a token on another head, unless that made a circle."""
    at, steps = head, 0
    while tokens.head[at] != at and steps < 100:
        if at == i:
            return
        at, steps = tokens.head[at], steps + 1
    if at == i or tokens.sentence[i] != tokens.sentence[head]:
        return
    if i in tokens.children[tokens.head[i]]:
        tokens.children[tokens.head[i]].remove(i)
    tokens.head[i], tokens.dep[i] = head, dep
    tokens.children[head].append(i)
    tokens.children[head].sort()


def _verb(tokens: Tokens, i: int) -> None:
    """*Dragomir drank from the flask*, *Thieves stole Osric's saddle*: no compound, no adjective."""
    word, dep = tokens.lower[i], tokens.dep[i]
    above = tokens.head[i]
    if dep == "amod" and above > i and _owned(tokens, above, i):
        top = tokens.head[above]
        if tokens.dep[above] != "appos" or tokens.head[top] != top or top > i:
            return
        _root(tokens, i, top)
        _move(tokens, above, i, "obj")
        _move(tokens, top, i, "nsubj")
    elif dep == "compound" and above == i + 1 and tokens.head[above] == above and tokens.title[above]:
        _root(tokens, i, above)  # Marcus lent Ella his coat
        for child in list(tokens.children[above]):
            _move(tokens, child, i, "nsubj" if tokens.dep[child] == "compound" else tokens.dep[child])
        _move(tokens, above, i, "iobj")
    elif dep not in ("root", "conj", "parataxis", "ccomp"):
        return
    tokens.pos[i], tokens.tag[i] = "VERB", "VBD"
    tokens.lemma[i] = verb_lemma(word, "VBD", word)
    for child in list(tokens.children[i]):
        if child < i and tokens.dep[child] in ("compound", "amod", "nmod:desc", "nmod", "appos"):
            if tokens.pos[child] in ("PROPN", "NOUN", "PRON"):
                tokens.dep[child] = "nsubj"
        elif child > i and tokens.dep[child] == "nmod":
            tokens.dep[child] = "obl"


def _subject(tokens: Tokens, i: int, names: set[str]) -> None:
    """*Rosalba drank her wine*, read as an order to drink: the name before the verb is who does it."""
    before, word = i - 1, tokens.lower[i]
    plain = tokens.pos[before] == "PROPN" or tokens.lower[before] in names
    past = word in _PASTS or word.endswith("ed") or tokens.tag[i] == "VBD"
    if not plain or not past or tokens.head[before] != i or tokens.dep[before].startswith("nsubj"):
        return
    if any(tokens.dep[j].startswith(("nsubj", "aux", "cop")) for j in tokens.children[i]):
        return
    if any(tokens.dep[j] == "case" for j in tokens.children[before]):
        return
    tokens.dep[before] = "nsubj"
    tokens.pos[before], tokens.tag[before], tokens.lemma[before] = "PROPN", "NNP", tokens.lower[before]
    if tokens.tag[i] in ("VB", "VBP"):
        tokens.tag[i], tokens.lemma[i] = "VBD", verb_lemma(word, "VBD", word)


def _root(tokens: Tokens, i: int, old: int) -> None:
    """Make a token the root of its sentence in the place of another."""
    if i in tokens.children[tokens.head[i]]:
        tokens.children[tokens.head[i]].remove(i)
    tokens.head[i], tokens.dep[i] = i, "root"
    tokens.head[old], tokens.dep[old] = i, "dep"
    tokens.children[i].append(old)
    tokens.children[i].sort()


def _owned(tokens: Tokens, thing: int, after: int) -> bool:
    return any(tokens.dep[j] in ("det", "nmod:poss") and j > after for j in tokens.children[thing])


def _owner(tokens: Tokens, owner: int, mark: int) -> None:
    """*Anna's atlas had burned*, read as if Anna had: she is whose atlas it is."""
    if tokens.dep[owner] not in ("nsubj", "nsubj:pass", "obj") or mark != owner + 1:
        return
    for thing in range(mark + 1, min(mark + 5, len(tokens))):
        if tokens.head[thing] == tokens.head[owner] and tokens.dep[thing] in ("nsubj", "nsubj:pass", "obj"):
            _move(tokens, owner, thing, "nmod:poss")
            return


def _compound(tokens: Tokens, i: int) -> None:
    """*Her signet ring*, read as two objects."""
    for child in list(tokens.children[i]):
        _move(tokens, child, i + 1, tokens.dep[child])
    _move(tokens, i, i + 1, "compound")
