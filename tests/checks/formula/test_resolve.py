from __future__ import annotations

from detector.checks.base import Candidate
from detector.checks.formula import resolve


def candidate(code: str, start: int, end: int) -> Candidate:
    return Candidate(code, start, end, "why")


def test_resolve_the_more_specific_of_two_overlapping_wins() -> None:
    kept = resolve([candidate("F04", 1, 9), candidate("F01", 0, 10)])
    assert [(c.code, c.start, c.end) for c in kept] == [("F01", 0, 10)]


def test_resolve_a_derivation_swallows_its_lines() -> None:
    kept = resolve([candidate("F04", 0, 10), candidate("F04", 11, 20), candidate("F09", 0, 20)])
    assert [c.code for c in kept] == ["F09"]


def test_resolve_a_fragment_does_not_displace_the_whole() -> None:
    kept = resolve([candidate("F02", 40, 45), candidate("F04", 0, 60)])
    assert [(c.code, c.end - c.start) for c in kept] == [("F04", 60)]


def test_resolve_leaves_other_checks_and_distinct_places_alone() -> None:
    given = [candidate("C05", 0, 10), candidate("F01", 0, 10), candidate("F04", 20, 30)]
    assert [c.code for c in resolve(given)] == ["C05", "F01", "F04"]


def test_resolve_nothing_gives_nothing() -> None:
    assert resolve([]) == []
