"""Reads what could matter of a file that is over its limit: code stays, data goes."""
