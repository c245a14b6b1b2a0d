"""Imports of a repository's own modules and names."""

from __future__ import annotations

import pytest

from analyzer.references import Outcome
from analyzer.references.first_party import IMPORTS, IMPORTS_LATER, own_imports
from analyzer.testing import commit, snapshot

DANGLES, RESOLVES = Outcome.DANGLES, Outcome.RESOLVES
MADE, UNKNOWN = Outcome.MADE_ELSEWHERE, Outcome.CANNOT_BE_TOLD

APP = {"app/__init__.py": "", "app/models.py": "class Model: ...\nLIMIT = 3\n"}


def outcomes(files: dict[str, str], path: str = "app/main.py") -> list[Outcome]:
    """What becomes of the imports of one module."""
    return [each.outcome for each in own_imports(snapshot(files)) if each.path == path]


def names(files: dict[str, str], path: str = "app/main.py") -> list[str]:
    return [
        each.name for each in own_imports(snapshot(files)) if each.path == path and each.outcome is DANGLES
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from app.models import Model\n", RESOLVES),
        ("from app.models import Predictor\n", DANGLES),
        ("from app.models import LIMIT as most\n", RESOLVES),
        ("from .models import Model\n", RESOLVES),
        ("from .models import Predictor\n", DANGLES),
        ("from . import models\n", RESOLVES),
        ("from . import schemas\n", DANGLES),
        ("from .schemas import Request\n", DANGLES),
        ("import app.models\n", RESOLVES),
        ("import app.schemas\n", DANGLES),
        ("from app import schemas\n", DANGLES),
        ("from app.models import *\n", RESOLVES),
        ("from app.schemas import *\n", DANGLES),
        ("from app.models import __version__\n", RESOLVES),
        ("try:\n    from app.schemas import Request\nexcept ImportError:\n    Request = None\n", UNKNOWN),
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app.schemas import Request\n",
            UNKNOWN,
        ),
        ("from ....far import away\n", UNKNOWN),
        ("from app.model_pb2 import Request\n", MADE),
        ("from app._version import version\n", MADE),
    ],
)
def test_an_import_of_ones_own(source: str, expected: Outcome) -> None:
    assert outcomes({**APP, "app/main.py": source}) == [expected]


@pytest.mark.parametrize(
    "source",
    [
        "import redis\n",
        "import os.path\n",
        "from models import Predictor\n",  # beside a module of a package, which is not on the path
        "from main import app\n",  # the module itself
        "import config\n",
    ],
)
def test_what_may_be_somebody_elses_never_dangles(source: str) -> None:
    assert names({**APP, "app/main.py": source}) == []


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("def __getattr__(name): ...\n", UNKNOWN),
        ("globals()['Predictor'] = 1\n", UNKNOWN),
        ("import sys\nsys.modules[__name__] = object()\n", UNKNOWN),
        ("from numpy import *\n", UNKNOWN),
        ("from app.base import *\n", RESOLVES),
        ("from app.other import *\n", DANGLES),
        ("if True:\n    Predictor = 1\n", RESOLVES),
        ("try:\n    import Predictor\nexcept ImportError:\n    pass\n", RESOLVES),
        ("for Predictor in range(3): pass\n", UNKNOWN),
        ("with open('x') as Predictor: pass\n", RESOLVES),
        ("def make():\n    global Predictor\n    Predictor = 1\n", UNKNOWN),
        ("if (Predictor := 1): pass\n", UNKNOWN),
        ("class Outer:\n    class Predictor: ...\n", UNKNOWN),
        ("Predictor: int = 3\n", RESOLVES),
        ("a, (Predictor, b) = 1, (2, 3)\n", RESOLVES),
        ("class Predictors: ...\n", DANGLES),
        ("", DANGLES),
        ("def broken(:\n", DANGLES),
    ],
)
def test_a_name_that_a_module_may_have(module: str, expected: Outcome) -> None:
    files = {
        "app/__init__.py": "",
        "app/base.py": "class Predictor: ...\n",
        "app/other.py": "class Model: ...\n",
        "app/models.py": module,
        "app/main.py": "from app.models import Predictor\n",
    }
    assert outcomes(files) == [expected]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"app/fast.pyx": "x"}, RESOLVES),
        ({"app/fast.cpython-311-x86_64-linux-gnu.so": "x"}, RESOLVES),
        ({"app/fast.c": "x"}, RESOLVES),
        ({"app/fast/data.py": ""}, RESOLVES),
        ({"app/fast.pyi": "def run(): ..."}, UNKNOWN),
        ({"setup.py": "Extension('app.fast', ['native/fast_module.c'])"}, UNKNOWN),
        ({"pyproject.toml": "[tool.black]\nexclude = 'app/fast'\n"}, UNKNOWN),
        ({"app/__init__.py": "__path__ = []\n"}, UNKNOWN),
        ({"app/__init__.py": "import sys\nsys.modules['app.fast'] = None\n"}, UNKNOWN),
        ({"Dockerfile": "FROM python:3.12\nCOPY native/build app/fast/\n"}, UNKNOWN),
        ({"native/fast.txt": ""}, DANGLES),
    ],
)
def test_a_module_that_is_made_or_written_otherwise(files: dict[str, str], expected: Outcome) -> None:
    name = "" if expected is RESOLVES else " as run"
    source = f"import app.fast{name}\n" if expected is not UNKNOWN else "from app.fast import run\n"
    assert outcomes({**APP, **files, "app/main.py": source}) == [expected]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("[tool.maturin]\nmodule-name = 'app._core'\n", UNKNOWN),
        ("[tool.maturin]\nmodule-name = 'app._other'\n", DANGLES),
        ("[tool.mypy]\nmodule = 'app._core'\n", DANGLES),
    ],
)
def test_a_module_that_a_compiler_of_extensions_makes(settings: str, expected: Outcome) -> None:
    files = {**APP, "app/main.py": "from ._core import run\n", "pyproject.toml": settings}
    assert outcomes(files) == [expected]


def test_the_code_that_writes_a_module_may_import_it() -> None:
    source = "open('app/secret.py', 'w').write('')\nfrom app.secret import key\n"
    assert outcomes({**APP, "app/main.py": source}) == [MADE]


@pytest.mark.parametrize(
    ("files", "path", "expected"),
    [
        # a package below src
        ({"src/svc/__init__.py": "", "src/svc/a.py": "x = 1\n", "tests/test_a.py": "from svc.b import y\n"},
         "tests/test_a.py", ["svc.b"]),
        # scripts beside each other
        ({"jobs/util.py": "x = 1\n", "jobs/run.py": "from util import y\n"}, "jobs/run.py", ["util.y"]),
        # two modules of one name: which is meant cannot be told
        ({"jobs/util.py": "x = 1\n", "lib/util.py": "y = 1\n", "jobs/run.py": "from util import y\n"},
         "jobs/run.py", []),
        # a folder without __init__.py counts once its modules are imported by its name
        ({"src/a.py": "from src.b import x\n", "src/b.py": "x = 1\n", "main.py": "from src.c import y\n"},
         "main.py", ["src.c"]),
        ({"data/a.py": "x = 1\n", "main.py": "from data.c import y\n"}, "main.py", []),
        # an installed package of the same name
        ({"redis/__init__.py": "", "requirements.txt": "redis==5.0\n", "main.py": "from redis.lock import Lock\n"},
         "main.py", []),
        # the module stands in another folder, from where it may be copied
        ({"api/__init__.py": "", "common/db/models.py": "x = 1\n", "main.py": "from api.db.models import x\n"},
         "main.py", []),
        # a test of a package whose folder is a submodule or a link is seen in `skipped` only
        ({"tests/fixtures/broken.py": "from ..nowhere import x\n"}, "tests/fixtures/broken.py", []),
        ({"{{cookiecutter.name}}/a.py": "from .nowhere import x\n"}, "{{cookiecutter.name}}/a.py", []),
        ({"docs/conf.py": "from .nowhere import x\n"}, "docs/conf.py", []),
    ],
)  # fmt: skip
def test_where_a_module_may_be(files: dict[str, str], path: str, expected: list[str]) -> None:
    assert names(files, path) == expected


def test_an_import_in_a_function_breaks_its_call_only() -> None:
    repo = snapshot({**APP, "app/main.py": "from .a import x\ndef run():\n    from .b import y\n"})
    assert [(each.kind, each.name) for each in own_imports(repo) if each.outcome is DANGLES] == [
        (IMPORTS, ".a"),
        (IMPORTS_LATER, ".b"),
    ]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([commit("2026-01-01", "app/main.py")], False),
        ([commit("2026-01-01", "app/main.py", "app/old.py")], True),
        ([commit("2026-01-01", "app/main.py", "service/app/old.py")], True),
        ([], None),
    ],
)
def test_whether_a_missing_module_ever_existed(history: list[object], expected: bool | None) -> None:
    repo = snapshot({**APP, "app/main.py": "import app.old\n"}, history)  # type: ignore[arg-type]
    assert [each.existed for each in own_imports(repo) if each.outcome is DANGLES] == [expected]


def test_nothing_dangles_where_the_list_of_files_is_not_whole() -> None:
    repo = snapshot({**APP, "app/main.py": "import app.old\n"}, tree_problem="not all files are listed")
    assert [each.outcome for each in own_imports(repo)] == [UNKNOWN]
