from __future__ import annotations

import pytest

from analyzer.model import Level
from checks.rollout import FLAGS
from checks.traffic import MANIFESTS
from tests.support.snapshots import run, snapshot

DOCKERFILE = "FROM python:3.12\nCMD python -m svc\n"
ROLLOUT = """kind: Rollout
metadata:
  name: api
spec:
  strategy:
    canary:
      steps:
      - setWeight: 10
      - pause: {duration: 1h}
      - setWeight: 50
  template:
    spec:
      containers:
      - image: registry.io/team/scorer:1.2
"""
KSERVE = """kind: InferenceService
metadata:
  name: model
spec:
  predictor:
    canaryTrafficPercent: 10
"""
SELDON = """kind: SeldonDeployment
metadata:
  name: model
spec:
  predictors:
  - name: a
    traffic: 75
  - name: b
    traffic: 25
"""
ISTIO = """kind: VirtualService
spec:
  http:
  - route:
    - destination: {host: scorer}
      weight: 90
    - destination: {host: scorer-next}
      weight: 10
"""
MIRROR = """kind: VirtualService
spec:
  http:
  - route:
    - destination: {host: stable}
    mirror: {host: next}
"""
CLOUD = """Resources:
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      ProductionVariants:
      - {ModelName: a, InitialVariantWeight: 0.9}
      - {ModelName: b, InitialVariantWeight: 0.1}
"""
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


def deployment(name: str, image: str) -> str:
    return (
        f"kind: Deployment\nmetadata:\n  name: {name}\nspec:\n  template:\n    spec:\n"
        f"      containers:\n      - image: {image}\n"
    )


LEVELS = {
    "canary steps of a service of ours": (
        {"k8s/r.yaml": ROLLOUT, "scorer/Dockerfile": DOCKERFILE},
        Level.WIRED,
    ),
    "canary steps of somebody's service": ({"k8s/r.yaml": ROLLOUT}, Level.SUBSTANTIVE),
    "canary percentage": ({"model.yaml": KSERVE}, Level.SUBSTANTIVE),
    "weighted predictors": ({"model.yaml": SELDON}, Level.SUBSTANTIVE),
    "weighted routes to a deployment of ours": (
        {"r.yaml": ISTIO, "d.yaml": deployment("scorer", "team/ranker:3"), "ranker/Dockerfile": DOCKERFILE},
        Level.WIRED,
    ),
    "weighted routes to a service before a deployment of ours": (
        {
            "r.yaml": ISTIO,
            "d.yaml": deployment("ranker", "team/ranker:3"),
            "s.yaml": "kind: Service\nmetadata:\n  name: scorer\nspec:\n  selector: {app: ranker}\n",
            "ranker/Dockerfile": DOCKERFILE,
        },
        Level.WIRED,
    ),
    "weighted routes to a deployment of somebody's image": (
        {"r.yaml": ISTIO, "d.yaml": deployment("scorer", "nginx:1")},
        Level.SUBSTANTIVE,
    ),
    "one step of a canary and nothing after it": (
        {"k8s/r.yaml": ROLLOUT.replace("      - setWeight: 50\n", ""), "scorer/Dockerfile": DOCKERFILE},
        Level.PRESENT,
    ),
    "one step that an analysis judges": (
        {
            "k8s/r.yaml": ROLLOUT.replace("      - setWeight: 50\n", "      - analysis: {templates: [x]}\n"),
            "scorer/Dockerfile": DOCKERFILE,
        },
        Level.WIRED,
    ),
    "a canary of an image that nobody builds, beside a deployment of it": (
        {
            "k8s/r.yaml": ROLLOUT,
            "k8s/d.yaml": deployment("api", "registry.io/team/scorer:1.2"),
            "docker/Dockerfile": DOCKERFILE,
        },
        Level.SUBSTANTIVE,
    ),
    "a canary that waits for its own values": (
        {"k8s/r.yaml": ROLLOUT.replace("registry.io", "<ACCOUNT_ID>.dkr"), "scorer/Dockerfile": DOCKERFILE},
        Level.PRESENT,
    ),
    "mirrored traffic": ({"r.yaml": MIRROR}, Level.SUBSTANTIVE),
    "weighted production variants": ({"stack.yaml": CLOUD}, Level.SUBSTANTIVE),
    "weighted production variants by a client": ({"deploy.py": BOTO}, Level.WIRED),
    "two variants in Terraform": (
        {"e.tf": 'resource "x" "y" {\n  production_variants {\n  }\n  production_variants {\n  }\n}\n'},
        Level.SUBSTANTIVE,
    ),
    "assignment with exposures on the serving path": ({"svc/app.py": SPLIT}, Level.WIRED),
    "flag on a model path": ({"svc/app.py": FLAG}, Level.WIRED),
    "flag client without a model": (
        {"a.py": "import ldclient\n\nldclient.get().variation('x', {}, False)\n"},
        Level.PRESENT,
    ),
    "significance of an experiment": ({"ab_test_analysis.py": SIGNIFICANCE}, Level.SUBSTANTIVE),
}


@pytest.mark.parametrize(("files", "level"), LEVELS.values(), ids=LEVELS)
def test_level_follows_the_split_and_where_it_goes(files: dict[str, str], level: Level) -> None:
    assert run("rollout", snapshot(files)).level is level


DECOYS = {
    "class name": {"a.py": "class CanaryDeploymentManager:\n    pass\n"},
    "word in a path": {"a.py": "load('s3://bucket/champion-model')\nCANARY = 'token'\n"},
    "snippet in a document": {"docs/rollout.md": f"```yaml\n{ROLLOUT}```\n"},
    "snippet in a string": {"a.py": f"TEXT = '''{ROLLOUT}'''\n"},
    "single variant with weight 1": {
        "deploy.py": BOTO.replace('        {"ModelName": "b", "InitialVariantWeight": 0.1},\n', "")
    },
    "one variant in CloudFormation": {
        "s.yaml": CLOUD.replace("      - {ModelName: b, InitialVariantWeight: 0.1}\n", "")
    },
    "all the traffic": {"m.yaml": KSERVE.replace("10", "100")},
    "one weighted route": {"r.yaml": ISTIO.replace("weight: 10", "weight: 0").replace("90", "100")},
    "rollout without steps": {"r.yaml": ROLLOUT.replace("setWeight", "comment")},
    "two-sample test of an analysis": {"eda.py": SIGNIFICANCE},
    "assignment without a model": {
        "a.py": SPLIT.replace('joblib.load("model.pkl")', "None").replace("import joblib\n", "")
    },
    "assignment that nobody records": {
        "a.py": SPLIT.replace('logging.info("exposure", extra={"variant": variant})', "pass")
    },
    "an example": {"examples/r.yaml": ROLLOUT},
}


@pytest.mark.parametrize("files", DECOYS.values(), ids=DECOYS)
def test_decoys_are_no_rollout(files: dict[str, str]) -> None:
    assert run("rollout", snapshot(files)).level is Level.ABSENT


@pytest.mark.parametrize("kind", MANIFESTS)
@pytest.mark.parametrize(
    "body", ["spec: []", "spec: {http: text}", "spec: {predictors: [1, [2]]}", "metadata: x"]
)
def test_manifests_of_any_shape_are_read(kind: str, body: str) -> None:
    finding = run("rollout", snapshot({"m.yaml": f"kind: {kind}\n{body}\n"}))
    assert finding.level is Level.ABSENT
    assert finding.status.value == "measured"


def test_flag_clients_have_calls_that_ask() -> None:
    assert all(FLAGS.values())
