"""Files that configure logging on the JVM: which, where they count, and from what level on."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

APP = (
    "package a;\nimport org.slf4j.Logger;\nimport org.slf4j.LoggerFactory;\n"
    "import org.springframework.boot.SpringApplication;\n"
    "import org.springframework.boot.autoconfigure.SpringBootApplication;\n@SpringBootApplication\npublic class App {\n"
    "  private static final Logger log = LoggerFactory.getLogger(App.class);\n"
    "  public static void main(String[] args) {\n"
    '    log.info("a");\n    log.info("b");\n    log.info("c");\n    SpringApplication.run(App.class, args);\n  }\n}\n'
)
LOGBACK = (
    "<configuration>\n  <!-- <root/> -->\n  <appender name='A'/>\n  <root level='INFO'/>\n</configuration>\n"
)
IMAGE = {"Dockerfile": 'FROM x\nCOPY . .\nCMD ["java", "-jar", "target/app.jar"]\n'}
RESOURCES = "src/main/resources/"
LEVELS = "server:\n  port: 80\nlogging:\n  level:\n    root: INFO\n"
CASES = {
    "of Logback": ({f"{RESOURCES}logback-spring.xml": LOGBACK}, f"{RESOURCES}logback-spring.xml:3"),
    "of Log4j": (
        {f"{RESOURCES}log4j2.properties": "# rootLogger\nrootLogger.level = info\n"}, f"{RESOURCES}log4j2.properties:2"),
    "of Play": ({"conf/logback.xml": LOGBACK}, "conf/logback.xml:3"),
    "levels of Spring Boot": ({f"{RESOURCES}application.yml": LEVELS}, f"{RESOURCES}application.yml:5"),
    "properties of Spring Boot": (
        {f"{RESOURCES}application.properties": "logging.file.name=a.log\n"}, f"{RESOURCES}application.properties:1"),
    "properties of Quarkus": (
        {f"{RESOURCES}application.properties": "quarkus.http.port=80\nquarkus.log.level=INFO\n"},
        f"{RESOURCES}application.properties:2"),
    "properties of a profile of Quarkus": (
        {f"{RESOURCES}application.properties": "%prod.quarkus.log.console.json=true\n"},
        f"{RESOURCES}application.properties:1"),
    "measures of logging in Quarkus": (
        {f"{RESOURCES}application.properties": "quarkus.log.metrics.enabled=true\n"}, None),
    "levels of Micronaut": (
        {f"{RESOURCES}application.yml": "logger:\n  levels:\n    root: INFO\n"}, f"{RESOURCES}application.yml:3"),
    "of Dropwizard": (
        {"config.yml": "server:\n  port: 80\nlogging:\n  level: INFO\n",
         "src/main/java/a/B.java": "package a;\nimport io.dropwizard.core.Application;\nclass B { }\n"},
        "config.yml:3"),
    "of a file like it, without Dropwizard": ({"config.yml": "logging:\n  level: INFO\n"}, None),
    "an empty one of Dropwizard": (
        {"config.yml": "logging:\nserver:\n  level: INFO\n",
         "src/main/java/a/B.java": "package a;\nimport io.dropwizard.core.Application;\nclass B { }\n"}, None),
    "of a profile that Kubernetes switches on": (
        {f"{RESOURCES}application-kubernetes.yml": LEVELS}, f"{RESOURCES}application-kubernetes.yml:5"),
    "of a profile that nothing switches on": ({f"{RESOURCES}application-night.yml": LEVELS}, None),
    "of other settings": ({f"{RESOURCES}application.yml": "server:\n  port: 80\n"}, None),
    "an empty one": ({f"{RESOURCES}logback.xml": "<configuration/>\n"}, None),
    "of tests": ({"src/test/resources/logback-test.xml": LOGBACK}, None),
}  # fmt: skip


@pytest.mark.parametrize(("files", "where"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("started", [True, False])
def test_a_file_configures_the_logging_of_what_is_started(
    files: dict[str, str], where: str | None, *, started: bool
) -> None:
    said = {
        "pom.xml": "<project><artifactId>app</artifactId></project>\n",
        "src/main/java/a/App.java": APP,
        **files,
    }
    finding = run("logging", snapshot({**said, **(IMAGE if started else {})}))
    set_up = [f"{each.path}:{each.line}" for each in finding.evidence if "is configured" in each.note]
    assert set_up == ([where] if where and started else [])
    assert finding.level is (Level.WIRED if where and started else Level.SUBSTANTIVE)
