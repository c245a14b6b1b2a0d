"""What counts as a model or as a client of one, and where it is asked."""
