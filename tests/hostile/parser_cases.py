"""Files that cost a parser time, memory or its life: every row of the table of parsers, and what was found since."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tests.hostile.case import SOUND_LEVELS, Case, Files, holding

MANY = 100_000
MEGABYTE = 1024 * 1024
MODEL = """from fastapi import FastAPI
import joblib

app = FastAPI()
model = joblib.load("m.joblib")


@app.post("/predict")
def predict(x: float) -> float:
    return float(model.predict([[x]])[0])
"""


def long_module() -> Files:
    return {"long.py": "x=1\n" * 1_000_000, "app.py": MODEL}


def nested_python() -> Files:
    """Every construct that nests, a hundred thousand deep."""
    return {
        "unary.py": "x = " + "-" * MANY + "1\n",
        "lambda.py": "x = " + "lambda: " * (MANY // 2) + "1\n",
        "elif.py": "if x: pass\n" + "elif x: pass\n" * (MANY // 4),
        "attribute.py": "x = a" + ".b" * MANY + "\n",
        "call.py": "x = a" + "()" * MANY + "\n",
        "binop.py": "x = 1" + "+1" * MANY + "\n",
        "parentheses.py": "x = " + "(" * MANY + ")" * MANY + "\n",
        "strings.py": "x = " + "f'{" * 1000 + "1" + "}'" * 1000 + "\n",
        "app.py": MODEL,
    }


def call_chains(count: int) -> Files:
    """Files of 500 kB that only the fallback parser reads: `x=a()()...(`, each with an import that matters."""
    line = "import mlflow\nx=a" + "()" * 250_000 + "(\n"
    return {**{f"chain{number:02}.py": f"# {number}\n{line}" for number in range(count)}, "app.py": MODEL}


def encodings() -> Files:
    return {
        "nul.py": b"x = 1\0\n",
        "cookie.py": b"# coding: no-such-codec\nx = 1\n",
        "bomb_cookie.py": b"# coding: bz2\nx = 1\n",
        "wide.py": "x = 1\n".encode("utf-16"),
        "two.py": b"print 'x'\nexec 'y'\n",
        "latin.py": b"x = '\xe9'\n",
        "app.py": MODEL,
    }


def laughs() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(lines) + "\n"


def merges() -> str:
    lines = ["a0: &a0 {k0: x}"]
    lines += [f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]\n  k{n}: x" for n in range(1, 10)]
    return "\n".join(lines) + "\n"


def configurations(text: str) -> Files:
    """The same text wherever YAML is read."""
    places = (
        ".github/workflows/z.yml", ".gitlab-ci.yml", ".circleci/config.yml", "docker-compose.yml", "params.yaml",
        "k8s/deployment.yaml", "monitoring/prometheus.yml", "dvc.yaml", "mlflow/MLproject", "environment.yml",
    )  # fmt: skip
    return {**dict.fromkeys(places, text), "app.py": MODEL}


def toml() -> Files:
    dotted = ".".join(["a"] * 50_000) + " = 1\n"
    table = "[" + ".".join(["a"] * 50_000) + "]\n"
    return {
        "pyproject.toml": dotted,
        "Pipfile": table,
        "poetry.lock": dotted,
        "config/deep.toml": "a = " + "[" * MANY + "]" * MANY,
        "app.py": MODEL,
    }


def cells(*sources: object) -> str:
    code: dict[str, object] = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
    return json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {},
            "cells": [{**code, "source": each} for each in sources],
        }
    )


def notebooks() -> Files:
    deep = "[" * 500 + "]" * 500
    return {
        "list.ipynb": "[]",
        "null.ipynb": '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": null}',
        "none.ipynb": '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [null, 1, "x", []]}',
        "deep.ipynb": f'{{"nbformat": 4, "nbformat_minor": 5, "metadata": {{"a": {deep}}}, "cells": []}}',
        "deeper.ipynb": "[" * MANY + "]" * MANY,
        "number.ipynb": '{"nbformat": 1e999, "cells": [' + "9" * 10_000 + "]}",
        "cut.ipynb": cells("import torch\n" * 1000)[:-100],
        "source.ipynb": cells(None, 1, {"a": 1}, [None, 2], "%%bash\n" + "eval " * 50_000),
        "app.py": MODEL,
    }


def large_notebook() -> Files:
    output = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "A" * (200 * MEGABYTE)}}
    notebook = json.loads(cells("import torch\n"))
    notebook["cells"][0]["outputs"] = [output]
    return {"large.ipynb": json.dumps(notebook), "app.py": MODEL}


def prose() -> Files:
    """Every mark of Markdown, opened and never closed."""
    marks = ("<!--", "```\n", "[", "![", "[a](", "<a ", "<", "**", "`", "> ", "- ", "#", "|", "[a]: ", "*a ")
    names = ("README.md", "CHANGELOG.md", "docs/a.md", "docs/b.rst", "MODEL_CARD.md", "RUNBOOK.md")
    found = {f"docs/m{number}.md": mark * (250_000 // len(mark)) for number, mark in enumerate(marks)}
    return {**found, **dict.fromkeys(names, "".join(marks) * 4000), "app.py": MODEL}


def shells() -> Files:
    evals = "eval " * 50_000 + "x\n"
    return {
        "Makefile": "all:\n\t" + evals + "deep:\n\t" + "$(call " * 20_000 + ")" * 20_000 + "\n",
        "run.sh": evals + "$(" * MANY + ")" * MANY + "\n" + "sh -c '" * 20_000,
        "quotes.sh": "'\"" * MANY + "\n" + "`" * MANY + "\n" + "<<EOF " * 20_000,
        "Dockerfile": "FROM python:3.12\nRUN " + "a && " * 50_000 + "b\nRUN " + "eval " * 40_000 + "\n",
        "Jenkinsfile": "node { " * 40_000 + "sh 'x'" + " }" * 40_000,
        "Procfile": "web: " + "eval " * 50_000,
        "app.py": MODEL,
    }


def dockerfiles() -> Files:
    return {
        "Dockerfile": "FROM a\nRUN a \\\n" + " \\\n" * 80_000 + "\n",
        "api/Dockerfile": "ARG A0=x\n" + "".join(f"ARG A{n}=${{A{n - 1}}}${{A{n - 1}}}\n" for n in range(1, 60))
        + "FROM ${A59}\n",
        "web/Dockerfile": "FROM a AS s0\n" + "".join(f"FROM s{n - 1} AS s{n}\n" for n in range(1, 8000)),
        "app.py": MODEL,
    }  # fmt: skip


def requirements() -> Files:
    loop = {
        f"requirements/r{n}.txt": f"-r r{(n + 1) % 500}.txt\n-r r{(n * 7) % 500}.txt\n" for n in range(500)
    }
    return {
        **loop,
        "requirements.txt": "a[" * MANY
        + "\n"
        + "a;"
        + " and (" * 20_000
        + "\n"
        + "a"
        + ">=1," * 50_000
        + "1\n",
        "setup.py": "from setuptools import setup\nsetup(install_requires=" + "[" * 50_000 + "])\n",
        "setup.cfg": "[options]\ninstall_requires =\n" + "  a\n" * 50_000,
        "app.py": MODEL,
    }


def json_files() -> Files:
    return {
        "dashboards/deep.json": "[" * MANY + "]" * MANY,
        "dashboards/object.json": '{"a":' * 50_000 + "1" + "}" * 50_000,
        "package.json": '{"scripts": {"test": "' + "a && " * 40_000 + '"}}',
        "model/metrics.json": "[" + "9" * 200_000 + "]",
        "app.py": MODEL,
    }


def tests_of_one_file() -> Files:
    functions = "".join(
        f"def helper_{n}():\n    return helper_{n + 1}()\n\n\ndef test_{n}():\n    assert helper_{n}() == {n}\n\n\n"
        for n in range(4000)
    )
    return {"tests/test_many.py": functions[: 500 * 1024], "app.py": MODEL}


def long_prose() -> Files:
    words = "We deployed the model to production and reduced latency by 40 % for 12,000 customers. "
    return {"README.md": words * 2900, **{f"docs/d{n}.md": words * 2900 for n in range(20)}, "app.py": MODEL}


def recovered() -> Files:
    """Python 2 in files near the cap."""
    line = "print 'x', model.predict(data), `y`\n"
    return {**{f"old{n}.py": f"# {n}\n" + line * 12_000 for n in range(10)}, "app.py": MODEL}


def served(
    name: str,
    files: object,
    *,
    skipped: Sequence[str] = (),
    opens: tuple[str, ...] = (),
    problem: str | None = None,
) -> Case:
    """A case beside whose files a served model has to be found."""
    levels = {**SOUND_LEVELS, "model_code": "substantive", "serving": "substantive"}
    return Case(
        name,
        holding(files),  # type: ignore[arg-type]
        skipped=dict.fromkeys(skipped, "."),
        levels=levels,
        opens=opens,
        problem=problem,
    )


CASES: tuple[Case, ...] = (
    served("a million lines of x=1", long_module, skipped=("long.py",)),
    served("Python nested 100,000 deep", nested_python, skipped=("attribute.py", "call.py")),
    served(
        "60 files of x=a()()...(", lambda: call_chains(60), opens=("experiment_tracking",),
        problem="only the first 44 files",
    ),
    served("NUL, cookies, UTF-16, Python 2", encodings, skipped=("wide.py",)),
    served("YAML alias laughs", lambda: configurations(laughs()), skipped=(".gitlab-ci.yml",)),
    served("YAML merge bomb", lambda: configurations(merges()), skipped=(".gitlab-ci.yml",)),
    served("YAML sexagesimal", lambda: configurations("a: 1" + ":59" * 80_000 + "\n")),
    served("YAML sexagesimal of 1.2 MB", lambda: configurations("a: 1" + ":59" * 400_000 + "\n"), skipped=(".gitlab-ci.yml",)),
    served("YAML 1,000 deep", lambda: configurations("[" * 1000 + "]" * 1000), skipped=(".gitlab-ci.yml",)),
    served("YAML 30,000 deep", lambda: configurations("[" * 30_000 + "]" * 30_000), skipped=(".gitlab-ci.yml",)),
    served("TOML dotted keys", toml, skipped=("pyproject.toml",)),
    served("notebooks that are none", notebooks, skipped=("list.ipynb", "deeper.ipynb")),
    served("notebook of 200 MB", large_notebook, skipped=("large.ipynb",)),
    served("prose of unclosed marks", prose),
    served("long prose", long_prose),
    served("eval eval ... and nested shells", shells),
    served("container files that multiply", dockerfiles),
    served("requirements in a circle", requirements),
    served("JSON nested 100,000 deep", json_files),
    served("4,000 tests in a file", tests_of_one_file),
    served("Python 2 near the cap", recovered),
)  # fmt: skip
