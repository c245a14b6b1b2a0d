"""Shell scripts and command lines: the commands, and what their exit status means."""
