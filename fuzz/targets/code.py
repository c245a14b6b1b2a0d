"""Targets: Python, Python that only the error-tolerant parser reads, notebooks, shell text."""

from __future__ import annotations

import json

from msgspec.structs import fields

from analyzer.parsing.notebook.cells import parse_notebook
from analyzer.parsing.notebook.code import NotebookFacts
from analyzer.parsing.notebook.documents import parse_document
from analyzer.parsing.notebook.magics import strip_magics
from analyzer.parsing.notebook.platforms import parse_any_notebook, parse_platform_notebook
from analyzer.parsing.python.fallback import recover
from analyzer.parsing.python.module import parse_python
from analyzer.parsing.shell.compound import TooDeepError
from analyzer.parsing.shell.script import Command, ScriptReader, parse_script, unwrap
from analyzer.parsing.shell.unwrapping import shell_script, unwrap_layers
from analyzer.parsing.tasks import read_compose_build
from analyzer.parsing.tasks.files import invocation
from fuzz.facts import LINE_FIELDS, every_fact
from fuzz.target import Target
from fuzz.targets.shared import PLAIN_FILE, no_accident, text_of

PYTHON = (
    "def f():\n", "async ", "await ", "class A(B):\n", "    ", "\t", "import a.b as c\n", "from .a import *\n", "@d\n",
    "lambda: ", "if x > 0.5:\n", "elif y:\n", "else:\n", "for a in b:\n", "while 1:\n", "try:\n", "except ImportError:\n",
    "finally:\n", "with a as b:\n", "return ", "yield ", "raise ", "assert x == 1\n", "print 'x'\n", "exec 'x'\n",
    "print >>f, x\n", "except E, e:\n", "`x`", "0777", "ur'x'", "f'{x!r:>{y}}'", "'''", '"""', "\\\n", "x: int = 1\n",
    "match x:\n    case [a, *b]:\n", "type X = int\n", "a := b", "**k", "*a", "a.b.c(d=e)", "score", "accuracy", "!pip\n",
    "# -*- coding: latin-1 -*-\n", "# In[1]:\n", "# %%\n", "if __name__ == '__main__':\n", "global x\n", "del x\n", "<<<<<<< H\n",
)  # fmt: skip
SHELL = (
    "if ", "; then ", "; fi", "for a in b; do ", "; done", "while ", "case x in a) ", ";; ", "esac", "{ ", "; }", "( ", ")",
    "&&", "||", "|", "&", ";", "\n", "$(", "`", "${x:-y}", "$x", "\"", "'", "\\\n", "<<E\nx\nE\n", "<<-'E'\n", ">f 2>&1 ",
    "eval ", "bash -c ", "sudo ", "env A=b ", "exec ", "xargs ", "cd x", "set -e", "set +e", "export A=b ", "f() ", "function f ",
    "!", "[[ -f x ]]", "docker run -it x sh -c ", "ssh h ", "poetry run ", "timeout 5 ", "python -m ", "make -C d t", "#", "~", "*", "((",
)  # fmt: skip
_CELL = (
    "%%bash\n",
    "%matplotlib inline\n",
    "!pip install x\n",
    "?x\n",
    "x?\n",
    "%%time\n",
    "x = !ls\n",
    "%run a.py\n",
)
_DOCUMENT = (
    "```{python}\n",
    "```\n",
    "````\n",
    "```{code-cell}\n",
    ":tags: [x]\n",
    "---\n",
    "  format_name: markdown\n",
    "```python\n",
)


def _fallback(content: bytes) -> object:
    # What holds a NUL byte is refused before.
    return recover(content.decode("utf-8", "replace").replace("\0", ""))


def _notebook_lines(content: bytes, facts: object) -> None:
    assert isinstance(facts, NotebookFacts)
    last = content.decode("utf-8-sig", "replace").count("\n") + 1
    assert all(1 <= each <= last for each in facts.file_lines)
    for fact in every_fact(facts.code):
        for field in fields(fact):
            number = getattr(fact, field.name)
            if field.name in LINE_FIELDS and number is not None:
                assert 1 <= number <= len(facts.file_lines), f"line {number} of the joined code"
    assert facts.broken_cells <= facts.code_cells
    assert [each.index for each in facts.cells] == sorted({each.index for each in facts.cells})


def _magics(content: bytes) -> str:
    return strip_magics(text_of(content))


def _as_many_lines(content: bytes, facts: object) -> None:
    assert str(facts).count("\n") == text_of(content).count("\n")


def _script(content: bytes) -> tuple[Command, ...]:
    text = text_of(content)
    # The public entry gives nothing where the reader fails, so the reader is asked itself, too.
    reader = ScriptReader(True, False)
    try:
        reader.run(text)
        reader.commands()
    except TooDeepError:
        pass
    return (*parse_script(text), *parse_script(text, errexit=False, pipefail=True))


def _script_lines(content: bytes, facts: object) -> None:
    assert isinstance(facts, tuple)
    last = text_of(content).count("\n") + 1
    for command in facts:
        assert command.words and 1 <= command.line <= last, f"line {command.line} of {last}"


def _words(content: bytes) -> object:
    text = text_of(content)
    found = []
    for command in parse_script(text):
        layers = unwrap_layers(command.words)
        found.append(
            (
                layers,
                unwrap(command.words),
                shell_script(command.words),
                [(invocation(each), read_compose_build(each)) for each in layers],
            )
        )
    words = tuple(text.split())
    return (found, invocation(words), unwrap_layers(words), shell_script(words))


def _cell_in_notebook(content: bytes) -> object:
    """One cell as a notebook holds it, so that the mutation is of code and not of JSON."""
    cells = [
        {"cell_type": "code", "source": part.splitlines(keepends=True), "outputs": [], "metadata": {}}
        for part in content.decode("utf-8", "replace").split("\n# ---\n")
    ]
    return parse_notebook(json.dumps({"cells": cells, "nbformat": 4, "metadata": {}}, indent=1).encode())


TARGETS = (
    Target("python", parse_python, PLAIN_FILE, form="python", tokens=PYTHON, growth=400),
    Target("python-fallback", _fallback, PLAIN_FILE, form="python", tokens=PYTHON, growth=400),
    Target("notebook", parse_any_notebook, (_notebook_lines, no_accident), form="json", tokens=(*PYTHON[:20], *_CELL, '"', ",", "null", '"cells": [', "\\n")),
    Target("notebook-platforms", parse_platform_notebook, (_notebook_lines, no_accident), form="json", tokens=(*PYTHON[:20], '"paragraphs": [', '{"text": "%pyspark\\n', '"properties": {"cells": [', '"', ",", "null")),
    Target("notebook-cells", _cell_in_notebook, (no_accident,), tokens=(*PYTHON, *_CELL, "\n# ---\n"), growth=400),
    Target("notebook-documents", parse_document, (_notebook_lines, no_accident), tokens=(*PYTHON, *_CELL, *_DOCUMENT), growth=400),
    Target("notebook-magics", _magics, (_as_many_lines,), tokens=(*PYTHON, *_CELL)),
    Target("shell", _script, (_script_lines,), tokens=SHELL),
    Target("shell-words", _words, tokens=(*SHELL, "tox -e ", "npm run ", "nox -s ", "hatch run ", "docker compose up ", "-- "), growth=600),
)  # fmt: skip
