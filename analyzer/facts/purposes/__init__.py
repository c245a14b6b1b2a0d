"""What a repository is for."""
