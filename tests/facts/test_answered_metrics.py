"""A route that answers a text of Prometheus is monitoring of its own."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

HELP, TYPE = "# HELP jobs_total Jobs", "# TYPE jobs_total counter"
SCALA = """package app
import org.http4s._
object Metrics {
  val routes = HttpRoutes.of[IO] { case GET -> Root / "%s" => Ok(text()) }
  def text(): String = {
    val lines = scala.collection.mutable.ArrayBuffer.empty[String]
    %s
    lines.mkString
  }
}
"""
EXPRESS = """import express from 'express';
const app = express();
app.get('/%s', (req, res) => { %s });
app.listen(80);
"""
WRITES = f'lines += "{HELP}"\n    lines += "{TYPE}"'
SENDS = f"res.send('{HELP}\\n{TYPE}\\njobs_total ' + jobs);"
ALSO = "res.type('text/plain'); res.send(['# TYPE jobs_total counter', jobs].join('\\n'));"
NODE = {"package.json": '{"dependencies": {"express": "4"}}'}
IMAGE = 'FROM node:20\nCOPY . .\nCMD ["node", "src/app.js"]\n'


@pytest.mark.parametrize(
    ("files", "level"),
    [
        ({"src/Metrics.scala": SCALA % ("metrics", WRITES)}, Level.SUBSTANTIVE),
        ({"src/app.js": EXPRESS % ("metrics", ALSO)}, Level.SUBSTANTIVE),
        ({"src/app.js": EXPRESS % ("metrics", SENDS)}, Level.SUBSTANTIVE),
        ({"src/app.js": EXPRESS % ("metrics", ALSO), **NODE, "Dockerfile": IMAGE}, Level.WIRED),
        ({"src/Metrics.scala": SCALA % ("health", WRITES)}, Level.ABSENT),
        ({"src/Metrics.scala": SCALA % ("metrics", f"// {TYPE}")}, Level.ABSENT),
        ({"src/Metrics.scala": SCALA % ("metrics", 'lines += "# TYPE of the answer"')}, Level.ABSENT),
        ({"src/test/scala/Metrics.scala": SCALA % ("metrics", WRITES)}, Level.ABSENT),
        ({"src/Text.scala": f'object Text {{ val metrics = "metrics" + "{TYPE}" }}\n'}, Level.ABSENT),
    ],
)
def test_a_route_that_answers_metrics(files: dict[str, str], level: Level) -> None:
    assert run("monitoring", snapshot(files)).level is level
