"""Mentions of people and things, each with its words, and the entity it belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field

from detector.text import people
from detector.text.arguments import phrase
from detector.text.tokens import Tokens

_INDEFINITE = frozenset("a an some another one any every each no".split())
_DEFINITE = frozenset(["the", "this", "that", "these", "those"])
_POSSESSIVE = frozenset("my your his her its our their".split())
_OTHER = frozenset(("another other second third fourth new different spare extra next replacement").split())
_HEAD_DEPS_OUT = frozenset("compound flat fixed amod nmod:desc goeswith det case mark punct cc".split())
_ARGUMENTS = frozenset("nsubj nsubj:pass obj iobj obl obl:agent nmod".split())
# Two words for one thing.
_SAME = {
    "bike": "bicycle",
    "fridge": "refrigerator",
    "tv": "television",
    "photo": "photograph",
    "plane": "airplane",
}
_SAME |= {
    "telephone": "phone",
    "cellphone": "phone",
    "tub": "bathtub",
    "spectacles": "glasses",
    "automobile": "car",
}
_PRONOUNS = people.HE | people.SHE | people.IT | people.THEY | people.I | people.WE | people.YOU
_MENTIONING = frozenset("PRON PROPN NOUN ADJ ADV VERB X".split())
_PLURAL_TAGS = frozenset(("NNS", "NNPS"))


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun phrase, name or pronoun.

    Attributes:
        index: Its place among the story's mentions, which are in the order of their heads.
        head: Token of the head word.
        start: First code point of the phrase, determiner included.
        end: One past the last.
        lemma: Singular of the head noun, a name or a pronoun in small letters.
        kind: ``pronoun``, ``name`` or ``noun``.
        determiner: In small letters (``the``, ``a``, ``his``), or empty.
        definite: ``the``, a demonstrative or a possessive stands before it, or it is a name or a pronoun.
        other: *another*, *second*, *new* …: it says that it is a second one.
        plural: More than one.
        modifiers: Adjectives and nouns before the head, in small letters.
        possessor: Token of the possessor (*her* in *her coat*), if any.
        gender: ``he``, ``she``, ``it``, or None where the words leave it open.
        quoted: It stands in quoted speech.
        sentence: Index of its sentence.
    """

    index: int
    head: int
    start: int
    end: int
    lemma: str
    kind: str
    determiner: str
    definite: bool
    other: bool
    plural: bool
    modifiers: frozenset[str]
    possessor: int | None
    gender: str | None
    quoted: bool
    sentence: int


@dataclass(slots=True)
class _Words:
    determiner: str = ""
    modifiers: set[str] = field(default_factory=set)
    possessor: int | None = None
    numeral: bool = False


def find_mentions(tokens: Tokens) -> list[Mention]:
    """All mentions, in order."""
    found: list[Mention] = []
    for i, pos in enumerate(tokens.pos):
        kind = _kind(tokens, i) if pos in _MENTIONING else None
        if kind is not None:
            found.append(_mention(tokens, i, kind, len(found)))
    return found


def _kind(tokens: Tokens, i: int) -> str | None:
    pos, dep, word = tokens.pos[i], tokens.dep[i], tokens.lower[i]
    if pos == "PRON":
        return "pronoun" if word in _PRONOUNS and dep != "expl" else None
    if pos == "PROPN" and dep not in _HEAD_DEPS_OUT:
        return "name"
    if not word.isalpha() or dep in _HEAD_DEPS_OUT:
        return None
    if pos == "NOUN" or (
        pos in ("ADJ", "ADV", "VERB", "X")
        and dep in _ARGUMENTS
        and tokens.child(i, "det", "nmod:poss") is not None
    ):
        return "noun"  # a noun that the tagger took for an adjective is still what the determiner belongs to
    return None


def _words(tokens: Tokens, head: int) -> _Words:
    found = _Words()
    for child in tokens.children[head]:
        dep, word = tokens.dep[child], tokens.lower[child]
        if dep in ("det", "det:predet") and not found.determiner:
            found.determiner = word
        elif dep == "nmod:poss":
            found.possessor = child
            found.determiner = word if word in _POSSESSIVE else "'s"
        elif dep in ("amod", "compound", "nmod:desc"):
            found.modifiers.add(word)
            found.modifiers.update(
                tokens.lower[j] for j in tokens.children[child] if tokens.dep[j] in ("conj", "compound")
            )
        elif dep == "nummod":
            found.numeral = word not in ("one", "1")
            found.modifiers.add(word)
    return found


def _mention(tokens: Tokens, i: int, kind: str, index: int) -> Mention:
    first, last = phrase(tokens, i)
    words = _words(tokens, i)
    lemma = (
        _name_lemma(tokens, i)
        if kind == "name"
        else _SAME.get(tokens.lemma[i], tokens.lemma[i])
        if kind == "noun"
        else tokens.lower[i]
    )
    plural = (
        tokens.tag[i] in _PLURAL_TAGS
        or words.numeral
        or (kind == "pronoun" and tokens.lower[i] in people.THEY | people.WE)
    )
    definite = kind != "noun" or words.determiner in _DEFINITE or words.possessor is not None
    return Mention(
        index=index,
        head=i,
        start=tokens.start[first],
        end=tokens.end[last],
        lemma=lemma,
        kind=kind,
        determiner=words.determiner,
        definite=definite,
        other=bool(words.modifiers & _OTHER or words.determiner in ("another", "other")),
        plural=plural,
        modifiers=frozenset(words.modifiers - _OTHER),
        possessor=words.possessor,
        gender=_gender(tokens, i, kind, lemma, words),
        quoted=tokens.quoted[i],
        sentence=tokens.sentence[i],
    )


def _name_lemma(tokens: Tokens, i: int) -> str:
    """The whole name in small letters, titles left out: ``old king cole`` is ``cole``."""
    parts = [i, *(j for j in tokens.children[i] if tokens.dep[j] in ("flat", "compound", "nmod:desc"))]
    words = [tokens.lower[j] for j in sorted(parts) if tokens.pos[j] == "PROPN"]
    kept = [word.rstrip(".") for word in words if word.rstrip(".") not in people.TITLES]
    return " ".join(kept or words).strip() or tokens.lower[i]


def _gender(tokens: Tokens, i: int, kind: str, lemma: str, words: _Words) -> str | None:
    word = tokens.lower[i]
    if kind == "pronoun":
        for who, forms in (("he", people.HE), ("she", people.SHE), ("it", people.IT)):
            if word in forms:
                return who
        return None
    if kind == "name":
        titles = {tokens.lower[j].rstrip(".") for j in tokens.children[i]}
        if titles & {"mr", "sir", "lord", "king", "prince", "uncle"}:
            return "he"
        if titles & {"mrs", "ms", "miss", "lady", "queen", "princess", "aunt"}:
            return "she"
        return people.gender(lemma.partition(" ")[0], name=True)
    return people.gender(lemma, name=False)
