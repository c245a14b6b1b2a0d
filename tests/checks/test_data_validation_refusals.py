"""Functions of any name that refuse a frame without its columns or with too few rows."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

TASK = {"Makefile": "all:\n\tpython fit.py\n"}
FEW = "    if len(df) < 10:\n        raise ValueError('few')\n"
MISSING = "    missing = [c for c in NAMES if c not in df.columns]\n    if missing:\n        raise ValueError(missing)\n"


ONE = (
    "import pandas as pd\n\n\ndef prepare(model, df, name='a'):\n    if name not in df.columns:\n        raise ValueError(name)\n"
    "    df = df[df[name] > 1]\n    if len(df) == 0:\n        raise ValueError\n    return model.predict(df)\n\n\nprepare(1, 2)\n"
)  # fmt: skip


def fit(*parts: str, more: str = "prepare([])\n") -> str:
    body = "".join(parts)
    return f"import pandas as pd\n\nNAMES = ['a']\n\n\ndef prepare(rows):\n    df = pd.DataFrame(rows)\n{body}    return df\n\n\n{more}"


REFUSALS = {
    "kept in a list": (fit(MISSING, FEW), 8),
    "kept in a set": (fit(MISSING.replace("[c for c in NAMES if c not in df.columns]", "set(NAMES) - set(df.columns)"), FEW), 8),
    "beside columns under a name": (
        fit("    wanted = set(NAMES)\n    actual = set(df.columns)\n    missing = wanted - actual\n"
            "    if missing:\n        raise ValueError(missing)\n", FEW), 10),
    "asked at once": (fit("    if not set(NAMES).issubset(df.columns):\n        raise KeyError\n", FEW), 8),
    "one column": (fit("    if 'a' not in df.columns:\n        raise KeyError\n", FEW), 8),
    "an empty frame": (fit(MISSING, "    if df.empty:\n        raise ValueError\n"), 8),
    "bad data that somebody sent": (
        fit(MISSING.replace("ValueError(missing)", "HTTPException(status_code=422)"), FEW), 8),
    "a column that a parameter names": (ONE.replace("model.predict(df)", "df"), 5),
    "a column of a name that is no parameter, where a model is asked": (ONE.replace("if name", "if NAME"), 5),
    "missing values": (fit(MISSING, "    if df.isna().any().any():\n        raise ValueError\n"), 8),
}  # fmt: skip
NONE = {
    "rows alone": fit(FEW),
    "one column alone": fit("    if 'a' not in df.columns:\n        raise KeyError\n"),
    "columns alone, and nothing calls it": fit(MISSING, more=""),
    "an argument of what asks a model": ONE,
    "columns that are only logged": fit(MISSING.replace("raise ValueError", "print"), FEW),
    "beside something else under a name": fit(
        "    wanted = set(NAMES)\n    actual = set(df.index)\n    missing = wanted - actual\n"
        "    if missing:\n        raise ValueError(missing)\n",
        FEW,
    ),
    "columns that are added": fit(
        "    for c in NAMES:\n        if c not in df.columns:\n            df[c] = 0\n", FEW
    ),
    "an answer that nothing was found": fit(
        MISSING.replace("ValueError(missing)", "HTTPException(404, 'no')"), FEW
    ),
    "an answer with the name of its status": fit(
        MISSING.replace(
            "ValueError(missing)", "HTTPException(\n            status_code=status.HTTP_404_NOT_FOUND)"
        ),
        FEW,
    ),
    "no frames": fit(MISSING, FEW).replace("pandas", "rows"),
}


@pytest.mark.parametrize(("source", "line"), REFUSALS.values(), ids=REFUSALS)
def test_a_function_that_refuses_a_frame_stops_the_run(source: str, line: int) -> None:
    note = "prepare raises for missing columns and for its rows; a failure stops the run"
    assert_found(
        run("data_validation", snapshot({"fit.py": source, **TASK})), Level.WIRED, f"fit.py:{line}", note
    )


ALONE = {
    "columns alone": fit(MISSING),
    "columns that are too many as well": fit(MISSING.replace("if missing:", "if missing or extra:")),
    "rows that are only logged": fit(MISSING, FEW.replace("raise ValueError", "print")),
    "a page that is not there": fit(MISSING, FEW.replace("ValueError('few')", "Http404")),
    "columns that are asked for by their name": fit(
        "    try:\n        df = df[NAMES]\n    except KeyError as e:\n        # Said to whoever sent it.\n"
        "        raise ValueError(f'columns are missing: {e}')\n"
    ),
}


@pytest.mark.parametrize("source", ALONE.values(), ids=ALONE)
def test_what_refuses_a_frame_for_several_columns_alone_is_present(source: str) -> None:
    note = "prepare raises for missing columns"
    line = 10 if "KeyError as" in source else 8
    assert_found(
        run("data_validation", snapshot({"fit.py": source, **TASK})), Level.PRESENT, f"fit.py:{line}", note
    )


@pytest.mark.parametrize("source", NONE.values(), ids=NONE)
def test_what_refuses_less_is_none(source: str) -> None:
    assert_found(run("data_validation", snapshot({"fit.py": source, **TASK})), Level.ABSENT)


def test_level_follows_who_calls_it() -> None:
    source = fit(MISSING, FEW)
    assert run("data_validation", snapshot({"fit.py": source})).level is Level.SUBSTANTIVE
    unused = fit(MISSING, FEW, more="")
    assert run("data_validation", snapshot({"fit.py": unused, **TASK})).level is Level.PRESENT
    assert run("data_validation", snapshot({"tests/test_fit.py": source})).level is Level.ABSENT


HELPER = (
    "import pandas as pd\n\n\ndef {}(df, required):\n"
    "    missing = [c for c in required if c not in df.columns]\n    if missing:\n        raise KeyError(missing)\n\n\n"
    "{}(pd.DataFrame(), ['a'])\n"
)


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("ensure_columns", Level.WIRED),
        ("validate", Level.WIRED),
        ("_require_columns", Level.WIRED),
        ("required_columns", Level.PRESENT),
        ("reorder", Level.PRESENT),
    ],
)
def test_a_check_may_refuse_a_frame_for_its_columns_alone(name: str, level: Level) -> None:
    note = f"{name} raises for missing columns" + ("; a failure stops the run" if level > 2 else "")
    repo = snapshot({"fit.py": HELPER.format(name, name), **TASK})
    assert_found(run("data_validation", repo), level, "fit.py:5", note)


def test_one_column_is_no_list_of_them() -> None:
    one = "import pandas as pd\n\n\ndef ensure(df):\n    if 'a' not in df.columns:\n        raise KeyError\n\n\nensure(1)\n"
    assert_found(run("data_validation", snapshot({"fit.py": one, **TASK})), Level.ABSENT)


PAGE = "import streamlit as st\nfrom fit import prepare\n\n\ndef page():\n    given = st.{}('rows')\n    prepare(given)\n\n\npage()\n"
UPLOADS = {
    "an upload": ({"page.py": PAGE.format("file_uploader")}, Level.SUBSTANTIVE, "of what is uploaded"),
    "something else of a page": ({"page.py": PAGE.format("data_editor")}, Level.WIRED, "a failure stops the run"),
    "an upload, and a run as well": (
        {"page.py": PAGE.format("file_uploader"), "other.py": "from fit import prepare\nprepare([])\n"},
        Level.WIRED, "a failure stops the run"),
    "an upload of a route": (
        {"page.py": "from fastapi import UploadFile\nfrom fit import prepare\n\n\ndef route(file: UploadFile):\n    prepare(file)\n\n\nroute(1)\n"},
        Level.SUBSTANTIVE, "of what is uploaded"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "words"), UPLOADS.values(), ids=UPLOADS)
def test_what_somebody_uploads_is_a_request(files: dict[str, str], level: Level, words: str) -> None:
    task = {"Makefile": "all:\n\tpython page.py\n\tpython other.py\n"}
    repo = snapshot({"fit.py": fit(MISSING, FEW, more=""), **task, **files})
    assert_found(run("data_validation", repo), level, "fit.py:8", words)


def test_a_schema_that_is_applied_is_shown_before_what_refuses_missing_columns() -> None:
    schema = (
        "import pandera as pa\nimport fit\n\nRows = pa.DataFrameSchema({})\nRows.validate(fit.prepare([]))\n"
    )
    files = {"fit.py": fit(MISSING, FEW), "rows.py": schema, "Makefile": "all:\n\tpython rows.py\n"}
    finding = run("data_validation", snapshot(files))
    assert_found(finding, Level.WIRED, "rows.py:5", "pandera: pandera.DataFrameSchema().validate")
    assert ("fit.py", Level.WIRED) in {(each.path, each.level) for each in finding.evidence}
