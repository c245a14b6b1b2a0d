"""A script that a command reads from its input runs as if it were handed to it."""

from __future__ import annotations

import pytest

from analyzer.parsing.shell.script import parse_script


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("bash", ["pytest"]),
        ("bash -euo pipefail -s -- x", ["pytest"]),
        ("bash -o pipefail", ["pytest"]),
        ("sudo -u x /bin/sh -", ["pytest"]),
        ("bash --", ["pytest"]),
        ("bash --norc -e", ["pytest"]),
        ("bash x.sh", ["bash x.sh"]),
        ("bash -c ruff", ["ruff"]),
        ("docker run -i x bash -e", ["docker run -i x bash -e -c pytest\n"]),
        ("docker run -i x bash -s a", ["docker run -i x bash -c pytest\n"]),
        ("docker run -i x", ["docker run -i x"]),
        ("cat", ["cat"]),
    ],
)
def test_a_shell_reads_its_input(command: str, expected: list[str]) -> None:
    found = parse_script(f"{command} <<EOF\npytest\nEOF")
    assert [" ".join(each.words) for each in found] == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("python", ["pytest -q", "true"]),
        ("python3 -u -", ["pytest -q", "true"]),
        ("docker run -i x python -", ["docker run -i x sh -c \npytest -q || exit 1\ntrue\n"]),
        ("python x.py", ["python x.py"]),
    ],
)
def test_python_reads_its_input(command: str, expected: list[str]) -> None:
    body = "import sys, pytest\nsys.exit(pytest.main(['-q']))"
    found = parse_script(f"{command} <<EOF\n{body}\nEOF")
    assert [" ".join(each.words) for each in found if each.words[0] != "exit"] == expected


def test_a_text_may_stand_in_its_line() -> None:
    assert [each.words for each in parse_script("bash <<< 'pytest -q'\ncat <<< pytest")] == [
        ("pytest", "-q"),
        ("cat",),
    ]


def test_such_a_command_stands_in_its_own_line_and_stops_as_its_shell_does() -> None:
    first, second = parse_script("bash <<EOF\npytest\nruff\nEOF")
    assert (first.line, first.masked, second.line, second.masked) == (2, True, 3, False)
    first, second = parse_script("bash -e <<EOF\npytest\nruff\nEOF")
    assert (first.masked, second.masked) == (False, False)
