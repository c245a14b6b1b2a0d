"""Several scorecards side by side."""
