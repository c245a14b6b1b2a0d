"""What later commits did: rhythm, repairs, releases, changed settings and raised dependencies."""
