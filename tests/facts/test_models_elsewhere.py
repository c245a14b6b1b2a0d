"""Requests to services that are named for a model and are elsewhere."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.snapshots import run, snapshot

PYTHON = 'import os\nimport requests\n\n\ndef ask(row):\n    return requests.{}(os.environ["MODEL"] + "/{}", json=row)\n'
ROUTE = (
    "from flask import Flask\n\napp = Flask('a')\n\n\n@app.post('/predict')\ndef f():\n    return look_up()\n"
)
GO = 'package a\n\nimport "net/http"\n\nfunc Ask(url string) {{\n\thttp.{}(url+"/{}", "application/json", nil)\n}}\n'
RUBY = "class Model\n  def ask(row)\n    Faraday.{}(\"#{{ENV['MODEL']}}/{}\", row.to_json)\n  end\nend\n"


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({"app.py": PYTHON.format("post", "predict")}, "predict"),
        ({"app.py": PYTHON.format("post", "training/jobs/")}, "training"),
        ({"app.py": PYTHON.format("post", "predicted")}, None),
        ({"app.py": PYTHON.format("post", "orders")}, None),
        ({"app.py": PYTHON.format("get", "predict")}, None),
        ({"app.py": PYTHON.format("post", "predict").replace("requests", "own")}, None),
        ({"app.py": PYTHON.format("post", "predict"), "serve.py": ROUTE}, None),
        ({"tests/test_app.py": PYTHON.format("post", "predict"), "app.py": "x = 1\n"}, None),
        ({"load/app.py": PYTHON.format("post", "predict")}, None),
        ({"ask.go": GO.format("Post", "predict")}, "predict"),
        ({"ask.go": GO.format("Get", "predict")}, None),
        ({"app/ask.rb": RUBY.format("post", "prediction")}, "prediction"),
        ({"app/ask.rb": RUBY.format("get", "prediction")}, None),
    ],
)
def test_what_is_asked_elsewhere_leaves_the_absence_open(files: dict[str, str], names: str | None) -> None:
    found = run("model_code", snapshot(files))
    if names is None:
        assert (found.status, found.ceiling) == (Status.MEASURED, Level.ABSENT)
        return
    assert (found.status, found.ceiling) == (Status.UNKNOWN, Level.WIRED)
    assert [each.reason for each in found.unseen] == [f"what answers at /{names} is not in this repository"]


def test_where_a_model_is_found_nothing_is_left_open() -> None:
    model = "import joblib\n\nmodel = joblib.load('m.joblib')\n\n\ndef f(x):\n    return model.predict(x)\n"
    found = run("model_code", snapshot({"app.py": PYTHON.format("post", "predict"), "m.py": model}))
    assert (found.level, found.unseen) == (Level.SUBSTANTIVE, ())
