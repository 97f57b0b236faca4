"""Scanning: checks over each story, the classifier over their candidates, one score a story and category."""
