"""The arguments of a predicate: subject, objects and what prepositions bring, with their spans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from detector.text.tokens import Tokens

_PHRASE = frozenset(
    (
        "det amod compound nummod nmod:poss flat fixed advmod nmod:unmarked nmod:desc det:predet goeswith"
    ).split()
)
_MOVED = {
    "turn": ("on", "off", "down", "up"),
    "switch": ("on", "off"),
    "put": ("on", "down", "away", "out"),
    "take": ("off", "out", "up", "down"),
    "pull": ("on", "off", "out"),
    "pick": ("up",),
    "set": ("down", "aside"),
    "throw": ("away", "out", "on"),
    "give": ("away", "back", "up"),
    "blow": ("out", "up"),
    "let": ("go", "out"),
    "cut": ("off", "down"),
    "tear": ("up", "down", "off"),
    "snuff": ("out",),
    "drink": ("up",),
    "use": ("up",),
    "hand": ("over", "back"),
}
_RELATIVE = frozenset(("who", "which", "that", "whom"))
_PARTICLES = frozenset("apart away up down off out over overboard aside behind round".split())


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a predicate.

    Attributes:
        role: ``subject``, ``object``, ``indirect``, ``agent`` or ``oblique``.
        head: Token of its head word.
        start: First code point of the noun phrase, its relative clauses left out.
        end: One past the last.
        preposition: As written, for obliques (``into``).
    """

    role: str
    head: int
    start: int
    end: int
    preposition: str | None = None


@dataclass(frozen=True, slots=True)
class Arguments:
    """What stands in one clause, before anything shared is filled in."""

    subject: Argument | None
    object: Argument | None
    indirect: Argument | None
    obliques: tuple[Argument, ...]
    particle: str | None
    passive: bool
    copula: bool
    first: int
    last: int


def phrase(tokens: Tokens, head: int) -> tuple[int, int]:
    """First and last token of the noun phrase around ``head``, without clauses and prepositional phrases."""
    first = last = head
    stack, seen = [head], 0
    while stack and seen < 60:
        at = stack.pop()
        seen += 1
        for child in tokens.children[at]:
            if tokens.dep[child] in _PHRASE and tokens.sentence[child] == tokens.sentence[head]:
                first, last = min(first, child), max(last, child)
                stack.append(child)
    return first, last


def argument(tokens: Tokens, role: str, head: int, preposition: str | None = None) -> Argument:
    """The argument whose head word is ``head``."""
    first, last = phrase(tokens, head)
    return Argument(role, head, tokens.start[first], tokens.end[last], preposition)


def arguments_of(tokens: Tokens, head: int) -> Arguments:
    """Read the dependents of one predicate."""
    subject = obj = indirect = None
    obliques: list[Argument] = []
    particle: str | None = None
    passive = copula = False
    first = last = head
    for child in tokens.children[head]:
        dep = tokens.dep[child]
        if dep in ("nsubj", "nsubj:pass", "nsubj:outer"):
            subject = subject or argument(tokens, "subject", child)
            passive = passive or dep == "nsubj:pass"
        elif dep == "obj":
            obj = obj or argument(tokens, "object", child)
        elif dep == "iobj":
            indirect = argument(tokens, "indirect", child)
        elif dep == "aux:pass":
            passive = True
        elif dep == "cop":
            copula = True
        elif dep == "compound:prt" or (dep == "advmod" and tokens.lower[child] in _PARTICLES):
            particle = particle or tokens.lower[child]
        elif dep in ("obl", "obl:agent", "obl:unmarked", "nmod"):
            case = tokens.child(child, "case")
            preposition = _preposition(tokens, case)
            role = "agent" if dep == "obl:agent" else "oblique"
            obliques.append(argument(tokens, role, child, preposition))
        else:
            continue
        first, last = min(first, child), max(last, child)
    if obj is None and not passive:
        obj, particle, obliques = _moved_object(tokens, head, obliques, particle)
    if obj is not None:
        obliques += _instruments(tokens, obj)
    if passive:
        copula = False
        obliques = [replace(arg, role="agent") if arg.preposition == "by" else arg for arg in obliques]
    spans = [arg for arg in (subject, obj, indirect, *obliques) if arg is not None]
    if spans:
        first = min(first, min(tokens.at(arg.start) for arg in spans))
        last = max(last, max(tokens.at(arg.end - 1) for arg in spans))
    return Arguments(subject, obj, indirect, tuple(obliques), particle, passive, copula, first, last)


def _instruments(tokens: Tokens, obj: Argument) -> list[Argument]:
    """*Cut the apple with the knife*: what the parser hung on the apple may be what it was cut with."""
    found = []
    for child in tokens.children[obj.head]:
        if tokens.dep[child] == "nmod" and child > obj.head:
            case = tokens.child(child, "case")
            if case is not None and tokens.lower[case] == "with":
                found.append(argument(tokens, "oblique", child, "with"))
    return found


def _preposition(tokens: Tokens, case: int | None) -> str | None:
    if case is None:
        return None
    rest = [tokens.lower[i] for i in tokens.children[case] if tokens.dep[i] == "fixed"]
    return " ".join([tokens.lower[case], *rest])


def _moved_object(
    tokens: Tokens, head: int, obliques: list[Argument], particle: str | None
) -> tuple[Argument | None, str | None, list[Argument]]:
    """*Turned on the TV*: what the parser took for a place is the object, and *on* the verb's particle."""
    particles = _MOVED.get(tokens.lemma[head], ())
    for place in obliques:
        if place.preposition in particles and place.preposition is not None:
            case = tokens.child(place.head, "case")
            if case == head + 1 and particle is None and place.preposition not in ("down", "go"):
                if tokens.lemma[head] == "put" and place.preposition == "on" and _is_surface(tokens, place):
                    continue
                rest = [arg for arg in obliques if arg is not place]
                return Argument("object", place.head, place.start, place.end), place.preposition, rest
    return None, particle, obliques


def _is_surface(tokens: Tokens, place: Argument) -> bool:
    return tokens.lemma[place.head] in {"table", "floor", "desk", "shelf", "bed", "ground", "counter"}


def antecedent(tokens: Tokens, head: int, found: Argument | None) -> Argument | None:
    """What a relative pronoun stands for (*the ox, which pulled the cart*), or the argument as it is."""
    if found is None or tokens.dep[head] != "acl:relcl" or tokens.lower[found.head] not in _RELATIVE:
        return found
    return replace(argument(tokens, found.role, tokens.head[head]), role=found.role)


def shared_subject(tokens: Tokens, head: int, known: Mapping[int, Arguments]) -> Argument | None:
    """The subject that a clause without one shares with the clause it hangs on."""
    at, steps = head, 0
    while steps < 12:
        steps += 1
        dep, above = tokens.dep[at], tokens.head[at]
        if above == at:
            return _of_main_clause(tokens, at, known)
        own = known.get(above)
        if dep in ("acl", "acl:relcl"):
            return argument(tokens, "subject", above)
        if dep == "xcomp" and own is not None and own.object is not None:
            return own.object
        if dep not in ("conj", "xcomp", "advcl", "parataxis", "ccomp") or (
            dep == "ccomp" and tokens.tag[head] not in ("VB", "VBG")
        ):
            return None
        if own is not None and own.subject is not None:
            return own.subject
        at = above
    return None


def _of_main_clause(tokens: Tokens, root: int, known: Mapping[int, Arguments]) -> Argument | None:
    """*Taking the lamp, she left*, read with the participle as root: the subject of what follows."""
    if tokens.tag[root] != "VBG":
        return None
    for child in tokens.children[root]:
        own = known.get(child)
        if child > root and tokens.dep[child] in ("parataxis", "ccomp", "conj") and own and own.subject:
            return own.subject
    return None
