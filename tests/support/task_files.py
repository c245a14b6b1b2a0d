"""Task files as their tools accept them, and one target of a file."""

from __future__ import annotations

from textwrap import dedent

from analyzer.parsing.shell.script import parse_script
from analyzer.parsing.tasks.files import (
    Target,
    TargetFile,
    parse_targets,
)


def read(path: str, content: str) -> TargetFile:
    (found,) = parse_targets(path, dedent(content).encode())
    return found


def target(path: str, content: str, name: str) -> Target:
    found = read(path, content).find(name)
    assert found is not None
    return found


def runs(found: Target) -> list[str]:
    return [" ".join(command.words) for command in parse_script(found.script)]


MAKEFILE = """\
    PYTHON ?= python3
    PYTEST := $(PYTHON) -m pytest
    ARGS = -q
    ARGS += -x
    include common.mk
    -include $(EXTRA).mk local.mk

    define banner
    not: a-target
    endef

    .PHONY: test lint
    test: build ## run the tests
    \t@echo testing
    \tcd api && $(PYTEST) ${ARGS} \\
    \t  tests
    \t-ruff check .

    lint format: | build; ruff $@
    test: migrate
    test: export MODE = fast

    ifdef CI
    build:
    else
    %.so: %.c
    endif
    \t$(MAKE) -C native all
    \techo $$HOME $(shell pwd)
    loop:
    \tfor t in a b; do pytest $$t; done; echo done
    \tpytest; echo ignored
    ignored:
    \t-pytest
    """


JUSTFILE = """\
    set shell := ["bash", "-c"]
    runner := "uv run"
    alias t := test

    [private]
    default: lint test

    # run tests
    test *args="-q": (build "x") lint
        {{runner}} pytest {{args}}
        -@mypy .

    lint:
        cd src && ruff check

    script:
        #!/usr/bin/env bash
        set -e
        pytest
    other:
        #!/usr/bin/env python
        import x
    """


TOX = """\
    [tox]
    envlist = lint, py{310,311}-{a,b}
    [base]
    cmd = pytest {posargs:-q}
    [testenv]
    changedir = api
    commands_pre =
        pip check
    commands =
        {envpython} -m {[base]cmd} \\
            tests
        a: pytest only-a
        !a: pytest not-a
        - pytest flaky
    [testenv:lint]
    changedir = {toxinidir}
    commands = ruff check {toxinidir}/src
    [testenv:py{312,313}]
    commands = {[testenv]commands}
    [flake8]
    max-line-length = 100
    """


NOXFILE = """\
    import nox

    FILES = ["a"]

    @nox.session(python=["3.10", "3.11"])
    def tests(session):
        session.install("pytest")
        session.run("pytest", "-q", f"--cov={NAME}", *session.posargs)
        session.notify("coverage")

    @nox.session(name="type-check")
    def mypy(session):
        session.chdir("api")
        session.run(*["mypy", "src"], external=True)

    @nox.session
    def lint(session):
        session.run("ruff", "check", success_codes=[0, 1])

    def helper(session):
        session.run("never")
    """


PYPROJECT = """\
    [project.scripts]
    serve = "svc.api:main"
    [tool.poe.tasks]
    test = "pytest -q"
    cov = { cmd = "pytest --cov", cwd = "api" }
    sh = { shell = "ruff check; mypy ." }
    all = ["test", "lint x"]
    steps = { sequence = [{ ref = "test" }, { cmd = "ruff check" }] }
    train = { script = "svc.train:main(epochs=1)" }
    later = { cmd = "pytest", deps = ["test"] }
    [tool.pdm.scripts]
    both = { composite = ["test", "ruff check"] }
    listed = { cmd = ["pytest", "-k", "a b"] }
    [tool.rye.scripts]
    ryed = { chain = ["test"] }
    [tool.taskipy.tasks]
    docs = "mkdocs build"
    [tool.hatch.envs.default.scripts]
    unit = "pytest {args:tests}"
    check = ["unit", "- ruff check", "mypy"]
    [tool.hatch.envs.qa.scripts]
    unit = "pytest qa"
    [tool.pixi.tasks]
    px = { cmd = "pytest", depends-on = ["test"], cwd = "x" }
    [tool.pixi.feature.gpu.tasks]
    gpu = "pytest -m gpu"
    """


COMPOSE = """\
    services:
      api:
        build:
          context: ./api
          dockerfile: Dockerfile.prod
        command: uvicorn app:app --port 8000
        environment:
          MODE: prod
          EMPTY:
        ports:
          - "8000:8000"
        depends_on:
          db:
            condition: service_healthy
        healthcheck:
          test: ["CMD", "curl", "localhost"]
      worker:
        build: .
        entrypoint: ["python", "-m"]
        command: ["svc.worker", "a b"]
        environment:
          - A=b=c
        depends_on: [api]
      db:
        image: postgres:16
        healthcheck:
          disable: true
    """
