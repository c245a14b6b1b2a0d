"""Pipelines: their steps, what starts them and what they start."""
