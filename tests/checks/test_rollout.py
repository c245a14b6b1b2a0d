from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from checks.rollout import FLAG_CLIENTS
from tests.facts.rollouts.test_traffic import (
    CLOUD,
    ISTIO,
    KSERVE,
    MIRROR,
    ONE_STEP,
    OURS,
    ROLLOUT,
    SELDON,
    VARIANTS,
)
from tests.support.findings import assert_found
from tests.support.notebooks import notebook
from tests.support.snapshots import library, run, snapshot

MODEL = 'import joblib\n\nmodel = joblib.load("model.pkl")\n'
SHARE = "int(hashlib.md5(user.encode()).hexdigest(), 16) % 100 < 10"
SPLIT = """import hashlib
import joblib
import logging
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.pkl")


def assign_variant(user):
    return int(hashlib.md5(user.encode()).hexdigest(), 16) % 100 < 10


@app.post("/predict")
def predict(user: str):
    variant = assign_variant(user)
    logging.info("exposure", extra={"variant": variant})
    return variant
"""
# A choice between two models that are handed over; another module records which one it was.
CHOICE = {
    "svc/choice.py": "import random\n\n\ndef choose(champion, challenger):\n"
    "    return challenger if random.random() > 0.8 else champion\n",
    "svc/store.py": "def log_prediction(role):\n    open('log', 'a').write(role)\n",
    "svc/app.py": "import joblib\nfrom fastapi import BackgroundTasks, FastAPI\nfrom svc.choice import choose\n"
    "from svc.store import log_prediction\n\napp = FastAPI()\nold = joblib.load('a.pkl')\nnew = joblib.load('b.pkl')\n\n\n"
    "@app.post('/predict')\ndef predict(rows: list, later: BackgroundTasks):\n    model = choose(old, new)\n"
    "    later.add_task(log_prediction, str(model))\n    return model.predict(rows)\n",
}
# The same in a job: nothing of it answers requests.
JOB = (
    SPLIT.replace("from fastapi import FastAPI\n", "\n")
    .replace("app = FastAPI()\n", "\n")
    .replace('@app.post("/predict")\n', "\n")
    + "\n\npredict('a')\n"
)
SHADOW = """import joblib
import logging

model = joblib.load("model.pkl")


def shadow_score(rows):
    logging.info(model.predict(rows))


shadow_score([])
"""
BOTO = """import boto3

client = boto3.client("sagemaker")
client.create_endpoint_config(
    EndpointConfigName="x",
    ProductionVariants=[
        {"ModelName": "a", "InitialVariantWeight": 0.9},
        {"ModelName": "b", "InitialVariantWeight": 0.1},
    ],
)
"""
SIGNIFICANCE = """from statsmodels.stats.proportion import proportions_ztest

print(proportions_ztest([1, 2], [10, 20]))
"""
FLAG = """import ldclient
import joblib
from flask import Flask

app = Flask(__name__)
model = joblib.load("model.pkl")
client = ldclient.get()


@app.route("/predict")
def predict():
    return client.variation("new-model", {}, False)
"""
FLAG_JOB = (
    "import ldclient\nimport joblib\n\nmodel = joblib.load('m')\nldclient.get().variation('new', {}, False)\n"
)


def vertex(arguments: str) -> dict[str, str]:
    """A file whose line 4 deploys a model."""
    return {
        "a.py": "from google.cloud import aiplatform\n\nend = aiplatform.Endpoint('a')\n"
        f"end.deploy({arguments})\n"
    }


def inside(source: str) -> str:
    """The source in a function that nothing calls, its imports kept."""
    rows = source.splitlines()
    imports = [row for row in rows if row.startswith(("import", "from"))]
    rest = [f"    {row}" for row in rows if row and row not in imports]
    return "\n".join([*imports, "def unused_code():", *rest, ""])


ASSIGNS = "assign_variant assigns requests to variants and records it"
UNRECORDED = "assigns requests to variants, and nothing records which one it was"
LEVELS = {
    # Present: an assignment of requests that nothing records
    "choice between two models that nobody records": (
        {
            **CHOICE,
            "svc/app.py": CHOICE["svc/app.py"].replace(
                "    later.add_task(log_prediction, str(model))\n", ""
            ),
        },
        Level.PRESENT,
        "svc/choice.py:4",
        f"choose {UNRECORDED}",
    ),
    # Present: a feature-flag client
    "flag client without a model": (
        {"a.py": "import ldclient\n\nldclient.get().variation('x', {}, False)\n"},
        Level.PRESENT,
        "a.py:1",
        "feature-flag client ldclient",
    ),
    "flag client that asks for nothing": (
        {"a.py": FLAG_JOB.replace("variation(", "close(")},
        Level.PRESENT,
        "a.py:1",
        "feature-flag client ldclient",
    ),
    "flag in a function that nothing calls": (
        {"a.py": inside(FLAG_JOB)},
        Level.PRESENT,
        "a.py:1",
        "feature-flag client ldclient",
    ),
    "flag beside a model in a test only": (
        {
            "a.py": "import ldclient\nfrom tests import test_m\n\nldclient.get().variation('x', {}, False)\n",
            "tests/__init__.py": "",
            "tests/test_m.py": MODEL,
        },
        Level.PRESENT,
        "a.py:1",
        "feature-flag client ldclient",
    ),
    # a split in code that nobody calls, a canary of a single step, a split that waits for its values
    "production variants in code that nobody calls": (
        {"deploy.py": inside(BOTO)},
        Level.PRESENT,
        "deploy.py:4",
        "endpoint with weighted production variants",
    ),
    "a canary of a single step": (
        {"r.yaml": ONE_STEP, **OURS},
        Level.PRESENT,
        "r.yaml:8",
        "canary with 1 weight step, and no further step",
    ),
    "a canary that waits for its own values": (
        {"r.yaml": ROLLOUT.replace("registry.io", "<ACCOUNT_ID>.dkr"), **OURS},
        Level.PRESENT,
        "r.yaml:8",
        "with unfilled placeholders",
    ),
    # Substantive: at least two variants with weights, canary steps, mirrored traffic
    "canary steps of others": ({"r.yaml": ROLLOUT}, Level.SUBSTANTIVE, "r.yaml:8", "2 weight steps"),
    "canary percentage": ({"m.yaml": KSERVE}, Level.SUBSTANTIVE, "m.yaml:6", "canary with 10 %"),
    "weighted predictors": ({"m.yaml": SELDON}, Level.SUBSTANTIVE, "m.yaml:5", "2 weighted predictors"),
    "mirrored traffic": ({"r.yaml": MIRROR}, Level.SUBSTANTIVE, "r.yaml:4", "mirrored traffic"),
    "weighted variants": ({"s.yaml": CLOUD}, Level.SUBSTANTIVE, "s.yaml:6", "2 weighted production"),
    "two variants in Terraform": ({"e.tf": VARIANTS}, Level.SUBSTANTIVE, "e.tf:2", "2 production variants"),
    "flag in front of a model in a job": (
        {"a.py": FLAG_JOB},
        Level.SUBSTANTIVE,
        "a.py:5",
        "feature flag (ldclient) in front of a model",
    ),
    "flag in front of a model of another module": (
        {"a.py": "import ldclient\nimport m\n\nldclient.get().variation('x', {}, False)\n", "m.py": MODEL},
        Level.SUBSTANTIVE,
        "a.py:4",
        "feature flag (ldclient) in front of a model",
    ),
    # an assignment whose exposures are recorded, or a significance test on the results of variants
    "assignment with exposures in a job": ({"a.py": JOB}, Level.SUBSTANTIVE, "a.py:10", ASSIGNS),
    "assignment near a model of another module": (
        {
            "a.py": JOB.replace("import joblib", "import m").replace('joblib.load("model.pkl")', "m.model"),
            "m.py": MODEL,
        },
        Level.SUBSTANTIVE,
        "a.py:10",
        ASSIGNS,
    ),
    "assignment in a module that a module with a model uses": (
        {
            "a.py": JOB.replace("import joblib", "").replace('joblib.load("model.pkl")', "None"),
            "m.py": MODEL + "import a\n",
        },
        Level.SUBSTANTIVE,
        "a.py:10",
        ASSIGNS,
    ),
    "scores in the shadow": (
        {"a.py": SHADOW},
        Level.SUBSTANTIVE,
        "a.py:7",
        "shadow_score scores requests in shadow mode and records it",
    ),
    "significance of an experiment": (
        {"ab_test_analysis.py": SIGNIFICANCE, "s.yaml": SELDON},
        Level.SUBSTANTIVE,
        "ab_test_analysis.py:3",
        "significance test on the results of variants",
    ),
    "significance of an experiment by its function": (
        {
            "eda.py": f"{SIGNIFICANCE.splitlines()[0]}\n\ndef uplift():\n    proportions_ztest([1], [2])\n\nuplift()\n",
            "s.yaml": SELDON,
        },
        Level.SUBSTANTIVE,
        "eda.py:4",
        "significance test on the results of variants",
    ),
    # Wired: it routes to an image, a service or a model that this repository makes
    "canary steps of a service of ours": (
        {"r.yaml": ROLLOUT, **OURS},
        Level.WIRED,
        "r.yaml:8",
        "canary with 2 weight steps, to api of this repository",
    ),
    "weighted routes to a service of ours": (
        {"r.yaml": ISTIO, **OURS},
        Level.WIRED,
        "r.yaml:5",
        "2 weighted routes, to scorer of this repository",
    ),
    "weighted production variants by a client": (
        {"deploy.py": BOTO, "Makefile": "split:\n\tpython deploy.py\n"},
        Level.WIRED,
        "deploy.py:4",
        "endpoint with weighted production variants",
    ),
    "production variants that nothing starts": (
        {"deploy.py": BOTO},
        Level.SUBSTANTIVE,
        "deploy.py:4",
        "endpoint with weighted production variants; nothing in the repository starts this code",
    ),
    "a part of the traffic by a client": (
        {**vertex("m, traffic_percentage=1"), "Makefile": "split:\n\tpython a.py\n"},
        Level.WIRED,
        "a.py:4",
        "deployment with 1 % of the traffic",
    ),
    "most of the traffic by a client": (
        {**vertex("m, traffic_percentage=99"), "Makefile": "split:\n\tpython a.py\n"},
        Level.WIRED,
        "a.py:4",
        "deployment with 99 % of the traffic",
    ),
    "a traffic split by a client": (
        {**vertex("m, traffic_split=split"), "Makefile": "split:\n\tpython a.py\n"},
        Level.WIRED,
        "a.py:4",
        "deployment with a traffic split",
    ),
    "assignment with exposures on the serving path": (
        {"svc/app.py": SPLIT},
        Level.WIRED,
        "svc/app.py:10",
        ASSIGNS,
    ),
    "choice between two models that another module records": (
        CHOICE,
        Level.WIRED,
        "svc/choice.py:4",
        "choose assigns requests to variants and records it",
    ),
    "flag on a model path": ({"svc/app.py": FLAG}, Level.WIRED, "svc/app.py:12", "feature flag (ldclient)"),
}


@pytest.mark.parametrize(("files", "level", "where", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_the_split_and_where_it_goes(
    files: dict[str, str], level: Level, where: str, words: str
) -> None:
    finding = run("rollout", snapshot(files))
    assert_found(finding, level, where, words)
    assert {each.level for each in finding.evidence} <= {level, Level.PRESENT}


NOTHING = {
    "class name": {"a.py": "class CanaryDeploymentManager:\n    pass\n"},
    "word in a path": {"a.py": "load('s3://bucket/champion-model')\nCANARY = 'token'\n"},
    "snippet in a document": {"docs/rollout.md": f"```yaml\n{ROLLOUT}```\n"},
    "snippet in a string": {"a.py": f"TEXT = '''{ROLLOUT}'''\n"},
    "an example": {"examples/r.yaml": ROLLOUT},
    "flag client in a notebook": {"a.ipynb": notebook(FLAG_JOB)},
    "flag client in a test": {"tests/test_a.py": FLAG_JOB},
    "single variant with a weight": {
        "deploy.py": BOTO.replace('        {"ModelName": "b", "InitialVariantWeight": 0.1},\n', "")
    },
    "configuration without variants": {"deploy.py": BOTO.replace("ProductionVariants", "Other")},
    "variants of something else": {"deploy.py": BOTO.replace("create_endpoint_config", "describe")},
    "all the traffic by a client": vertex("m, traffic_percentage=100"),
    "no traffic by a client": vertex("m, traffic_percentage=0"),
    "an unknown part of the traffic": vertex("m, traffic_percentage=share"),
    "a deployment": vertex("m"),
    "a traffic split of something else": {
        "a.py": "import a\n\na.send(traffic_split=1)\na.send(traffic_percentage=9)\n"
    },
    "a canary that only prints": {
        "deploy.py": "import time\n\n\ndef canary_deploy(share):\n    print('canary', share)\n    time.sleep(5)\n\n\n"
        "canary_deploy(10)\n"
    },
    "variants by a client in a test": {"tests/test_a.py": BOTO},
    "variants by a client in an example": {"examples/a.py": BOTO},
    "two-sample test of an analysis": {"eda.py": SIGNIFICANCE},
    "significance of an experiment that nothing splits": {"ab_test_analysis.py": SIGNIFICANCE},
    "a written split of one model": vertex('m, traffic_split={"0": 100}'),
    "significance in code that nobody calls": {"ab_test_analysis.py": inside(SIGNIFICANCE)},
    "another number of an experiment": {"ab_test.py": "import scipy.stats\n\nscipy.stats.zscore([1])\n"},
    "assignment without a model": {
        "a.py": JOB.replace('joblib.load("model.pkl")', "None").replace("import joblib\n", "")
    },
    "assignment that nobody records": {
        "a.py": JOB.replace('logging.info("exposure", extra={"variant": variant})', "pass")
    },
    "assignment that nobody calls": {"a.py": JOB.replace("variant = assign_variant(user)", "variant = 1")},
    "assignment by nothing": {"a.py": JOB.replace("hashlib.md5", "hash.table")},
    "choice between two things of another name": {
        **CHOICE,
        "svc/choice.py": CHOICE["svc/choice.py"].replace("challenger", "second"),
    },
    "draws by which two models are compared": {
        "a.py": "import random\nimport joblib\nimport logging\n\nmodel = joblib.load('m')\n\n\n"
        "def bootstrap(champion, challenger):\n    return random.random() > 0.5\n\n\nlogging.info(bootstrap(1, 2))\n"
    },
    "a digest that is kept as it is": {"a.py": JOB.replace(SHARE, "hashlib.md5(user.encode()).hexdigest()")},
    "a digest of a text that is filled in": {"a.py": JOB.replace(SHARE, "hashlib.md5('%s' % user).digest()")},
    "a hash for something else": {"a.py": JOB.replace("assign_variant", "file_name")},
    "a function without a body": {"a.py": JOB.replace(f"    return {SHARE}\n", "    pass\n")},
    "a shadow of something else": {"a.py": SHADOW.replace("shadow_score", "evening_score")},
    "a shadow that scores nothing": {"a.py": SHADOW.replace("model.predict(rows)", "model.size(rows)")},
}


@pytest.mark.parametrize("files", NOTHING.values(), ids=NOTHING)
def test_decoys_are_no_rollout(files: dict[str, str]) -> None:
    finding = run("rollout", snapshot(files))
    assert_found(finding, Level.ABSENT)
    assert finding.status is Status.MEASURED


def test_the_scores_of_models_are_no_results_of_variants() -> None:
    for given, notes in (("new_scores, old_scores", 0), ("new_clicks, old_clicks", 1)):
        code = f"from scipy import stats\n\nprint(stats.ttest_rel({given}))\n"
        finding = run("rollout", snapshot({"ab_test_analysis.py": code, "s.yaml": SELDON}))
        assert sum(each.note.startswith("significance") for each in finding.evidence) == notes


def test_one_significance_test_a_file_is_enough() -> None:
    repo = snapshot({"ab_test.py": SIGNIFICANCE + SIGNIFICANCE, "s.yaml": SELDON})
    assert [each.line for each in run("rollout", repo).evidence if each.path == "ab_test.py"] == [3]


def test_flag_clients_have_calls_that_ask() -> None:
    assert all(each.calls for each in FLAG_CLIENTS.tools)


def test_a_library_sends_no_traffic_anywhere() -> None:
    finding = run("rollout", snapshot({**library("calm"), "calm/__init__.py": ""}))
    assert (finding.status, finding.reason) == (Status.NOT_APPLICABLE, "a library routes no traffic")
