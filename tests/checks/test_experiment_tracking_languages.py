"""Runs that programs in other languages keep."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

FIT = "m <- ranger(y ~ ., data = d)\n"
HEAD = "library(mlflow)\nlibrary(ranger)\n"
PARAMETER, METRIC = 'mlflow_log_param("trees", 1)\n', 'mlflow_log_metric("rmse", 1)\n'
REST = f'{FIT}send("/api/2.0/mlflow/runs/log-batch", list(metrics = m))\n'
JAVA = (
    "import org.mlflow.tracking.MlflowClient;\nimport weka.classifiers.trees.J48;\n\npublic class Train {\n"
    "  public static void main(String[] args) throws Exception {\n    MlflowClient client = new MlflowClient();\n"
    '    client.logParam("r", "depth", "1");\n    J48 tree = new J48();\n    tree.buildClassifier(data);\n'
    '    client.logMetric("r", "auc", 1.0);\n  }\n}\n'
)
SCRIPT = (
    'import wandb from "@wandb/sdk";\nimport * as tf from "@tensorflow/tfjs-node";\nawait wandb.init();\n'
    "const history = await tf.sequential().fit(x, y);\nwandb.log({ loss: 1 });\n"
)
BOTH = "logs metrics and parameters with MLflow"
# The files, the level, the place, and words of the note.
LEVELS = {
    "R: over HTTP where it trains": (
        {"a.R": f"library(ranger)\n{REST}"}, Level.WIRED, "a.R:3", f"{BOTH}, reached from the code that trains"),
    "R: only metrics over HTTP": (
        {"a.R": "library(ranger)\n" + REST.replace("batch", "metric")}, Level.SUBSTANTIVE, "a.R:3", "logs metrics with MLflow"),
    "R: a run that is only read over HTTP": (
        {"a.R": "library(ranger)\n" + REST.replace("log-batch", "get")}, Level.ABSENT, "", ""),
    "R: a path in a remark": (
        {"a.R": "library(ranger)\n" + REST.replace("send(", "# send(")}, Level.ABSENT, "", ""),
    "R that trains and keeps nothing": ({"a.R": "library(ranger)\n" + FIT}, Level.ABSENT, "", ""),
    "R: only imported": ({"a.R": HEAD + FIT}, Level.PRESENT, "a.R:1", "imports MLflow"),
    "R: only begun": ({"a.R": HEAD + "mlflow_start_run()\n" + FIT}, Level.PRESENT, "a.R:3", "names MLflow"),
    "R: in a test": ({"tests/testthat/test-a.R": HEAD + PARAMETER + METRIC + FIT}, Level.ABSENT, "", ""),
    "R: only metrics": ({"a.R": HEAD + FIT + METRIC}, Level.SUBSTANTIVE, "a.R:4", "logs metrics with MLflow"),
    "R: both, beside nothing that trains": ({"a.R": HEAD + PARAMETER + METRIC}, Level.SUBSTANTIVE, "a.R:3", BOTH),
    "R: both, in another program than the one that trains": (
        {"a.R": HEAD + PARAMETER + METRIC, "b.R": "library(ranger)\n" + FIT}, Level.SUBSTANTIVE, "a.R:3", BOTH),
    "R: both where it trains": (
        {"a.R": HEAD + PARAMETER + FIT + METRIC}, Level.WIRED, "a.R:3", f"{BOTH}, reached from the code that trains"),
    "R: both over two files of one program": (
        {"a.R": HEAD + PARAMETER + 'source("b.R")\n', "b.R": "library(mlflow)\nlibrary(ranger)\n" + FIT + METRIC},
        Level.WIRED, "a.R:3", "logs parameters with MLflow, reached"),
    "TypeScript: only curves": (
        {"a.ts": 'import * as tf from "@tensorflow/tfjs-node";\nconst board = tf.node.tensorBoard("/tmp/a");\n'},
        Level.ABSENT, "", ""),
    "TypeScript: metrics of a run": ({"a.ts": SCRIPT}, Level.SUBSTANTIVE, "a.ts:5", "logs metrics with Weights"),
    "TypeScript: a run that is told its settings": (
        {"a.ts": SCRIPT.replace("init()", "init({ config: { lr: 1 } })")}, Level.WIRED, "a.ts:3", "logs metrics and parameters"),
    "Java: both where it trains": ({"src/Train.java": JAVA}, Level.WIRED, "src/Train.java:7", BOTH),
    "Java: without the metric": (
        {"src/Train.java": JAVA.replace("client.logMetric", "System.out.println")}, Level.SUBSTANTIVE, "src/Train.java:7",
        "logs parameters with MLflow"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "where", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_is_logged(files: dict[str, str], level: Level, where: str, words: str) -> None:
    assert_found(run("experiment_tracking", snapshot(files)), level, where, words)


def test_a_language_that_is_read_does_not_leave_it_open() -> None:
    finding = run("experiment_tracking", snapshot({"a.R": "library(ranger)\n" + FIT}))
    assert (finding.level, finding.ceiling) == (Level.ABSENT, Level.ABSENT)


@pytest.mark.usefixtures("no_grammars")
def test_without_the_grammars_it_does() -> None:
    finding = run("experiment_tracking", snapshot({"a.java": JAVA * 9}))
    assert finding.ceiling is Level.WIRED
