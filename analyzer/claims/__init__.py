"""What documents claim, held against what was found: sentences to statements to verdicts."""
