"""Candidates in, calibrated probabilities out."""
