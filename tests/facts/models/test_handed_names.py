"""A registry's model is named by whoever calls what registers it, or makes what loads it."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.testing import run, snapshot

REGISTERS = (
    "import mlflow\n\ndef register(uri, model_name):\n    return mlflow.register_model(uri, model_name)\n\n"
    "if __name__ == '__main__':\n    register('runs:/1/m', {})\n"
)
LOADS = (
    "import mlflow\n\nclass Predictor:\n    def __init__(self, uri):\n        self.model = mlflow.pyfunc.load_model({})\n"
    "    def predict(self, row):\n        return self.model.predict(row)\n"
)
APP = (
    "from fastapi import FastAPI\nfrom predictor import Predictor\napp = FastAPI()\nP = Predictor('{}')\n"
    "@app.post('/predict')\ndef predict(row):\n    return P.predict(row)\n"
)
STARTS = {"Dockerfile": "FROM python:3.12\nRUN pip install fastapi mlflow\nCOPY . .\nCMD uvicorn app:app\n"}
CASES = {
    "both sides are handed it": (REGISTERS.format("'churn'"), LOADS.format("uri"), APP.format("models:/churn@live"), Level.WIRED),
    "by its keyword": (REGISTERS.format("model_name='churn'"), LOADS.format("model_uri=uri"), APP.format("models:/churn/3"), Level.WIRED),
    "another name is registered": (REGISTERS.format("'other'"), LOADS.format("uri"), APP.format("models:/churn@live"), Level.SUBSTANTIVE),
    "nobody says a name": (REGISTERS.format("NAME"), LOADS.format("uri"), APP.format("models:/churn@live"), Level.SUBSTANTIVE),
    "what is loaded is no parameter": (REGISTERS.format("'churn'"), LOADS.format("URI"), APP.format("models:/churn@live"), Level.SUBSTANTIVE),
    "a path is handed over": (REGISTERS.format("'churn'"), LOADS.format("uri"), APP.format("out/churn"), Level.SUBSTANTIVE),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_model_registry(case: str) -> None:
    registers, loads, app, level = CASES[case]
    files = {"register.py": registers, "predictor.py": loads, "app.py": app, **STARTS}
    found = run("model_registry", snapshot(files))
    assert found.level is level, [each.note for each in found.evidence]
