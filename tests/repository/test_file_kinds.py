"""Which kinds of file a path is, and in which language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.ci.systems import ci_system
from analyzer.parsing.dependencies.files import dependency_kind
from analyzer.parsing.dockerfile.stages import is_dockerfile
from analyzer.parsing.documents.names import is_prose
from analyzer.parsing.tasks.files import target_kind
from analyzer.repository.file_kinds import kinds, language

ALL_KINDS = {
    "python", "notebook", "dockerfile", "ci", "targets", "compose", "dependencies", "prose", "configuration", "source",
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("train.py", {"python"}),
        ("stubs/a.pyi", {"python"}),
        ("eda.ipynb", {"notebook"}),
        ("Dockerfile", {"dockerfile"}),
        ("docker/gpu.Dockerfile", {"dockerfile"}),
        (".devcontainer/Dockerfile", set()),
        (".github/workflows/ci.yml", {"ci"}),
        (".gitlab-ci.yml", {"ci"}),
        ("Makefile", {"targets"}),
        ("docker-compose.yml", {"targets", "compose"}),
        ("compose.prod.yaml", {"targets", "compose"}),
        ("setup.py", {"python", "dependencies"}),
        ("pyproject.toml", {"targets", "dependencies"}),
        ("requirements.txt", {"dependencies"}),
        ("environment.yml", {"dependencies"}),
        ("uv.lock", {"dependencies"}),
        ("README.md", {"prose"}),
        ("docs/guide.rst", {"prose"}),
        ("params.yaml", {"configuration"}),
        ("grafana/dashboard.json", {"configuration"}),
        ("config.pbtxt", {"configuration"}),
        ("main.tf", {"configuration"}),
        (".env.example", {"configuration"}),
        ("data/train.dvc", {"configuration"}),
        (".dvc/config", {"configuration"}),
        ("nginx.conf", {"configuration"}),
        ("ssl/key.pem", {"configuration"}),
        ("deploy/certs/a/b.key", {"configuration"}),
        ("deploy/nginx.key", {"configuration"}),
        ("id_ed25519", {"configuration"}),
        ("id_ed25519.pub", set()),
        ("talk.key", set()),
        ("certs/a/b/c.key", set()),
        ("model.R", {"source"}),
        ("src/main.rs", {"source"}),
        ("query.sql", {"source"}),
        ("run.sh", {"targets", "source"}),
        ("index.html", set()),
        ("model.pkl", set()),
        ("data.csv", set()),
        ("LICENSE", set()),
        ("", set()),
    ],
)
def test_kinds_of_a_path(path: str, expected: set[str]) -> None:
    assert kinds(path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.py", "Python"),
        ("A.PY", "Python"),
        ("a.ipynb", "Jupyter Notebook"),
        ("a.R", "R"),
        ("a.Rmd", "R"),
        ("a.jl", "Julia"),
        ("A.java", "Java"),
        ("A.scala", "Scala"),
        ("A.kt", "Kotlin"),
        ("a.cpp", "C++"),
        ("a.h", "C"),
        ("a.rs", "Rust"),
        ("a.go", "Go"),
        ("a.js", "JavaScript"),
        ("a.tsx", "TypeScript"),
        ("a.rb", "Ruby"),
        ("a.php", "PHP"),
        ("A.cs", "C#"),
        ("A.swift", "Swift"),
        ("a.sh", "Shell"),
        ("a.sql", "SQL"),
        ("a.m", "MATLAB"),
        ("a.html", "HTML"),
        ("a.cu", "Cuda"),
        ("dir.py/file", None),
        (".py", None),
        ("py", None),
        ("a.md", None),
        ("Makefile", "Makefile"),
    ],
)
def test_language_of_a_path(path: str, expected: str | None) -> None:
    assert language(path) == expected


@given(
    st.text(max_size=60) | st.from_regex(r"[a-zA-Z./_-]{0,30}\.(py|md|txt|ya?ml|json|toml)", fullmatch=True)
)
def test_kinds_agree_with_the_parsers(path: str) -> None:
    found = kinds(path)
    assert found <= ALL_KINDS
    assert ("dockerfile" in found) == is_dockerfile(path)
    assert ("dependencies" in found) == (dependency_kind(path) is not None)
    assert ("ci" in found) == (ci_system(path) is not None)
    assert ("targets" in found) == (target_kind(path) is not None)
    assert not {"prose", "configuration"} & found or len(found) == 1
    assert "prose" not in found or is_prose(path)
