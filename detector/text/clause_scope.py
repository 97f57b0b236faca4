"""How a clause is meant: told, denied, supposed, reported, dreamt, remembered, likened."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import TYPE_CHECKING

from detector.text.scope import Scope
from detector.text.tokens import Tokens

if TYPE_CHECKING:
    from detector.text.arguments import Arguments

_NEGATIONS = frozenset("not n't never no nowhere hardly scarcely barely neither nor".split())
_NOBODY = frozenset("nobody nothing none no-one noone neither".split())
_MODALS = frozenset("would could should might may must shall will can ought 'd 'll ca wo".split())
_IFS = frozenset("if unless whether lest supposing provided".split())
_SENSES = frozenset(
    (
        "see hear feel smell taste sense tell make remember recall find recognize recognise understand "
        "imagine"
    ).split()
)
_SAYING = frozenset(
    (
        "say tell claim think believe suppose guess swear insist suspect assume report announce declare "
        "hear reckon wonder doubt fear promise argue suggest mutter whisper explain assure warn convince"
    ).split()
)
_DREAMING = frozenset(("dream imagine pretend wish fantasize fantasise hallucinate envision picture").split())
_UNREALISED = frozenset(
    (
        "want try attempt plan hope intend need refuse threaten promise ask tell order beg offer prepare "
        "wish mean decline forget long plead urge advise invite expect decide agree dare vow swear fail "
        "hesitate deny avoid instruct command encourage allow forbid demand propose consider love like hate "
        "prefer learn know"
    ).split()
)
_NEGATING = frozenset("refuse fail decline forget deny avoid".split())
_HABITS = frozenset(("always usually often sometimes whenever seldom rarely generally occasionally").split())
_SEEMING = frozenset(["seem", "appear", "look"])
_DREAM_WORDS = frozenset(("dream dreams nightmare nightmares hallucination vision delirium fantasy").split())
_INHERITED = frozenset(
    {
        Scope.QUESTION,
        Scope.IMAGINED,
        Scope.CONDITIONAL,
        Scope.MODAL,
        Scope.UNREALISED,
        Scope.REPORTED,
        Scope.FIGURATIVE,
        Scope.IMPERATIVE,
    }
)


def clause_scopes(
    tokens: Tokens, head: int, above: Mapping[int, frozenset[Scope]], own: Arguments
) -> frozenset[Scope]:
    """Every scope of the clause whose predicate is ``head``.

    Args:
        tokens: The story.
        head: The predicate.
        above: Scopes of the clauses nearer to the root, by their predicate.
        own: The clause's arguments.
    """
    found: set[Scope] = set()
    if tokens.quoted[head]:
        found.add(Scope.QUOTED)
    auxiliaries = [i for i in tokens.children[head] if tokens.dep[i] in ("aux", "aux:pass", "cop")]
    _by_words(tokens, head, own, auxiliaries, found)
    _by_form(tokens, head, own, auxiliaries, found)
    _by_parent(tokens, head, own, auxiliaries, above, found)
    return frozenset(found)


def _by_words(tokens: Tokens, head: int, own: Arguments, aux: list[int], found: set[Scope]) -> None:
    for child in tokens.children[head]:
        word, dep = tokens.lower[child], tokens.dep[child]
        if (dep in ("advmod", "det", "neg", "cc") and word in _NEGATIONS and word != "no") or (
            dep in ("det", "advmod") and word == "no"
        ):
            found.add(Scope.NEGATED)
        elif dep == "advmod" and word in ("nearly", "almost"):
            found.add(Scope.UNREALISED)
        elif dep in ("advmod", "mark") and word in _HABITS:
            found.add(Scope.HABITUAL)
        elif dep in ("mark", "advmod", "case", "fixed") and word in _IFS:
            found.add(Scope.FIGURATIVE if child and tokens.lower[child - 1] == "as" else Scope.CONDITIONAL)
        elif dep in ("mark", "case") and word == "without":
            found.add(Scope.NEGATED)
        elif dep in ("mark", "case", "advmod") and word in ("as", "like"):
            if word == "like" or _next(tokens, child) in ("if", "though"):
                found.add(Scope.FIGURATIVE)
        elif dep in ("obl:unmarked", "obl") and _is_each(tokens, child):
            found.add(Scope.HABITUAL)
    for arg in (own.subject, own.object):
        if arg is None:
            continue
        if tokens.lower[arg.head] in _NOBODY or any(
            tokens.lower[i] in ("no", "neither") and tokens.dep[i] == "det" for i in tokens.children[arg.head]
        ):
            found.add(Scope.NEGATED)
    for i in aux:
        word = tokens.lower[i]
        sensed = word in ("could", "can", "ca") and tokens.lemma[head] in _SENSES
        if word in _MODALS and not sensed and (word != "'d" or tokens.tag[head] == "VB"):
            found.add(Scope.MODAL)
    if head > 1 and tokens.lower[head - 1] == "to" and tokens.lower[head - 2] == "used":
        found.add(Scope.HABITUAL)


def _by_form(tokens: Tokens, head: int, own: Arguments, aux: list[int], found: set[Scope]) -> None:
    words = [tokens.lower[i] for i in aux]
    if (tokens.tag[head] == "VBN" and any(w in ("had", "'d") for w in words)) or (
        own.copula and "had" in words
    ):
        found.add(Scope.REMEMBERED)
    if tokens.tag[head] == "VBG":
        finite = any(tokens.lemma[i] == "be" for i in aux)
        found.add(Scope.PROGRESSIVE if finite else Scope.PARTICIPIAL)
    elif tokens.tag[head] == "VBN" and not aux and tokens.dep[head] in ("acl", "advcl", "dep"):
        found.add(Scope.PARTICIPIAL)
    if tokens.dep[head] == "root" and tokens.tag[head] == "VB" and own.subject is None and not aux:
        found.add(Scope.IMPERATIVE)
    if aux and any(
        tokens.lower[i] == "to" and tokens.dep[i] == "mark" and i > aux[0]
        for i in tokens.children[head]
        if i < head
    ):
        found.add(Scope.UNREALISED)  # was to be executed
    last = _sentence_end(tokens, head)
    if tokens.lower[last] == "?" and tokens.dep[head] in ("root", "conj", "parataxis"):
        found.add(Scope.QUESTION)


def _by_parent(
    tokens: Tokens,
    head: int,
    own: Arguments,
    aux: list[int],
    above: Mapping[int, frozenset[Scope]],
    found: set[Scope],
) -> None:
    dep, parent = tokens.dep[head], tokens.head[head]
    if parent == head:
        return
    verb, scopes = tokens.lemma[parent], above.get(parent, frozenset())
    infinitive = any(tokens.lower[i] == "to" and tokens.dep[i] == "mark" for i in tokens.children[head])
    if dep == "ccomp" and verb in _SAYING:
        found.add(Scope.REPORTED)
    if dep == "ccomp" and verb in ("remember", "recall"):
        found.add(Scope.REMEMBERED)
    if dep in ("ccomp", "xcomp") and verb in _DREAMING:
        found.add(Scope.IMAGINED)
    if dep in ("xcomp", "ccomp") and verb in _UNREALISED and (infinitive or tokens.tag[head] == "VBG"):
        found.add(Scope.UNREALISED)
        if verb in _NEGATING:
            found.add(Scope.NEGATED)
    if dep in ("advcl", "acl") and infinitive and verb != "use":  # used a stone to break it: it broke
        found.add(Scope.UNREALISED)
    if dep == "xcomp" and infinitive and verb in ("go", "have", "be", "able", "ready", "about", "likely"):
        found.add(Scope.UNREALISED)
    if dep == "xcomp" and verb in _SEEMING:
        found.add(Scope.FIGURATIVE)
    if dep in ("acl", "ccomp") and tokens.lower[parent] in _DREAM_WORDS:
        found.add(Scope.IMAGINED)
    if dep in ("conj", "ccomp", "xcomp", "advcl", "parataxis", "advcl:relcl") and (
        dep != "parataxis" or Scope.QUOTED not in found
    ):
        inherited = scopes & _INHERITED
        if dep == "advcl" and not infinitive:
            inherited -= {Scope.MODAL, Scope.REPORTED, Scope.FIGURATIVE}
        if dep == "conj" and own.subject is not None:
            inherited -= {Scope.MODAL}
        found.update(inherited)
    if dep == "conj" and own.subject is None and not aux:
        found.update(
            scopes & {Scope.NEGATED, Scope.REMEMBERED, Scope.HABITUAL} if _same_form(tokens, head) else ()
        )
    if dep == "xcomp" and Scope.NEGATED in scopes:
        found.add(Scope.NEGATED)


def _same_form(tokens: Tokens, head: int) -> bool:
    """The second verb of a pair has the first one's form, so that they share auxiliaries and denial."""
    return tokens.tag[head] == tokens.tag[tokens.head[head]] and tokens.tag[head] in ("VB", "VBN", "VBG")


def _is_each(tokens: Tokens, noun: int) -> bool:
    return any(tokens.lower[i] in ("every", "each") for i in tokens.children[noun])


def _next(tokens: Tokens, i: int) -> str:
    return tokens.lower[i + 1] if i + 1 < len(tokens) else ""


def _sentence_end(tokens: Tokens, i: int) -> int:
    # Sentences are numbered in order: the first token of a later one, or 200 on, is past the end.
    at = bisect_right(tokens.sentence, tokens.sentence[i], i, min(i + 201, len(tokens.sentence))) - 1
    while at > i and tokens.lower[at] in ('"', "'", "*", "_", ")", " ", "”", "’"):
        at -= 1
    return at
