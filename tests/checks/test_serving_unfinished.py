"""What is to answer with a model and is still to be written serves none."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

ROUTE = (
    "import joblib\nfrom fastapi import FastAPI, HTTPException\napp = FastAPI()\nmodel = joblib.load('m')\n"
    "@app.post('/predict')\ndef answer(x: float):\n    {}\n"
)
THROUGH = (
    "from fastapi import FastAPI\nfrom svc import Predictor\napp = FastAPI()\np = Predictor()\n"
    "@app.post('/predict')\ndef predict(x: float):\n    return p.predict(x)\n"
)
PREDICTOR = (
    "import joblib\nclass Predictor:\n    def __init__(self):\n        self.model = joblib.load('m')\n"
    "    def predict(self, x):\n        {}\n"
)
BELOW = "class Real(Predictor):\n    def predict(self, x):\n        return self.model.predict([x])\n"
KSERVE = (
    "import joblib\nfrom kserve import Model, ModelServer\nclass M(Model):\n    def load(self):\n"
    "        self.model = joblib.load('m')\n    def predict(self, payload, headers=None):\n        {}\n"
    "ModelServer().start([M('m')])\n"
)
GRPC = (
    "import joblib, grpc\nimport pb2_grpc\nmodel = joblib.load('m')\nclass S(pb2_grpc.ScorerServicer):\n"
    "    def Score(self, request, context):\n        {}\n    def Health(self, request, context):\n        {}\n"
    "server = grpc.server(None)\n"
)
SAYS = "context.set_code(grpc.StatusCode.UNIMPLEMENTED)\n        raise NotImplementedError('not implemented')"
WRITTEN = {
    "a route": (ROUTE.format("raise NotImplementedError"), {}, Level.PRESENT),
    "a route that answers 501": (ROUTE.format("raise HTTPException(501, 'later')"), {}, Level.PRESENT),
    "a route that asks": (ROUTE.format("return model.predict([x])"), {}, Level.WIRED),
    "a route that asks, or raises": (
        ROUTE.format("if x < 0:\n        raise NotImplementedError\n    return model.predict([x])"), {}, Level.WIRED,
    ),
    "what a route calls": (
        THROUGH, {"svc.py": PREDICTOR.format("raise NotImplementedError('later')")}, Level.PRESENT,
    ),
    "what a class below has written": (
        THROUGH.replace("Predictor", "Real"),
        {"svc.py": PREDICTOR.format("raise NotImplementedError") + BELOW},
        Level.WIRED,
    ),
    "a class of a server": (KSERVE.format("raise NotImplementedError()"), {}, Level.PRESENT),
    "a class of a server that asks": (KSERVE.format("return self.model.predict(payload)"), {}, Level.WIRED),
    "a servicer as it was generated": (GRPC.format(SAYS, SAYS), {}, Level.PRESENT),
    "a servicer with one method": (GRPC.format("return model.predict([1])", SAYS), {}, Level.WIRED),
}  # fmt: skip


@pytest.mark.parametrize(("code", "beside", "level"), WRITTEN.values(), ids=WRITTEN)
def test_what_is_still_to_be_written_serves_no_model(code: str, beside: dict[str, str], level: Level) -> None:
    found = run("serving", snapshot({"app.py": code, **beside, "Procfile": "web: python app.py\n"}))
    assert found.level is level
