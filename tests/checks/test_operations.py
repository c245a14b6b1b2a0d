from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import library, run, snapshot

APP = """from fastapi import FastAPI
from prometheus_client import Counter
from svc.metrics import LATENCY

app = FastAPI()
REQUESTS = Counter("requests_total", "requests")


@app.post("/predict")
def predict():
    REQUESTS.inc()
    with LATENCY.time():
        return 1
"""
METRICS = "from prometheus_client import Histogram\n\nLATENCY = Histogram('latency_seconds', 'latency')\n"
SERVICE = {"svc/__init__.py": "", "svc/app.py": APP, "svc/metrics.py": METRICS}
PLAIN = {"svc/__init__.py": "", "svc/app.py": "from flask import Flask\n\napp = Flask(__name__)\n"}

WATCHED = """from sklearn.metrics import mean_absolute_error


def compute(answers, came_true):
    print(mean_absolute_error(came_true, answers))


compute([1], [2])
"""

LEVELS = {
    "metrics in the service": (SERVICE, Level.WIRED),
    "error reports in the settings of the service": (
        {
            **PLAIN,
            "svc/app.py": "from flask import Flask\nfrom svc import settings\n\nsettings.init()\napp = Flask(__name__)\n",
            "svc/settings.py": "import sentry_sdk\n\ndef init():\n    sentry_sdk.init('dsn')\n",
        },
        Level.WIRED,
    ),
    "measures of answers, in a job that is started": (
        {"jobs/monitoring.py": WATCHED, "Dockerfile": "FROM python:3.12\nCMD python jobs/monitoring.py\n"},
        Level.WIRED,
    ),
    "measures of answers, where nothing here was seen to start it": (
        {"jobs/monitoring.py": WATCHED},
        Level.SUBSTANTIVE,
    ),
    "measures where a model is trained": (
        {"jobs/monitoring.py": "from sklearn.svm import SVC\nSVC().fit(1, 2)\n" + WATCHED},
        Level.ABSENT,
    ),
    "measures that nobody calls monitoring": ({"jobs/report.py": WATCHED}, Level.ABSENT),
    "server flag in the container": (
        {**PLAIN, "Dockerfile": "FROM python\nCMD gunicorn --statsd-host=exporter:9125 svc.app:app\n"},
        Level.WIRED,
    ),
    "wrapper in a compose service": (
        {
            **PLAIN,
            "docker-compose.yml": "services:\n  api:\n    build: .\n    command: ddtrace-run python -m svc.app\n",
        },
        Level.WIRED,
    ),
    "exporter beside the service": (
        {
            **PLAIN,
            "docker-compose.yml": "services:\n  api:\n    build: .\n  statsd:\n    image: prom/statsd-exporter\n",
        },
        Level.PRESENT,
    ),
    "in a job that is started": (
        {
            **PLAIN,
            "jobs/batch.py": "import sentry_sdk\nsentry_sdk.init('dsn')\n",
            "Dockerfile": "FROM python:3.12\nCMD python jobs/batch.py\n",
        },
        Level.WIRED,
    ),
    "in a job that nothing starts": (
        {**PLAIN, "jobs/batch.py": "import sentry_sdk\nsentry_sdk.init('dsn')\n"},
        Level.SUBSTANTIVE,
    ),
    "metrics through the cloud's client": (
        {
            **PLAIN,
            "svc/jobs.py": "import boto3\n\ncloud = boto3.client('cloudwatch')\ncloud.put_metric_data(Namespace='x')\n",
        },
        Level.SUBSTANTIVE,
    ),
    "imported only": ({**PLAIN, "svc/other.py": "import prometheus_client\n"}, Level.PRESENT),
    "stock images that nobody feeds": (
        {
            **PLAIN,
            "docker-compose.yml": "services:\n  p:\n    image: prom/prometheus\n  g:\n    image: grafana/grafana\n",
        },
        Level.CLAIMED,
    ),
}


@pytest.mark.parametrize(("files", "level"), LEVELS.values(), ids=LEVELS)
def test_level_follows_where_the_instrumentation_is(files: dict[str, str], level: Level) -> None:
    assert run("monitoring", snapshot(files)).level is level


DECOYS = {
    "style sheet in a notebook": {
        "a.ipynb": '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","metadata":{},"outputs":[],"execution_count":1,"source":"css = \'-webkit-scrollbar\'"}]}'
    },
    "drift library itself": {
        "drift/__init__.py": "",
        "drift/ks.py": "from scipy import stats\n\ndef detect(a, b):\n    return stats.ks_2samp(a, b)\n",
    },
    "requirements only": {"requirements.txt": "sentry-sdk\nprometheus-client\n", "a.py": "x = 1\n"},
    "training curves": {
        "a.py": "from torch.utils.tensorboard import SummaryWriter\nSummaryWriter().add_scalar('loss', 1)\n"
    },
    "cloud client for storage": {"a.py": "import boto3\nboto3.client('s3').upload_file('a', 'b')\n"},
    "log lines": {"a.py": "import logging\nlogging.info('metrics')\n"},
    "in a test": {"tests/test_a.py": "import sentry_sdk\nsentry_sdk.init('x')\n"},
    "comment": {"a.py": "# import sentry_sdk\nx = 1\n"},
    "local namesake": {
        "statsd.py": "class StatsClient:\n    pass\n",
        "a.py": "import statsd\nstatsd.StatsClient()\n",
    },
}


@pytest.mark.parametrize("files", DECOYS.values(), ids=DECOYS)
def test_decoys_are_not_monitoring(files: dict[str, str]) -> None:
    assert run("monitoring", snapshot(files)).level is Level.ABSENT


def test_evidence_points_to_the_call() -> None:
    evidence = {each.path: each for each in run("monitoring", snapshot(SERVICE)).evidence}
    assert evidence["svc/app.py"].line == 6
    assert evidence["svc/metrics.py"].level is Level.WIRED


def test_neither_a_conda_environment_nor_a_package_file_makes_a_library_of_a_batch_job() -> None:
    files = {
        "environment.yml": "name: jobs\ndependencies:\n  - python\n",
        "job.py": "import sentry_sdk\nsentry_sdk.init('dsn')\n",
    }
    assert run("monitoring", snapshot(files)).level is Level.SUBSTANTIVE
    packaged = {
        "setup.py": "from setuptools import setup\nsetup(name='jobs')\n",
        "jobs/x.py": files["job.py"],
    }
    assert run("monitoring", snapshot(packaged)).level is Level.SUBSTANTIVE
    published = {**library("jobs"), "jobs/x.py": files["job.py"]}
    assert run("monitoring", snapshot(published)).level is Level.CLAIMED
