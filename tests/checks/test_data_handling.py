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
PIPED = (
    SPLIT
    + "from sklearn.pipeline import make_pipeline\nmodel = make_pipeline(scaler, LogisticRegression())\n"
)
BOTH = (
    CLEANED
    + "from sklearn.pipeline import make_pipeline\nmodel = make_pipeline(scaler, LogisticRegression())\n"
)
IMPUTED = SPLIT + "from sklearn.impute import SimpleImputer\nfill = SimpleImputer()\n"

ALONE = "data is split (train_test_split)"
CLEAN = f"{ALONE}, missing values are handled"
PIPE = f"{ALONE}, preprocessing is part of the model"
ALL = f"{CLEAN}, preprocessing is part of the model"
LEVELS = {
    "a split": ({"train.py": SPLIT}, Level.PRESENT, "train.py:4", ALONE),
    "folds": ({"train.py": FOLDS}, Level.PRESENT, "train.py:4", "data is split (TimeSeriesSplit)"),
    "a split and cleaning": ({"train.py": CLEANED}, Level.SUBSTANTIVE, "train.py:5", CLEAN),
    "a split and cleaning in a function that something calls": (
        {"train.py": SPLIT + "def clean(df):\n    return df.dropna()\nclean(1)\n"}, Level.SUBSTANTIVE, "train.py:4", CLEAN),
    "a split and cleaning in a function that nothing calls": (
        {"train.py": SPLIT + "def clean(df):\n    return df.dropna()\n"}, Level.PRESENT, "train.py:4", ALONE),
    "a split and values that are cut off": (
        {"train.py": CLEANED.replace("dropna()", "clip(0, 1)")}, Level.PRESENT, "train.py:5", ALONE),
    "a split and rows between others": (
        {"train.py": CLEANED.replace("dropna()", "interpolate()")}, Level.SUBSTANTIVE, "train.py:5", CLEAN),
    "a split and a picture of another size": (
        {"train.py": "import torch\n" + CLEANED.replace("df.dropna()", "torch.nn.functional.interpolate(df)")},
        Level.PRESENT, "train.py:6", ALONE),
    "a split and imputing": ({"train.py": IMPUTED}, Level.SUBSTANTIVE, "train.py:4", CLEAN),
    "a split and a pipeline": ({"train.py": PIPED}, Level.SUBSTANTIVE, "train.py:4", PIPE),
    "all three": ({"train.py": BOTH}, Level.SUBSTANTIVE, "train.py:5", ALL),
    "a split in a notebook": ({"a.ipynb": notebook(SPLIT)}, Level.PRESENT, "a.ipynb:1", ALONE),
    "a split and cleaning in a notebook": ({"a.ipynb": notebook(CLEANED)}, Level.PRESENT, "a.ipynb:1", CLEAN),
    "a split and a pipeline in a notebook": ({"a.ipynb": notebook(PIPED)}, Level.PRESENT, "a.ipynb:1", PIPE),
    "all three in a notebook": ({"a.ipynb": notebook(BOTH)}, Level.SUBSTANTIVE, "a.ipynb:1", ALL),
}  # fmt: skip
WRITTEN = "from sklearn.pipeline import Pipeline\nmodel = Pipeline({steps})\n"
# A pipeline by its steps as written, and what is said of it.
STEPS = {
    "one step": ("[('m', KernelDensity(bandwidth=(1, 2)))]", ALONE),
    "one step, by its name and over several rows": (
        "\n    steps=[\n        ('m', KernelDensity()),\n    ],\n",
        ALONE,
    ),
    "two steps": ("[('s', StandardScaler()), ('m', KernelDensity())]", PIPE),
    "two steps by their names": ("[scale, model]", PIPE),
    "steps that stand elsewhere": ("STEPS", PIPE),
}
LEVELS |= {
    f"a split and a pipeline of {name}": (
        {"train.py": SPLIT + WRITTEN.format(steps=steps)}, Level.SUBSTANTIVE if note is PIPE else Level.PRESENT,
        "train.py:4", note)
    for name, (steps, note) in STEPS.items()
}  # fmt: skip
LEVELS["a split and a pipeline made of a model alone"] = (
    {"train.py": PIPED.replace("scaler, ", "")}, Level.PRESENT, "train.py:4", ALONE)  # fmt: skip
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


FIT = "from sklearn.linear_model import LogisticRegression\nimport pandas as pd\n"
BODY = "\n\ndef {}(rows):\n    k = len(rows) // 2\n    {}\n"
TRAIN = "\n\nLogisticRegression().fit(1, 2)\n"
OWN = {
    "two slices": ("by_time_split", "return rows.iloc[:k], rows.iloc[k:]", 7),
    "two slices of columns too": ("train_test", "return rows.iloc[:k, 1:], rows.iloc[k:, 1:]", 7),
    "two slices after those of a few rows": (
        "split", "if k < 3:\n        return rows[:1], rows[1:]\n    return rows[:k], rows[k:]", 9
    ),
    "two slices of a number of rows": ("split", "return rows[:100], rows[100:]", 7),
    "from the end": ("holdout", "return rows[:-k], rows[-k:]", 7),
    "two conditions": ("split", "return rows[rows['at'] < k], rows[rows['at'] >= k]", 7),
    "two conditions on an attribute": ("temporal", "return rows.loc[rows.at <= k], rows.loc[rows.at > k]", 7),
    "of a stream": ("partition", "return rows.take(k), rows.skip(k)", 7),
    "three slices": ("split", "return rows[:a], rows[a:b], rows[b:]", 7),
    "three slices with a gap": ("split", "return rows[:a], rows[c:b], rows[b:]", 0),
    "masks of the parts": ("split", "train_mask[:k] = True; test_mask[k:] = True", 7),
    "masks of one part": ("split", "train_mask[:k] = True; other_mask[k:] = True", 0),
    "masks of other rows": ("split", "train_mask[:k] = True; test_mask[j:] = True", 0),
    "one slice": ("split", "return rows.iloc[:k]", 0),
    "two other slices": ("split", "return rows.iloc[:k], rows.iloc[j:]", 0),
    "two conditions on two columns": ("split", "return rows[rows['at'] < k], rows[rows['b'] >= k]", 0),
    "two names": ("split", "return rows.iloc[:k], other.iloc[k:]", 0),
    "columns": ("split", "return rows.iloc[:, :k], rows.iloc[:, k:]", 0),
    "a function for something else": ("load", "return rows.iloc[:k], rows.iloc[k:]", 0),
    "three windows": ("split", "return rows[rows.at < a], rows[(rows.at >= a) & (rows.at < b)], rows[rows.at >= b]", 7),
    "windows with a gap": ("split", "return rows[rows.at < a], rows[(rows.at >= c) & (rows.at < d)], rows[rows.at >= b]", 0),
    "two windows": ("split", "return rows[rows['at'] < a], rows[(rows['at'] >= a) & (rows['at'] < b)]", 7),
    "parts that a loader is asked for": ("read", "return load_split('train'), load_split('test')", 7),
    "parts in turn": ("read", "return {s: load_split(k, s) for s in ('train', 'val', 'test')}", 7),
    "parts by a keyword": ("read", "return load_dataset('x', split='train'), load_dataset('x', split='validation')", 7),
    "parts of a class": ("read", "return RowsDataset('train'), RowsDataset('test')", 7),
    "one part that a loader is asked for": ("read", "return load_split('train'), load_split('all')", 0),
    "parts of two loaders": ("read", "return load_rows('train'), load_frame('test')", 0),
    "metrics of the parts": ("read", "return load_metrics('train'), load_metrics('test')", 0),
    "folders of the parts": ("read", "return make_folder('train'), make_folder('test')", 0),
    "parts in turn of which nothing is loaded": ("read", "return {s: count(s) for s in ('train', 'val')}", 0),
    "names of the parts": ("split", "return ['train' if each < k else 'test' for each in rows]", 7),
    "names of three parts": ("freeze_splits", "return 'train' if k < 3 else 'validation' if k < 4 else 'test'", 7),
    "names of the parts, the test first": ("partition", "return 'holdout' if k > 3 else 'training'", 7),
    "names in a column": ("assign_folds", "return np.where(draw(rows) < 0.8, 'train', 'val')", 7),
    "windows of dates": ("rolling_splits", "train_end_dt = k; valid_start_dt = k + 1", 7),
    "windows without a part that is not seen": ("rolling_splits", "train_end = k; test = k + 1", 0),
    "windows without a training": ("rolling_splits", "end = k; test_start = k + 1", 0),
    "windows in a function for something else": ("load", "train_end = k; test_start = k + 1", 0),
    "names in a column of polars": (
        "train_test_split", "return rows.with_columns(split=pl.when(k < 3).then(pl.lit('test')).otherwise(pl.lit('train')))", 7),
    "names in a column of Spark": ("assign_parts", "return rows.withColumn('s', F.when(k < 3, 'train').otherwise(F.lit('test')))", 0),
    "names in a column of Spark, by a function for it": (
        "assign_folds", "return rows.withColumn('s', F.when(k < 3, 'train').otherwise(F.lit('test')))", 7),
    "names in a column of polars that are no parts": (
        "train_test_split", "return rows.with_columns(split=pl.when(k < 3).then(pl.lit('low')).otherwise(pl.lit('train')))", 0),
    "names without a training part": ("split", "return 'val' if k < 3 else 'test'", 0),
    "turns of a conversation": ("split_turns(turns, max_run):\n    k = 1\n    yield turns[:k], turns[k:]\n\n\ndef other", "pass", 0),
    "turns by a share": ("split_turns(turns, ratio):\n    k = 1\n    yield turns[:k], turns[k:]\n\n\ndef other", "pass", 7),
    "turns for a test": ("split_turns(turns):\n    k = 1\n    test = turns[k:]\n    return turns[:k], test\n\n\ndef other", "pass", 8),
    "the same name twice": ("split", "return 'train' if k < 3 else 'training'", 0),
    "a list of names": ("split", "return ['train', 'test'][k:]", 0),
    "names in a function for something else": ("load", "return 'train' if k < 3 else 'test'", 0),
    "into a training and a test part, where the model is trained": ("load", "train, test = rows.iloc[:k], rows.iloc[k:]", 7),
}  # fmt: skip


@pytest.mark.parametrize(("name", "body", "line"), OWN.values(), ids=OWN)
def test_rows_that_are_separated_by_a_rule_of_its_own(name: str, body: str, line: int) -> None:
    source = FIT + BODY.format(name, body) + TRAIN
    finding = run("data_handling", snapshot({"train.py": source}))
    assert_found(finding, Level.PRESENT if line else Level.ABSENT, f"train.py:{line}" if line else "")


@pytest.mark.parametrize(
    ("parts", "line"),
    [("train, test", 7), ("train, _", 0), ("_, rows", 0), ("_train, _test", 7), ("a, b, _, d", 7)],
)
def test_a_part_that_is_thrown_away_is_not_held_out(parts: str, line: int) -> None:
    source = FIT + BODY.format("cut", f"{parts} = train_test_split(rows)") + TRAIN
    finding = run("data_handling", snapshot({"train.py": source}))
    assert_found(finding, Level.PRESENT if line else Level.ABSENT, f"train.py:{line}" if line else "")


def test_a_part_that_the_training_keeps_back_is_a_split() -> None:
    keras = "import keras\n\nm = keras.Sequential([])\nm.fit(1, 2, validation_split={})\n"
    assert_found(run("data_handling", snapshot({"a.py": keras.format("0.2")})), Level.PRESENT, "a.py:4")
    assert run("data_handling", snapshot({"a.py": keras.format("0.0")})).level is Level.ABSENT


def test_long_texts_are_looked_through_in_time() -> None:
    for part in ("rows[:", "rows[rows.a <", "rows.take(", "a.b.c", "[[[[", '"train" if a', "where(a, "):
        source = FIT + BODY.format("split", "x = '''" + part * 4000 + "'''") + TRAIN
        assert run("data_handling", snapshot({"train.py": source})).level is Level.ABSENT


def test_parts_may_be_named_without_a_package_of_tables() -> None:
    split = "import csv\n\n\ndef split(n):\n    return 'train' if n % 10 < 8 else 'test'\n"
    files = {"rows.py": split, "train.py": FIT + TRAIN}
    assert_found(run("data_handling", snapshot(files)), Level.PRESENT, "rows.py:5", "data is split (split)")
    files["rows.py"] = split.replace("return 'train' if n % 10 < 8 else 'test'", "return rows[:n], rows[n:]")
    assert_found(run("data_handling", snapshot(files)), Level.ABSENT)


FLAGGED = (
    "import polars as pl\n\n\ndef view(rows):\n    order = pl.arange(0, 9, eager=True).shuffle(seed=1)\n"
    "    return rows.with_columns(\n        (order < 3).alias('is_test'),\n        (order >= 3).alias('is_train'),\n    )\n"
)
FLAGS = {
    "a flag for each part": (FLAGGED, Level.PRESENT),
    "a flag for one part": (FLAGGED.replace("is_train", "is_new"), Level.ABSENT),
    "flags of rows in their order": (FLAGGED.replace(".shuffle(seed=1)", ""), Level.ABSENT),
    "flags of a table": (
        FLAGGED.replace("(order < 3).alias('is_test')", "rows['is_test'] = order < 3"),
        Level.PRESENT,
    ),
}


@pytest.mark.parametrize(("code", "level"), FLAGS.values(), ids=FLAGS)
def test_shuffled_rows_with_a_flag_for_each_part_are_split(code: str, level: Level) -> None:
    model = "from sklearn.svm import SVC\n\nSVC().fit(1, 2)\n"
    assert run("data_handling", snapshot({"assets.py": code, "train.py": model})).level is level


STAGES = """stages:
  clean:
    cmd: python clean.py
    outs: [{written}]
  split:
    cmd: python split.py
    deps: [rows.csv]
"""
CLEANS = "import pandas as pd\n\npd.read_csv('raw.csv').dropna().to_csv('rows.csv')\n"


@pytest.mark.parametrize(
    ("name", "body", "line"),
    [
        ("by_time", "train, test = rows[:k], rows[k:]", 8),
        ("by_time", "train = rows[:k]", 10),
        ("by_time", "train, test = rows.iloc[order[:k]], rows.iloc[order[k:]]", 8),
        ("split", "a, b = train_test_split(rows)", 8),
    ],
)
def test_what_is_done_where_something_else_failed_is_shown_last(name: str, body: str, line: int) -> None:
    source = "from sklearn.model_selection import train_test_split\n" + FIT
    source += f"\n\ndef {name}(rows, k):\n    try:\n        {body}\n    except KeyError:\n        train, test = train_test_split(rows)\n"
    finding = run("data_handling", snapshot({"train.py": source + TRAIN}))
    assert_found(finding, Level.PRESENT, f"train.py:{line}")


@pytest.mark.parametrize(
    ("written", "cleaning", "level"),
    [
        ("rows.csv", CLEANS, Level.SUBSTANTIVE),
        ("other.csv", CLEANS, Level.PRESENT),
        ("rows.csv", CLEANS.replace(".dropna()", ""), Level.PRESENT),
    ],
)
def test_cleaning_in_the_stage_before_counts(written: str, cleaning: str, level: Level) -> None:
    files = {"dvc.yaml": STAGES.format(written=written), "clean.py": cleaning, "split.py": SPLIT}
    assert run("data_handling", snapshot(files)).level is level
