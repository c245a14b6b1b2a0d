"""Which files that are run a shell reads, so that their commands are followed."""

from __future__ import annotations

import pytest

from analyzer.wiring.commands.reach import command_text, follow
from tests.support.snapshots import snapshot

SH = "#!/bin/sh\npytest -q\n"
# The file, what it holds, how it is run, and what then runs.
FILES: dict[str, tuple[str, str, str, str]] = {
    "a script": ("run.sh", SH, "./run.sh", "pytest -q"),
    "a script without an ending": ("go", SH, "./go", "pytest -q"),
    "a script without a first line": ("go", "pytest -q\n", "./go", "pytest -q"),
    "a program without an ending": ("go", "#!/usr/bin/env Rscript\npytest -q\n", "./go", "./go"),
    "a program of R": ("api.R", "pytest\nreturn(1)\n", "./api.R", "./api.R"),
    "a program of Julia": ("api.jl", "pytest\n", "./api.jl", "./api.jl"),
    "the wrapper of Maven": ("mvnw", SH, "./mvnw test", "./mvnw test"),
    "the wrapper of Gradle": ("gradlew", SH, "./gradlew check", "./gradlew check"),
    "a batch file": (
        "ci/t.bat",
        "@echo off\r\ncall .venv\\Scripts\\activate\r\npytest %1\r\n",
        "./ci/t.bat qa",
        "echo off | activate | pytest qa",
    ),
    "what a batch file is passed": (
        "ci/t.bat",
        "cd %~dp0..\r\nuv run pytest %*\r\n",
        "ci/t.bat -q qa",
        "cd ./. | pytest -q qa",
    ),
    "what a script of PowerShell is passed": (
        "ci/t.ps1",
        "pytest @args\npytest $PSScriptRoot\\qa\n",
        "./ci/t.ps1 -q",
        "pytest -q | pytest ./ci/qa",
    ),
    "a batch file by cmd": (
        "t.cmd",
        "rem x\r\npytest || exit /b 1\r\n",
        "cmd /c t.cmd",
        "pytest | exit /b 1",
    ),
    "a script of PowerShell": (
        "ci/t.ps1",
        "$x = 1\n& pytest -q\n",
        "pwsh -File ci/t.ps1",
        "$x = 1 | pytest -q",
    ),
    "a script of PowerShell by its name": ("t.ps1", "pytest -q\n", "./t.ps1", "pytest -q"),
    "a module of PowerShell": ("t.psm1", "pytest -q\n", "./t.psm1", "./t.psm1"),
    "a script named like one": ("mvnw-all", SH, "./mvnw-all", "pytest -q"),
}


@pytest.mark.parametrize(("path", "content", "call", "words"), FILES.values(), ids=FILES)
def test_what_a_file_that_is_run_runs(path: str, content: str, call: str, words: str) -> None:
    found = follow(snapshot({path: content}), call, "ci.yml", 1)
    assert " | ".join(command_text(each) for each in found) == words


LIBRARY = "run() {\n  echo $1\n  pytest qa/$1\n}\nDIR=qa\n"
# The script that reads another one first, that one, and what it runs.
SOURCED: dict[str, tuple[str, str, list[tuple[str, int]]]] = {
    "a function beside the script": ('. "$(dirname "$0")/lib.sh"\nrun a\n', LIBRARY, [("echo a", 2), ("pytest qa/a", 2)]),
    "by its own folder in a variable": ('HERE="$(cd "$(dirname "$0")" && pwd)"\nsource $HERE/lib.sh\nrun a\n', LIBRARY, [("echo a", 3), ("pytest qa/a", 3)]),
    "from the root": ("source ci/lib.sh\nrun a\n", LIBRARY, [("echo a", 2), ("pytest qa/a", 2)]),
    "below a folder that is not known": ("source $ROOT/ci/lib.sh\nrun a\n", LIBRARY, [("echo a", 2), ("pytest qa/a", 2)]),
    "a variable": ("source ci/lib.sh\npytest $DIR\n", LIBRARY, [("pytest qa", 2)]),
    "a function of its own": ("source ci/lib.sh\nrun() {\n  ls $1\n}\nrun a\n", LIBRARY, [("ls a", 3)]),
    "a function that is not called": ("source ci/lib.sh\nls\n", LIBRARY, [("ls", 2)]),
    "a script that is not there": ("source ci/other.sh\nrun a\n", LIBRARY, [("source ci/other.sh", 1), ("run a", 2)]),
    "a script that reads another": ("source ci/more.sh\nrun a\n", LIBRARY, [("echo a", 2), ("pytest qa/a", 2)]),
    "a script that reads itself": ("source ci/run.sh\nls\n", LIBRARY, [("ls", 2), ("ls", 2)]),
}  # fmt: skip


@pytest.mark.parametrize(("script", "library", "expected"), SOURCED.values(), ids=SOURCED)
def test_a_script_has_the_functions_of_what_it_reads_first(
    script: str, library: str, expected: list[tuple[str, int]]
) -> None:
    repo = snapshot({"ci/run.sh": script, "ci/lib.sh": library, "ci/more.sh": "source ci/lib.sh\n"})
    found = follow(repo, "bash ci/run.sh", "ci.yml", 1)
    assert [(command_text(each), each.place.line) for each in found] == expected
