"""Whole repositories for the growth tables: n tests, modules, jobs, targets, routes, metrics."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping

from analyzer.claims.assessment import read_statements
from analyzer.engine.registry import load_checks
from analyzer.engine.runner import run_checks, run_flags
from analyzer.repository.snapshot import File, Snapshot

Files = Mapping[str, str]
SIZE = 4_000


def snapshot(files: Files) -> Snapshot:
    """A snapshot of files that are nowhere but in memory."""
    contents = {path: text.encode() for path, text in files.items()}
    blobs = {path: hashlib.sha1(content).hexdigest() for path, content in contents.items()}
    by_blob = {blobs[path]: content for path, content in contents.items()}
    entries = [File(path, blobs[path], len(content)) for path, content in contents.items()]
    return Snapshot("sample", "1" * 40, entries, lambda blob, _limit: by_blob.get(blob))


def assess(files: Files) -> object:
    """All checks, flags and the reader of claims."""
    repo, registry = snapshot(files), load_checks()
    found = run_checks(repo, registry.checks)
    return found, run_flags(repo, registry.flags), read_statements(repo)


def _lines(count: int, line: str) -> str:
    return "".join(line.replace("@", str(number)) for number in range(count))


APP = "def predict(x):\n    return x\n"
SERVICE = "from fastapi import FastAPI\nimport joblib\napp = FastAPI()\nmodel = joblib.load('m')\n"
ON_PUSH = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
TEST = "from app import predict\n"

REPOSITORIES: Mapping[str, Callable[[int], Files]] = {
    "tests in a file": lambda n: {
        "app.py": APP,
        "tests/test_app.py": TEST + _lines(n, "def test_f@():\n    assert predict(@) == @\n"),
    },
    "tests through a fixture": lambda n: {
        "app.py": APP,
        "tests/conftest.py": TEST + "import pytest\n@pytest.fixture\ndef value():\n    return predict(1)\n",
        "tests/test_app.py": _lines(n, "def test_f@(value):\n    assert value == @\n"),
    },
    "tests that call each other": lambda n: {
        "app.py": APP,
        "tests/test_app.py": TEST
        + _lines(n, "def test_f@():\n    helper()\n")
        + "def helper():\n"
        + _lines(n, "    assert predict(@)\n"),
    },
    "helpers of one name": lambda n: {
        "app.py": APP,
        "tests/test_app.py": TEST
        + _lines(n, "class TestA@:\n    def test_f(self):\n        self.test_f()\n"),
    },
    "tests with nested functions": lambda n: {
        "app.py": APP,
        "tests/test_app.py": TEST + _lines(n, "def test_f@():\n    def g(): return 1\n    assert g() == 1\n"),
    },
    "unittest cases": lambda n: {
        "app.py": APP,
        "tests/test_app.py": TEST
        + "import unittest\nclass A(unittest.TestCase):\n    def setUp(self): predict(1)\n"
        + _lines(n, "    def test_f@(self): self.assertEqual(1, @)\n"),
    },
    "test classes": lambda n: {
        "app.py": APP,
        "tests/test_app.py": TEST
        + "import unittest\n"
        + _lines(
            n,
            "class A@(unittest.TestCase):\n    def setUp(self): predict(1)\n    def test_f(self): self.x()\n",
        ),
    },
    "test files": lambda n: {
        "app.py": APP,
        "tests/conftest.py": TEST
        + "import pytest\n"
        + _lines(100, "@pytest.fixture\ndef v@():\n    return predict(1)\n"),
        **{f"tests/test_{each}.py": f"def test_f(v1):\n    assert v1 == {each}\n" for each in range(n // 4)},
    },
    "tests that run programs": lambda n: {
        "app.py": APP,
        "tests/test_app.py": "import subprocess\n"
        + _lines(n, "def test_f@():\n    subprocess.check_call(['python', 'x@.py'])\n"),
        **{f"pkg/m{each}.py": "" for each in range(n // 4)},
    },
    "modules in a chain": lambda n: {
        f"pkg/m{each}.py": f"from pkg.m{each + 1} import f\ndef f(): pass\n" for each in range(n // 4)
    },
    "modules in a ring, trained": lambda n: {
        f"pkg/m{each}.py": f"import pkg.m{(each + 1) % (n // 4)}\nimport torch\nloss.backward()\n"
        for each in range(n // 4)
    },
    "modules that import one": lambda n: {
        "pkg/core.py": "def f(): pass\n",
        **{f"pkg/m{each}.py": "from pkg.core import f\nf()\n" for each in range(n // 4)},
    },
    "one that imports all": lambda n: {
        "main.py": _lines(n // 4, "import pkg.m@\n") + "if __name__ == '__main__':\n    pkg.m1.f()\n",
        **{f"pkg/m{each}.py": "def f(): pass\n" for each in range(n // 4)},
    },
    "star imports": lambda n: {
        f"pkg/m{each}.py": f"from pkg.m{each + 1} import *\ndef f{each}(): pass\n" for each in range(n // 4)
    },
    "packages that re-export": lambda n: {
        f"p{each}/__init__.py": f"from p{each + 1} import f\n" for each in range(n // 4)
    },
    "same names": lambda n: {
        f"d{each}/utils.py": "import utils\nfrom model import f\n" for each in range(n // 4)
    },
    "scripts": lambda n: {
        f"m{each}.py": "import mlflow\nif __name__ == '__main__':\n    mlflow.log_metric('a', 1)\n"
        for each in range(n // 4)
    },
    "CI steps that run modules": lambda n: {
        ".github/workflows/ci.yml": ON_PUSH + _lines(n, "      - run: python m@.py\n"),
        **{f"m{each}.py": "import m1\n" for each in range(n // 4)},
    },
    "CI files": lambda n: {
        f".github/workflows/w{each}.yml": ON_PUSH + "      - run: pytest tests\n" for each in range(n // 4)
    },
    "CI steps that run tests": lambda n: {
        ".github/workflows/ci.yml": ON_PUSH + _lines(n, "      - run: pytest tests/test_@.py\n"),
        **{f"tests/test_{each}.py": "def test_f():\n    assert 1 == f()\n" for each in range(n // 8)},
        "app.py": APP,
    },
    "CI jobs": lambda n: {
        ".github/workflows/ci.yml": "on: push\njobs:\n"
        + _lines(n // 2, "  j@: {runs-on: a, needs: [j0], steps: [{run: pytest}, {run: make t@}]}\n"),
        "Makefile": _lines(n // 2, "t@:\n\tpytest\n"),
        "tests/test_a.py": "def test_f():\n    assert 1 == f()\n",
    },
    "targets that call each other": lambda n: {
        ".github/workflows/ci.yml": ON_PUSH + "      - run: make t0\n",
        "Makefile": "".join(f"t{each}: t{each + 1}\n\tpython m.py\n" for each in range(n)),
        "m.py": "import a\n",
    },
    "targets that call all": lambda n: {
        ".github/workflows/ci.yml": ON_PUSH + "      - run: make all\n",
        "Makefile": "all: " + _lines(n, "t@ ") + "\n" + _lines(n, "t@: all\n\tpython m.py\n"),
    },
    "called targets": lambda n: {
        ".github/workflows/ci.yml": ON_PUSH + _lines(n // 4, "      - run: make t@\n"),
        "Makefile": "".join(f"t{each}:\n\tmake t{each + 1}\n" for each in range(n // 4)),
    },
    "shell scripts that call each other": lambda n: {
        ".github/workflows/ci.yml": ON_PUSH + "      - run: bash s0.sh\n",
        **{f"s{each}.sh": f"bash s{each + 1}.sh\nbash s{each + 2}.sh\n" for each in range(n // 4)},
    },
    "routes": lambda n: {
        "app.py": SERVICE + _lines(n, "@app.get('/p@')\ndef f@(x: int):\n    return model.predict(x)\n"),
        "Dockerfile": 'FROM python\nCMD ["uvicorn", "app:app"]\n',
    },
    "routers": lambda n: {
        "app.py": SERVICE + _lines(n // 8, "from pkg.m@ import router as r@\napp.include_router(r@)\n"),
        **{
            f"pkg/m{each}.py": "from fastapi import APIRouter\nrouter = APIRouter()\n"
            "@router.get('/')\ndef f(): return 1\n"
            for each in range(n // 8)
        },
    },
    "metrics": lambda n: {
        "app.py": "from prometheus_client import Counter\n" + _lines(n, "c@ = Counter('metric_@', 'a')\n"),
        "rules.yml": "groups:\n- name: a\n  rules:\n"
        + _lines(n // 2, "  - {alert: A@, expr: rate(metric_@[5m]) > 1}\n"),
    },
    "dockerfiles": lambda n: {
        f"d{each}/Dockerfile": f"FROM python\nCOPY . .\nCMD python m{each}.py\n" for each in range(n // 4)
    },
    "compose services": lambda n: {
        "compose.yaml": "services:\n" + _lines(n // 4, "  s@: {build: ./d@, command: python m@.py}\n"),
        **{f"d{each}/Dockerfile": "FROM python\nCMD python m.py\n" for each in range(n // 8)},
        **{f"m{each}.py": "import a\n" for each in range(n // 8)},
    },
    "requirements files": lambda n: {
        f"r{each}/requirements.txt": f"-r ../r{each + 1}/requirements.txt\na==1\n" for each in range(n // 4)
    },
    "documents": lambda n: {
        f"docs/d{each}.md": "# a\nWe deployed the model to production and monitor drift.\n"
        for each in range(n // 4)
    },
    "statements of a document": lambda n: {
        "README.md": _lines(n // 2, "We deployed model @ with 9@% accuracy and monitor drift.\n\n")
    },
    "notebooks": lambda n: {
        f"n{each}.ipynb": '{"nbformat":4,"metadata":{},"cells":[{"cell_type":"code","source":"import a"}]}'
        for each in range(n // 4)
    },
    "folders": lambda n: {f"{'a/' * (each % 90)}f{each}.py": "import a\n" for each in range(n // 4)},
    "configuration files": lambda n: {
        f"config/c{each}.yaml": "model: {name: a, lr: 1}\n" for each in range(n // 4)
    },
    "kubernetes files": lambda n: {
        f"k8s/c{each}.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n"
        "spec: {template: {spec: {containers: [{name: a, image: b}]}}}\n"
        for each in range(n // 4)
    },
    "kubernetes documents": lambda n: {
        "k8s/all.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n"
        + _lines(n // 2, "---\napiVersion: v1\nkind: Service\nmetadata: {name: s@}\n")
    },
    "classes": lambda n: {
        "app.py": "import torch\n"
        + _lines(n, "class M@(torch.nn.Module):\n    def forward(self, x): return self.fit(x)\n")
    },
    "functions that call each other": lambda n: {
        "app.py": "".join(f"def f{each}():\n    f{each + 1}()\n" for each in range(n)) + "f0()\n"
    },
    "calls at module level": lambda n: {
        "train.py": "import mlflow\n" + _lines(n, "mlflow.log_metric('m@', 1)\n")
    },
    "conditions": lambda n: {"train.py": _lines(n, "if accuracy > 0.@:\n    promote(@)\n")},
    "assigned names": lambda n: {
        "train.py": "import wandb\n" + _lines(n, "x@ = wandb.init()\nx@.log({'a': @})\n")
    },
}


def portfolios() -> Iterator[tuple[str, str, Callable[[int], object], Callable[[object], object], int]]:
    """The cases, with the number of things as their size."""
    for name, make in REPOSITORIES.items():
        yield "portfolio", name, make, assess, SIZE  # type: ignore[misc]
