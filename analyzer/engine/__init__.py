"""From a target to a scorecard.

Finds the checks, runs them over each repository in a process of its own, folds what they say.
"""
