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
