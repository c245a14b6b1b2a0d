"""Targets of tox, nox, invoke, package scripts, pyproject, Taskfile, shell scripts and compose files."""

from __future__ import annotations

from textwrap import dedent

import pytest

from analyzer.parsing.shell.script import parse_script
from analyzer.parsing.tasks.files import (
    parse_compose,
    parse_targets,
)
from tests.support.task_files import COMPOSE, NOXFILE, PYPROJECT, TOX, read, runs, target


def test_tox() -> None:
    tox = read("tox.ini", TOX)
    names = [each.name for each in tox.targets]
    assert names == [
        "lint",
        "py310-a",
        "py310-b",
        "py311-a",
        "py311-b",
        "py312",
        "py313",
        "testenv",
        "envlist",
    ]
    assert tox.targets[-1].depends == ("lint", "py310-a", "py310-b", "py311-a", "py311-b")
    with_a = target("tox.ini", TOX, "py310-a")
    assert with_a.directory == "api"
    assert [each for each in runs(with_a) if each != "true"] == [
        *("pip check", "python -m pytest -q tests", "pytest only-a", "pytest flaky")
    ]
    assert [each.words[1] for each in parse_script(with_a.script) if each.masked] == ["flaky"]
    assert "pytest not-a" in runs(target("tox.ini", TOX, "py311-b"))
    assert "python -m pytest -q tests" in runs(target("tox.ini", TOX, "py313"))
    lint = target("tox.ini", TOX, "lint")
    assert (runs(lint), lint.directory, lint.line) == (["pip check", "ruff check ./src"], None, 15)
    fallback = tox.find("py39")
    assert fallback is not None and fallback.name == "testenv"
    assert tox.find("docs") is None


def test_tox_without_commands_has_no_targets() -> None:
    assert parse_targets("tox.ini", b"[flake8]\nignore = E1\n[pytest]\naddopts = -q\n") == ()
    assert parse_targets("setup.cfg", b"[metadata]\nname = x\n") == ()


def test_tox_elsewhere() -> None:
    setup = "[tox:tox]\nenvlist = py311\n[testenv]\ncommands = pytest\n"
    assert runs(target("setup.cfg", setup, "py311")) == ["pytest"]
    legacy = 'x = 1\n[tool.tox]\nlegacy_tox_ini = """\n[testenv]\ncommands = pytest\n"""\n'
    assert runs(target("pyproject.toml", legacy, "testenv")) == ["pytest"]
    native = '[tool.tox]\nenv_list = ["py311"]\n[tool.tox.env_run_base]\ncommands = [["pytest", "a b"]]\n'
    found = target("pyproject.toml", native, "py311")
    assert [each.words for each in parse_script(found.script)] == [("pytest", "a b")]


def test_nox() -> None:
    nox = read("noxfile.py", NOXFILE)
    assert [each.name for each in nox.targets] == ["tests", "type-check", "lint"]
    tests = nox.find("tests-3.11")
    assert tests is not None
    assert runs(tests) == ["pytest -q --cov=${NAME}"]
    assert (tests.depends, tests.line, tests.line_at(1)) == (("coverage",), 6, 8)
    check = target("noxfile.py", NOXFILE, "type-check")
    assert (runs(check), check.directory) == (["mypy src"], "api")
    assert parse_script(target("noxfile.py", NOXFILE, "lint").script)[0].masked


def test_invoke() -> None:
    content = """\
        from invoke import task

        @task
        def build(c):
            c.run("python -m build")

        @task(pre=[build], name="unit")
        def run_tests(c):
            with c.cd("api"):
                c.run(f"pytest {args}", pty=True)
            c.run("ruff check", warn=True)
        """
    found = target("tasks.py", content, "unit")
    assert found.depends == ("build",)
    assert [(each.words[0], each.masked) for each in parse_script(found.script)][:2] == [
        ("pytest", False),
        ("ruff", True),
    ]


NAMESPACES = """\
from invoke import Collection, task

@task(name="unit", aliases=["u"])
def run_tests(c):
    c.run("pytest tests")

@task(run_tests, pre=[run_tests])
def all_checks(c):
    pass

{}
"""


@pytest.mark.parametrize(
    ("collections", "name", "depends"),
    [
        ("", "u", ("unit",)),
        ("", "all-checks", ("unit", "unit")),
        ("ns = Collection()\nns.add_task(run_tests, name='t')", "t", ("unit",)),
        ("ns = Collection()\nns.add_task(run_tests, 't')", "t", ("unit",)),
        ("namespace = Collection(t_x=run_tests)", "t-x", ("unit",)),
        ("d = Collection('dev', run_tests)\nns = Collection(d)", "dev.unit", ("unit",)),
        (
            "d = Collection('dev')\nd.add_task(run_tests, default=True)\nns = Collection()\nns.add_collection(d)",
            "dev",
            ("unit",),
        ),
        (
            "d = Collection(run_tests)\nns = Collection()\nns.add_collection(d, name='q')",
            "q.unit",
            ("unit",),
        ),
    ],
)
def test_names_that_invoke_gives_a_task(collections: str, name: str, depends: tuple[str, ...]) -> None:
    assert target("tasks.py", NAMESPACES.format(collections), name).depends == depends


@pytest.mark.parametrize(
    ("collections", "name"),
    [
        ("d = Collection('dev', run_tests)", "dev.unit"),
        ("other = Collection(t=run_tests)", "t"),
        ("ns = Collection()\nns.configure({'run': {'echo': True}})", "run"),
    ],
)
def test_a_collection_that_invoke_does_not_read_names_nothing(collections: str, name: str) -> None:
    (file,) = parse_targets("tasks.py", NAMESPACES.format(collections).encode())
    assert file.find(name) is None


def test_a_default_of_the_collection_runs_without_a_name() -> None:
    text = NAMESPACES.format("ns = Collection()\nns.add_task(run_tests, default=True)")
    (file,) = parse_targets("tasks.py", text.encode())
    assert file.default == "unit"


def test_tasks_of_another_library_are_no_targets() -> None:
    assert parse_targets("tasks.py", b"from celery import task\n@task\ndef f(): train()\n") == ()


def test_package_json() -> None:
    content = '{"scripts": {"test": "npm run lint && jest", "pretest": "tsc", "lint": "eslint ."}}'
    found = target("package.json", content, "test")
    assert (found.depends, runs(found)) == (("pretest",), ["npm run lint", "jest"])
    assert parse_targets("package.json", b'{"name": "x"}') == ()


@pytest.mark.parametrize(
    ("name", "commands", "depends"),
    [
        ("serve", ["python -m svc.api"], ()),
        ("test", ["pytest -q"], ()),
        ("cov", ["pytest --cov"], ()),
        ("sh", ["ruff check", "mypy ."], ()),
        ("all", ["test", "lint x"], ("test",)),
        ("steps", ["ruff check"], ("test",)),
        ("train", ["python -m svc.train"], ()),
        ("later", ["pytest"], ("test",)),
        ("both", ["test", "ruff check"], ("test",)),
        ("listed", ["pytest -k a b"], ()),
        ("ryed", ["test"], ("test",)),
        ("docs", ["mkdocs build"], ()),
        ("unit", ["pytest tests"], ()),
        ("default:unit", ["pytest tests"], ()),
        ("qa:unit", ["pytest qa"], ()),
        ("check", ["ruff check", "true", "mypy"], ("default:unit",)),
        ("px", ["pytest"], ("test",)),
        ("gpu", ["pytest -m gpu"], ()),
    ],
)
def test_pyproject_scripts(name: str, commands: list[str], depends: tuple[str, ...]) -> None:
    found = target("pyproject.toml", PYPROJECT, name)
    assert (runs(found), found.depends) == (commands, depends)


def test_pyproject_lines_and_directory() -> None:
    found = target("pyproject.toml", PYPROJECT, "cov")
    assert (found.line, found.directory) == (5, "api")


def test_pipfile_and_procfile() -> None:
    assert runs(target("Pipfile", '[scripts]\ntest = "pytest -q"\n', "test")) == ["pytest -q"]
    web = target("Procfile", "# x\nweb: gunicorn app:app\nrelease: ./migrate.sh\n", "web")
    assert (runs(web), web.line) == (["gunicorn app:app"], 2)


def test_taskfile() -> None:
    content = """\
        version: "3"
        vars:
          TOOL: pytest
        includes:
          docs: ./docs/Taskfile.yml
        tasks:
          default: echo hi
          test:
            deps: [build]
            dir: api
            cmds:
              - "{{.TOOL}} -q"
              - task: lint
              - cmd: mypy .
                ignore_error: true
        """
    taskfile = read("Taskfile.yml", content)
    assert taskfile.default == "default"
    assert [(each.places[0], each.prefixes) for each in taskfile.includes] == [
        ("./docs/Taskfile.yml", ("docs:",))
    ]
    test = target("Taskfile.yml", content, "test")
    assert (test.depends, test.directory) == (("build", "lint"), "api")
    assert [(each.words[0], each.masked) for each in parse_script(test.script)][:2] == [
        ("pytest", False),
        ("mypy", True),
    ]


def test_shell_file() -> None:
    found = target("ci/test.sh", "#!/bin/sh\nset -e\npytest\n", "test.sh")
    assert runs(found) == ["pytest"]
    (command,) = parse_script(found.script)
    assert found.line_at(command.line) == 3
    (by_shebang,) = parse_targets("bin/test", b"#!/usr/bin/env bash\npytest\n")
    assert by_shebang.kind == "shell"
    assert parse_targets("bin/run", b"#!/usr/bin/env python\npytest\n") == ()


def test_compose_services() -> None:
    (api, worker, db), problem = parse_compose("compose.yml", dedent(COMPOSE).encode())
    assert problem is None
    assert (api.name, api.line, api.build_context, api.dockerfile) == ("api", 2, "./api", "Dockerfile.prod")
    assert api.command == ("uvicorn app:app --port 8000",)
    assert api.environment == (("MODE", "prod"), ("EMPTY", ""))
    assert (api.ports, api.healthcheck, api.depends) == (("8000:8000",), True, ("db",))
    assert (worker.build_context, worker.entrypoint) == (".", ("python", "-m"))
    assert (worker.environment, worker.depends) == ((("A", "b=c"),), ("api",))
    assert (db.image, db.build_context, db.healthcheck) == ("postgres:16", None, False)


def test_compose_targets() -> None:
    assert runs(target("compose.yml", COMPOSE, "api")) == ["uvicorn app:app --port 8000"]
    worker = target("compose.yml", COMPOSE, "worker")
    assert [each.words for each in parse_script(worker.script)] == [("python", "-m", "svc.worker", "a b")]
    assert target("compose.yml", COMPOSE, "db").script == ""
