"""Notebooks as cells of Python with line numbers: those of Jupyter, and documents whose code is run."""

from __future__ import annotations

from analyzer.parsing.notebook.cells import NOTEBOOK_LIMIT, parse_notebook
from analyzer.parsing.notebook.code import NotebookFacts
from analyzer.parsing.notebook.documents import HEADER_KEYS, RUN_DOCUMENTS, parse_document

__all__ = [
    "HEADER_KEYS",
    "NOTEBOOK_LIMIT",
    "RUN_DOCUMENTS",
    "NotebookFacts",
    "parse_document",
    "parse_notebook",
]
