"""F01 and its siblings: what a formula looks like, and whether it belongs here."""

from detector.checks.formula._resolve import resolve

__all__ = ["resolve"]
