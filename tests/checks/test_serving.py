from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
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
WEB = "from flask import Flask\n\napp = Flask(__name__)\n\n@app.route('/')\ndef home():\n    return ''\n"
TRAIN = {"train.py": "import xgboost\n\nxgboost.train({}, None)\n"}
IMAGE = "FROM python:3.12\nCOPY . .\n"
KSERVE = "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nspec:\n  predictor:\n    model: {}\n"
NAMED = KSERVE + "      storageUri: s3://models/churn\n"

# What starts the application, and the second evidence: the place that starts it.
WIRED = {
    "image": (
        {**SERVICE, "Dockerfile": f"{IMAGE}CMD uvicorn svc.app:app\n"},
        "svc/app.py:12",
        "FastAPI: /predict, with a model, started by Dockerfile",
    ),
    "compose service": (
        {
            **SERVICE,
            "docker-compose.yml": "services:\n  api:\n    build: .\n    command: uvicorn svc.app:app\n",
        },
        "svc/app.py:12",
        "with a model, started by docker-compose.yml",
    ),
    "process file": (
        {**SERVICE, "Procfile": "web: gunicorn svc.app:app\n"},
        "svc/app.py:12",
        "with a model, started by Procfile",
    ),
    "started through another module": (
        {
            **SERVICE,
            "run.py": "import uvicorn\nfrom svc.app import app\n\nuvicorn.run(app)\n",
            "Dockerfile": f"{IMAGE}CMD python run.py\n",
        },
        "svc/app.py:12",
        "with a model, started by Dockerfile",
    ),
    "image that starts main.py by convention": (
        {
            "app/main.py": APP.replace("svc.model", "model"),
            "app/model.py": MODEL,
            "Dockerfile": "FROM tiangolo/uvicorn-gunicorn-fastapi:python3.11\nCOPY ./app /app\n",
        },
        "app/main.py:12",
        "with a model, started by Dockerfile",
    ),
    "function with its configuration": (
        {
            "api/predict.py": f"{MODEL}\ndef lambda_handler(event, context):\n    return MODEL.predict(event)\n",
            "serverless.yml": "functions:\n  predict:\n    handler: api/predict.lambda_handler\n",
        },
        "api/predict.py:5",
        "function handler: handler, with a model, started by serverless.yml",
    ),
    "deployment of a model server's class": (
        {
            "serve.py": f"from ray import serve\n{MODEL}\n@serve.deployment\nclass Predictor:\n    pass\n",
            "serve_config.yaml": "applications:\n  - import_path: serve:entrypoint\n",
        },
        "serve.py:6",
        "Ray Serve: handler, with a model, started by serve_config.yaml",
    ),
    "manifest that CI applies": (
        {**TRAIN, "k8s/a.yaml": NAMED, "Makefile": "deploy:\n\tkubectl apply -f k8s/a.yaml\n"},
        "k8s/a.yaml:2",
        "KServe: InferenceService",
    ),
    "manifest that CI applies, without code of a model": (
        {"k8s/a.yaml": NAMED, "Makefile": "deploy:\n\tkubectl apply -f k8s/a.yaml\n"},
        "k8s/a.yaml:2",
        "KServe: InferenceService",
    ),
    "routes in a module of their own, model loaded by the application": (
        {
            "main.py": "from fastapi import FastAPI\nfrom loader import MODEL\nfrom routes import router\n\n"
            "app = FastAPI()\napp.include_router(router)\n",
            "loader.py": MODEL,
            "routes.py": "from fastapi import APIRouter\n\nrouter = APIRouter()\n\n@router.post('/predict')\n"
            "def predict(rows, request):\n    return request.app.state.model(rows)\n",
            "Procfile": "web: uvicorn main:app\n",
        },
        "routes.py:5",
        "FastAPI: /predict, with a model, started by Procfile",
    ),
}


@pytest.mark.parametrize(("files", "where", "words"), WIRED.values(), ids=WIRED)
def test_an_application_with_a_model_that_something_starts_is_wired(
    files: dict[str, str], where: str, words: str
) -> None:
    finding = run("serving", snapshot(files))
    assert (finding.level, finding.status) == (Level.WIRED, Status.MEASURED)
    notes = {f"{each.path}:{each.line}": each for each in finding.evidence}
    assert notes[where].level is Level.WIRED
    assert words in notes[where].note


SUBSTANTIVE = {
    "nothing starts it": (SERVICE, "svc/app.py:12", "FastAPI: /predict, with a model"),
    "an example starts it": (
        {**SERVICE, "examples/Procfile": "web: uvicorn svc.app:app\n"},
        "svc/app.py:12",
        "FastAPI: /predict, with a model",
    ),
    "plugins imported by name": (
        {
            "srv/app.py": "from flask import Flask\nfrom srv.plugins import find\n\napp = Flask(__name__)\n\n"
            "@app.route('/rank')\ndef rank():\n    return find('a')()\n",
            "srv/__init__.py": "",
            "srv/plugins/__init__.py": "import importlib\n\n"
            "def find(name):\n    return importlib.import_module(name)\n",
            "srv/plugins/rank/net.py": "import torch\n\nMODEL = torch.load('a.pt')\n",
        },
        "srv/app.py:6",
        "Flask: /rank, with a model",
    ),
    "request handler class": (
        {
            "server.py": f"from http.server import BaseHTTPRequestHandler, HTTPServer\n{MODEL}\n"
            "class Answer(BaseHTTPRequestHandler):\n    def do_POST(self):\n        pass\n",
        },
        "server.py:6",
        "http.server: handler, with a model",
    ),
    "remote calls": (
        {
            "rpc.py": f"import grpc\nimport churn_pb2_grpc\n{MODEL}\n"
            "class Churn(churn_pb2_grpc.ChurnServicer):\n    def Predict(self, request, context):\n        pass\n",
        },
        "rpc.py:7",
        "gRPC: handler, with a model",
    ),
    "remote calls of a generated base": (
        {
            "rpc.py": f"from grpclib.server import Server\nfrom a_grpc import ChurnBase\n{MODEL}\n"
            "class Answers(ChurnBase):\n    async def Predict(self, stream):\n        pass\n",
        },
        "rpc.py:7",
        "gRPC: handler, with a model",
    ),
    "model server's class": (
        {
            "m.py": f"import kserve\n{MODEL}\n"
            "class Churn(kserve.Model):\n    def predict(self, payload):\n        pass\n",
        },
        "m.py:6",
        "KServe: handler, with a model",
    ),
    "model server's class away from the model": (
        {
            **TRAIN,
            "m.py": "import kserve\n\nclass C(kserve.Model):\n    def predict(self, payload):\n        pass\n",
        },
        "m.py:3",
        "KServe: handler, with a model",
    ),
    "hosted endpoint's functions": (
        {
            "inference.py": f"{MODEL}\ndef model_fn(folder):\n    pass\n\n"
            "def predict_fn(data, model):\n    pass\n"
        },
        "inference.py:5",
        "SageMaker handlers: handler, with a model",
    ),
    "scoring script": (
        {"score.py": f"{MODEL}\ndef init():\n    pass\n\ndef run(data):\n    pass\n"},
        "score.py:8",
        "Azure ML scoring script: handler, with a model",
    ),
    "model configuration": (
        {
            **TRAIN,
            "models/churn/config.pbtxt": 'platform: "onnxruntime_onnx"\ninput [\n  { name: "x" }\n]\n',
        },
        "models/churn/config.pbtxt:1",
        "Triton: model configuration",
    ),
    "manifest that names the model": ({**TRAIN, "k8s/a.yaml": NAMED}, "k8s/a.yaml:2", "KServe: Inference"),
    "manifest that names the model, without code of a model": (
        {"k8s/a.yaml": NAMED},
        "k8s/a.yaml:2",
        "KServe: InferenceService",
    ),
}


@pytest.mark.parametrize(("files", "where", "words"), SUBSTANTIVE.values(), ids=SUBSTANTIVE)
def test_an_application_that_meets_a_model_is_substantive(
    files: dict[str, str], where: str, words: str
) -> None:
    assert_found(run("serving", snapshot(files)), Level.SUBSTANTIVE, where, words)


PRESENT = {
    "an application that something starts beside a model that it never reaches": (
        {**TRAIN, "web.py": WEB, "Procfile": "web: gunicorn web:app\n"},
        "web.py:5",
        "Flask: /; no import leads from here to a model",
    ),
    "an application that only reaches the training": (
        {**TRAIN, "web.py": "import train\n" + WEB},
        "web.py:6",
        "Flask: /; no import leads from here to a model",
    ),
    "a manifest that names no model": (
        {**TRAIN, "k8s/a.yaml": "kind: InferenceService\nspec: {}\n"},
        "k8s/a.yaml:1",
        "KServe: InferenceService",
    ),
    "a manifest that names no model and is applied": (
        {
            **TRAIN,
            "k8s/a.yaml": "kind: InferenceService\nspec: {}\n",
            "Makefile": "deploy:\n\tkubectl apply -f k8s/a.yaml\n",
        },
        "k8s/a.yaml:1",
        "KServe: InferenceService",
    ),
}


@pytest.mark.parametrize(("files", "where", "words"), PRESENT.values(), ids=PRESENT)
def test_an_application_or_a_manifest_without_its_model_is_present(
    files: dict[str, str], where: str, words: str
) -> None:
    assert_found(run("serving", snapshot(files)), Level.PRESENT, where, words)


PAGE = f"import streamlit\n{MODEL}\nstreamlit.title('Churn')\n"
CLAIMED = {
    "page": ({"app.py": PAGE}, "app.py:1", "Streamlit: a page for people, which other software cannot call"),
    "page that is started and reaches no model": (
        {**TRAIN, "app.py": "import streamlit\n", "Procfile": "web: streamlit run app.py\n"},
        "app.py:1",
        "Streamlit: a page for people",
    ),
    "page of two libraries": (
        {"app.py": f"import os\nimport gradio\nimport streamlit\n{MODEL}"},
        "app.py:2",
        "Gradio: a page for people",
    ),
    "hosted space": (
        {**TRAIN, "README.md": "---\ntitle: Churn\nsdk: gradio\n---\n# Churn\n"},
        "README.md:1",
        "a hosted space to try the model",
    ),
    "what a library offers to its users": (
        {
            **library("calm"),
            "calm/__init__.py": MODEL,
            "calm/a.py": "import kserve\n\nclass C(kserve.Model):\n    def predict(self, x):\n        pass\n",
        },
        "calm/a.py:3",
        "KServe: a library offers it to its users; nothing here starts it",
    ),
}


@pytest.mark.parametrize(("files", "where", "words"), CLAIMED.values(), ids=CLAIMED)
def test_a_page_to_try_a_model_is_claimed(files: dict[str, str], where: str, words: str) -> None:
    finding = run("serving", snapshot(files))
    assert_found(finding, Level.CLAIMED, where, words)
    assert len(finding.evidence) == 1


def test_a_page_beside_an_application_is_not_named() -> None:
    finding = run("serving", snapshot({**TRAIN, "web.py": WEB, "app.py": PAGE}))
    assert told(finding) == ["PRESENT web.py:5 Flask: /; no import leads from here to a model"]


DECOYS = {
    "web application without any model": {"web.py": WEB, "Procfile": "web: gunicorn web:app\n"},
    "page without any model": {"app.py": "import streamlit\n"},
    "page in a test": {**TRAIN, "tests/test_app.py": "import streamlit\n"},
    "page in an example": {**TRAIN, "examples/app.py": "import streamlit\n"},
    "page by a module of one's own": {**TRAIN, "app.py": "import panel\n", "panel.py": "x = 1\n"},
    "hosted space of another kind": {**TRAIN, "README.md": "---\ntitle: Churn\nsdk: docker\n---\n# Churn\n"},
    "hosted space in a folder": {**TRAIN, "a/README.md": "---\ntitle: Churn\nsdk: gradio\n---\n# Churn\n"},
    "in a test": {**TRAIN, "tests/test_api.py": APP.replace("svc.model", "train")},
    "in an example": {**TRAIN, "examples/api.py": APP},
    "in a comment": {"a.py": f"# from fastapi import FastAPI\n{MODEL}"},
    "manifest that names no model, without code of a model": {
        "k8s/a.yaml": "kind: InferenceService\nspec: {}\n"
    },
    "manifest in a document": {**TRAIN, "README.md": f"```yaml\n{NAMED}```\n"},
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
    finding = run("serving", snapshot(files))
    assert_found(finding, Level.ABSENT)
    assert finding.status is Status.MEASURED


def test_a_library_has_nothing_to_serve() -> None:
    finding = run("serving", snapshot({**library("calm"), "calm/__init__.py": MODEL}))
    assert finding.status is Status.NOT_APPLICABLE


def test_evidence_points_to_the_route_that_predicts_and_to_what_starts_it() -> None:
    assert told(run("serving", snapshot(WIRED["image"][0]))) == [
        "WIRED svc/app.py:12 FastAPI: /predict, with a model, started by Dockerfile",
        "WIRED Dockerfile:3 starts svc/app.py: the application that answers requests in svc/app.py",
    ]


def test_a_function_file_that_starts_the_application_is_told_once() -> None:
    assert told(run("serving", snapshot(WIRED["function with its configuration"][0]))) == [
        "WIRED api/predict.py:5 function handler: handler, with a model, started by serverless.yml",
        "WIRED serverless.yml:3 starts api/predict.py: the application that answers requests in api/predict.py",
    ]


def test_what_starts_an_application_without_a_model_is_no_evidence() -> None:
    files = PRESENT["an application that something starts beside a model that it never reaches"][0]
    assert len(run("serving", snapshot(files)).evidence) == 1


@pytest.mark.parametrize(
    "route", ["predict", "infer", "invocations", "score", "classify", "recommend", "embed", "rank", "chat"]
)
def test_the_route_that_predicts_is_shown_before_the_others(route: str) -> None:
    finding = run("serving", snapshot({**SERVICE, "svc/app.py": APP.replace("/predict", f"/{route}")}))
    assert_found(finding, Level.SUBSTANTIVE, "svc/app.py:12", f"FastAPI: /{route}, with a model")


CONSTANT = APP.replace("return MODEL.predict(rows)", "return {'prediction': 1}")


def test_a_route_that_answers_with_a_constant_is_present() -> None:
    started = {"Dockerfile": f"{IMAGE}CMD uvicorn svc.app:app\n"}
    only = {
        **SERVICE,
        **started,
        "svc/app.py": CONSTANT.replace('@app.get("/health")\ndef health():\n    return {}\n\n\n', ""),
    }
    note = "FastAPI: /predict; predict answers with a constant"
    assert_found(run("serving", snapshot(only)), Level.PRESENT, "svc/app.py:7", note)
    assert run("serving", snapshot({**SERVICE, **started})).level is Level.WIRED
