"""What classes do outside of their methods runs where an object is made, or asked by its name."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.started import running

BUILD = {
    "build.sbt": 'name := "shop"\nenablePlugins(JavaAppPackaging)\n',
    "Dockerfile": 'FROM sbtscala\nCOPY . /s\nRUN sbt stage\nCMD ["/s/target/universal/stage/bin/shop"]\n',
}
SCORER = {
    "src/main/scala/shop/Scorer.scala": "package shop\n\nimport ml.dmlc.xgboost4j.scala.XGBoost\n\n"
    'class Scorer {\n  private val booster = XGBoost.loadModel("m")\n'
    "  def score(row: String) = booster.predict(row)\n}\n"
}
ROUTES = (
    "package shop\n\nimport org.http4s._\nimport org.http4s.dsl.io._\n\nclass Api(scorer: Scorer) {\n"
    "  val routes = HttpRoutes.of[IO] {\n"
    '    case req @ POST -> Root / "score" => req.as[String].flatMap(r => Ok(scorer.score(r)))\n  }\n}\n'
)


def main(body: str, base: str = "IOApp.Simple") -> dict[str, str]:
    return {
        "src/main/scala/shop/Main.scala": "package shop\n\nimport cats.effect.{IO, IOApp}\n\n"
        f"object Main extends {base} {{\n  def run = {{\n    {body}\n  }}\n}}\n"
    }


MADE = "Server.serve(new Api(new Scorer).routes)"
RUNS = {
    "an object is made": (main(MADE), ROUTES),
    "another base of programs": (main(MADE, "OxApp.Simple"), ROUTES),
    "an object with a name is asked": (main("Server.serve(Api.routes)"),
        ROUTES.replace("class Api(scorer: Scorer) {", "object Api {\n  val scorer = new Scorer")),
    "what an effect gives is asked": (
        main("for {\n      scorer <- Resource.make(new Scorer)\n      api <- IO(new Api(scorer))\n    } yield api.routes"),
        ROUTES),
}  # fmt: skip
RUNS_NOT = {
    "nobody makes one": (main("Server.serve(other)"), ROUTES),
    "a base that is no program": (main(MADE, "Appliance"), ROUTES),
}


def has_started_route(files: dict[str, str], api: str) -> bool:
    repo = snapshot({**BUILD, **SCORER, **files, "src/main/scala/shop/Api.scala": api})
    return [(each.over_model, each.start is not None) for each in routes(repo)] == [(True, True)]


@pytest.mark.parametrize(("files", "api"), RUNS.values(), ids=RUNS)
def test_routes_of_a_class_whose_object_is_made_are_started(files: dict[str, str], api: str) -> None:
    assert has_started_route(files, api)


@pytest.mark.parametrize(("files", "api"), RUNS_NOT.values(), ids=RUNS_NOT)
def test_routes_of_a_class_that_nobody_makes_are_not(files: dict[str, str], api: str) -> None:
    assert not has_started_route(files, api)


def test_a_type_that_is_only_named_runs_nothing() -> None:
    files = main("def later(api: Api) = 1")
    repo = snapshot({**BUILD, **SCORER, **files, "src/main/scala/shop/Api.scala": ROUTES})
    assert ("src/main/scala/shop/Api.scala", "") not in running(repo)


JAVA = {
    "pom.xml": "<project><artifactId>job</artifactId></project>\n",
    "Dockerfile": 'FROM x\nCMD ["java", "-jar", "target/job.jar"]\n',
    "src/main/java/Score.java": "import {0}\n{1}\nclass Score {2} {{\n  public Integer call() {{ return 1; }}\n"
    "  public Integer other() {{ return 1; }}\n}}\n",
    "src/main/java/Main.java": "class Main {{\n  public static void main(String[] a) {{\n    {0}\n  }}\n}}\n",
}
MADE_IN_JAVA = {
    "a callable": (("java.util.concurrent.Callable;", "", "implements Callable<Integer>"), True),
    "a command of picocli": (("picocli.CommandLine;", '@CommandLine.Command(name = "a")', ""), True),
    "another type": (("java.util.List;", "", "implements Comparable<Integer>"), False),
}


@pytest.mark.parametrize(("written", "runs"), MADE_IN_JAVA.values(), ids=MADE_IN_JAVA)
@pytest.mark.parametrize("made", [True, False])
def test_whoever_is_handed_an_object_calls_its_method(
    written: tuple[str, str, str], *, runs: bool, made: bool
) -> None:
    files = dict(JAVA)
    files["src/main/java/Score.java"] = files["src/main/java/Score.java"].format(*written)
    main = files["src/main/java/Main.java"].format("pool.submit(new Score());" if made else "pool.close();")
    found = running(snapshot({**files, "src/main/java/Main.java": main}))
    assert (("src/main/java/Score.java", "Score.call") in found) == (runs and made)
    assert ("src/main/java/Score.java", "Score.other") not in found


CASK = (
    "package shop\n\nobject Main extends cask.MainRoutes {\n  val scorer = new Scorer\n\n"
    "  MARK\n  def score(row: String) = scorer.score(row)\n\n  initialize()\n}\n"
)


@pytest.mark.parametrize(
    ("mark", "found"),
    [('@cask.postJson("/score")', [("/score", True, True)]), ("@cask.decorators.compress()", [])],
)
def test_routes_of_cask_are_marks_without_an_import(mark: str, found: list[tuple[str, bool, bool]]) -> None:
    files = {**BUILD, **SCORER, "src/main/scala/shop/Main.scala": CASK.replace("MARK", mark)}
    assert [
        (each.route, each.over_model, each.start is not None) for each in routes(snapshot(files))
    ] == found


TEMPORAL = {
    "build.gradle": "plugins { id 'application' }\napplication { mainClass = 'Main' }\n",
    "Dockerfile": 'FROM x\nRUN gradle installDist\nCMD ["/app/bin/app"]\n',
    "src/main/java/Flow.java": "import io.temporal.workflow.*;\n@WorkflowInterface\ninterface Flow { void all(); }\n",
    "src/main/java/FlowImpl.java": "class FlowImpl implements Flow {\n  public void all() { }\n}\n",
    "src/main/java/Jobs.java": "import io.temporal.activity.*;\n@ActivityInterface\ninterface Jobs { void fit(); }\n",
    "src/main/java/JobsImpl.java": "class JobsImpl implements Jobs {\n  public void fit() { }\n}\n",
}
REGISTERED = "    w.registerWorkflowImplementationTypes(FlowImpl.class);\n    w.registerActivitiesImplementations(new JobsImpl());"


@pytest.mark.parametrize("registered", [True, False])
def test_what_is_registered_with_temporal_is_called(*, registered: bool) -> None:
    main = "import io.temporal.worker.Worker;\nclass Main {\n  public static void main(String[] a) {\n    Worker w = make();\n"
    files = {**TEMPORAL, "src/main/java/Main.java": f"{main}{REGISTERED if registered else ''}\n  }}\n}}\n"}
    found = running(snapshot(files))
    for name in ("FlowImpl.all", "JobsImpl.fit"):
        assert ((f"src/main/java/{name.partition('.')[0]}.java", name) in found) == registered


ZIO = (
    "package shop\n\nimport zio._\nimport zio.http._\n\nobject Main extends ZIOAppDefault {\n"
    "  val all = Routes(Method.POST / \"score\" -> handler { (req: Request) =>\n    ASKED\n  })\n"
    "  override def run = Server.serve(all).provide(Server.default)\n}\n"
)  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "over"),
    [
        ("ZIO.serviceWithZIO[Scorer](_.score(req))", True),
        ("ZIO.service[Scorer].map(s => s.score(req))", True),
        ("for { s <- ZIO.service[Scorer] } yield s.score(req)", True),
        # The placeholder belongs to the call around it.
        ("ZIO.serviceWithZIO[Scorer](x => list.map(_.score(req)))", False),
        ("ZIO.serviceWithZIO[Other](_.score(req))", False),
    ],
)
def test_an_object_that_is_asked_for_by_its_type(asked: str, over: bool) -> None:
    repo = snapshot({**BUILD, **SCORER, "src/main/scala/shop/Main.scala": ZIO.replace("ASKED", asked)})
    assert any(each.over_model for each in routes(repo)) == over
