from __future__ import annotations

import pickle
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.shell.script import parse_script
from analyzer.parsing.tasks.files import (
    parse_compose,
    parse_targets,
    target_kind,
)
from tests.support.bounds import ends
from tests.support.task_files import COMPOSE, JUSTFILE, MAKEFILE, NOXFILE, PYPROJECT, TOX, read, runs, target


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
        ("mise.toml", "mise"),
        (".mise.ci.toml", "mise"),
        ("svc/.config/mise/conf.d/a.toml", "mise"),
        (".mise/tasks/lint/py", "mise"),
        ("mise-tasks/test", "mise"),
        ("promise.toml", None),
        ("mise.lock", None),
        ("Earthfile", "earthly"),
        ("compose.py", None),
        ("makefile.txt", None),
        ("src/app.py", None),
    ],
)
def test_target_kind(path: str, kind: str | None) -> None:
    assert target_kind(path) == kind


def test_make_rules() -> None:
    makefile = read("Makefile", MAKEFILE)
    assert makefile.kind == "make"
    assert makefile.default == "test"
    assert [each.places for each in makefile.includes] == [("common.mk",), ("local.mk",)]
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
    assert [command.masked for command in parse_script(loop.script)] == [True, True, False, True, False]
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


def test_just() -> None:
    justfile = read("justfile", JUSTFILE)
    assert justfile.default == "default"
    test = target("justfile", JUSTFILE, "test")
    assert test.depends == ("build", "lint")
    assert runs(test)[:2] == ["uv run pytest -q", "mypy ."]
    assert parse_script(test.script)[1].masked
    assert runs(target("justfile", JUSTFILE, "script")) == ["pytest"]
    assert runs(target("justfile", JUSTFILE, "other")) == []
    assert target("justfile", JUSTFILE, "t").depends == ("test",)


NAMES = (
    "Makefile justfile tox.ini setup.cfg noxfile.py package.json pyproject.toml pixi.toml hatch.toml tox.toml "
    "run.sh compose.yml tasks.py Taskfile.yml Procfile Pipfile mise.toml .mise/tasks/test Earthfile"
).split()


SAMPLES = [
    *(MAKEFILE, JUSTFILE, TOX, NOXFILE, PYPROJECT, COMPOSE),
    '{"scripts": {"test": ["x", {"a": null}], "b": 1}}',
    "services: [a, b]\ntasks: {a: [1, {task: {}}], b: {cmds: 3}}\n",
    "[tool.poe.tasks]\na = [[1], {ref = 1}]\nb = 3\n[tool.hatch]\nenvs = 1\n[tool.tox]\nenv = 2\nenv_list = 1\n",
    "a := b / ('c' + d(\nt *x='{{a}}': (u {{x}})\n  {{a + b}} {{x}}\nmod m 'p'\n[script('x')]\nn:\n  y\n",
    "includes: {a: {taskfile: b, aliases: c}, d: [1]}\ntasks: {t: {cmds: [{for: {var: A}, cmd: '{{.A'}]}}\n",
    "[tasks]\na = {run = [{task = 1}, 2], depends = [[]], alias = 3}\n[task_config]\nincludes = [1]\n[vars]\nx = 1\n",
    "VERSION 0.8\nt:\n  RUN --mount [\n  BUILD +\n  COPY (+a/b --c=d) .\n  WORKDIR /\nFROM ./x+y\n",
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
        ("justfile", b"x := " + b"(" * 60_000),
        ("justfile", b"x := " + b"a + " * 60_000),
        ("justfile", b"t " + b"a='" * 60_000 + b":\n"),
        ("Taskfile.yml", b"tasks: {t: ['" + b"{{.A | default " * 15_000 + b"']}\n"),
        ("mise.toml", b"[tasks]\na = '" + b"{{arg(" * 40_000 + b"'\n"),
        ("Earthfile", b"t:\n  RUN " + b"--a " * 60_000 + b"\n  BUILD " + b"a+" * 60_000 + b"\n"),
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
