"""What gems mean."""
