"""Lock files, read line by line."""

from __future__ import annotations

import pytest

from analyzer.parsing.dependencies.files import DependencyFile, parse_dependencies


def parsed(path: str, text: str) -> DependencyFile:
    return parse_dependencies(path, text.encode())


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "uv.lock",
            'version = 1\n[[package]]\nname = "Own_Name"\nversion = "0.1"\nsource = { virtual = "." }\ndependencies = [\n'
            '    { name = "numpy" },\n]\n[[package]]\nname = "numpy"\nversion = "1.26.4"\n'
            'source = { registry = "https://pypi.org/simple" }\n[package.metadata]\nname = "no"\n',
            [("numpy", "==1.26.4", "main", 10)],
        ),
        (
            "poetry.lock",
            '[[package]]\nname = "black"\nversion = "23.1"\ncategory = "dev"\n\n[package.extras]\nversion = "x"\n\n'
            '[[package]]\nname = "Flask"\nversion = "2.0"\ngroups = ["main", "dev"]\n\n[metadata]\nname = "no"\n',
            [("black", "==23.1", "dev", 2), ("flask", "==2.0", "main", 10)],
        ),
        (
            "pdm.lock",
            '[[package]]\nname = "a"\nversion = "1"\ngroups = ["default"]\n',
            [("a", "==1", "main", 2)],
        ),
        (
            "Pipfile.lock",
            '{\n    "_meta": {\n        "requires": {\n            "version": "3.9"\n        }\n    },\n    "default": {\n'
            '        "numpy": {\n            "hashes": [\n                "sha256:ab"\n            ],\n'
            '            "version": "==1.0"\n        }\n    },\n    "develop": {\n        "pytest": {\n'
            '            "version": "==8.0"\n        }\n    }\n}\n',
            [("numpy", "==1.0", "main", 8), ("pytest", "==8.0", "dev", 16)],
        ),
        (
            "conda-lock.yml",
            "version: 1\nmetadata:\n  channels: []\npackage:\n- name: numpy\n  version: 1.26.4\n  manager: conda\n  category: main\n"
            "- name: ruff\n  version: '0.5'\n  category: dev\n- name: numpy\n  version: 1.26.4\n",
            [("numpy", "==1.26.4", "main", 5), ("ruff", "==0.5", "dev", 9)],
        ),
        (
            "pixi.lock",
            "version: 6\nenvironments:\n  default:\n    packages:\n      linux-64:\n      - conda: https://e.org/x-1-0.conda\n"
            "packages:\n- conda: https://e.org/linux-64/scikit-learn-1.4.0-py311_0.conda\n  sha256: ab\n"
            "- pypi: https://e.org/ruff-0.5.whl\n  name: ruff\n  version: 0.5.0\n",
            [("scikit-learn", "==1.4.0", "main", 8), ("ruff", "==0.5.0", "main", 10)],
        ),
        (
            "package-lock.json",
            '{\n  "name": "ui",\n  "packages": {\n    "": {\n      "version": "1.0"\n    },\n    "node_modules/@a/b": {\n'
            '      "version": "2.0.0"\n    }\n  }\n}\n',
            [("@a/b", "==2.0.0", "main", 7)],
        ),
        (
            "yarn.lock",
            '# yarn lockfile v1\n\n"@a/b@^1.0", "@a/b@^1.1":\n  version "1.2.3"\n  resolved "x"\n\nleft-pad@*:\n  version "1.0"\n',
            [("@a/b", "==1.2.3", "main", 3), ("left-pad", "==1.0", "main", 7)],
        ),
        (
            "pnpm-lock.yaml",
            "lockfileVersion: '9.0'\npackages:\n\n  '@a/b@1.2.3':\n    resolution: {}\n\n  left-pad@1.0.0:\n    x: y\n",
            [("@a/b", "==1.2.3", "main", 4), ("left-pad", "==1.0.0", "main", 7)],
        ),
    ],
)
def test_locks(path: str, text: str, expected: list[tuple[str, str, str, int]]) -> None:
    found = parsed(path, text)
    assert [(each.name, each.constraint, each.group, each.line) for each in found.dependencies] == expected
    assert found.is_lock
    assert found.problem is None
    assert all(each.pinned for each in found.dependencies)


def test_lock_names_the_project_it_belongs_to() -> None:
    text = '[[package]]\nname = "lib"\nsource = { editable = "libs/lib" }\n[[package]]\nname = "root"\nsource = { editable = "." }\n'
    assert parsed("uv.lock", text).name == "root"


@pytest.mark.parametrize("path", ["pixi.lock", "conda-lock.yml"])
def test_what_stands_before_the_first_entry_is_no_package(path: str) -> None:
    content = b"  name: none\n  version: 1\npackage:\n- name: a\n  version: 2\n"
    found = parse_dependencies(path, content).dependencies
    assert [(each.name, each.line) for each in found] == [("a", 4)]


@pytest.mark.parametrize("unit", ["  ", "    ", "\t"])
def test_a_lock_of_npm_is_indented_as_its_project(unit: str) -> None:
    rows = ["{", '1"packages": {', '2"": {', '3"version": "1.0"', "2},", '2"node_modules/b": {', '3"version": "2.0.0"', "2}", "1}", "}"]  # fmt: skip
    text = "\n".join(unit * int(row[0]) + row[1:] if row[0].isdigit() else row for row in rows)
    assert [(each.name, each.line) for each in parsed("package-lock.json", text).dependencies] == [("b", 6)]
