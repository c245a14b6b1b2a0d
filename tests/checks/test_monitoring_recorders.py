"""Recorders of a project's own, and databases of time series, as monitoring."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

RECORDER = (
    "import json\n\n\nclass RequestLog:\n    def __init__(self, path):\n        self.path = path\n\n"
    "    def log_request(self, user, latency_ms, response_status):\n        with open(self.path, 'a') as file:\n"
    "            file.write(json.dumps([user, latency_ms, response_status]))\n"
)
ROUTE = (
    "from fastapi import FastAPI\nfrom {module} import {name}\n\napp = FastAPI()\nlog = {name}('a')\n\n\n"
    "@app.get('/answer')\ndef answer(user: int):\n    log.{method}({given})\n    return 1\n"
)
GIVEN = "user=user, latency_ms=1.0, response_status=200"
START = {"Procfile": "web: uvicorn app:app\n"}
WHERE = "app.py:10"


def route(
    module: str = "monitoring", name: str = "RequestLog", method: str = "log_request", given: str = GIVEN
) -> str:
    return ROUTE.format(module=module, name=name, method=method, given=given)


def counter(body: str, parameters: str = "self, latency_ms, status") -> str:
    return f"class Requests:\n    def __init__(self, name):\n        self.seen = []\n\n    def record({parameters}):\n        {body}\n"


def counted(
    body: str, given: str = "1.0, 200", parameters: str = "self, latency_ms, status"
) -> dict[str, str]:
    files = {"metrics.py": counter(body, parameters), "app.py": route("metrics", "Requests", "record", given)}
    return {**files, **START}


KEPT = "measures of answers are kept by"
RECORDERS = {
    "a module named for monitoring": (
        {"monitoring.py": RECORDER, "app.py": route(), **START}, Level.WIRED, WHERE,
        f"{KEPT} RequestLog.log_request (monitoring.py), in code that is started"),
    "an application that nothing starts": (
        {"monitoring.py": RECORDER, "app.py": route()}, Level.SUBSTANTIVE, WHERE, "nothing here was seen to start"),
    "a folder named for it": (
        {"observability/store.py": RECORDER, "app.py": route("observability.store"), **START}, Level.WIRED, WHERE, KEPT),
    "a class named for it": (
        {"store.py": RECORDER.replace("RequestLog", "TraceRecorder"), "app.py": route("store", "TraceRecorder"), **START},
        Level.WIRED, WHERE, "TraceRecorder.log_request (store.py)"),
    "neither named for it": ({"store.py": RECORDER, "app.py": route("store"), **START}, Level.ABSENT, "", ""),
    "kept in a list": (counted("self.seen.append((latency_ms, status))"), Level.WIRED, WHERE, KEPT),
    "counted": (counted("self.total += latency_ms"), Level.WIRED, WHERE, KEPT),
    "kept by a method beside it": (
        counted("self.keep(latency_ms)\n\n    def keep(self, value):\n        self.seen.append(value)"), Level.WIRED, WHERE, KEPT),
    "only written to a log": (
        counted("import logging\n        logging.info('took %s: %s', latency_ms, status)"), Level.ABSENT, "", ""),
    "a latency alone": (
        counted("self.seen.append(latency_ms)", "1.0", "self, latency_ms"), Level.ABSENT, "", ""),
    "tokens and an answer": (
        counted("self.seen.append(answer)", "'a', 12", "self, answer, total_tokens"), Level.WIRED, WHERE, KEPT),
    "a token to get in": (
        counted("self.seen.append(status)", "'a', 200", "self, access_token, status"), Level.ABSENT, "", ""),
    "an object that it reads them of": (
        counted("self.seen.append((done.latency_ms, done.status))", "user", "self, done"), Level.WIRED, WHERE, KEPT),
    "an object that it reads something else of": (
        counted("self.seen.append((done.voltage, done.status))", "user", "self, done"), Level.ABSENT, "", ""),
    "an object of the application": (
        {"metrics.py": counter("self.seen.append(latency_ms)"), **START, "app.py":
         "from fastapi import FastAPI, Request\nfrom metrics import Requests\n\napp = FastAPI()\napp.state.metrics = Requests('a')\n\n\n"
         "@app.get('/answer')\ndef answer(request: Request):\n    request.app.state.metrics.record(1.0, 200)\n    return 1\n"},
        Level.WIRED, WHERE, KEPT),
    "an object of another package": (
        {"metrics.py": counter("self.seen.append(latency_ms)"), **START, "app.py":
         "import other\nfrom fastapi import FastAPI\nfrom metrics import Requests\n\napp = FastAPI()\n\n\n"
         "@app.get('/answer')\ndef answer(user: int):\n    other.metrics.record(1.0, 200)\n    return Requests('a')\n"},
        Level.ABSENT, "", ""),
    "readings of a sensor": (
        counted("self.seen.append(temperature)", "1.0, 2.0", "self, temperature, vibration"), Level.ABSENT, "", ""),
    "losses of a training": (
        {"metrics.py": counter("self.seen.append(loss)", "self, loss, elapsed, step"),
         "train.py": "from sklearn.svm import SVC\nfrom metrics import Requests\n\nSVC().fit([[1]], [1])\nRequests('a').record(1, 2, 3)\n",
         "Procfile": "job: python train.py\n"}, Level.ABSENT, "", ""),
    "the loop of an agent": (
        {"metrics.py": counter("self.seen.append(latency_ms)"),
         "agent.py": "import openai\nfrom metrics import Requests\n\nopenai.OpenAI().chat.completions.create()\nRequests('a').record(1, 2)\n"},
        Level.SUBSTANTIVE, "agent.py:5", KEPT),
    "only a test calls it": (
        {"monitoring.py": RECORDER, "app.py": route(method="close", given=""), **START,
         "tests/test_a.py": "from monitoring import RequestLog\n\n\ndef test_a():\n    RequestLog('a').log_request(1, latency_ms=2, response_status=3)\n"},
        Level.ABSENT, "", ""),
    "a library's": (
        {"pyproject.toml": "[project]\nname = 'calm'\nversion = '1'\n[build-system]\nrequires = ['hatchling']\n",
         "calm/__init__.py": "", "calm/monitoring.py": RECORDER}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), RECORDERS.values(), ids=RECORDERS)
def test_a_recorder_of_its_own_that_a_route_tells_its_measures(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    assert_found(run("monitoring", snapshot(files)), level, place, words)


SERIES = (
    "from influxdb_client import InfluxDBClient, Point\n\nwrite = InfluxDBClient(url='a').write_api()\n\n\n"
    "def keep(value):\n    write.write(record=Point({point}).field({field}, value))\n\n\nkeep(1)\n"
)
BARE = "from influxdb_client import InfluxDBClient\n\nInfluxDBClient(url='a').write_api().write(record=1)\n"
WRITTEN = {
    "latency": ({"store.py": SERIES.format(point="'requests'", field="'latency_ms'")}, True),
    "errors": ({"store.py": SERIES.format(point="'api'", field="'error_count'")}, True),
    "what a sensor reads": ({"store.py": SERIES.format(point="'sensor'", field="'vibration_g'")}, False),
    "what a sensor reads, in a module named for metrics": (
        {"metrics.py": SERIES.format(point="'sensor'", field="'vibration_g'")}, False),
    "something, in a module named for metrics": ({"metrics.py": BARE}, True),
    "something": ({"store.py": BARE}, False),
    "a mapping": ({"store.py": BARE.replace("record=1", "record={'measurement': 'api', 'fields': {'response_time': 1}}")}, True),
    "a mapping of records": ({"store.py": BARE.replace("record=1", "record={'measurement': 'trips', 'fields': {'km': 1}}")}, False),
}  # fmt: skip


@pytest.mark.parametrize(("files", "counts"), WRITTEN.values(), ids=WRITTEN)
def test_a_database_of_time_series_reports_where_it_is_told_measures_of_the_service(
    files: dict[str, str], *, counts: bool
) -> None:
    [path] = files
    finding = run("monitoring", snapshot({**files, "Procfile": f"web: python {path}\n"}))
    level = Level.WIRED if counts else Level.ABSENT
    assert_found(finding, level, f"{path}:3" if counts else "", "InfluxDB metrics" if counts else "")


FEEDBACK = {
    "Langfuse": ("from langfuse import get_client\n", "get_client().create_score(name='a', value=1)"),
    "Opik": ("import opik\n", "opik.Opik().log_traces_feedback_scores(scores=[])"),
    "Phoenix": (
        "from phoenix.client import Client\n",
        "Client().annotations.add_span_annotation(span_id='a')",
    ),
    "MLflow": ("import mlflow\n", "mlflow.log_feedback(trace_id='a', name='b', value=1)"),
}


@pytest.mark.parametrize(("imported", "call"), FEEDBACK.values(), ids=FEEDBACK)
def test_what_users_say_of_an_answer_is_reported(imported: str, call: str) -> None:
    source = f"from fastapi import FastAPI\n{imported}\napp = FastAPI()\n\n\n@app.post('/said')\ndef said(score: int):\n    {call}\n"
    finding = run("monitoring", snapshot({"app.py": source, **START}))
    assert_found(finding, Level.WIRED, "app.py:9")
    silent = source.replace(call, "return 1")
    assert run("monitoring", snapshot({"app.py": silent, **START})).level <= Level.PRESENT
