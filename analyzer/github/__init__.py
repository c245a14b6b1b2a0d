"""GitHub's API.

What may be asked and how it can fail, accounts and their repositories, and what a target means.
"""
