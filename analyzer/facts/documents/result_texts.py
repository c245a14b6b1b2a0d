"""Texts about the result of the work: documents, and the text cells of notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from analyzer.facts.documents.own_documents import own_documents
from analyzer.facts.documents.readme import readme_path
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.documents import Prose, parse_prose
from analyzer.parsing.notebook import RUN_DOCUMENTS
from analyzer.repository import Snapshot, derived
from analyzer.text import beginning_of

# Documents about the project's making, not about its results.
ABOUT_MAKING = lazy_regex(r"(?:^|/)(?:change|release|contribut|history|news|code_of)[^/]*\Z", re.IGNORECASE)
# The head of a column of what is wanted or allowed: nothing below it was measured.
WANTED_COLUMN = lazy_regex(
    r"\b(?:targets?|goals?|floors?|ceilings?|criteri(?:on|a)"
    r"|hard fail|fail(?:s|ure)?|limits?|thresholds?|slos?|slas?|slis?|budgets?|required"
    r"|requirements?|allowed|acceptable|acceptance|expected|planned|desired|warn(?:ing)?|critical|alerts?"
    r"|flag)\b",
    re.IGNORECASE,
)
MAX_DOCUMENTS = 50
QUOTED = 80


def result_texts(repo: Snapshot) -> Iterator[tuple[str, Prose]]:
    """Documents about the work, those with code in another language, then the text of notebooks."""
    readme = readme_path(repo)
    documents = [
        (path, prose) for path, prose in own_documents(repo).items() if ABOUT_MAKING.search(path) is None
    ]
    # Of very many, the README is read, and the notes of a hidden folder last.
    documents.sort(key=lambda each: (each[0] != readme, each[0].startswith("."), each[0]))
    yield from documents[:MAX_DOCUMENTS]
    yield from _texts_with_code(repo).items()
    yield from _notebook_texts(repo).items()


@derived
def _texts_with_code(repo: Snapshot) -> Mapping[str, Prose]:
    """R Markdown and Quarto whose code is not Python: Markdown in which blocks of code are no text."""
    paths = (
        path
        for path in repo.paths
        if path.lower().endswith(RUN_DOCUMENTS) and path not in repo.prose and path not in repo.notebooks
    )
    written = ((path, repo.text(path)) for path in islice(paths, MAX_DOCUMENTS))
    return {path: parse_prose(text.encode("utf-8", "replace")) for path, text in written if text is not None}


@derived
def _notebook_texts(repo: Snapshot) -> Mapping[str, Prose]:
    return {
        path: parse_prose(notebook.markdown.encode("utf-8", "replace"))
        for path, notebook in islice(repo.notebooks.items(), MAX_DOCUMENTS)
        if path not in repo.prose
    }


def line_of(repo: Snapshot, path: str, line: int) -> int | None:
    """The line of a text in its file; None in a notebook, where the lines of text cells are not recorded."""
    return None if path in repo.notebooks else line


def quoted(text: str) -> str:
    """The beginning of a text in quotes, for a note."""
    return f"'{beginning_of(text, QUOTED)}{'...' if len(text) > QUOTED else ''}'"
