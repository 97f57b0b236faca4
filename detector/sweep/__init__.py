"""A grid of settings: one run a cell, one table of all."""
