"""What starts the flows of tools whose command names none of them."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

WORK = {"work.py": "def clean():\n    return 1\n\n\ndef fit(rows):\n    return rows\n"}
FROM_CI = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    - run: {}\n"
KEDRO = {
    "src/a/pipelines/train/pipeline.py": "from kedro.pipeline import node, pipeline\n"
    "from .nodes import clean, fit\n\n\ndef create_pipeline():\n"
    "    return pipeline([node(clean, 'a', 'b'), node(fit, 'b', 'c')])\n",
    "src/a/pipelines/train/nodes.py": WORK["work.py"],
}
KEDRO_RUN = {"Makefile": "run:\n\tkedro run\n"}
REGISTRY = """from a.pipelines.train.pipeline import create_pipeline


def register_pipelines():
    return {'__default__': create_pipeline()}
"""
DAGSTER = {
    "flows/assets.py": """from dagster import asset
from work import clean, fit


@asset
def rows():
    return clean()


@asset
def model(rows):
    return fit(rows)
""",
    **WORK,
}
DEVSPACE = "deployments:\n  d:\n    helm:\n      values:\n        containers:\n        - image: a\n          command: {}\n"
LISTS = "import dagster\nfrom flows.assets import model, rows\n\ndefs = dagster.Definitions(assets=[rows, model])\n"
STARTS = {
    "Kedro in a container": ({**KEDRO, "Dockerfile": 'FROM a\nCOPY . .\nCMD ["kedro", "run"]\n'}, True),
    "Kedro in a task": ({**KEDRO, "Makefile": "run:\n\t@kedro run --env=prod\n"}, True),
    "Kedro in CI": ({**KEDRO, ".github/workflows/a.yml": FROM_CI.format("uv run kedro run")}, True),
    "Kedro told the pipeline": ({**KEDRO, "Makefile": "run:\n\tkedro run --pipeline train\n"}, True),
    "Kedro told several": ({**KEDRO, "Makefile": "run:\n\tkedro run --pipelines=clean,train\n"}, True),
    "Kedro told another pipeline": ({**KEDRO, "Makefile": "run:\n\tkedro run -p report\n"}, False),
    "Kedro that draws": ({**KEDRO, "Makefile": "run:\n\tkedro viz run\n"}, False),
    "Kedro that is spoken of": ({**KEDRO, "Makefile": "help:\n\t@echo kedro run\n"}, False),
    "Kedro in a program": (
        {**KEDRO, "run.py": "import subprocess\nsubprocess.run(['kedro', 'run', '--pipeline', 'train'])\n"},
        True,
    ),
    "Kedro in a program, told by a variable": (
        {
            **KEDRO,
            "run.py": "import os\ncommand = ['kedro', 'run', '--pipeline', name]\nos.execvp(*command)\n",
        },
        True,
    ),
    "Kedro in a program for another pipeline": (
        {
            **KEDRO,
            "run.py": "import os\ncommand = [\n    'kedro',\n    'run',\n    '-p',\n    'report',\n]\n",
        },
        False,
    ),
    "Kedro in a program's text": (
        {
            **KEDRO,
            "run.py": "import os\nfor each in NAMES:\n    os.system(f'uv run kedro run --pipeline={each}')\n",
        },
        True,
    ),
    "Kedro in a docstring": ({**KEDRO, "run.py": '"""Instead of kedro run."""\n'}, False),
    "Kedro in a comment": ({**KEDRO, "run.py": 'x = 1  # as "kedro run" does\n'}, False),
    "Kedro in a list of a comment": ({**KEDRO, "run.py": "# ['kedro', 'run']\nx = 1\n"}, False),
    "Kedro in a command of a docstring": (
        {
            **KEDRO,
            "run.py": 'def f():\n    """Use \'kedro run --pipeline train\'."""\n    return \'kedro\'\n',
        },
        False,
    ),
    "Kedro that is printed": ({**KEDRO, "run.py": "print(\n    'kedro run')\n"}, False),
    "Kedro in an error": ({**KEDRO, "run.py": "raise SystemExit('kedro run --pipeline=train')\n"}, False),
    "Kedro in an operator": (
        {**KEDRO, "dags/a.py": "BashOperator(task_id='a', bash_command='kedro run --pipeline=train')\n"},
        True,
    ),
    "Kedro in a list of many words": (
        {**KEDRO, "run.py": "run(['kedro', 'run', '--env', 'base', '--async', '--pipeline', 'train'])\n"},
        True,
    ),
    "Kedro through its session": (
        {
            **KEDRO,
            "run.py": "from kedro.framework.session import KedroSession\n\n"
            "with KedroSession.create('.') as session:\n    session.run(pipeline_name='train')\n",
        },
        True,
    ),
    "Kedro, in its registry": ({**KEDRO, **KEDRO_RUN, "src/a/pipeline_registry.py": REGISTRY}, True),
    "Kedro, found by its registry": (
        {
            **KEDRO,
            **KEDRO_RUN,
            "src/a/pipeline_registry.py": "from kedro.framework.project import find_pipelines\n",
        },
        True,
    ),
    "Kedro, left out of its registry": (
        {**KEDRO, **KEDRO_RUN, "src/a/pipeline_registry.py": "def register_pipelines():\n    return {}\n"},
        False,
    ),
    "Dagster that is started": ({**DAGSTER, "Makefile": "dev:\n\tdagster dev -w workspace.yaml\n"}, True),
    "Dagster in a container of DevSpace": (
        {**DAGSTER, "devspace.yaml": DEVSPACE.format("[dagster, dev]")},
        True,
    ),
    "another program in a container of DevSpace": (
        {**DAGSTER, "devspace.yaml": DEVSPACE.format("[jupyter, lab]")},
        False,
    ),
    "Dagster by what its definitions list": (
        {**DAGSTER, "flows/defs.py": LISTS, "workspace.yaml": "load_from:\n- python_file: flows/defs.py\n"},
        True,
    ),
    "Dagster by definitions that nothing starts": ({**DAGSTER, "flows/defs.py": LISTS}, False),
    "Dagster in a container": (
        {**DAGSTER, "Dockerfile": 'FROM a\nCOPY . .\nCMD ["dagster-daemon", "run"]\n'},
        True,
    ),
    "Dagster in a comment of a task": ({**DAGSTER, "Makefile": "dev:\n\t# dagster dev\n\ttrue\n"}, False),
    "Dagster by its file, in a comment of a task": (
        {**DAGSTER, "Makefile": "dev:  # flows/assets.py\n\t# python flows/assets.py\n\ttrue\n"},
        False,
    ),
    "Dagster by its file, in a text of a task": (
        {**DAGSTER, "Makefile": "dev:\n\t@echo dagster dev -f flows/assets.py\n"},
        False,
    ),
    "Dagster by its file, in a deployment": (
        {**DAGSTER, "workspace.yaml": "load_from:\n- python_file: flows/assets.py # all\n"},
        True,
    ),
    "Dagster by its file, in a comment of a deployment": (
        {**DAGSTER, "workspace.yaml": "load_from: []\n# - python_file: flows/assets.py\n"},
        False,
    ),
    "Dagster that is installed": (
        {**DAGSTER, "Makefile": "install:\n\tpip install dagster dagster-webserver\n"},
        False,
    ),
}


@pytest.mark.parametrize(("files", "started"), STARTS.values(), ids=STARTS)
def test_the_note_says_whether_something_starts_it(files: dict[str, str], started: bool) -> None:
    finding = run("orchestration", snapshot(files))
    assert finding.level is Level.WIRED
    assert ("nothing in the repository starts" in finding.evidence[0].note) is not started


JOINED = """from kedro.pipeline import Pipeline, node
from ..before.pipeline import create_pipeline as create_before
from .nodes import clean, fit


def create_pipeline():
    before = Pipeline(create_before(), namespace="before")
    nodes = []

    for name in ["a", "b"]:
        nodes.append(node(clean, name, name + "c"))
    nodes.append(node(fit, "c", "d"))
    return before + Pipeline(nodes)
"""
TWO = JOINED.replace("Pipeline(nodes)", "before").replace(
    'Pipeline(create_before(), namespace="before")', "Pipeline([\n        node(clean, 'x', 'y'),\n    ])"
)
SHOWN = {"what joins the nodes": (JOINED, 13), "what is given nodes": (TWO + "\n\nlater = Pipeline([])\n", 7)}


@pytest.mark.parametrize(("text", "line"), SHOWN.values(), ids=SHOWN)
def test_the_line_of_several_pipelines_is_the_one_with_the_nodes(text: str, line: int) -> None:
    files = {"src/a/train/pipeline.py": text, "src/a/train/nodes.py": WORK["work.py"]}
    assert run("orchestration", snapshot(files)).evidence[0].line == line


DAG = """from airflow import DAG
from airflow.operators.python import PythonOperator

{imports}

with DAG('train', schedule='@daily') as dag:
    a = PythonOperator(task_id='a', python_callable=clean)
    b = PythonOperator(task_id='b', python_callable=fit)
    a >> b
"""
PLUGINS = {
    "steps/clean.py": "def clean():\n    return 1\n",
    "steps/train/fit.py": "def fit():\n    return 1\n",
}
# What the file of a DAG imports, and whether it can be loaded.
LOADED = {
    "modules that are there": ("from steps.clean import clean\nfrom steps.train.fit import fit", True),
    "a module that is not there": ("from steps.clean import clean\nfrom steps.train.fitt import fit", False),
    "a name that the module does not define": (
        "from steps.clean import cleaned as clean\nfrom steps.train.fit import fit",
        False,
    ),
    "a module that may be missing": (
        "from steps.clean import clean\ntry:\n    from steps.train.fitt import fit\nexcept ImportError:\n"
        "    from steps.train.fit import fit",
        True,
    ),
    "an installed package": ("from steps.clean import clean\nfrom somewhere.train import fit", True),
}


@pytest.mark.parametrize("name", LOADED)
def test_a_flow_whose_file_cannot_be_loaded_runs_nothing(name: str) -> None:
    imports, loads = LOADED[name]
    finding = run("orchestration", snapshot({"dags/a.py": DAG.format(imports=imports), **PLUGINS}))
    assert finding.level is (Level.WIRED if loads else Level.PRESENT)
    assert ("it cannot be loaded: dags/a.py:" in finding.evidence[0].note) is not loads
