from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from analyzer.wiring.endpoints import FRAMEWORKS
from checks.model_servers import COMMANDS, FILES, IMAGES, KINDS, command_tool, image_tool
from tests.support.snapshots import library, run, snapshot

MODEL = "import joblib\n\nMODEL = joblib.load('model.joblib')\n"
APP = """from fastapi import FastAPI
from svc.model import MODEL

app = FastAPI()


@app.get("/health")
def health():
    return {}


@app.post("/predict")
def predict(rows):
    return MODEL.predict(rows)
"""
SERVICE = {"svc/__init__.py": "", "svc/model.py": MODEL, "svc/app.py": APP}
TRAIN = {"train.py": "import xgboost\n\nxgboost.train({}, None)\n"}
IMAGE = "FROM python:3.12\nCOPY . .\n"

WIRED = {
    "image": {**SERVICE, "Dockerfile": f"{IMAGE}CMD uvicorn svc.app:app\n"},
    "compose service": {
        **SERVICE,
        "docker-compose.yml": "services:\n  api:\n    build: .\n    command: uvicorn svc.app:app\n",
    },
    "process file": {**SERVICE, "Procfile": "web: gunicorn svc.app:app\n"},
    "started through another module": {
        **SERVICE,
        "run.py": "import uvicorn\nfrom svc.app import app\n\nuvicorn.run(app)\n",
        "Dockerfile": f"{IMAGE}CMD python run.py\n",
    },
    "image that starts main.py by convention": {
        "app/main.py": APP.replace("svc.model", "model"),
        "app/model.py": MODEL,
        "Dockerfile": "FROM tiangolo/uvicorn-gunicorn-fastapi:python3.11\nCOPY ./app /app\n",
    },
    "function with its configuration": {
        "api/predict.py": f"{MODEL}\ndef lambda_handler(event, context):\n    return MODEL.predict(event)\n",
        "serverless.yml": "functions:\n  predict:\n    handler: api/predict.lambda_handler\n",
    },
    "deployment of a model server's class": {
        "serve.py": f"from ray import serve\n{MODEL}\n@serve.deployment\nclass Predictor:\n    pass\n",
        "serve_config.yaml": "applications:\n  - import_path: serve:entrypoint\n",
    },
    "manifest that CI applies": {
        **TRAIN,
        "k8s/service.yaml": "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nspec:\n"
        "  predictor:\n    model:\n      storageUri: s3://models/churn\n",
        "Makefile": "deploy:\n\tkubectl apply -f k8s/service.yaml\n",
    },
    "routes in a module of their own, model loaded by the application": {
        "main.py": "from fastapi import FastAPI\nfrom loader import MODEL\nfrom routes import router\n\n"
        "app = FastAPI()\napp.include_router(router)\n",
        "loader.py": MODEL,
        "routes.py": "from fastapi import APIRouter\n\nrouter = APIRouter()\n\n"
        "@router.post('/predict')\ndef predict(rows, request):\n    return request.app.state.model(rows)\n",
        "Procfile": "web: uvicorn main:app\n",
    },
}


@pytest.mark.parametrize("files", WIRED.values(), ids=WIRED)
def test_an_application_with_a_model_that_something_starts_is_wired(files: dict[str, str]) -> None:
    assert run("serving", snapshot(files)).level is Level.WIRED


SUBSTANTIVE = {
    "nothing starts it": SERVICE,
    "plugins imported by name": {
        "srv/app.py": "from flask import Flask\nfrom srv.plugins import find\n\napp = Flask(__name__)\n\n"
        "@app.route('/rank')\ndef rank():\n    return find('a')()\n",
        "srv/__init__.py": "",
        "srv/plugins/__init__.py": "import importlib\n\ndef find(name):\n    return importlib.import_module(name)\n",
        "srv/plugins/rank/net.py": "import torch\n\nMODEL = torch.load('a.pt')\n",
    },
    "request handler class": {
        "server.py": f"from http.server import BaseHTTPRequestHandler, HTTPServer\n{MODEL}\n"
        "class Answer(BaseHTTPRequestHandler):\n    def do_POST(self):\n        pass\n",
    },
    "remote calls": {
        "rpc.py": f"import grpc\nimport churn_pb2_grpc\n{MODEL}\n"
        "class Churn(churn_pb2_grpc.ChurnServicer):\n    def Predict(self, request, context):\n        pass\n",
    },
    "model server's class": {
        "m.py": f"import kserve\n{MODEL}\nclass Churn(kserve.Model):\n    def predict(self, payload):\n        pass\n",
    },
    "hosted endpoint's functions": {
        "inference.py": f"{MODEL}\ndef model_fn(folder):\n    pass\n\ndef predict_fn(data, model):\n    pass\n"
    },
    "scoring script": {"score.py": f"{MODEL}\ndef init():\n    pass\n\ndef run(data):\n    pass\n"},
    "model configuration": {
        **TRAIN,
        "models/churn/config.pbtxt": 'platform: "onnxruntime_onnx"\ninput [\n  { name: "x" }\n]\n',
    },
}


@pytest.mark.parametrize("files", SUBSTANTIVE.values(), ids=SUBSTANTIVE)
def test_an_application_that_meets_a_model_is_substantive(files: dict[str, str]) -> None:
    assert run("serving", snapshot(files)).level is Level.SUBSTANTIVE


def test_an_application_beside_a_model_that_it_never_reaches_is_present() -> None:
    files = {
        **TRAIN,
        "web.py": "from flask import Flask\n\napp = Flask(__name__)\n\n@app.route('/')\ndef home():\n    return ''\n",
        "Procfile": "web: gunicorn web:app\n",
    }
    assert run("serving", snapshot(files)).level is Level.PRESENT


DEMOS = {
    "page": {"app.py": f"import streamlit\n{MODEL}\nstreamlit.title('Churn')\n"},
    "hosted space": {**TRAIN, "README.md": "---\ntitle: Churn\nsdk: gradio\n---\n# Churn\n"},
}


@pytest.mark.parametrize("files", DEMOS.values(), ids=DEMOS)
def test_a_page_to_try_a_model_is_claimed(files: dict[str, str]) -> None:
    assert run("serving", snapshot(files)).level is Level.CLAIMED


DECOYS = {
    "web application without any model": {
        "web.py": "from flask import Flask\n\napp = Flask(__name__)\n\n@app.route('/')\ndef home():\n    return ''\n",
        "Procfile": "web: gunicorn web:app\n",
    },
    "in a test": {**TRAIN, "tests/test_api.py": APP.replace("svc.model", "train")},
    "in an example": {**TRAIN, "examples/api.py": APP},
    "in a comment": {"a.py": f"# from fastapi import FastAPI\n{MODEL}"},
    "manifest in a document": {
        **TRAIN,
        "README.md": "```yaml\nkind: InferenceService\nspec:\n  storageUri: s3://x\n```\n",
    },
    "nested kind of another document": {
        **TRAIN,
        "k8s/quota.yaml": "kind: ResourceQuota\nspec:\n  scope:\n    kind: InferenceService\n",
    },
    "configuration of something else": {**TRAIN, "pipeline/config.pbtxt": "max_batch_size: 8\n"},
    "a client's decorator": {
        **TRAIN,
        "mocks.py": "import respx\n\n@respx.get('/predict')\ndef answer():\n    pass\n",
    },
    "batch job": {"score_all.py": f"{MODEL}\nMODEL.predict([])\n"},
}


@pytest.mark.parametrize("files", DECOYS.values(), ids=DECOYS)
def test_decoys_are_not_serving(files: dict[str, str]) -> None:
    assert run("serving", snapshot(files)).level is Level.ABSENT


def test_a_library_has_nothing_to_serve() -> None:
    files = {**library("calm"), "calm/__init__.py": MODEL}
    assert run("serving", snapshot(files)).status is Status.NOT_APPLICABLE


def test_evidence_points_to_the_route_that_predicts_and_to_what_starts_it() -> None:
    found = {each.path: each for each in run("serving", snapshot(WIRED["image"])).evidence}
    assert found["svc/app.py"].line == 12
    assert found["Dockerfile"].line == 3


def test_no_package_belongs_to_two_frameworks() -> None:
    packages = [package for each in FRAMEWORKS for package in each.packages]
    assert len(packages) == len(set(packages))


def test_every_framework_can_be_told_by_something() -> None:
    assert all(each.decorators or each.bases or each.calls for each in FRAMEWORKS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_manifest_is_evidence(kind: str) -> None:
    files = {**TRAIN, "k8s/a.yaml": f"kind: {kind}\nspec:\n  image: models/churn:1\n"}
    assert run("serving", snapshot(files)).level is Level.SUBSTANTIVE


@pytest.mark.parametrize(("name", "entry"), FILES.items())
def test_every_manifest_file_is_evidence(name: str, entry: tuple[str, str]) -> None:
    text = f'{{\n  "{entry[1]}": "a.b"\n}}\n' if name.endswith(".json") else f"{entry[1]}: x\n"
    assert run("serving", snapshot({**TRAIN, name: text})).level >= Level.PRESENT


@pytest.mark.parametrize(("image", "tool"), IMAGES.items())
def test_every_image_is_told(image: str, tool: str) -> None:
    assert image_tool(f"{image}:1") == tool


@pytest.mark.parametrize(("words", "tool"), COMMANDS.items())
def test_every_command_is_told(words: tuple[str, ...], tool: str) -> None:
    assert command_tool((*words, "--port", "1")) == tool
