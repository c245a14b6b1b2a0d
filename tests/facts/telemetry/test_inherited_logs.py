"""Loggers that classes of Java and Kotlin have from another type of the repository."""

from __future__ import annotations

import pytest

from analyzer.facts.telemetry.program_logs import said_by_programs
from analyzer.testing import snapshot

LOGGABLE = (
    "package a\nimport org.slf4j.LoggerFactory\n"
    "interface Loggable {\n  val logger get() = LoggerFactory.getLogger(javaClass)\n}\n"
)
BASE = (
    "package a;\nimport org.slf4j.*;\nabstract class Base {\n"
    "  {} final Logger logger = LoggerFactory.getLogger(getClass());\n}}\n"
)


def kotlin(head: str, giver: str = LOGGABLE, body: str = 'logger.info("a")') -> dict[str, str]:
    return {
        "pom.xml": "<project/>",
        "src/main/kotlin/a/Loggable.kt": giver,
        "src/main/kotlin/a/Asks.kt": f"package a\n{head} {{\n  fun ask() {{\n    {body}\n    {body}\n  }}\n}}\n",
    }


def java(modifier: str, head: str = "class Asks extends Base") -> dict[str, str]:
    return {
        "pom.xml": "<project/>",
        "src/main/java/a/Base.java": BASE.replace("{}", modifier, 1).replace("}}", "}"),
        "src/main/java/a/Asks.java": f'package a;\n{head} {{\n  void ask() {{\n    logger.info("a");\n  }}\n}}\n',
    }


CASES = {
    "an interface": (kotlin("class Asks : Loggable"), 2),
    "its companion": (
        kotlin("class Asks {\n  companion object : Loggable\n  val x = 1\n}\nclass B : Loggable"),
        2,
    ),
    "a lambda": (kotlin("class Asks : Loggable", body='logger.warn { "a" }'), 2),
    "no such interface": (kotlin("class Asks : Other"), 0),
    "an interface without a logger": (
        kotlin("class Asks : Loggable", giver="package a\ninterface Loggable\n"),
        0,
    ),
    "a class of a library": (java("private", "import com.acme.Base;\nclass Asks extends Base"), 1),
    "an interface of a library": (kotlin("import com.acme.Other\nclass Asks : Other"), 2),
    "of a package of the repository": (kotlin("import a.Other\nclass Asks : Other"), 0),
    "of everything of a library": (java("private", "import com.acme.*;\nclass Asks extends Filter"), 1),
    "of everything, but of that name here": (
        java("private", "import com.acme.*;\nclass Asks extends Base"),
        0,
    ),
    "another object of a library": (
        kotlin("import com.acme.Other\nclass Asks : Other", body='notes.info("a")'),
        0,
    ),
    "another object": (kotlin("class Asks : Loggable", body='notes.info("a")'), 0),
    "a class above": (java("protected"), 1),
    "what the class above has alone": (java("private"), 0),
    "no class above": (java("protected", "class Asks"), 0),
}


@pytest.mark.parametrize("name", CASES)
def test_a_logger_of_a_type_above_logs(name: str) -> None:
    files, logs = CASES[name]
    said = said_by_programs(snapshot(files))
    assert sum(each.logs for path, each in said.items() if "Asks" in path) == logs


KTOR = "import io.ktor.server.application.*\n"


@pytest.mark.parametrize(
    ("source", "logs"),
    [
        (f'{KTOR}fun Application.start() {{\n  log.info("a")\n}}\n', 1),
        (f'{KTOR}fun start() {{\n  log.info("a")\n}}\n', 0),
        (f'{KTOR}fun Application.start() {{\n  notes.info("a")\n}}\n', 0),
        ('import a.b.*\nfun Application.start() {\n  log.info("a")\n}\n', 0),
    ],
)
def test_the_log_of_an_application_of_ktor_logs(source: str, logs: int) -> None:
    said = said_by_programs(snapshot({"pom.xml": "<project/>", "src/main/kotlin/a/A.kt": source}))
    assert sum(each.logs for each in said.values()) == logs
