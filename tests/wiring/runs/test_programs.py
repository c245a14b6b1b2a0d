"""What runs where a command or a program runs the project of a pipeline tool."""

from __future__ import annotations

import pytest

from analyzer.wiring.runs.programs import called_by_programs
from tests.support.snapshots import snapshot

NODES = "def clean(rows):\n    return rows\n\n\ndef fit(rows):\n    return rows\n\n\ndef predict(rows):\n    return rows\n"
PIPELINE = """from functools import partial

from kedro.pipeline import node, pipeline

from .nodes import clean, fit


def create_pipeline(**kwargs):
    return pipeline(
        [
            node(clean, "raw", "rows", name="clean_rows"),
            node(func=partial(fit, 1), inputs=["rows"], outputs="model", name="fit_model", tags=["train", "slow"]),
            # node(predict, "rows", "out", tags="train"),
        ]
    )
"""
REPORT = """from kedro.pipeline import Pipeline, Node

from .steps import draw


def create_pipeline(**kwargs):
    return Pipeline([Node(draw, inputs="model", outputs="chart")], tags={"report"})
"""
KEDRO = {
    "src/a/pipelines/train/pipeline.py": PIPELINE,
    "src/a/pipelines/train/nodes.py": NODES,
    "src/a/pipelines/report/pipeline.py": REPORT,
    "src/a/pipelines/report/steps.py": "def draw(model):\n    return model\n",
}
REGISTRY = {
    "src/a/pipeline_registry.py": "from a.pipelines.train.pipeline import create_pipeline\n\n\n"
    "def register_pipelines():\n    return {'all': create_pipeline()}\n"
}
SESSION = (
    "from kedro.framework.session import KedroSession\n\n\ndef train_all():\n"
    "    with KedroSession.create('.') as session:\n        session.run({})\n\n\n"
)
GUARD = "if __name__ == '__main__':\n    train_all()\n"
STARTED = {"Makefile": "run:\n\tpython run.py\n"}
EVERY = {"clean", "fit", "draw"}
FROM_CI = "on: {}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    - run: {}\n"


def task(command: str) -> dict[str, str]:
    return {"Makefile": f"run:\n\t{command}\n"}


def program(arguments: str, end: str = GUARD) -> dict[str, str]:
    return {"run.py": SESSION.format(arguments) + end, **STARTED}


RUN = {
    "nothing": ({}, set[str]()),
    "all": (task("kedro run"), EVERY),
    "all, in an environment": (task("uv run kedro run --env=prod --async"), EVERY),
    "all, as a module": (task("python -m kedro run"), EVERY),
    "all, in CI": ({".github/workflows/a.yml": FROM_CI.format("push", "kedro run")}, EVERY),
    "all, in a container": ({"Dockerfile": 'FROM a\nCOPY . .\nCMD ["kedro", "run"]\n'}, EVERY),
    "all, in a compose service": (
        {"compose.yaml": "services:\n  a:\n    build: .\n    command: kedro run\n"},
        EVERY,
    ),
    "a pipeline": (task("kedro run --pipeline train"), {"clean", "fit"}),
    "a pipeline, in short": (task("kedro run -p report"), {"draw"}),
    "pipelines": (task("kedro run --pipelines=train,report"), EVERY),
    "a pipeline that is not there": (task("kedro run --pipeline other"), set()),
    "the default": (task("kedro run --pipeline __default__"), EVERY),
    "a node": (task("kedro run --nodes=fit_model"), {"fit"}),
    "nodes by their functions": (task("kedro run -n clean,draw"), {"clean", "draw"}),
    "a node that is not there": (task("kedro run --nodes=other"), set()),
    "a tag": (task("kedro run --tags train"), {"fit"}),
    "a tag of a whole pipeline": (task("kedro run --tags=report"), {"draw"}),
    "a tag of another pipeline": (task("kedro run --pipeline report --tags=train"), set()),
    "from a data set": (task("kedro run --from-inputs=raw"), {"clean"}),
    "drawn, not run": (task("kedro viz run"), set()),
    "only said": (task("@echo kedro run"), set()),
    "named by the registry": ({**task("kedro run --pipeline all"), **REGISTRY}, {"clean", "fit"}),
    "left out of the registry": ({**task("kedro run --pipeline report"), **REGISTRY}, set()),
    "a session": (program(""), EVERY),
    "a session's pipeline": (program("pipeline_name='train'"), {"clean", "fit"}),
    "a session's pipelines": (program("pipeline_names=['report']"), {"draw"}),
    "a session's nodes": (program("node_names=['fit_model']"), {"fit"}),
    "a session's tags": (program("tags=('report',), pipeline_name=None"), {"draw"}),
    "a session's unknown pipeline": (program("pipeline_name=NAME"), EVERY),
    "a session that nothing calls": (program("", end=""), set()),
    "a session that nothing starts": ({"run.py": program("")["run.py"]}, set()),
    "a command of a program": (
        {"run.py": "import subprocess\n\nsubprocess.run(['kedro', 'run', '--tags', 'train'])\n", **STARTED},
        {"fit"},
    ),
    "a command of a program that nothing starts": (
        {"run.py": "import subprocess\n\nsubprocess.run(['kedro', 'run'])\n"},
        set(),
    ),
}


@pytest.mark.parametrize(("files", "called"), RUN.values(), ids=RUN)
def test_nodes_are_called_where_their_pipeline_is_run(files: dict[str, str], called: set[str]) -> None:
    found = called_by_programs(snapshot({**KEDRO, **files}))
    names = {name for path, name in found.functions if path.startswith("src/a/pipelines/")}
    assert names - {"create_pipeline"} == called


ASSETS = (
    "from dagster import asset\nfrom work import fit\n\n\n@asset\ndef model(rows):\n    return fit(rows)\n"
)
DEFINITIONS = "from dagster import Definitions, {0}\n{1}\n\ndefs = Definitions(assets={0}({2}))\n"
DAGSTER = {
    "flows/assets/a.py": ASSETS,
    "flows/assets/__init__.py": "",
    "work.py": "def fit(rows):\n    return rows\n",
}
DEV = {"Makefile": "dev:\n\tdagster dev\n"}
DAEMON = {"compose.yaml": "services:\n  a:\n    image: a\n    command: dagster-daemon run\n"}


def definitions(loader: str, imported: str, argument: str) -> dict[str, str]:
    return {"flows/definitions.py": DEFINITIONS.format(loader, imported, argument)}


LOADED = {
    "a package": (
        definitions("load_assets_from_package_module", "from . import assets", "assets") | DEV,
        True,
    ),
    "a package, by a keyword": (
        definitions(
            "load_assets_from_package_module", "from . import assets as a", "package_module=a, group_name='g'"
        )
        | DEV,
        True,
    ),
    "the name of a package": (
        definitions("load_assets_from_package_name", "", "'flows.assets'") | DAEMON,
        True,
    ),
    "modules": (definitions("load_assets_from_modules", "from flows.assets import a", "[a]") | DEV, True),
    "a package, in a server of its code": (
        definitions("load_assets_from_package_module", "from . import assets", "assets")
        | {"Dockerfile": 'FROM a\nCOPY . .\nCMD ["dagster", "api", "grpc", "-h", "0.0.0.0", "-p", "4000"]\n'},
        True,
    ),
    "a package, in a command that lists it": (
        definitions("load_assets_from_package_module", "from . import assets", "assets")
        | {"Makefile": "list:\n\tdagster asset list\n"},
        False,
    ),
    "another package": (
        definitions("load_assets_from_package_module", "from . import other", "other")
        | DEV
        | {"flows/other/__init__.py": ""},
        False,
    ),
    "a package in a comment": (
        definitions("load_assets_from_package_module", "from . import assets", ")#(assets") | DEV,
        False,
    ),
    "a package that nothing starts": (
        definitions("load_assets_from_package_module", "from . import assets", "assets"),
        False,
    ),
    "no definitions": (DEV, False),
}


@pytest.mark.parametrize(("files", "called"), LOADED.values(), ids=LOADED)
def test_assets_are_called_where_a_start_loads_them(files: dict[str, str], called: bool) -> None:
    found = called_by_programs(snapshot({**DAGSTER, **files}))
    assert (("work.py", "fit") in found.functions) is called
