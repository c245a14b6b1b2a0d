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

CLIENT = (
    "using System.Net.Http;\nclass {name} {{\n  HttpClient http;\n  string Ask(string text) {{\n"
    "    return http.{send}(options.Value.Address, text);\n  }}\n}}\n"
)
SETTING = "import os\nimport requests\n\n\ndef ask(row):\n    return requests.post(os.environ['{}'] + '/v1', json=row)\n"
FEIGN = (
    'import org.springframework.cloud.openfeign.FeignClient;\n\n@FeignClient(name = "a", url = "${{u}}")\n'
    'interface {name} {{\n  @{verb}Mapping("/v1/a")\n  String a(String text);\n}}\n'
)
OPENAPI = "import com.example.openapi.api.{};\n\nclass A {{ void f() {{ }} }}\n"


@pytest.mark.parametrize(
    ("files", "asking"),
    [
        ({"A.cs": CLIENT.format(name="AISummarizerClient", send="PostAsync")}, "AISummarizerClient"),
        ({"A.cs": CLIENT.format(name="AISummarizerClient", send="GetAsync")}, None),
        ({"A.cs": CLIENT.format(name="AISummarizerClient", send="PostAsync").replace("Http", "Bus")}, None),
        ({"A.cs": CLIENT.format(name="AIWebhookClient", send="PostAsync")}, None),
        ({"A.cs": CLIENT.format(name="MailClient", send="PostAsync")}, None),
        ({"A.cs": CLIENT.format(name="OrderClient", send="PostAsync")}, None),
        ({"LlmGateway.cs": CLIENT.format(name="Gateway", send="PostAsync")}, "LlmGateway"),
        ({"tests/A.cs": CLIENT.format(name="AIClient", send="PostAsync")}, None),
        ({"app.py": SETTING.format("AI_SERVICE_URL")}, "AI_SERVICE_URL"),
        ({"app.py": SETTING.format("SUMMARIZER_API_BASE_URL")}, "SUMMARIZER_API_BASE_URL"),
        ({"app.py": SETTING.format("MAIL_SERVICE_URL")}, None),
        ({"app.py": SETTING.format("AI_SERVICE_NAME")}, None),
        ({"slack.py": SETTING.format("AI_SERVICE_URL")}, None),
        ({"app.py": SETTING.format("AI_SERVICE_URL"), "ai-service/serve.py": ROUTE}, None),
        ({"app.py": SETTING.format("AI_SERVICE_URL"), "api/serve.py": ROUTE}, "AI_SERVICE_URL"),
        ({"src/main/java/A.java": FEIGN.format(name="RagClient", verb="Post")}, "RagClient"),
        ({"src/main/java/A.java": FEIGN.format(name="RagClient", verb="Get")}, None),
        ({"src/main/java/A.java": FEIGN.format(name="FragmentClient", verb="Post")}, None),
        ({"src/main/java/A.java": OPENAPI.format("TextSummarisationApi")}, "TextSummarisationApi"),
        ({"src/main/java/A.java": OPENAPI.format("OrdersApi")}, None),
    ],
)
def test_a_client_named_for_a_model_leaves_the_absence_open(
    files: dict[str, str], asking: str | None
) -> None:
    found = run("model_code", snapshot(files))
    reasons = [each.reason for each in found.unseen]
    assert reasons == ([f"what {asking} asks is not in this repository"] if asking else [])
    assert found.status is (Status.UNKNOWN if asking else Status.MEASURED)


@pytest.mark.parametrize(
    ("setting", "status"), [("AI_SERVICE_URL", Status.UNKNOWN), ("MAIL_SERVICE_URL", Status.MEASURED)]
)
def test_a_service_that_asks_one_may_answer_with_a_model(setting: str, status: Status) -> None:
    found = run("serving", snapshot({"app.py": SETTING.format(setting), "api/main.py": ROUTE}))
    assert (found.level, found.status) == (Level.ABSENT, status)


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
