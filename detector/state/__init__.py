"""A small state tracker: events make facts about entities, facts rule uses out, other events restore."""

from detector.state.tracker import Conflict, read_conflicts

__all__ = ["Conflict", "read_conflicts"]
