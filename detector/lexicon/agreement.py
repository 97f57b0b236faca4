"""How far the lexicon agrees with judgements of others about pairs of things, such as verbphysics's.

Forbes and Choi, "Verb Physics: Relative Physical Knowledge of Actions and Objects", ACL 2017: three people
said of two nouns which names the bigger, and which the more rigid thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from detector.lexicon.lookup import noun
from detector.lexicon.nouns import Noun

_STIFF = {"rigid": 3, "soft": 2, "powder": 1, "liquid": 1, "gas": 0}
_UNSURE = -42


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two sources order the same pairs.

    Attributes:
        agreed: Pairs that both order the same way.
        differ: Pairs that they order differently; the other source says that the first is more.
        silent: Pairs that the other source orders and the lexicon does not: a noun or a fact is unknown, or
            the ranges of size overlap so that neither is clearly more.
    """

    agreed: int
    differ: tuple[tuple[str, str], ...]
    silent: int

    @property
    def share(self) -> float:
        """Of the pairs that both order, the share on which they agree; 1.0 where there is none."""
        both = self.agreed + len(self.differ)
        return self.agreed / both if both else 1.0


def size_order(one: Noun, other: Noun) -> int | None:
    """1 where the first is the larger (both ends of its range are), -1 the smaller, None where unclear."""
    if one.size is None or other.size is None or one.size == other.size:
        return None
    if one.size[0] >= other.size[0] and one.size[1] >= other.size[1]:
        return 1
    return -1 if one.size[0] <= other.size[0] and one.size[1] <= other.size[1] else None


def rigidity_order(one: Noun, other: Noun) -> int | None:
    """1 where the first is the stiffer, -1 the softer; None where they are alike or it is unknown."""
    if one.form is None or other.form is None:
        return None
    difference = _STIFF[one.form] - _STIFF[other.form]
    return None if difference == 0 else 1 if difference > 0 else -1


def agreement(rows: Iterable[Mapping[str, str]], trait: str, least: int = 2) -> Agreement:
    """Compare the lexicon with rows of verbphysics's object pairs.

    Args:
        rows: Each with ``obj1``, ``obj2``, ``TRAIT-maj`` (1 the first is more, -1 the second, 0 alike, -42
            cannot be said) and ``TRAIT-agree`` (how many of three agreed).
        trait: ``size`` or ``rigidness``.
        least: Leave pairs out on which fewer agreed.
    """
    order = {"size": size_order, "rigidness": rigidity_order}[trait]
    agreed, silent, differ = 0, 0, []
    for row in rows:
        theirs = int(row[f"{trait}-maj"])
        if theirs in (0, _UNSURE) or int(row[f"{trait}-agree"]) < least:
            continue
        one, other = noun(row["obj1"]), noun(row["obj2"])
        ours = None if one is None or other is None else order(one, other)
        if ours is None:
            silent += 1
        elif ours == theirs:
            agreed += 1
        else:
            differ.append((row["obj1"], row["obj2"]) if theirs > 0 else (row["obj2"], row["obj1"]))
    return Agreement(agreed, tuple(differ), silent)
