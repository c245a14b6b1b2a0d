"""What of a repository runs somewhere, and which paths get there."""
