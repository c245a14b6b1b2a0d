"""What code is: live, empty, typed, outdated."""
