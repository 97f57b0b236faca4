"""Intervals, counts and comparison: statistics that know no text."""
