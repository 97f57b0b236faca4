"""Prompts in, stories out."""
