"""How programs of the JVM find each other, what starts them, and what their frameworks find."""

from __future__ import annotations

import pytest

from analyzer.repository import Snapshot
from analyzer.testing import snapshot
from analyzer.wiring.other_programs.index import files_of, functions_meant, import_edges
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.started import programs_started, running
from analyzer.wiring.other_programs.uses import all_uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_example_path, is_test_path

MAIN = "src/main/java/com/acme"
CLASSES = {
    f"{MAIN}/api/Api.java": "package com.acme.api; import com.acme.models.*; import com.acme.models.Scorer;\n"
    "class Api { Scorer scorer; Helper helper; void f() { scorer.score(); helper.help(); new Helper(1); } }",
    f"{MAIN}/api/Helper.java": "package com.acme.api; class Helper { Helper(int x) {} void help() {} }",
    f"{MAIN}/models/Scorer.java": "package com.acme.models; interface Scorer { double score(); }",
    f"{MAIN}/models/Trees.java": "package com.acme.models; class Trees implements Scorer { public double score() { return 1; } }",
    "src/test/java/com/acme/models/ScorerTest.java": "package com.acme.models; class ScorerTest {}",
}


def test_imports_mean_the_files_of_a_package_and_its_classes() -> None:
    repo = snapshot(CLASSES)
    api, models = f"{MAIN}/api/Api.java", f"{MAIN}/models/"
    assert files_of(repo, api, "com.acme.models") == (f"{models}Scorer.java", f"{models}Trees.java")
    assert files_of(repo, api, "com.acme.models.Trees") == (f"{models}Trees.java",)
    assert files_of(repo, api, "com.acme.nothing") == ()
    assert import_edges(repo)[api] == (
        f"{models}Scorer.java",
        f"{models}Trees.java",
        f"{MAIN}/api/Helper.java",
    )


def test_of_copies_in_separate_modules_the_own_one_is_meant() -> None:
    copies = {
        f"{module}/{path}": text
        for module in ("step1", "step2")
        for path, text in {**CLASSES, "pom.xml": ""}.items()
    }
    repo = snapshot(copies)
    assert files_of(repo, f"step2/{MAIN}/api/Api.java", "com.acme.models.Trees") == (
        f"step2/{MAIN}/models/Trees.java",
    )


@pytest.mark.parametrize(
    ("target", "functions"),
    [
        (
            "com.acme.models#Scorer().score",
            [("models/Scorer", "Scorer.score"), ("models/Trees", "Trees.score")],
        ),
        ("com.acme.api#Helper().help", [("api/Helper", "Helper.help")]),
        ("com.acme.api#Helper", [("api/Helper", "Helper.<init>")]),
        ("*#Helper().help", [("api/Helper", "Helper.help")]),
    ],
)
def test_what_a_call_runs(target: str, functions: list[tuple[str, str]]) -> None:
    found = functions_meant(snapshot(CLASSES), f"{MAIN}/api/Api.java", target)
    assert {each for each in found if each[1] != "Scorer.score.lambda"} >= {
        (f"{MAIN}/{place}.java", name) for place, name in functions
    }


BOOT = (
    "package com.acme; import org.springframework.boot.autoconfigure.SpringBootApplication;\n"
    "@SpringBootApplication class App { public static void main(String[] a) { SpringApplication.run(App.class); } }"
)
PLAIN = "package com.acme; class Main { public static void main(String[] a) { } }"
TOOL = "package com.acme; class Tool { public static void main(String[] a) { } }"
POM = "<project><artifactId>svc</artifactId></project>"


@pytest.mark.parametrize(
    ("files", "started"),
    [
        # A jar is of the module that the image stands in.
        ({"pom.xml": POM, f"{MAIN}/App.java": BOOT, "Dockerfile": 'FROM x\nCMD ["java", "-jar", "app.jar"]'}, [f"{MAIN}/App.java"]),
        ({"pom.xml": POM, f"{MAIN}/App.java": BOOT, "Dockerfile": "FROM x\nENTRYPOINT exec java $JAVA_OPTS -jar /app.jar"}, [f"{MAIN}/App.java"]),
        ({"pom.xml": POM, f"{MAIN}/App.java": BOOT, f"{MAIN}/Tool.java": TOOL, "Dockerfile": "FROM x\nCMD java org.springframework.boot.loader.launch.JarLauncher"},
         [f"{MAIN}/App.java"]),
        # The build file says which class it is.
        ({"pom.xml": "<a><mainClass>com.acme.Tool</mainClass></a>", f"{MAIN}/Main.java": PLAIN, f"{MAIN}/Tool.java": TOOL,
          "Dockerfile": "FROM x\nCMD java -jar app.jar"}, [f"{MAIN}/Tool.java"]),
        ({"build.gradle.kts": 'application { mainClass.set("com.acme.Main") }', f"{MAIN}/Main.java": PLAIN, f"{MAIN}/Tool.java": TOOL,
          "Dockerfile": "FROM x\nCMD java -jar app.jar"}, [f"{MAIN}/Main.java"]),
        ({"build.gradle": "mainClassName = 'com.acme.Main'", f"{MAIN}/Main.java": PLAIN, f"{MAIN}/Tool.java": TOOL,
          "Dockerfile": "FROM x\nRUN gradle installDist\nCMD /app/bin/svc"}, [f"{MAIN}/Main.java"]),
        # A class is named on the command line.
        ({f"{MAIN}/Main.java": PLAIN, f"{MAIN}/Tool.java": TOOL, "Dockerfile": "FROM x\nCMD java -cp 'lib/*' com.acme.Tool --port 1"},
         [f"{MAIN}/Tool.java"]),
        ({f"{MAIN}/Main.java": PLAIN, "Dockerfile": "FROM x\nCMD java -cp lib com.acme.Other"}, []),
        ({f"{MAIN}/Main.java": PLAIN, "Procfile": "web: spark-submit --master local --class com.acme.Main app.jar"}, [f"{MAIN}/Main.java"]),
        # Build tools run the module.
        ({"pom.xml": POM, f"{MAIN}/App.java": BOOT, "Procfile": "web: ./mvnw spring-boot:run"}, [f"{MAIN}/App.java"]),
        ({"build.gradle": "", f"{MAIN}/App.java": BOOT, "Dockerfile": 'FROM x\nCMD ["./gradlew", "bootRun"]'}, [f"{MAIN}/App.java"]),
        ({"pom.xml": POM, f"{MAIN}/App.java": BOOT, "Procfile": "web: mvn package"}, []),
        # Of several modules the one whose jar is copied, named or run.
        ({"pom.xml": POM, "a/pom.xml": POM, "b/pom.xml": POM, f"a/{MAIN}/App.java": BOOT, f"b/{MAIN}/App.java": BOOT,
          "Dockerfile": "FROM x\nCOPY b/target/*.jar app.jar\nCMD java -jar app.jar"}, [f"b/{MAIN}/App.java"]),
        ({"pom.xml": POM, "a/pom.xml": POM, "b/pom.xml": POM, f"a/{MAIN}/App.java": BOOT, f"b/{MAIN}/App.java": BOOT,
          "b/Dockerfile": "FROM x\nCOPY target/*.jar app.jar\nCMD java -jar app.jar"}, [f"b/{MAIN}/App.java"]),
        ({"build.gradle": "", "a/build.gradle": "", "b/build.gradle": "", f"a/{MAIN}/App.java": BOOT, f"b/{MAIN}/App.java": BOOT,
          "Procfile": "web: ./gradlew :b:bootRun"}, [f"b/{MAIN}/App.java"]),
        # Nothing starts what has no main and no framework.
        ({"pom.xml": POM, f"{MAIN}/A.java": "package com.acme; class A {}", "Dockerfile": "FROM x\nCMD java -jar app.jar"}, []),
    ],
)  # fmt: skip
def test_what_is_started(files: dict[str, str], started: list[str]) -> None:
    assert sorted({each.module for each in programs_started(snapshot(files))}) == started


LAMBDA = (
    "package com.acme; import com.amazonaws.services.lambda.runtime.*; import ai.djl.inference.Predictor;\n"
    "class Handler implements RequestHandler<In, Out> {\n  Predictor<In, Out> predictor;\n"
    "  public Out handleRequest(In in, Context c) { return predictor.predict(in); }\n}"
)
SAM = "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: com.acme.Handler::handleRequest\n"
BUILD = "on: push\njobs:\n  b:\n    runs-on: x\n    steps:\n      - run: ./gradlew {goal}\n"


@pytest.mark.parametrize(
    ("files", "started"),
    [
        # Handlers that a template names.
        ({"template.yaml": SAM, f"{MAIN}/Handler.java": LAMBDA}, [("template.yaml", 5)]),
        ({"main.tf": 'handler = "com.acme.Handler::handleRequest"', f"{MAIN}/Handler.java": LAMBDA}, [("main.tf", 1)]),
        ({"template.yaml": SAM.replace("Handler::", "Other::"), f"{MAIN}/Handler.java": LAMBDA}, []),
        # Servers that run what is copied to them.
        ({"pom.xml": POM, f"{MAIN}/App.java": BOOT, "Dockerfile": "FROM tomcat:10\nCOPY target/app.war webapps/"}, [("Dockerfile", 1)]),
        ({"pom.xml": POM, f"{MAIN}/App.java": BOOT, "Dockerfile": "FROM nginx\nCOPY target/app.war webapps/"}, []),
        # Images that a build makes without a file.
        ({"build.gradle": "", f"{MAIN}/App.java": BOOT, ".github/workflows/a.yml": BUILD.format(goal="bootBuildImage")},
         [(".github/workflows/a.yml", 6)]),
        ({"build.gradle": "", f"{MAIN}/App.java": BOOT, ".github/workflows/a.yml": BUILD.format(goal="test jib")},
         [(".github/workflows/a.yml", 6)]),
        ({"build.gradle": "", f"{MAIN}/App.java": BOOT, ".github/workflows/a.yml": BUILD.format(goal="build")}, []),
    ],
)  # fmt: skip
def test_what_starts_without_a_command(files: dict[str, str], started: list[tuple[str, int]]) -> None:
    assert [(each.path, each.line) for each in programs_started(snapshot(files))] == started


def test_a_handler_of_a_platform_is_over_a_model() -> None:
    repo = snapshot({"template.yaml": SAM, f"{MAIN}/Handler.java": LAMBDA})
    assert [(each.over_model, each.start is not None) for each in routes(repo)] == [(True, True)]


def service(*, marked: str = "@Service", dockerfile: str = "FROM x\nCMD java -jar app.jar") -> Snapshot:
    return snapshot(
        {
            "pom.xml": POM,
            "Dockerfile": dockerfile,
            f"{MAIN}/App.java": BOOT,
            f"{MAIN}/web/Api.java": "package com.acme.web; import org.springframework.web.bind.annotation.*;\n"
            "import com.acme.models.Scorer;\n@RestController class Api {\n  private final Scorer scorer;\n"
            "  Api(Scorer scorer) { this.scorer = scorer; }\n"
            '  @PostMapping("/score") double score() { return scorer.score(); }\n'
            '  @GetMapping("/health") String health() { return "ok"; }\n  void unused() {}\n}',
            f"{MAIN}/models/Scorer.java": "package com.acme.models; public interface Scorer { double score(); }",
            f"{MAIN}/models/Onnx.java": "package com.acme.models; import ai.onnxruntime.*;\n"
            f"import org.springframework.stereotype.Service;\n{marked} class Onnx implements Scorer {{\n"
            "  private OrtSession session;\n  public double score() { return run(); }\n"
            "  double run() { return session.run(null); }\n  void never() {}\n}",
        }
    )


def test_beans_run_when_the_application_starts() -> None:
    repo = service()
    running_names = {name for _path, name in running(repo)}
    assert {"App.main", "Api.score", "Api.health", "Onnx.score", "Onnx.run"} <= running_names
    assert not {"Api.unused", "Onnx.never"} & running_names


def test_a_route_is_over_a_model_behind_an_interface() -> None:
    found = {each.route: (each.over_model, each.start is not None) for each in routes(service())}
    assert found == {"/score": (True, True), "/health": (False, True)}


@pytest.mark.parametrize(
    "holder",
    [
        "@Getter class Held { private final OrtSession session = null; }",
        "record Held(OrtSession session) { }",
        "class Held { private OrtSession session; OrtSession getSession() { return session; } }",
    ],
)
def test_a_field_is_reached_through_what_reads_it(holder: str) -> None:
    read = "session" if "record" in holder else "getSession"
    repo = snapshot(
        {
            f"{MAIN}/Held.java": f"package com.acme; import ai.onnxruntime.OrtSession;\n{holder}",
            f"{MAIN}/A.java": f"package com.acme; class A {{ void f(Held held) {{ held.{read}().run(x); }} }}",
        }
    )
    assert [use.path for use in all_uses(repo)[Subject.MODEL_CALL] if use.called] == [f"{MAIN}/A.java"]


def test_without_a_start_a_route_runs_nowhere() -> None:
    found = {each.route: each.start for each in routes(service(dockerfile="FROM x\nCMD sleep 1"))}
    assert found == {"/score": None, "/health": None}


@pytest.mark.parametrize(
    ("path", "is_test", "is_example"),
    [
        ("src/main/java/com/example/demo/App.java", False, False),
        ("src/main/java/com/acme/test/App.java", False, False),
        ("src/main/java/com/acme/sample/App.java", False, False),
        ("src/main/java/com/examples/App.java", False, False),
        ("src/samples/java/com/acme/App.java", False, True),
        ("src/test/java/com/acme/AppTest.java", True, False),
        ("src/integrationTest/java/com/acme/App.java", True, False),
        ("src/it/scala/App.scala", True, False),
        ("src/commonTest/kotlin/App.kt", True, False),
        ("examples/src/main/java/com/acme/App.java", False, True),
        ("src/main/java/org/acme/examples/App.java", False, True),
        ("tests/load/src/main/java/App.java", True, False),
        ("app/services/ScorerSpec.scala", True, False),
        ("app/services/Contest.java", False, False),
    ],
)
def test_packages_are_no_folders(path: str, is_test: bool, is_example: bool) -> None:
    assert (is_test_path(path), is_example_path(path)) == (is_test, is_example)
