"""Whose work it is: identities merged, the candidate's share of every path, and where a history began."""
