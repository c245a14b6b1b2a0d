"""Minutes from depot to door, for the dispatch desk."""
