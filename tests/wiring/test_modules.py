"""Which file an import means, what is a namesake of an installed package, and what reaches what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.repository.contents import is_possible
from analyzer.wiring.modules import (
    ModuleIndex,
    code_files,
    dotted_name,
    import_graph,
    module_index,
    package_of,
    package_uses,
    reached_from,
    reaching,
)
from tests.support.snapshots import snapshot

NOTEBOOK = (
    '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [\n'
    ' {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": null, "id": "a", "source": [\n'
    '  "import mlflow\\n",\n  "mlflow.log_metric(\'a\', 1)\\n"\n ]}]}\n'
)


@pytest.mark.parametrize(
    ("paths", "importer", "module", "name", "expected"),
    [
        # absolute, from the root
        ("shop/__init__.py shop/price.py", "app.py", "shop.price", None, "shop/price.py"),
        ("shop/__init__.py shop/price.py", "app.py", "shop.price", "total", "shop/price.py"),
        ("shop/__init__.py shop/price.py", "app.py", "shop", "price", "shop/price.py"),
        ("shop/__init__.py shop/price.py", "app.py", "shop", "Basket", "shop/__init__.py"),
        ("shop/__init__.py shop/price.py", "app.py", "shop", "*", "shop/__init__.py"),
        ("shop/__init__.py shop/sub/__init__.py", "app.py", "shop", "sub", "shop/sub/__init__.py"),
        ("shop/price.py", "app.py", "shop.price", None, "shop/price.py"),
        # the folder of a layer that every function has on its path
        ("layers/shared/python/shop/price.py", "api/app.py", "shop.price", "total", "layers/shared/python/shop/price.py"),
        ("my-layer/python/lib/python3.12/site-packages/price.py", "api/app.py", "price", None,
         "my-layer/python/lib/python3.12/site-packages/price.py"),
        ("shared/python/shop/price.py", "api/app.py", "shop.price", "total", None),
        ("layers/shared/code/shop/price.py", "api/app.py", "shop.price", "total", None),
        ("shop/price.py", "app.py", "shop", "price", "shop/price.py"),
        ("shop/__init__.py", "app.py", "shop.price", None, None),
        # relative
        ("shop/a.py shop/b.py", "shop/a.py", ".b", "f", "shop/b.py"),
        ("shop/a.py shop/b.py", "shop/a.py", ".", "b", "shop/b.py"),
        ("shop/a.py shop/__init__.py", "shop/a.py", ".", "f", "shop/__init__.py"),
        ("shop/sub/a.py shop/b.py", "shop/sub/a.py", "..b", "f", "shop/b.py"),
        ("shop/sub/a.py shop/b.py", "shop/sub/a.py", "..", "b", "shop/b.py"),
        ("shop/a.py shop/sub/b.py", "shop/a.py", ".sub.b", None, "shop/sub/b.py"),
        ("shop/a.py b.py", "shop/a.py", ".b", "f", None),
        ("a.py b.py", "a.py", "....b", "f", "b.py"),
        # src layout
        ("src/shop/__init__.py src/shop/price.py", "tests/test_a.py", "shop.price", None, "src/shop/price.py"),
        ("src/shop/price.py", "tests/test_a.py", "shop.price", None, "src/shop/price.py"),
        ("backend/src/shop/price.py", "backend/tests/t.py", "shop.price", None, "backend/src/shop/price.py"),
        ("src/shop/price.py", "src/shop/a.py", "src.shop.price", None, "src/shop/price.py"),
        # sibling scripts, and what is nearest
        ("scripts/helpers.py", "scripts/train.py", "helpers", "f", "scripts/helpers.py"),
        ("a/helpers.py b/helpers.py", "b/train.py", "helpers", None, "b/helpers.py"),
        ("helpers.py b/helpers.py", "b/train.py", "helpers", None, "b/helpers.py"),
        ("helpers.py", "a/b/c/train.py", "helpers", None, "helpers.py"),
        # a package below a folder that is on the path when it runs
        ("services/api/shop/__init__.py services/api/shop/a.py", "t/x.py", "shop.a", None, "services/api/shop/a.py"),
        # nothing of ours
        ("shop/price.py", "app.py", "numpy", None, None),
        ("shop/price.py", "app.py", "price.more", None, None),
        ("shop/price.py", "app.py", "", None, None),
    ],
)  # fmt: skip
def test_an_import_is_resolved_to_the_file_python_would_read(
    paths: str, importer: str, module: str, name: str | None, expected: str | None
) -> None:
    assert ModuleIndex(paths.split()).resolve(importer, module, name) == expected


@pytest.mark.parametrize(
    ("path", "importer", "expected"),
    [
        ("mlflow.py", "train.py", True),
        ("mlflow.py", "deep/down/train.py", True),
        ("mlflow/__init__.py", "train.py", True),
        ("src/mlflow/__init__.py", "tests/test_a.py", True),
        ("jobs/mlflow.py", "jobs/train.py", True),
        ("libs/mlflow/__init__.py", "jobs/train.py", True),
        ("mlflow/helpers.py", "train.py", False),
        ("mlflow/server/app.py", "train.py", False),
        ("mlflow/Dockerfile", "train.py", False),
        ("scripts/mlflow.py", "jobs/train.py", False),
        ("scripts/mlflow.py", "train.py", False),
        ("shop/mlflow.py", "jobs/train.py", False),
        ("mlflow_helpers.py", "train.py", False),
        ("shop/mlflow.py", "shop/mlflow.py", False),
        ("mlflow/__init__.py", "mlflow/__init__.py", True),
    ],
)
def test_what_shadows_an_installed_package(path: str, importer: str, expected: bool) -> None:
    index = ModuleIndex([path, importer, "shop/__init__.py"])
    assert index.is_local(importer, "mlflow.tracking") is expected
    assert index.is_local(importer, ".mlflow")


PATHS = st.text("ab./_ \n\0é", max_size=12).map(lambda each: f"{each}.py").filter(is_possible)


@given(
    st.lists(PATHS, max_size=6),
    PATHS,
    st.text("ab. é", max_size=12),
    st.one_of(st.none(), st.text("ab*.", max_size=4)),
)
def test_any_import_means_a_file_of_ours_or_none(
    paths: list[str], importer: str, module: str, name: str | None
) -> None:
    index = ModuleIndex(paths)
    assert index.resolve(importer, module, name) in {*paths, None}
    assert isinstance(index.is_local(importer, module), bool)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.py", "a"),
        ("shop/price.py", "shop.price"),
        ("shop/__init__.py", "shop"),
        ("__init__.py", "__init__"),
    ],
)
def test_dotted_names(path: str, expected: str) -> None:
    assert dotted_name(path) == expected


def test_the_import_graph_has_an_edge_for_every_kind_of_code() -> None:
    repo = snapshot(
        {
            "shop/__init__.py": "from . import price\n",
            "shop/price.py": "import numpy\nfrom shop import price\n",
            "run.ipynb": NOTEBOOK.replace("import mlflow", "import shop.price"),
            "run.py": "# %%\nfrom shop.price import f\n\n# In[1]:\n\n# In[2]:\n",
        }
    )
    assert import_graph(repo) == {
        "shop/__init__.py": {"shop/price.py"},
        "shop/price.py": frozenset(),
        "run.py": {"shop/price.py"},
        "run.ipynb": {"shop/price.py"},
    }
    assert module_index(repo) is module_index(repo)


def test_what_is_reached_goes_through_others_and_ends_in_cycles() -> None:
    files = {
        "app.py": "from a import f\n",
        "a.py": "import b\n",
        "b.py": "import a, c\n",
        "c.py": "import c\n",
        "island.py": "import island_two\n",
        "island_two.py": "import island\n",
    }
    repo = snapshot(files)
    assert reached_from(repo, ["app.py"]) == {"app.py", "a.py", "b.py", "c.py"}
    assert reached_from(repo, ["b.py"]) == {"a.py", "b.py", "c.py"}
    assert reached_from(repo, ["island.py"]) == {"island.py", "island_two.py"}
    assert reached_from(repo, []) == frozenset()
    assert reached_from(repo, ["Dockerfile"]) == {"Dockerfile"}


def test_long_chains_of_imports_are_followed_to_the_end() -> None:
    files = {f"m{number}.py": f"import m{number + 1}\n" for number in range(2_000)}
    assert len(reached_from(snapshot(files), ["m0.py"])) == 2_000


def test_uses_of_a_package_are_its_imports_and_calls_with_lines() -> None:
    repo = snapshot(
        {"train.py": "import mlflow as m\n\n\ndef go():\n    m.log_metric('a', 1)\n", "n.ipynb": NOTEBOOK}
    )
    found = [
        (each.code.path, each.code.notebook, each.line, each.target, each.call is not None)
        for each in package_uses(repo, frozenset({"mlflow"}))
    ]
    assert found == [
        ("train.py", False, 1, "mlflow", False),
        ("train.py", False, 5, "mlflow.log_metric", True),
        ("n.ipynb", True, 3, "mlflow", False),
        ("n.ipynb", True, 4, "mlflow.log_metric", True),
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"mlflow.py": "", "train.py": "import mlflow\nmlflow.log_metric('a', 1)\n"},
        {"shop/mlflow.py": "", "shop/train.py": "from . import mlflow\nmlflow.log_metric('a', 1)\n"},
        {"train.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import mlflow\n"},
        {"train.py": "def f(mlflow):\n    mlflow.log_metric('a', 1)\n"},
        {"train.py": "'''import mlflow'''\n# import mlflow\n"},
        {"train.py": "import mlflow_export\n"},
    ],
)
def test_namesakes_are_no_use_of_a_package(files: dict[str, str]) -> None:
    assert package_uses(snapshot(files), frozenset({"mlflow"})) == ()


def test_live_code_comes_before_notebooks() -> None:
    files = {"a.ipynb": NOTEBOOK, "b.py": "# In[1]:\nimport x\n\n# In[2]:\n", "z.py": "x = 1\n"}
    assert [(each.path, each.notebook) for each in code_files(snapshot(files))] == [
        ("z.py", False),
        ("b.py", True),
        ("a.ipynb", True),
    ]


@pytest.mark.parametrize(
    ("dotted", "expected"),
    [
        ("ray", None),
        ("ray.serve", "ray.serve"),
        ("ray.serve.run", "ray.serve"),
        ("ray.serve().run", "ray.serve"),
        ("mlflow.sklearn.log_model", "mlflow"),
        ("mlflowx", None),
        ("", None),
        ("?.predict", None),
    ],
)
def test_the_package_of_a_dotted_name(dotted: str, expected: str | None) -> None:
    assert package_of(dotted, frozenset({"ray.serve", "mlflow"})) == expected


@pytest.mark.parametrize(
    ("targets", "found"),
    [
        (["c.py"], {"a.py", "b.py", "c.py"}),
        (["b.py"], {"a.py", "b.py"}),
        (["e.py"], {"d.py", "e.py"}),
        (["d.py"], {"d.py", "e.py"}),
        (["c.py", "e.py"], {"a.py", "b.py", "c.py", "d.py", "e.py"}),
        ([], set()),
    ],
)
def test_what_reaches_a_file_is_what_it_is_reached_from(targets: list[str], found: set[str]) -> None:
    files = {
        "a.py": "import b\n",
        "b.py": "import c\n",
        "c.py": "import json\n",
        "d.py": "import e\n",
        "e.py": "import d\n",
    }
    repo = snapshot(files)
    assert reaching(repo, targets) == found
    assert found == {path for path in files if reached_from(repo, [path]) & set(targets)}


HOLLOW = {
    "an empty package without the name": ("", "from airflow import DAG", True),
    "an empty package without the submodule": ("'''Flows.'''\n__version__ = '1'\n", "from airflow.models import DAG", True),
    "its own folder": ("", "from airflow.dags import flow", False),
    "its own folder by name": ("", "from airflow import dags", False),
    "a package that defines something": ("def helper(): ...\n", "from airflow import DAG", False),
    "a package that imports something": ("from .dags.flow import *\n", "from airflow import DAG", False),
    "a package with a value": ("DAG = 1\n", "from airflow import DAG", False),
}  # fmt: skip


@pytest.mark.parametrize(("package", "line", "installed"), HOLLOW.values(), ids=HOLLOW)
def test_an_empty_package_does_not_hide_an_installed_one(package: str, line: str, installed: bool) -> None:
    files = {
        "airflow/__init__.py": package,
        "airflow/dags/flow.py": f"{line}\n",
        "airflow/dags/__init__.py": "x = 1\n",
    }
    repo = snapshot(files)
    uses = package_uses(repo, frozenset({"airflow"}))
    assert bool(uses) is installed


WHOLE = {
    "a name that it has not": ("", "airflow.DAG()", True),
    "a class that it has not": ("", "airflow.Client().send()", True),
    "its own folder": ("", "airflow.dags.make()", False),
    "nothing": ("", "", False),
    "a package that defines something": ("def helper(): ...\n", "airflow.DAG()", False),
}  # fmt: skip


@pytest.mark.parametrize(("package", "line", "installed"), WHOLE.values(), ids=WHOLE)
def test_an_empty_package_inside_of_another_is_not_what_is_imported_whole(
    package: str, line: str, installed: bool
) -> None:
    files = {
        "app/airflow/__init__.py": package,
        "app/airflow/dags.py": "x = 1\n",
        "app/run.py": f"import airflow\n{line}\n",
    }
    for own, found in (({}, False), ({"app/__init__.py": ""}, installed)):
        assert bool(package_uses(snapshot({**files, **own}), frozenset({"airflow"}))) is found


NAMED = "TABLE = {{'a': {{'module': {0}, 'class': 'A'}}}}\n\n\ndef make(name):\n    return {1}(TABLE[name]['module'])\n"


@pytest.mark.parametrize(
    ("text", "call", "imported"),
    [
        ("'svc.a'", "importlib.import_module", True),
        ("'svc.a.A'", "importlib.import_module", True),
        ("'svc.a:A'", "importlib.import_module", True),
        ("'svc.none.A'", "importlib.import_module", False),
        ("'svc.a'", "str", False),
        ("'see svc.a'", "importlib.import_module", False),
    ],
)
def test_a_module_that_imports_by_name_imports_what_its_texts_name(
    text: str, call: str, imported: bool
) -> None:
    files = {
        "svc/__init__.py": "",
        "svc/a.py": "class A:\n    pass\n",
        "svc/make.py": f"import importlib\n\n{NAMED.format(text, call)}",
    }
    assert ("svc/a.py" in import_graph(snapshot(files))["svc/make.py"]) is imported


@pytest.mark.parametrize(
    ("ignored", "name", "found"),
    [
        ("models/", "Spam", "svc/models/spam.py"),
        ("models/", "LIMIT", "svc/models/spam.py"),
        ("svc/models/", "Spam", "svc/models/spam.py"),
        ("__init__.py", "Spam", "svc/models/spam.py"),
        ("models/", "Ham", None),
        ("models/", "Both", None),
        ("model/", "Spam", None),
        ("!models/", "Spam", None),
    ],
)
def test_a_name_of_a_package_whose_file_is_ignored_is_that_of_the_one_module_that_defines_it(
    ignored: str, name: str, found: str | None
) -> None:
    files = {
        ".gitignore": ignored,
        "svc/app.py": "",
        "svc/models/spam.py": "LIMIT = 3\nclass Spam:\n    class Ham: ...\ndef Both(): ...\n",
        "svc/models/egg.py": "def Both(): ...\n",
    }
    index = module_index(snapshot(files))
    assert index.resolve("svc/app.py", ".models", name) == found
    assert index.resolve("svc/app.py", "svc.models", name) == found
