"""What a command names that must be there, and what ignore files leave out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.references import references
from analyzer.references.commands import build_of, named_by
from analyzer.testing import snapshot
from analyzer.wiring.ignores import ignored_by

NAMES = {
    "pip install -r a.txt -c b.txt": ["a.txt", "b.txt"],
    "pip install --requirement=a.txt": ["a.txt"],
    "python -m pip install -U -r a.txt": ["a.txt"],
    "uv pip install -r a.txt": ["a.txt"],
    "pip install -r https://x.io/a.txt": [],
    "pip install -r /opt/a.txt": [],
    "pip install -r $FILE": [],
    "pip install numpy": [],
    "pip install .": [".", "pyproject.toml"],
    "pip install -e lib[dev]": ["lib", "lib/pyproject.toml"],
    "pip install ./dist/a.whl": [],
    "pip install -t out .": [],
    "pip uninstall -r a.txt": [],
    "poetry install": ["pyproject.toml"],
    "poetry install -C web": [],
    "uv sync --frozen": ["pyproject.toml", "uv.lock"],
    "npm ci": ["package-lock.json"],
    "npm ci --prefix web": [],
    "npm install react": [],
    "yarn": ["package.json"],
    "yarn build": [],
    "conda env create -f env.yml": ["env.yml"],
    "conda install numpy": [],
    "python tools/a.py --x b.py": ["tools/a.py"],
    "python -c 1": [],
    "sudo bash a.sh": ["a.sh"],
    "bash -c a.sh": [],
    "bash -s -- a.sh": [],
    "bash -o pipefail a.sh": ["a.sh"],
    "sh a": [],
    "source venv/bin/activate": ["venv/bin/activate"],
    "./go.sh": ["./go.sh"],
    "./go": [],
    "pytest -q tests/unit tests/a.py::test_x": ["tests/unit", "tests/a.py"],
    "pytest -k fast --splits 3": [],
    "docker build -t x -f D ctx": ["ctx", "D"],
    "docker build ctx": ["ctx", "ctx/Dockerfile"],
    "docker build -": [],
    "docker compose -f a.yml -f b.yml up": ["a.yml", "b.yml"],
    "docker-compose up": [],
    "streamlit run app.py": ["app.py"],
    "node server.js": ["server.js"],
    "cd web": ["web"],
    "cd": [],
    "cd ..": [],
}  # fmt: skip


@pytest.mark.parametrize("command", NAMES)
def test_the_operands_of_a_command_that_must_exist(command: str) -> None:
    assert [each.name for each in named_by(tuple(command.split()))] == NAMES[command]


RULES = [
    ("*.log\n", "a/b.log", True),
    ("*.log\n!b.log\n", "a/b.log", False),
    ("!b.log\n*.log\n", "a/b.log", True),
    ("/out\n", "out/x.txt", True),
    ("/out\n", "a/out/x.txt", False),
    ("out/\n", "a/out/x.txt", True),
    ("a/out\n", "a/out", True),
    ("a/out\n", "b/a/out", False),
    ("**/out\n", "b/a/out", True),
    ("out/**\n", "out/a", True),
    ("# out\n", "out", False),
    ("\n", "out", False),
    ("ou[t\n", "out", False),
    ("*" * 50 + "\n", "out", False),
]


@pytest.mark.parametrize(("rules", "name", "ignored"), RULES)
def test_the_last_rule_that_matches_decides(rules: str, name: str, ignored: bool) -> None:
    assert (ignored_by(snapshot({".gitignore": rules}), name) is not None) is ignored


def test_a_rule_holds_in_the_folder_of_its_file() -> None:
    repo = snapshot({"a/.gitignore": "*.log\n"})
    assert ignored_by(repo, "a/x.log") == "a/.gitignore"
    assert ignored_by(repo, "b/x.log") is None


WORDS = st.lists(
    st.sampled_from(
        ["pip", "install", "-r", "-e", ".", "..", "docker", "build", "-f", "cd", "bash", "-c", "pytest"]
    )
    | st.text(max_size=12),
    max_size=8,
)


@settings(max_examples=200, deadline=None)
@given(WORDS)
def test_any_words_can_be_read(words: list[str]) -> None:
    named = tuple(words)
    build_of(named)
    for each in named_by(named):
        assert each.name
        assert not each.name.startswith(("/", "~"))
        assert "$" not in each.name


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_a_build_file_and_an_ignore_file(build: str, ignore: str) -> None:
    text = f"FROM python:3\nWORKDIR /a\n{build}\nCOPY {build} .\nCMD {build}\n"
    files = {
        "Dockerfile": text,
        ".gitignore": ignore,
        "compose.yml": f"services: {{a: {{build: .}}}}\n# {build}",
    }
    for each in references(snapshot(files)):
        assert each.words
