from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.notebooks import notebook
from tests.support.snapshots import run, snapshot

TRAIN = """import mlflow
from sklearn.linear_model import LinearRegression

def main():
    with mlflow.start_run():
        mlflow.log_params({"depth": 3})
        model = LinearRegression().fit([[1]], [1])
        mlflow.log_metric("rmse", 0.1)

if __name__ == "__main__":
    main()
"""


LOG = "import mlflow\n\ndef log():\n    mlflow.log_params({})\n    mlflow.log_metrics({})\n"
OWN = "class Own:\n    def fit(self, rows):\n        return rows\n\nOwn().fit(1)\n"
FIT = "from sklearn.svm import SVC\nSVC().fit([[1]], [1])\n"
CALLS = "from log import log\nimport fit\n\nlog()\n"
SCRIPT = CALLS + "if __name__ == '__main__':\n    print(fit)\n"
BOTH = "logs metrics and parameters with"
REACHED = ", reached from the code that trains"

LEVELS = {
    "logged from the training script": ({"train.py": TRAIN}, Level.WIRED, "train.py:6", f"{BOTH} MLflow{REACHED}"),
    "what is logged rather than a tag": (
        {"train.py": TRAIN.replace("mlflow.log_params", "mlflow.set_tag('commit', 'a')\n    mlflow.log_params")},
        Level.WIRED, "train.py:7", f"{BOTH} MLflow{REACHED}"),
    "where a metric is logged rather than where only a parameter is": (
        {"train.py": TRAIN.replace("import mlflow\n", "import mlflow\n\n\ndef load():\n    mlflow.log_param('rows', 1)\n\n\n")
         + "load()\n"},
        Level.WIRED, "train.py:12", f"{BOTH} MLflow{REACHED}"),
    "logged in a module the script imports": (
        {"run.py": FIT + "from lib.log import log\nlog()\n", "lib/log.py": LOG}, Level.WIRED, "lib/log.py:4", BOTH),
    "reached by a script together with what trains": (
        {"run.py": SCRIPT, "fit.py": FIT, "log.py": LOG}, Level.WIRED, "log.py:4", REACHED),
    "reached by what the repository starts together with what trains": (
        {"run.py": CALLS, "fit.py": FIT, "log.py": LOG, "Procfile": "a: python run.py\n"}, Level.WIRED, "log.py:4", REACHED),
    "reached only by a module that nothing starts": (
        {"run.py": CALLS, "fit.py": FIT, "log.py": LOG}, Level.SUBSTANTIVE, "log.py:4", BOTH),
    "reached only by a script of the tests": (
        {"tests/run.py": SCRIPT, "fit.py": FIT, "log.py": LOG}, Level.SUBSTANTIVE, "log.py:4", BOTH),
    "reached only by a script that trains nothing": (
        {"run.py": SCRIPT.replace("import fit\n", "").replace("fit", "1"), "fit.py": FIT, "log.py": LOG},
        Level.SUBSTANTIVE, "log.py:4", BOTH),
    "automatic logging": (
        {"train.py": "import mlflow\nmlflow.sklearn.autolog()\n" + FIT}, Level.WIRED, "train.py:2", BOTH),
    "run object": (
        {"train.py": "import wandb\nrun = wandb.init(config={'c': 1})\n" + FIT + "run.log({'loss': 1})\n"},
        Level.WIRED, "train.py:2", f"{BOTH} Weights & Biases"),
    "client": (
        {"train.py": "from mlflow.tracking import MlflowClient\nclient = MlflowClient()\n" + FIT +
         "client.log_param('1', 'c', 2)\nclient.log_metric('1', 'loss', 2)\n"}, Level.WIRED, "train.py:5", BOTH),
    "metrics only": (
        {"train.py": FIT + "import mlflow\nmlflow.log_metric('a', 1)\n"}, Level.SUBSTANTIVE, "train.py:4",
        "logs metrics with MLflow"),
    "parameters only": (
        {"train.py": FIT + "import mlflow\nmlflow.log_param('a', 1)\n"}, Level.SUBSTANTIVE, "train.py:4",
        "logs parameters with MLflow"),
    "a run that is only begun, and metrics": (
        {"train.py": FIT + "import wandb\nwandb.init(project='p')\nwandb.log({'a': 1})\n"}, Level.SUBSTANTIVE, "train.py:5",
        "logs metrics with Weights & Biases"),
    "tags and metrics": (
        {"train.py": FIT + "import mlflow\nmlflow.set_tags({'c': 1})\nmlflow.log_metric('a', 1)\n"}, Level.SUBSTANTIVE,
        "train.py:5", "logs metrics with MLflow"),
    "tags, rows and texts only": (
        {"train.py": FIT + "import mlflow\nmlflow.set_tag('c', 1)\nmlflow.log_input(d)\nmlflow.log_text('a', 'b.txt')\n"},
        Level.PRESENT, "train.py:4", "names MLflow"),
    "a parameter that tries the access": (
        {"try.py": "import mlflow\nwith mlflow.start_run():\n    mlflow.log_param('test', 1)\n"}, Level.PRESENT, "try.py:2",
        "MLflow"),
    "a trial beside what is recorded": (
        {"train.py": FIT + "import mlflow\nmlflow.log_param('test', 1)\nmlflow.log_param('a', 1)\n"}, Level.SUBSTANTIVE,
        "train.py:5", "logs parameters with MLflow"),
    "the text of an error in an error hook": (
        {"hooks.py": "import mlflow\n\n\nclass Hooks:\n    def on_pipeline_error(self, error):\n"
         "        mlflow.log_param('error_message', str(error))\n\n\nHooks().on_pipeline_error(1)\n"},
        Level.PRESENT, "hooks.py:1", "MLflow"),
    "a status where an error is caught": (
        {"train.py": FIT + "import mlflow\ntry:\n    go()\nexcept ValueError:\n    if x:\n        mlflow.log_param('status', 'bad')\n"},
        Level.PRESENT, "train.py:3", "MLflow"),
    "a parameter where an error is caught": (
        {"train.py": FIT + "import mlflow\ntry:\n    go()\nexcept ValueError:\n    mlflow.log_param('depth', 1)\n"},
        Level.SUBSTANTIVE, "train.py:7", "logs parameters with MLflow"),
    "a parameter that an error belongs to, after one was caught": (
        {"train.py": FIT + "import mlflow\ntry:\n    go()\nexcept ValueError:\n    pass\nmlflow.log_param('error_margin', 1)\n"},
        Level.SUBSTANTIVE, "train.py:8", "logs parameters with MLflow"),
    "the text of an error beside real parameters": (
        {"train.py": FIT + "import mlflow\ntry:\n    go()\nexcept ValueError:\n    mlflow.log_param('error', 1)\n"
         "mlflow.log_param('depth', 1)\n"}, Level.SUBSTANTIVE, "train.py:8", "logs parameters with MLflow"),
    "a metric on the test rows": (
        {"train.py": FIT + "import mlflow\nmlflow.log_metric('test', 1)\n"}, Level.SUBSTANTIVE, "train.py:4",
        "logs metrics with MLflow"),
    "metrics only where something calls them": (
        {"train.py": FIT + "import mlflow\nmlflow.log_metric('a', 1)\n\n\ndef unused():\n    mlflow.log_param('a', 1)\n"},
        Level.SUBSTANTIVE, "train.py:4", BOTH),
    "each kind with another tool": (
        {"train.py": FIT + "import mlflow, wandb\nmlflow.log_metric('a', 1)\nwandb.init()\n"},
        Level.SUBSTANTIVE, "train.py:4", "logs metrics with MLflow"),
    "a model of its own that a file trains": (
        {"train_own.py": OWN + "import mlflow\nmlflow.log_params({})\nmlflow.log_metric('a', 1)\n"}, Level.WIRED,
        "train_own.py:7", BOTH),
    "a model of its own in a file that is not named for it": (
        {"own.py": OWN + "import mlflow\nmlflow.log_params({})\nmlflow.log_metric('a', 1)\n"}, Level.SUBSTANTIVE,
        "own.py:7", BOTH),
    "a function of that name": (
        {"train_own.py": OWN.replace("Own().fit", "fit") + "import mlflow\nmlflow.log_params({})\nmlflow.log_metric('a', 1)\n"},
        Level.SUBSTANTIVE, "train_own.py:7", BOTH),
    "a helper beside what trains": (
        {"a.py": "import mlflow\n\n\ndef keep(a):\n    mlflow.log_metric('a', a)\n", "train.py": FIT
         + "import mlflow\nfrom a import keep\nmlflow.log_params({})\nkeep(1)\n"}, Level.WIRED, "train.py:5", "logs parameters"),
    "nothing trains": (
        {"log.py": "import mlflow\nmlflow.log_params({})\nmlflow.log_metric('a', 1)\n"}, Level.SUBSTANTIVE, "log.py:2", BOTH),
    "in a notebook": (
        {"a.ipynb": notebook("import wandb\nwandb.init(config={})\nwandb.log({})")}, Level.SUBSTANTIVE, "a.ipynb:1",
        f"{BOTH} Weights & Biases in a notebook"),
    "models that are loaded": (
        {"serve.py": "import mlflow\nmlflow.set_tracking_uri('a')\nm = mlflow.pyfunc.load_model('models:/a/1')\n"}, Level.ABSENT, "", ""),
    "errors of a server": ({"serve.py": "from mlflow.exceptions import RestException\n"}, Level.ABSENT, "", ""),
    "a server alone": (
        {"serve.py": "import mlflow\nmlflow.set_tracking_uri('a')\n"}, Level.PRESENT, "serve.py:2", "names MLflow"),
    "models that are loaded, and a run": (
        {"serve.py": "import mlflow\nmlflow.start_run()\nm = mlflow.pyfunc.load_model('models:/a/1')\n"}, Level.PRESENT, "serve.py:2", ""),
    "in a notebook of a lesson": (
        {"docs/tutorials/a.ipynb": notebook("import wandb\nwandb.init(config={})\nwandb.log({})")}, Level.PRESENT,
        "docs/tutorials/a.ipynb:1", f"{BOTH} Weights & Biases, in a lesson"),
    "in a module of an example": (
        {"examples/churn/train.py": FIT + LOG + "log()\n"}, Level.PRESENT, "examples/churn/train.py:6",
        f"{BOTH} MLflow, in a lesson or an example"),
    "in a notebook's export that a training script imports": (
        {"run.py": FIT + "from log import log\nlog()\n", "log.py": "# In[1]:\n\n\n# In[2]:\n\n" + LOG},
        Level.SUBSTANTIVE, "log.py:9", f"{BOTH} MLflow in a notebook"),
    "import only": ({"train.py": "import mlflow\n"}, Level.PRESENT, "train.py:1", "imports MLflow"),
    "import only in a notebook": (
        {"a.ipynb": notebook("import mlflow")}, Level.PRESENT, "a.ipynb:1", "imports MLflow in a notebook"),
    "another call only": ({"train.py": "import mlflow\nmlflow.start_run()\n"}, Level.PRESENT, "train.py:2", "names MLflow"),
    "a call of a tool with an everyday name": (
        {"train.py": "import aim\naim.Repo('.')\n"}, Level.PRESENT, "train.py:2", "names Aim"),
    "import only of a tool with an everyday name": ({"train.py": "import aim\n"}, Level.ABSENT, "", ""),
    "import inside a function": (
        {"train.py": "def f():\n    try:\n        import wandb\n    except ImportError:\n        pass\n"},
        Level.PRESENT, "train.py:3", "imports Weights & Biases"),
    "automatic logging that is switched off": (
        {"train.py": "import mlflow\nmlflow.autolog(disable=True)\n"}, Level.PRESENT, "train.py:1", "imports MLflow"),
    "what only traces requests": (
        {"train.py": "import mlflow\nmlflow.langchain.autolog(log_traces=True)\n"}, Level.PRESENT, "train.py:1", "imports MLflow"),
    "called only by a notebook that imports it": (
        {"lib/log.py": LOG, "a.ipynb": notebook("from lib.log import log\nlog()")}, Level.SUBSTANTIVE, "lib/log.py:4", BOTH),
    "called only in a notebook's own copy": (
        {"lib/log.py": LOG, "a.ipynb": notebook("def log():\n    pass\n\nlog()")}, Level.PRESENT, "lib/log.py:4",
        f"{BOTH} MLflow, in code that nothing calls"),
    "call in a function nobody calls": (
        {"evaluate.py": "import mlflow\n\nclass Evaluation:\n    def log_into(self):\n        mlflow.log_params({})\n"},
        Level.PRESENT, "evaluate.py:5", "logs parameters with MLflow, in code that nothing calls"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_is_logged_and_from_where(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    finding = run("experiment_tracking", snapshot(files))
    assert_found(finding, level, place, words)
    assert (REACHED in "".join(told(finding))) == (level is Level.WIRED)


def test_every_tool_of_every_file_is_told() -> None:
    files = {
        "train.py": FIT + "import mlflow, wandb\nmlflow.autolog()\nwandb.log({})\n",
        "log.py": "import mlflow\n",
    }
    assert told(run("experiment_tracking", snapshot(files))) == [
        f"WIRED train.py:4 {BOTH} MLflow{REACHED}",
        "SUBSTANTIVE train.py:5 logs metrics with Weights & Biases",
        "PRESENT log.py:1 imports MLflow",
    ]


DECOYS = {
    "comment": {"a.py": "# import mlflow\n# mlflow.log_metric('a', 1)\nx = 1\n"},
    "docstring": {"a.py": '"""import mlflow\nmlflow.log_metric(1)"""\nx = 1\n'},
    "local module of the same name": {
        "mlflow.py": "def log_metric(a, b):\n    pass\n",
        "a.py": "import mlflow\nmlflow.log_metric('a', 1)\n",
    },
    "the tool itself": {
        "mlflow/__init__.py": "",
        "mlflow/api.py": "x = 1\n",
        "run.py": "import mlflow\nmlflow.log_metric('a', 1)\n",
    },
    "TensorBoard": {
        "a.py": "from torch.utils.tensorboard import SummaryWriter\nw = SummaryWriter()\nw.add_scalar('a', 1)\n"
    },
    "Optuna": {"a.py": "import optuna\nstudy = optuna.create_study()\n"},
    "dependency only": {"requirements.txt": "mlflow==2.0\n", "a.py": "x = 1\n"},
    "dead branch": {"a.py": "if False:\n    import mlflow\n    mlflow.log_metric('a', 1)\n"},
    "types only": {"a.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import mlflow\n"},
    "markdown cell": {"README.md": "```python\nimport mlflow\n```\n"},
    "vendored": {"venv/lib/python3.11/site-packages/mlflow/x.py": "import mlflow\n", "a.py": "x = 1\n"},
    "in a test": {"tests/test_a.py": "import mlflow\n\ndef test_a():\n    assert mlflow\n"},
    "run artefacts": {"mlruns/0/meta.yaml": "name: x\n", "a.py": "x = 1\n"},
}


@pytest.mark.parametrize("files", DECOYS.values(), ids=DECOYS)
def test_decoys_are_not_tracking(files: dict[str, str]) -> None:
    finding = run("experiment_tracking", snapshot(files))
    assert_found(finding, Level.ABSENT)
    assert finding.status is Status.MEASURED


def test_an_unreadable_notebook_opens_the_ceiling() -> None:
    finding = run("experiment_tracking", snapshot({"a.py": "x = 1\n"}, missing=["big.ipynb"]))
    assert finding.ceiling is Level.SUBSTANTIVE, "nobody finds more than that in a notebook"
    assert [each.path for each in finding.unseen] == ["big.ipynb"]


OPTIONAL = "try:\n    import mlflow\nexcept ImportError:\n    mlflow = None\n" + FIT
UNSAID = ", if the library is there: no dependency file names it"
LISTED = {"requirements.txt": "scikit-learn\n"}
METRIC, PARAMETER = "mlflow.log_metric('a', 1)\n", "mlflow.log_param('a', 1)\n"
# A client whose import may fail: the files, the level, and how the note ends.
OPTIONAL_CLIENTS = {
    "in no list": ({"train.py": OPTIONAL + METRIC + PARAMETER, **LISTED}, Level.SUBSTANTIVE, UNSAID),
    "in no list, and only metrics": ({"train.py": OPTIONAL + METRIC, **LISTED}, Level.PRESENT, UNSAID),
    "in a list": (
        {"train.py": OPTIONAL + METRIC + PARAMETER, "requirements.txt": "mlflow-skinny\n"}, Level.WIRED, REACHED),
    "without a list": ({"train.py": OPTIONAL + METRIC + PARAMETER}, Level.WIRED, REACHED),
    "whose import must not fail": (
        {"train.py": "import mlflow\n" + FIT + METRIC + PARAMETER, **LISTED}, Level.WIRED, REACHED),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "end"), OPTIONAL_CLIENTS.values(), ids=OPTIONAL_CLIENTS)
def test_a_client_that_nothing_installs_is_a_level_less(
    files: dict[str, str], level: Level, end: str
) -> None:
    finding = run("experiment_tracking", snapshot(files))
    assert finding.level is level
    assert [each.note.endswith(end) for each in finding.evidence] == [True]


SENDS = "import requests\n\ndef send(values):\n    requests.post(f'{HOST}/api/2.0/mlflow/runs/log-batch', json=values)\n"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (FIT + SENDS + "\nsend({})\n", Level.WIRED),
        (SENDS + "\nsend({})\n", Level.SUBSTANTIVE),
        (FIT + SENDS.replace("    requests", "    # requests") + "\n", Level.ABSENT),
        (FIT + SENDS.replace("log-batch", "search") + "\nsend({})\n", Level.ABSENT),
    ],
)
def test_runs_are_logged_without_the_client(text: str, level: Level) -> None:
    assert run("experiment_tracking", snapshot({"train.py": text})).level is level
