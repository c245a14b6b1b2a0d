"""What was tried and kept of it: runs, splits, and approaches that were compared."""
