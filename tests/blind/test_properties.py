"""Whatever somebody is called, in whatever spelling and place: no output of a blind scan tells it."""

from __future__ import annotations

import functools
import io
import json
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from rich.console import Console

from analyzer.blind.ordinary_words import ORDINARY_WORDS
from analyzer.engine.pipeline import ProgressCallbacks, Request, scan
from analyzer.engine.progress import Progress
from analyzer.engine.registry import load_checks
from analyzer.report.comparison.rows import render_comparison, row_of
from analyzer.report.html.page import to_html
from analyzer.report.json import document_of, to_json
from analyzer.report.markdown.document import to_markdown
from analyzer.report.table.columns import csv_of
from analyzer.report.table.findings import finding_columns
from analyzer.report.table.frames import repository_columns
from analyzer.report.terminal.document import render
from analyzer.scoring.rubric import load_rubric
from tests.support.repositories import CommitSpec, build_repository

CHECKS = load_checks().checks
RUBRIC = load_rubric("production", CHECKS)
ADDRESS = "owner@home.invalid"

# In no English word and in none of ours: what is found in an output is the name. Short ones, and longer ones.
_SYLLABLES = (
    "zurq",
    "qamj",
    "jyxo",
    "wokz",
    "xanq",
    "gefk",
    "puqo",
    "dzop",
    "öqzü",
    "ňałq",
    "bøjq",
    "жуцк",
    "цамж",
)
parts = st.lists(st.sampled_from(_SYLLABLES), min_size=1, max_size=2).map("".join)
people = st.tuples(parts, parts).filter(lambda pair: pair[0] != pair[1] and not set(pair) & ORDINARY_WORDS)

_CYRILLIC = str.maketrans("aeopcyxijs", "аеорсухіјѕ")
_WIDE = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
Spelling = Callable[[str, str], str]
SPELLINGS: Mapping[str, Spelling] = {
    "as it is": lambda first, last: f"{first.title()} {last.title()}",
    "turned": lambda first, last: f"{last.title()}, {first.title()}",
    "snake": lambda first, last: f"{first}_{last}",
    "kebab": lambda first, last: f"{last}-{first}",
    "camel": lambda first, last: f"{first}{last.title()}",
    "run together": lambda first, last: f"{last}{first}",
    "shouted": lambda first, last: f"{first}_{last}".upper(),
    "first": lambda first, last: first.title(),
    "last": lambda first, last: last,
    "possessive": lambda first, last: f"{first.title()}'s",
    "with a letter": lambda first, last: f"{first}s",
    "before a word": lambda first, last: f"{last}model",
    "behind a word": lambda first, last: f"test{first}",
    "with a number": lambda first, last: f"{first}{last}42",
    "initial": lambda first, last: f"{first[0].upper()}. {last.title()}",
    "login": lambda first, last: f"{first[0]}{last}",
    "look-alikes": lambda first, last: f"{first} {last}".translate(_CYRILLIC),
    "wide": lambda first, last: f"{first} {last}".translate(_WIDE),
    "composed": lambda first, last: unicodedata.normalize("NFC", f"{first} {last}"),
    "decomposed": lambda first, last: unicodedata.normalize("NFKD", f"{first} {last}"),
    "joined by nothing": lambda first, last: "\u200b".join(first) + " " + "\u00ad".join(last),
}


def _identifier(spelt: Callable[[], str]) -> str:
    """A spelling as part of an identifier of Python."""
    kept = "".join(each if each.isidentifier() or each.isdigit() else "_" for each in spelt())
    return unicodedata.normalize("NFKC", kept)


def _notebook(spelt: Callable[[], str]) -> dict[str, object]:
    word = functools.partial(_identifier, spelt)
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"authors": [{"name": spelt()}]},
        "cells": [
            {
                "cell_type": "markdown",
                "id": "a",
                "metadata": {},
                "source": [f"# {spelt()}\n", "We reach 99 % uptime."],
            },
            {
                "cell_type": "code",
                "id": "b",
                "metadata": {"executionInfo": {"user": {"displayName": spelt()}}},
                "execution_count": 1,
                "outputs": [{"output_type": "stream", "name": "stdout", "text": [f"by {spelt()}\n"]}],
                "source": [f"frame_{word()} = open('/home/{word()}/x.csv')\n", "import mlflow\n"],
            },
        ],
    }


def planted(spelt: Callable[[], str]) -> dict[str, str]:
    """A repository with a name in every place where a name can stand; each place asks for a spelling."""

    word = functools.partial(_identifier, spelt)
    notebook = _notebook(spelt)
    return {
        "README.md": f"# {spelt()}\n\nA production-ready service with real-time monitoring by {spelt()}.\n\n"
        f"- 100 % test coverage, says {spelt()}\n- serves 12,000 customers of {spelt()} at p99 < 20 ms\n",
        "LICENSE": f"MIT License\n\nCopyright (c) 2024 {spelt()}\n",
        f"{spelt()}/train_{spelt()}.py": f"import mlflow\nfrom sklearn.linear_model import Ridge\n"
        f"def fit_{word()}(x, y):\n    model = Ridge().fit(x, y)\n"
        f"    mlflow.log_metric({spelt()!r}, 1.0)\n    mlflow.sklearn.log_model(model, {spelt()!r})\n"
        f"fit_{word()}([[1]], [2])\n",
        "app.py": f"from fastapi import FastAPI\nfrom prometheus_client import Counter\napp = FastAPI(title={spelt()!r})\n"
        f"N = Counter('{word()}_total', {spelt()!r})\n@app.get({'/' + spelt()!r})\ndef {word()}() -> int:\n    return 1\n",
        f"tests/test_{spelt()}.py": f"from app import app\ndef test_{word()}():\n    assert app.title == {spelt()!r}\n",
        f".github/workflows/{spelt()}.yml": f"name: {json.dumps(spelt())}\non: push\njobs:\n  test:\n    name: {json.dumps(spelt())}\n"
        f"    runs-on: ubuntu-latest\n    steps:\n      - name: {json.dumps(spelt())}\n        run: pytest tests\n",
        "Dockerfile": f"FROM python:3.12\nLABEL maintainer={json.dumps(spelt())}\nCOPY . /srv/{word()}\n"
        'CMD ["uvicorn", "app:app"]\n',
        "docker-compose.yml": f"services:\n  {word()}:\n    build: .\n    container_name: {json.dumps(spelt())}\n",
        f"deploy/{spelt()}.yaml": f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {json.dumps(spelt())}}}\n"
        f"spec: {{template: {{spec: {{containers: [{{name: {json.dumps(spelt())}, image: x}}]}}}}}}\n",
        "alerts.yml": f"groups:\n  - name: {json.dumps(spelt())}\n    rules:\n      - alert: {json.dumps(spelt())}\n"
        "        expr: up == 0\n",
        f"notebooks/{spelt()}.ipynb": json.dumps(notebook, ensure_ascii=False),
        "pyproject.toml": f"[project]\nname = 'shopper'\nauthors = [{{name = {json.dumps(spelt(), ensure_ascii=False)}}}]\n",
        f"broken_{spelt()}.py": "def (\n",
        f"broken_{spelt()}.ipynb": "{",
    }


def outputs_of(folder: Path) -> str:
    """Everything that a blind scan says, in every format, and what it tells on the way."""
    said: list[str] = []
    listener = ProgressCallbacks(
        notify=said.append,
        progress=Progress(
            stage=lambda name, text: said.extend((name, text)),
            finished=lambda result: said.extend((result.name, result.problem or "")),
        ),
    )
    card = scan(Request((str(folder),), (ADDRESS,), blind=True), RUBRIC, CHECKS, listener)
    screen = Console(file=io.StringIO(), width=200)
    render(card, screen)
    render_comparison([row_of("candidate 1", card)], screen)
    assert isinstance(screen.file, io.StringIO)
    said += [
        to_json(card),
        to_html(card),
        to_markdown(card),
        csv_of(repository_columns(document_of(card))).decode(),
        csv_of(finding_columns(document_of(card))).decode(),
        screen.file.getvalue(),
    ]
    return "\n".join(said)


def letters(text: str) -> str:
    """Letters as a reader takes them, by tables of this test: no case, accents, separators; a to z."""
    plain = unicodedata.normalize(
        "NFKD", text.translate(str.maketrans("аеорсухіјѕøł", "aeopcyxijsol"))
    ).casefold()
    return "".join(each for each in plain if each.isalnum())


@settings(
    max_examples=settings().max_examples // 3,  # a repository an example: shrinking would take minutes
    phases=(Phase.explicit, Phase.generate),
)
@given(person=people, data=st.data())
def test_no_name_in_any_spelling_and_place_is_in_any_output(
    person: tuple[str, str], data: st.DataObject
) -> None:
    spellings: list[str] = []

    def spelt() -> str:
        spellings.append(SPELLINGS[data.draw(st.sampled_from(sorted(SPELLINGS)))](*person))
        return spellings[-1]

    signature = f"{person[0].title()} {person[1].title()} <{ADDRESS}>"
    files = {path: content for path, content in planted(spelt).items() if "\0" not in path}
    commits = [
        CommitSpec(
            {path: content}, author=signature, date=f"2024-0{1 + at // 3}-0{1 + at % 3}T00:00:00+00:00"
        )
        for at, (path, content) in enumerate(files.items())
    ]
    with tempfile.TemporaryDirectory() as folder:
        build_repository(Path(folder) / "work", commits)
        shown = outputs_of(Path(folder))
    plain = letters(shown)
    told = [each for each in person if letters(each) in plain]
    assert told == [], [plain[max(0, plain.find(letters(each)) - 40) :][:90] for each in told]
    assert "trains a model" in shown and "home.invalid" not in shown


def test_the_places_are_read(tmp_path: Path) -> None:
    """Or the property would prove nothing: without the redactor, the name is in many of the places."""
    build_repository(tmp_path / "work", [CommitSpec(planted(lambda: "zurqamjxo"))])
    card = scan(Request((str(tmp_path),)), RUBRIC, CHECKS)
    assert to_json(card).count("zurqamjxo") > 30
