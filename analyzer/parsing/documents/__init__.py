"""Markdown and reStructuredText: headings, sentences, commands."""
