"""Which functions a start really calls, through imports, objects, hooks and names handed over."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.runs.called import called_by_services, called_from

SERVICE = """
from fastapi import FastAPI, Depends
{imports}
app = FastAPI()

@app.post("/predict")
def predict(row: dict):
    {body}
"""
# name: (what the service imports, its body, the helper module, the function, whether it is called)
CASES = {
    "a call by name": ("from helpers import clean", "return clean(row)", "def clean(x): pass", "clean", True),
    "only imported": ("from helpers import clean", "return row", "def clean(x): pass", "clean", False),
    "through a module": ("import helpers", "return helpers.clean(row)", "def clean(x): pass", "clean", True),
    "the other function of the module": (
        "import helpers",
        "return helpers.other(row)",
        "def clean(x): pass\ndef other(x): pass",
        "clean",
        False,
    ),
    "through another function": (
        "from helpers import other",
        "return other(row)",
        "def clean(x): pass\ndef other(x): return clean(x)",
        "clean",
        True,
    ),
    "a method that is called": (
        "from helpers import Worker",
        "return Worker().clean(row)",
        "class Worker:\n    def clean(self, x): pass",
        "Worker.clean",
        True,
    ),
    "a method of an object that is only made": (
        "from helpers import Worker",
        "worker = Worker()\n    return worker.run(row)",
        "class Worker:\n    def clean(self, x): pass\n    def run(self, x): pass",
        "Worker.clean",
        False,
    ),
    "what making an object calls": (
        "from helpers import Worker",
        "return Worker()",
        "class Worker:\n    def __init__(self): self.clean()\n    def clean(self): pass",
        "Worker.clean",
        True,
    ),
    "what making an object of a subclass calls": (
        "from helpers import Worker",
        "return Worker()",
        "class Base:\n    def __init__(self): self.clean()\n    def clean(self): pass\n"
        "class Worker(Base):\n    pass",
        "Base.clean",
        True,
    ),
    "a property": (
        "from helpers import Worker",
        "return Worker().size",
        "class Worker:\n    @property\n    def size(self): return clean()\ndef clean(): pass",
        "clean",
        True,
    ),
    "handed over as a dependency": (
        "from helpers import clean",
        "return row\napp.get('/x')(Depends(clean))",
        "def clean(): pass",
        "clean",
        True,
    ),
    "a default value": (
        "from helpers import clean",
        "return row\n\n@app.get('/x')\ndef other(x=Depends(clean)): return x",
        "def clean(): pass",
        "clean",
        True,
    ),
    "a hook by a decorator": (
        "import helpers",
        "return row",
        "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/y')\ndef clean(): pass",
        "clean",
        True,
    ),
    "a decorator that hands nothing over": (
        "import helpers",
        "return row",
        "import functools\n@functools.lru_cache(maxsize=1)\ndef clean(): pass",
        "clean",
        False,
    ),
    "a decorator that makes a function of columns": (
        "import helpers",
        "return row",
        "from pyspark.sql import functions as F\n@F.udf('string')\ndef clean(): pass",
        "clean",
        False,
    ),
    "a method of a framework's class": (
        "import helpers",
        "return row",
        "from starlette.middleware.base import BaseHTTPMiddleware\n"
        "class Limit(BaseHTTPMiddleware):\n    async def dispatch(self, request, following): pass",
        "Limit.dispatch",
        True,
    ),
    "a method of a class that only holds": (
        "import helpers",
        "return row",
        "from pydantic import BaseModel\nclass Row(BaseModel):\n    def clean(self): pass",
        "Row.clean",
        False,
    ),
    "a validator": (
        "import helpers",
        "return row",
        "from pydantic import BaseModel, field_validator\n"
        "class Row(BaseModel):\n    @field_validator('x')\n    def clean(cls, v): return v",
        "Row.clean",
        True,
    ),
    "run only as a program": (
        "import helpers",
        "return row",
        "def clean(): pass\nif __name__ == '__main__':\n    clean()",
        "clean",
        False,
    ),
    "kept only as a program": (
        "import helpers",
        "return row",
        "def clean(): pass\nif __name__ == '__main__':\n    rows = clean()",
        "clean",
        False,
    ),
    "kept by the module itself": (
        "import helpers",
        "return row",
        "def clean(): pass\nrows = clean()",
        "clean",
        True,
    ),
    "run by the module itself": ("import helpers", "return row", "def clean(): pass\nclean()", "clean", True),
    "the same name of an installed package": (
        "import helpers\nimport requests",
        "return requests.get(row)",
        "def get(x): pass",
        "get",
        False,
    ),
    "an object that the application keeps": (
        "import helpers",
        "return app.state.worker.clean(row)\n\n@app.on_event('startup')\ndef start():\n"
        "    app.state.worker = helpers.Worker()",
        "class Worker:\n    def clean(self, x): pass",
        "Worker.clean",
        True,
    ),
    "an object of an installed package": (
        "import helpers\nfrom redis import Redis\nstore = Redis()",
        "return store.clean(row)",
        "class Worker:\n    def clean(self, x): pass",
        "Worker.clean",
        False,
    ),
    "a method of any container, of an unknown object": (
        "import helpers",
        "return row.execute('select 1')",
        "class Worker:\n    def execute(self, x): pass",
        "Worker.execute",
        False,
    ),
    "a session that a module of ours makes": (
        "from helpers import Session",
        "s = Session()\n    return s.clean(row)",
        "from sqlalchemy.orm import sessionmaker\nSession = sessionmaker()\n"
        "class Worker:\n    def clean(self, x): pass",
        "Worker.clean",
        False,
    ),
    "an object of ours that a module holds": (
        "from helpers import WORKER",
        "return WORKER.clean(row)",
        "class Worker:\n    def clean(self, x): pass\nWORKER = Worker()",
        "Worker.clean",
        True,
    ),
    "the constructor of another class": (
        "from helpers import Worker",
        "return Worker()",
        "class Other:\n    def __init__(self): clean()\nclass Worker(Exception):\n"
        "    def __init__(self): super().__init__()\ndef clean(): pass",
        "clean",
        False,
    ),
    "an object from a container": (
        "import helpers",
        "return helpers.WORKERS['a'].clean(row)",
        "class Worker:\n    def clean(self, x): pass\nWORKERS = {'a': Worker()}",
        "Worker.clean",
        True,
    ),
    "a nested function runs with its outer one": (
        "from helpers import outer",
        "return outer(row)",
        "def outer(x):\n    def inner(): pass\n    return inner",
        "outer.inner",
        True,
    ),
    "a thread's target": (
        "import helpers\nimport threading",
        "threading.Thread(target=helpers.clean).start()",
        "def clean(): pass",
        "clean",
        True,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_function_is_reached_where_a_chain_of_calls_leads_to_it(name: str) -> None:
    imports, body, helper, function, expected = CASES[name]
    repo = snapshot({"app.py": SERVICE.format(imports=imports, body=body), "helpers.py": helper})
    assert called_by_services(repo).has("helpers.py", function) is expected


def test_a_program_runs_what_stands_under_its_main_guard() -> None:
    files = {
        "job.py": "def work(): pass\nif __name__ == '__main__':\n    work()\n",
        "other.py": "import job\n",
    }
    repo = snapshot(files)
    assert called_from(repo, ["job.py"]).has("job.py", "work")
    assert not called_from(repo, ["other.py"]).has("job.py", "work")
    assert called_from(repo, ["other.py"]).has("job.py", None)
    assert not called_from(repo, []).has("job.py", None)


def test_a_function_in_a_folder_that_is_no_package_is_reached_by_its_dotted_name() -> None:
    files = {
        "app.py": "from shop.rows import clean\nfrom shop.columns import *\nclean(1)\npick(1)\n",
        "shop/rows.py": "def clean(x): pass\n",
        "shop/columns.py": "def pick(x): pass\ndef drop(x): pass\n",
    }
    called = called_from(snapshot(files), ["app.py"])
    assert called.has("shop/rows.py", "clean")
    assert called.has("shop/columns.py", "pick")
    assert not called.has("shop/columns.py", "drop")


def test_an_installed_package_with_the_name_of_a_folder_is_none_of_ours() -> None:
    files = {"app.py": "import redis\nredis.connect()\n", "redis/client.py": "def connect(): pass\n"}
    assert not called_from(snapshot(files), ["app.py"]).has("redis/client.py", "connect")


def test_functions_of_the_same_name_are_told_apart_by_their_modules() -> None:
    repo = snapshot(
        {
            "app.py": "from a import load\nimport b\nload()\n",
            "a.py": "def load(): pass\n",
            "b.py": "def load(): pass\n",
        }
    )
    called = called_from(repo, ["app.py"])
    assert called.has("a.py", "load")
    assert not called.has("b.py", "load")


# name: (what the service imports, its body, the folder of `steps.py`, the function, whether it is called)
FOLDERS = {
    "a function by name": ("from src.steps import clean", "return clean(row)", "src/", "clean", True),
    "a function of the module": ("from src import steps", "return steps.clean(row)", "src/", "clean", True),
    "through the whole name": ("import src.steps", "return src.steps.clean(row)", "src/", "clean", True),
    "below the folder of sources": (
        "from ours.steps import clean",
        "return clean(row)",
        "src/ours/",
        "clean",
        True,
    ),
    "a nested folder": ("from a.b.steps import clean", "return clean(row)", "a/b/", "clean", True),
    "only imported": ("from src.steps import clean", "return row", "src/", "clean", False),
    "a method of a class of ours": (
        "from src.steps import Worker",
        "return Worker()",
        "src/",
        "Worker.run",
        False,
    ),
    "a method that is called": (
        "from src.steps import Worker",
        "return Worker().run()",
        "src/",
        "Worker.run",
        True,
    ),
    "an installed package": (
        "import boto3\nfrom boto3 import clean",
        "return clean(row)",
        "boto3/",
        "clean",
        False,
    ),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_module_of_a_folder_without_an_init_file_is_called_by_its_name(name: str) -> None:
    imports, body, folder, function, expected = FOLDERS[name]
    steps = "from {0}base import Base\ndef clean(x): pass\nclass Worker(Base):\n    def run(self): pass\n"
    dotted = folder.replace("/", ".").removeprefix("src.ours.") or "ours."
    files = {
        "app.py": SERVICE.format(imports=imports, body=body),
        f"{folder}steps.py": steps.format(dotted),
        f"{folder}base.py": "class Base:\n    pass\n",
    }
    assert called_by_services(snapshot(files)).has(f"{folder}steps.py", function) is expected
