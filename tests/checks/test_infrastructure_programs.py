"""Resources that programs of CDK and Pulumi create, in Python and in JavaScript."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

BUCKET = "import * as s3 from 'aws-cdk-lib/aws-s3';\nnew s3.Bucket(this, 'b');\n"
FUNCTION = "import * as a from 'aws-cdk-lib/aws-lambda';\nnew a.Function(t, 'f', {{ {} }});\n"
IN_PYTHON = "from aws_cdk import aws_lambda as a\n\nf = a.Function(None, 'f'{})\n"
PULUMI = "import * as aws from '@pulumi/aws';\nnew aws.s3.Bucket('b', {});\n"
CODE = {"fn/x.py": "x = 1\n"}
PROGRAMS = {
    "one resource": ({"cdk.json": "{}", "lib/s.ts": BUCKET}, Level.PRESENT, "lib/s.ts:2"),
    "two": ({"cdk.json": "{}", "s.ts": BUCKET + "new s3.Bucket(this, 'c');\n"}, Level.SUBSTANTIVE, "s.ts:2"),
    "a resource of Pulumi": ({"Pulumi.yaml": "name: a\n", "i.ts": PULUMI}, Level.PRESENT, "i.ts:2"),
    "its own class": ({"cdk.json": "{}", "s.js": "import { S } from './s';\nnew S(app, 'S');\n"}, Level.ABSENT, ""),
    "beside the folder of the program": ({"infra/cdk.json": "{}", "lib/s.ts": BUCKET}, Level.ABSENT, ""),
    "what a function may take": (
        {"cdk.json": "{}", "s.ts": FUNCTION.format("memorySize: 512")}, Level.SUBSTANTIVE, "s.ts:2",
    ),
    "what a function may take, in Python": (
        {"cdk.json": "{}", "app.py": IN_PYTHON.format(", timeout=1")}, Level.SUBSTANTIVE, "app.py:3",
    ),
    "what it runs in": ({"cdk.json": "{}", "app.py": IN_PYTHON.format(", runtime=1")}, Level.PRESENT, "app.py:3"),
    "a folder that it ships": (
        {"infra/cdk.json": "{}", "infra/lib/s.ts": FUNCTION.format("code: a.Code.fromAsset('../fn')"), **CODE},
        Level.WIRED, "infra/lib/s.ts:2",
    ),
    "a folder that it ships, in Python": (
        {"cdk.json": "{}", "app.py": IN_PYTHON.format(", code=a.Code.from_asset('fn')"), **CODE},
        Level.WIRED, "app.py:3",
    ),
    "a folder that is not there": (
        {"cdk.json": "{}", "app.py": IN_PYTHON.format(", code=a.Code.from_asset('other')"), **CODE},
        Level.PRESENT, "app.py:3",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place"), PROGRAMS.values(), ids=PROGRAMS)
def test_a_program_declares_what_it_creates(files: dict[str, str], level: Level, place: str) -> None:
    found = run("infrastructure", snapshot(files))
    assert (found.level or Level.ABSENT) is level
    assert [f"{each.path}:{each.line}" for each in found.evidence] == [place] * bool(place)
