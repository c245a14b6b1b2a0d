"""Notebooks as cells of Python with line numbers: those of Jupyter, and documents whose code is run."""

from __future__ import annotations

from analyzer.parsing.notebook.cells import NOTEBOOK_LIMIT, parse_notebook
from analyzer.parsing.notebook.code import NotebookFacts
from analyzer.parsing.notebook.documents import HEADER_KEYS, RUN_DOCUMENTS, is_run_document, parse_document
from analyzer.parsing.notebook.platforms import ZEPPELIN_ENDING, parse_any_notebook

__all__ = [
    "HEADER_KEYS",
    "NOTEBOOK_LIMIT",
    "RUN_DOCUMENTS",
    "ZEPPELIN_ENDING",
    "NotebookFacts",
    "is_run_document",
    "parse_any_notebook",
    "parse_document",
    "parse_notebook",
]
