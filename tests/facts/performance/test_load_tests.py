from __future__ import annotations

import pytest

from analyzer.facts.performance.load_tests import load_tests
from analyzer.facts.performance.load_tools import TEXT_TOOLS
from tests.checks.test_load_testing import ARTILLERY, CI, GATLING, JMETER, K6, LOCUST, OWN, SERVICE, WORKFLOW
from tests.support.snapshots import snapshot

WRK = "wrk.method = 'POST'\n-- /predict\nwrk.path = '/predict'\n"


def told(files: dict[str, str], missing: tuple[str, ...] = ()) -> list[str]:
    """Every load test as one line: place, tool, what it asks, and what makes its outcome count."""
    return [
        f"{each.path}:{each.line} {each.tool} {each.target} {each.kept}"
        for each in load_tests(snapshot({**SERVICE, **files}, missing=missing))
    ]


FOUND = {
    # locust
    "user class": ({"a.py": LOCUST}, ["a.py:4 locust /predict None"]),
    "tasks that are functions": (
        {"a.py": "from locust import task\n\n\n@task\ndef ask(user):\n    user.client.get('/predict')\n"},
        ["a.py:4 locust /predict None"],
    ),
    "tasks with a weight": (
        {"a.py": "from locust import task\n\n@task(3)\ndef ask(user):\n    user.client.get('/predict')\n"},
        ["a.py:3 locust /predict None"],
    ),
    "a user class of two bases after another class": (
        {"a.py": LOCUST.replace("class Caller(", "class A:\n    pass\n\nclass Caller(A, ")},
        ["a.py:7 locust /predict None"],
    ),
    "a task with another decorator before": (
        {
            "a.py": "from locust import task\n\n@timed\n@task\ndef ask(user):\n    user.client.get('/predict')\n"
        },
        ["a.py:4 locust /predict None"],
    ),
    "tasks before the user class": (
        {
            "a.py": "from locust import HttpUser, task\n@task\ndef a(u):\n    pass\nclass C(HttpUser):\n    pass\n"
        },
        ["a.py:2 locust None None"],
    ),
    "a failure that is told": (
        {
            "a.py": LOCUST + "        self.client.get('/', catch_response=True).failure('slow')\n",
        },
        ["a.py:4 locust /predict checks the result"],
    ),
    "a ratio of failures": (
        {"a.py": LOCUST + "\nLIMIT = environment.stats.total.fail_ratio\n"},
        ["a.py:4 locust /predict checks the result"],
    ),
    "an assertion in a comment": ({"a.py": LOCUST + "        # assert x\n"}, ["a.py:4 locust /predict None"]),
    "an assertion among words": ({"a.py": LOCUST + "TEXT = 'we assert'\n"}, ["a.py:4 locust /predict None"]),
    "the route in a comment": (
        {"a.py": LOCUST.replace('"/predict"', '"/"') + "        # /predict\n"},
        ["a.py:4 locust None None"],
    ),
    # scripts of one's own
    "own script that waits and takes times": (
        {"drive.py": OWN + "    end = time.time() + 60\n    numpy.percentile([], 95)\n"},
        ["drive.py:9 custom load script /predict None"],
    ),
    "own script with a clock to wait by, that says load": (
        {
            "load_test.py": OWN.replace("perf_counter() - start", "time() < 9").replace(
                "perf_counter()", "time() + 1"
            )
        },
        ["load_test.py:9 custom load script /predict None"],
    ),
    "own script": ({"load_test.py": OWN}, ["load_test.py:9 custom load script /predict None"]),
    "own script of two requests": (
        {"load_test.py": OWN + "\nhttpx.get('a')\n"},
        ["load_test.py:9 custom load script /predict None"],
    ),
    "own script that ends with an error": (
        {"load_test.py": OWN + "\nsys.exit(1)\n"},
        ["load_test.py:9 custom load script /predict checks the result"],
    ),
    "own script told by its percentiles": (
        {"a.py": OWN + "\nnumpy.percentile([], 95)\n"},
        ["a.py:9 custom load script /predict None"],
    ),
    "own script with threads": (
        {"stress.py": OWN.replace("asyncio.gather", "threading.Thread")},
        ["stress.py:9 custom load script /predict None"],
    ),
    # tools told by their text
    "k6": ({"k6/a.js": K6}, ["k6/a.js:4 k6 /predict None"]),
    "k6 after an empty line": ({"k6/a.js": "\n" + K6}, ["k6/a.js:5 k6 /predict None"]),
    "k6 named first by a command": (
        {"scripts/a.js": K6, "Makefile": "load:\n\tk6 scripts/a.js\n"},
        ["scripts/a.js:4 k6 /predict None"],
    ),
    "k6 by require": (
        {"perf/a.js": "const http = require('k6/http');\nhttp.get('x/predict');\n"},
        ["perf/a.js:2 k6 /predict None"],
    ),
    "k6 named by a command": (
        {"scripts/a.js": "// ours\n" + K6, "Makefile": "load:\n\tk6 run scripts/a.js\n"},
        ["scripts/a.js:5 k6 /predict None"],
    ),
    "k6 with thresholds": (
        {"k6/a.js": K6 + "export const options = { thresholds: {} };\n"},
        ["k6/a.js:6 k6 /predict thresholds"],
    ),
    "JMeter": ({"plan.jmx": JMETER}, ["plan.jmx:1 JMeter /predict None"]),
    "JMeter with an assertion": (
        {"plan.jmx": JMETER + "<ResponseAssertion/>"},
        ["plan.jmx:4 JMeter /predict thresholds"],
    ),
    "Artillery": ({"artillery.yml": ARTILLERY}, ["artillery.yml:3 Artillery /predict None"]),
    "Artillery with limits": (
        {
            "artillery.yml": ARTILLERY.replace("scenarios", "  ensure:\n    p95: 9\nscenarios"),
        },
        ["artillery.yml:3 Artillery /predict thresholds"],
    ),
    "Gatling": ({"gatling/A.scala": GATLING}, ["gatling/A.scala:1 Gatling /predict None"]),
    "Gatling with assertions": (
        {"gatling/A.scala": GATLING + ".assertions(global)\n"},
        ["gatling/A.scala:3 Gatling /predict thresholds"],
    ),
    "wrk": ({"wrk/a.lua": WRK}, ["wrk/a.lua:1 wrk /predict None"]),
    # commands
    "command of a target": (
        {"Makefile": "# tasks\nload:\n\techo a\n\they http://a/predict\n"},
        ["Makefile:4 hey /predict None"],
    ),
    "command of a container": (
        {"load/Dockerfile": "FROM python\nCMD vegeta attack /predict\n"},
        ["load/Dockerfile:2 vegeta /predict None"],
    ),
    "command of CI": (
        {WORKFLOW: CI.format("ab -n 9 http://a/predict")},
        [f"{WORKFLOW}:6 ab /predict CI runs it"],
    ),
    "command after an empty line": (
        {"a.sh": "#!/bin/sh\n\nhey http://a/predict\n"},
        ["a.sh:3 hey /predict None"],
    ),
    "command on this machine": (
        {"Makefile": "a:\n\they localhost:80/predict\n"},
        ["Makefile:2 hey /predict None"],
    ),
    "command by a path": (
        {"Makefile": "a:\n\t/usr/bin/vegeta a /predict\n"},
        ["Makefile:2 vegeta /predict None"],
    ),
    "command on a variable": ({"Makefile": "a:\n\toha $HOST/predict\n"}, ["Makefile:2 oha /predict None"]),
    "command with a script that is here": (
        {"wrk/a.lua": WRK, "Makefile": "a:\n\twrk -s wrk/a.lua http://a/predict\n"},
        ["Makefile:2 wrk /predict None"],
    ),
    "command in a process file": (
        {"Procfile": "load: siege http://a/predict\n"},
        ["Procfile:1 siege /predict None"],
    ),
}


@pytest.mark.parametrize(("files", "expected"), FOUND.values(), ids=FOUND)
def test_scripts_and_commands_that_put_load_on_something(files: dict[str, str], expected: list[str]) -> None:
    assert told(files) == expected


NOT_FOUND = {
    "locust without a user": {"a.py": "import locust\n\nlocust.run()\n"},
    "a user of another class": {
        "a.py": "from locust import events\n\nclass A(events.HttpUser2):\n    pass\n"
    },
    "a user of another package": {"a.py": LOCUST.replace("from locust", "from swarm")},
    "a user of another package beside locust": {
        "a.py": "import locust\nfrom swarm import HttpUser\n\nclass A(HttpUser):\n    pass\n"
    },
    "own script without a request": {"load_test.py": OWN.replace("httpx.AsyncClient().post", "print")},
    "own script, one after the other": {"load_test.py": OWN.replace("asyncio.gather", "print")},
    "own script without a clock": {"load_test.py": OWN.replace("perf_counter", "sleep")},
    "own script with another's clock": {
        "load_test.py": OWN.replace("time.perf_counter", "clock.perf_counter")
    },
    "own script that does not say what it measures": {"a.py": OWN},
    "own script with a clock only to wait by": {
        "drive.py": OWN.replace("start = time.perf_counter()", "end = time.time() + 60").replace(
            "return time.perf_counter() - start", "return time.time() < end"
        )
        + "\nassert True\n"
    },
    "own script in an example": {"examples/load_test.py": OWN},
    "k6 in an example": {"examples/k6/a.js": K6},
    "k6 of another ending": {"k6/a.txt": K6},
    "JMeter without a plan": {"plan.jmx": "<plan/>"},
    "JMeter in an example": {"examples/plan.jmx": JMETER},
    "Artillery without a target": {"artillery.yml": ARTILLERY.replace("target", "title")},
    "scenarios of something else": {"load/a.yml": "  scenarios:\n  target: x\n"},
    "command of a generator alone": {"Makefile": "a:\n\tvegeta\n"},
    "everyday word without an address": {"Makefile": "a:\n\twrk -t2 /predict\n"},
    "another command": {"Makefile": "a:\n\tcurl http://a/predict\n"},
    "command of a target in an example": {"examples/Makefile": "a:\n\they http://a/predict\n"},
    "command of a service, which is no target": {
        "docker-compose.yml": "services:\n  a:\n    image: b\n    command: echo hey http://a/predict\n"
    },
    "an empty command": {"Makefile": "a:\n\ttrue\n"},
    **{
        f"{tool} without its script": {"Makefile": f"a:\n\t{tool} run http://a/predict\n"}
        for tool in ("locust", "k6", "artillery", "jmeter", "gatling")
    },
}


@pytest.mark.parametrize("files", NOT_FOUND.values(), ids=NOT_FOUND)
def test_what_puts_no_load_on_anything(files: dict[str, str]) -> None:
    assert told(files) == []


def test_a_plan_that_could_not_be_read_is_one_and_other_scripts_are_not() -> None:
    assert told({}, missing=("plan.jmx", "k6/a.js")) == ["plan.jmx:1 JMeter None None"]


# What a script asks: the other files, what stands in the script in the place of /predict, the target.
COMPOSE = "services:\n  api:\n    build: .\n  db:\n    image: postgres\n"
TARGETS = {
    "a route": ({}, "/predict", "/predict"),
    "a route with more": ({}, "/predict?a=1", "/predict"),
    "a longer word": ({}, "/predicted", None),
    "a longer path": ({}, "/predict-all", None),
    "a service that is built": ({"docker-compose.yml": COMPOSE}, "http://api:80/", "api"),
    "a service by a longer name": ({"docker-compose.yml": COMPOSE}, "http://api-b/", None),
    "a service of an image": ({"docker-compose.yml": COMPOSE}, "http://db:80/", None),
    "a route with a parameter": (
        {
            "b.py": "from flask import Flask\napp = Flask('a')\n\n@app.route('/items/<id>')\ndef a(id):\n    pass\n"
        },
        "/items/7",
        "/items",
    ),
    "the root alone": (
        {"b.py": "from flask import Flask\napp = Flask('a')\n\n@app.route('/')\ndef a():\n    pass\n"},
        "/",
        None,
    ),
    "a short route": (
        {"b.py": "from flask import Flask\napp = Flask('a')\n\n@app.route('/a')\ndef a():\n    pass\n"},
        "/a",
        "/a",
    ),
    "a route of one letter": (
        {"b.py": "from django.urls import path\n\nurlpatterns = [path('a/', view)]\n"},
        "/a",
        None,
    ),
    "a route without its first slash": (
        {"b.py": "from django.urls import path\n\nurlpatterns = [path('ab/', view)]\n"},
        "/ab",
        "/ab",
    ),
    "the longest of two": (
        {
            "b.py": "from flask import Flask\napp = Flask('a')\n\n@app.route('/a')\ndef a():\n    pass\n\n"
            "@app.route('/a/bc')\ndef b():\n    pass\n"
        },
        "/a/bc",
        "/a/bc",
    ),
    "one that predicts before a longer one": (
        {
            "b.py": "from flask import Flask\napp = Flask('a')\n\n@app.route('/longer/items')\ndef a():\n    pass\n"
        },
        "/longer/items', '/predict",
        "/predict",
    ),
    "a route before a service": ({"docker-compose.yml": COMPOSE}, "http://api/predict", "/predict"),
    "a model server's path": (
        {"Procfile": "web: tensorflow_model_server\n"},
        "/v1/models/churn:predict",
        "/v1/models/churn:predict",
    ),
    "a model server's path without a model server": ({}, "/v1/models/churn:predict", None),
    "a model server's path with a class of one": (
        {"b.py": "import kserve\n\nclass A(kserve.Model):\n    def predict(self, a):\n        pass\n"},
        "/v2/models/churn/infer",
        "/v2/models/churn/infer",
    ),
}


@pytest.mark.parametrize(("files", "asked", "target"), TARGETS.values(), ids=TARGETS)
def test_what_a_script_asks_of_this_repository(files: dict[str, str], asked: str, target: str | None) -> None:
    script = LOCUST.replace("/predict", asked)
    found = load_tests(snapshot({**SERVICE, **files, "load/a.py": script}))
    assert [each.target for each in found if each.path == "load/a.py"] == [target]


# What makes the outcome of a script count: where the script is, the other files, and what counts.
KEPT = {
    "nothing": ("load/a.py", {}, None),
    "CI runs it by locust": ("load/a.py", {WORKFLOW: CI.format("locust -f load/a.py")}, "CI runs it"),
    "CI runs locust": ("load/a.py", {WORKFLOW: CI.format("locust --headless")}, "CI runs it"),
    "CI runs it by Python": ("load/a.py", {WORKFLOW: CI.format("python load/a.py")}, "CI runs it"),
    "CI runs another tool": ("load/a.py", {WORKFLOW: CI.format("hey http://a/")}, None),
    "CI runs something else": ("load/a.py", {WORKFLOW: CI.format("python load/b.py")}, None),
    "a target runs it": ("load/a.py", {"Makefile": "a:\n\tlocust -f load/a.py\n"}, None),
    "results beside it": ("load/a.py", {"load/x_stats.csv": "a\n"}, "results in load/x_stats.csv"),
    "results in a folder of results": (
        "load/a.py",
        {"load/results/x.csv": "a\n"},
        "results in load/results/x.csv",
    ),
    "results in a folder deep below": (
        "load/a.py",
        {"load/b/c/reports/x.csv": "a\n"},
        "results in load/b/c/reports/x.csv",
    ),
    "results beside its folder": (
        "load/scripts/a.py",
        {"load/results/x.csv": "a\n"},
        "results in load/results/x.csv",
    ),
    "results far above its folder": (
        "perf/load/a.py",
        {"perf/results/x.csv": "a\n"},
        "results in perf/results/x.csv",
    ),
    "results below a folder of load in another": (
        "scripts/load/a.py",
        {"scripts/load/results/x.csv": "a\n"},
        "results in scripts/load/results/x.csv",
    ),
    "results in a folder of something else": ("load/a.py", {"train/results/x.csv": "a\n"}, None),
    "results in a folder whose name begins so": ("load/a.py", {"load2/results/x.csv": "a\n"}, None),
    "a file that is no result": ("load/a.py", {"load/x.csv": "a\n"}, None),
    "results of load in a shared folder": (
        "scripts/a.py",
        {"scripts/load_test_results.csv": "a\n"},
        "results in scripts/load_test_results.csv",
    ),
    "results of load in a folder of a shared one": (
        "scripts/a.py",
        {"scripts/out/latency.json": "{}\n"},
        "results in scripts/out/latency.json",
    ),
    "results of load two folders below a shared one": (
        "scripts/a.py",
        {"scripts/out/b/latency.json": "{}\n"},
        None,
    ),
    "results of something else in a shared folder": (
        "scripts/a.py",
        {"scripts/drift_report.html": "a\n"},
        None,
    ),
    "results at the root": ("a.py", {"results/x.csv": "a\n"}, None),
    "results of load at the root": ("a.py", {"latency.json": "{}\n"}, "results in latency.json"),
}


@pytest.mark.parametrize(("path", "files", "kept"), KEPT.values(), ids=KEPT)
def test_what_makes_the_outcome_of_a_script_count(path: str, files: dict[str, str], kept: str | None) -> None:
    found = load_tests(snapshot({**SERVICE, **files, path: LOCUST}))
    assert [each.kept for each in found if each.path == path] == [kept]


def test_of_several_scripts_a_result_must_say_whose_it_is() -> None:
    files = {"load/churn.py": LOCUST, "load/Fraud.py": LOCUST, "load/results/fraud_stats.csv": "a\n"}
    assert told(files) == [
        "load/Fraud.py:4 locust /predict results in load/results/fraud_stats.csv",
        "load/churn.py:4 locust /predict None",
    ]


def test_a_tool_that_ci_runs_says_nothing_of_the_scripts_of_another() -> None:
    found = told({"load_test.py": OWN, WORKFLOW: CI.format("locust --headless")})
    assert found == ["load_test.py:9 custom load script /predict None"]


def test_another_script_of_a_tool_that_ci_runs_says_nothing_of_this_one() -> None:
    found = told({"k6/a.js": K6, WORKFLOW: CI.format("k6 run other.js")})
    assert found == ["k6/a.js:4 k6 /predict None"]


def test_every_tool_of_scripts_has_an_ending() -> None:
    assert all(ending.startswith(".") for each in TEXT_TOOLS for ending in each.endings)
