"""What counts as evidence: one module per signal. A check reads a Snapshot and knows nothing else."""
