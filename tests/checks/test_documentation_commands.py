"""A README's command is the same as one of CI by what it does, not by a build file that both read."""

from __future__ import annotations

import pytest

from tests.support.findings import told
from tests.support.snapshots import run, snapshot

README = (
    f"# A\n\n{'The service takes a row and answers with a number. ' * 15}\n\n## Use\n\n```sh\n{{}}\n```\n"
)
CI = ".github/workflows/ci.yml"
PIPELINE = "on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - {}\n"
RAILS = {
    "Gemfile": "gem 'rails'\n",
    "bin/rails": "#!/usr/bin/env ruby\n",
    "app.py": '"""Rows."""\n\n\ndef rows():\n    """Give rows."""\n',
}


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ("-> the API (app.py)\npython app.py", "README.md:9 CI runs the same: app.py"),
        ("browser -> python app.py\n\npython app.py", "README.md:10 CI runs the same: app.py"),
        ("browser \u2192 python app.py", None),
        ("echo 'a -> b' && python app.py", "README.md:8 CI runs the same: app.py"),
    ],
)
def test_a_row_with_an_arrow_is_drawn(rows: str, line: str | None) -> None:
    repo = snapshot({**RAILS, "README.md": README.format(rows), CI: PIPELINE.format("run: python app.py")})
    found = [each for each in told(run("documentation", repo)) if each.startswith("WIRED")]
    assert found == ([f"WIRED {line}"] if line else [])


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (
            "bin/rails db:create\nbundle exec rspec",
            "README.md:9 CI runs the same: rspec, which reads Gemfile",
        ),
        ("bundle exec rspec", "README.md:8 CI runs the same: rspec, which reads Gemfile"),
        ("bin/rails db:create", None),
    ],
)
def test_a_command_that_ci_runs_is_chosen_before_a_file_that_both_read(
    command: str, line: str | None
) -> None:
    step = "run: bin/rails db:test:prepare && bundle exec rspec"
    repo = snapshot({**RAILS, "README.md": README.format(command), CI: PIPELINE.format(step)})
    found = [each for each in told(run("documentation", repo)) if each.startswith("WIRED")]
    assert found == ([f"WIRED {line}"] if line else [])


@pytest.mark.parametrize(
    ("command", "shared"),
    [("python app.py a.jsonl", "app.py"), ("check a.jsonl", "a.jsonl")],
    ids=("a program and the rows it is given", "nothing but the rows"),
)
def test_a_program_is_named_before_the_rows_it_is_given(command: str, shared: str) -> None:
    files = {
        **RAILS,
        "a.jsonl": "{}\n",
        "README.md": README.format(command),
        CI: PIPELINE.format(f"run: {command}"),
    }
    assert f"WIRED README.md:8 CI runs the same: {shared}" in told(run("documentation", snapshot(files)))


LISTINGS = {
    "files below a folder": "app/\n  serve.py     answers\n  train.py     trains",
    "files below a folder with words": "src/app/   # the code\n    serve.py  answers",
    "files beside a folder, in columns": "app/         the code\nserve.py     answers\nsrc/app/     more",
    "a command below a folder, in columns": "app/      the code\ntrain.py  trains\npython app/serve.py",
    "a command below a folder": "app/\n  train.py   trains\npython app/serve.py",
}


@pytest.mark.parametrize("block", LISTINGS.values(), ids=LISTINGS)
def test_a_list_of_files_by_their_indents_runs_nothing(block: str) -> None:
    files = {
        "app/serve.py": "x = 1\n",
        "app/train.py": "x = 1\n",
        "src/app/serve.py": "x = 1\n",
        "serve.py": "x = 1\n",
    }
    notes = told(run("documentation", snapshot({**files, "README.md": README.format(block)})))
    found = "none of its commands refers" not in " ".join(notes)
    assert found == ("python" in block)


UP = {"up.sh": "docker compose up -d\n", "docker-compose.yml": "services:\n  a:\n    build: .\n"}


@pytest.mark.parametrize(
    ("command", "same"),
    [
        ("docker compose -f docker-compose.yml build", True),
        ("docker compose -f docker-compose.yml config", False),
        ("docker-compose config -q", False),
        ("docker compose up", True),
        ("docker compose down -v", False),
        ("docker compose -f docker-compose.yml -p a logs a", False),
        ("docker compose -p down up", True),
        ("docker compose --dry-run up", False),
        ("bash up.sh -n", True),
        ("bash -n up.sh", False),
    ],
)
def test_what_only_reads_a_file_runs_nothing_of_it(command: str, same: bool) -> None:
    files = {**RAILS, **UP, "README.md": README.format("./up.sh"), CI: PIPELINE.format(f"run: {command}")}
    found = [each for each in told(run("documentation", snapshot(files))) if each.startswith("WIRED")]
    assert bool(found) == same


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("docker compose up -d", 8),
        ("docker compose down", None),
        ("docker compose down\ndocker compose up", 9),
        ("docker-compose logs -f a", None),
        ("dvc repro", 8),
        ("dvc pull", None),
        ("dvc pull\ndvc repro train", 9),
    ],
)
def test_a_command_that_only_stops_or_shows_is_not_the_same(code: str, line: int | None) -> None:
    files = {**RAILS, **UP, "dvc.yaml": "stages: {}\n", CI: PIPELINE.format("run: ./up.sh && dvc repro")}
    notes = told(run("documentation", snapshot({**files, "README.md": README.format(code)})))
    found = [each.split()[1] for each in notes if each.startswith("WIRED")]
    assert found == ([] if line is None else [f"README.md:{line}"])


def test_changing_the_folder_runs_no_file_of_its_name() -> None:
    files = {
        "app.py": RAILS["app.py"],
        "tool": "#!/bin/sh\npython app.py\n",
        CI: PIPELINE.format("run: ./tool"),
    }
    for code, line in {"cd tool": None, "pushd tool": None, "cd tool\n./tool": "README.md:9"}.items():
        notes = told(run("documentation", snapshot({**files, "README.md": README.format(code)})))
        assert [each.split()[1] for each in notes if each.startswith("WIRED")] == ([line] if line else [])


PACKAGE = """{
  "scripts": {
    "predev": "node scripts/check.mjs",
    "prebuild": "node scripts/check.mjs",
    "dev": "vite",
    "build": "vite build"
  }
}
"""


@pytest.mark.parametrize(
    ("code", "line"), [("npm run dev\nnpm run build", 9), ("npm run dev", 8), ("npm run lint", None)]
)
def test_a_command_that_ci_runs_whole_is_shown_before_one_of_which_it_runs_a_part(
    code: str, line: int | None
) -> None:
    files = {
        "app.py": RAILS["app.py"],
        "package.json": PACKAGE,
        "scripts/check.mjs": "export const x = 1\n",
        CI: PIPELINE.format("run: npm run build"),
    }
    notes = told(run("documentation", snapshot({**files, "README.md": README.format(code)})))
    found = [each.split()[1] for each in notes if each.startswith("WIRED")]
    assert found == ([] if line is None else [f"README.md:{line}"])


SERVED = {
    "app.py": RAILS["app.py"],
    "manage.py": "import app\n",
    "Dockerfile": "FROM python:3.12\nCOPY . .\nRUN python manage.py collectstatic\nCMD python manage.py runserver\n",
    "docker-compose.yml": "services:\n  a:\n    build: .\n  b:\n    image: redis\n",
    "tests/test_app.py": "from app import rows\n\n\ndef test_rows():\n    assert rows() is None\n",
    "tests/test_more.py": "from app import rows\n\n\ndef test_more():\n    assert rows() is None\n",
    "Makefile": "test:\n\tpytest tests\nlint:\n\truff check .\nrows:\n\tpython app.py\nsome:\n\tpython app.py a\n",
}


@pytest.mark.parametrize(
    ("code", "steps", "shown"),
    [
        ("python manage.py migrate", "python manage.py collectstatic", None),
        ("python manage.py migrate", "python manage.py migrate --noinput", "8 CI runs the same: manage.py"),
        ("python app.py train", "python app.py", "8 CI runs the same: app.py"),
        ("python app.py", "python app.py train", "8 CI runs the same: app.py"),
        ("python -m app train", "python app.py serve", None),
        ("docker compose up", "python manage.py collectstatic", None),
        ("docker compose up", "docker build .", "8 CI builds the same image: Dockerfile"),
        ("docker compose up", "docker compose up -d a", "8 CI runs the same: docker-compose.yml"),
        ("docker compose up\npytest", "docker build . && pytest", "9 CI runs the same: 2 tests"),
        ("pytest -q", "uv run pytest tests/ --cov", "8 CI runs the same: 2 tests"),
        ("pytest tests/test_app.py", "pytest", "8 CI runs the same: 1 test"),
        ("pytest", "pytest tests/test_app.py", None),
        ("pytest", "pytest tests/test_app.py && pytest tests/test_more.py", "8 CI runs the same: 2 tests"),
        ("pytest", "pytest || true", None),
        ("make lint\nmake test", "make lint && make test", "9 CI runs the same: 2 tests"),
        ("make lint", "make lint", "8 CI runs the same: Makefile:3"),
        ("make some\nmake rows", "make rows", "9 CI runs the same: Makefile:5"),
        ("make some", "make rows", "8 CI runs the same: app.py"),
        ("make rows\npython app.py", "python app.py", "9 CI runs the same: app.py"),
    ],
)  # fmt: skip
def test_what_ci_runs_too_is_shown_by_its_nearest_command(code: str, steps: str, shown: str | None) -> None:
    files = {**SERVED, "README.md": README.format(code), CI: PIPELINE.format(f"run: {steps}")}
    found = [each for each in told(run("documentation", snapshot(files))) if each.startswith("WIRED")]
    assert found == ([f"WIRED README.md:{shown}"] if shown else [])
