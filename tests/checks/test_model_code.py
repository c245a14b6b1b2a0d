from __future__ import annotations

import json

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.notebooks import export, notebook
from tests.support.snapshots import facts, run, snapshot

SKLEARN = (
    "from sklearn.linear_model import LinearRegression\nmodel = LinearRegression()\nmodel.fit([[1]], [1])\n"
)
FIT = "trains a model: sklearn.linear_model.LinearRegression().fit"

# Code of a live module that nothing starts, the line of the work, and words of the note.
USES = {
    "fit": (SKLEARN, 3, FIT),
    "function that is handed the model": (
        "import sklearn\n\ndef train(model, x, y):\n    return model.fit(x, y)\n",
        4,
        "trains a model",
    ),
    "training loop": (
        "import torch\n\ndef step(loss, optimizer):\n    loss.backward()\n    optimizer.step()\n",
        4,
        "trains a model",
    ),
    "boosting": (
        "import xgboost as xgb\nbooster = xgb.train({}, data)\n",
        2,
        "trains a model: xgboost.train",
    ),
    "margin of a classifier": (
        "from sklearn import svm\n\nclf = svm.LinearSVC()\nscores = clf.decision_function(x)\n",
        4,
        "calls a model: sklearn.svm.LinearSVC().decision_function",
    ),
    "load": ("import joblib\nmodel = joblib.load('model.joblib')\n", 2, "loads a model: joblib.load"),
    "load torch": ("import torch\nstate = torch.load('model.pt')\n", 2, "loads a model: torch.load"),
    "pretrained": (
        "from transformers import AutoModel\nmodel = AutoModel.from_pretrained('x')\n",
        2,
        "loads a model: transformers.AutoModel.from_pretrained",
    ),
    "registry": (
        "import mlflow\nmodel = mlflow.pyfunc.load_model('models:/x@champion')\n",
        2,
        "loads a model: mlflow.pyfunc.load_model",
    ),
    "runtime": (
        "import onnxruntime as ort\nsession = ort.InferenceSession('m.onnx')\n",
        2,
        "loads a model: onnxruntime.InferenceSession",
    ),
    "archive of a predictor": (
        "from allennlp_models.pretrained import load_predictor\npredictor = load_predictor('rc-bidaf')\n",
        2,
        "loads a model: allennlp_models.pretrained.load_predictor",
    ),
    "remote model": (
        "from openai import OpenAI\nclient = OpenAI()\nclient.chat.completions.create(model='x')\n",
        3,
        "calls a model: openai.OpenAI().chat.completions.create",
    ),
    "hosted model that is only set up": (
        "from langchain_groq import ChatGroq\n\nllm = ChatGroq(model='x')\n",
        3,
        "connects to a model: langchain_groq.ChatGroq",
    ),
    "hosted model that is asked": (
        "from langchain_groq import ChatGroq\nllm = ChatGroq(model='x')\nllm.invoke('q')\n",
        3,
        "calls a model: langchain_groq.ChatGroq().invoke",
    ),
    "pickled model that is asked": (
        "import pickle\n\n(x, y) = pickle.load(open('a', 'rb'))\nprint(y.predict([1]))\n",
        3,
        "loads a model: pickle.load",
    ),
    "a class that calls itself a model, of a package no table knows": (
        "from qualitykit import Model\n\ndef load(config, key):\n    return Model.from_config(config, key)\n",
        4,
        "loads a model: qualitykit.Model.from_config",
    ),
    "definition": (
        "from torch import nn\n\nclass Net(nn.Module):\n    pass\n",
        3,
        "defines a model: class Net",
    ),
    "a syntax that version 3 rejects": (
        "from sklearn.svm import SVC\nprint 'training'\nmodel = SVC()\nmodel.fit(x, y)\n",
        4,
        "trains a model: sklearn.svm.SVC().fit",
    ),
}


@pytest.mark.parametrize(("code", "row", "words"), USES.values(), ids=USES)
def test_model_work_in_a_live_module_is_substantive(code: str, row: int, words: str) -> None:
    finding = run("model_code", snapshot({"work.py": code}))
    assert_found(finding, Level.SUBSTANTIVE, f"work.py:{row}", words)
    assert finding.evidence[0].note.startswith(words)


DECOYS = {
    "own fit": "class A:\n    def fit(self):\n        pass\n\nA().fit()\n",
    "pickle of data": "import pickle\nrows = pickle.load(open('rows.pkl', 'rb'))\n",
    "a table of a database": "from peewee import Model\nrow = Model.load(1)\n",
    "a class of one's own": "from rows.table import Model\nrow = Model.load(1)\n",
    "a loader of something else": "from qualitykit import Settings\nsettings = Settings.load('a')\n",
    "web service": "from flask import Flask\napp = Flask(__name__)\n",
    "comment": "# from sklearn.svm import SVC\n# SVC().fit()\nx = 1\n",
}


@pytest.mark.parametrize("code", DECOYS.values(), ids=DECOYS)
def test_decoys_are_not_model_code(code: str) -> None:
    files = {"work.py": code, "rows/__init__.py": "", "rows/table.py": "class Model:\n    pass\n"}
    finding = run("model_code", snapshot(files))
    assert_found(finding, Level.ABSENT)
    assert finding.status is Status.MEASURED


# Work in a notebook or in a test only is present.
PRESENT = {
    "notebook": ({"a.ipynb": notebook(SKLEARN)}, "a.ipynb:1", f"{FIT}, in a notebook"),
    "notebook written out as a script": (
        {"a.py": export(SKLEARN, "print(1)\n", "print(2)\n")},
        "a.py:9",
        f"{FIT}, in a notebook",
    ),
    "test": ({"tests/test_fit.py": SKLEARN}, "tests/test_fit.py:3", f"{FIT}, in a test"),
    "definition in a test": (
        {"tests/test_net.py": "from torch import nn\n\nclass Net(nn.Module):\n    pass\n"},
        "tests/test_net.py:3",
        "defines a model: class Net, in a test",
    ),
    "test that CI runs": (
        {
            "tests/test_fit.py": SKLEARN,
            "Makefile": "test:\n\tpython tests/test_fit.py\n",
        },
        "tests/test_fit.py:3",
        "in a test",
    ),
}


@pytest.mark.parametrize(("files", "where", "words"), PRESENT.values(), ids=PRESENT)
def test_model_work_in_notebooks_and_tests_only_is_present(
    files: dict[str, str], where: str, words: str
) -> None:
    assert_found(run("model_code", snapshot(files)), Level.PRESENT, where, words)


STARTED = {
    "container": {"Dockerfile": 'FROM python\nCMD ["python", "serve.py"]\n'},
    "compose": {"docker-compose.yml": "services:\n  a:\n    build: .\n    command: python serve.py\n"},
    "task": {"Makefile": "serve:\n\tpython serve.py\n"},
    "pipeline stage": {"dvc.yaml": "stages:\n  train:\n    cmd: python serve.py\n"},
    "console script": {
        "pyproject.toml": '[project]\nname = "x"\nversion = "1"\n[project.scripts]\nserve = "serve:main"\n'
    },
    "procfile": {"Procfile": "web: python serve.py\n"},
    "unit": {"ops/a.service": "[Service]\nExecStart=/srv/venv/bin/python /srv/app/serve.py\n"},
    "crontab": {"crontab": "0 3 * * * python serve.py\n"},
    "platform": {"render.yaml": "services:\n- startCommand: python serve.py\n"},
    "command of a cluster": {
        "k8s/job.yaml": "apiVersion: batch/v1\nkind: CronJob\nspec:\n  containers:\n  - command: [python, serve.py]\n"
    },
    "CI job": {
        ".github/workflows/a.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: python serve.py\n"
    },
}
REACHED = {
    "serve.py": "from lib import work\n\ndef main():\n    work\n",
    "lib/__init__.py": "",
    "lib/work.py": SKLEARN,
}


@pytest.mark.parametrize("files", STARTED.values(), ids=STARTED)
def test_model_work_that_something_starts_is_wired(files: dict[str, str]) -> None:
    finding = run("model_code", snapshot({**REACHED, **files}))
    assert_found(finding, Level.WIRED, "lib/work.py:3", f"{FIT}, reached from what the repository starts")


@pytest.mark.parametrize(
    "files",
    [{}, {"Makefile": "serve:\n\tpython other.py\n"}, {"README.md": "Run `python serve.py`.\n"}],
    ids=["nothing", "something else", "in a document"],
)
def test_model_work_that_nothing_starts_is_substantive(files: dict[str, str]) -> None:
    finding = run("model_code", snapshot({**REACHED, **files}))
    assert_found(finding, Level.SUBSTANTIVE, "lib/work.py:3", FIT)


NODES = "from sklearn.linear_model import LinearRegression\n\n\ndef fit(rows):\n    LinearRegression().fit(rows)\n"
KEDRO = {
    "src/a/train/pipeline.py": "from kedro.pipeline import node, pipeline\nfrom .nodes import fit\n\n\n"
    "def create_pipeline():\n    return pipeline([node(fit, 'rows', 'model')])\n",
    "src/a/train/nodes.py": NODES,
}
UNBUILT = {"Dockerfile": 'FROM a\nCOPY gone.txt .\nCMD ["python", "x.py"]\n', "x.py": "x = 1\n"}


@pytest.mark.parametrize(
    ("files", "level"),
    [
        ({}, Level.SUBSTANTIVE),
        ({"Makefile": "run:\n\tkedro run\n"}, Level.WIRED),
        ({"Makefile": "run:\n\tkedro run\n", **UNBUILT}, Level.WIRED),
        ({"Makefile": "run:\n\tkedro run --pipeline report\n"}, Level.SUBSTANTIVE),
        ({"Makefile": "run:\n\t# kedro run\n"}, Level.SUBSTANTIVE),
    ],
    ids=["nothing", "a task", "a task beside a broken image", "another pipeline", "a comment"],
)
def test_the_function_of_a_node_is_wired_where_its_pipeline_is_run(
    files: dict[str, str], level: Level
) -> None:
    finding = run("model_code", snapshot({**KEDRO, **files}))
    assert_found(finding, level, "src/a/train/nodes.py:5", FIT)


@pytest.mark.parametrize("name", ["FocalLoss", "PairMetric", "Criterion", "RowDataset"])
def test_a_loss_or_a_measure_is_no_model(name: str) -> None:
    code = f"import torch\n\nclass {name}(torch.nn.Module):\n    pass\n"
    assert_found(run("model_code", snapshot({"net.py": code})), Level.ABSENT)
    code += "\nclass LossNet(torch.nn.Module):\n    pass\n"
    assert_found(
        run("model_code", snapshot({"net.py": code})), Level.SUBSTANTIVE, "net.py:6", "class LossNet"
    )


def test_every_kind_of_work_in_a_file_is_shown_once() -> None:
    code = SKLEARN + "model.fit(2)\nmodel.predict(1)\nclass Net(sklearn.base.ClassifierMixin):\n    pass\n"
    repo = snapshot({"work.py": f"import sklearn.base\n{code}", "net.py": USES["definition"][0]})
    assert told(run("model_code", repo)) == [
        f"SUBSTANTIVE work.py:4 {FIT}",
        "SUBSTANTIVE work.py:6 calls a model: sklearn.linear_model.LinearRegression().predict",
        "SUBSTANTIVE net.py:3 defines a model: class Net",
        "SUBSTANTIVE work.py:7 defines a model: class Net",
    ]
    # A definition alone works with no model.
    assert facts("model_code", repo) == {"model_files": 1}


def test_markdown_and_magics_are_not_code() -> None:
    text = json.loads(notebook("!pip install sklearn\n%matplotlib inline"))
    text["cells"].append({"cell_type": "markdown", "metadata": {}, "source": SKLEARN})
    assert_found(run("model_code", snapshot({"a.ipynb": json.dumps(text)})), Level.ABSENT)


def test_model_languages_that_are_not_read_are_unknown() -> None:
    finding = run("model_code", snapshot({"model.lua": "local model = nn.Sequential()\n"}))
    assert finding.status is Status.UNKNOWN
    assert "Lua" in (finding.reason or "")


@pytest.mark.parametrize(
    ("package", "line"),
    [
        ({"dependencies": {"express": "^4", "openai": "^6.2.0"}}, 4),
        ({"dependencies": {"@langchain/core": "^0.3"}}, 3),
        ({"dependencies": {"@tensorflow/tfjs-node": "4.1.0"}}, 3),
        ({"dependencies": {"@aws-sdk/client-bedrock-runtime": "^3"}}, 3),
        ({"dependencies": {"@aws-sdk/client-s3": "^3", "langchain-less": "1"}}, None),
        ({"devDependencies": {"openai": "^6.2.0"}}, None),
    ],
)
def test_a_library_of_models_that_another_language_installs_is_present(
    package: dict[str, dict[str, str]], line: int | None
) -> None:
    finding = run("model_code", snapshot({"web/package.json": json.dumps(package, indent=1)}))
    if line is None:
        assert (finding.level, finding.evidence) == (Level.ABSENT, ())
        return
    library = list(package["dependencies"])[-1]
    evidence = finding.evidence[0]
    assert (finding.level, evidence.path, evidence.line) == (Level.PRESENT, "web/package.json", line)
    assert evidence.note == f"installs a library of models: {library}"


def test_an_examples_package_file_says_nothing_of_the_program() -> None:
    package = json.dumps({"dependencies": {"openai": "6"}})
    assert run("model_code", snapshot({"examples/web/package.json": package})).level is Level.ABSENT


PRETENCE = "import random\n\n\ndef predict(x):\n    return {'score': random.random()}\n"
TO_COME = (
    "import numpy as np\nimport sklearn\n\n\nclass Service:\n    def load_model(self, path):\n"
    "        # TODO: replace with the actual model loading\n        self.model = Nothing()\n\n"
    "    def answer(self, model, x):\n        return model.predict(x)\n"
)


def test_an_answer_without_a_model_is_claimed() -> None:
    finding = run("model_code", snapshot({"svc/a.py": PRETENCE}))
    assert_found(finding, Level.CLAIMED, "svc/a.py:4", "predict answers with random numbers")
    finding = run("model_code", snapshot({"svc/a.py": PRETENCE.replace("predict", "draw")}))
    assert finding.level is Level.ABSENT


def test_what_is_called_a_model_before_one_is_loaded_is_present() -> None:
    finding = run("model_code", snapshot({"svc/a.py": TO_COME}))
    note = "calls a model: model.predict, but Service.load_model loads no model: a comment says"
    assert_found(finding, Level.PRESENT, "svc/a.py:11", note)
    done = TO_COME.replace("# TODO: replace with the actual model loading", "# the one in use")
    assert run("model_code", snapshot({"svc/a.py": done})).level is Level.SUBSTANTIVE


CALLS = {
    "the function is called": ("import work\nwork.score(1)\n", Level.WIRED),
    "the module is only imported": ("import work\nprint(work.SIZE)\n", Level.SUBSTANTIVE),
    "another function is called": ("from work import other\nother()\n", Level.SUBSTANTIVE),
    "a function that calls it is called": ("from work import through\nthrough()\n", Level.WIRED),
    "its object is made and not asked": ("from work import Scorer\nScorer()\n", Level.SUBSTANTIVE),
    "its object is asked": ("from work import Scorer\nScorer().run(1)\n", Level.WIRED),
}


@pytest.mark.parametrize(("main", "level"), CALLS.values(), ids=CALLS)
def test_what_is_only_imported_is_not_wired(main: str, level: Level) -> None:
    work = (
        "import joblib\nSIZE = 3\ndef other(): return 1\ndef through(): return score(1)\n"
        "def score(x):\n    return joblib.load('m.joblib').predict(x)\n"
        "class Scorer:\n    def run(self, x):\n        return joblib.load('m.joblib').predict(x)\n"
    )
    files = {"main.py": main, "work.py": work, "Dockerfile": "FROM python:3.12\nCMD python main.py\n"}
    assert run("model_code", snapshot(files)).level is level


WRITTEN = {
    "a parameter": ("def score(model, rows):\n    return model.predict(rows)\n", "model.predict"),
    "an entry of a mapping": (
        "def score(best, rows):\n    return best['model'].predict(rows)\n",
        "the model.predict",
    ),
    "an attribute": ("def score(box, rows):\n    return box.model.predict(rows)\n", "box.model.predict"),
    "beside another call": (
        "def score(model, rows):\n    return rows.fit(model.predict(rows))\n",
        "model.predict",
    ),
}


@pytest.mark.parametrize(("code", "words"), WRITTEN.values(), ids=WRITTEN)
def test_a_model_that_nobody_knows_is_told_as_it_is_written(code: str, words: str) -> None:
    repo = snapshot({"score.py": f"import lightgbm\n\n\n{code}"})
    notes = [each.note for each in run("model_code", repo).evidence if each.note.startswith("calls")]
    assert notes and notes[0].startswith(f"calls a model: {words}")


def test_the_model_is_shown_before_the_encoder_of_its_input() -> None:
    encoder = "import joblib\nencoder = joblib.load('models/label_encoder.pkl')\n"
    both = encoder + "model = joblib.load('models/churn.pkl')\n"
    assert run("model_code", snapshot({"a.py": both})).evidence[0].line == 3
    assert run("model_code", snapshot({"a.py": encoder})).evidence[0].line == 2


@pytest.mark.parametrize("copied", ["requirements.txt", "locked.txt"])
def test_an_image_that_cannot_be_built_starts_nothing(copied: str) -> None:
    image = f"FROM python:3.12\nCOPY {copied} .\nCOPY a.py .\nCMD python a.py\n"
    files = {"a.py": SKLEARN, "requirements.txt": "scikit-learn==1.5.1\n", "Dockerfile": image}
    there = copied in files
    finding = run("model_code", snapshot(files))
    assert finding.level is (Level.WIRED if there else Level.SUBSTANTIVE)
    tasks = {"Makefile": "train:\n\tpython a.py\n"}
    assert run("model_code", snapshot({**files, **tasks})).level is Level.WIRED
    # What a task has a container do runs where its image can be built.
    up = {"compose.yml": "services:\n  a:\n    build: .\n", "Makefile": "up:\n\tdocker compose up --build\n"}
    assert run("model_code", snapshot({**files, **up})).level is finding.level
    beside = {**up, "Makefile": "up:\n\tdocker compose up -d\n\tpython a.py train\n"}
    assert run("model_code", snapshot({**files, **beside})).level is Level.WIRED


@pytest.mark.parametrize(
    ("command", "level"),
    [("uvicorn api.main:app", Level.SUBSTANTIVE), ("uvicorn svc.api.main:app", Level.WIRED)],
)
def test_a_start_that_ends_at_an_import_runs_no_model(command: str, level: Level) -> None:
    code = "import joblib\nfrom ..settings import path\napp = model = joblib.load(path)\n"
    place = "COPY svc ." if "svc" not in command else "COPY . ."
    files = {
        "svc/api/main.py": code,
        "svc/settings.py": "path = 'a'\n",
        "Dockerfile": f"FROM x\n{place}\nCMD {command}\n",
    }
    finding = run("model_code", snapshot(files))
    assert finding.level is level
