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
ONNX = "import onnxruntime\n\nSESSION = onnxruntime.InferenceSession('m.onnx')\n"
CACHED = SERVICE["api.py"].replace(
    "@app.post('/predict')\ndef predict(rows):\n",
    "from functools import lru_cache\n\n@app.post('/predict')\ndef route(rows):\n    return predict(rows)\n\n"
    "@lru_cache\ndef predict(rows):\n",
)
CONFIG = 'platform: "onnxruntime_onnx"\nmax_batch_size: {}\ninput [\n  {{ name: "x" }}\n]\n'
SCRIPT = {"bench/benchmark.py": "import time\n"}
NUMBER = "Answers in 12.5 ms on four cores.\n"

LEVELS = {
    # Present: numbers with units beside the script that measured them
    "numbers beside their benchmark": (
        {"bench/README.md": NUMBER, **SCRIPT},
        Level.PRESENT,
        "bench/README.md:1",
        "numbers: Answers in 12.5 ms on four cores.; measured by bench/benchmark.py",
    ),
    "table beside the script it names": (
        {
            "README.md": "Run `tools/latency.py`.\n\n| batch | p95 (ms) |\n| --- | --- |\n| 8 | 12.5 |\n",
            "tools/latency.py": "import time\n",
        },
        Level.PRESENT,
        "README.md:5",
        "measured by tools/latency.py",
    ),
    "numbers in a page of the documentation": (
        {"docs/speed.md": f"See `bench/benchmark.py`.\n\n{NUMBER}", **SCRIPT},
        Level.PRESENT,
        "docs/speed.md:3",
        "measured by bench/benchmark.py",
    ),
    "a long sentence": (
        {"bench/README.md": f"It takes 12 ms {'x' * 90}.\n", **SCRIPT},
        Level.PRESENT,
        "bench/README.md:1",
        "numbers: It takes 12 ms; measured by",
    ),
    # or a model exported for a faster runtime that nothing loads
    "export that nothing loads": (
        {"export.py": "import torch\n\ntorch.onnx.export(None, None, 'm.onnx')\n"},
        Level.PRESENT,
        "export.py:3",
        "torch.onnx.export, which only prepares a file",
    ),
    "runtime in a function that nothing calls": (
        {"a.py": "import onnxruntime\n\ndef unused_session():\n    onnxruntime.InferenceSession('m')\n"},
        Level.PRESENT,
        "a.py:4",
        "in a function that nothing calls",
    ),
    # Substantive: live code uses such a runtime, quantised weights, compilation, batching, or a cache
    "runtime in a job": (
        {"jobs/batch.py": ONNX},
        Level.SUBSTANTIVE,
        "jobs/batch.py:3",
        "ONNX Runtime: onnxruntime.InferenceSession",
    ),
    "quantised weights in a job": (
        {"a.py": "import transformers\n\ntransformers.AutoModel.from_pretrained('x', load_in_4bit=True)\n"},
        Level.SUBSTANTIVE,
        "a.py:3",
        "quantised weights",
    ),
    "compilation in a job": (
        {"a.py": "import torch\n\ntorch.compile(net)\n"},
        Level.SUBSTANTIVE,
        "a.py:3",
        "torch.compile",
    ),
    "batching in a job": (
        {"a.py": "import litserve\n\nlitserve.LitServer(a, max_batch_size=8)\n"},
        Level.WIRED,
        "a.py:3",
        "request batching",
    ),
    "cache in a job": (
        {
            "a.py": "import joblib\nfrom functools import cache\n\n@cache\n"
            "def answer(x):\n    return joblib.load('m').predict(x)\n"
        },
        Level.SUBSTANTIVE,
        "a.py:4",
        "cache: functools.cache around answer, which calls a model",
    ),
    # Wired: it is on the serving path, or the model server's own configuration batches requests
    "runtime on the serving path": (
        {"runtime.py": ONNX, "api.py": "import runtime\n" + SERVICE["api.py"]},
        Level.WIRED,
        "runtime.py:3",
        "ONNX Runtime: onnxruntime.InferenceSession, on the serving path",
    ),
    "cache around the model": ({"api.py": CACHED}, Level.WIRED, "api.py:13", "cache: functools.lru_cache"),
    "model server that batches": (
        {"models/a/config.pbtxt": CONFIG.format(8)},
        Level.WIRED,
        "models/a/config.pbtxt:2",
        "request batching: configured for Triton",
    ),
}


@pytest.mark.parametrize(("files", "level", "where", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_where_the_answer_is_made_cheaper(
    files: dict[str, str], level: Level, where: str, words: str
) -> None:
    assert_found(run("latency_and_cost", snapshot({**SERVICE, **files})), level, where, words)


NOTHING = {
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
    "numbers without a benchmark": {"README.md": NUMBER},
    "numbers in another folder than the benchmark": {"README.md": NUMBER, **SCRIPT},
    "numbers in an example": {"examples/README.md": NUMBER, "examples/benchmark.py": "x = 1\n"},
    "a benchmark that is not there": {"README.md": "Answers in 12.5 ms, see bench/latency.py.\n"},
    "a script that does not say that it measures": {
        "README.md": "Answers in 12.5 ms, see tools/a.py.\n",
        "tools/a.py": "x = 1\n",
    },
    "benchmark without numbers": {"README.md": "See benchmark.py.\n", "benchmark.py": "x = 1\n"},
    "model server that takes one": {"models/a/config.pbtxt": CONFIG.format(1)},
    "a sum along the diagonal": {"a.py": "import torch\n\ntorch.trace(torch.ones(2, 2))\n"},
    "regular expression": {"a.py": "import re\n\nre.compile('a')\n"},
    "in a test": {"tests/test_a.py": ONNX},
}


@pytest.mark.parametrize("files", NOTHING.values(), ids=NOTHING)
def test_decoys_make_nothing_cheaper(files: dict[str, str]) -> None:
    finding = run("latency_and_cost", snapshot({**SERVICE, **files}))
    assert_found(finding, Level.ABSENT)
    assert finding.status is Status.MEASURED


TIMED = "import time\n\ndef run(ask):\n    began = time.perf_counter()\n    ask()\n    return {'latency': time.perf_counter() - began}\n"


@pytest.mark.parametrize(
    ("path", "code", "level"),
    [
        ("evaluation/compare.py", TIMED, Level.PRESENT),
        ("app/run_eval.py", TIMED, Level.PRESENT),
        ("evaluation/compare.py", TIMED.replace("latency", "score"), Level.ABSENT),
        ("evaluation/compare.py", TIMED.replace("time.perf_counter()", "1"), Level.ABSENT),
        ("app/compare.py", TIMED, Level.ABSENT),
        ("tests/evaluation/test_compare.py", TIMED, Level.ABSENT),
        ("tests/test_performance.py", f"{TIMED}p95 = 1\n", Level.PRESENT),
        ("tests/test_performance.py", TIMED, Level.ABSENT),
        ("tests/test_search.py", f"{TIMED}p95 = 1\n", Level.ABSENT),
    ],
)
def test_an_evaluation_that_looks_at_the_clock_measured_the_numbers(
    path: str, code: str, level: Level
) -> None:
    found = run(
        "latency_and_cost", snapshot({"README.md": "# It\n\nThe average latency is 4.46 s.\n", path: code})
    )
    assert found.level is level


def test_what_works_out_percentiles_measured_them_before_an_evaluation() -> None:
    page = {"README.md": "# It\n\nThe average latency is 4.46 s.\n", "evaluation/compare.py": TIMED}
    percentiles = TIMED.replace("{'latency': ", "{'p95': ")
    for path, script in {
        "bench/runner.py": "bench/runner.py",
        "app/runner.py": "evaluation/compare.py",
    }.items():
        finding = run("latency_and_cost", snapshot({**page, path: percentiles}))
        assert [each.note.rpartition(" ")[2] for each in finding.evidence] == [script]
    settings = {"bench/config.py": "p95_ms = 1  # of the benchmark\n"}
    finding = run("latency_and_cost", snapshot({**page, **settings}))
    assert [each.note.rpartition(" ")[2] for each in finding.evidence] == ["evaluation/compare.py"]


COSTS = "# Results\n\nRun: `python evaluate.py`\n\n| model | {} |\n| --- | --- |\n| small | {} |\n"
RECKONS = "from app.bill import cost_of\n\nprint(cost_of('q'))\n"
BILL = {"app/__init__.py": "", "app/bill.py": "def cost_of(question):\n    return 0.1 * len(question)\n"}


@pytest.mark.parametrize(
    ("head", "cell", "level"),
    [
        ("Cost per 1K queries", "$0.39", Level.PRESENT),
        ("cost / request ($)", "0.0004", Level.PRESENT),
        ("USD per 1000 requests", "4.60", Level.PRESENT),
        ("price (\u20ac) per prediction", "0.2 EUR", Level.PRESENT),
        ("Cost per 1K queries", "low", Level.ABSENT),
        ("Cost per 1K queries", "$1 to $2", Level.ABSENT),
        ("estimated cost per query", "$0.39", Level.ABSENT),
        ("Price per 1M tokens", "$0.15", Level.ABSENT),
        ("Cost", "$0.39", Level.ABSENT),
    ],
)
def test_a_price_below_the_head_of_a_column_is_measured_by_the_evaluation_that_reckons_it(
    head: str, cell: str, level: Level
) -> None:
    files = {"results.md": COSTS.format(head, cell), "evaluate.py": RECKONS, **BILL}
    finding = run("latency_and_cost", snapshot(files))
    assert finding.level is level
    if level is Level.PRESENT:
        assert_found(finding, level, "results.md:7", f"{head}: {cell}; measured by evaluate.py")


@pytest.mark.parametrize(
    "files",
    [
        {"evaluate.py": "print(1)\n"},
        {"answer.py": RECKONS},
        {"tests/evaluate.py": RECKONS},
        {},
    ],
    ids=["it reckons no cost", "no evaluation", "another place", "not there"],
)
def test_a_price_that_no_evaluation_named_there_reckons_is_none(files: dict[str, str]) -> None:
    page = {"results.md": COSTS.format("Cost per 1K queries", "$0.39")}
    assert_found(run("latency_and_cost", snapshot({**page, **BILL, **files})), Level.ABSENT)


@pytest.mark.parametrize(
    ("head", "row", "shown"),
    [
        ("Metric | Target | Hard fail", "p95 latency | 20 ms | 9000 ms", None),
        ("Metric | SLO", "p95 latency | 20 ms", None),
        ("Metric | Limit | Flag", "Latency (p95) | <20 ms | >2 s", None),
        ("Metric | V0 floor | V2 target", "p95 latency | 500 ms | 200 ms", None),
        ("Metric | Acceptance criterion", "p95 latency | 500 ms", None),
        ("Metric | Today | Then", "p95 latency | < 500 ms | \u2264 200 ms", None),
        ("Metric | Today | Then", "p95 latency | < 500 ms | 210 ms", "p95 latency | 210 ms"),
        ("Model | p95 (ms)", "small | < 500", None),
        ("Model | p95 (ms)", "small | ~500", "p95 (ms): ~500"),
        # One figure a row, of which the row says that it is a time.
        ("Metric | Value", "Avg retrieval time | ~1.91 s", "Avg retrieval time: ~1.91 s"),
        (
            "Metric | Baseline | Notes",
            "P95 request latency | 4.20 s | with k6",
            "P95 request latency: 4.20 s",
        ),
        ("Stage | Result", "Response times | 2 seconds", "Response times: 2 seconds"),
        ("Metric | Value", "Avg retrieval time | 1.91", None),
        ("Metric | Value", "Avg retrieval time | fast", None),
        ("Metric | Value", "Avg retrieval time | < 2 s", None),
        ("Metric | Target", "Avg retrieval time | 2 s", None),
        ("Metric | Value", "Request timeout | 30 s", None),
        ("Metric | Value", "Training time | 40 s", None),
        ("Metric | Value", "Execution time | 95.16 seconds", None),
        ("Metric | Value", "Real-time audio | 40 s", None),
        ("Metric | Value", "Audio processed | 40 s", None),
        ("Setting | Value", "Wait time | 40 s", None),
        ("Metric | Target | Measured", "p95 latency | 20 ms | 17 ms", "p95 latency | 17 ms"),
        ("Metric | Value | Target", "p95 latency | 17 ms | 20 ms", "p95 latency | 17 ms"),
        (
            "Metric | Value | Remark",
            "p95 latency | 17 ms | 20 ms before",
            "p95 latency | 17 ms | 20 ms before",
        ),
    ],
)
def test_a_column_of_targets_or_limits_holds_no_measurement(head: str, row: str, shown: str | None) -> None:
    rule = "|".join("---" for _each in head.split("|"))
    page = f"# Speed\n\n| {head} |\n|{rule}|\n| {row} |\n"
    finding = run("latency_and_cost", snapshot({**SERVICE, "a/README.md": page, "a/bench_a.py": ""}))
    if shown is None:
        assert_found(finding, Level.ABSENT)
    else:
        assert_found(finding, Level.PRESENT, "a/README.md:5", f"numbers: {shown}; measured by")


def test_the_first_number_of_a_document_and_the_first_script_of_a_folder_are_shown() -> None:
    files = {
        "a/README.md": f"Nothing yet.\n\n{NUMBER}\nTakes 3 ms.\n",
        "a/bench_a.py": "",
        "a/bench_b.py": "",
    }
    assert told(run("latency_and_cost", snapshot({**SERVICE, **files}))) == [
        "PRESENT a/README.md:3 numbers: Answers in 12.5 ms on four cores.; measured by a/bench_a.py"
    ]


def test_a_library_answers_no_requests() -> None:
    finding = run("latency_and_cost", snapshot({**library("calm"), "calm/__init__.py": ""}))
    assert finding.status is Status.NOT_APPLICABLE
    assert finding.reason == "a library serves no requests itself"
