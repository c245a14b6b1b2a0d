"""Files that name what a project depends on, and lock files."""
