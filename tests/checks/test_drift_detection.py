from __future__ import annotations

import pytest

from analyzer.facts.drift.drift_tools import DETECTORS
from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.notebooks import notebook
from tests.support.snapshots import library, run, snapshot

REPORT = """from evidently.report import Report
from evidently.metric_preset import DataDriftPreset


def check(reference, current):
    report = Report(metrics=[DataDriftPreset()])
    report.run(reference_data=reference, current_data=current)
    return report.as_dict()


check(1, 2)
"""
MODERN = """from evidently import Report
from evidently.presets import DataDriftPreset

report = Report([DataDriftPreset()])
result = report.run(load("now"), load("then"))
"""
FIRST_ERA = """from evidently.dashboard import Dashboard
from evidently.tabs import DataDriftTab

board = Dashboard(tabs=[DataDriftTab()])
board.calculate(train, recent)
"""
UNCALLED = REPORT.replace("check(reference", "judge(reference").replace("\n\n\ncheck(1, 2)\n", "\n")
OWN = """import numpy as np


def population_stability_index(expected, actual):
    return float(np.sum((actual - expected) * np.log(actual / expected)))
"""
USED = OWN + "\n\npsi = population_stability_index(1, 2)\n"
PSI = "own drift statistic: population_stability_index"
NIGHTLY = """on:
  schedule:
    - cron: '0 3 * * *'
jobs:
  drift:
    runs-on: ubuntu-latest
    steps:
      - run: python jobs/drift.py
"""
SERVICE = """from fastapi import FastAPI
from svc.watch import population_stability_index

app = FastAPI()


@app.get("/drift")
def drift():
    return population_stability_index([1], [2])
"""
DAG = """from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("watch", schedule="@daily"):
    BashOperator(task_id="psi", bash_command="python -m jobs.drift")
"""


EVIDENTLY = "Evidently: compares reference with current data (run)"
ON_SCHEDULE = f"{EVIDENTLY}, on a schedule or as a pipeline stage"
JOB = {"jobs/drift.py": REPORT}
STARTED = {"Procfile": "web: uvicorn svc.app:app\n"}
LEVELS = {
    "second era of the library": (JOB, Level.SUBSTANTIVE, "jobs/drift.py:7", EVIDENTLY),
    "third era": ({"jobs/drift.py": MODERN}, Level.SUBSTANTIVE, "jobs/drift.py:5", EVIDENTLY),
    "first era": (
        {"jobs/drift.py": FIRST_ERA}, Level.SUBSTANTIVE, "jobs/drift.py:5",
        "Evidently: compares reference with current data (calculate)"),
    "without a reference": (
        {"jobs/drift.py": REPORT.replace("reference_data=reference", "reference_data=None")}, Level.PRESENT, "jobs/drift.py:1",
        "Evidently: used, but live code compares nothing with it"),
    "where nobody calls it": (
        {"jobs/drift.py": UNCALLED}, Level.PRESENT, "jobs/drift.py:7",
        "Evidently: used in a function that nothing but tests calls (run)"),
    "imported only": (
        {"jobs/drift.py": "x = 1\nfrom evidently.presets import DataDriftPreset\n"}, Level.PRESENT, "jobs/drift.py:2",
        "Evidently: used, but live code compares nothing with it"),
    "a notebook, once": ({"look.ipynb": notebook(MODERN)}, Level.PRESENT, "look.ipynb:1", "Evidently: used in a notebook"),
    "a notebook that CI runs on a schedule": (
        {"jobs/drift.ipynb": notebook(MODERN), "a.yml": NIGHTLY}, Level.PRESENT, "jobs/drift.ipynb:1", "used in a notebook"),
    "own statistic that nobody calls": ({"stats.py": OWN}, Level.PRESENT, "stats.py:4", f"{PSI}, which nothing but tests calls"),
    "own statistic in use": ({"stats.py": USED}, Level.SUBSTANTIVE, "stats.py:4", f"{PSI} compares two samples"),
    "own statistic in a test": ({"tests/test_a.py": USED}, Level.ABSENT, "", ""),
    "a library in a test": ({"tests/test_a.py": REPORT}, Level.ABSENT, "", ""),
    "on a CI schedule": (
        {**JOB, ".github/workflows/drift.yml": NIGHTLY}, Level.WIRED, "jobs/drift.py:7", ON_SCHEDULE),
    "where nobody calls it, on a CI schedule": (
        {"jobs/drift.py": UNCALLED, ".github/workflows/drift.yml": NIGHTLY}, Level.PRESENT, "jobs/drift.py:7", "Evidently: used"),
    "in CI without a schedule": (
        {**JOB, ".github/workflows/drift.yml": NIGHTLY.replace("  schedule:\n    - cron: '0 3 * * *'\n", "  push:\n")},
        Level.SUBSTANTIVE, "jobs/drift.py:7", EVIDENTLY),
    "linted on a CI schedule": (
        {**JOB, ".github/workflows/drift.yml": NIGHTLY.replace("python jobs", "ruff check jobs")}, Level.SUBSTANTIVE,
        "jobs/drift.py:7", EVIDENTLY),
    "a task of a scheduled DAG": ({**JOB, "dags/watch.py": DAG}, Level.WIRED, "jobs/drift.py:7", ON_SCHEDULE),
    "a stage of a pipeline": (
        {**JOB, "dvc.yaml": "stages:\n  drift:\n    cmd: python jobs/drift.py\n"}, Level.WIRED, "jobs/drift.py:7", ON_SCHEDULE),
    "on the serving path": (
        {"svc/__init__.py": "", "svc/watch.py": OWN, "svc/app.py": SERVICE, **STARTED}, Level.WIRED, "svc/watch.py:4",
        f"{PSI} compares two samples, on the serving path"),
    "in a service that nothing starts": (
        {"svc/__init__.py": "", "svc/watch.py": OWN, "svc/app.py": SERVICE}, Level.SUBSTANTIVE, "svc/watch.py:4",
        f"{PSI} compares two samples"),
    "where only a test calls it": (
        {"svc/__init__.py": "", "svc/watch.py": OWN, "svc/app.py": SERVICE.replace("return population_stability_index([1], [2])", "pass"),
         "tests/test_watch.py": "from svc.watch import population_stability_index\n\ndef test_psi():\n"
         "    assert population_stability_index([1], [2]) > 0\n", **STARTED},
        Level.PRESENT, "svc/watch.py:4", f"{PSI}, which nothing but tests calls"),
    "beside the serving path": (
        {"svc/__init__.py": "", "svc/watch.py": USED, "svc/app.py": "from flask import Flask\napp = Flask(__name__)\n", **STARTED},
        Level.SUBSTANTIVE, "svc/watch.py:4", f"{PSI} compares two samples"),
    "in an example": (
        {"examples/drift.py": REPORT, ".github/workflows/drift.yml": NIGHTLY.replace("jobs/", "examples/")}, Level.CLAIMED,
        "examples/drift.py:7", "compares reference with current data (run): in an example"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_is_compared_and_what_runs_it(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    finding = run("drift_detection", snapshot(files))
    assert_found(finding, level, place, words)
    assert len(finding.evidence) == (level is not Level.ABSENT)
    assert not finding.evidence or finding.evidence[0].note.endswith(words) or level is Level.PRESENT


TASK = {"Makefile": "watch:\n\tpython stats.py\n\tpython gate.py\n"}
TRIGGERS = "and its result triggers an action"
ANSWERS = {
    "retrains": ("if psi > 0.2:\n    trigger_retraining(psi)", True),
    "retrains, by another word": ("if psi > 0.2:\n    pipeline.startRetraining(psi)", True),
    "tells somebody": ("if psi > limit:\n    notify(psi)", True),
    "tells somebody beside what it prints": (
        "if psi > 0.2:\n    print(psi)\n    notify(psi)\nif psi > 9:\n    print(1)",
        True,
    ),
    "tells somebody as a method": ("if drifted:\n    slack.Send_message(psi)", True),
    "stops the job over a bound": ("if psi > 0.2:\n    raise SystemExit(1)", True),
    "stops the job under a bound": ("if 0.2 < psi:\n    raise SystemExit(1)", True),
    "ends the job": ("if psi > 0.2:\n    exit(1)", True),
    "stops the job over a named bound": ("if psi > psi_limit:\n    raise ValueError", True),
    "stops the job where drift was found": ("if drift_detected:\n    raise ValueError", True),
    "refuses a missing value": ("if psi is None:\n    raise ValueError", False),
    "stops the job over another value": ("if psi > other:\n    raise ValueError", True),
    "stops over a bound of something else": ("if rows > 5:\n    raise ValueError", False),
    "reads a setting": ("if psi:\n    configured_alert_psi(psi)", False),
    "prints": ("if psi > 0.2:\n    print(psi)", False),
    "tells somebody of something else": ("if score > 0.2:\n    notify(score)", False),
    "asserts": ("assert psi < 0.2", True),
    "asserts that there is one": ("assert psi is not None", False),
    "hands the exit code over": ("raise SystemExit(int(psi > 0.2))", True),
    "ends with its exit code": ("sys.exit(1 if psi > 0.2 else 0)", True),
    "ends with another exit code": ("sys.exit(0)", False),
    "posts a message": ("if psi > 0.2:\n    requests.post(url, json={'psi': psi})", True),
    "starts the training": ("if psi > 0.2:\n    subprocess.run(['python', 'src/train.py'])", True),
    "starts something else": ("if psi > 0.2:\n    subprocess.run(['python', 'src/plot.py'])", False),
    "tells somebody after leaving early": (
        "def act(value):\n    if value < 0.2:\n        return\n    notify()\n\nact(psi)",
        True,
    ),
    "tells somebody in any case": ("notify()\nif psi > 0.2:\n    print(psi)", False),
    "through a list of what drifted": (
        "bad = []\nif psi > 0.2:\n    bad.append('a')\nif bad:\n    raise ValueError(bad)",
        True,
    ),
    "through a flag": ("found = False\nif psi > 0.2:\n    found = True\nif found:\n    notify()", True),
    "logs a warning": ("if psi > 0.2:\n    logger.warning('drift')", False),
    "formats an alert": ("if psi > 0.2:\n    format_alert(psi)", False),
    "in one of several conditions": ("if rows < 5:\n    pass\nelif psi > 0.2:\n    raise ValueError", True),
    "in an expression": ("notify() if psi > 0.2 else None", True),
    "by `and`": ("psi > 0.2 and notify()", True),
    "nothing": ("print(psi)", False),
}


@pytest.mark.parametrize(("branch", "wired"), ANSWERS.values(), ids=ANSWERS)
def test_what_its_answer_triggers(branch: str, wired: bool) -> None:
    finding = run("drift_detection", snapshot({"stats.py": f"{USED}{branch}\n", **TASK}))
    level = Level.WIRED if wired else Level.SUBSTANTIVE
    words = f"{PSI} compares two samples" + (f", {TRIGGERS}" if wired else "")
    assert_found(finding, level, "stats.py:4", words)


GATE = "from stats import population_stability_index\n\nif population_stability_index(1, 2) > 0.2 or psi:\n    notify(1)\n"
PLACES = {
    "a module that imports it": ({"gate.py": GATE, **TASK}, Level.WIRED),
    "a module that imports it, which nothing starts": ({"gate.py": GATE}, Level.SUBSTANTIVE),
    "a module that does not": (
        {**TASK, "gate.py": GATE.replace("from stats", "from other")},
        Level.SUBSTANTIVE,
    ),
    "a test": ({"tests/test_gate.py": GATE, **TASK}, Level.SUBSTANTIVE),
}


@pytest.mark.parametrize(("files", "level"), PLACES.values(), ids=PLACES)
def test_where_its_answer_is_looked_at(files: dict[str, str], level: Level) -> None:
    assert run("drift_detection", snapshot({"stats.py": USED, **files})).level is level


KS = "from scipy.stats import ks_2samp\n\n\ndef {}(a, b):\n    return ks_2samp(a, b)\n\n\n{}(1, 2)\n"
CALL = "\n\n{}(1, 2)\n"
DISTANCE = "def {}({}):\n    return (reference {} current).{}()" + CALL
APART = (
    "import numpy as np\n\n\ndef score({}):\n    x = np.concatenate([a, b])\n    y = np.{}(9)\n    return cross_val_score(m, x, y).mean()"
    + CALL.format("score")
)
FUNCTIONS = {
    "a distance of two samples in a file about drift": (
        "embedding_drift.py", DISTANCE.format("mmd", "reference, current", "-", "mean", "mmd"), 1, "mmd"),
    "a distance of two samples in a file about something else": (
        "work.py", DISTANCE.format("mmd", "reference, current", "-", "mean", "mmd"), None, ""),
    "a distance of whatever in a file about drift": ("drift.py", DISTANCE.format("mmd", "x, y", "-", "mean", "mmd"), None, ""),
    "two samples that are joined in a file about drift": (
        "drift.py", DISTANCE.format("both", "reference, current", "+", "copy", "both"), None, ""),
    "a file about another drift": (
        "terraform_drift.py", DISTANCE.format("mmd", "reference, current", "-", "mean", "mmd"), None, ""),
    "a classifier that tells two samples apart": ("work.py", APART.format("reference, current", "zeros"), 4, "score"),
    "a classifier of training and test": ("work.py", APART.format("train, test", "zeros"), None, ""),
    "a classifier of rows that are not labelled here": ("work.py", APART.format("reference, current", "sort"), None, ""),
    "a test of two samples in a file about drift": ("drift.py", KS.format("check", "check"), 4, "check"),
    "in a function about drift": ("work.py", KS.format("psi", "psi"), 4, "psi"),
    "in a file about something else": ("work.py", KS.format("check", "check"), None, ""),
    "in a folder about drift": ("drift/work.py", KS.format("check", "check"), None, ""),
    "a population stability index": ("work.py", "def populationStability(base, new):\n    return 1" + CALL.format("populationStability"), 1, ""),
    "the stability of something else": ("work.py", "def stability(base, new):\n    return 1" + CALL.format("stability"), None, ""),
    "two samples the other way round": ("work.py", "def drift(current, reference):\n    return 1" + CALL.format("drift"), 1, "drift"),
    "one sample": ("work.py", "def drift(reference, speed):\n    return 1" + CALL.format("drift"), None, ""),
    "two current samples": ("work.py", "def drift(current, latest):\n    return 1" + CALL.format("drift"), None, ""),
    "one sample of both words": ("work.py", "def drift(train_test, speed):\n    return 1" + CALL.format("drift"), None, ""),
    "two samples of another function": ("drift.py", "def load(reference, current):\n    return 1" + CALL.format("load"), None, ""),
    "two readings of a clock": ("work.py", "def clock_drift(reference, current):\n    return 1" + CALL.format("clock_drift"), None, ""),
    "what is deployed and what is declared": (
        "work.py", "class ConfigDrift:\n    def check(self, expected, actual):\n        return 1\n\n\nConfigDrift().check(1, 2)\n", None, ""),
    "the trend of a random process": (
        "work.py", "def path(drift, sigma):\n    return 1\n\n\ndef fit_drift(reference, current):\n    return 1" + CALL.format("fit_drift"), None, ""),
    "a drift that is handed on": (
        "work.py", "def tell(drift, limit):\n    return 1\n\n\ndef fit_drift(reference, current):\n    return 1" + CALL.format("fit_drift"), 5, ""),
    "two samples of a price": ("work.py", "def price_drift(reference, current):\n    return 1" + CALL.format("price_drift"), 1, "price_drift"),
    "an empty function": ("work.py", "def drift(reference, current):\n    pass" + CALL.format("drift"), None, ""),
    "a method of a class about drift": (
        "work.py", "class Drift:\n    def score(self, reference, current):\n        return 1\n\n\nDrift().score(1, 2)\n", 2, "Drift.score"),
    "a constructor of a class about drift": (
        "work.py", "class Drift:\n    def __init__(self, reference, current):\n        self.a = 1\n\n\nDrift(1, 2)\n", None, ""),
    "what makes the reference": (
        "work.py", "class Drift:\n    def compute_baseline(self, train, test):\n        return 1\n\n\nDrift().compute_baseline(1, 2)\n",
        None, ""),
    "what compares with it": ("work.py", "def baseline_drift(train, test):\n    return 1" + CALL.format("baseline_drift"), 1, "baseline_drift"),
    "what tells about drift": ("work.py", "def explain_drift(base, new):\n    return 1" + CALL.format("explain_drift"), None, ""),
    "what tells what it checks": ("work.py", "def check_and_log_drift(base, new):\n    return 1" + CALL.format("check_and_log_drift"), 1, "check_and_log_drift"),
    "vectors of two periods": (
        "watch.py", "from scipy.spatial.distance import cosine\n\n\ndef check(days):\n    reference, current = load(days)\n"
        "    drift = cosine(reference.mean(0), current.mean(0))\n    return drift\n\n\ncheck(1)\n", 6, "cosine of two samples"),
    "vectors of a question and of a document": (
        "find.py", "from scipy.spatial.distance import cosine\n\n\ndef check(q):\n    reference, current = load(q)\n"
        "    return cosine(reference, current)\n\n\ncheck(1)\n", None, ""),
    "averages of predictions and of the past": (
        "watch.py", "import pandas as pd\n\n\ndef check_drift(days):\n    recent = pd.read_csv('log.csv')\n    a = recent['p'].mean()\n"
        "    hist = pd.read_csv('old.csv')\n    b = hist['y'].mean()\n    drift = abs(a - b) / hist['y'].std()\n    return drift\n\n\ncheck_drift(1)\n",
        9, "a difference of averages"),
    "the function about drift before the others": (
        "drift.py", KS.format("check", "check") + "\n\ndef psi(reference, current):\n    return check(1, 2)" + CALL.format("psi"), 11, "psi"),
    "a function that is called before one that is not": (
        "drift.py", "def psi(reference, current):\n    return 1\n\n\n" + KS.format("check", "check"), 8, "check"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "source", "line", "name"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_which_functions_compare_two_samples(path: str, source: str, line: int | None, name: str) -> None:
    finding = run("drift_detection", snapshot({path: source}))
    if line is None:
        assert_found(finding, Level.ABSENT)
    else:
        assert_found(finding, Level.SUBSTANTIVE, f"{path}:{line}", f"own drift statistic: {name}")
        assert len(finding.evidence) == 1


TFDV = "import tensorflow_data_validation as tfdv\n\ntfdv.validate_statistics({})\n"
CHECKS = "from deepchecks.tabular.checks import FeatureDrift\n\nFeatureDrift().run({})\n"
CALLS = {
    "three statistics": (TFDV.format("a, schema, previous_statistics=b"), Level.SUBSTANTIVE),
    "statistics and a schema": (TFDV.format("a, schema"), Level.PRESENT),
    "statistics without an earlier one": (TFDV.format("a, schema, previous_statistics=None"), Level.PRESENT),
    "two sets": (CHECKS.format("train_dataset=a, test_dataset=b"), Level.SUBSTANTIVE),
    "one set": (CHECKS.format("a"), Level.PRESENT),
    "a function of the package": ("from evidently import DataDriftPreset, run\n\nrun(1, 2)\n", Level.PRESENT),
    "one argument where that is enough": ("import nannyml\n\nnannyml.CBPE(a).estimate(b)\n", Level.SUBSTANTIVE),
    "another call": ("import nannyml\n\nnannyml.CBPE(a).fit(b)\n", Level.PRESENT),
    "a package about nothing else": ("from river.drift import ADWIN\n\nADWIN().update(1)\n", Level.SUBSTANTIVE),
    "a function of such a package": ("import popmon\n\npopmon.df_stability_report(df)\n", Level.SUBSTANTIVE),
    "a statistic of a package": (
        "from evidently.calculations.stattests import psi_stat_test\n\npsi_stat_test(a, b, 'num', 0.1)\n", Level.SUBSTANTIVE),
    "a test of a package": ("from giskard.testing import test_drift_psi\n\ntest_drift_psi(a, b, 'age', 0.1)\n", Level.SUBSTANTIVE),
    "another test of it": ("from giskard.testing import test_accuracy\n\ntest_accuracy(a, b, 0.1)\n", Level.ABSENT),
    "another part of a package": ("from river.linear_model import LogisticRegression\n\nLogisticRegression().update(1)\n", Level.ABSENT),
    "a performance report": (MODERN.replace("DataDriftPreset", "RegressionPreset"), Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("source", "level"), CALLS.values(), ids=CALLS)
def test_calls_that_compare(source: str, level: Level) -> None:
    assert run("drift_detection", snapshot({"work.py": source})).level is level


def test_each_tool_of_each_file_is_told() -> None:
    files = {"a.py": MODERN + "from river.drift import ADWIN\nADWIN().update(1)\n", "b.py": OWN}
    assert told(run("drift_detection", snapshot(files))) == [
        f"SUBSTANTIVE a.py:5 {EVIDENTLY}",
        "SUBSTANTIVE a.py:7 River: compares reference with current data (update)",
        f"PRESENT b.py:4 {PSI}, which nothing but tests calls",
    ]


DECOYS = {
    "two-sample test of an analysis": "from scipy.stats import ks_2samp\n\nprint(ks_2samp(a, b))\n",
    "word in a comment": "# from evidently import drift\nx = 'data drift'\n",
    "local namesake": "import drifting\n\ndrifting.run(1, 2)\n",
}


@pytest.mark.parametrize("source", DECOYS.values(), ids=DECOYS)
def test_decoys_are_no_drift_detection(source: str) -> None:
    assert_found(run("drift_detection", snapshot({"work.py": source})), Level.ABSENT)


def test_what_a_library_implements_is_claimed() -> None:
    files = {**library("driftlib"), "driftlib/__init__.py": "", "driftlib/psi.py": USED}
    finding = run("drift_detection", snapshot(files))
    assert_found(
        finding, Level.CLAIMED, "driftlib/psi.py:4", "compares two samples: a library offers it to its users"
    )


def test_a_service_with_a_drift_library_of_its_own_monitors_nothing_by_it() -> None:
    files = {
        "pyproject.toml": "[project]\nname = 'menelaus'\nversion = '1'\n",
        "menelaus/__init__.py": "",
        "menelaus/psi.py": USED,
        "app.py": "from flask import Flask\napp = Flask(__name__)\n",
    }
    assert_found(
        run("drift_detection", snapshot(files)), Level.CLAIMED, "menelaus/psi.py:4", "a library offers it"
    )


def test_a_library_without_drift_code_is_not_asked() -> None:
    calm = {**library("calm"), "calm/__init__.py": "x = 1\n"}
    assert run("drift_detection", snapshot(calm)).status is Status.NOT_APPLICABLE


def test_every_detector_has_calls_that_compare() -> None:
    assert all(detector.compares for detector in DETECTORS.tools)


WRAPPER = (
    "from evidently import Report\nfrom evidently.presets import DataDriftPreset\n{}\n\n"
    "def check_drift(reference, current):\n    {}\n    return Report([DataDriftPreset()]).run(reference, current)\n\n"
    "print(check_drift(1, 2))\n"
)


@pytest.mark.parametrize(
    ("head", "body", "own"),
    [
        ("", "pass", False),
        ("from scipy.stats import ks_2samp", "print(ks_2samp(reference, current))", True),
    ],
)
def test_a_function_that_only_calls_a_library_has_no_statistic_of_its_own(
    head: str, body: str, own: bool
) -> None:
    finding = run("drift_detection", snapshot({"drift.py": WRAPPER.format(head, body)}))
    assert any("Evidently" in each.note for each in finding.evidence)
    assert any("own drift statistic" in each.note for each in finding.evidence) is own


def test_where_the_statistic_is_called_comes_before_what_is_only_named_for_it() -> None:
    named = "from b import psi\n\n\ndef check_drift(reference, current):\n    return psi(1, 2)\n"
    calling = "from scipy.stats import ks_2samp\n\n\ndef psi(reference, current):\n    return ks_2samp(reference, current)\n"
    app = "from fastapi import FastAPI\nfrom a import check_drift\napp = FastAPI()\n@app.get('/')\ndef f():\n    return check_drift(x, y)\n"
    image = {"Dockerfile": "FROM python:3.12\nCOPY . .\nCMD uvicorn app:app\n"}
    found = run("drift_detection", snapshot({"a.py": named, "b.py": calling, "app.py": app, **image}))
    assert [(each.path, each.level) for each in found.evidence] == [
        ("b.py", Level.WIRED),
        ("a.py", Level.WIRED),
    ]
