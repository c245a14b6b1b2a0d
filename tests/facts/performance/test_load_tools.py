"""Tools that put load on a service: newer ones, other languages of the same ones, and scripts of one's own."""

from __future__ import annotations

import pytest

from tests.checks.test_load_testing import ARTILLERY, CI, K6, LOCUST, OWN, WORKFLOW
from tests.facts.performance.test_load_tests import told

GO = (
    'package main\n\nimport (\n\t"net/http"\n\t"time"\n)\n\nfunc ask(times chan time.Duration) {\n'
    '\treq, _ := http.NewRequest("POST", "http://a/predict", nil)\n\tstart := time.Now()\n'
    "\thttp.DefaultClient.Do(req)\n\ttimes <- time.Since(start)\n}\n\n"
    "func main() {\n\tfor i := 0; i < 99; i++ {\n\t\tgo ask(times)\n\t}\n\tprintln(percentile(times, 95))\n}\n"
)
ROUTE = "from fastapi import FastAPI\n\nother = FastAPI()\n\n\n@other.post('/score')\ndef score():\n    return 1\n"
FOUND = {
    "a failure of the login": (
        {
            "a.py": LOCUST + "    def on_start(self):\n        self.client.post('/a').failure('no')\n"
            "    def _login(self):\n        assert self.client\n",
        },
        ["a.py:4 locust /predict None"],
    ),
    "a failure of a task after the login": (
        {
            "a.py": LOCUST + "    def on_start(self):\n        self.client.post('/a')\n"
            "    @task\n    def ask(self):\n        assert self.client.get('/').ok\n",
        },
        ["a.py:4 locust /predict checks the result"],
    ),
    "k6 in TypeScript": ({"load/a.ts": K6 + "export const options: Options = { thresholds: {} };\n"}, ["load/a.ts:6 k6 /predict thresholds"]),
    "k6 in a folder of scripts": ({"scripts/a.mjs": K6}, ["scripts/a.mjs:4 k6 /predict None"]),
    "k6 that an action of CI runs": (
        {"scripts/a.js": K6, WORKFLOW: CI.format("true") + "      - uses: grafana/run-k6-action@v1\n        with:\n          path: scripts/a.js\n"},
        ["scripts/a.js:4 k6 /predict CI runs it"]),
    "Artillery in JSON": (
        {"load/a.json": '{"config": {"target": "http://a", "phases": [], "ensure": {}}, "scenarios": [{"flow": [{"post": {"url": "/predict"}}]}]}'},
        ["load/a.json:1 Artillery /predict thresholds"]),
    "Artillery in a folder of something else": (
        {"ops/a.yml": ARTILLERY + "  - flow: []\n"}, ["ops/a.yml:3 Artillery /predict None"]),
    "Gatling in JavaScript": (
        {"perf/a.ts": "import { simulation } from '@gatling.io/core';\nhttp('a').post('/predict');\n"}, ["perf/a.ts:1 Gatling /predict None"]),
    "Taurus": (
        {"load/a.yml": "execution:\n- concurrency: 9\n  scenario: a\nscenarios:\n  a:\n    requests: [http://a/predict]\nreporting:\n- module: passfail\n"},
        ["load/a.yml:8 Taurus /predict thresholds"]),
    "autocannon in a script": (
        {"load/a.mjs": "import autocannon from 'autocannon';\nautocannon({ url: 'http://a/predict' });\n"},
        ["load/a.mjs:1 autocannon /predict None"]),
    "own script by its name that asks our route": ({"load.py": OWN}, ["load.py:9 custom load script /predict None"]),
    "own script that judges what our route takes": (
        {"ops/a.py": OWN + "\nassert max([1]) < 2\n"}, ["ops/a.py:9 custom load script /predict checks the result"]),
    "own script that takes a percentile by hand": (
        {"ops/a.py": OWN + "\ntimes = []\nprint(sorted(times)[int(len(times) * 0.95)])\n"}, ["ops/a.py:9 custom load script /predict None"]),
    "own script with a client that is handed": (
        {"load.py": OWN.replace("httpx.AsyncClient().post", "client.post") + "\nhttpx.AsyncClient()\n"},
        ["load.py:9 custom load script /predict None"]),
    "own script that first asks for something else": (
        {"load.py": OWN.replace("async def ask", "async def login():\n    await httpx.AsyncClient().post('http://a/login')\n\n\nasync def ask")},
        ["load.py:13 custom load script /predict None"]),
    "own script that stops without a service": (
        {"load_test.py": OWN + "    if not healthy():\n        print('none')\n        sys.exit(1)\n"},
        ["load_test.py:9 custom load script /predict None"]),
    "own script that stops when it is slow": (
        {"load_test.py": OWN + "    if slow():\n        print('slow')\n        sys.exit(1)\n"},
        ["load_test.py:9 custom load script /predict checks the result"]),
    "a single route of many at once": (
        {"load.py": OWN.replace("/predict", "/score") + "\n\nasync def other():\n    await httpx.AsyncClient().post('http://a/predict')\n",
         "b.py": ROUTE},
        ["load.py:9 custom load script /score None"]),
    "a program in Go": ({"bench/main.go": GO}, ["bench/main.go:9 custom load script /predict None"]),
    "a program in Go without goroutines": ({"bench/main.go": GO.replace("go ask", "ask")}, []),
    "a program in Go that sums nothing up": ({"bench/main.go": GO.replace("percentile(", "mean(")}, []),
    "a program in Go that takes no times": ({"bench/main.go": GO.replace("time.Since", "since")}, []),
    "a program in Go that answers": ({"bench/main.go": GO + "func s() { http.ListenAndServe(\":80\", nil) }\n"}, []),
    "a program in Go of any name": ({"tool/main.go": GO}, ["tool/main.go:9 custom load script /predict None"]),
    "a part of a program in Go": ({"tool/a.go": GO.replace("func main()", "func collect()")}, []),
    "own script that stops with a message": (
        {"load_test.py": OWN + "\nraise SystemExit('slow')\n"}, ["load_test.py:9 custom load script /predict checks the result"]),
    "own script that ends with its main function": (
        {"load_test.py": OWN + "\nraise SystemExit(main())\n"}, ["load_test.py:9 custom load script /predict None"]),
    **{
        f"{words.partition(' --')[0]} on a server of ours": (
            {"Makefile": f"bench:\n\t{words}\n", "compose.yaml": "services:\n  llm:\n    image: vllm/vllm-openai:v1\n    command: --model a\n"},
            [f"Makefile:2 {name} the vLLM server of compose.yaml None"])
        for words, name in (
            ("guidellm benchmark --target http://localhost:8000", "guidellm"),
            ("uv run guidellm benchmark run --target http://localhost:8000", "guidellm"),
            ("vllm bench serve --model a", "vllm bench serve"),
            ("genai-perf profile -m a", "genai-perf"),
            ("aiperf profile --model a", "aiperf"),
            ("python -m sglang.bench_serving --backend vllm", "python -m sglang.bench_serving"),
            ("evalscope perf --url http://localhost:8000", "evalscope"),
        )
    },
    "a server of language models by its path": (
        {"Makefile": "a:\n\they http://llm:8000/v1/chat/completions\n",
         "compose.yaml": "services:\n  llm:\n    image: vllm/vllm-openai:v1\n    command: --model a\n"},
        ["Makefile:2 hey llm None"]),
    "a server of language models elsewhere": ({"Makefile": "a:\n\tguidellm benchmark --target http://a\n"}, ["Makefile:2 guidellm None None"]),
}  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), FOUND.values(), ids=FOUND)
def test_newer_tools_and_own_scripts(files: dict[str, str], expected: list[str]) -> None:
    assert told(files) == expected


IN_PROCESS = """import time
from concurrent.futures import ThreadPoolExecutor
from fastapi.testclient import TestClient
from api import app

client = TestClient(app)

def ask():
    start = time.perf_counter()
    client.post("/predict", json={})
    return time.perf_counter() - start

def test_many():
    with ThreadPoolExecutor(20) as pool:
        took = sorted(pool.submit(ask).result() for _ in range(100))
    assert took[int(len(took) * 0.95)] < 1
"""
OF_FLASK = IN_PROCESS.replace("client = TestClient(app)", "client = app.test_client()")
CASES_IN_PROCESS = {
    "the client of an own application": (IN_PROCESS, True),
    "the client of an application of Flask": (OF_FLASK, True),
    "one after the other": (IN_PROCESS.replace("ThreadPoolExecutor", "open_it"), False),
    "no percentile": (IN_PROCESS.replace("took[int(len(took) * 0.95)]", "took[0]"), False),
    "no clock": (IN_PROCESS.replace("time.perf_counter()", "1"), False),
    "another route": (IN_PROCESS.replace("/predict", "/other"), False),
    "no client": (IN_PROCESS.replace("client = TestClient(app)", "client = made()"), False),
}  # fmt: skip


@pytest.mark.parametrize(("text", "found"), CASES_IN_PROCESS.values(), ids=CASES_IN_PROCESS)
def test_load_on_an_application_in_its_own_process(text: str, found: bool) -> None:
    expected = ["tests/test_a.py:10 custom load script /predict checks the result"]
    assert told({"tests/test_a.py": text}) == (expected if found else [])


NOT_FOUND = {
    "a namesake of k6": {"scripts/a.js": K6.replace("k6/http", "./k6")},
    "a page that speaks of k6": {"load/a.ts": "// k6\nimport http from 'http';\n"},
    "Artillery without a path that says load": {
        "scripts/a.yml": ARTILLERY.replace("phases", "other").replace("flow", "other")
    },
    "own script that asks something else": {"load.py": OWN.replace("/predict", "/other")},
    "own downloads in a folder of data": {
        "data/fetch.py": OWN.replace("/predict", "/other") + "\nassert 1\n"
    },
    "a model that is measured without requests": {"Makefile": "a:\n\tvllm bench throughput --model a\n"},
    "a server of language models": {"Makefile": "a:\n\tvllm serve a\n"},
}  # fmt: skip


@pytest.mark.parametrize("files", NOT_FOUND.values(), ids=NOT_FOUND)
def test_what_only_looks_like_one(files: dict[str, str]) -> None:
    assert told(files) == []
