"""Markdown and reStructuredText: headings, sentences, commands."""

from __future__ import annotations

from analyzer.parsing.documents.prose import Heading, Prose, Sentence, is_prose, parse_prose

__all__ = ["Heading", "Prose", "Sentence", "is_prose", "parse_prose"]
