"""Which files pytest collects: names, folders, settings and conftest files as its documentation says."""

from __future__ import annotations

import pytest

from analyzer.wiring.testing.collected_files import collected_by_pytest, test_places
from analyzer.wiring.testing.pytest_settings import nearest_settings
from tests.support.snapshots import snapshot

INI = "[pytest]\n"

# The settings of a repository, a file, and whether pytest collects it.
COLLECTED: dict[str, tuple[dict[str, str], str, bool]] = {
    "test_ at the begin": ({}, "a/test_a.py", True),
    "_test at the end": ({}, "a/a_test.py", True),
    "another name among the tests": ({}, "tests/helpers.py", False),
    "tests.py": ({}, "shop/tests.py", False),
    "another case": ({}, "tests/Test_a.py", False),
    "python_files": ({"pytest.ini": INI + "python_files = check_*.py"}, "tests/check_a.py", True),
    "python_files instead of the usual": (
        {"pytest.ini": INI + "python_files = check_*.py"},
        "test_a.py",
        False,
    ),
    "python_files with a folder": ({"tox.ini": INI + "python_files = tests/*.py"}, "a/tests/b.py", True),
    "python_files with another folder": ({"tox.ini": INI + "python_files = tests/*.py"}, "a/b.py", False),
    "a list": (
        {"pyproject.toml": "[tool.pytest.ini_options]\npython_files = ['a.py', 'b.py']"},
        "x/b.py",
        True,
    ),
    "settings of pytest 9": ({"pyproject.toml": "[tool.pytest]\npython_files = ['b.py']"}, "b.py", True),
    "a file of pytest 9": ({"pytest.toml": "[pytest]\npython_files = ['b.py']"}, "b.py", True),
    "setup.cfg": ({"setup.cfg": "[tool:pytest]\npython_files = b.py"}, "b.py", True),
    "setup.cfg under another name": ({"setup.cfg": "[pytest]\npython_files = b.py"}, "b.py", False),
    "an empty pytest.ini comes first": (
        {"pytest.ini": "", "setup.cfg": "[tool:pytest]\npython_files = b.py"},
        "b.py",
        False,
    ),
    "below testpaths": ({"pytest.ini": INI + "testpaths = tests"}, "tests/unit/test_a.py", True),
    "outside of testpaths": ({"pytest.ini": INI + "testpaths = tests"}, "shop/test_a.py", False),
    "the second of testpaths": ({"pytest.ini": INI + "testpaths = tests shop"}, "shop/test_a.py", True),
    "testpaths with a glob": ({"pytest.ini": INI + "testpaths = */tests"}, "a/tests/test_a.py", True),
    "a glob crosses no folder": (
        {"pytest.ini": INI + "testpaths = */tests", "b/tests/x.py": ""},
        "a/b/tests/test_a.py",
        False,
    ),
    "testpaths that are not there": ({"pytest.ini": INI + "testpaths = spec"}, "shop/test_a.py", True),
    "testpaths of the root": ({"pytest.ini": INI + "testpaths = ."}, "shop/test_a.py", True),
    "testpaths of a project beside": (
        {"a/pytest.ini": INI + "testpaths = tests", "a/tests/test_a.py": ""},
        "b/test_a.py",
        True,
    ),
    "a folder that is not entered": ({}, "build/lib/test_a.py", False),
    "a hidden folder": ({}, ".hidden/test_a.py", False),
    "norecursedirs": ({"pytest.ini": INI + "norecursedirs = slow"}, "tests/slow/test_a.py", False),
    "norecursedirs instead of the usual": (
        {"pytest.ini": INI + "norecursedirs = slow"},
        "tests/dist/test_a.py",
        True,
    ),
    "norecursedirs with a folder": (
        {"pytest.ini": INI + "norecursedirs = a/slow"},
        "a/slow/test_a.py",
        False,
    ),
    "norecursedirs with another folder": (
        {"pytest.ini": INI + "norecursedirs = a/slow"},
        "b/slow/test_a.py",
        True,
    ),
    "collect_ignore": ({"tests/conftest.py": "collect_ignore = ['test_a.py']\n"}, "tests/test_a.py", False),
    "collect_ignore of another folder": (
        {"b/conftest.py": "collect_ignore = ['test_a.py']\n"},
        "a/test_a.py",
        True,
    ),
    "collect_ignore of a folder": ({"conftest.py": "collect_ignore = ['old']\n"}, "old/a/test_a.py", False),
    "collect_ignore_glob": ({"conftest.py": "collect_ignore_glob = ['*_py2.py']\n"}, "a/test_py2.py", False),
    "another name": ({"conftest.py": "collect_ignore_glob = ['*_py2.py']\n"}, "a/test_py3.py", True),
    "--ignore": ({"pytest.ini": INI + "addopts = -q --ignore=old"}, "old/test_a.py", False),
    "--ignore with a space": ({"pytest.ini": INI + "addopts = --ignore old -q"}, "old/test_a.py", False),
    "--ignore of another": ({"pytest.ini": INI + "addopts = --ignore=old"}, "older/test_a.py", True),
    "--ignore-glob": ({"pytest.ini": INI + "addopts = --ignore-glob='*_slow.py'"}, "test_slow.py", False),
}


@pytest.mark.parametrize(("files", "path", "collected"), COLLECTED.values(), ids=COLLECTED)
def test_what_pytest_collects(files: dict[str, str], path: str, collected: bool) -> None:
    repo = snapshot({path: "", "tests/x.py": "", **files})
    assert collected_by_pytest(repo, path) is collected


def test_the_places_are_those_that_exist() -> None:
    settings = {"pytest.ini": INI + "testpaths = b a none */c\n"}
    repo = snapshot({**settings, "a/x.py": "", "b/x.py": "", "d/c/x.py": "", "d/e/c/x.py": ""})
    assert test_places(repo, nearest_settings(repo, "")) == ("a", "b", "d/c")
