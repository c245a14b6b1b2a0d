"""Applications of Spring Boot in which a bean asks for a plain value that nothing provides."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.references.spring_beans import beans_without_values
from tests.support.snapshots import flagged, run, snapshot

FOLDER = "src/main/java/org/shop"
APPLICATION = (
    "package org.shop;\nimport org.springframework.boot.SpringApplication;\n"
    "import org.springframework.boot.autoconfigure.SpringBootApplication;\n\n@SpringBootApplication\n"
    "public class Application {\n  public static void main(String[] args) {\n"
    "    SpringApplication.run(Application.class, args);\n  }\n}\n"
)
SETTINGS = (
    "package org.shop.settings;\nimport org.springframework.context.annotation.*;\n"
    "import org.springframework.beans.factory.annotation.Value;\n\n{mark}\npublic class Settings {{\n"
    '  @Value("${{shop.place}}")\n  private String place;\n\n{methods}\n}}\n'
)
CONFIGURATION = "@Configuration"
ASKS = "  @Bean\n  public Store store(String place) {\n    return new Store(place);\n  }\n"
PROVIDES = '  @Bean\n  public String place() {\n    return "x";\n  }\n'
METHODS = {
    "a text": (CONFIGURATION, ASKS, True),
    "a text that is final": (CONFIGURATION, ASKS.replace("String", "final String"), True),
    "a number": (CONFIGURATION, ASKS.replace("String", "Integer"), True),
    "a text behind a bean": (CONFIGURATION, ASKS.replace("String", "Clock clock, String"), True),
    "a setting": (CONFIGURATION, ASKS.replace("String place", '@Value("${shop.place}") String place'), False),
    "what may be nothing": (CONFIGURATION, ASKS.replace("String place", "@Nullable String place"), False),
    "a text that a bean is": (CONFIGURATION, ASKS + PROVIDES, False),
    "a number where a text is a bean": (CONFIGURATION, ASKS.replace("String", "Long") + PROVIDES, True),
    "a list of texts": (CONFIGURATION, ASKS.replace("String place", "List<String> place"), False),
    "an array of texts": (CONFIGURATION, ASKS.replace("String place", "String[] place"), False),
    "another bean": (CONFIGURATION, ASKS.replace("String place", "Place place"), False),
    "nothing": (CONFIGURATION, ASKS.replace("String place", ""), False),
    "only where a profile is active": (CONFIGURATION + '\n@Profile("cloud")', ASKS, False),
    "only under a condition": (
        CONFIGURATION, ASKS.replace("@Bean", '@Bean\n  @ConditionalOnProperty("a")'), False),
    "no method of Spring": (CONFIGURATION, ASKS.replace("@Bean", ""), False),
    "no configuration": ("", ASKS, False),
    "a component": ("@Service", "  public Settings(String place) {\n    this.place = place;\n  }\n", True),
    "a component with settings": (
        "@Service", '  public Settings(@Value("${a}") String place) {\n    this.place = place;\n  }\n', False),
    "a component of two constructors": (
        "@Service", "  public Settings() { }\n  public Settings(String place) {\n    this.place = place;\n  }\n", False),
    "a class of nobody": ("", "  public Settings(String place) {\n    this.place = place;\n  }\n", False),
}  # fmt: skip


def test_a_component_that_others_extend_is_not_made_itself() -> None:
    own = files("@Service", "  public Settings(String place) {\n    this.place = place;\n  }\n")
    abstract = {
        path: text.replace("public class Settings", "public abstract class Settings")
        for path, text in own.items()
    }
    assert beans_without_values(snapshot(own))
    assert beans_without_values(snapshot(abstract)) == {}


def files(mark: str = CONFIGURATION, methods: str = ASKS, folder: str = FOLDER) -> dict[str, str]:
    settings = SETTINGS.format(mark=mark, methods=methods)
    return {f"{FOLDER}/Application.java": APPLICATION, f"{folder}/settings/Settings.java": settings}


@pytest.mark.parametrize(("mark", "methods", "ends"), METHODS.values(), ids=METHODS)
def test_a_bean_that_asks_for_a_plain_value(mark: str, methods: str, ends: bool) -> None:
    found = beans_without_values(snapshot(files(mark, methods)))
    assert list(found) == ([f"{FOLDER}/Application.java"] if ends else [])


OTHERS = {
    "beans in XML": {
        "src/main/resources/a.xml": '<beans><bean id="place" class="java.lang.String"/></beans>'
    },
    "beans of Kotlin": {"src/main/kotlin/A.kt": "package org.shop\nclass A\n"},
    "beans that code registers": {
        f"{FOLDER}/R.java": "package org.shop;\nclass R {\n  void a(C c) { c.registerBean(String.class); }\n}\n"
    },
    "a scan of its own": {
        f"{FOLDER}/Application.java": APPLICATION.replace(
            "@SpringBootApplication\n", '@SpringBootApplication(scanBasePackages = "org.other")\n'
        )
    },
    "another package": {
        f"{FOLDER}/Application.java": APPLICATION.replace("package org.shop", "package org.shops")
    },
    "no application": {f"{FOLDER}/Application.java": "package org.shop;\nclass Application { }\n"},
}


@pytest.mark.parametrize("more", OTHERS.values(), ids=OTHERS)
def test_what_may_be_made_or_left_out_by_other_means_ends_nothing(more: dict[str, str]) -> None:
    assert beans_without_values(snapshot({**files(), **more})) == {}


def test_what_tests_configure_ends_nothing() -> None:
    assert beans_without_values(snapshot(files(folder="src/test/java/org/shop"))) == {}


MODEL = (
    "package org.shop;\nimport ai.onnxruntime.*;\nimport org.springframework.web.bind.annotation.*;\n"
    "import io.micrometer.core.instrument.*;\n\n"
    "@RestController\npublic class Rates {\n  private final OrtSession session;\n  Counter seen;\n"
    '  @PostMapping("/rate")\n  public Object rate(@RequestBody Object body) {\n'
    '    Counter.builder("seen").register(Metrics.globalRegistry);\n    return session.run(body);\n  }\n}\n'
)
IMAGE = 'FROM eclipse-temurin:21\nCOPY . .\nRUN ./mvnw package\nCMD ["java", "-jar", "app.jar"]\n'


def test_an_application_that_ends_while_it_starts_is_not_started() -> None:
    pom = "<project><artifactId>app</artifactId></project>\n"
    service = {
        **files(methods=PROVIDES + ASKS),
        f"{FOLDER}/Rates.java": MODEL,
        "Dockerfile": IMAGE,
        "pom.xml": pom,
    }
    ended = snapshot({**service, **files()})
    levels = {
        "dockerfile": Level.PRESENT,
        "serving": Level.PRESENT,
        "model_code": Level.SUBSTANTIVE,
        "monitoring": Level.SUBSTANTIVE,
    }
    for signal, level in levels.items():
        assert run(signal, snapshot(service)).level is Level.WIRED, signal
        assert run(signal, ended).level is level, signal
    assert run("model_code", ended).evidence[0].note.endswith("Dockerfile is to start it, and cannot")
    assert flagged("cannot_run", snapshot(service)) is None
    flag = flagged("cannot_run", ended)
    assert flag is not None
    assert [(each.path, each.line) for each in flag.evidence] == [(f"{FOLDER}/settings/Settings.java", 10)]
    assert flag.evidence[0].note.endswith(
        "asks for a String (place) that no bean provides: the application ends there"
    )
