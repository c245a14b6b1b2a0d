from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.model import Level, Status
from checks.load_tests import TEXT_TOOLS
from checks.optimisations import OPTIMISATIONS
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
CI = "on: push\njobs:\n  load:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {}\n"

LOAD = {
    "locust on the route": ({"load/locustfile.py": LOCUST}, Level.SUBSTANTIVE),
    "locust in a test folder with a package of its name": (
        {"test/locust/__init__.py": "", "test/locust/models/churn.py": LOCUST},
        Level.SUBSTANTIVE,
    ),
    "locust on somebody else": (
        {"load/locustfile.py": LOCUST.replace("/predict", "/search")},
        Level.PRESENT,
    ),
    "stored results": (
        {"load/locustfile.py": LOCUST, "load/results/churn_stats.csv": "p95\n12\n"},
        Level.WIRED,
    ),
    "results of another script": (
        {
            "load/churn.py": LOCUST,
            "load/fraud.py": LOCUST.replace("/predict", "/search"),
            "load/results/fraud_stats.csv": "p95\n12\n",
        },
        Level.SUBSTANTIVE,
    ),
    "a report of something else in a shared folder": (
        {"scripts/locustfile.py": LOCUST, "scripts/drift_report.html": "<p>"},
        Level.SUBSTANTIVE,
    ),
    "run by CI": (
        {
            "load/locustfile.py": LOCUST,
            ".github/workflows/load.yml": CI.format("locust -f load/locustfile.py"),
        },
        Level.WIRED,
    ),
    "locust that sets its exit code": (
        {
            "load/locustfile.py": LOCUST
            + "\n\ndef stop(environment):\n    environment.process_exit_code = 1\n"
        },
        Level.WIRED,
    ),
    "k6": ({"k6/script.js": K6}, Level.SUBSTANTIVE),
    "k6 with thresholds": (
        {"perf/script.js": "export const options = { thresholds: { a: ['p(95)<500'] } };\n" + K6},
        Level.WIRED,
    ),
    "thresholds in a comment": ({"perf/script.js": "// thresholds: {}\n" + K6}, Level.SUBSTANTIVE),
    "JMeter": (
        {
            "jmeter/plan.jmx": '<jmeterTestPlan version="1.2">\n<p name="path">predict</p>\n</jmeterTestPlan>\n'
        },
        Level.SUBSTANTIVE,
    ),
    "Artillery": (
        {
            "artillery.yml": "config:\n  target: http://localhost\nscenarios:\n  - flow:\n"
            "      - post:\n          url: /predict\n"
        },
        Level.SUBSTANTIVE,
    ),
    "Gatling": (
        {"load-test/Sim.scala": 'import io.gatling.core.Predef._\nhttp("a").post("/predict")\n'},
        Level.SUBSTANTIVE,
    ),
    "command": ({"Makefile": "load:\n\twrk -t2 http://localhost:8000/predict\n"}, Level.SUBSTANTIVE),
    "own script": ({"scripts/load_test.py": OWN}, Level.SUBSTANTIVE),
}


@pytest.mark.parametrize(("files", "level"), LOAD.values(), ids=LOAD)
def test_level_follows_what_is_asked_and_what_became_of_it(files: dict[str, str], level: Level) -> None:
    assert run("load_testing", snapshot({**SERVICE, **files})).level is level


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
    "in an example": {"examples/locustfile.py": LOCUST},
    "requirement only": {"requirements.txt": "locust\n"},
    "command in a document": {"README.md": "```\nlocust -f load/locustfile.py\n```\n"},
    "everyday word": {"Makefile": "greet:\n\thello hey you\n\they you\n"},
    "a script that is not here": {"Makefile": "load:\n\tk6 run load.js\n"},
}


@pytest.mark.parametrize("files", NO_LOAD.values(), ids=NO_LOAD)
def test_decoys_are_no_load_tests(files: dict[str, str]) -> None:
    assert run("load_testing", snapshot({**SERVICE, **files})).level is Level.ABSENT


ONNX = "import onnxruntime\n\nSESSION = onnxruntime.InferenceSession('m.onnx')\n"
CACHED = SERVICE["api.py"].replace(
    "@app.post('/predict')\ndef predict(rows):\n",
    "from functools import lru_cache\n\n@app.post('/predict')\ndef route(rows):\n    return predict(rows)\n\n"
    "@lru_cache\ndef predict(rows):\n",
)
CONFIG = 'platform: "onnxruntime_onnx"\nmax_batch_size: {}\ninput [\n  {{ name: "x" }}\n]\n'

COST = {
    "runtime on the serving path": (
        {"runtime.py": ONNX, "api.py": "import runtime\n" + SERVICE["api.py"]},
        Level.WIRED,
    ),
    "runtime in a job": ({"jobs/batch.py": ONNX}, Level.SUBSTANTIVE),
    "runtime in a function that nothing calls": (
        {"a.py": "import onnxruntime\n\ndef unused_session():\n    onnxruntime.InferenceSession('m')\n"},
        Level.PRESENT,
    ),
    "export that nothing loads": (
        {"export.py": "import torch\n\ntorch.onnx.export(None, None, 'm.onnx')\n"},
        Level.PRESENT,
    ),
    "cache around the model": ({"api.py": CACHED}, Level.WIRED),
    "model server that batches": ({"models/a/config.pbtxt": CONFIG.format(8)}, Level.WIRED),
    "numbers beside their benchmark": (
        {
            "bench/README.md": "Answers in 12.5 ms on four cores.\n",
            "bench/benchmark.py": "import time\n",
        },
        Level.PRESENT,
    ),
    "table beside the script it names": (
        {
            "README.md": "Run `tools/latency.py`.\n\n| batch | p95 (ms) |\n| --- | --- |\n| 8 | 12.5 |\n",
            "tools/latency.py": "import time\n",
        },
        Level.PRESENT,
    ),
}


@pytest.mark.parametrize(("files", "level"), COST.values(), ids=COST)
def test_level_follows_where_the_answer_is_made_cheaper(files: dict[str, str], level: Level) -> None:
    assert run("latency_and_cost", snapshot({**SERVICE, **files})).level is level


NO_COST = {
    "cache of settings": {
        "settings.py": "from functools import lru_cache\n\n@lru_cache\ndef settings():\n    return {}\n\nsettings()\n"
    },
    "model loaded once": {
        "loader.py": "import joblib\nfrom functools import lru_cache\n\n@lru_cache\ndef load():\n"
        "    return joblib.load('m')\n\nload()\n"
    },
    "quantised for training": {
        "train.py": "from transformers import BitsAndBytesConfig, Trainer\n\n"
        "BitsAndBytesConfig()\nTrainer().train()\n"
    },
    "compiled for training": {
        "train.py": "import torch\n\nnet = torch.compile(torch.nn.Linear(1, 1))\ntorch.tensor(1).backward()\n"
    },
    "switched off": {
        "a.py": "from transformers import AutoModel\n\nAutoModel.from_pretrained('x', load_in_8bit=False)\n"
    },
    "numbers without a benchmark": {"README.md": "Answers in 12.5 ms.\n"},
    "a benchmark that is not there": {"README.md": "Answers in 12.5 ms, see bench/latency.py.\n"},
    "benchmark without numbers": {"README.md": "See benchmark.py.\n", "benchmark.py": "x = 1\n"},
    "percentiles without numbers": {
        "README.md": "Records p50/p95/p99 in a file.\n",
        "benchmark.py": "x = 1\n",
    },
    "model server that takes one": {"models/a/config.pbtxt": CONFIG.format(1)},
    "a sum along the diagonal": {"a.py": "import torch\n\ntorch.trace(torch.ones(2, 2))\n"},
    "regular expression": {"a.py": "import re\n\nre.compile('a')\n"},
    "in a test": {"tests/test_a.py": ONNX},
}


@pytest.mark.parametrize("files", NO_COST.values(), ids=NO_COST)
def test_decoys_make_nothing_cheaper(files: dict[str, str]) -> None:
    assert run("latency_and_cost", snapshot({**SERVICE, **files})).level is Level.ABSENT


@pytest.mark.parametrize("signal", ["load_testing", "latency_and_cost"])
def test_a_library_answers_no_requests(signal: str) -> None:
    files = {**library("calm"), "calm/__init__.py": ""}
    assert run(signal, snapshot(files)).status is Status.NOT_APPLICABLE


def test_no_package_belongs_to_two_optimisations() -> None:
    packages = [package for each in OPTIMISATIONS for package in each.packages]
    assert len(packages) == len(set(packages))


def test_every_optimisation_can_be_told_by_something() -> None:
    assert all(each.uses or each.prepares or each.keywords for each in OPTIMISATIONS)


def test_every_tool_of_scripts_has_an_ending() -> None:
    assert all(ending.startswith(".") for each in TEXT_TOOLS for ending in each.endings)


HOSTILE = (
    "perf/a.js",
    "load/plan.jmx",
    "artillery.yml",
    "m/config.pbtxt",
    "app.yaml",
    "k8s/a.yaml",
    "bench.md",
)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(HOSTILE), st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_no_content_of_a_file_is_an_error(path: str, content: str | bytes) -> None:
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    repo = snapshot({**SERVICE, path: content})
    for signal in ("serving", "load_testing", "latency_and_cost"):
        assert run(signal, repo).status is not Status.ERROR


@pytest.mark.parametrize("path", HOSTILE)
def test_a_long_line_of_spaces_takes_no_time(path: str) -> None:
    repo = snapshot({**SERVICE, path: " " * 200_000 + "x" + "locust_" * 5000})
    for signal in ("serving", "load_testing", "latency_and_cost"):
        assert run(signal, repo).status is not Status.ERROR
