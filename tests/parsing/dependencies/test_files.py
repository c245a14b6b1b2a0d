"""Dependency files: which are known, and that any content of any of them gives bounded facts."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.dependencies.files import (
    Dependency,
    DependencyFile,
    dependency_kind,
    parse_dependencies,
)
from tests.support.bounds import Times, ends, in_sizes


def parsed(path: str, text: str) -> DependencyFile:
    return parse_dependencies(path, text.encode())


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("requirements.txt", "requirements"),
        ("app/requirements-dev.txt", "requirements"),
        ("requirements/prod.txt", "requirements"),
        ("requirements/base.in", "requirements"),
        ("test.requirements.txt", "requirements"),
        ("Requirements.TXT", "requirements"),
        ("requirement.txt", "requirements"),
        ("reqs.txt", "requirements"),
        ("constraints.txt", "constraints"),
        ("pyproject.toml", "pyproject"),
        ("libs/a/pyproject.toml", "pyproject"),
        ("setup.py", "setup.py"),
        ("setup.cfg", "setup.cfg"),
        ("Pipfile", "pipfile"),
        ("Pipfile.lock", "pipfile-lock"),
        ("uv.lock", "uv-lock"),
        ("poetry.lock", "poetry-lock"),
        ("pdm.lock", "pdm-lock"),
        ("pixi.toml", "pixi"),
        ("pixi.lock", "pixi-lock"),
        ("flake.lock", "nix-lock"),
        ("devenv.lock", "nix-lock"),
        ("conda-lock.yml", "conda-lock"),
        ("environment.yml", "conda-environment"),
        ("environment-gpu.yaml", "conda-environment"),
        ("conda.yaml", "conda-environment"),
        ("conda_env.yml", "conda-environment"),
        ("conda.recipe/meta.yaml", "conda-recipe"),
        ("package.json", "package-json"),
        ("web/yarn.lock", "npm-lock"),
        ("Cargo.toml", "cargo"),
        ("go.mod", "go-modules"),
        ("pom.xml", "jvm"),
        ("vocab.txt", None),
        ("my_requirements_parser.py", None),
        ("requirements.md", None),
        ("deploy/cluster_env.yaml", None),
        (".github/workflows/conda-build.yml", None),
        ("mlruns/0/meta.yaml", None),
        ("docs/index.txt", None),
    ],
)
def test_kind_is_told_by_name(path: str, kind: str | None) -> None:
    assert dependency_kind(path) == kind


_PATHS = [
    "requirements.txt", "pyproject.toml", "setup.py", "setup.cfg", "Pipfile", "environment.yml", "recipe/meta.yaml",
    "pixi.toml", "package.json", "uv.lock", "Pipfile.lock", "package-lock.json", "yarn.lock", "pixi.lock",
    "pnpm-lock.yaml", "Cargo.toml", "unknown.bin",
]  # fmt: skip


@given(st.sampled_from(_PATHS), st.binary(max_size=300))
def test_any_bytes_give_facts(path: str, content: bytes) -> None:
    found = parse_dependencies(path, content)
    assert pickle.loads(pickle.dumps(found)) == found


_PIECES = st.sampled_from(
    ["numpy", "==1.0", ">=2", "[extra]", ";", "#", "\\\n", "\n", " ", "-r ", "-e ", "git+https://e.org/x", "@", "--hash=a",
     "[project]\n", "dependencies = [", '"a"', "]", "setup(", "install_requires=", ")", "{", "}", ":", "- ", "name = "]
)  # fmt: skip


@given(st.sampled_from(_PATHS), st.lists(_PIECES, max_size=20).map("".join))
def test_any_mixture_of_syntax_gives_normalised_names_inside_the_file(path: str, text: str) -> None:
    found = parsed(path, text)
    assert not (found.problem or "").startswith("could not be read")
    for each in found.dependencies:
        assert isinstance(each, Dependency)
        assert each.name
        assert 1 <= each.line <= text.count("\n") + 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("requirements.txt", lambda times: "a\n" * times(500_000)),
        ("requirements.txt", lambda times: "a[" + "x," * 400),
        ("requirements.txt", lambda times: "a ; " + "(" * 900),
        ("requirements.txt", lambda times: " #" * times(500_000)),
        ("requirements.txt", lambda times: "\\\n" * times(500_000)),
        ("requirements.txt", lambda times: "a" * times(1_000_000)),
        ("setup.py", lambda times: "setup(install_requires=" + "(" * times(50_000)),
        ("setup.py", lambda times: "setup(install_requires=" + "a+" * times(20_000) + "a)"),
        ("setup.py", lambda times: "A = [" + "A," * times(5_000) + "]\nsetup(install_requires=A)"),
        ("setup.py", lambda times: "f = " + "f" + "()" * times(20_000) + "\nsetup(install_requires=f)"),
        ("uv.lock", lambda times: "[[package]]\nname = \"a\"\n" * times(100_000)),
        ("Pipfile.lock", lambda times: '    "default": {\n' * times(100_000)),
        ("yarn.lock", lambda times: '"@' * times(1_000_000)),
        ("pnpm-lock.yaml", lambda times: "  a/" * times(300_000)),
        ("recipe/meta.yaml", lambda times: "requirements:\n  run:\n" + "    - a\n" * max(times(20_000), 6_000)),
        ("environment.yml", lambda times: "dependencies:\n" + "- a\n" * max(times(20_000), 6_000)),
    ],
)  # fmt: skip
@in_sizes
@ends
def test_hostile_files_are_bounded(path: str, text: Callable[[Times], str], times: Times) -> None:
    found = parsed(path, text(times))
    assert len(found.dependencies) <= 5000


def test_files_over_their_limit_have_a_problem() -> None:
    assert "exceeds the limit" in (parsed("pyproject.toml", "#" * 300_000).problem or "")
    assert "exceeds the limit" in (parsed("setup.py", "#" * 200_000).problem or "")
    assert parsed("uv.lock", "#\n" * 300_000).problem is None
