"""How a build reaches the place where it runs."""
