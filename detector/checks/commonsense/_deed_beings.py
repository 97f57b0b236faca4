"""Deeds that being somebody denies: a vegetarian's eating meat, the illiterate's reading."""

from __future__ import annotations

from collections.abc import Iterator

from detector.checks.commonsense._deed import Deed
from detector.checks.commonsense._deed_words import Being, deed_words
from detector.checks.commonsense._reading import SentenceReader
from detector.text.clauses import Clause
from detector.text.scope import Scope

_CONSUMING = frozenset(("eat", "drink"))


def being_deeds(reader: SentenceReader) -> Iterator[Deed]:
    """What copula clauses and relative clauses of the narrator deny of somebody."""
    for clause in reader.clauses:
        if clause.occurs and clause.subject is not None and Scope.QUOTED not in clause.scopes:
            if clause.copula:
                yield from _denials(reader, clause, clause.head, clause.subject.head)
            for child in reader.tokens.children[clause.subject.head]:  # Tom, who is a vegetarian, …
                if reader.tokens.dep[child] in ("acl:relcl", "appos") and child != clause.head:
                    yield from _denials(reader, clause, child, clause.subject.head)


def _denials(reader: SentenceReader, clause: Clause, said: int, who: int) -> Iterator[Deed]:
    being, things = _being(reader, said)
    entity = reader.entities.entity_at(who)
    if being is None or entity is None or not (entity.person or entity.gender in ("he", "she")):
        return
    words = deed_words()
    for deed in sorted(being.deeds | (_CONSUMING if things else frozenset())):
        yield Deed(
            start=clause.start,
            end=clause.end,
            at=clause.head,
            sentence=clause.sentence,
            verb=deed,
            kinds=words.kinds(deed) | {deed},
            agent=entity.id,
            link=reader.link(who),
            who=reader.tokens.lower[who],
            patient=None,
            things=things,
            denied=True,
            never=True,
            life=True,
            refused=False,
            perfect=False,
            back=False,
            first=False,
            around=reader.around(clause.sentence),
        )


def _being(reader: SentenceReader, said: int) -> tuple[Being | None, frozenset[str]]:
    """What the word rules out, and what is not eaten or drunk; *allergic to nuts* names it itself."""
    tokens, words = reader.tokens, deed_words()
    being = words.beings.get(tokens.lower[said])
    if being is None or tokens.lower[said] != "allergic":
        return being, being.eats if being is not None else frozenset()
    found: set[str] = set()
    for child in tokens.children[said]:
        if tokens.dep[child] in ("obl", "nmod"):
            for i in (child, *(j for j in tokens.children[child] if tokens.dep[j] == "conj")):
                found |= {reader.lemma(i), tokens.lower[i]}
    covered = {word for name in found for word in words.covers.get(name, frozenset())}
    return (being, frozenset(found | covered)) if found else (None, frozenset())
