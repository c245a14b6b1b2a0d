"""Blind scans: what tells who somebody is, found in every spelling and taken out of the whole scorecard."""
