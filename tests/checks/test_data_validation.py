from __future__ import annotations

import pytest

from analyzer.facts.data.frame_checks import CONDITIONS, WEAK_CONDITIONS
from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
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

CI = ".github/workflows/a.yml"
STOPS = "a failure stops the run"
APPLIES = "a data schema is applied: "
IMPORTED = "pandera: imported"
CHECKS = "validate_rows checks columns, isnull of a data frame"


def own(
    *lines: str, name: str = "check_rows", parameters: str = "df", imports: str = "import pandas as pd"
) -> dict[str, str]:
    """A check of one's own in line 4 with these lines, called by the module itself."""
    body = "".join(f"    {line}\n" for line in lines)
    return {"check.py": f"{imports}\n\n\ndef {name}({parameters}):\n{body}\n\n{name}(1)\n"}


OWN_CHECKS = {
    "that stop a task": ({"check.py": OWN, **TASK}, Level.WIRED, 4, f"{CHECKS}; {STOPS}"),
    "that a script runs": ({"check.py": OWN}, Level.SUBSTANTIVE, 4, CHECKS),
    "that only log": ({"check.py": OWN.replace("raise ValueError", "print"), **TASK}, Level.SUBSTANTIVE, 4, CHECKS),
    "that nobody calls": (
        {"check.py": OWN.replace("    validate_rows(pd.read_csv('rows.csv'))", "    pass"), **TASK}, Level.PRESENT, 4,
        f"{CHECKS}, but nothing calls it"),
    "that read the frame themselves": (
        {"check.py": "import sys\nimport pandas as pd\n\n\ndef validate_file(path):\n    df = pd.read_csv(path)\n"
         "    if 'a' not in df.columns or df.isna().any():\n        sys.exit('bad')\n\n\nvalidate_file('a')\n", **TASK},
        Level.WIRED, 5, f"validate_file checks columns, isna of a data frame; {STOPS}"),
    "that assert": (
        {**own("assert df.id.is_unique and not df.empty"), **TASK}, Level.WIRED, 4, f"check_rows checks is_unique of a data frame; {STOPS}"),
    "whose answer the caller raises": (
        {"check.py": "import pandas as pd\n\n\ndef check_rows(df):\n    return df.isnull().any() or df.duplicated().any()\n\n\n"
         "def main():\n    if check_rows(1):\n        raise ValueError('bad')\n\n\nmain()\n", **TASK}, Level.WIRED, 4, STOPS),
    "whose answer is a share of a score": (
        {"check.py": "import pandas as pd\n\n\ndef check_rows(df):\n    return df.isnull().any() or df.duplicated().any()\n\n\n"
         "def main():\n    score = 1.0\n    if check_rows(1):\n        score -= 0.3\n    if score < 0.7:\n        raise ValueError('bad')\n\n\n"
         "main()\n", **TASK}, Level.SUBSTANTIVE, 4, "check_rows checks"),
    "that log, called by what raises for another reason": (
        {"check.py": "import pandas as pd\n\n\ndef check_rows(df):\n    if df.isnull().any() or df.duplicated().any():\n"
         "        print('bad')\n\n\ndef main():\n    if not pd.io:\n        raise ValueError('no file')\n    check_rows(1)\n\n\n"
         "main()\n", **TASK}, Level.SUBSTANTIVE, 4, "check_rows checks"),
    "that keep their problems for the caller": (
        {"check.py": "import pandas as pd\n\n\ndef check_rows(df, problems):\n    if df.isnull().any() or df.duplicated().any():\n"
         "        problems.append('bad')\n\n\ndef main():\n    problems = []\n    check_rows(1, problems)\n    if problems:\n"
         "        raise ValueError('bad')\n\n\nmain()\n", **TASK}, Level.WIRED, 4, STOPS),
    "that keep their problems in their object": (
        {"check.py": "import pandas as pd\n\n\nclass Rows:\n    def check_rows(self, df):\n        if df.isnull().any() or df.duplicated().any():\n"
         "            self.problems.append('bad')\n\n    def run(self):\n        self.check_rows(1)\n        if self.problems:\n"
         "            raise ValueError('bad')\n\n\nRows().run()\n", **TASK}, Level.WIRED, 5, STOPS),
    "of which the second stops": (
        {"check.py": "import pandas as pd\n\n\ndef check_a(df):\n    print(df.isnull())\n\n\ndef check_b(df):\n"
         "    assert df.id.is_unique\n\n\ncheck_a(1)\ncheck_b(1)\n", **TASK}, Level.WIRED, 8,
        f"check_b checks is_unique of a data frame; {STOPS}"),
    "whose answer the caller of another file raises": (
        {"check.py": "import pandas as pd\n\n\ndef check_rows(df):\n    return df.isnull().any() or df.duplicated().any()\n",
         "run.py": "from check import check_rows\n\nproblems = check_rows(1)\nif problems:\n    raise ValueError('bad')\n",
         "Makefile": "all:\n\tpython run.py\n"}, Level.WIRED, 4, STOPS),
    "of two conditions": (own("df.isnull()", "df.max()"), Level.SUBSTANTIVE, 4, "check_rows checks isnull of a data frame"),
    "of one condition": (own("df.isnull()"), Level.ABSENT, 0, ""),
    "of conditions that are asked of anything": (own("df.max()", "df.min()"), Level.ABSENT, 0, ""),
    "of one condition in each of three": (
        {"check.py": "import pandas as pd\n" + "".join(f"def check_{each}(df):\n    df.isnull()\n\ncheck_{each}(1)\n" for each in "abc")},
        Level.SUBSTANTIVE, 2, "check_a checks isnull of a data frame"),
    "of one condition in each of two": (
        {"check.py": "import pandas as pd\n" + "".join(f"def check_{each}(df):\n    df.isnull()\n\ncheck_{each}(1)\n" for each in "ab")},
        Level.ABSENT, 0, ""),
    "of four conditions, three of them shown": (
        own("df.isnull()", "df.between(1)", "df.columns", "df.nunique()"), Level.SUBSTANTIVE, 4, "checks between, columns, isnull of"),
    "the second of which is live": (
        {"check.py": "import pandas as pd\n\ndef check_a(df):\n    df.isnull()\n\ndef check_b(df):\n    df.columns\n\ncheck_b(1)\n"},
        Level.SUBSTANTIVE, 6, "check_b checks columns of a data frame"),
    "of two classes, by a method of one name": (
        {"check.py": "import polars as pl\n\nclass A:\n    def validate(df):\n        assert not df.is_duplicated().any()\n\n"
         "class B:\n    def validate(df):\n        assert df.n_unique() == 1\n\nA.validate(1)\nB.validate(1)\n"},
        Level.SUBSTANTIVE, 4, "A.validate checks is_duplicated of a data frame"),
    "of conditions that are asked of anything, beside others": (
        {"check.py": "import polars as pl\n\ndef check_a(df):\n    df.max()\n    df.min()\n\ndef check_b(df):\n    df.is_sorted()\n\n"
         "check_a(1)\ncheck_b(1)\n"},
        Level.SUBSTANTIVE, 3, "check_a checks max, min of a data frame"),
    "of another name": (own("df.isnull()", "df.columns", name="clean"), Level.ABSENT, 0, ""),
    "of a name about data": (own("df.isnull()", "df.columns", name="run_data_quality_checks"), Level.SUBSTANTIVE, 4, "run_data_quality"),
    "of another parameter": (own("x.isnull()", "x.columns", parameters="x"), Level.ABSENT, 0, ""),
    "of a parameter named for its rows": (own("x.isnull()", "x.columns", parameters="raw_df"), Level.SUBSTANTIVE, 4, "check_rows"),
    "without frames": (own("df.isnull()", "df.columns", imports="import csv"), Level.ABSENT, 0, ""),
    "in an example": ({"examples/a.py": OWN}, Level.ABSENT, 0, ""),
    "in a test": ({"tests/test_a.py": OWN}, Level.ABSENT, 0, ""),
    "by cross-validation": (own("df.columns.isin([1])", "df.isnull()", name="cross_validation"), Level.ABSENT, 0, ""),
    "by a filter of an argument": (own("return country in set(df.country)", parameters="df, country=1"), Level.ABSENT, 0, ""),
    "of a request": (
        {"api.py": "from fastapi import FastAPI\nfrom pydantic import BaseModel, validator\napp = FastAPI()\n\n"
         "class Row(BaseModel):\n    age: int\n\n    @validator('age')\n    def check_age(cls, value):\n"
         "        if value < 0:\n            raise ValueError('age')\n        return value\n"}, Level.ABSENT, 0, ""),
    "of a payload": (
        {"api.py": "def validate_data(data):\n    if 'a' not in data:\n        raise ValueError\n\nvalidate_data({})\n"},
        Level.ABSENT, 0, ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "line", "words"), OWN_CHECKS.values(), ids=OWN_CHECKS)
def test_checks_of_its_own(files: dict[str, str], level: Level, line: int, words: str) -> None:
    assert_found(run("data_validation", snapshot(files)), level, f"check.py:{line}", words)


GX = "import great_expectations as ge\n\n\ndef check(path):\n    df = ge.from_pandas(path)\n    df.expect_column_to_exist('a')\n{}\n\ncheck('a')\n"
DECORATED = "import pandera as pa\n\n\n@pa.check_types\ndef load(df):\n    return df\n\n\nload(1)\n"
LIBRARIES = {
    "imported": ({"a.py": "import pandera\n"}, Level.PRESENT, "a.py:1", IMPORTED),
    "called": ({"check.py": GX.format("")}, Level.SUBSTANTIVE, "check.py:5", "Great Expectations: great_expectations.from_pandas"),
    "called where a task starts": ({"check.py": GX.format(""), **TASK}, Level.SUBSTANTIVE, "check.py:5", "from_pandas"),
    "called, and raised where a task starts": (
        {"check.py": GX.format("    raise ValueError('bad')"), **TASK}, Level.WIRED, "check.py:5", f"from_pandas; {STOPS}"),
    "called, and raised in a script": (
        {"check.py": GX.format("    raise ValueError('bad')")}, Level.SUBSTANTIVE, "check.py:5", "from_pandas"),
    "an expectation alone": (
        {"check.py": "from great_expectations import load\n\nload().expect_column_to_exist('a')\n"}, Level.SUBSTANTIVE,
        "check.py:3", "expect_column_to_exist"),
    "called where nobody calls": (
        {"check.py": GX.format("").replace("check('a')\n", ""), **TASK}, Level.PRESENT, "check.py:1", "Great Expectations: imported"),
    "called in an example": ({"examples/check.py": GX.format("")}, Level.PRESENT, "examples/check.py:1", "Great Expectations: imported"),
    "a schema of a file": (
        {"check.py": "import pandera.io as io\n\nROWS = io.from_yaml('a.yaml')\nROWS(df)\n"}, Level.SUBSTANTIVE, "check.py:4",
        "pandera: pandera.io.from_yaml()"),
    "called for something else": ({"a.py": "import pandera\n\npandera.infer_schema(1)\n"}, Level.PRESENT, "a.py:1", IMPORTED),
    "raising by itself": (
        {"check.py": "import pandera as pa\n\npa.validate(1)\n", **TASK}, Level.WIRED, "check.py:3", f"pandera: pandera.validate; {STOPS}"),
    "as a decorator": ({"check.py": DECORATED}, Level.SUBSTANTIVE, "check.py:4", IMPORTED),
    "as a decorator where a task starts": ({"check.py": DECORATED, **TASK}, Level.WIRED, "check.py:4", f"{IMPORTED}; {STOPS}"),
    "as a decorator for something else": (
        {"check.py": DECORATED.replace("check_types", "other")}, Level.PRESENT, "check.py:1", IMPORTED),
    "in a notebook": (
        {"a.ipynb": '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","metadata":{},'
         '"outputs":[],"execution_count":1,"source":"import pandera as pa\\npa.validate(1)"}]}'}, Level.PRESENT, "a.ipynb:1", IMPORTED),
    "in a test": ({"tests/test_a.py": "import pandera\n\npandera.validate(1)\n"}, Level.ABSENT, "", ""),
    "as a dependency": ({"requirements.txt": "pandera==0.20\n"}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), LIBRARIES.values(), ids=LIBRARIES)
def test_libraries_of_checks(files: dict[str, str], level: Level, place: str, words: str) -> None:
    assert_found(run("data_validation", snapshot(files)), level, place, words)


def using(line: str, schema: str = "Rows") -> str:
    return f"from rows import {schema}\n\n\ndef load(df):\n    return {line}\n\n\nload(1)\n"


VARIABLE = {"rows.py": "import pandera as pa\n\nROWS = pa.DataFrameSchema({})\n"}
MADE = "import pandera as pa\n\ndef make():\n    return pa.DataFrameSchema({})\n"
SCHEMAS = {
    "in a task": ({"rows.py": SCHEMA, "check.py": APPLIED, **TASK}, Level.WIRED, "check.py:5",
                  "a data schema is applied and raises in code that is started: rows.Rows.validate"),
    "by hand": ({"rows.py": SCHEMA, "load.py": APPLIED}, Level.SUBSTANTIVE, "load.py:5", f"{APPLIES}rows.Rows.validate"),
    "as a variable": ({**VARIABLE, "load.py": using("ROWS.validate(df)", "ROWS")}, Level.SUBSTANTIVE, "load.py:5", APPLIES),
    "as a subclass of a subclass": (
        {"rows.py": SCHEMA + "\nclass More(Rows):\n    b: int\n\nclass Most(More):\n    c: int\n",
         "load.py": using("Most.validate(df)", "Most")}, Level.SUBSTANTIVE, "load.py:5", APPLIES),
    "as an object": ({"rows.py": SCHEMA, "load.py": using("Rows(a=1).check(df)")}, Level.SUBSTANTIVE, "load.py:5", APPLIES),
    "as what a function makes": (
        {"rows.py": MADE, "load.py": using("make().validate(df)", "make")}, Level.SUBSTANTIVE, "load.py:5", APPLIES),
    "as what a function makes of something else": (
        {"rows.py": MADE.replace("DataFrameSchema", "infer_schema"), "load.py": using("make().validate(df)", "make")},
        Level.PRESENT, "rows.py:1", IMPORTED),
    "as what a function makes, for another question": (
        {"rows.py": MADE, "load.py": using("make().example(df)", "make")}, Level.PRESENT, "rows.py:1", IMPORTED),
    "never": ({"rows.py": SCHEMA}, Level.PRESENT, "rows.py:1", IMPORTED),
    "for another question": ({"rows.py": SCHEMA, "load.py": using("Rows.example(df)")}, Level.PRESENT, "rows.py:1", IMPORTED),
    "of another class": ({"rows.py": SCHEMA + "\nclass Plain:\n    a: int\n", "load.py": using("Plain.validate(df)", "Plain")},
                         Level.PRESENT, "rows.py:1", IMPORTED),
    "as a variable of something else": (
        {"rows.py": "import pandera as pa\n\nROWS = pa.infer_schema({})\n", "load.py": using("ROWS.validate(df)", "ROWS")},
        Level.PRESENT, "rows.py:1", IMPORTED),
    "where nobody calls": ({"rows.py": SCHEMA, "load.py": APPLIED.replace("load(1)\n", "")}, Level.PRESENT, "rows.py:1", IMPORTED),
    "in a test": ({"rows.py": SCHEMA, "tests/test_a.py": APPLIED}, Level.PRESENT, "rows.py:1", IMPORTED),
    "in an example": ({"rows.py": SCHEMA, "examples/a.py": APPLIED}, Level.PRESENT, "rows.py:1", IMPORTED),
    "of a test": ({"tests/rows.py": SCHEMA, "load.py": APPLIED.replace("rows", "tests.rows")}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), SCHEMAS.values(), ids=SCHEMAS)
def test_a_schema_that_is_applied(files: dict[str, str], level: Level, place: str, words: str) -> None:
    assert_found(run("data_validation", snapshot(files)), level, place, words)


def test_a_schema_is_told_once_for_a_module() -> None:
    twice = APPLIED + "\nRows.validate(2)\n"
    assert told(run("data_validation", snapshot({"rows.py": SCHEMA, "load.py": twice}))) == [
        f"SUBSTANTIVE load.py:5 {APPLIES}rows.Rows.validate",
        f"PRESENT rows.py:1 {IMPORTED}",
    ]


TESTS = {
    "tests/data/conftest.py": CONFTEST,
    "tests/data/test_rows.py": EXPECTING,
    "ours.py": "def columns(): return 1\n",
}
STORE = (
    "import hopsworks\nfrom rules import suite\n\n\ndef write(rows):\n"
    "    store = hopsworks.login().get_feature_store()\n"
    "    group = store.get_or_create_feature_group(name='a', expectation_suite=suite)\n    group.insert(rows)\n\n\n"
)
ON_WRITING = "rows are validated when written: get_or_create_feature_group"
SUITE = '{"expectations": [{"expectation_type": "x"}]}'
SET_UP = "Great Expectations is set up without expectations"
OTHERS = {
    "tests that CI runs": ({**TESTS, CI: WORKFLOW}, Level.WIRED, "tests/data/test_rows.py:5",
                           "1 expectation about a data set, as tests, run by CI"),
    "tests": (TESTS, Level.SUBSTANTIVE, "tests/data/test_rows.py:5", "1 expectation about a data set, as tests"),
    "tests whose failure is masked": (
        {**TESTS, CI: WORKFLOW.replace("pytest tests/data", "pytest tests/data || true")}, Level.SUBSTANTIVE,
        "tests/data/test_rows.py:5", "as tests"),
    "tests beside those that CI runs": (
        {**TESTS, "tests/a/test_a.py": "def test_a(): assert 1 == 1\n", CI: WORKFLOW.replace("tests/data", "tests/a")},
        Level.SUBSTANTIVE, "tests/data/test_rows.py:5", "as tests"),
    "tests of the same words without the library": (
        {"tests/data/test_rows.py": EXPECTING, "ours.py": "def columns(): return 1\n"}, Level.ABSENT, "", ""),
    "a suite in a file": ({"gx/expectations/rows.json": SUITE}, Level.PRESENT, "gx/expectations/rows.json:1", "suite of 1 expectation"),
    "a suite in the library's folder": ({"great_expectations/a.json": SUITE}, Level.PRESENT, "great_expectations/a.json:1", "suite of 1"),
    "a suite beside its configuration": (
        {"gx/great_expectations.yml": "a: 1\n", "gx/expectations/rows.json": SUITE}, Level.PRESENT, "gx/expectations/rows.json:1", "suite"),
    "a suite in another folder": ({"conf/rows.json": SUITE}, Level.ABSENT, "", ""),
    "a scaffold": (
        {"gx/great_expectations.yml": "config_version: 3\n", "gx/expectations/rows.json": '{"expectations": []}'}, Level.CLAIMED,
        "gx/great_expectations.yml:1", SET_UP),
    "another configuration": ({"gx/other.yml": "config_version: 3\n"}, Level.ABSENT, "", ""),
    "checks of Soda": ({"soda/rows.yml": "checks for rows:\n  - row_count > 0\n"}, Level.PRESENT, "soda/rows.yml:1", "Soda checks"),
    "checks of Soda at the root": ({"checks.yaml": "a: 1\nchecks for rows: []\n"}, Level.PRESENT, "checks.yaml:1", "Soda checks"),
    "checks of Soda elsewhere": ({"conf/rows.yml": "checks for rows:\n  - row_count > 0\n"}, Level.ABSENT, "", ""),
    "no checks of Soda": ({"soda/rows.yml": "data_source: a\n"}, Level.ABSENT, "", ""),
    "a suite given to a feature store": ({"load.py": STORE + "write(1)\n"}, Level.SUBSTANTIVE, "load.py:7", ON_WRITING),
    "a suite given to a feature store where nobody calls": ({"load.py": STORE}, Level.ABSENT, "", ""),
    "a suite given to a feature store in a test": ({"tests/load.py": STORE + "write(1)\n"}, Level.ABSENT, "", ""),
    "a feature store without a suite": (
        {"load.py": STORE.replace(", expectation_suite=suite", "") + "write(1)\n"}, Level.ABSENT, "", ""),
    "tests of SQL models": (DBT, Level.SUBSTANTIVE, "models/schema.yml:4", "dbt tests on 1 column"),
    "tests of SQL models by their newer name": (
        {**DBT, "models/schema.yml": DBT["models/schema.yml"].replace("tests:", "data_tests:")}, Level.SUBSTANTIVE,
        "models/schema.yml:4", "dbt tests on 1 column"),
    "tests of SQL models in a folder": (
        {f"dbt/{path}": text for path, text in DBT.items()}, Level.SUBSTANTIVE, "dbt/models/schema.yml:4", "dbt tests on 1 column"),
    "tests of SQL models in CI": (
        {**DBT, CI: WORKFLOW.replace("pytest tests/data", "dbt test")}, Level.WIRED, "models/schema.yml:4",
        f"dbt tests on 1 column, run by {CI}"),
    "columns of SQL models without tests": (
        {**DBT, "models/schema.yml": DBT["models/schema.yml"].replace("[unique, not_null]", "[]")}, Level.ABSENT, "", ""),
    "tests of SQL models beside a project": ({"a/dbt_project.yml": "name: a\n", **{
        path: text for path, text in DBT.items() if path != "dbt_project.yml"}}, Level.ABSENT, "", ""),
    "tests of models that are not there": (
        {**DBT, "models/schema.yml": DBT["models/schema.yml"].replace("rows", "other")}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), OTHERS.values(), ids=OTHERS)
def test_expectations_as_tests_files_and_stores(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    assert_found(run("data_validation", snapshot(files)), level, place, words)


def test_a_suite_given_to_a_feature_store_is_told_once_for_a_module() -> None:
    finding = run(
        "data_validation",
        snapshot({"load.py": STORE + "write(1)\n" + STORE.replace("write", "again") + "again(1)\n"}),
    )
    assert told(finding) == [f"SUBSTANTIVE load.py:7 {ON_WRITING}"]


@pytest.mark.parametrize("check", [OWN.partition("if __name__")[0], GX.format("")], ids=["own", "library"])
def test_what_a_library_checks_for_its_users_is_claimed(check: str) -> None:
    files = {**library("frames"), "frames/__init__.py": "", "frames/checks.py": check}
    finding = run("data_validation", snapshot(files))
    assert_found(
        finding,
        Level.CLAIMED,
        f"frames/checks.py:{4 if 'pandas as' in check else 5}",
        ": for its users' data",
    )


def test_the_library_itself_only_offers_checks() -> None:
    files = {
        "pyproject.toml": "[project]\nname = 'pandera'\n",
        "pandera/__init__.py": "",
        "check.py": OWN,
        **TASK,
    }
    assert_found(run("data_validation", snapshot(files)), Level.CLAIMED, "check.py:4", "for its users' data")


def test_what_is_asked_of_anything_is_a_condition() -> None:
    assert WEAK_CONDITIONS < CONDITIONS


def test_hostile_files_are_no_error() -> None:
    files: dict[str, str | bytes] = {
        "check.py": "import pandas\ndef validate_" + "a" * 3000 + "(df):\n    df.isnull()\n    df.columns\n",
        "dbt_project.yml": "- 1\n", "models/schema.yml": "models: {name: [1]}\n",
        "gx/expectations/a.json": "[[[", "gx/great_expectations.yml": b"\xff", "soda/checks.yml": "- a\n",
    }  # fmt: skip
    assert run("data_validation", snapshot(files)).status is not Status.ERROR
