"""Which targets of which files a command starts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.shell.script import parse_script
from analyzer.parsing.tasks.files import (
    Invocation,
    invocation,
)


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
        ("bash -n ./x", []),
        ("bash ./x -n", [Invocation("shell", (), "x", None, ("-n",))]),
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
        ("docker-compose up -d --build api db", [Invocation("compose", ("api", "db"), counted=())]),
        ("docker-compose up", [Invocation("compose", counted=())]),
        ("docker compose up --exit-code-from t", [Invocation("compose", counted=("t",))]),
        ("docker compose up --abort-on-container-exit", [Invocation("compose")]),
        ("docker compose wait t", [Invocation("compose", ("t",))]),
        ("poetry poe test -q", [Invocation("pyproject", ("test",), None, None, ("-q",))]),
        ("poetry install", []),
        ("mise run test x", [Invocation("mise", ("test",), None, None, ("x",))]),
        ("mise run a ::: b", [Invocation("mise", ("a", "b"))]),
        ("mise run //svc:a", [Invocation("mise", ("a",), None, "svc")]),
        ("mise tasks run a", [Invocation("mise", ("a",))]),
        ("mise install", []),
        ("mise tasks", []),
        ("earthly --ci +test --A=b", [Invocation("earthly", ("test",))]),
        ("earthly ./svc+test", [Invocation("earthly", ("test",), None, "./svc")]),
        ("earthly github.com/a/b+test", []),
        ("earthly --version", []),
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


@given(
    st.lists(st.sampled_from("make tox -e -s -- docker compose run npm hatch pdm nox -f a b=c -C".split()))
)
def test_any_words_give_invocations(words: list[str]) -> None:
    assert isinstance(invocation(tuple(words)), tuple)
