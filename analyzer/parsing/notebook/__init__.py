"""Jupyter notebooks as cells of Python with line numbers."""

from __future__ import annotations

from analyzer.parsing.notebook.cells import NOTEBOOK_LIMIT, NotebookFacts, parse_notebook

__all__ = ["NOTEBOOK_LIMIT", "NotebookFacts", "parse_notebook"]
