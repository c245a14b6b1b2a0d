"""Measurements: validity against labels, and time. Not shipped."""
