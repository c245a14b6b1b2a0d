"""Which files Terraform means, and which scripts its jobs start."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.testing import run, snapshot
from analyzer.wiring.starts.platform_starts import everything_started
from analyzer.wiring.starts.terraform_files import meant_by_terraform

USED = {
    "infra/live/main.tf": 'module "jobs" {\n  source = "../modules/jobs"\n}\n',
    "infra/modules/jobs/main.tf": 'module "one" {\n  source = "./one"\n}\n',
    "infra/modules/jobs/one/main.tf": 'resource "aws_sns_topic" "a" {\n}\n',
}
# name: (the file, what it says, what may be meant)
MEANT = {
    "of its own module": ("infra/live/main.tf", "${path.module}/../../src/a.py", ("src/a.py",)),
    "of the outermost one": ("infra/live/main.tf", "${path.root}/../../src/a.py", ("src/a.py",)),
    "of the one that uses it": ("infra/modules/jobs/main.tf", "${path.root}/a.py", ("infra/live/a.py",)),
    "of the one above that": ("infra/modules/jobs/one/main.tf", "${path.root}/a.py", ("infra/live/a.py",)),
    "beside itself": ("infra/modules/jobs/one/main.tf", "a.py", ("infra/modules/jobs/one/a.py",)),
    "with a variable": ("infra/live/main.tf", "${path.root}/${var.a}/a.py", ()),
    "outside of the repository": ("infra/live/main.tf", "${path.root}/../../../a.py", ()),
    "of a machine": ("infra/live/main.tf", "/opt/a.py", ()),
}


@pytest.mark.parametrize("name", MEANT)
def test_a_path_is_read_from_the_folder_that_it_names(name: str) -> None:
    path, written, meant = MEANT[name]
    assert meant_by_terraform(snapshot(USED), path, written) == meant


UPLOAD = (
    'resource "aws_s3_object" "clean" {{\n  bucket = var.bucket\n  key    = "{key}"\n'
    '  source = "${{path.root}}/../src/clean.py"\n}}\n'
)
GLUE = (
    'resource "aws_glue_job" "clean" {{\n  name = "clean"\n  command {{\n    name = "glueetl"\n'
    '    script_location = "{address}"\n  }}\n}}\n'
)
GOOGLE = (
    'resource "google_storage_bucket_object" "clean" {\n  name   = "clean.py"\n'
    '  bucket = "b"\n  source = "${path.module}/../../src/clean.py"\n}\n'
    'resource "google_dataproc_job" "clean" {\n  pyspark_config {\n    main_python_file_uri = '
    '"gs://${google_storage_bucket_object.clean.bucket}/${google_storage_bucket_object.clean.name}"\n  }\n}\n'
)
BY_KEY = "s3://${var.bucket}/jobs/clean.py"
BY_NAME = "s3://${var.bucket}/${aws_s3_object.clean.key}"
# name: (what the module of the jobs says, whether that starts the script)
JOBS = {
    "a job of the key": (UPLOAD.format(key="jobs/clean.py") + GLUE.format(address=BY_KEY), True),
    "a job of the resource": (UPLOAD.format(key="${var.a}/clean.py") + GLUE.format(address=BY_NAME), True),
    "a job of Google": (GOOGLE, True),
    "a job of another key": (UPLOAD.format(key="jobs/other.py") + GLUE.format(address=BY_KEY), False),
    "a job of what somebody else puts there": (GLUE.format(address=BY_KEY), False),
    "an upload without a job": (UPLOAD.format(key="jobs/clean.py"), False),
    "an upload of a file that is not there": (
        UPLOAD.format(key="jobs/clean.py").replace("src/clean.py", "src/gone.py")
        + GLUE.format(address=BY_KEY),
        False,
    ),
    "the address of another resource": (
        UPLOAD.format(key="jobs/clean.py")
        + GLUE.format(address=BY_KEY).replace("aws_glue_job", "aws_sns_topic"),
        False,
    ),
}
TREE = {
    "infra/main.tf": 'module "jobs" {\n  source = "./jobs"\n}\n',
    "src/clean.py": "import numpy\nprint(1)\n",
}


@pytest.mark.parametrize("name", JOBS)
def test_a_job_starts_the_script_that_is_uploaded_for_it(name: str) -> None:
    text, starts = JOBS[name]
    repo = snapshot({**TREE, "infra/jobs/main.tf": text})
    found = [each for each in everything_started(repo) if each.module == "src/clean.py"]
    assert bool(found) is starts
    assert all((repo.text(each.path) or "").split("\n")[each.line - 1].count("://") for each in found)


PACKED = (
    'data "archive_file" "a" {{\n  type        = "zip"\n  source_file = "{0}"\n  output_path = "a.zip"\n}}\n'
    'resource "aws_lambda_function" "a" {{\n  function_name = var.name\n  role = aws_iam_role.a.arn\n'
    "  filename = data.archive_file.a.output_path\n}}\n"
)


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("${path.root}/../src/clean.py", Level.WIRED),
        ("${path.module}/../../src/clean.py", Level.WIRED),
        ("${path.root}/../src/gone.py", Level.SUBSTANTIVE),
        ("${path.module}/../src/clean.py", Level.SUBSTANTIVE),
    ],
)
def test_a_module_ships_the_files_that_it_packs(written: str, level: Level) -> None:
    files = {**TREE, "infra/jobs/main.tf": PACKED.format(written)}
    finding = run("infrastructure", snapshot(files))
    found = [each for each in finding.evidence if each.path == "infra/jobs/main.tf"]
    assert [each.level for each in found] == [level]


def test_modules_that_use_one_another_end() -> None:
    files = {
        "a/main.tf": 'module "b" {\n  source = "../b"\n}\n',
        "b/main.tf": 'module "a" {\n  source = "../a"\n}\n',
    }
    assert meant_by_terraform(snapshot(files), "a/main.tf", "${path.root}/x.py") == ("a/x.py",)
