"""Drift detection by statistics of the repository's own, and what the answers of libraries decide."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

TRIGGERS = "and its result triggers an action"
BOTH = "ref = pd.read_parquet('a')\n    cur = pd.read_parquet('b')\n"


def program(body: str, heading: str = "") -> str:
    """A script that reads two sets of data and does something with them, started by hand."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return f"import pandas as pd\n{heading}\n\ndef main():\n    {BOTH}{lines}\n\nif __name__ == '__main__':\n    main()\n"


STATS = "from scipy import stats\nfrom scipy.stats import ks_2samp, chi2_contingency, mannwhitneyu, wasserstein_distance"
STATISTICS = {
    "of columns": ("if ks_2samp(ref['a'], cur['a']).pvalue < 0.01:\n    raise SystemExit(1)", Level.WIRED, 9),
    "printed": ("print(ks_2samp(ref['a'], cur['a']))", Level.SUBSTANTIVE, 9),
    "by its module": ("s, p = stats.ks_2samp(ref['a'], cur['a'])\nassert p > 0.01", Level.WIRED, 9),
    "unpacked": ("_, p = ks_2samp(x=ref['a'], y=cur['a'])\nif p < 0.01:\n    raise SystemExit(1)", Level.WIRED, 9),
    "by a name of its own": (
        "from scipy.stats import ks_2samp as ks\nif ks(ref['a'], cur['a']).pvalue < 0.01:\n    exit(1)", Level.WIRED, 10),
    "of a baseline and the rows of today": (
        "b, t = pd.read_csv('baseline.csv'), pd.read_csv('today.csv')\nif ks_2samp(b.a, t.a).pvalue < 0.01:\n    exit(1)",
        Level.WIRED, 10),
    "of a batch of training": ("print(stats.entropy(train_batch))", Level.ABSENT, 0),
    "of a table, about a covariate shift": (
        "base, rows = pd.read_csv('baseline.csv'), pd.read_csv('x.csv')\ncovariate_shift = chi2_contingency([base, rows])[1]\n"
        "if covariate_shift < 0.05:\n    exit(1)", Level.WIRED, 10),
    "of a table, beside a step in time": (
        "base, rows = pd.read_csv('baseline.csv'), pd.read_csv('x.csv').shift(1)\nprint(chi2_contingency([base, rows])[1])",
        Level.ABSENT, 0),
    "of a table without a reference, about a covariate shift": (
        "covariate_shift = chi2_contingency([one, other])[1]\nif covariate_shift < 0.05:\n    exit(1)", Level.ABSENT, 0),
    "through names": ("a, b = ref['a'], cur['a']\nif wasserstein_distance(a, b) > 1:\n    exit(1)", Level.WIRED, 10),
    "of a table of both": (
        "p = chi2_contingency([ref['a'].value_counts(), cur['a'].value_counts()])[1]\n"
        "if p < 0.05:\n    raise ValueError(f'drift in a: {p}')", Level.WIRED, 9),
    "of a table of both, without a word of drift": (
        "p = chi2_contingency([ref['a'].value_counts(), cur['a'].value_counts()])[1]\nif p < 0.05:\n    exit(1)", Level.WIRED, 9),
    "of a table of something else": (
        "p = chi2_contingency(pd.crosstab(ref['a'], ref['b']))[1]\nif p < 0.05:\n    exit(1)", Level.ABSENT, 0),
    "a difference of averages": (
        "if abs(cur['a'].mean() - ref['a'].mean()) > 3 * ref['a'].std():\n    raise ValueError('drift')", Level.WIRED, 9),
    "a difference of averages that have names": (
        "m, n = float(ref['a'].mean()), cur['a'].mean()\nif abs(n - m) > 3:\n    raise ValueError('drift')", Level.WIRED, 10),
    "a difference from an average that was kept": (
        "kept, n = ref['a']['mean'], cur['a'].mean()\nif abs(n - kept) > 3:\n    raise ValueError('drift')", Level.WIRED, 10),
    "a difference from an average that is looked up": (
        "if abs(cur['a'].mean() - ref.get('a_mean')) > 3:\n    raise ValueError('drift')", Level.WIRED, 9),
    "a difference of two averages that were kept": (
        "if abs(cur['mean'] - ref['mean']) > 3:\n    raise ValueError('drift')", Level.ABSENT, 0),
    "a difference of an average and a value": (
        "if abs(cur['a'].mean() - ref['a'][0]) > 3:\n    raise ValueError('drift')", Level.ABSENT, 0),
    "a difference of averages that is no drift": (
        "if abs(cur['a'].mean() - ref['a'].mean()) > 3:\n    raise ValueError('slower')", Level.ABSENT, 0),
    "a difference of averages of one set": (
        "if abs(ref['a'].mean() - ref['b'].mean()) > 3:\n    raise ValueError('drift')", Level.ABSENT, 0),
    "of a table of old and new, before a retraining": (
        "old, new = pd.read_csv('o.csv'), pd.read_csv('n.csv')\np = chi2_contingency([old.a, new.a])[1]\nif p < 0.05:\n    retrain(new)",
        Level.WIRED, 10),
    "of a table of old and new": (
        "old, new = pd.read_csv('o.csv'), pd.read_csv('n.csv')\np = chi2_contingency([old.a, new.a])[1]\nif p < 0.05:\n    exit(1)",
        Level.ABSENT, 0),
    "of scores of two classes, in a retraining": (
        "y, scores = retrain(d)\nprint(ks_2samp(scores[y == 1], scores[y == 0]))", Level.ABSENT, 0),
    "of two columns of one set": ("if ks_2samp(ref['a'], ref['b']).pvalue < 0.01:\n    exit(1)", Level.ABSENT, 0),
    "of two arms of a trial": (
        "arms = pd.read_csv('t')\nprint(ks_2samp(arms.control, arms.treated))", Level.ABSENT, 0),
    "of real and made-up rows": ("real, fake = pd.read_csv('r'), gan.sample()\nprint(ks_2samp(real, fake))", Level.ABSENT, 0),
    "of two timings": ("print(mannwhitneyu(baseline_times, current_times))", Level.ABSENT, 0),
    "of timings of two distributions, about drift": (
        "drift = mannwhitneyu(ref['a'], cur['a']).pvalue\nif drift < 0.1:\n    exit(1)", Level.WIRED, 9),
    "of one sample": ("if stats.kstest(ref['a'], 'norm').pvalue < 0.01:\n    exit(1)", Level.ABSENT, 0),
    "of training and test rows": ("train, test = split(d)\nprint(ks_2samp(train.a, test.a))", Level.ABSENT, 0),
    "of training and live rows": (
        "train, rows = pd.read_csv('train.csv'), pd.read_csv('live.csv')\nprint(ks_2samp(train.a, rows.a))", Level.SUBSTANTIVE, 10),
    "written out": (
        "r, c = hist(ref['a']), hist(cur['a'])\npsi = np.sum((c - r) * np.log(c / r))\nif psi > 0.2:\n    exit(1)", Level.WIRED, 10),
    "written out without its name": (
        "r, c = hist(ref['a']), hist(cur['a'])\nj = np.sum((c - r) * np.log(c / r))\nif j > 0.2:\n    exit(1)", Level.WIRED, 10),
    "written out with the names of its formula": (
        "expected, actual = hist(x['a']), hist(y['a'])\nj = np.sum((actual - expected) * np.log(actual / expected))\n"
        "if j > 0.2:\n    exit(1)", Level.WIRED, 10),
    "written out with one of them": (
        "expected, other = hist(x['a']), hist(y['a'])\nj = np.sum((other - expected) * np.log(other / expected))\n"
        "if j > 0.2:\n    exit(1)", Level.ABSENT, 0),
    "written out about something else": (
        "r, c = hist(x['a']), hist(y['a'])\nj = np.sum((c - r) * np.log(c / r))\nif j > 0.2:\n    exit(1)", Level.ABSENT, 0),
    "after a file that is in the way": (
        "out = {}\nif out:\n    raise FileExistsError\nout.update(p=ks_2samp(ref['a'], cur['a']).pvalue)",
        Level.SUBSTANTIVE, 12),
    "and a scaler": (
        "if ks_2samp(ref['a'], cur['a']).pvalue < 0.01:\n    b = scaler.fit_transform(cur)", Level.SUBSTANTIVE, 9),
    "and a scaler that is fitted": (
        "if ks_2samp(ref['a'], cur['a']).pvalue < 0.01:\n    StandardScaler().fit(cur)", Level.SUBSTANTIVE, 9),
    "and a distribution": (
        "if ks_2samp(ref['a'], cur['a']).pvalue < 0.01:\n    stats.norm.fit(cur['a'])", Level.SUBSTANTIVE, 9),
    "and an error tracker that is told": (
        "if ks_2samp(ref['a'], cur['a']).pvalue < 0.01:\n    sentry_sdk.capture_message('a')", Level.WIRED, 9),
    "and a breadcrumb": (
        "if ks_2samp(ref['a'], cur['a']).pvalue < 0.01:\n    sentry_sdk.add_breadcrumb('a')", Level.SUBSTANTIVE, 9),
    "and a model": ("if ks_2samp(ref['a'], cur['a']).pvalue < 0.01:\n    model.fit(cur)", Level.WIRED, 9),
    "entropy of one distribution": ("psi = np.sum(c * np.log(c))\nif psi > 0.2:\n    exit(1)", Level.ABSENT, 0),
}  # fmt: skip


@pytest.mark.parametrize(("body", "level", "line"), STATISTICS.values(), ids=STATISTICS)
def test_a_statistic_counts_by_what_it_is_given(body: str, level: Level, line: int) -> None:
    finding = run("drift_detection", snapshot({"job.py": program(body, f"import numpy as np\n{STATS}")}))
    assert_found(finding, level, f"job.py:{line}" if line else "")


LIBRARIES = {
    "an evidently report": (
        "from evidently.report import Report\nfrom evidently.metric_preset import DataDriftPreset",
        "r = Report(metrics=[DataDriftPreset()])\nr.run(reference_data=ref, current_data=cur)\n"
        "if r.as_dict()['metrics'][0]['result']['dataset_drift']:\n    retrain()"),
    "alibi detect": (
        "from alibi_detect.cd import KSDrift",
        "found = KSDrift(ref.values, p_val=0.05).predict(cur.values)\nif found['data']['is_drift']:\n    raise SystemExit(1)"),
    "a saved detector": (
        "from alibi_detect.saving import load_detector",
        "found = load_detector('d').predict(cur.values)\nif found['data']['is_drift'] == 1:\n    raise SystemExit(1)"),
    "frouros": (
        "from frouros.detectors.data_drift import KSTest",
        "d = KSTest()\nd.fit(X=ref)\nfound, _ = d.compare(X=cur)\nif found.p_value < 0.05:\n    raise SystemExit(1)"),
    "whylogs": (
        "from whylogs.viz.drift.column_drift_algorithms import calculate_drift_scores",
        "found = calculate_drift_scores(target_view=cur, reference_view=ref, with_thresholds=True)\n"
        "for column, each in found.items():\n    if each['drift_category'] == 'DRIFT':\n        raise SystemExit(column)"),
    "deepchecks' suite": (
        "from deepchecks.tabular.suites import train_test_validation",
        "found = train_test_validation().run(ref, cur)\nif not found.passed():\n    raise SystemExit(1)"),
    "a stream's detector": (
        "from river import drift",
        "d = drift.PageHinkley()\nfor each in cur.a:\n    d.update(each)\n    if d.drift_detected:\n        notify(each)"),
    "menelaus": (
        "from menelaus.data_drift import KdqTreeBatch",
        "d = KdqTreeBatch()\nd.set_reference(ref)\nd.update(cur)\nif d.drift_state == 'drift':\n    raise SystemExit(1)"),
    "a share of drifted columns": (
        "from evidently import Report\nfrom evidently.presets import DataDriftPreset",
        "found = Report([DataDriftPreset()]).run(cur, ref).dict()\nshare = found['metrics'][0]['value']['share']\n"
        "drifted = share > 0.5\nif drifted:\n    raise RuntimeError(share)"),
}  # fmt: skip


@pytest.mark.parametrize(("heading", "body"), LIBRARIES.values(), ids=LIBRARIES)
def test_the_answer_of_a_library_is_followed_to_what_it_decides(heading: str, body: str) -> None:
    decided = run("drift_detection", snapshot({"job.py": program(body, heading)}))
    assert decided.level is Level.WIRED
    assert TRIGGERS in decided.evidence[0].note
    for word in (
        "raise SystemExit(1)",
        "raise SystemExit(column)",
        "raise RuntimeError(share)",
        "retrain()",
        "notify(each)",
    ):
        body = body.replace(word, "print(1)")
    assert run("drift_detection", snapshot({"job.py": program(body, heading)})).level is Level.SUBSTANTIVE


MANAGED = {
    "Vertex": "from google.cloud import aiplatform\nfrom google.cloud.aiplatform import model_monitoring as mm\n"
    "c = mm.DriftDetectionConfig(drift_thresholds={'a': 1})\naiplatform.ModelDeploymentMonitoringJob.create(objective_configs=c)\n",
    "Vertex, by a dictionary": "from google.cloud import aiplatform\n\nc = {'drift_detection_config': {}}\n"
    "aiplatform.ModelDeploymentMonitoringJob.create(objective_configs=[c])\n",
    "SageMaker": "from sagemaker.model_monitor import DefaultModelMonitor\nm = DefaultModelMonitor()\n"
    "m.suggest_baseline()\nm.create_monitoring_schedule(name='a')\n",
    "boto3": "import boto3\n\ns = boto3.client('sagemaker')\ns.create_monitoring_schedule(MonitoringScheduleName='a')\n",
    "Azure": "from azure.ai.ml import MLClient\nfrom azure.ai.ml.entities import DataDriftSignal, MonitorDefinition\n"
    "s = DataDriftSignal()\nMonitorDefinition(compute=c, monitoring_signals={'a': s})\n",
    "Databricks": "from databricks.sdk import WorkspaceClient\n\nw = WorkspaceClient()\nw.quality_monitors.create(table_name='t')\n",
}  # fmt: skip


@pytest.mark.parametrize("source", MANAGED.values(), ids=MANAGED)
def test_a_platform_that_is_told_to_compare(source: str) -> None:
    finding = run("drift_detection", snapshot({"monitor.py": source}))
    assert_found(
        finding, Level.SUBSTANTIVE, "monitor.py:4", "is told to compare current data with earlier data"
    )


@pytest.mark.parametrize(
    ("address", "level"),
    (("gs://your-bucket/a.csv", Level.PRESENT), ("gs://acme-data/a.csv", Level.SUBSTANTIVE)),
)
def test_a_monitor_that_is_still_to_be_filled_in(address: str, level: Level) -> None:
    source = (
        "from google.cloud import aiplatform\n\naiplatform.ModelDeploymentMonitoringJob.create(\n"
        f"    objective_configs=[\n        {{'uris': ['{address}']}},\n    ],\n)\nprint('your-bucket')\n"
    )
    [found] = run("drift_detection", snapshot({"monitor.py": source})).evidence
    assert (found.level, "line 5 is still" in found.note) == (level, level is Level.PRESENT)


def test_a_cloud_client_that_monitors_nothing() -> None:
    for source in (
        "import boto3\n\nboto3.client('s3').put_object(Key='a')\n",
        "from google.cloud import aiplatform\n\naiplatform.Endpoint.create()\n",
        "from databricks.sdk import WorkspaceClient\n\nWorkspaceClient().jobs.create(name='a')\n",
        "from alibi_detect.od import IForest\n\nIForest().predict(x)\n",
    ):
        assert_found(run("drift_detection", snapshot({"a.py": source})), Level.ABSENT)


WATCH = "from scipy.stats import ks_2samp\n\n\ndef compare(reference, current):\n    return ks_2samp(reference.a, current.a).pvalue < 0.05\n"
JOB_OF_IT = "from watch import compare\n\n\ndef main():\n    if compare(load(1), load(2)):\n        raise SystemExit('moved')\n{}"
GUARD = "\n\nif __name__ == '__main__':\n    main()\n"


def test_an_answer_is_followed_into_the_module_that_asks() -> None:
    files = {"watch.py": WATCH, "job.py": JOB_OF_IT.format(GUARD)}
    note = f"own drift statistic: ks_2samp of two samples in compare, {TRIGGERS} (job.py:6, exit)"
    assert_found(run("drift_detection", snapshot(files)), Level.WIRED, "watch.py:5", note)
    files["job.py"] = JOB_OF_IT.format("")
    assert run("drift_detection", snapshot(files)).level is Level.SUBSTANTIVE
    files["job.py"] = JOB_OF_IT.format(GUARD).replace("if compare", "if other")
    assert run("drift_detection", snapshot(files)).level is Level.PRESENT


def test_a_task_that_chooses_the_next_one() -> None:
    source = (
        "from airflow.decorators import dag, task\nfrom scipy.stats import ks_2samp\n\n\n@task.branch\ndef choose(reference, current):\n"
        "    return 'retrain' if ks_2samp(reference, current).pvalue < 0.05 else 'skip'\n{}"
    ).format(GUARD.replace("main()", "choose(1, 2)"))
    finding = run("drift_detection", snapshot({"flow.py": source}))
    assert_found(finding, Level.WIRED, "flow.py:7", "which task follows")
    plain = source.replace("@task.branch", "@task")
    assert run("drift_detection", snapshot({"flow.py": plain})).level is Level.SUBSTANTIVE
