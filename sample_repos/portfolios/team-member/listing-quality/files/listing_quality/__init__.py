"""Scores the text of classified advertisements."""
