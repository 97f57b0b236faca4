"""Measuring the detectors: labelled items and clean text in, a report of plain numbers out."""

from detector.evaluation.commonsense import evaluate_commonsense
from detector.evaluation.formula import evaluate_formula

__all__ = ["evaluate_commonsense", "evaluate_formula"]
