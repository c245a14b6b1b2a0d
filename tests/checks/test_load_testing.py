from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.snapshots import library, run, snapshot

SERVICE = {
    "api.py": "import joblib\nfrom fastapi import FastAPI\n\napp = FastAPI()\nMODEL = joblib.load('m')\n\n"
    "@app.post('/predict')\ndef predict(rows):\n    return MODEL.predict(rows)\n",
    "Procfile": "web: uvicorn api:app\n",
}
LOCUST = """from locust import HttpUser, task


class Caller(HttpUser):
    @task
    def ask(self):
        self.client.post("/predict", json={})
"""
BY_NAME = "from load.names import ROUTE\n" + LOCUST.replace('"/predict"', "ROUTE")
ELSEWHERE = LOCUST.replace("/predict", "/search")
K6 = "import http from 'k6/http';\n\nexport default function () {\n  http.post('http://localhost/predict');\n}\n"
OWN = """import asyncio
import time

import httpx


async def ask(client):
    start = time.perf_counter()
    await httpx.AsyncClient().post("http://localhost:8000/predict")
    return time.perf_counter() - start


async def main():
    print(await asyncio.gather(*[ask(None) for _ in range(100)]))
"""
JMETER = '<jmeterTestPlan version="1.2">\n<p name="path">predict</p>\n</jmeterTestPlan>\n'
ARTILLERY = (
    "config:\n  target: http://localhost\nscenarios:\n  - flow:\n      - post:\n          url: /predict\n"
)
GATLING = 'import io.gatling.core.Predef._\nhttp("a").post("/predict")\n'
CI = "on: push\njobs:\n  load:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {}\n"
WORKFLOW = ".github/workflows/load.yml"
ASKS_NOTHING = "load on an unknown target; no route or service of this repository is named"

# Present: it puts load on something. The files, the place, and words of the note.
PRESENT = {
    "locust on somebody else": (
        {"load/locustfile.py": ELSEWHERE},
        "load/locustfile.py:4",
        f"locust: {ASKS_NOTHING}",
    ),
    "locust on somebody else, with results": (
        {"load/locustfile.py": ELSEWHERE, "load/results/churn_stats.csv": "p95\n"},
        "load/locustfile.py:4",
        f"locust: {ASKS_NOTHING}",
    ),
    "k6 on a longer route": (
        {"k6/a.js": K6.replace("/predict'", "/predictions'")},
        "k6/a.js:4",
        f"k6: {ASKS_NOTHING}",
    ),
    "locust beside a module with another name for the route": (
        {
            "load/locustfile.py": f"from load.names import OTHER\n{ELSEWHERE}",
            "load/names.py": "ROUTE = '/predict'\nOTHER = 1\n",
            "load/__init__.py": "",
        },
        "load/locustfile.py:5",
        f"locust: {ASKS_NOTHING}",
    ),
    "command with a file of other targets": (
        {"Makefile": "load:\n\tvegeta attack -targets=all.txt\n", "all.txt": "GET http://a/search\n"},
        "Makefile:2",
        f"vegeta: {ASKS_NOTHING}",
    ),
    "command on somebody else": (
        {"Makefile": "load:\n\twrk -t2 http://localhost:8000/\n"},
        "Makefile:2",
        f"wrk: {ASKS_NOTHING}",
    ),
    "command on somebody else that CI runs": (
        {WORKFLOW: CI.format("hey http://localhost:8000/")},
        f"{WORKFLOW}:6",
        f"hey: {ASKS_NOTHING}",
    ),
    "own script on somebody else": (
        {"scripts/load_test.py": OWN.replace("/predict", "/")},
        "scripts/load_test.py:9",
        f"custom load script: {ASKS_NOTHING}",
    ),
}
# Substantive: it asks a route or a service of this repository.
SUBSTANTIVE = {
    "locust on the route": (
        {"load/locustfile.py": LOCUST},
        "load/locustfile.py:4",
        "locust: load on /predict",
    ),
    "locust in a test folder with a package of its name": (
        {"test/locust/__init__.py": "", "test/locust/models/churn.py": LOCUST},
        "test/locust/models/churn.py:4",
        "locust: load on /predict",
    ),
    "results of another script": (
        {
            "load/churn.py": LOCUST,
            "load/fraud.py": ELSEWHERE,
            "load/results/fraud_stats.csv": "p95\n12\n",
        },
        "load/churn.py:4",
        "locust: load on /predict",
    ),
    "a report of something else in a shared folder": (
        {"scripts/locustfile.py": LOCUST, "scripts/drift_report.html": "<p>"},
        "scripts/locustfile.py:4",
        "locust: load on /predict",
    ),
    "k6": ({"k6/script.js": K6}, "k6/script.js:4", "k6: load on /predict"),
    "thresholds in a comment": (
        {"perf/script.js": "// thresholds: {}\n" + K6},
        "perf/script.js:5",
        "k6: load on /predict",
    ),
    "a measure of answers in a folder of load": (
        {"perf/evaluate.py": OWN},
        "perf/evaluate.py:9",
        "custom load script: load on /predict",
    ),
    "JMeter": ({"jmeter/plan.jmx": JMETER}, "jmeter/plan.jmx:1", "JMeter: load on /predict"),
    "Artillery": ({"artillery.yml": ARTILLERY}, "artillery.yml:3", "Artillery: load on /predict"),
    "Gatling": ({"load-test/Sim.scala": GATLING}, "load-test/Sim.scala:1", "Gatling: load on /predict"),
    "command": (
        {"Makefile": "load:\n\twrk -t2 http://localhost:8000/predict\n"},
        "Makefile:2",
        "wrk: load on /predict",
    ),
    "what an earlier command prints as the target": (
        {
            "Makefile": "load:\n\t@echo 'POST http://localhost/predict' | vegeta attack -rate=50 | vegeta report\n"
        },
        "Makefile:2",
        "vegeta: load on /predict",
    ),
    "a file of targets": (
        {
            "Makefile": "load:\n\tvegeta attack -targets=load/all.txt\n",
            "load/all.txt": "POST http://a/predict\n",
        },
        "Makefile:2",
        "vegeta: load on /predict",
    ),
    "a route by a name of another module": (
        {
            "load/locustfile.py": BY_NAME,
            "load/names.py": "ROUTE: str = '/predict'\n",
            "load/__init__.py": "",
        },
        "load/locustfile.py:5",
        "locust: load on /predict",
    ),
    "a command with a request of its own": (
        {
            "bench.sh": '#!/bin/sh\nwrk -t4 -s post.lua "$HOST/predict"\n',
            "post.lua": 'wrk.method = "POST"\nwrk.body = "1"\n',
        },
        "bench.sh:2",
        "wrk: load on /predict",
    ),
    "own script": (
        {"scripts/load_test.py": OWN},
        "scripts/load_test.py:9",
        "custom load script: load on /pred",
    ),
}
# Wired: its outcome counts: thresholds or assertions, stored results beside it, or a CI job that runs it.
WIRED = {
    "locust that sets its exit code": (
        {"load/a.py": LOCUST + "\ndef stop(environment):\n    environment.process_exit_code = 1\n"},
        "load/a.py:4",
        "locust: load on /predict; checks the result",
    ),
    "locust that asserts": (
        {"load/a.py": LOCUST + "        assert self.fast\n"},
        "load/a.py:4",
        "locust: load on /predict; checks the result",
    ),
    "own script that asserts": (
        {"scripts/load_test.py": OWN + "    assert True\n"},
        "scripts/load_test.py:9",
        "custom load script: load on /predict; checks the result",
    ),
    "k6 with thresholds": (
        {"perf/script.js": "export const options = { thresholds: { a: ['p(95)<500'] } };\n" + K6},
        "perf/script.js:1",
        "k6: load on /predict; thresholds",
    ),
    "k6 with thresholds after a comment about them": (
        {
            "perf/a.js": "/*\n * thresholds: none\n */\nconst b = 1; // thresholds: {}\n"
            + K6
            + "const thresholds: T = {};\n"
        },
        "perf/a.js:10",
        "k6: load on /predict; thresholds",
    ),
    "JMeter with an assertion": (
        {"a.jmx": JMETER.replace("</jm", "<DurationAssertion/></jm")},
        "a.jmx:3",
        "JMeter: load on /predict; thresholds",
    ),
    "stored results": (
        {"load/locustfile.py": LOCUST, "load/results/churn_stats.csv": "p95\n12\n"},
        "load/locustfile.py:4",
        "locust: load on /predict; results in load/results/churn_stats.csv",
    ),
    "run by CI": (
        {"load/locustfile.py": LOCUST, WORKFLOW: CI.format("locust -f load/locustfile.py")},
        "load/locustfile.py:4",
        "locust: load on /predict; CI runs it",
    ),
    "command that CI runs": (
        {WORKFLOW: CI.format("hey http://localhost:8000/predict")},
        f"{WORKFLOW}:6",
        "hey: load on /predict; CI runs it",
    ),
}


@pytest.mark.parametrize(("files", "where", "words"), PRESENT.values(), ids=PRESENT)
def test_load_on_something_is_present(files: dict[str, str], where: str, words: str) -> None:
    assert_found(run("load_testing", snapshot({**SERVICE, **files})), Level.PRESENT, where, words)


@pytest.mark.parametrize(("files", "where", "words"), SUBSTANTIVE.values(), ids=SUBSTANTIVE)
def test_load_on_a_route_of_this_repository_is_substantive(
    files: dict[str, str], where: str, words: str
) -> None:
    finding = run("load_testing", snapshot({**SERVICE, **files}))
    assert_found(finding, Level.SUBSTANTIVE, where, words)
    assert ";" not in finding.evidence[0].note


@pytest.mark.parametrize(("files", "where", "words"), WIRED.values(), ids=WIRED)
def test_load_whose_outcome_counts_is_wired(files: dict[str, str], where: str, words: str) -> None:
    assert_found(run("load_testing", snapshot({**SERVICE, **files})), Level.WIRED, where, words)


NO_LOAD = {
    "the letters in a name": {"wandb/sweep/config-lxk6iw0d.yaml": "k6: 1\n"},
    "a word of the language": {"perf/a.js": "import { k6ify } from './k6http'\n"},
    "benchmark of a model": {
        "benchmark.py": "import time\nimport torch\nt = time.time()\ntorch.load('m')\nprint(time.time() - t)\n"
    },
    "answers printed one by one": {
        "tests/test_benchmark.py": "import requests\nprint(requests.post('http://localhost:8000/predict'))\n"
    },
    "download in threads": {
        "load_data.py": "import time\nimport requests\nfrom concurrent.futures import ThreadPoolExecutor\n"
        "time.time()\nThreadPoolExecutor().map(requests.get, [])\nrequests.get('https://data.example/a')\n"
    },
    "answers that are judged, some at a time": {
        "evaluation/quality.py": OWN + "    numpy.percentile([1], 95)\n",
    },
    "in an example": {"examples/locustfile.py": LOCUST},
    "requirement only": {"requirements.txt": "locust\n"},
    "command in a document": {"README.md": "```\nlocust -f load/locustfile.py\n```\n"},
    "everyday word": {"Makefile": "greet:\n\thello hey you\n\they you\n"},
    "a script that is not here": {"Makefile": "load:\n\tk6 run load.js\n"},
}


@pytest.mark.parametrize("files", NO_LOAD.values(), ids=NO_LOAD)
def test_decoys_are_no_load_tests(files: dict[str, str]) -> None:
    finding = run("load_testing", snapshot({**SERVICE, **files}))
    assert_found(finding, Level.ABSENT)
    assert finding.status is Status.MEASURED


def test_every_script_is_evidence_and_of_one_file_the_strongest() -> None:
    makefile = "load:\n\twrk http://a/\n\twrk http://a/predict\n\thttp://a/\n"
    files = {**SERVICE, "load/a.py": LOCUST, "load/b.py": ELSEWHERE, "Makefile": makefile}
    assert told(run("load_testing", snapshot(files))) == [
        "SUBSTANTIVE Makefile:3 wrk: load on /predict",
        "SUBSTANTIVE load/a.py:4 locust: load on /predict",
        f"PRESENT load/b.py:4 locust: {ASKS_NOTHING}",
    ]


def test_a_library_answers_no_requests() -> None:
    finding = run("load_testing", snapshot({**library("calm"), "calm/__init__.py": ""}))
    assert finding.status is Status.NOT_APPLICABLE
    assert finding.reason == "a library has no service to load-test"


MEASURED = """import time
from concurrent.futures import ThreadPoolExecutor

import httpx

{before}

def ask(client):
    began = time.perf_counter()
    {request}
    return time.perf_counter() - began


with ThreadPoolExecutor() as pool:
    print(list(pool.map(ask, [httpx.Client()] * 100)))
"""
WAITS = 'def {}():\n    return httpx.get("http://localhost:8000{}")\n'
ASKS = 'httpx.post("http://localhost:8000/predict", json={})'
SENDING_LINES = {
    "the load before the wait for health": (WAITS.format("state", "/health"), ASKS, 12),
    "a question for health over two lines": (
        'def state():\n    return httpx.get(\n        "http://localhost:8000/health")\n', ASKS, 13),
    "a wait by its name": (WAITS.format("wait_until_up", "/"), ASKS, 12),
    "load on a route that only begins so": (WAITS.format("state", "/healthcare"), ASKS, 7),
    "load by a client that is handed in": (
        WAITS.format("state", "/health"), 'client.post("http://localhost:8000/predict")', 12),
    "health alone": (WAITS.format("state", "/health"), "client.get(began)", 7),
}  # fmt: skip


@pytest.mark.parametrize(("before", "request_", "line"), SENDING_LINES.values(), ids=SENDING_LINES)
def test_the_line_that_sends_the_load_is_named(before: str, request_: str, line: int) -> None:
    script = MEASURED.format(before=before, request=request_)
    found = run("load_testing", snapshot({**SERVICE, "scripts/load_test.py": script}))
    assert [each.line for each in found.evidence] == [line]
