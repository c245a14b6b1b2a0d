"""Blind scans: what tells who somebody is, found in every spelling and taken out of the whole scorecard."""

from __future__ import annotations

from analyzer.blind.identifying import hidden_by, identifying_file
from analyzer.blind.redactor import CLAIMS_FILE, Redactor, redactor_for, redactor_of_words

__all__ = ["CLAIMS_FILE", "Redactor", "hidden_by", "identifying_file", "redactor_for", "redactor_of_words"]
