"""Which of several jobs and commands of CI is shown, of what they run and of what checks the code."""

from __future__ import annotations

import pytest

from tests.support.snapshots import run, snapshot
from tests.support.workflows import CODE, github, workflow

FIRST, SECOND = ".github/workflows/a.yml", ".github/workflows/b.yml"
JAVA = {
    "pom.xml": "<project/>\n",
    "build.gradle": "plugins { id 'java' }\n",
    "src/main/java/Price.java": "class Price {\n  static int of(int n) {\n    return 2 * n;\n  }\n}\n",
    "src/test/java/PriceTest.java": (
        "import org.junit.jupiter.api.Test;\nclass PriceTest {\n  @Test\n  void doubles() {\n"
        "    assertEquals(4, Price.of(2));\n  }\n}\n"
    ),
}
SHOWN = {
    "the first of two that run the same": (github("pytest\npytest tests"), ":10"),
    "what asks for tests by name": ({**JAVA, **github("./gradlew build\n./gradlew test", JAVA)}, ":11"),
    "what runs more tests": (
        {**github("pytest tests/test_price.py\npytest"),
         "tests/test_more.py": CODE["tests/test_price.py"]}, ":11"),
    "what runs before a merge": (
        {**CODE, FIRST: workflow("pytest", on="push"), SECOND: workflow("pytest", on="pull_request")}, f"{SECOND}:10"),
    "by name, if both run before a merge": (
        {**CODE, FIRST: workflow("pytest"), SECOND: workflow("pytest", on="pull_request")}, f"{FIRST}:10"),
    "more tests after a merge": (
        {**CODE, "tests/test_more.py": CODE["tests/test_price.py"],
         FIRST: workflow("pytest", on="push"), SECOND: workflow("pytest tests/test_more.py", on="pull_request")}, f"{FIRST}:10"),
}  # fmt: skip


@pytest.mark.parametrize("signal", ["ci", "ci_tests"])
@pytest.mark.parametrize(("files", "place"), SHOWN.values(), ids=SHOWN)
def test_the_command_is_shown_that_tests_most(files: dict[str, str], place: str, signal: str) -> None:
    best = run(signal, snapshot(files)).evidence[0]
    assert f"{best.path}:{best.line}".endswith(place)


CHECKS = {
    "the first of several": ("ruff check .\nruff format --check .\nmypy .", 10),
    "what only checks, before what rewrites": ("black .\nruff format .\nruff check --fix\nmypy .", 13),
    "what is asked to check alone": ("black --check .\nmypy .", 10),
    "the first of what rewrites": ("black .\nisort .", 10),
}


@pytest.mark.parametrize(("script", "line"), CHECKS.values(), ids=CHECKS)
def test_what_reads_the_code_is_shown(script: str, line: int) -> None:
    assert run("ci", snapshot(github(script))).evidence[0].line == line
