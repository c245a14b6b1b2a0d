"""Spring Boot applications that report by their settings: just below and at each level."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

APP = (
    "package a\nimport org.springframework.boot.autoconfigure.SpringBootApplication\n"
    "import org.springframework.boot.runApplication\n@SpringBootApplication\nclass App\n"
    "fun main(args: Array<String>) { runApplication<App>(*args) }\n"
)
TRACES = (
    "management:\n  tracing:\n    sampling:\n      probability: 1.0\n"
    "  zipkin:\n    tracing:\n      endpoint: http://zipkin:9411\n"
)
EXPOSE = "management:\n  endpoints:\n    web:\n      exposure:\n        include: {}\n"
SENTRY = "sentry:\n  dsn: {}\n"
REPORTER = 'implementation("io.sentry:sentry-spring-boot-starter-jakarta:7.10.0")'
BRIDGE = 'implementation("io.micrometer:micrometer-tracing-bridge-brave")'
ACTUATOR = 'implementation("org.springframework.boot:spring-boot-starter-actuator")'
CATALOGUE = (
    '[libraries]\nmicrometer-brave = { module = "io.micrometer:micrometer-tracing-bridge-brave" }\n'
    'zipkin = { group = "io.zipkin.reporter2", name = "zipkin-reporter-brave" }\n'
    'web = "org.springframework.boot:spring-boot-starter-web:3.4.0"\n'
    '[bundles]\ntracing = ["micrometer-brave", "zipkin"]\nplain = ["web"]\n'
)


def boot(
    settings: str, build: str, *, name: str = "application.yaml", started: bool = True
) -> dict[str, str]:
    files = {
        "build.gradle.kts": f'plugins {{ id("org.springframework.boot") }}\ndependencies {{\n  {build}\n}}\n',
        "gradle/libs.versions.toml": CATALOGUE,
        "src/main/kotlin/a/App.kt": APP,
        f"src/main/resources/{name}": settings,
    }
    if started:
        files["Dockerfile"] = 'FROM x\nCOPY . .\nCMD ["java", "-jar", "build/libs/app.jar"]\n'
    return files


CASES = {
    "traces": (boot(TRACES, BRIDGE), Level.WIRED),
    "traces, not started": (boot(TRACES, BRIDGE, started=False), Level.SUBSTANTIVE),
    "a bundle of the catalogue": (boot(TRACES, "implementation(libs.bundles.tracing)"), Level.WIRED),
    "a library of the catalogue": (boot(TRACES, "implementation(libs.micrometer.brave)"), Level.WIRED),
    "another bundle": (boot(TRACES, "implementation(libs.bundles.plain)"), Level.ABSENT),
    "no library": (boot(TRACES, ""), Level.ABSENT),
    "no setting": (boot("server:\n  port: 80\n", BRIDGE), Level.ABSENT),
    "switched off": (boot(TRACES.replace("  zipkin", "    enabled: false\n  zipkin"), BRIDGE), Level.ABSENT),
    "errors": (boot(SENTRY.format("${DSN}"), REPORTER), Level.WIRED),
    "errors, without an address": (boot(SENTRY.format('""'), REPORTER), Level.ABSENT),
    "errors, without the library": (boot(SENTRY.format("${DSN}"), ""), Level.ABSENT),
    "metrics": (boot(EXPOSE.format("health,prometheus"), ACTUATOR), Level.WIRED),
    "everything": (boot(EXPOSE.format('"*"'), ACTUATOR), Level.WIRED),
    "a list": (boot(EXPOSE.format("[health, metrics]"), ACTUATOR), Level.WIRED),
    "health alone": (boot(EXPOSE.format("health,info"), ACTUATOR), Level.ABSENT),
    "properties": (
        boot(
            "management.endpoints.web.exposure.include=prometheus\n", ACTUATOR, name="application.properties"
        ),
        Level.WIRED,
    ),
    "a commented property": (
        boot(
            "#management.endpoints.web.exposure.include=prometheus\n", ACTUATOR, name="application.properties"
        ),
        Level.ABSENT,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_levels(name: str) -> None:
    files, level = CASES[name]
    assert run("monitoring", snapshot(files)).level == level


def test_the_setting_is_the_evidence() -> None:
    found = run("monitoring", snapshot(boot(TRACES, BRIDGE))).evidence
    assert [(each.path, each.line) for each in found] == [("src/main/resources/application.yaml", 4)]


ON_PROFILE = "server:\n  port: 80\n---\nspring:\n  config:\n    activate:\n      on-profile: {}\n" + TRACES
ENVIRONMENT = "services:\n  a:\n    build: .\n    environment:\n      SPRING_PROFILES_ACTIVE: {}\n"
CLUSTER = "kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - env:\n            - name: SPRING_PROFILES_ACTIVE\n              value: {}\n"
JAVA = 'FROM x\nCOPY . .\nCMD ["java", {}"-jar", "build/libs/app.jar"]\n'
RESOURCES = "src/main/resources/application"
# What stands beside an application whose settings for one profile have it report.
PROFILES: dict[str, tuple[dict[str, str], Level]] = {
    "nothing": ({}, Level.SUBSTANTIVE),
    "a service": ({"compose.yml": ENVIRONMENT.format("prod")}, Level.WIRED),
    "a service with more of them": ({"compose.yml": ENVIRONMENT.format("cloud,prod")}, Level.WIRED),
    "what is meant without a variable": ({"compose.yml": ENVIRONMENT.format("${ACTIVE:-prod}")}, Level.WIRED),
    "a variable of that name": ({"compose.yml": ENVIRONMENT.format("${prod}")}, Level.SUBSTANTIVE),
    "another profile": ({"compose.yml": ENVIRONMENT.format("production")}, Level.SUBSTANTIVE),
    "a cluster": ({"k8s/a.yaml": CLUSTER.format("prod")}, Level.WIRED),
    "another profile of a cluster": ({"k8s/a.yaml": CLUSTER.format("dev")}, Level.SUBSTANTIVE),
    "an image": ({"Dockerfile": "ENV SPRING_PROFILES_ACTIVE=prod\n" + JAVA.format("")}, Level.WIRED),
    "a property of the command": (
        {"Dockerfile": JAVA.format('"-Dspring.profiles.active=prod", ')}, Level.WIRED),
    "the settings": ({f"{RESOURCES}.yml": "spring:\n  profiles:\n    active: prod\n"}, Level.WIRED),
    "the settings in one row": ({f"{RESOURCES}.properties": "spring.profiles.active=prod\n"}, Level.WIRED),
    "a group of the settings": (
        {f"{RESOURCES}.yml": "spring:\n  profiles:\n    group:\n      all: prod\n"}, Level.SUBSTANTIVE),
    "a comment": ({f"{RESOURCES}.properties": "# spring.profiles.active=prod\n"}, Level.SUBSTANTIVE),
    "an example": ({".env.example": "SPRING_PROFILES_ACTIVE=prod\n"}, Level.SUBSTANTIVE),
    "an import": (
        {f"{RESOURCES}.yml": "spring:\n  config:\n    import: optional:classpath:application-prod.yml\n"},
        Level.WIRED),
    "a list of imports": (
        {f"{RESOURCES}.yml": "spring:\n  config:\n    import:\n      - a.yml\n      - application-prod.yml\n"},
        Level.WIRED),
    "an imported property": (
        {f"{RESOURCES}.properties": "spring.config.import[0]=classpath:/application-prod.yml\n"}, Level.WIRED),
    "an import of another": (
        {f"{RESOURCES}.yml": "spring:\n  config:\n    import: application-pro.yml\n"}, Level.SUBSTANTIVE),
    "an import by a profile that is off": (
        {f"{RESOURCES}-dev.yml": "spring:\n  config:\n    import: application-prod.yml\n"}, Level.SUBSTANTIVE),
    "traces switched off in another file": (
        {f"{RESOURCES}.yml": "management:\n  tracing:\n    enabled: false\n"}, Level.ABSENT),
    "traces switched off for a profile": (
        {f"{RESOURCES}-dev.yml": "management:\n  tracing:\n    enabled: false\n"}, Level.SUBSTANTIVE),
    "a test": ({"src/test/resources/a.properties": "spring.profiles.active=prod\n"}, Level.SUBSTANTIVE),
    "a document": ({"README.md": "SPRING_PROFILES_ACTIVE=prod\n"}, Level.SUBSTANTIVE),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), PROFILES.values(), ids=PROFILES)
def test_settings_of_a_profile(files: dict[str, str], level: Level) -> None:
    app = boot(TRACES, BRIDGE, name="application-prod.yml")
    assert run("monitoring", snapshot({**app, **files})).level is level


@pytest.mark.parametrize(
    ("condition", "level"),
    [
        ("prod", Level.SUBSTANTIVE),
        ("dev | prod", Level.WIRED),
        ('"!test"', Level.WIRED),
        ("default", Level.WIRED),
    ],
)
def test_a_document_of_a_profile(condition: str, level: Level) -> None:
    files = {**boot(ON_PROFILE.format(condition), BRIDGE), "compose.yml": ENVIRONMENT.format("dev")}
    assert run("monitoring", snapshot(files)).level is level
