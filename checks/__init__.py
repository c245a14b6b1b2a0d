"""What counts as evidence: one module per kind. A check reads a Snapshot and knows nothing else."""
