"""The pipeline that training saves and a service loads."""

from __future__ import annotations

import pytest

from analyzer.testing import run, snapshot

HEAD = "import joblib\nfrom sklearn.model_selection import cross_val_score\nfrom sklearn.pipeline import Pipeline\n"
TRIED = "def tried(rows):\n    p = Pipeline([])\n    return cross_val_score(p, rows).mean()\n"
KEPT = "def train(rows):\n    p = Pipeline([])\n    p.fit(rows, 1)\n    joblib.dump(p, 'm.joblib')\n"
OWN_LOADER = "def load():\n    return joblib.load('m.joblib')\n"
MAIN = "rows = [[1]]\ntried(rows)\ntrain(rows)\n"
APP = (
    "import joblib\nfrom fastapi import FastAPI\nimport model_train\napp = FastAPI()\nM = joblib.load('m.joblib')\n"
    "@app.post('/')\ndef answer(row):\n    model_train.load()\n    return M.predict(row)\n"
)
SAYS = "sklearn.pipeline.Pipeline fitted in training, saved, and loaded by app.py"
CASES = {
    "what is kept, after what is only tried": (HEAD + TRIED + KEPT + OWN_LOADER + MAIN, [f"model_train.py:8 {SAYS}"]),
    "what is tried and fitted": (
        HEAD + TRIED.replace("    return", "    p.fit(rows, 1)\n    return") + KEPT + OWN_LOADER + MAIN, [f"model_train.py:5 {SAYS}"]),
    "what is tried and handed back": (
        HEAD + TRIED.replace("return cross_val_score(p, rows).mean()", "cross_val_score(p, rows)\n    return p") + KEPT + OWN_LOADER + MAIN,
        [f"model_train.py:5 {SAYS}"]),
    "what only transforms": (
        HEAD + "q = Pipeline([])\n\n\ndef clean(rows):\n    return q.transform(rows)\n" + KEPT + OWN_LOADER + "rows = [[1]]\ntrain(clean(rows))\n",
        [f"model_train.py:10 {SAYS}"]),
    "what is fitted here at the top": (
        HEAD + "q = Pipeline([])\n\n\ndef clean(rows):\n    return q.fit(rows)\n" + KEPT + OWN_LOADER + "rows = [[1]]\ntrain(clean(rows))\n",
        [f"model_train.py:4 {SAYS}"]),
    "what is handed on": (
        HEAD + "q = Pipeline([])\n\n\ndef clean(rows):\n    q.transform(rows)\n    return q\n" + KEPT + OWN_LOADER + "rows = [[1]]\ntrain(clean(rows))\n",
        [f"model_train.py:4 {SAYS}"]),
    "only what is tried": (
        HEAD + TRIED + KEPT.replace("Pipeline([])", "open(rows)") + OWN_LOADER + MAIN, []),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_fitted_pipelines(case: str) -> None:
    train, expected = CASES[case]
    found = run("feature_consistency", snapshot({"model_train.py": train, "app.py": APP})).evidence
    assert [f"{each.path}:{each.line} {each.note}" for each in found] == expected


KEEP = "import joblib\n\n\ndef keep(p, settings):\n    joblib.dump(p, settings.artifacts.model_filename)\n"
READ = "import joblib\n\n\ndef load(settings):\n    return joblib.load(settings.artifacts.model_filename)\n"
BY_SETTING = {
    "train.py": HEAD + "import keep, settings\np = Pipeline([])\np.fit([[1]], [1])\nkeep.keep(p, settings)\n"
    "joblib.dump(1, 'rows.joblib')\n",
    "keep.py": KEEP,
    "read.py": READ,
    "app.py": "import joblib\nfrom fastapi import FastAPI\nimport read, settings\napp = FastAPI()\nM = read.load(settings)\n"
    "W = joblib.load('window.joblib')\n@app.post('/')\ndef answer(row):\n    return M.predict(row)\n",
}
OTHER_SETTINGS = {
    "one setting": ({}, True),
    "of the object": ({"read.py": READ.replace("settings.artifacts", "self._settings.artifacts")}, True),
    "another setting": ({"read.py": READ.replace("model_filename", "model_path")}, False),
    "a setting of another thing": (
        {
            path: BY_SETTING[path].replace("model_filename", "metadata_filename")
            for path in ("keep.py", "read.py")
        },
        False,
    ),
    "beside a file that it names": ({"read.py": READ + "OTHER = 'window.joblib'\n"}, False),
    "of something else": ({"read.py": READ.replace("settings.", "rows.")}, False),
}


@pytest.mark.parametrize("case", OTHER_SETTINGS)
def test_a_setting_that_both_sides_ask_names_one_file(case: str) -> None:
    """Other files that each side names, which differ, do not speak of the model."""
    files, expected = OTHER_SETTINGS[case]
    found = run("feature_consistency", snapshot({**BY_SETTING, **files})).evidence
    said = ["sklearn.pipeline.Pipeline fitted in training, saved, and loaded by read.py"]
    assert [each.note for each in found] == (said if expected else [])
