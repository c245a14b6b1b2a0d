"""Code of other languages than Python in notebooks and outside of them, as lines by file.

Notebooks are documents in which code is run (R Markdown, Quarto), those of Pluto and Livebook, and what
Databricks writes out; notebooks of Jupyter are read whatever their language. Notebooks of Observable are not.
Sources: https://plutojl.org, https://github.com/livebook-dev/livebook/blob/main/lib/livebook/live_markdown.ex,
https://docs.databricks.com/en/notebooks/notebook-export-import.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.lines import lines_of
from analyzer.repository import Snapshot, derived, language
from analyzer.wiring.language_roles import Place
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.places import USUAL, surroundings
from analyzer.wiring.roles import is_to_fill_in
from analyzer.wiring.testing.unsupported_languages import BUILD_FILE, BUILD_FOLDER

LIVEBOOK_ENDING = ".livemd"
LIVEBOOK_CELL = lazy_regex(r"^```(?:elixir|erlang|python)[ \t]*\n((?:(?!```)[^\n]*\n)*)", re.MULTILINE)
NOTEBOOK_ENDINGS = (".jl", ".r", ".scala", ".sql")
NOTEBOOK_FIRST_LINE = lazy_regex(
    r"\ufeff?(?:### A Pluto\.jl notebook ###|(?:#|//|--) Databricks notebook source)"
)
FIRST_LINE = 80
# Where a program is a page or an application of a phone, it says nothing of notebooks that became modules.
NOT_SHIPPED_WITH_MODELS = frozenset({Place.BROWSER, Place.DEVICE})


@derived
def foreign_notebooks(repo: Snapshot) -> Mapping[str, int]:
    """The lines of code of each notebook in another language that is no notebook of Jupyter."""
    return dict(sorted(_notebooks(repo)))


def _notebooks(repo: Snapshot) -> Iterator[tuple[str, int]]:
    for path, facts in repo.run_documents.items():
        if path not in repo.notebooks:
            yield path, facts.code_lines
    for path in repo.paths:
        lowered = path.lower()
        if lowered.endswith(LIVEBOOK_ENDING):
            yield path, sum(_filled(each[1]) for each in LIVEBOOK_CELL.finditer(repo.text(path) or ""))
        elif lowered.endswith(NOTEBOOK_ENDINGS) and NOTEBOOK_FIRST_LINE.match(
            repo.beginning(path, FIRST_LINE)
        ):
            read = programs(repo).get(path)
            yield path, _filled(repo.text(path) or "") if read is None else read.code_lines


def _filled(text: str) -> int:
    return sum(bool(each.strip()) for each in lines_of(text))


@derived
def program_lines(repo: Snapshot) -> Mapping[str, int]:
    """The lines of code of each program that is read beside Python, neither a notebook nor a page."""
    read = programs(repo)
    if not read:
        return {}
    places, notebooks = surroundings(repo), foreign_notebooks(repo)
    return {
        path: facts.code_lines
        for path, facts in read.items()
        if path not in notebooks
        and not is_to_fill_in(path)
        and path not in repo.notebooks
        and places.get(path, USUAL).place not in NOT_SHIPPED_WITH_MODELS
        and BUILD_FILE.fullmatch(basename(path)) is None
        and BUILD_FOLDER.search(path) is None
    }


def languages_shown(repo: Snapshot) -> str:
    """The lines outside of notebooks by language, most first: `R 1,200, Python 80`."""
    counts: dict[str, int] = {"Python": sum(each.code_lines for each in repo.modules.values())}
    for path, number in program_lines(repo).items():
        name = language(path) or ""
        counts[name] = counts.get(name, 0) + number
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {number:,}" for name, number in ordered if number)
