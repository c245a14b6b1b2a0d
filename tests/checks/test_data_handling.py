from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found
from tests.support.notebooks import notebook
from tests.support.snapshots import run, snapshot

SPLIT = """from sklearn.model_selection import train_test_split
from sklearn.linear_model import LogisticRegression
def train(df):
    a, b = train_test_split(df)
    LogisticRegression().fit(a, b)
"""
FOLDS = SPLIT.replace("train_test_split", "TimeSeriesSplit")
CLEANED = SPLIT.replace("    a, b", "    df = df.dropna()\n    a, b")
PIPED = SPLIT + "from sklearn.pipeline import make_pipeline\nmodel = make_pipeline(LogisticRegression())\n"
BOTH = CLEANED + "from sklearn.pipeline import make_pipeline\nmodel = make_pipeline(LogisticRegression())\n"
IMPUTED = SPLIT + "from sklearn.impute import SimpleImputer\nfill = SimpleImputer()\n"

ALONE = "data is split (train_test_split)"
CLEAN = f"{ALONE}, missing values are handled"
PIPE = f"{ALONE}, preprocessing is part of the model"
ALL = f"{CLEAN}, preprocessing is part of the model"
LEVELS = {
    "a split": ({"train.py": SPLIT}, Level.PRESENT, "train.py:4", ALONE),
    "folds": ({"train.py": FOLDS}, Level.PRESENT, "train.py:4", "data is split (TimeSeriesSplit)"),
    "a split and cleaning": ({"train.py": CLEANED}, Level.SUBSTANTIVE, "train.py:5", CLEAN),
    "a split and imputing": ({"train.py": IMPUTED}, Level.SUBSTANTIVE, "train.py:4", CLEAN),
    "a split and a pipeline": ({"train.py": PIPED}, Level.SUBSTANTIVE, "train.py:4", PIPE),
    "all three": ({"train.py": BOTH}, Level.SUBSTANTIVE, "train.py:5", ALL),
    "a split in a notebook": ({"a.ipynb": notebook(SPLIT)}, Level.PRESENT, "a.ipynb:1", ALONE),
    "a split and cleaning in a notebook": ({"a.ipynb": notebook(CLEANED)}, Level.PRESENT, "a.ipynb:1", CLEAN),
    "a split and a pipeline in a notebook": ({"a.ipynb": notebook(PIPED)}, Level.PRESENT, "a.ipynb:1", PIPE),
    "all three in a notebook": ({"a.ipynb": notebook(BOTH)}, Level.SUBSTANTIVE, "a.ipynb:1", ALL),
}  # fmt: skip
ABSENT = {
    "cleaning alone": {"train.py": CLEANED.replace("train_test_split(df)", "df, df")},
    "no split": {"train.py": SPLIT.replace("train_test_split(df)", "df, df")},
    "a split in a test": {"tests/test_a.py": SPLIT, "train.py": SPLIT.replace("train_test_split(df)", "df, df")},
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "note"), LEVELS.values(), ids=LEVELS)
def test_level_follows_the_split_and_the_care(
    files: dict[str, str], level: Level, place: str, note: str
) -> None:
    finding = run("data_handling", snapshot(files))
    assert_found(finding, level, place, note)
    assert finding.evidence[0].note == note


@pytest.mark.parametrize("files", ABSENT.values(), ids=ABSENT)
def test_where_nothing_is_split_nothing_is_found(files: dict[str, str]) -> None:
    finding = run("data_handling", snapshot(files))
    assert_found(finding, Level.ABSENT)
    assert finding.status is Status.MEASURED


def test_without_a_model_nobody_is_asked_for_a_split() -> None:
    repo = snapshot({"app.py": "from sklearn.model_selection import train_test_split\ntrain_test_split(x)\n"})
    finding = run("data_handling", repo)
    assert (finding.status, finding.evidence) == (Status.NOT_APPLICABLE, ())
