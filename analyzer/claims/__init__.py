"""Compares what documents claim with what was found: sentences to statements to verdicts."""
