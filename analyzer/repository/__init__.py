"""One repository at one commit, immutable.

Its files, what they are, their parsed facts, what was skipped and why.
"""
