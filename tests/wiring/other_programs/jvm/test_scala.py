"""Services and jobs in Scala: what starts them, and whether a model is behind their routes."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.started import programs_started, running
from analyzer.wiring.other_programs.uses import all_uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject

SOURCES = "src/main/scala/com/acme"
MODEL = """package com.acme

import org.apache.spark.ml.PipelineModel

class Scorer(path: String) {
  private val model = PipelineModel.load(path)
  def score(rows: DataFrame): DataFrame = model.transform(rows)
}
"""
SERVER = """package com.acme

import akka.http.scaladsl.Http
import akka.http.scaladsl.server.Directives._

object Main extends App {
  val scorer = new Scorer("model")
  val routes =
    path("score") {
      post {
        entity(as[Rows]) { rows =>
          complete(scorer.score(rows))
        }
      }
    }
  Http().newServerAt("0.0.0.0", 8080).bind(routes)
}
"""
CONTROLLER = """package controllers

import javax.inject._
import play.api.mvc._

@Singleton
class ScoreController @Inject() (cc: ControllerComponents, scorer: com.acme.Scorer) extends AbstractController(cc) {
  def score() = Action { request => Ok(scorer.score(request.body)) }
}
"""


def test_an_object_that_is_an_application() -> None:
    repo = snapshot(
        {
            "build.sbt": 'name := "scorer"',
            "Dockerfile": "FROM x\nRUN sbt stage\nCMD /app/target/universal/stage/bin/scorer",
            f"{SOURCES}/Main.scala": SERVER,
            f"{SOURCES}/Scorer.scala": MODEL,
        }
    )
    assert [each.module for each in programs_started(repo)] == [f"{SOURCES}/Main.scala"]
    assert [(each.route, each.over_model, each.start is not None) for each in routes(repo)] == [
        ("score", True, True)
    ]
    assert {name for _path, name in running(repo)} >= {"", "Scorer.score"}


def test_controllers_of_play() -> None:
    repo = snapshot(
        {
            "build.sbt": "enablePlugins(PlayScala)",
            "Dockerfile": "FROM x\nCOPY target/universal/stage /app\nCMD /app/bin/scorer",
            "app/controllers/ScoreController.scala": CONTROLLER,
            f"{SOURCES}/Scorer.scala": MODEL,
        }
    )
    found = [each for each in routes(repo) if each.use.path.startswith("app/")]
    assert found and all(each.start is not None for each in found)


@pytest.mark.parametrize(
    "start",
    [
        "train: spark-submit --class com.acme.Train --master local app.jar",
        "train: standalone-job.sh --job-classname com.acme.Train",
        "train: /docker-entrypoint.sh standalone-job --job-classname com.acme.Train",
        "train: flink run -c com.acme.Train app.jar",
    ],
)
def test_a_job_that_is_submitted(start: str) -> None:
    train = (
        "package com.acme\n\nimport org.apache.spark.ml.Pipeline\n\nobject Train {\n  def main(args: Array[String]): Unit = {\n"
        "    val fitted = new Pipeline().setStages(stages).fit(rows)\n    fitted.write.save(path)\n  }\n}\n"
    )
    repo = snapshot(
        {
            "build.sbt": "",
            "Procfile": start,
            f"{SOURCES}/Train.scala": train,
        }
    )
    (use,) = [each for each in all_uses(repo)[Subject.TRAINING] if each.called]
    assert (use.line, use.function) == (7, "Train.main")
    assert (use.path, use.function) in running(repo)


LINES = [
    (Subject.MODEL_CALL, "OpenAI", "import io.cequence.openaiscala.service._",
     "class A(s: OpenAIService) { def f() = s.createChatCompletion(messages = m) }"),
    (Subject.MODEL_CALL, "LLM4S", "import org.llm4s.llmconnect.{LLMClient, LLMConnect}",
     "class A(client: LLMClient) { def f(q: String) = client.complete(Conversation(q)) }"),
    (Subject.MODEL_CALL, "LLM4S", "import org.llm4s.agent.Agent", "class A(c: C) { def f() = new Agent(c).run(q, tools) }"),
    (Subject.MODEL_CALL, "LLM4S", "import org.llm4s.rag.{RAG, RAGConfig}",
     "class A(rag: RAG) { def f(q: String) = rag.queryWithAnswer(q, 3) }"),
    (Subject.MODEL_CALL, "Spark ML", "import org.apache.spark.ml._", "object A { PipelineModel.load(p).transform(d) }"),
    (Subject.TRAINING, "Spark ML", "import org.apache.spark.ml.classification.RandomForestClassifier",
     "object A { val m = new RandomForestClassifier().setLabelCol(l).fit(d) }"),
    (Subject.TRAINING, "XGBoost", "import ml.dmlc.xgboost4j.scala.spark.XGBoostClassifier",
     "object A { new XGBoostClassifier(p).fit(d) }"),
    (Subject.TRAINING, "Smile", "import smile.classification._", "object A { randomForest(f, d) }"),
    (Subject.MODEL_METRIC, "Spark ML", "import org.apache.spark.ml.evaluation._",
     "object A { new RegressionEvaluator().setMetricName(m).evaluate(p) }"),
    (Subject.ROUTE, "http4s", "import org.http4s._", "object A { val r = HttpRoutes.of[IO] { case req => Ok(1) } }"),
    (Subject.ROUTE, "Akka or Pekko HTTP", "import org.apache.pekko.http.scaladsl.server.Directives._",
     'object A { val r = path("x") { get { complete(1) } } }'),
    (Subject.INPUT_CHECK, "Akka or Pekko HTTP", "import akka.http.scaladsl.server.Directives._",
     'object A { val r = path("x") { validate(a > 0, "a") { complete(1) } } }'),
    (Subject.ROUTE, "Tapir", "import sttp.tapir._", 'object A { endpoint.get.in("x").serverLogic(f) }'),
    (Subject.LOGGING, "Scala logging", "import com.typesafe.scalalogging.LazyLogging",
     "class A extends LazyLogging { def f() = logger.warn(1) }"),
    (Subject.LOGGING, "Scala logging", "import play.api.Logger",
     "class A { private val log = Logger(getClass)\n def f() = log.error(m) }"),
    (Subject.LOGGING, "ZIO", "import zio.*", 'object A { def f() = ZIO.logWarning("a") *> g }'),
    (Subject.LOGGING, "ZIO", "import zio.ZIO", 'object A { def f() = ZIO.logErrorCause("a", c) }'),
    (Subject.DATA_CHECK, "Deequ", "import com.amazon.deequ.VerificationSuite",
     "object A { VerificationSuite().onData(d).addCheck(c).run() }"),
    (Subject.METRICS, "Kamon", "import kamon.Kamon", 'object A { Kamon.counter("x").withoutTags().increment() }'),
    (Subject.PRINTING, "System.out", "", "object A { println(1) }"),
]  # fmt: skip


def test_lines_that_people_write() -> None:
    repo = snapshot({f"src/f{n}.scala": f"{head}\n{text}\n" for n, (_s, _t, head, text) in enumerate(LINES)})
    seen = {
        (use.path, subject, use.tool)
        for subject, uses in all_uses(repo).items()
        for use in uses
        if use.called
    }
    rows = [(f"src/f{n}.scala", subject, tool) for n, (subject, tool, _h, _t) in enumerate(LINES)]
    assert [each for each in rows if each not in seen] == []


def test_what_only_lies_in_a_folder_of_that_name_or_makes_a_client_asks_no_model() -> None:
    heads = {
        "permissions": "import org.llm4s.rag.permissions.Rights\nclass A(r: Rights) { def f() = r.query(q) }",
        "own": "import org.llm4s.ragbox.RAG\nclass A(rag: RAG) { def f() = rag.query(q) }",
        "client": "import org.llm4s.llmconnect.LLMConnect\nobject A { val c = LLMConnect.getClient(p) }",
    }
    repo = snapshot({f"src/{name}.scala": f"{text}\n" for name, text in heads.items()})
    assert [each for each in all_uses(repo).get(Subject.MODEL_CALL, ()) if each.called] == []


def test_what_answers_several_paths_stands_in_the_block_of_each() -> None:
    two = SERVER.replace(
        "    }\n  Http()", '    } ~ path("health") {\n      get { complete("ok") }\n    }\n  Http()'
    )
    repo = snapshot(
        {"build.sbt": 'name := "a"', f"{SOURCES}/Main.scala": two, f"{SOURCES}/Scorer.scala": MODEL}
    )
    assert [(each.route, each.asks) for each in routes(repo)] == [("score", True), ("health", False)]
