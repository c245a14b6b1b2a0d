"""Data validation by tools that declare checks: in decorators, files, queries and commands."""

from __future__ import annotations

import json

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.notebooks import notebook
from tests.support.snapshots import run, snapshot

CI = ".github/workflows/a.yml"


def workflow(command: str) -> dict[str, str]:
    return {CI: f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: {command}\n"}


TASK = {"Makefile": "all:\n\tpython pipe.py\n"}
STOPS = "a failure stops the run"
ASSETS = "import dagster as dg\n\n\n@dg.asset\ndef rows():\n    return load()\n\n\n@dg.asset_check(asset=rows{})\ndef full(rows):\n    return dg.AssetCheckResult(passed=bool(rows.a.all()))\n\n\ndefs = dg.Definitions(assets=[rows], asset_checks=[full])\n"
TABLES = "import dlt\n\n\n@dlt.table\n@dlt.{}\ndef tx():\n    return spark.readStream.table('raw')\n"
DAG = "from airflow import DAG\nfrom {} import {} as Op\n\nwith DAG('d', schedule='@daily'):\n    Op(task_id='a', {})\n"
REFERENCE = "# MAGIC %md\n# MAGIC **IMPORTANT**: This notebook is a reference for a future refactoring\n"
LIBRARIES = {
    "an asset check": ({"pipe.py": ASSETS.format("")}, Level.SUBSTANTIVE, "pipe.py:9", "Dagster asset checks"),
    "an asset check that blocks": ({"pipe.py": ASSETS.format(", blocking=True")}, Level.WIRED, "pipe.py:9", STOPS),
    "assets without a check": ({"pipe.py": ASSETS.partition("@dg.asset_check")[0]}, Level.ABSENT, "", ""),
    "an expectation": ({"pipe.py": TABLES.format("expect('a', 'a > 0')")}, Level.SUBSTANTIVE, "pipe.py:5", "Databricks pipeline"),
    "expectations of the new module": (
        {"pipe.py": TABLES.format("expect_all({'a': 'a > 0'})").replace("import dlt", "from pyspark import pipelines as dlt")},
        Level.SUBSTANTIVE, "pipe.py:5", "Databricks pipeline"),
    "an expectation in a notebook": (
        {"pipe.ipynb": notebook(TABLES.format("expect_or_drop('a', 'a > 0')"))}, Level.SUBSTANTIVE, "pipe.ipynb:1", "Databricks pipeline"),
    "in a file that calls itself a reference": (
        {"pipe.py": REFERENCE + TABLES.format("expect('a', 'a > 0')")}, Level.PRESENT, "pipe.py:7", "says of itself that it is not run"),
    "in a file of references": (
        {"pipe.py": REFERENCE.replace("is a reference for a future refactoring", "loads the reference data for a model")
         + TABLES.format("expect('a', 'a > 0')")}, Level.SUBSTANTIVE, "pipe.py:7", "Databricks pipeline"),
    "in a reference of another language": (
        {"pipe.py": REFERENCE.replace("This notebook is a reference for a", "Ce notebook est une reference pour un")
         + TABLES.format("expect('a', 'a > 0')")}, Level.PRESENT, "pipe.py:7", "Databricks pipeline"),
    "a loader of that name": ({"pipe.py": "import dlt\n\n\n@dlt.resource\ndef rows():\n    yield 1\n"}, Level.ABSENT, "", ""),
    "an operator that checks columns": (
        {"dags/pipe.py": DAG.format("airflow.providers.common.sql.operators.sql", "SQLColumnCheckOperator", "table='t'")},
        Level.WIRED, "dags/pipe.py:5", STOPS),
    "an operator that queries": (
        {"dags/pipe.py": DAG.format("airflow.providers.common.sql.operators.sql", "SQLExecuteQueryOperator", "sql='s'")},
        Level.ABSENT, "", ""),
    "an operator of Great Expectations": (
        {"dags/pipe.py": DAG.format("great_expectations_provider.operators.great_expectations", "GreatExpectationsOperator", "x=1")},
        Level.WIRED, "dags/pipe.py:5", STOPS),
    "a command in a flow": (
        {"dags/pipe.py": DAG.format("airflow.operators.bash", "BashOperator", "bash_command='soda scan -d d checks.yml'")},
        Level.WIRED, "dags/pipe.py:5", "data is checked with Soda: `soda scan -d d checks.yml`"),
    "a checked output": (
        {"pipe.py": "from hamilton.function_modifiers import check_output\n\n\n@check_output(range=(0, 1), importance='fail')\ndef a(b):\n    return b\n", **TASK},
        Level.WIRED, "pipe.py:4", STOPS),
    "a checked output that warns": (
        {"pipe.py": "from hamilton.function_modifiers import check_output\n\n\n@check_output(range=(0, 1))\ndef a(b):\n    return b\n", **TASK},
        Level.SUBSTANTIVE, "pipe.py:4", "Hamilton"),
    "Soda's scan that must not fail": (
        {"pipe.py": "from soda.scan import Scan\ns = Scan()\ns.execute()\ns.assert_no_checks_fail()\n", **TASK}, Level.WIRED, "pipe.py:4", STOPS),
    "Soda's scan that is asked": (
        {"pipe.py": "from soda.scan import Scan\ns = Scan()\ns.execute()\nif s.has_check_fails():\n    raise SystemExit(1)\n", **TASK},
        Level.WIRED, "pipe.py:2", STOPS),
    "Soda's scan that nobody asks": (
        {"pipe.py": "from soda.scan import Scan\ns = Scan()\ns.execute()\nprint(s.get_logs_text())\n", **TASK}, Level.SUBSTANTIVE, "pipe.py:2", "Soda"),
    "a checkpoint whose answer stops": (
        {"pipe.py": "import great_expectations as gx\n\nr = gx.get_context().checkpoints.get('c').run()\nif not r.success:\n    exit(1)\n", **TASK},
        Level.WIRED, "pipe.py:3", STOPS),
    "an older checkpoint whose answer stops": (
        {"pipe.py": "import great_expectations as ge\n\nr = ge.get_context().run_checkpoint('c')\nassert r['success']\n", **TASK},
        Level.WIRED, "pipe.py:3", STOPS),
    "a schema that is called": (
        {"pipe.py": "import pandera as pa\n\nROWS = pa.DataFrameSchema({})\n", "load.py": "from pipe import ROWS\n\nROWS(read())\n"},
        Level.SUBSTANTIVE, "load.py:3", "a data schema is applied"),
    "rules of Glue": (
        {"pipe.py": "from awsgluedq.transforms import EvaluateDataQuality\n\nEvaluateDataQuality.apply(frame=f, ruleset=r)\n"},
        Level.SUBSTANTIVE, "pipe.py:3", "AWS Glue data quality"),
    "another call of AWS": ({"pipe.py": "import boto3\n\nboto3.client('glue').start_job_run(JobName='a')\n"}, Level.ABSENT, "", ""),
    "DQX": (
        {"pipe.py": "from databricks.labs.dqx.engine import DQEngine\ne = DQEngine(w)\ne.apply_checks_and_split(df, checks)\n"},
        Level.SUBSTANTIVE, "pipe.py:3", "Databricks DQX"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), LIBRARIES.values(), ids=LIBRARIES)
def test_checks_in_code(files: dict[str, str], level: Level, place: str, words: str) -> None:
    assert_found(run("data_validation", snapshot(files)), level, place, words)


CONTRACT = "dataContractSpecification: 1.1.0\nmodels:\n  tx:\n    fields:\n      id: {required: true}\n      at: {type: string}\n"
OPEN_CONTRACT = "apiVersion: v3.0.0\nkind: DataContract\nschema:\n- name: tx\n  properties:\n  - name: id\n"
SODA = "checks for tx:\n- row_count > 0\n"
MODEL = (
    "MODEL (\n  name db.stg,\n  kind FULL,\n  audits (not_null(columns := (id)))\n);\nSELECT id FROM raw.tx\n"
)
MESH = {"config.yaml": "model_defaults: {dialect: duckdb}\n", "models/stg.sql": MODEL}
LIVE = "CREATE OR REFRESH STREAMING TABLE a (\n  CONSTRAINT ok EXPECT (id IS NOT NULL) ON VIOLATION FAIL UPDATE\n) AS SELECT 1\n"
FORM = 'config {\n  type: "table",\n  assertions: {nonNull: ["id"]}\n}\nselect 1\n'
DECLARED = {
    "a contract": ({"datacontract.yaml": CONTRACT}, Level.PRESENT, "datacontract.yaml:1", "data contract about 2 fields"),
    "an open contract": ({"a.odcs.yaml": OPEN_CONTRACT}, Level.PRESENT, "a.odcs.yaml:1", "data contract about 1 field"),
    "a contract that CI tests": (
        {"datacontract.yaml": CONTRACT, **workflow("datacontract test")}, Level.WIRED, f"{CI}:6", "a data contract: `datacontract test`"),
    "a contract that CI only lints": (
        {"datacontract.yaml": CONTRACT, **workflow("datacontract lint")}, Level.PRESENT, "datacontract.yaml:1", ""),
    "a contract whose test may fail": (
        {"datacontract.yaml": CONTRACT, **workflow("datacontract test || true")}, Level.PRESENT, "datacontract.yaml:1", ""),
    "a contract without fields": ({"datacontract.yaml": "models: {}\n"}, Level.ABSENT, "", ""),
    "a contract's action": (
        {CI: workflow("x")[CI].replace("run: x", "uses: datacontract/datacontract-action@v1")}, Level.WIRED, f"{CI}:6", "in CI"),
    "Soda's checks": ({"soda/checks.yml": SODA}, Level.PRESENT, "soda/checks.yml:1", "Soda checks"),
    "Soda's contract": ({"contracts/tx.yml": "dataset: tx\ncolumns:\n- name: id\n"}, Level.PRESENT, "contracts/tx.yml:1", "Soda checks"),
    "Soda's checks that a task scans": (
        {"soda/checks.yml": SODA, "Makefile": "scan:\n\tuv run soda scan -d d soda/checks.yml\n"}, Level.WIRED, "Makefile:1", "with Soda"),
    "another use of the program": ({"Makefile": "a:\n\tsoda test-connection -d d\n"}, Level.ABSENT, "", ""),
    "a checkpoint by its command": (workflow("great_expectations checkpoint run c"), Level.WIRED, f"{CI}:6", "Great Expectations"),
    "audits": (MESH, Level.SUBSTANTIVE, "models/stg.sql:4", "audits of SQLMesh"),
    "audits that CI runs": ({**MESH, **workflow("sqlmesh -p . plan --auto-apply")}, Level.WIRED, "models/stg.sql:4", f"run by {CI}"),
    "audits that CI only renders": ({**MESH, **workflow("sqlmesh render db.stg")}, Level.SUBSTANTIVE, "models/stg.sql:4", ""),
    "an audit in a file of its own": (
        {"config.yaml": MESH["config.yaml"], "audits/a.sql": "AUDIT (\n  name a\n);\nSELECT 1\n"}, Level.SUBSTANTIVE, "audits/a.sql:1", ""),
    "constraints of a pipeline": ({"pipe.sql": LIVE}, Level.SUBSTANTIVE, "pipe.sql:2", "expectations of a Databricks pipeline"),
    "assertions of Dataform": ({"definitions/a.sqlx": FORM}, Level.SUBSTANTIVE, "definitions/a.sqlx:3", "assertions of Dataform"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), DECLARED.values(), ids=DECLARED)
def test_checks_in_files_and_commands(files: dict[str, str], level: Level, place: str, words: str) -> None:
    assert_found(run("data_validation", snapshot(files)), level, place, words)


def test_queries_without_checks_leave_the_bound_open() -> None:
    for content in (
        "SELECT id FROM raw.tx\n",
        "ALTER TABLE a ADD CONSTRAINT k PRIMARY KEY (id)\n",
        MODEL.replace("  audits (not_null(columns := (id)))\n", "  grain id\n"),
    ):
        finding = run("data_validation", snapshot({**MESH, "models/stg.sql": content}))
        assert not finding.evidence and finding.ceiling is Level.WIRED


def dbt(schema: str, **more: str) -> dict[str, str]:
    return {
        "dbt_project.yml": "name: a\n",
        "models/rows.sql": "select 1",
        "models/schema.yml": schema,
        **more,
    }


PROJECTS = {
    "a column": (dbt("models:\n- name: rows\n  columns:\n  - name: id\n    data_tests: [unique]\n"), "models/schema.yml:4", "1 column"),
    "a model": (dbt("models:\n- name: rows\n  data_tests:\n  - dbt_utils.unique_combination_of_columns: {a: b}\n"), "models/schema.yml:2", "1 table"),
    "a source": (dbt("sources:\n- name: raw\n  tables:\n  - name: tx\n    columns:\n    - name: id\n      tests: [not_null]\n"), "models/schema.yml:6", "1 column"),
    "a seed": (
        dbt("seeds:\n- name: codes\n  columns:\n  - name: id\n    tests: [not_null]\n", **{"seeds/codes.csv": "id\n1\n"}), "models/schema.yml:4", "1 column"),
    "a query": (dbt("version: 2\n", **{"tests/no_gaps.sql": "select * from {{ ref('rows') }} where id is null\n"}), "tests/no_gaps.sql:1", "as a query"),
    "a model that is not there": (dbt("models:\n- name: other\n  data_tests: [a]\n"), "", ""),
    "nothing": (dbt("models:\n- name: rows\n  columns:\n  - name: id\n    tests: []\n"), "", ""),
    "the definition of a test": (dbt("version: 2\n", **{"tests/generic/a.sql": "select 1\n"}), "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "place", "words"), PROJECTS.values(), ids=PROJECTS)
def test_tests_of_a_dbt_project(files: dict[str, str], place: str, words: str) -> None:
    finding = run("data_validation", snapshot(files))
    if place:
        assert_found(finding, Level.SUBSTANTIVE, place, words)
        assert run("data_validation", snapshot({**files, **workflow("dbt build")})).level is Level.WIRED
    else:
        assert not finding.evidence


OF_ROWS = "models:\n- name: rows\n  columns:\n  - name: id\n    data_tests: [unique]\n"
DAG = (
    "from airflow.operators.bash import BashOperator\nBashOperator(task_id='a', bash_command='cd x && {}')\n"
)
PUT_TOGETHER = (
    "from airflow.operators.bash import BashOperator\n\nBashOperator(\n    task_id='a',\n"
    "    bash_command={}'{{DBT}} test --target b',\n)\n"
)
DBT_RUNS = {
    "the command for tests": ({"Makefile": "a:\n\tdbt test\n"}, "Makefile"),
    "the command for all": ({"Makefile": "a:\n\tdbt --no-use-colors --profiles-dir x build\n"}, "Makefile"),
    "the command for models": ({"Makefile": "a:\n\tdbt run\n\tdbt seed\n\tdbt docs generate\n"}, ""),
    "a macro of a like name": ({"Makefile": "a:\n\tdbt run-operation test\n"}, ""),
    "a task that is a comment": ({"Makefile": "a:\n\t# dbt test\n\tdbt run # dbt test\n"}, ""),
    "the models first, the tests elsewhere": (
        {"Makefile": "a:\n\tdbt run\n", "dag.py": DAG.format("dbt test --target x")}, "dag.py"),
    "a command that is put together": (
        {"dag.py": f"DBT = 'cd x && dbt'\n{PUT_TOGETHER.format('f')}"}, "dag.py"),
    "a command that is joined": ({"dag.py": f"DBT = 'dbt'\n{PUT_TOGETHER.format('DBT + ').replace('{DBT}', '')}"}, "dag.py"),
    "a command of a text that nothing is put into": ({"dag.py": f"DBT = 'dbt'\n{PUT_TOGETHER.format('')}"}, ""),
    "a command that begins with another constant": ({"dag.py": f"DBT = 'make'\n{PUT_TOGETHER.format('f')}"}, ""),
    "a flow of models": ({"dag.py": DAG.format("dbt run") + "# BashOperator(bash_command='dbt test')\n"}, ""),
    "an operator for tests": ({"dag.py": "from cosmos.operators import DbtTestLocalOperator as T\nT(task_id='a')\n"}, "dag.py"),
    "an operator for models": ({"dag.py": "from cosmos.operators import DbtRunLocalOperator as T\nT(task_id='a')\n"}, ""),
    "a group that tests what ran": ({"dag.py": "from cosmos import DbtTaskGroup\nDbtTaskGroup(group_id='a')\n"}, "dag.py"),
    "its library": ({"go.py": "from dbt.cli.main import dbtRunner\ndbtRunner().invoke(['test'])\n"}, "go.py"),
    "its library, for models": ({"go.py": "from dbt.cli.main import dbtRunner\ndbtRunner().invoke(['run'])\n"}, ""),
    "what only says so": ({"go.py": "print('now dbt test')\n"}, ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "runner"), DBT_RUNS.values(), ids=DBT_RUNS)
def test_dbt_tests_run_where_their_command_does(files: dict[str, str], runner: str) -> None:
    [found] = run("data_validation", snapshot(dbt(OF_ROWS, **files))).evidence
    assert found.level is (Level.WIRED if runner else Level.SUBSTANTIVE)
    assert found.note == "dbt tests on 1 column" + (f", run by {runner}" if runner else "")


ROW = "import csv\nfrom pydantic import BaseModel\n\n\nclass Row(BaseModel):\n    id: int\n\n\ndef load(path):\n    {}\n\n\nload('a')\n"
ROWS = {
    "made of each": ("return [Row(**each) for each in csv.DictReader(open(path))]", Level.WIRED),
    "validated": ("return [Row.model_validate(each) for each in csv.DictReader(open(path))]", Level.WIRED),
    "of a frame": ("return [Row(**each) for each in pandas.read_csv(path).to_dict('records')]", Level.WIRED),
    "all at once": ("return TypeAdapter(list[Row]).validate_python(list(csv.DictReader(open(path))))", Level.WIRED),
    "with bad ones kept apart": (
        "for each in csv.DictReader(open(path)):\n        try:\n            Row(**each)\n        except ValidationError:\n            pass", Level.SUBSTANTIVE),
    "with a bad one that ends the run": (
        "for each in csv.DictReader(open(path)):\n        try:\n            Row(**each)\n        except ValidationError:\n            raise SystemExit(1)",
        Level.WIRED),
    "with every error caught": (
        "for each in csv.DictReader(open(path)):\n        try:\n            Row(**each)  # ValidationError\n"
        "        except Exception as error:\n            print(error)", Level.SUBSTANTIVE),
    "with every error caught and raised again": (
        "for each in csv.DictReader(open(path)):\n        try:\n            Row(**each)  # ValidationError\n"
        "        except Exception:\n            print(each)\n            raise", Level.WIRED),
    "an answer for each": (
        "for each in csv.DictReader(open(path)):\n        prediction = ask(each)\n        Row(id=1, **prediction)",
        Level.ABSENT),
    "one request": ("return Row(**json.loads(path))", Level.ABSENT),
    "no row": ("return Row(id=1), csv.DictReader(open(path))", Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("body", "level"), ROWS.values(), ids=ROWS)
def test_rows_that_are_checked_by_a_class_of_fields(body: str, level: Level) -> None:
    source = ROW.format(body)
    if "TypeAdapter" in body:
        source = source.replace("import BaseModel", "import BaseModel, TypeAdapter")
    if "ValidationError" in body:
        source = source.replace("import BaseModel", "import BaseModel, ValidationError")
    finding = run("data_validation", snapshot({"pipe.py": source, **TASK}))
    place = "pipe.py:12" if "ValidationError" in body else "pipe.py:10"
    assert_found(finding, level, place if level else "", "every row is checked by" if level else "")
    if level is Level.WIRED:
        assert run("data_validation", snapshot({"pipe.py": source})).level is Level.SUBSTANTIVE


@pytest.mark.parametrize(
    ("path", "level"), [("evals/qa.json", Level.PRESENT), ("input/qa.json", Level.WIRED)]
)
def test_rows_that_are_the_cases_of_an_evaluation(path: str, level: Level) -> None:
    source = ROW.format(f"return [Row(**each) for each in csv.DictReader(open('{path}'))]")
    finding = run("data_validation", snapshot({"pipe.py": source, path: "[]", **TASK}))
    what = "every case of an evaluation" if level is Level.PRESENT else "every row"
    assert_found(finding, level, "pipe.py:10", f"{what} is checked by Row")


FRAME = "import pandas as pd\n\n\ndef main(path):\n    df = pd.read_csv(path)\n{}\n\n\nmain('a')\n"
ASSERTED = {
    "two columns": ("    assert df['id'].notna().all()\n    assert 'id' in df.columns", Level.SUBSTANTIVE),
    "one": ("    assert df['id'].notna().all()", Level.ABSENT),
    "its size": ("    assert len(df) > 0\n    assert not df.empty", Level.ABSENT),
    "other values": ("    assert path\n    assert path.exists()", Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("body", "level"), ASSERTED.values(), ids=ASSERTED)
def test_columns_that_a_program_asserts(body: str, level: Level) -> None:
    files = {"pipe.py": FRAME.format(body)}
    words = "2 assertions about columns" if level else ""
    assert_found(run("data_validation", snapshot(files)), level, "pipe.py:6" if level else "", words)
    if level:
        assert_found(run("data_validation", snapshot({**files, **TASK})), Level.WIRED, "pipe.py:6", STOPS)


QUALITY = "from evidently.test_suite import TestSuite\nfrom evidently.test_preset import DataQualityTestPreset\nt = TestSuite(tests=[DataQualityTestPreset()])\nt.run(current_data=d, reference_data=None)\n"


def test_data_quality_by_evidently() -> None:
    decided = {"pipe.py": QUALITY + "assert t.as_dict()['summary']['all_passed']\n", **TASK}
    assert_found(run("data_validation", snapshot(decided)), Level.WIRED, "pipe.py:3", STOPS)
    told = {"pipe.py": QUALITY + "t.save_html('a')\n", **TASK}
    assert_found(run("data_validation", snapshot(told)), Level.SUBSTANTIVE, "pipe.py:3", "data quality")
    drift = {"pipe.py": "from evidently.presets import DataDriftPreset\n\nDataDriftPreset()\n", **TASK}
    assert_found(run("data_validation", snapshot(drift)), Level.ABSENT)


def test_hostile_declarations_are_no_error() -> None:
    files = {
        "datacontract.yaml": "models: [1]\nschema: x\n",
        "models/a.sql": "audits (" * 2000 + "CONSTRAINT " * 2000,
        "soda/checks.yml": "- 1\n",
        "expectations/a.json": json.dumps({"expectations": 1}),
    }
    assert run("data_validation", snapshot({**MESH, **files})).level is not None
