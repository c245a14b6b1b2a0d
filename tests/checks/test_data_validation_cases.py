"""Data validation: every evidence of repositories that lie just beside those of the other tables."""

from __future__ import annotations

import pytest

from tests.support.findings import told
from tests.support.snapshots import run, snapshot

TASK = {"Makefile": "all:\n\tpython check.py\n"}
SCHEMA = "import pandera as pa\n\n\nclass Rows(pa.DataFrameModel):\n    age: int\n"
IMPORTED = "PRESENT rows.py:1 pandera: imported"
APPLIED = "SUBSTANTIVE load.py:5 a data schema is applied: "
OWN = "check_rows checks columns, isnull of a data frame"
STOPS = "; a failure stops the run"
DBT = {
    "dbt_project.yml": "name: a\n",
    "models/rows.sql": "select 1",
    "models/schema.yml": "models:\n- name: rows\n  columns:\n  - name: id\n    tests: [unique]\n",
}
DBT_TESTS = "SUBSTANTIVE models/schema.yml:4 dbt tests on 1 column"
SUITE = '{"expectations": [{"expectation_type": "x"}]}'
EXPECTING = (
    "import great_expectations as ge\nfrom ours import rows\n\n\ndef test_rows(df):\n"
    "    df.expect_column_to_exist('a')\n    assert rows() == 1\n"
)


def own(*lines: str, more: str = "check_rows(1)\n", parameters: str = "df") -> dict[str, str]:
    """A check of its own in line 4."""
    body = "".join(f"    {line}\n" for line in lines)
    return {"check.py": f"import pandas as pd\n\n\ndef check_rows({parameters}):\n{body}\n\n{more}", **TASK}


def load(expression: str) -> str:
    return f"import rows\n\n\ndef load(df):\n    return {expression}\n\n\nload(1)\n"


def cell(source: str) -> str:
    quoted = source.replace("\n", "\\n")
    code = f'{{"cell_type":"code","metadata":{{}},"outputs":[],"execution_count":1,"source":"{quoted}"}}'
    return f'{{"nbformat":4,"nbformat_minor":5,"metadata":{{}},"cells":[{code}]}}'


def ruled(table: str, name: str = "check_rows", asked: str = "not rule(df)") -> dict[str, str]:
    """A function that applies each of the rules of a table, which begins in line 3."""
    asks = f"def {name}(df):\n    bad = [rule for rule in RULES if {asked}]\n    if bad:\n        raise ValueError(bad)\n"
    return {"check.py": f"import pandas as pd\n\n{table}\n\n{asks}\n{name}(pd.read_csv('a'))\n", **TASK}


UNIQUE, KNOWN = "lambda rows: rows['a'].is_unique", "lambda rows: rows['b'].isin([1]).all()"
PROBLEMS = (
    "import sys\nimport pandas as pd\n\n\ndef {0}(df):\n    bad = []\n    if df.a.isna().any():\n        bad.append('a')\n"
    "    if df.b.duplicated().any():\n        bad.append('b')\n    return bad\n\n\nbad = {0}(pd.read_csv('a'))\nif bad:\n    {1}\n"
)
BELOW, GAPS = "pl.col('a') < 0", "pl.col('b').is_null()"
CASES: dict[str, tuple[dict[str, str], list[str]]] = {
    "rules in a table": (
        ruled(f"RULES = [{UNIQUE}, {KNOWN}]"), [f"WIRED check.py:5 check_rows checks is_unique, isin of a data frame{STOPS}"]),
    "rules in a table, by their names": (
        ruled(f"known = {KNOWN}\n\ndef one(rows):\n    return rows.a.notna()\n\ndef two(rows):\n    return rows.a.is_unique()\n\nRULES = [one, two]"),
        [f"WIRED check.py:13 check_rows checks is_unique, notna of a data frame{STOPS}"]),
    "an own error": (
        own("if df.isnull() or df.columns:", "    raise Bad(1)", more="class Bad(Worse):\n    pass\n\nclass Worse(ValueError):\n    pass\n\ncheck_rows(1)\n"),
        [f"WIRED check.py:4 {OWN}{STOPS}"]),
    "an own class that is no error": (
        own("return Bad(df.isnull(), df.columns)", more="class Bad(Report):\n    pass\n\ncheck_rows(1)\n"),
        [f"SUBSTANTIVE check.py:4 {OWN}"]),
    "expressions in a table": (
        ruled(f"RULES = [{BELOW}, {GAPS}]", "enforce_rows", "df.filter(rule).height"),
        [f"WIRED check.py:5 enforce_rows checks bounds, is_null of a data frame{STOPS}"]),
    "expressions in a table by name": (
        ruled(f"RULES = {{'low': {BELOW}, 'gaps': {GAPS}}}", asked="rule and df.filter(RULES.get(rule))"),
        [f"WIRED check.py:5 check_rows checks bounds, is_null of a data frame{STOPS}"]),
    "one expression in a table": (ruled(f"RULES = [{BELOW}]", asked="df.filter(rule).height"), []),
    "expressions in a table that are printed": (ruled(f"RULES = [{BELOW}, {GAPS}]", asked="print(rule)"), []),
    "a list of problems": (
        {"check.py": PROBLEMS.format("find_problems", "sys.exit(1)"), **TASK},
        [f"WIRED check.py:5 find_problems checks duplicated, isna of a data frame{STOPS}"]),
    "a list of problems that is printed": (
        {"check.py": PROBLEMS.format("find_problems", "print(bad)"), **TASK},
        ["SUBSTANTIVE check.py:5 find_problems checks duplicated, isna of a data frame"]),
    "a list of other things": ({"check.py": PROBLEMS.format("find_customers", "sys.exit(1)"), **TASK}, []),
    "one rule in a table": (ruled(f"RULES = [{UNIQUE}]"), []),
    "rules in a table that ask nothing of rows": (
        ruled("RULES = [lambda rows: rows.strip(), lambda rows: rows.upper()]"), []),
    "rules in a table that are counted": (
        {"check.py": f"import pandas as pd\n\nRULES = [{UNIQUE}, {KNOWN}]\n\ndef check_rows(df):\n    assert len(RULES) > 1\n\n\ncheck_rows(1)\n", **TASK}, []),
    "rules in a table, in a function of another name": (ruled(f"RULES = [{UNIQUE}, {KNOWN}]", "clean_rows"), []),
    "a call and a decorator": (
        {"check.py": "import pandera as pa\n\n\n@pa.check_types\ndef load(df):\n    return df\n\n\nload(pa.validate(1))\n"},
        ["SUBSTANTIVE check.py:9 pandera: pandera.validate"]),
    "a decorator in a notebook": (
        {"a.ipynb": cell("import pandera as pa\n@pa.check_types\ndef load(df):\n    return df\nload(1)")},
        ["PRESENT a.ipynb:1 pandera: imported"]),
    "a decorator of that name from elsewhere": (
        {"rows.py": "import pandera\nimport ours\n\n\n@ours.check_types\ndef load(df):\n    return df\n\n\nload(1)\n"}, [IMPORTED]),
    "a call at the top of what is started": (
        {"check.py": "import great_expectations as ge\n\nge.from_pandas(1)\n", **TASK},
        ["SUBSTANTIVE check.py:3 Great Expectations: great_expectations.from_pandas"]),
    "a class of an unknown base": (
        {"rows.py": SCHEMA + "\nclass Plain(Base):\n    a: int\n", "load.py": load("rows.Plain.validate(df)")}, [IMPORTED]),
    "an object of that name from elsewhere": (
        {"rows.py": "import pandera\nimport ours\nROWS = ours.DataFrameSchema({})\n", "load.py": load("rows.ROWS.validate(df)")},
        [IMPORTED]),
    "a schema that a frame is handed to": (
        {"rows.py": SCHEMA, "load.py": load("df.pipe(rows.Rows.validate)")}, [APPLIED + "?.pipe", IMPORTED]),
    "a function that a frame is handed to": ({"rows.py": SCHEMA, "load.py": load("df.pipe(rows.load)")}, [IMPORTED]),
    "a schema that is changed first": (
        {"rows.py": SCHEMA, "load.py": load("rows.Rows.to_schema().validate(df)")},
        [APPLIED + "rows.Rows.to_schema().validate", IMPORTED]),
    "two functions, one of which raises": (
        own("df.isnull()", "df.columns", more="def check_more(df):\n    assert df.isna()\n\ncheck_rows(1)\ncheck_more(1)\n"),
        [f"WIRED check.py:9 check_more checks isna of a data frame{STOPS}"]),
    "a frame and another parameter": (
        own("df.isnull()", "df.columns", parameters="limit, df"), [f"SUBSTANTIVE check.py:4 {OWN}"]),
    "functions of that name that ask nothing": (
        own("df.isnull()", more="def check_a(df):\n    pass\n\ndef check_b(df):\n    pass\n\ncheck_rows(1)\n"), []),
    "a trivial assertion": (
        own("df.isnull()", "df.columns", "assert True"), [f"SUBSTANTIVE check.py:4 {OWN}"]),
    "a test that raises what is answered": (
        {**own("return df.isnull() or df.columns"), "tests/test_a.py": "import check\n\n\ndef test_a():\n"
         "    if check.check_rows(1):\n        raise ValueError('x')\n"}, [f"SUBSTANTIVE check.py:4 {OWN}"]),
    "a function that raises, of another name": (
        {**own("return df.isnull() or df.columns"), "b.py": "def other():\n    raise ValueError('x')\n"},
        [f"SUBSTANTIVE check.py:4 {OWN}"]),
    "tests": (
        {"tests/test_rows.py": EXPECTING, "ours.py": "def rows(): return 1\n"},
        ["SUBSTANTIVE tests/test_rows.py:6 1 expectation about a data set, as tests"]),
    "a suite beside its configuration": (
        {"gx/great_expectations.yml": "a: 1\n", "gx/expectations/rows.json": SUITE},
        ["PRESENT gx/expectations/rows.json:1 suite of 1 expectation"]),
    "a suite in another kind of file": ({"gx/expectations/rows.yml": SUITE}, []),
    "checks of Soda in another kind of file": ({"soda/rows.json": '{"checks for rows": [1]}'}, []),
    "tests of SQL models": (DBT, [DBT_TESTS]),
    "tests of SQL models of two projects": ({**DBT, "b/dbt_project.yml": "name: b\n"}, [DBT_TESTS]),
    "tests of SQL models in another kind of file": (
        {**{path: text for path, text in DBT.items() if path != "models/schema.yml"},
         "models/schema.json": '{"models": [{"name": "rows", "columns": [{"name": "id", "tests": ["unique"]}]}]}'}, []),
    "a model of which only a text has the name": (
        {**DBT, "models/schema.yml": DBT["models/schema.yml"].replace("rows", "notes"), "notes": "x"}, []),
}  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), CASES.values(), ids=CASES)
def test_every_evidence(files: dict[str, str], expected: list[str]) -> None:
    assert told(run("data_validation", snapshot(files))) == expected


@pytest.mark.parametrize(("name", "applied"), [("A", False), ("B", True), ("C", True), ("D", True)])
def test_classes_are_followed_three_times_through_the_files(name: str, applied: bool) -> None:
    files = {
        "a.py": "from b import B\n\nclass A(B):\n    x: int\n",
        "b.py": "from c import C\n\nclass B(C):\n    x: int\n",
        "c.py": "from d import D\n\nclass C(D):\n    x: int\n",
        "d.py": "import pandera as pa\n\nclass D(pa.DataFrameModel):\n    x: int\n",
        "load.py": f"from {name.lower()} import {name}\n\n{name}.validate(1)\n",
    }
    said = [f"SUBSTANTIVE load.py:3 a data schema is applied: {name.lower()}.{name}.validate"] * applied
    assert told(run("data_validation", snapshot(files))) == [*said, "PRESENT d.py:1 pandera: imported"]


def test_a_suite_whose_content_is_missing_is_none() -> None:
    assert (
        told(run("data_validation", snapshot({"a.py": "x = 1\n"}, missing=["gx/expectations/a.json"]))) == []
    )
