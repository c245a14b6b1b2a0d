"""Programs that code hands to a platform: by an argument, with a folder, in a command, held by a name."""

from __future__ import annotations

import pytest

from analyzer.testing import run, snapshot
from analyzer.wiring.starts.handed_programs import handed_programs

TRAIN = "from sklearn.svm import SVC\n\nif __name__ == '__main__':\n    SVC().fit([[1]], [1])\n"
SM = "from sagemaker.sklearn.estimator import SKLearn\n"
AZURE = "from azure.ai.ml import command\n"
HANDED = {
    "an estimator's program": ("launch.py", SM + "SKLearn(entry_point='train.py', role='r')\n", "train.py"),
    "with its folder": ("launch.py", SM + "SKLearn(entry_point='train.py', source_dir='src')\n", "src/train.py"),
    "with a folder from the root": (
        "jobs/launch.py", SM + "SKLearn(\n    entry_point='train.py',\n    source_dir='./src',\n)\n", "src/train.py"),
    "beside the file": ("src/launch.py", SM + "SKLearn(entry_point='train.py')\n", "src/train.py"),
    "joined": ("src/p.py", SM + "SKLearn(entry_point=os.path.join(BASE, 'steps', 'prepare.py'))\n", "src/steps/prepare.py"),
    "joined by a slash": ("src/p.py", SM + "SKLearn(entry_point=str(BASE / 'steps' / 'prepare.py'), role=r)\n", "src/steps/prepare.py"),
    "held by a name": ("launch.py", SM + "ENTRY = 'train.py'\nSKLearn(role=r, entry_point=ENTRY)\n", "train.py"),
    "a step's code": (
        "launch.py", "from sagemaker.workflow.steps import ProcessingStep\nProcessingStep(name='p', code='src/steps/prepare.py')\n",
        "src/steps/prepare.py"),
    "a processor's code": (
        "launch.py", "from sagemaker.processing import ScriptProcessor\nScriptProcessor().run(code='src/train.py')\n", "src/train.py"),
    "source code": (
        "launch.py", "from sagemaker.train.configs import SourceCode\nSourceCode(source_dir='src', entry_script='train.py')\n", "src/train.py"),
    "a command in a folder": (
        "launch.py", AZURE + "command(code='./src', command='python train.py --data x', environment='e')\n", "src/train.py"),
    "a command of a module": ("launch.py", AZURE + "command(code='.', command='python -m src.train')\n", "src/train.py"),
    "a script run": (
        "launch.py", "from azureml.core import ScriptRunConfig\nScriptRunConfig(source_directory='src', script='train.py')\n", "src/train.py"),
    "a custom job": (
        "launch.py", "from google.cloud import aiplatform\naiplatform.CustomTrainingJob(display_name='d', script_path='src/train.py')\n",
        "src/train.py"),
    "a job on a cluster": (
        "launch.py", "from ray.job_submission import JobSubmissionClient\nJobSubmissionClient('x').submit_job(entrypoint='python src/train.py')\n",
        "src/train.py"),
    "a Spark job": (
        "dags/d.py", "from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator\n"
        "SparkSubmitOperator(task_id='t', application='/opt/airflow/src/steps/prepare.py')\n", "src/steps/prepare.py"),
    "a file that is not here": ("launch.py", SM + "SKLearn(entry_point='other.py', role='r')\n", None),
    "a file on the platform": ("launch.py", SM + "SKLearn(entry_point='s3://bucket/train.py', role='r')\n", None),
    "another function's argument": ("launch.py", "from mine import SKLearn\nSKLearn(entry_point='train.py')\n", None),
    "a test": ("tests/test_launch.py", SM + "SKLearn(entry_point='train.py', role='r')\n", None),
    "in a comment": ("launch.py", SM + "# SKLearn(entry_point='train.py')\nSKLearn(role='r')\n", None),
}  # fmt: skip


@pytest.mark.parametrize(("path", "source", "program"), HANDED.values(), ids=HANDED)
def test_what_is_handed_to_a_platform(path: str, source: str, program: str | None) -> None:
    repo = snapshot(
        {"train.py": TRAIN, "src/train.py": TRAIN, "src/steps/prepare.py": "x = 1\n", path: source}
    )
    assert [file for files in handed_programs(repo).values() for file in files] == (
        [program] if program else []
    )


LAUNCH = SM + "\n\ndef main():\n    SKLearn(entry_point='train.py', role='r')\n\n\nmain()\n"
CI = "on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: python {}\n"


@pytest.mark.parametrize(
    ("files", "level"),
    [
        ({"launch.py": LAUNCH, ".github/workflows/t.yml": CI.format("launch.py")}, "WIRED"),
        ({"launch.py": LAUNCH, ".github/workflows/t.yml": CI.format("other.py")}, "SUBSTANTIVE"),
        ({"launch.py": LAUNCH}, "SUBSTANTIVE"),
    ],
)
def test_the_program_runs_where_what_hands_it_on_is_started(files: dict[str, str], level: str) -> None:
    finding = run("model_code", snapshot({"train.py": TRAIN, **files}))
    assert [each.level.name for each in finding.evidence if each.path == "train.py"] == [level]


GATED = TRAIN + "    if f1_score(a, b) < 0.8:\n        raise SystemExit(1)\n"


def test_ci_does_not_fail_by_what_runs_on_a_platform() -> None:
    files = {"train.py": GATED, "launch.py": LAUNCH, ".github/workflows/t.yml": CI.format("launch.py")}
    assert run("evaluation", snapshot(files)).level.name == "SUBSTANTIVE"
    files[".github/workflows/t.yml"] = CI.format("train.py")
    assert run("evaluation", snapshot(files)).level.name == "WIRED"
