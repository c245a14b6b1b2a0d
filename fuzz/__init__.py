"""Fuzzing: every reader of scanned content is given malformed input. See README.md."""
