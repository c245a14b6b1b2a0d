"""What packages of Julia mean."""
