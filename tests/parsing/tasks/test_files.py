from __future__ import annotations

import pickle
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.shell.script import parse_script
from analyzer.parsing.tasks.files import (
    Invocation,
    Target,
    TargetFile,
    invocation,
    parse_compose,
    parse_targets,
    target_kind,
)
from tests.support.bounds import ends


def read(path: str, content: str) -> TargetFile:
    (found,) = parse_targets(path, dedent(content).encode())
    return found


def target(path: str, content: str, name: str) -> Target:
    found = read(path, content).find(name)
    assert found is not None
    return found


def runs(found: Target) -> list[str]:
    return [" ".join(command.words) for command in parse_script(found.script)]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("Makefile", "make"),
        ("a/makefile", "make"),
        ("GNUmakefile", "make"),
        ("build/rules.mk", "make"),
        ("justfile", "just"),
        (".justfile", "just"),
        ("tox.ini", "tox"),
        ("setup.cfg", "tox"),
        ("noxfile.py", "nox"),
        ("package.json", "package"),
        ("pyproject.toml", "pyproject"),
        ("pixi.toml", "pyproject"),
        ("run_tests.sh", "shell"),
        ("ci/x.bash", "shell"),
        ("docker-compose.yml", "compose"),
        ("docker-compose.dev.yaml", "compose"),
        ("compose.yaml", "compose"),
        ("tasks.py", "invoke"),
        ("Taskfile.yml", "taskfile"),
        ("Procfile", "procfile"),
        ("Pipfile", "pipfile"),
        ("compose.py", None),
        ("makefile.txt", None),
        ("src/app.py", None),
    ],
)
def test_target_kind(path: str, kind: str | None) -> None:
    assert target_kind(path) == kind


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


def test_make_rules() -> None:
    makefile = read("Makefile", MAKEFILE)
    assert makefile.kind == "make"
    assert makefile.default == "test"
    assert makefile.includes == ("common.mk", "local.mk")
    assert [each.name for each in makefile.targets] == [
        *("test", "lint", "format", "build", "%.so", "loop", "ignored")
    ]


def test_make_recipe_has_variables_prefixes_and_lines() -> None:
    found = target("Makefile", MAKEFILE, "test")
    assert found.depends == ("build", "migrate")
    commands = parse_script(found.script)
    assert [command.words for command in commands if command.words[0] not in ("echo", "true")] == [
        ("cd", "api"),
        ("python3", "-m", "pytest", "-q", "-x", "tests"),
        ("ruff", "check", "."),
    ]
    by_name = {command.words[0]: command for command in commands}
    assert by_name["python3"].directory == "api"
    assert not by_name["python3"].masked
    assert by_name["ruff"].masked
    assert by_name["ruff"].directory is None
    assert {name: found.line_at(command.line) for name, command in by_name.items() if name != "true"} == {
        "echo": 14,
        "cd": 15,
        "python3": 15,
        "ruff": 17,
    }


def test_make_other_rules() -> None:
    makefile = read("Makefile", MAKEFILE)
    assert runs(target("Makefile", MAKEFILE, "format")) == ["ruff format"]
    assert runs(target("Makefile", MAKEFILE, "x.so")) == ["make -C native all", "echo $HOME $(shell pwd)"]
    loop = makefile.find("loop")
    assert loop is not None
    assert [command.masked for command in parse_script(loop.script)] == [True, False, True, False]
    ignored = makefile.find("ignored")
    assert ignored is not None and ignored.masked
    assert makefile.find("missing") is None


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        ("A = $(B)\nB = pytest\nt:\n\t$(A)\n", "t", ["pytest"]),
        ("A = $(A) x\nt:\n\t$(A)\n", "t", ["x"]),
        ("A = $(B)\nB = $(A)\nt:\n\techo $(A)\n", "t", None),
        ("PY := $(shell which python3)\nt:\n\t$(PY) x.py\n", "t", ["python3 x.py"]),
        ("t:\n\t$(UNKNOWN) x\n", "t", ["${UNKNOWN} x"]),
        ("t:\n\t$(foreach x,a b,echo $(x))\n", "t", None),
        (".RECIPEPREFIX = >\nt:\n>pytest\n", "t", ["pytest"]),
        ("t: a.py \\\n  b.py\n\tpytest\n", "t", ["pytest"]),
        ("$(info hello: world)\nt:\n\tpytest\n", "t", ["pytest"]),
        ("t::\n\tpytest\n", "t", ["pytest"]),
        ("objects: %.o: %.c\n\tcc $<\n", "objects", ["cc %.c"]),
    ],
)
def test_make_variants(content: str, name: str, expected: list[str] | None) -> None:
    found = target("Makefile", content, name)
    if expected is not None:
        assert runs(found) == expected


def test_make_default_goal() -> None:
    assert read("Makefile", ".DEFAULT_GOAL := b\na:\n\tx\nb:\n\ty\n").default == "b"


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


def test_just() -> None:
    justfile = read("justfile", JUSTFILE)
    assert justfile.default == "default"
    test = target("justfile", JUSTFILE, "test")
    assert test.depends == ("build", "lint")
    assert runs(test)[:2] == ["uv run pytest {{args}}", "mypy ."]
    assert parse_script(test.script)[1].masked
    assert runs(target("justfile", JUSTFILE, "script")) == ["pytest"]
    assert runs(target("justfile", JUSTFILE, "other")) == []
    assert target("justfile", JUSTFILE, "t").depends == ("test",)


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


def test_tasks_of_another_library_are_no_targets() -> None:
    assert parse_targets("tasks.py", b"from celery import task\n@task\ndef f(): train()\n") == ()


def test_package_json() -> None:
    content = '{"scripts": {"test": "npm run lint && jest", "pretest": "tsc", "lint": "eslint ."}}'
    found = target("package.json", content, "test")
    assert (found.depends, runs(found)) == (("pretest",), ["npm run lint", "jest"])
    assert parse_targets("package.json", b'{"name": "x"}') == ()


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
    assert (taskfile.default, taskfile.includes) == ("default", ("./docs/Taskfile.yml",))
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


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("make", [Invocation("make")]),
        ("make -C api test", [Invocation("make", ("test",), None, "api")]),
        ("make -j 4 -f ci.mk lint test V=1", [Invocation("make", ("lint", "test"), "ci.mk", None, ("V=1",))]),
        ("make --directory=a -C b", [Invocation("make", (), None, "a/b")]),
        ("make -n test", []),
        ("sudo -E make test", [Invocation("make", ("test",))]),
        ("just test", [Invocation("just", ("test",))]),
        ("just --list", []),
        ("tox", [Invocation("tox")]),
        ("python -m tox -e py311,lint", [Invocation("tox", ("py311", "lint"))]),
        (
            "tox run -e 'py{310,311}' -- -k x",
            [Invocation("tox", ("py310", "py311"), None, None, ("-k", "x"))],
        ),
        ("tox -epy -c ci.ini", [Invocation("tox", ("py",), "ci.ini")]),
        ("tox --notest", []),
        ("nox -s tests lint -- -x", [Invocation("nox", ("tests", "lint"), None, None, ("-x",))]),
        ("nox --session=tests -f ci.py", [Invocation("nox", ("tests",), "ci.py")]),
        ("nox", [Invocation("nox")]),
        ("nox --list", []),
        ("npm test", [Invocation("package", ("test",))]),
        ("npm --prefix web run lint -- --fix", [Invocation("package", ("lint",), None, "web", ("--fix",))]),
        ("npm ci", []),
        ("yarn build", [Invocation("package", ("build",))]),
        ("yarn install", []),
        ("yarn --cwd web run test", [Invocation("package", ("test",), None, "web")]),
        ("pnpm -C web test", [Invocation("package", ("test",), None, "web")]),
        ("invoke lint test --fast", [Invocation("invoke", ("lint", "test"))]),
        ("inv -c ci test", [Invocation("invoke", ("test",), "ci.py")]),
        ("poe test -q", [Invocation("pyproject", ("test",), None, None, ("-q",))]),
        ("poetry run poe test", [Invocation("pyproject", ("test",))]),
        ("uv run --group dev poe test", [Invocation("pyproject", ("test",))]),
        ("hatch run test:cov -q", [Invocation("pyproject", ("test:cov",), None, None, ("-q",))]),
        ("hatch -e test run cov", [Invocation("pyproject", ("test:cov",))]),
        ("hatch test", [Invocation("pyproject", ("hatch-test:run",))]),
        ("hatch build", []),
        ("pdm run lint", [Invocation("pyproject", ("lint",))]),
        ("pdm lint", [Invocation("pyproject", ("lint",))]),
        ("pdm install", []),
        ("rye run lint", [Invocation("pyproject", ("lint",))]),
        ("pixi run -e dev test", [Invocation("pyproject", ("test",))]),
        ("pipenv run test", [Invocation("pipfile", ("test",))]),
        (
            "pipenv run make x",
            [Invocation("pipfile", ("make",), None, None, ("x",)), Invocation("make", ("x",))],
        ),
        ("task test", [Invocation("taskfile", ("test",)), Invocation("pyproject", ("test",))]),
        ("honcho start web", [Invocation("procfile", ("web",))]),
        ("bash scripts/test.sh a", [Invocation("shell", (), "scripts/test.sh", None, ("a",))]),
        ("bash -ex ./x", [Invocation("shell", (), "x")]),
        ("sh -c 'x'", []),
        ("source ./env.sh", [Invocation("shell", (), "env.sh")]),
        ("./run_tests.sh -q", [Invocation("shell", (), "run_tests.sh", None, ("-q",))]),
        ("ci/run", [Invocation("shell", (), "ci/run")]),
        (
            "docker compose -f a.yml -f b.yml run --rm -e A=b api pytest -q",
            [
                Invocation("compose", ("api",), "a.yml", None, ("pytest", "-q")),
                Invocation("compose", ("api",), "b.yml", None, ("pytest", "-q")),
            ],
        ),
        ("docker-compose up -d --build api db", [Invocation("compose", ("api", "db"))]),
        ("docker-compose up", [Invocation("compose")]),
        ("docker-compose exec -T api pytest", [Invocation("compose", ("api",), None, None, ("pytest",))]),
        (
            "docker-compose run --entrypoint sh api -c x",
            [Invocation("compose", ("api",), None, None, ("sh", "-c", "x"))],
        ),
        ("docker compose build", []),
        (
            "docker run --rm -v /a:/b -e X img pytest",
            [Invocation("container", ("img",), None, None, ("pytest",), ("/a:/b",))],
        ),
        (
            "docker run --entrypoint pytest img -q",
            [Invocation("container", ("img",), None, None, ("pytest", "-q"))],
        ),
        ("docker build .", []),
        ("python scripts/x.py", []),
        ("./scripts/x.py", []),
        ("pytest tests/unit", []),
        ("/usr/bin/make test", [Invocation("make", ("test",))]),
        ("curl https://x.org/install.sh", []),
    ],
)
def test_invocation(command: str, expected: list[Invocation]) -> None:
    found = [each for parsed in parse_script(command) for each in invocation(parsed.words)]
    assert found == expected


NAMES = (
    "Makefile justfile tox.ini setup.cfg noxfile.py package.json pyproject.toml pixi.toml hatch.toml tox.toml "
    "run.sh compose.yml tasks.py Taskfile.yml Procfile Pipfile"
).split()
SAMPLES = [
    *(MAKEFILE, JUSTFILE, TOX, NOXFILE, PYPROJECT, COMPOSE),
    '{"scripts": {"test": ["x", {"a": null}], "b": 1}}',
    "services: [a, b]\ntasks: {a: [1, {task: {}}], b: {cmds: 3}}\n",
    "[tool.poe.tasks]\na = [[1], {ref = 1}]\nb = 3\n[tool.hatch]\nenvs = 1\n[tool.tox]\nenv = 2\nenv_list = 1\n",
    "[tox]\nenvlist = {a,{b,{c\n[testenv]\ncommands = {[testenv]commands}\n  {posargs:{posargs}}\n",
]


@given(
    st.sampled_from(NAMES),
    st.one_of(
        st.binary(max_size=200),
        st.tuples(st.sampled_from(SAMPLES), st.integers(0, 900), st.binary(max_size=5)).map(
            lambda cut: dedent(cut[0]).encode()[: cut[1]] + cut[2] + dedent(cut[0]).encode()[cut[1] :]
        ),
    ),
)
def test_any_bytes_give_target_files(name: str, content: bytes) -> None:
    for found in parse_targets(name, content):
        assert pickle.loads(pickle.dumps(found)) == found
        assert all(type(each.name) is str and each.line >= 1 for each in found.targets)
        assert all(
            len(each.line_map) == len(each.script.split("\n")) or not each.script for each in found.targets
        )
    services, _ = parse_compose(name, content)
    assert isinstance(services, tuple)


@given(
    st.lists(st.sampled_from("make tox -e -s -- docker compose run npm hatch pdm nox -f a b=c -C".split()))
)
def test_any_words_give_invocations(words: list[str]) -> None:
    assert isinstance(invocation(tuple(words)), tuple)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (
            "Makefile",
            b"A0 = x\n"
            + b"".join(b"A%d = $(A%d)$(A%d)$(A%d)\n" % (i, i - 1, i - 1, i - 1) for i in range(1, 40))
            + b"t:\n"
            + b"\techo $(A39)\n" * 5000,
        ),
        ("Makefile", b"a " * 60_000 + b":\n" + b"\tx\n" * 20_000),
        ("Makefile", b"t:\n" + b"\t$(" * 60_000),
        ("justfile", b"a" * 200_000 + b":"),
        ("justfile", b"x := 'a'\nt:\n" + b" {{x}}{{x\n" * 20_000),
        ("tox.ini", b"[tox]\nenvlist = " + b"{a,b}" * 10_000 + b"\n[testenv]\ncommands = x\n"),
        ("tox.ini", b"[testenv]\ncommands = " + b"{posargs:" * 20_000 + b"\n"),
        ("pyproject.toml", b'[tool.hatch.envs.default.scripts]\na = "' + b"{args:" * 20_000 + b'"\n'),
        ("noxfile.py", b"x = " + b"-" * 100_000 + b"1"),
        ("run.sh", b"$(" * 100_000),
        ("run.sh", b"x" * 300_000),
    ],
)
@ends
def test_hostile_files_are_bounded(path: str, content: bytes) -> None:
    parse_targets(path, content)


def test_a_large_file_is_a_problem() -> None:
    (found,) = parse_targets("Makefile", b"a:\n" * 100_000)
    assert (found.targets, found.problem) == ((), "larger than 256 KiB")
