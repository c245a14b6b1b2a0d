from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from checks.data_validation import CONDITIONS, PACKAGES, VALIDATORS, WEAK_CONDITIONS
from tests.support.snapshots import library, run, snapshot

OWN = """import pandas as pd


def validate_rows(df):
    missing = {'age', 'price'} - set(df.columns)
    if missing:
        raise ValueError(f'missing: {missing}')
    if df['age'].isnull().any():
        raise ValueError('no age')


def main():
    validate_rows(pd.read_csv('rows.csv'))


if __name__ == '__main__':
    main()
"""
TASK = {"Makefile": "all:\n\tpython check.py\n"}
SCHEMA = "import pandera as pa\n\n\nclass Rows(pa.DataFrameModel):\n    age: int\n"
APPLIED = "from rows import Rows\n\n\ndef load(df):\n    return Rows.validate(df)\n\n\nload(1)\n"
CONFTEST = "import great_expectations as ge\nimport pytest\n\n@pytest.fixture\ndef df():\n    return ge.from_pandas(1)\n"
EXPECTING = (
    "from ours import columns\n\n\ndef test_rows(df):\n    df.expect_column_values_to_be_unique(column='id')\n"
    "    assert columns() == 1\n"
)
WORKFLOW = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: pytest tests/data\n"
DBT = {
    "dbt_project.yml": "name: a\n",
    "models/rows.sql": "select 1",
    "models/schema.yml": "models:\n- name: rows\n  columns:\n  - name: id\n    tests: [unique, not_null]\n",
}

LEVELS = {
    "own checks that stop a task": ({"check.py": OWN, **TASK}, Level.WIRED),
    "own checks that a script runs": ({"check.py": OWN}, Level.SUBSTANTIVE),
    "own checks that only log": (
        {"check.py": OWN.replace("raise ValueError", "print"), **TASK}, Level.SUBSTANTIVE),
    "own checks that read the frame themselves": (
        {"check.py": "import sys\nimport pandas as pd\n\n\ndef validate_file(path):\n    df = pd.read_csv(path)\n"
         "    if 'a' not in df.columns or df.isna().any():\n        sys.exit('bad')\n\n\nvalidate_file('a')\n", **TASK},
        Level.WIRED,
    ),
    "own checks that nobody calls": (
        {"check.py": OWN.replace("    validate_rows(pd.read_csv('rows.csv'))", "    pass"), **TASK}, Level.PRESENT),
    "schema applied in a task": (
        {"rows.py": SCHEMA, "check.py": APPLIED, **TASK}, Level.WIRED),
    "schema applied": ({"rows.py": SCHEMA, "load.py": APPLIED}, Level.SUBSTANTIVE),
    "schema never applied": ({"rows.py": SCHEMA}, Level.PRESENT),
    "expectations as tests in CI": (
        {"tests/data/conftest.py": CONFTEST, "tests/data/test_rows.py": EXPECTING, "ours.py": "def columns(): return 1\n",
         ".github/workflows/a.yml": WORKFLOW},
        Level.WIRED,
    ),
    "expectations as tests": (
        {"tests/data/conftest.py": CONFTEST, "tests/data/test_rows.py": EXPECTING}, Level.SUBSTANTIVE),
    "a suite in a file": (
        {"gx/expectations/rows.json": '{"expectations": [{"expectation_type": "x"}]}'}, Level.PRESENT),
    "a suite given to a feature store": (
        {"load.py": "import hopsworks\nfrom rules import suite\n\n\ndef write(rows):\n"
         "    store = hopsworks.login().get_feature_store()\n"
         "    group = store.get_or_create_feature_group(name='a', expectation_suite=suite)\n    group.insert(rows)\n\n\n"
         "write(1)\n",
         "rules.py": "from great_expectations.core import ExpectationSuite\nsuite = ExpectationSuite('a')\n"},
        Level.SUBSTANTIVE,
    ),
    "a scaffold": (
        {"gx/great_expectations.yml": "config_version: 3\n", "gx/expectations/rows.json": '{"expectations": []}'},
        Level.CLAIMED,
    ),
    "tests of SQL models": (DBT, Level.SUBSTANTIVE),
    "tests of SQL models in CI": (
        {**DBT, ".github/workflows/a.yml": WORKFLOW.replace("pytest tests/data", "dbt test")}, Level.WIRED),
    "tests of models that are not there": ({**DBT, "models/rows.sql.txt": "", "models/schema.yml": DBT[
        "models/schema.yml"].replace("rows", "other")}, Level.ABSENT),
    "in a notebook": (
        {"a.ipynb": '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","metadata":{},'
         '"outputs":[],"execution_count":1,"source":"import pandera as pa\\npa.DataFrameSchema({}).validate(1)"}]}'},
        Level.PRESENT,
    ),
    "a library's check of its users' data": (
        {**library("frames"), "frames/__init__.py": "",
         "frames/checks.py": OWN.partition("if __name__")[0]},
        Level.CLAIMED,
    ),
    "request schema": (
        {"api.py": "from fastapi import FastAPI\nfrom pydantic import BaseModel, validator\napp = FastAPI()\n\n"
         "class Row(BaseModel):\n    age: int\n\n    @validator('age')\n    def check_age(cls, value):\n"
         "        if value < 0:\n            raise ValueError('age')\n        return value\n"},
        Level.ABSENT,
    ),
    "payload check of a service": (
        {"api.py": "def validate_data(data):\n    if 'a' not in data:\n        raise ValueError\n\nvalidate_data({})\n"},
        Level.ABSENT,
    ),
    "cross-validation": (
        {"a.py": "import pandas as pd\n\ndef cross_validation(df):\n    df.columns.isin([1])\n    df.isnull()\n\n"
         "cross_validation(1)\n"},
        Level.ABSENT,
    ),
    "a filter of an argument": (
        {"a.py": "import pandas as pd\n\ndef check_country(df, country):\n    return country in set(df.country)\n\n"
         "check_country(1, 2)\n"},
        Level.ABSENT,
    ),
    "dependency only": ({"requirements.txt": "pandera==0.20\n"}, Level.ABSENT),
    "own checks in a test": ({"tests/test_a.py": OWN}, Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_a_failing_check_does(files: dict[str, str], level: Level) -> None:
    assert run("data_validation", snapshot(files)).level is level


def test_evidence_points_to_the_check() -> None:
    evidence = run("data_validation", snapshot({"check.py": OWN})).evidence
    assert [(each.path, each.line) for each in evidence] == [("check.py", 4)]


def test_tables_name_every_package_once() -> None:
    assert len(PACKAGES) == sum(len(each.packages) for each in VALIDATORS)
    assert WEAK_CONDITIONS < CONDITIONS


def test_hostile_files_are_no_error() -> None:
    files: dict[str, str | bytes] = {
        "check.py": "import pandas\ndef validate_" + "a" * 3000 + "(df):\n    df.isnull()\n    df.columns\n",
        "dbt_project.yml": "- 1\n", "models/schema.yml": "models: {name: [1]}\n",
        "gx/expectations/a.json": "[[[", "gx/great_expectations.yml": b"\xff", "soda/checks.yml": "- a\n",
    }  # fmt: skip
    assert run("data_validation", snapshot(files)).status is not Status.ERROR
