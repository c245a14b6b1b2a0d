"""Which files that are run a shell reads, so that their commands are followed."""

from __future__ import annotations

import pytest

from analyzer.wiring.reach import command_text, follow
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
    "a script named like one": ("mvnw-all", SH, "./mvnw-all", "pytest -q"),
}


@pytest.mark.parametrize(("path", "content", "call", "words"), FILES.values(), ids=FILES)
def test_what_a_file_that_is_run_runs(path: str, content: str, call: str, words: str) -> None:
    found = follow(snapshot({path: content}), call, "ci.yml", 1)
    assert [command_text(each) for each in found] == [words]
