"""Limits of size in the settings of a Spring Boot application that takes files."""

from __future__ import annotations

import pytest

from analyzer.facts.requests.boot_limits import boot_limits
from analyzer.testing import snapshot

APP = (
    "package a;\n@SpringBootApplication\npublic class App {\n"
    "  public static void main(String[] args) { SpringApplication.run(App.class, args); }\n}\n"
)
TAKES = 'package a;\n@RestController\nclass Up {\n  @PostMapping("/up") void up(MultipartFile file) {}\n}\n'
LIMIT = "spring.servlet.multipart.max-file-size={}\n"
AT = "src/main/java/a/"


@pytest.mark.parametrize(
    ("settings", "takes", "lines"),
    [
        (LIMIT.format("50MB"), TAKES, [1]),
        ("x=1\nspring.servlet.multipart.max-request-size=1024\n", TAKES, [2]),
        (LIMIT.format("${MOST:10MB}"), TAKES, [1]),
        (LIMIT.format("-1"), TAKES, []),
        (LIMIT.format("50MB"), TAKES.replace("MultipartFile", "String"), []),
        ("spring.servlet.multipart.enabled=1\n", TAKES, []),
    ],
)
def test_a_size_limits_what_an_application_takes(settings: str, takes: str, lines: list[int]) -> None:
    files = {
        "pom.xml": "<project><artifactId>a</artifactId></project>\n",
        f"{AT}App.java": APP,
        f"{AT}Up.java": takes,
        "src/main/resources/application.properties": settings,
    }
    found = list(boot_limits(snapshot(files)))
    assert [(each.kind, each.line, each.live, each.wired) for each in found] == [
        ("input bound", line, True, False) for line in lines
    ]


@pytest.mark.parametrize(("profile", "found"), [("", [True]), ("-prod", [])])
def test_an_application_that_is_started_has_its_limits_but_those_of_a_profile(
    profile: str, found: list[bool]
) -> None:
    files = {
        "pom.xml": "<project><artifactId>a</artifactId></project>\n",
        "Dockerfile": 'FROM maven:3\nCOPY . .\nRUN mvn package\nCMD ["java", "-jar", "target/a.jar"]\n',
        f"{AT}App.java": APP,
        f"{AT}Up.java": TAKES,
        f"src/main/resources/application{profile}.properties": LIMIT.format("50MB"),
    }
    assert [each.wired for each in boot_limits(snapshot(files))] == found


HANDLER = (
    "package a;\nimport org.springframework.web.multipart.MaxUploadSizeExceededException;\n@RestControllerAdvice\nclass Errors {{\n"
    '  @ExceptionHandler({})\n  ResponseEntity<String> large({} e) {{ return ResponseEntity.badRequest().body("large"); }}\n}}\n'
)
LARGE = "MaxUploadSizeExceededException"


@pytest.mark.parametrize(
    ("handler", "takes", "found"),
    [
        (HANDLER.format(f"{LARGE}.class", LARGE), TAKES, [5]),
        (HANDLER.format(f"{{A.class, {LARGE}.class}}", LARGE), TAKES, [5]),
        (HANDLER.format("IllegalArgumentException.class", LARGE), TAKES, []),
        (HANDLER.format(f"{LARGE}.class", LARGE), TAKES.replace("MultipartFile", "String"), []),
        (HANDLER.format(f"{LARGE}.class", LARGE).replace("@Exc", "// @Exc"), TAKES, []),
    ],
)
def test_a_handler_of_what_is_too_large_is_a_limit(handler: str, takes: str, found: list[int]) -> None:
    files = {
        "pom.xml": "<project><artifactId>a</artifactId></project>\n",
        f"{AT}App.java": APP,
        f"{AT}Up.java": takes,
        f"{AT}Errors.java": handler,
    }
    assert [each.line for each in boot_limits(snapshot(files)) if each.kind == "input bound"] == found
