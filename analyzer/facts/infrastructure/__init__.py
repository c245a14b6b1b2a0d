"""Declared clusters, clouds and environments, and the commands that apply them."""
