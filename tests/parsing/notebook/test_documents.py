"""Documents whose code is run: which of it is code, in which language, and on which line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.notebook.documents import DOCUMENT_LIMIT, parse_document

MYST = "---\njupytext:\n  text_representation:\n    format_name: myst\nkernelspec:\n  name: python3\n---\n\n# Churn\n\n"
JUPYTEXT = "---\njupyter:\n  jupytext:\n    text_representation:\n      format_name: markdown\n---\n\n"

# The document, and the calls of its code with their lines.
CODE = {
    "Quarto": (
        "---\ntitle: T\njupyter: python3\n---\n\n```{python}\n#| echo: false\nf()\n```\n",
        ["f 8"],
    ),
    "R Markdown": ("Text\n\n```{python, echo=FALSE}\nf()\n```\n", ["f 4"]),
    "R Markdown with a label": ("```{python load-data, eval=TRUE}\nf()\n```\n", ["f 2"]),
    "two cells": ("```{python}\nf()\n```\ntext\n````{python}\n```\ng()\n````\n", ["f 2"]),
    "a longer fence": ("````{python}\nf()\n````\n", ["f 2"]),
    "in a callout": ("::: {.callout-note}\n```{python}\nf()\n```\n:::\n", ["f 3"]),
    "a magic": ("```{python}\n!pip install x\nf()\n```\n", ["f 3"]),
    "MyST": (MYST + "```{code-cell} ipython3\nf()\n```\n", ["f 12"]),
    "MyST without a language": (MYST + "```{code-cell}\nf()\n```\n", ["f 12"]),
    "MyST between colons": (MYST + ":::{code-cell} python\nf()\n:::\n", ["f 12"]),
    "MyST with options": (MYST + "```{code-cell}\n:tags: [hide-input]\n\nf()\n```\n", ["f 14"]),
    "MyST with a block of options": (MYST + "```{code-cell}\n---\ntags: [x]\n---\nf()\n```\n", ["f 15"]),
    "MyST beside code that is shown": (
        MYST + "```python\ng()\n```\n```{code-cell}\nf()\n```\n",
        ["f 15"],
    ),
    "Markdown of jupytext": (JUPYTEXT + "```python\nf()\n```\n", ["f 9"]),
    "Markdown of jupytext with metadata": (JUPYTEXT + '```python tags=["x"]\nf()\n```\n', ["f 9"]),
    "marimo": ("---\nmarimo-version: 0.8.0\n---\n\n```python {.marimo}\nf()\n```\n", ["f 6"]),
    "marimo in braces": ("```{.python.marimo name=a}\nf()\n```\n", ["f 2"]),
    "not closed": ("```{python}\nf()\n", ["f 2"]),
    # nothing is run
    "code that is shown": (
        "```python\nf()\n```\n```{.python}\nf()\n```\n```{{python}}\nf()\n```\n",
        [],
    ),
    "an example of a cell": ("````markdown\n```{python}\nf()\n```\n````\n", []),
    "a note": (MYST + "```{note}\nf()\n```\n", []),
    "cells that jupytext does not run": (JUPYTEXT + "```python .noeval\nf()\n```\n", []),
    "another language": ("```{r}\nf()\n```\n", []),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("text", "calls"), CODE.values(), ids=CODE)
def test_code_that_is_run_stands_on_its_line(text: str, calls: list[str]) -> None:
    facts = parse_document(text.encode())
    assert [f"{each.target} {facts.line_in_file(each.line)}" for each in facts.code.calls] == calls


def test_the_language_is_that_of_most_cells() -> None:
    facts = parse_document(b"```{r}\nx <- 1\n```\n```{r}\ny <- 1\n```\n```{python}\nf()\n```\n")
    assert (facts.language, facts.code_cells, facts.code_lines) == ("r", 3, 3)
    assert not facts.code.calls
    kernel = "---\nkernelspec:\n  name: ir\n---\n```{code-cell}\nx <- 1\n```\n"
    assert parse_document(kernel.encode()).language == "r"


def test_text_is_what_is_between_the_cells() -> None:
    facts = parse_document(b"---\ntitle: T\n---\n# Churn\n```{python}\nf()\n```\nText\n")
    assert facts.markdown == "# Churn\nText\n"


def test_a_document_that_is_too_long_is_not_read() -> None:
    assert (
        parse_document(b"x" * (DOCUMENT_LIMIT + 1)).problem
        == "262,145 bytes exceeds the limit of 262,144 bytes"
    )


PARTS = (
    "---\n",
    "```",
    "````",
    "~~~",
    ":::",
    "{python}",
    "{code-cell}",
    "\n",
    " ",
    "f()\n",
    "jupytext:",
    ":a:\n",
)


@given(st.lists(st.sampled_from(PARTS)).map("".join) | st.text())
def test_anything_gives_facts_whose_lines_are_in_the_file(text: str) -> None:
    facts = parse_document(text.encode())
    assert all(1 <= each <= text.count("\n") + text.count("\r") + 1 for each in facts.file_lines)
