"""What an environment is made from."""
