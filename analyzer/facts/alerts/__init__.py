"""Who is told when something fails, and by which query or callback."""
