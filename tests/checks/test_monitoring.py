from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from checks.monitoring import OVER_TIME
from tests.support.findings import assert_found, told
from tests.support.notebooks import notebook
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
SENTRY = "import sentry_sdk\n\nsentry_sdk.init('dsn')\n"
SENT = "Sentry error reports: sentry_sdk.init"
STARTED, IDLE = ", in code that is started", ", in code that nothing here was seen to start"
STARTS = {"Procfile": "web: gunicorn svc.app:app\n"}
NEVER = "imported, but not enabled here"
JOB = {"jobs/batch.py": SENTRY}

IGNORED = {
    "svc/app.py": f"import sentry_sdk\nfrom plumbing.db import x\n{PLAIN['svc/app.py']}sentry_sdk.init('dsn')\n",
    "requirements.txt": "flask\n",
    **STARTS,
}

LEVELS = {
    "in the service": (
        {"svc/app.py": "import sentry_sdk\n" + PLAIN["svc/app.py"] + "sentry_sdk.init('dsn')\n", **STARTS}, Level.WIRED,
        "svc/app.py:5",
        SENT + STARTED),
    "in the settings of the service": (
        {"svc/app.py": "from flask import Flask\nfrom svc import settings\n\nsettings.init()\napp = Flask(__name__)\n",
         "svc/settings.py": "import sentry_sdk\n\ndef init():\n    sentry_sdk.init('dsn')\n", **STARTS}, Level.WIRED,
        "svc/settings.py:4",
        SENT + STARTED),
    "in an application that nothing starts": (
        {"svc/app.py": "import sentry_sdk\n" + PLAIN["svc/app.py"] + "sentry_sdk.init('dsn')\n"}, Level.SUBSTANTIVE,
        "svc/app.py:5", SENT + IDLE),
    "in an application that cannot be loaded": (
        {"svc/app.py": "import sentry_sdk\nimport svc.gone\n" + PLAIN["svc/app.py"] + "sentry_sdk.init('dsn')\n", **STARTS},
        Level.SUBSTANTIVE, "svc/app.py:6", SENT + IDLE),
    "in an application whose package is ignored": (
        {**IGNORED, ".gitignore": "# not used now\nplumbing\n"}, Level.SUBSTANTIVE, "svc/app.py:6", SENT + IDLE),
    "in an application whose import is not ignored": (IGNORED, Level.WIRED, "svc/app.py:6", SENT + STARTED),
    "in an application whose ignored package is declared": (
        {**IGNORED, ".gitignore": "plumbing\n", "requirements.txt": "flask\nplumbing==1\n"}, Level.WIRED, "svc/app.py:6",
        SENT + STARTED),
    "in an application whose ignored package is made": (
        {**IGNORED, ".gitignore": "plumbing\n", "Makefile": "gen:\n\tprotoc --python_out=plumbing a.proto\n"}, Level.WIRED,
        "svc/app.py:6", SENT + STARTED),
    "in an application that goes on without the ignored package": (
        {**IGNORED, ".gitignore": "plumbing\n", "svc/app.py": IGNORED["svc/app.py"].replace(
            "from plumbing.db import x\n", "try:\n    from plumbing.db import x\nexcept ImportError:\n    x = 1\n")},
        Level.WIRED, "svc/app.py:9", SENT + STARTED),
    "in what only a test imports": (
        {**JOB, "tests/test_a.py": "import jobs.batch\n"}, Level.SUBSTANTIVE, "jobs/batch.py:3", SENT + IDLE),
    "in a job that is started": (
        {**JOB, "Dockerfile": "FROM python:3.12\nCMD python jobs/batch.py\n"}, Level.WIRED, "jobs/batch.py:3", SENT + STARTED),
    "in what a started job imports": (
        {**JOB, "run.py": "import jobs.batch\n", "Procfile": "a: python run.py\n"}, Level.WIRED, "jobs/batch.py:3", SENT + STARTED),
    "in a job that nothing starts": (JOB, Level.SUBSTANTIVE, "jobs/batch.py:3", SENT + IDLE),
    "the first call of two": (
        {"jobs/batch.py": SENTRY + "sentry_sdk.init('other')\n"}, Level.SUBSTANTIVE, "jobs/batch.py:3", SENT + IDLE),
    "where nobody calls it, then where it runs": (
        {"jobs/batch.py": "import sentry_sdk\n\n\ndef unused():\n    sentry_sdk.init('a')\n\n\nsentry_sdk.init('b')\n"},
        Level.SUBSTANTIVE, "jobs/batch.py:8", SENT + IDLE),
    "through the client of a cloud": (
        {"svc/jobs.py": "import boto3\n\nboto3.client('cloudwatch').put_metric_data(Namespace='x')\n"}, Level.SUBSTANTIVE,
        "svc/jobs.py:3", "CloudWatch metrics: boto3.client().put_metric_data" + IDLE),
    "through the client of a cloud, where nobody calls it": (
        {"svc/jobs.py": "import boto3\n\n\ndef unused():\n    boto3.client('cloudwatch').put_metric_data(1)\n"}, Level.PRESENT,
        "svc/jobs.py:1", f"CloudWatch metrics: {NEVER}"),
    "the client of a cloud for something else": (
        {"a.py": "import boto3\nboto3.client('s3').upload_file('a', 'b')\n"}, Level.ABSENT, "", ""),
    "a client with an everyday name, imported only": ({"a.py": "from statsd import StatsClient\n"}, Level.ABSENT, "", ""),
    "where nobody calls it": (
        {"svc/other.py": "import sentry_sdk\n\n\ndef unused():\n    sentry_sdk.init('a')\n"}, Level.PRESENT, "svc/other.py:1",
        f"Sentry error reports: {NEVER}"),
    "imported only": (
        {"svc/other.py": "import prometheus_client\n"}, Level.PRESENT, "svc/other.py:1", f"Prometheus metrics: {NEVER}"),
    "a route that answers all metrics": (
        {
            "api.py": "from fastapi import FastAPI\nfrom prometheus_client import generate_latest\n"
            "app = FastAPI()\n\n@app.get('/metrics')\ndef metrics():\n    return generate_latest()\n",
            "Procfile": "web: uvicorn api:app\n",
        },
        Level.WIRED, "api.py:7", "Prometheus metrics: prometheus_client.generate_latest, in code that is started"),
    "all metrics, which nobody asks for": (
        {
            "svc/other.py": "from prometheus_client import generate_latest\n\ndef metrics():\n"
            "    return generate_latest()\n"
        },
        Level.PRESENT, "svc/other.py:1", f"Prometheus metrics: {NEVER}"),
    "another call": (
        {"svc/other.py": "import sentry_sdk\nsentry_sdk.set_tag('a', 1)\n"}, Level.PRESENT, "svc/other.py:1", NEVER),
    "in an example": (
        {"examples/app.py": SENTRY, "Procfile": "a: python examples/app.py\n"}, Level.CLAIMED, "examples/app.py:1",
        "Sentry error reports: in an example; no service of its own reports"),
    "in a notebook": ({"a.ipynb": notebook(SENTRY)}, Level.ABSENT, "", ""),
    "in a test": ({"tests/test_a.py": SENTRY}, Level.ABSENT, "", ""),
    "in a comment": ({"a.py": "# import sentry_sdk\nx = 1\n"}, Level.ABSENT, "", ""),
    "in requirements only": ({"requirements.txt": "sentry-sdk\nprometheus-client\n", "a.py": "x = 1\n"}, Level.ABSENT, "", ""),
    "a local namesake": (
        {"statsd.py": "class StatsClient:\n    pass\n", "a.py": "import statsd\nstatsd.StatsClient()\n"}, Level.ABSENT, "", ""),
    "training curves": (
        {"a.py": "from torch.utils.tensorboard import SummaryWriter\nSummaryWriter().add_scalar('loss', 1)\n"}, Level.ABSENT, "", ""),
    "log lines": ({"a.py": "import logging\nlogging.info('metrics')\n"}, Level.ABSENT, "", ""),
    "a statistic": ({"a.py": "from scipy import stats\n\ndef detect(a, b):\n    return stats.ks_2samp(a, b)\n"}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_where_the_instrumentation_is(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    finding = run("monitoring", snapshot({**PLAIN, **files}))
    assert_found(finding, level, place, words)
    assert [each.note.endswith(words) for each in finding.evidence] == [True] * (level is not Level.ABSENT)
    assert finding.status is Status.MEASURED


def test_every_tool_of_every_file_is_told() -> None:
    files = {**SERVICE, **STARTS, "svc/other.py": "import ddtrace\n" + SENTRY}
    assert told(run("monitoring", snapshot(files))) == [
        "WIRED svc/app.py:6 Prometheus metrics: prometheus_client.Counter, in code that is started",
        "WIRED svc/metrics.py:3 Prometheus metrics: prometheus_client.Histogram, in code that is started",
        f"SUBSTANTIVE svc/other.py:4 {SENT}{IDLE}",
        f"PRESENT svc/other.py:1 Datadog: {NEVER}",
    ]


ENABLES = "imported; svc/errors.py enables it"


@pytest.mark.parametrize(
    ("file", "words"), [("svc/errors.py", ENABLES), ("examples/errors.py", NEVER), ("errors.ipynb", NEVER)]
)
def test_what_is_imported_here_may_be_enabled_elsewhere(file: str, words: str) -> None:
    enabling = notebook(SENTRY) if file.endswith(".ipynb") else SENTRY
    found = told(run("monitoring", snapshot({file: enabling, "svc/other.py": "import sentry_sdk\n"})))
    assert f"PRESENT svc/other.py:1 Sentry error reports: {words}" in found


BRICKS = "from databricks.sdk import WorkspaceClient\nfrom databricks.sdk.service.catalog import MonitorTimeSeries\n\n\n"
MADE = "workspace.quality_monitors.create(table_name=t, time_series=MonitorTimeSeries(granularities=g))\n"
PROFILED = {
    "a client in a parameter": (f"def f(workspace: WorkspaceClient):\n    {MADE}\n\nf(1)\n", Level.SUBSTANTIVE),
    "a client of its own": (f"workspace = WorkspaceClient()\n{MADE}", Level.SUBSTANTIVE),
    "something else of the client": (
        "def f(workspace: WorkspaceClient):\n    workspace.jobs.create(name=n)\n\n\nf(1)\n", Level.ABSENT),
    "imported only": ("", Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("source", "level"), PROFILED.values(), ids=PROFILED)
def test_a_platform_that_watches_a_table_over_time(source: str, level: Level) -> None:
    repo = snapshot({"job.py": BRICKS + source})
    assert run("monitoring", repo).level is level
    assert run("drift_detection", repo).level is level


WATCHED = """from sklearn.metrics import mean_absolute_error


def compute(answers, came_true):
    print(mean_absolute_error(came_true, answers))
    print(mean_absolute_error(answers, came_true))


compute([1], [2])
"""
IN_FUNCTION = WATCHED.replace("compute", "monitorAnswers")
ANSWERS = "metrics of the model's answers: mean_absolute_error"
OVER = "metrics of the model's answers over time: mean_absolute_error"
WEEKLY = """from sklearn.metrics import mean_absolute_error
print(weeks)
for week in weeks:
    print(week, mean_absolute_error(came_true[week], model.predict(week)))
"""
RUN = ", in code that is run"
OWN = {
    "in a job that is started": (
        {"jobs/monitoring.py": WATCHED, "Dockerfile": "FROM python:3.12\nCMD python jobs/monitoring.py\n"}, Level.WIRED,
        "jobs/monitoring.py:5", ANSWERS + RUN),
    "in a job that CI runs": (
        {"jobs/monitoring.py": WATCHED, "Makefile": "a:\n\tpython jobs/monitoring.py\n"}, Level.WIRED, "jobs/monitoring.py:5",
        ANSWERS + RUN),
    "in the service": (
        {"monitor.py": "from flask import Flask\napp = Flask(__name__)\n" + WATCHED, "Procfile": "web: gunicorn monitor:app\n"}, Level.WIRED, "monitor.py:7", ANSWERS + RUN),
    "where nothing here was seen to start it": (
        {"jobs/monitoring.py": WATCHED}, Level.SUBSTANTIVE, "jobs/monitoring.py:5", ANSWERS),
    "in a function of that name": ({"jobs/report.py": IN_FUNCTION}, Level.SUBSTANTIVE, "jobs/report.py:5", ANSWERS),
    "where nobody calls it monitoring": ({"jobs/report.py": WATCHED}, Level.ABSENT, "", ""),
    "in a folder of that name": ({"monitoring/report.py": WATCHED}, Level.ABSENT, "", ""),
    "where a model is trained": (
        {"jobs/monitoring.py": "from sklearn.svm import SVC\nSVC().fit(1, 2)\n" + WATCHED}, Level.ABSENT, "", ""),
    "in code that nothing runs": (
        {"jobs/monitoring.py": WATCHED.replace("\n\ncompute([1], [2])\n", "")}, Level.ABSENT, "", ""),
    "imported only": ({"jobs/monitoring.py": "from sklearn.metrics import f1_score\n"}, Level.ABSENT, "", ""),
    "in a notebook": ({"monitoring.ipynb": notebook(WATCHED)}, Level.ABSENT, "", ""),
    "in a notebook, over weeks": (
        {"04_model_monitoring.ipynb": notebook(WEEKLY)}, Level.PRESENT, "04_model_monitoring.ipynb:1", OVER + ", in a notebook"),
    "in a notebook of another name, over weeks": ({"analysis.ipynb": notebook(WEEKLY)}, Level.ABSENT, "", ""),
    "in a notebook written out, over weeks": (
        {"monitoring.py": "# Databricks notebook source\n" + WEEKLY}, Level.PRESENT, "monitoring.py:5", OVER + ", in a notebook"),
    "over weeks, in code that nothing runs": (
        {"jobs/monitoring.py": WEEKLY.replace("print", "def f(weeks):\n  print", 1).replace("for", "  for")}, Level.PRESENT,
        "jobs/monitoring.py:5", OVER),
    "over weeks, where a model is trained": (
        {"jobs/monitoring.py": "from sklearn.svm import SVC\nSVC().fit(1, 2)\n" + WEEKLY}, Level.PRESENT, "jobs/monitoring.py:6", OVER),
    "over weeks, in a job": ({"jobs/monitoring.py": WEEKLY}, Level.SUBSTANTIVE, "jobs/monitoring.py:4", ANSWERS),
    "over batches, in a notebook": (
        {"monitoring.ipynb": notebook(WEEKLY.replace("week", "batch"))}, Level.ABSENT, "", ""),
    "over weeks, in an example": ({"examples/monitoring.ipynb": notebook(WEEKLY)}, Level.ABSENT, "", ""),
    "in a test": ({"tests/monitoring.py": WATCHED}, Level.ABSENT, "", ""),
    "in an example": ({"examples/monitoring.py": WATCHED}, Level.ABSENT, "", ""),
}  # fmt: skip


WINDOWS = {
    "for start, month in months:": True,
    "for month, (a, b) in months:": True,
    "for current_window in cut(frame):": True,
    "frame.resample('W')": True,
    "frame.groupby('month')": True,
    "frame.groupby(pd.Grouper(key='at', freq='D'))": True,
    "frame.groupby('customer')": False,
    "for batch in loader:": False,
    "for today_row in rows:": False,
    "for (this_month, rows) in months:": True,
    "for monthly in reports:": False,
}


def test_what_goes_through_time() -> None:
    assert {line: OVER_TIME.search(line) is not None for line in WINDOWS} == WINDOWS


@pytest.mark.parametrize(("files", "level", "place", "words"), OWN.values(), ids=OWN)
def test_level_follows_where_the_answers_are_measured(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    finding = run("monitoring", snapshot({**PLAIN, **files}))
    assert_found(finding, level, place, words)
    assert [each.note for each in finding.evidence] == [words] * (level is not Level.ABSENT)


OPTIONAL = "try:\n    import sentry_sdk\nexcept ImportError:\n    sentry_sdk = None\n"
UNSAID = ", if the library is there: no dependency file names it"
LEFT_OUT = {
    "in no list": (OPTIONAL, {"requirements.txt": "flask\n"}, Level.SUBSTANTIVE, UNSAID),
    "in a list": (OPTIONAL, {"requirements.txt": "flask\nSentry-SDK[flask]==2.0\n"}, Level.WIRED, STARTED),
    "in the lists of another language": (OPTIONAL, {"package.json": '{"dependencies": {"a": "1"}}'}, Level.WIRED, STARTED),
    "without a list": (OPTIONAL, {}, Level.WIRED, STARTED),
    "installed by the image": (
        OPTIONAL, {"requirements.txt": "flask\n", "Dockerfile": "FROM x\nRUN pip install sentry-sdk\n"}, Level.WIRED, STARTED),
    "imported in any case": ("import sentry_sdk\n", {"requirements.txt": "flask\n"}, Level.WIRED, STARTED),
}  # fmt: skip


@pytest.mark.parametrize(("imported", "files", "level", "where"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_a_library_that_may_be_missing_must_be_installed(
    imported: str, files: dict[str, str], level: Level, where: str
) -> None:
    service = imported + PLAIN["svc/app.py"] + "sentry_sdk.init('dsn')\n"
    repo = snapshot({**PLAIN, **STARTS, "svc/app.py": service, **files})
    assert [(each.level, each.note) for each in run("monitoring", repo).evidence] == [(level, SENT + where)]


def image(command: str) -> dict[str, str]:
    return {"Dockerfile": f"FROM python\nCMD {command}\n"}


ON_COMMAND = "on the command that starts"
COMMANDS = {
    "a flag": (image("gunicorn --statsd-host=exporter:9125 svc.app:app"), Level.WIRED, "Dockerfile:2", "StatsD metrics"),
    "a flag and its value": (image("gunicorn --statsd-prefix a svc.app:app"), Level.WIRED, "Dockerfile:2", "StatsD metrics"),
    "a wrapper": (
        {"docker-compose.yml": "services:\n  api:\n    build: .\n    command: ddtrace-run python -m svc.app\n"}, Level.WIRED,
        "docker-compose.yml:2", f"Datadog: {ON_COMMAND} python -m svc.app"),
    "a wrapper by its path": (
        {"Procfile": "a: true\nb: /bin/opentelemetry-instrument python -m svc.app\n"}, Level.WIRED, "Procfile:2", "OpenTelemetry"),
    "a wrapper of something else": (image("ddtrace-run python -m other"), Level.SUBSTANTIVE, "Dockerfile:2", f"Datadog: {ON_COMMAND}"),
    "another flag": (image("gunicorn --host=exporter:9125 svc.app:app"), Level.ABSENT, "", ""),
    "nothing": (image("gunicorn svc.app:app"), Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), COMMANDS.values(), ids=COMMANDS)
def test_level_follows_the_command_that_starts(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    assert_found(run("monitoring", snapshot({**PLAIN, **files})), level, place, words)


def test_a_long_command_is_cut() -> None:
    found = run(
        "monitoring", snapshot({**PLAIN, **image(f"ddtrace-run python -m svc.app {'x' * 100}")})
    ).evidence
    assert found[0].note == f"Datadog: {ON_COMMAND} python -m svc.app {'x' * 62}"


def compose(*services: str) -> dict[str, str]:
    rows = "".join(f"  s{number}:\n    {text}\n" for number, text in enumerate(services))
    return {"docker-compose.yml": f"services:\n{rows}"}


EXPORTER = "image: prom/statsd-exporter"
STOCK = "image: prom/prometheus:v2"
BESIDE = "StatsD exporter next to the service (prom/statsd-exporter)"
UNFED = "prom/prometheus:v2 runs, but nothing in this repository reports to it"
IMAGES = {
    "an exporter beside what is built": (compose("build: .", EXPORTER), Level.PRESENT, 4, BESIDE),
    "an exporter beside what is commanded": (compose("command: python x.py", EXPORTER), Level.PRESENT, 4, BESIDE),
    "an exporter beside somebody else's image": (compose("image: redis", EXPORTER), Level.ABSENT, 4, ""),
    "stock images": (compose("image: grafana/grafana", STOCK), Level.CLAIMED, 2, "grafana/grafana runs, but nothing"),
    "a stock image beside the service": (compose("build: .", STOCK), Level.CLAIMED, 4, UNFED),
    "other images": (compose("build: .", "image: postgres"), Level.ABSENT, 4, ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "line", "words"), IMAGES.values(), ids=IMAGES)
def test_level_follows_what_stands_beside_the_service(
    files: dict[str, str], level: Level, line: int, words: str
) -> None:
    finding = run("monitoring", snapshot({**PLAIN, **files}))
    assert_found(finding, level, f"docker-compose.yml:{line}", words)
    assert len(finding.evidence) == (2 if words.startswith("grafana") else level is not Level.ABSENT)


@pytest.mark.parametrize(
    "files", [{**SERVICE, **STARTS}, {**PLAIN, **image("ddtrace-run python -m svc.app")}]
)
def test_a_stock_image_is_fed_by_the_instrumentation(files: dict[str, str]) -> None:
    finding = run("monitoring", snapshot({**files, **compose("build: .", STOCK)}))
    assert {each.level for each in finding.evidence} == {Level.WIRED}


def test_own_measures_feed_no_stock_image() -> None:
    files = {**PLAIN, "jobs/monitoring.py": WATCHED, **compose("build: .", STOCK)}
    assert told(run("monitoring", snapshot(files))) == [
        f"SUBSTANTIVE jobs/monitoring.py:5 {ANSWERS}",
        f"CLAIMED docker-compose.yml:4 {UNFED}",
    ]


def test_what_a_library_offers_is_claimed() -> None:
    files = {**library("jobs"), "jobs/x.py": SENTRY, "jobs/monitoring.py": WATCHED}
    assert told(run("monitoring", snapshot(files))) == [
        "CLAIMED jobs/x.py:1 Sentry error reports: a library offers it to its users; no service of its own reports"
    ]
    calm = {**library("calm"), "calm/__init__.py": "x = 1\n"}
    assert run("monitoring", snapshot(calm)).status is Status.NOT_APPLICABLE


def test_neither_a_conda_environment_nor_a_package_file_makes_a_library_of_a_batch_job() -> None:
    files = {"environment.yml": "name: jobs\ndependencies:\n  - python\n", "job.py": SENTRY}
    assert_found(run("monitoring", snapshot(files)), Level.SUBSTANTIVE, "job.py:3", SENT)
    packaged = {"setup.py": "from setuptools import setup\nsetup(name='jobs')\n", "jobs/x.py": SENTRY}
    assert_found(run("monitoring", snapshot(packaged)), Level.SUBSTANTIVE, "jobs/x.py:3", SENT)


MEASURES = "from sklearn.metrics import mean_absolute_error\n\n\ndef check(y, p):\n    return mean_absolute_error(y, p)\n"
DAG = (
    "from airflow import DAG\nfrom airflow.operators.python import PythonOperator\nfrom watch.{0} import check\n"
    "with DAG('m', schedule={1}) as dag:\n    PythonOperator(task_id='c', python_callable={2})\n"
)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"watch/monitoring/quality.py": MEASURES, "dags/d.py": DAG.format("monitoring.quality", "'@daily'", "check")},
         [f"WIRED watch/monitoring/quality.py:5 {ANSWERS}, in code that is run"]),
        ({"watch/monitoring.py": MEASURES, "dags/d.py": DAG.format("monitoring", "None", "check")},
         [f"SUBSTANTIVE watch/monitoring.py:5 {ANSWERS}"]),
        ({"watch/monitoring.py": MEASURES, "dags/d.py": DAG.format("monitoring", "'@daily'", "print")}, []),
        ({"watch/quality.py": MEASURES, "dags/d.py": DAG.format("quality", "'@daily'", "check")}, []),
    ],
)  # fmt: skip
def test_own_measures_that_a_task_of_a_flow_calls(files: dict[str, str], expected: list[str]) -> None:
    packages = {"watch/__init__.py": "", "watch/monitoring/__init__.py": ""}
    packages = {path: "" for path in packages if any(each.startswith(path[:-11]) for each in files)}
    assert told(run("monitoring", snapshot({**PLAIN, **packages, **files}))) == expected
