"""Markdown and reStructuredText: headings, sentences, commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.on_demand import on_demand
from analyzer.parsing.documents.names import is_prose

if TYPE_CHECKING:
    from analyzer.parsing.documents.prose import Heading, Prose, Sentence, parse_prose

__all__ = ["Heading", "Prose", "Sentence", "is_prose", "parse_prose"]

# Whoever asks for a name of a file reads no documents.
__getattr__ = on_demand(__name__, dict.fromkeys(("Heading", "Prose", "Sentence", "parse_prose"), "prose"))
