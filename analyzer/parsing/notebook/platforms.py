"""Notebooks as platforms keep them in a repository: those of Zeppelin and of Azure Synapse.

Sources: https://zeppelin.apache.org/docs/latest/usage/other_features/notebook_storage.html (`.zpln`),
https://learn.microsoft.com/azure/synapse-analytics/cicd/source-control (`notebook/NAME.json`).
"""

from __future__ import annotations

import json
from collections import Counter
from posixpath import basename, dirname

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.notebook.cells import notebook_facts, parse_notebook
from analyzer.parsing.notebook.code import NotebookFacts

ZEPPELIN_ENDING = ".zpln"
SYNAPSE_FOLDER = "notebook"
INTERPRETER = lazy_regex(r"\s{0,20}%([\w.]{1,60})(?:\([^)\n]{0,200}\))?[ \t]*\n?")
# The language of a paragraph by the last part of its interpreter; Spark's own is Scala.
PARAGRAPH_LANGUAGES = {
    "python": "python", "pyspark": "python", "ipyspark": "python", "ipython": "python", "conda": "python",
    "spark": "scala", "r": "r", "sparkr": "r", "ir": "r", "sql": "sql", "sh": "bash", "jdbc": "sql",
}  # fmt: skip
MOST_PARAGRAPHS = 5_000


def may_be_of_synapse(path: str) -> bool:
    """Whether a path may be a notebook of Azure Synapse, which its content tells."""
    return path.endswith(".json") and basename(dirname(path)) == SYNAPSE_FOLDER


def parse_any_notebook(content: bytes) -> NotebookFacts:
    """The facts of a notebook of Jupyter or of Zeppelin; never an exception."""
    if b'"paragraphs"' in content and b'"cells"' not in content:
        return parse_platform_notebook(content)
    return parse_notebook(content)


def parse_platform_notebook(content: bytes) -> NotebookFacts:
    """The facts of such a notebook, without cells where it is none; never an exception."""
    try:
        text = content.decode("utf-8-sig", "replace")
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        return NotebookFacts(f"not valid JSON: {type(error).__name__}")
    if not isinstance(value, dict):
        return NotebookFacts(None)
    paragraphs, properties = value.get("paragraphs"), value.get("properties")
    if isinstance(paragraphs, list):
        return notebook_facts(_of_paragraphs(paragraphs[:MOST_PARAGRAPHS]), text, "text")
    if isinstance(properties, dict) and isinstance(properties.get("cells"), list):
        return notebook_facts(properties, text, "source")
    return NotebookFacts(None)


def _of_paragraphs(paragraphs: list[object]) -> dict[str, object]:
    """A notebook of Jupyter with the paragraphs in the language that most of them have, and the texts."""
    read: list[tuple[str, str]] = []
    for each in paragraphs:
        source = each.get("text") if isinstance(each, dict) else None
        if isinstance(source, str) and source.strip():
            named = INTERPRETER.match(source)
            name = named[1].rpartition(".")[2].lower() if named else "spark"
            read.append((PARAGRAPH_LANGUAGES.get(name, name), source))
    counted = Counter(language for language, _source in read if language not in ("md", "angular", "html"))
    language = "python" if "python" in counted else counted.most_common(1)[0][0] if counted else "python"
    cells: list[object] = [
        {"cell_type": "markdown" if kind == "md" else "code", "source": _without_interpreter(source)}
        for kind, source in read
        if kind in ("md", language)
    ]
    return {"nbformat": 4, "metadata": {"language_info": {"name": language}}, "cells": cells}


def _without_interpreter(source: str) -> str:
    """The paragraph, its first line kept empty so that lines stay where they are."""
    named = INTERPRETER.match(source)
    return source if named is None else "\n" * named[0].count("\n") + source[named.end() :]
