"""Addresses of models that are still to be filled in: nothing is loaded from there, and nothing served."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.testing import run, snapshot
from analyzer.wiring.models.model_catalogue import PLACEHOLDER_ADDRESS

UNFILLED = [
    "s3://your-bucket/models/churn",
    "s3://my-bucket/churn",
    "gs://example-bucket/churn",
    "gs://bucket-name/churn",
    "https://youraccount.blob.core.windows.net/models",
    "<your-model>",
    "<MODEL_PATH>",
    "hf://<org>/<model>",
    "your-username/your-model",
    "your-org/churn",
    "path/to/model",
    "/path/to/your/model.pkl",
    "YOUR_MODEL_ID",
    "REPLACE_ME",
]
FILLED = [
    "s3://acme-models/churn",
    "s3://models/churn",
    "models/churn.joblib",
    "meta-llama/Llama-3.1-8B-Instruct",
    "my-model",
    "data/pathto/model.pkl",
    "yourtube/model-7b",
    "${MODEL_PATH}",
    "{{ .Values.model }}",
]


@pytest.mark.parametrize("address", [*UNFILLED, *FILLED])
def test_an_address_that_is_to_be_filled_in_is_told(address: str) -> None:
    assert (PLACEHOLDER_ADDRESS.search(address) is not None) is (address in UNFILLED)


KSERVE = "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nspec:\n  predictor:\n    model:\n"
KSERVE += "      modelFormat:\n        name: sklearn\n      storageUri: {address}\n"
PLACES = {
    "manifest": {"k8s/a.yaml": KSERVE, "Makefile": "deploy:\n\tkubectl apply -f k8s/a.yaml\n"},
    "command": {"Procfile": "web: vllm serve {address}\n"},
    "service": {
        "docker-compose.yml": "services:\n  llm:\n    image: vllm/vllm-openai\n"
        "    command: --model {address}\n"
    },
    "code": {
        "app.py": "import joblib\nfrom fastapi import FastAPI\napp = FastAPI()\n"
        "model = joblib.load('{address}')\n\n@app.post('/predict')\ndef predict(row: dict):\n"
        "    return model.predict([row])\n",
        "Procfile": "web: uvicorn app:app\n",
    },
}


@pytest.mark.parametrize("name", PLACES)
def test_a_model_at_such_an_address_is_not_served(name: str) -> None:
    for address in ("s3://your-bucket/models/churn", "s3://acme-models/churn"):
        files = {path: text.replace("{address}", address) for path, text in PLACES[name].items()}
        finding = run("serving", snapshot(files))
        assert (finding.level is Level.PRESENT) is ("your" in address), (address, finding.level)
        assert finding.level >= Level.PRESENT


@pytest.mark.parametrize(
    ("more", "level"),
    [("", Level.PRESENT), ("other = joblib.load('models/b.joblib')\n", Level.WIRED)],
)
def test_code_that_loads_from_such_an_address_loads_nothing(more: str, level: Level) -> None:
    files = {path: text.replace("{address}", "path/to/model") for path, text in PLACES["code"].items()}
    files["app.py"] += more
    assert run("model_code", snapshot(files)).level is level
