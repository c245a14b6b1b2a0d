"""Markdown, reStructuredText and PDF: headings, sentences, commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.on_demand import on_demand
from analyzer.parsing.documents.names import is_prose

if TYPE_CHECKING:
    from analyzer.parsing.documents.pdf import BETWEEN_PAGES, PDF_BEGINS, PdfText
    from analyzer.parsing.documents.prose import Heading, Prose, Sentence, parse_prose

__all__ = [
    "BETWEEN_PAGES",
    "PDF_BEGINS",
    "Heading",
    "PdfText",
    "Prose",
    "Sentence",
    "is_prose",
    "parse_prose",
]

# Whoever asks for a name of a file reads no documents.
_OF_PROSE = dict.fromkeys(("Heading", "Prose", "Sentence", "parse_prose"), "prose")
__getattr__ = on_demand(
    __name__, _OF_PROSE | dict.fromkeys(("BETWEEN_PAGES", "PDF_BEGINS", "PdfText"), "pdf")
)
