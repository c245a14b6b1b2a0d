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
FILLED = "for (const m of all) out += `# TYPE ${m.name} ${m.type}`; res.send(out);"
GO = {
    "go.mod": "module m\n",
    "api/api.go": 'package api\nimport (\n"net/http"\n"m/metrics"\n)\nfunc Routes(mux *http.ServeMux) {\n'
    '  mux.HandleFunc("GET /metrics", answer)\n}\nfunc answer(w http.ResponseWriter, r *http.Request) { metrics.Dump(w) }\n',
    "metrics/metrics.go": 'package metrics\nimport (\n"fmt"\n"io"\n)\nfunc Dump(w io.Writer) {\n'
    '  fmt.Fprintf(w, "# HELP %s %s\\n# TYPE %s %s\\n", n, h, n, t)\n}\n',
}
GO_OTHER = {**GO, "api/api.go": GO["api/api.go"].replace("metrics.Dump(w)", "w.Write(nil)")}
GO_HEALTH = {**GO, "api/api.go": GO["api/api.go"].replace("GET /metrics", "GET /health")}
NODE = {"package.json": '{"dependencies": {"express": "4"}}'}
IMAGE = 'FROM node:20\nCOPY . .\nCMD ["node", "src/app.js"]\n'


@pytest.mark.parametrize(
    ("files", "level"),
    [
        ({"src/Metrics.scala": SCALA % ("metrics", WRITES)}, Level.SUBSTANTIVE),
        ({"src/app.js": EXPRESS % ("metrics", ALSO)}, Level.SUBSTANTIVE),
        ({"src/app.js": EXPRESS % ("metrics", SENDS)}, Level.SUBSTANTIVE),
        ({"src/app.js": EXPRESS % ("metrics", ALSO), **NODE, "Dockerfile": IMAGE}, Level.WIRED),
        ({"src/app.js": EXPRESS % ("metrics", FILLED)}, Level.SUBSTANTIVE),
        ({"src/app.js": EXPRESS % ("metrics", FILLED.replace("# TYPE", "# OF"))}, Level.ABSENT),
        (GO, Level.SUBSTANTIVE),
        (GO_OTHER, Level.ABSENT),
        (GO_HEALTH, Level.ABSENT),
        ({"src/Metrics.scala": SCALA % ("health", WRITES)}, Level.ABSENT),
        ({"src/Metrics.scala": SCALA % ("metrics", f"// {TYPE}")}, Level.ABSENT),
        ({"src/Metrics.scala": SCALA % ("metrics", 'lines += "# TYPE of the answer"')}, Level.ABSENT),
        ({"src/test/scala/Metrics.scala": SCALA % ("metrics", WRITES)}, Level.ABSENT),
        ({"src/Text.scala": f'object Text {{ val metrics = "metrics" + "{TYPE}" }}\n'}, Level.ABSENT),
    ],
)
def test_a_route_that_answers_metrics(files: dict[str, str], level: Level) -> None:
    assert run("monitoring", snapshot(files)).level is level
