"""Dependencies in the first comment of a script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.model import Level
from analyzer.parsing.dependencies import script_dependencies
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

HEAD = '# /// script\n# requires-python = ">=3.12"\n# dependencies = [\n#   "numpy==2.1.0",\n#   "scipy",\n# ]\n# ///\nimport numpy\n'
SOURCES = {
    "a list": (HEAD, ["numpy 3 True", "scipy 3 False"]),
    "behind a shebang": (f"#!/usr/bin/env -S uv run --script\n{HEAD}", ["numpy 4 True", "scipy 4 False"]),
    "on one line": ('# /// script\n# dependencies = ["numpy==1"]\n# ///\n', ["numpy 2 True"]),
    "with an empty line": ('# /// script\n#\n# dependencies = ["numpy==1"]\n# ///\n', ["numpy 3 True"]),
    "no dependencies": ("# /// script\n# dependencies = []\n# ///\n", None),
    "another block": (HEAD.replace("script", "other"), None),
    "no block": ("import numpy\n", None),
    "a block that does not end": ("# /// script\n" + '# a = 1\n' * 300, None),
    "no TOML": ("# /// script\n# dependencies = [\n# ///\n", None),
    "no list": ("# /// script\n# dependencies = 1\n# ///\n", None),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), SOURCES.values(), ids=SOURCES)
def test_what_a_script_declares(source: str, expected: list[str] | None) -> None:
    found = script_dependencies("a.py", source)
    told = (
        None if found is None else [f"{each.name} {each.line} {each.pinned}" for each in found.dependencies]
    )
    assert told == expected


@given(st.text(alphabet="# /script\ndependencies=[\"']", max_size=200))
def test_any_text_is_no_error(source: str) -> None:
    script_dependencies("a.py", f"# /// script\n{source}")


PINNED = '# /// script\n# dependencies = ["numpy==2.1.0", "scikit-learn==1.5.0"]\n# ///\n'
FIT = "from sklearn.svm import SVC\n\nSVC(random_state=1).fit([[0], [1]], [0, 1])\n"
CI = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: {}\n"
LEVELS = {
    "exact versions": ({"train.py": PINNED + FIT}, Level.SUBSTANTIVE, "train.py:2", "100% of 2 dependencies pinned"),
    "one of two exact": ({"train.py": PINNED.replace("=2.1.0", "").replace("numpy=", "numpy") + FIT}, Level.PRESENT, "train.py:2", "50% of 2"),
    "ranges": ({"train.py": PINNED.replace("==", ">=") + FIT}, Level.ABSENT, "", ""),
    "a script that CI runs": (
        {"train.py": PINNED + FIT, ".github/workflows/a.yml": CI.format("uv run --script train.py")}, Level.WIRED, ".github/workflows/a.yml:6",
        "CI installs from train.py"),
    "another script that CI runs": (
        {"train.py": PINNED + FIT, ".github/workflows/a.yml": CI.format("uv run other.py")}, Level.SUBSTANTIVE, "train.py:2", ""),
    "a script that CI runs without its versions": (
        {"train.py": PINNED + FIT, ".github/workflows/a.yml": CI.format("python train.py")}, Level.SUBSTANTIVE, "train.py:2", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), LEVELS.values(), ids=LEVELS)
def test_the_environment_of_a_script(files: dict[str, str], level: Level, place: str, words: str) -> None:
    assert_found(run("reproducible_environment", snapshot(files)), level, place, words)


def test_what_makes_uv_take_the_lock_as_it_is() -> None:
    lock = 'version = 1\n\n[[package]]\nname = "numpy"\nversion = "1"\n'
    frozen = CI.format("uv run train.py").replace("jobs:", "env:\n  UV_FROZEN: 1\njobs:")
    for workflow, level in ((frozen, Level.WIRED), (CI.format("uv run train.py"), Level.SUBSTANTIVE)):
        files = {"train.py": FIT, "uv.lock": lock, ".github/workflows/a.yml": workflow}
        assert run("reproducible_environment", snapshot(files)).level is level


def test_an_action_that_installs_what_it_is_given() -> None:
    listed = "dependencies:\n- numpy=1.26.4\n- scipy=1.11.1\n- pandas=2.2.0\n"
    step = "true\n    - uses: mamba-org/setup-micromamba@v2\n      with:\n        environment-file: environment.yml"
    files = {"train.py": FIT, "environment.yml": listed, ".github/workflows/a.yml": CI.format(step)}
    finding = run("reproducible_environment", snapshot(files))
    assert_found(finding, Level.WIRED, ".github/workflows/a.yml:7", "CI installs from environment.yml")
