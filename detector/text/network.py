"""A network of points in time and the least and most that lies between them, tested as a whole.

The simple temporal problem of Dechter, Meiri and Pearl, *Temporal constraint networks* (Artificial
Intelligence 49, 1991): each statement bounds one distance, and the set is consistent exactly where the graph
of bounds holds no cycle of negative length. The cycle names the statements that cannot all be true.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

Point = Hashable
Span = tuple[int, int]
_MOST_POINTS = 120
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class _Bound:
    """``to - from <= length``, as the words at ``span`` say."""

    to: Point
    length: float
    span: Span | None


@dataclass(slots=True)
class TimeNetwork:
    """Points in time with bounded distances; any unit, as long as it is one.

    >>> net = TimeNetwork()
    >>> net.add("birth", "school", 5, 6, (0, 4))
    >>> net.add("school", "now", 10, 10, (5, 9))
    >>> net.add("birth", "now", 20, 21, (10, 14))
    [(0, 4), (5, 9)]
    """

    _bounds: dict[Point, list[_Bound]] = field(default_factory=dict)

    def add(
        self, one: Point, other: Point, least: float, most: float, span: Span | None
    ) -> list[Span] | None:
        """State that ``other`` lies at least ``least`` and at most ``most`` after ``one``.

        Returns:
            None where this fits what was stated before. Otherwise the spans of the statements that it
            contradicts, in order of the text; the new statement is then left out.
        """
        for start, end, length in ((one, other, most), (other, one, -least)):
            path = self._shortest(end, start)
            if path is not None and path[0] + length < -_SLACK:
                return sorted({known for known in path[1] if known is not None and known != span})
        if len(self._bounds) < _MOST_POINTS:
            self._bounds.setdefault(one, []).append(_Bound(other, most, span))
            self._bounds.setdefault(other, []).append(_Bound(one, -least, span))
        return None

    def knows(self, point: Point) -> bool:
        """Some statement bounds the point."""
        return point in self._bounds

    def range(self, one: Point, other: Point) -> tuple[float, float] | None:
        """Least and most that can lie between two points, or None where nothing ties them."""
        most, least = self._shortest(one, other), self._shortest(other, one)
        if most is None or least is None:
            return None
        return -least[0], most[0]

    def _shortest(self, start: Point, goal: Point) -> tuple[float, list[Span | None]] | None:
        """Bellman and Ford's shortest path: bounds may be negative, and there is no negative cycle yet."""
        if start not in self._bounds or goal not in self._bounds:
            return None
        best: dict[Point, tuple[float, Point | None, Span | None]] = {start: (0.0, None, None)}
        queue = [start]
        for _ in range(len(self._bounds)):
            following: list[Point] = []
            for point in queue:
                length = best[point][0]
                for bound in self._bounds[point]:
                    known = best.get(bound.to)
                    if known is None or length + bound.length < known[0] - _SLACK:
                        best[bound.to] = (length + bound.length, point, bound.span)
                        following.append(bound.to)
            queue = list(dict.fromkeys(following))
            if not queue:
                break
        if goal not in best:
            return None
        spans: list[Span | None] = []
        at: Point | None = goal
        while at is not None and at != start and len(spans) <= _MOST_POINTS:
            _, at_before, span = best[at]
            spans.append(span)
            at = at_before
        return best[goal][0], spans
