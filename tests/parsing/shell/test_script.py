from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.shell.script import MAXIMUM_COMMANDS, Command, parse_script, unwrap
from tests.support.bounds import Times, ends, in_sizes


def words(script: str) -> list[tuple[str, ...]]:
    return [command.words for command in parse_script(script)]


def masked(script: str, *, errexit: bool = True, pipefail: bool = False) -> list[str]:
    commands = parse_script(script, errexit=errexit, pipefail=pipefail)
    return [command.words[0] for command in commands if command.masked]


def only(script: str, program: str) -> Command:
    (found,) = [command for command in parse_script(script) if command.words[0] == program]
    return found


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("pytest -q tests", [("pytest", "-q", "tests")]),
        ("a && b || c; d | e\nf", [("a",), ("b",), ("c",), ("d",), ("e",), ("f",)]),
        ("pytest \\\n  -q \\\n  tests", [("pytest", "-q", "tests")]),
        ("pytest # all of them\n# pytest never", [("pytest",)]),
        ("echo a#b", [("echo", "a#b")]),
        ("pytest -m 'not slow' -k \"a or b\"", [("pytest", "-m", "not slow", "-k", "a or b")]),
        ('echo "say \\"x\\"" a\\ b', [("echo", 'say "x"', "a b")]),
        ("echo $'tab' ''", [("echo", "tab", "")]),
        ("pytest > log.txt 2>&1 < /dev/null", [("pytest",)]),
        ("pytest &> log", [("pytest",)]),
        ("cat <<< text", [("cat",)]),
        ("cat <<EOF\npytest\nEOF\nruff", [("cat",), ("ruff",)]),
        ("cat <<-'EOF' > x\n\tpytest\n\tEOF\nruff", [("cat",), ("ruff",)]),
        ("bash <<EOF\npytest\nEOF", [("pytest",)]),
        ("bash -c 'pytest && ruff check'", [("pytest",), ("ruff", "check")]),
        ('sudo bash -lc "pytest -q"', [("pytest", "-q")]),
        ("sh -euxc pytest", [("pytest",)]),
        ("bash -o pipefail -c pytest", [("pytest",)]),
        ("eval 'pytest -q'", [("pytest", "-q")]),
        ("f() { pytest \"$@\"; }\nf a 'b c'", [("pytest", "a", "b c")]),
        ("function f {\n  pytest $1\n}\nf x", [("pytest", "x")]),
        ("f() {\n pytest\n}\nruff", [("ruff",)]),
        ("if [ -f x ]; then\n pytest\nelse\n ruff\nfi", [("pytest",), ("ruff",)]),
        ("for x in a b; do pytest $x; done", [("pytest", "a"), ("pytest", "b")]),
        ("for x in $LIST; do pytest $x; done", [("pytest", "$x")]),
        ("for x in *.py; do pytest $x; done", [("pytest", "$x")]),
        ("case $x in a|b) pytest;; *) ruff ;; esac; mypy", [("pytest",), ("ruff",), ("mypy",)]),
        ("while ! curl x; do sleep 1; done", [("curl", "x"), ("sleep", "1")]),
        ("( cd a; { pytest; } )", [("cd", "a"), ("pytest",)]),
        ("[[ $x == (a|b) && -n $y ]]; pytest", [("pytest",)]),
        ("((i = 1 + (2)))\npytest", [("pytest",)]),
        ("echo $(pytest -q | tail)", [("echo", "$(pytest -q | tail)")]),
        ("echo `pytest -q`", [("echo", "`pytest -q`")]),
        ("pytest ${{ matrix.args }} x", [("pytest", "${{ matrix.args }}", "x")]),
        ("pytest ${{ a && 'b' || 'c' }}", [("pytest", "${{ a && 'b' || 'c' }}")]),
        ("task {{ .NAME }} x", [("task", "{{ .NAME }}", "x")]),
        ('T=tests\npytest $T ${T}/a "$T b"', [("pytest", "tests", "tests/a", "tests b")]),
        ("export A='-q -x'; pytest $A \"$A\"", [("export", "A=-q -x"), ("pytest", "-q", "-x", "-q -x")]),
        ("pytest $UNKNOWN ${D:-tests}", [("pytest", "$UNKNOWN", "tests")]),
        ("V=$(date)\necho $V", [("echo", "$V")]),
        ("A=()\nB=(x y)\npytest", [("pytest",)]),
        ("pytest\nexit 0\nruff", [("pytest",), ("exit", "0")]),
        ("if x; then exit 1; fi\npytest", [("x",), ("exit", "1"), ("pytest",)]),
        ("(exit 1; ruff)\npytest", [("exit", "1"), ("pytest",)]),
        ("exec gunicorn app\nruff", [("exec", "gunicorn", "app")]),
        ("pytest\r\nruff\r\n", [("pytest",), ("ruff",)]),
        ("echo it's broken\npytest", [("echo", "it's", "broken"), ("pytest",)]),
        ('pytest\necho "$(never closed\n', [("pytest",), ("echo", '"$(never', "closed")]),
        ("diff <(a) <(b | c)", [("diff", "<(a)", "<(b | c)")]),
        ('bash "$(dirname "$0")/x.sh"', [("bash", "$0/x.sh")]),
        ("", []),
    ],
)
def test_words(script: str, expected: list[tuple[str, ...]]) -> None:
    assert words(script) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("pytest || true", ["pytest"]),
        ("pytest || :", ["pytest"]),
        ("pytest || echo failed", ["pytest"]),
        ("pytest || { echo failed; exit 0; }", ["pytest"]),
        ("a && pytest || true", ["a", "pytest"]),
        ("(a; pytest) || true", ["a", "pytest"]),
        ("f() { pytest; }\nf || true", ["pytest"]),
        ("bash -c 'pytest' || true", ["pytest"]),
        ("pytest; true", ["pytest"]),
        ("a\npytest; b; exit 0", ["pytest", "b"]),
        ("pytest &", ["pytest"]),
        ("! pytest", ["pytest"]),
        ("pytest | tee log", ["pytest"]),
        ("pytest && echo ok\nruff", ["pytest"]),
        ("set +e\npytest\nruff", ["pytest"]),
        ("set +e\npytest\nset -e\nruff", ["pytest"]),
        ("set +e\npytest\necho $?\nruff", ["pytest", "echo"]),
        ("if pytest; then echo ok; fi", ["pytest"]),
        ("if pytest; then echo ok; else echo no; fi", ["pytest"]),
        ("if a; then exit 1; elif pytest; then echo; fi", ["a", "pytest"]),
        ("while pytest; do x; done", ["pytest"]),
        ("pytest || rc=$?\necho done", ["pytest"]),
        ("bash -c 'pytest; ruff'", ["pytest"]),
        # what does count
        ("pytest", []),
        ("pytest\ntrue", []),
        ("a && pytest", []),
        ("pytest && echo ok", []),
        ("cd a && pytest\nruff", ["cd"]),
        ("pytest || exit 1", []),
        ("set +e\npytest || exit 1\nruff", []),
        ("set +e\n(pytest || exit 1)\nruff", ["pytest", "exit"]),
        ("pytest || { echo failed; exit 1; }", []),
        ("pytest || echo failed && exit 1", []),
        ("pytest || ruff", []),
        ("set -o pipefail\npytest | tee log", []),
        ("set -euxo pipefail\npytest | tee log", []),
        ("#!/bin/bash -eo pipefail\npytest | tee log", []),
        ("pytest | tee log\nexit ${PIPESTATUS[0]}", []),
        ("set +e\npytest", []),
        ("set +e\npytest\nrc=$?\nx\nexit $rc", ["x"]),
        ("set +e\npytest\nif [ $? -ne 0 ]; then exit 1; fi", []),
        ("pytest || rc=$?\nexit $rc", []),
        ("pytest || failed=1\nif [ $failed ]; then exit 1; fi", []),
        ("if ! pytest; then exit 1; fi", []),
        ("if pytest; then echo; else exit 1; fi", []),
        ("bash -ec 'pytest; ruff'", []),
    ],
)
def test_masked(script: str, expected: list[str]) -> None:
    assert [name for name in masked(script) if name != "set"] == expected


def test_plain_shell_file_ignores_all_but_the_last_command() -> None:
    assert masked("pytest\nruff", errexit=False) == ["pytest"]
    assert masked("set -e\npytest\nruff", errexit=False) == []
    assert masked("pytest | tee x", pipefail=True) == []


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("pytest", None),
        ("cd api\npytest", "api"),
        ("cd api && cd ./v1/.. && pytest", "api"),
        ("cd api; cd ..; pytest", None),
        ("(cd api && ruff)\npytest", None),
        ("bash -c 'cd api'\npytest", None),
        ("pushd api; popd; pytest", None),
        ("cd api; cd -; pytest", None),
        ("cd ../x; pytest", "../x"),
        ("cd /srv/app; pytest", "/srv/app"),
        ("cd; pytest", "~"),
        ("cd $SOMEWHERE/x; pytest", "$SOMEWHERE/x"),
        ("D=api\ncd $D/v1; pytest", "api/v1"),
        ('cd "$(dirname "$0")/.."; pytest', "$0/.."),
        ("cd api; cd $GITHUB_WORKSPACE/web; pytest", "web"),
        ("cd ${{ github.workspace }}; pytest", None),
        ("if x; then cd a; else cd b; fi; pytest", "b"),
    ],
)
def test_directory(script: str, expected: str | None) -> None:
    assert only(script, "pytest").directory == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("pytest", False),
        ("a && pytest", False),
        ("if a; then pytest; fi", True),
        ("[ -d x ] && pytest", True),
        ("a || pytest", True),
        ("case $x in y) pytest;; esac", True),
        ("while a; do pytest; done", True),
        ("for x in y; do pytest; done", False),
        ("if pytest; then a; fi", False),
        ("if a; then b; fi; pytest", False),
    ],
)
def test_conditional(script: str, expected: bool) -> None:
    assert only(script, "pytest").conditional is expected


def test_line_and_environment() -> None:
    script = "echo a\n\nA=1 B='x y' pytest \\\n  -q\nbash -c '\n  ruff\n'"
    pytest_command, ruff = only(script, "pytest"), only(script, "ruff")
    assert (pytest_command.line, pytest_command.environment) == (3, (("A", "1"), ("B", "x y")))
    assert ruff.line == 6


@pytest.mark.parametrize(
    ("wrapped", "bare"),
    [
        ("sudo -u me -E pytest", "pytest"),
        ("env -u X A=b C=d pytest -q", "pytest -q"),
        ("/usr/bin/env python3 x.py", "python x.py"),
        ("time pytest", "pytest"),
        ("timeout -k 5 10m pytest", "pytest"),
        ("nice -n 5 nohup stdbuf -oL pytest", "pytest"),
        ("xvfb-run -a -s '-screen 0' pytest", "pytest"),
        ("taskset -c 0,1 pytest", "pytest"),
        ("exec command pytest", "pytest"),
        ("command -v pytest", "command -v pytest"),
        ("coverage run -p --source src -m pytest -q", "python -m pytest -q"),
        ("coverage run manage.py test", "python manage.py test"),
        ("coverage report", "coverage report"),
        ("python -m coverage run -m pytest", "python -m pytest"),
        ("python3.11 -u -W error -m pytest", "python -m pytest"),
        ("python -c pass", "python -c pass"),
        ("$PYTHON -m pytest", "python -m pytest"),
        ("poetry run pytest", "pytest"),
        ("poetry -C api run pytest", "pytest"),
        ("poetry install", "poetry install"),
        ("pipenv run pytest", "pytest"),
        ("uv run --with pytest-cov --extra dev -p 3.12 pytest -q", "pytest -q"),
        ("uv run -m pytest", "python -m pytest"),
        ("uv run train.py", "python train.py"),
        ("uv --directory x run -- pytest", "pytest"),
        ("uv pip install x", "uv pip install x"),
        ("uvx ruff@0.6 check", "ruff check"),
        ("uv tool run --from ruff ruff check", "ruff check"),
        ("pipx run black .", "black ."),
        ("pdm run pytest", "pytest"),
        ("hatch run pytest", "pytest"),
        ("hatch -e test run pytest", "pytest"),
        ("hatch run +py=3.11 test:pytest -q", "pytest -q"),
        ("hatch test -q", "pytest -q"),
        ("rye run pytest", "pytest"),
        ("pixi run -e dev pytest", "pytest"),
        ("conda run --no-capture-output -n dev pytest", "pytest"),
        ("micromamba run -n dev pytest", "pytest"),
        ("./venv/bin/pytest -q", "pytest -q"),
        (".venv/bin/python -m pytest", "python -m pytest"),
        ("/opt/x/bin/pytest", "pytest"),
        ("./bin/test", "./bin/test"),
        ("./scripts/x.py a", "python scripts/x.py a"),
        ("tox -e py311", "tox -e py311"),
        ("docker compose run app pytest", "docker compose run app pytest"),
        ("sudo", "sudo"),
        ("", ""),
    ],
)
def test_unwrap(wrapped: str, bare: str) -> None:
    (command,) = words(wrapped) or [()]
    assert " ".join(unwrap(command)) == bare


PIECES = st.sampled_from(
    [
        "pytest",
        "sudo",
        "env",
        "A=b",
        "-u",
        "python3",
        "-m",
        "coverage",
        "run",
        "uv",
        "hatch",
        "x:y",
        "timeout",
        "1",
        "conda",
        "-n",
        "--",
        "./venv/bin/x",
        "a.py",
        "",
        "test",
        "@",
        "uvx",
        "bash",
        "-c",
        "exec",
        "poetry",
    ]
)


@given(st.lists(PIECES, max_size=8))
def test_unwrap_is_idempotent(pieces: list[str]) -> None:
    once = unwrap(tuple(pieces))
    assert unwrap(once) == once


def test_unwrap_is_idempotent_for_many_layers() -> None:
    many = ("sudo",) * 5000 + ("pytest",)
    assert unwrap(unwrap(many)) == unwrap(many)


SHELL = st.lists(
    st.sampled_from(
        [
            "a",
            " ",
            "\n",
            ";",
            "&&",
            "||",
            "|",
            "(",
            ")",
            "{ ",
            "}",
            "'",
            '"',
            "$(",
            "${",
            "`",
            "\\",
            "#",
            "<<E",
            "E",
            "if ",
            "then ",
            "fi",
            "else ",
            "case ",
            " in ",
            "esac",
            ";;",
            "do ",
            "done",
            "for ",
            "while ",
            "f() ",
            "f",
            "$x",
            "x=",
            "exit 0",
            "cd a",
            "bash -c ",
            "[[ ",
            " ]]",
            "((",
            "${{",
            "}}",
            "!",
            ">",
            "2>&1",
            "set +e",
            "\x1c",
        ]
    ),
    max_size=60,
).map("".join)


@given(st.one_of(st.text(max_size=200), SHELL))
def test_any_text_gives_commands(script: str) -> None:
    for command in parse_script(script):
        assert command.words
        assert command.line >= 1


@pytest.mark.parametrize(
    "script",
    [
        lambda times: "(" * times(100_000),
        lambda times: "$(" * times(100_000),
        lambda times: '"$(' * times(40_000),
        lambda times: "'" + '"' * times(200_000) + "`${",
        lambda times: "echo '\n" * times(20_001),
        lambda times: "a || " * times(30_000),
        # More than is kept, also in a fast run.
        lambda _times: "a;" * 60_000,
        lambda times: "{ " * times(50_000),
        lambda times: "if a; then " * times(20_000),
        lambda times: "f() { f; f; f; f; }\nf\n" * times(1000),
        lambda times: "A=x\n" + "A=$A$A$A$A\n" * 60 + "echo $A " * times(1_000),
        lambda times: "sudo " * times(50_000),
        lambda times: "cat <<A " * times(30_000),
        lambda times: "f() { " * times(15_000),
        lambda times: "eval " * times(10_000),
        lambda times: "cd a\n" * times(25_000),
    ],
)
@in_sizes
@ends
def test_hostile_text_is_bounded(script: Callable[[Times], str], times: Times) -> None:
    commands = parse_script(script(times))
    assert len(commands) <= MAXIMUM_COMMANDS
