"""What packages of R mean."""
