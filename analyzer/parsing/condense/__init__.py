"""Reads what could matter of a file that is over its limit: code stays, data goes."""

from __future__ import annotations

from analyzer.parsing.condense.json import condense_json, condense_notebook
from analyzer.parsing.condense.python import condense_python, condense_python_text
from analyzer.parsing.condense.result import Condensed
from analyzer.parsing.condense.text import condense_prose, condense_text, condense_yaml

__all__ = [
    "Condensed",
    "condense_json",
    "condense_notebook",
    "condense_prose",
    "condense_python",
    "condense_python_text",
    "condense_text",
    "condense_yaml",
]
