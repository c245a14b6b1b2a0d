"""Fuzzing: every reader of what somebody else wrote, fed with what nobody would write. See README.md."""
