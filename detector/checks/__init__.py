"""Checks propose spans; they do not judge."""
