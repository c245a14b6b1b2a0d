"""What in other languages than Python keeps how long an answer took."""

from __future__ import annotations

import pytest

from analyzer.facts.telemetry.program_recorders import Doubt, program_recorders
from analyzer.model import Level
from analyzer.testing import run, snapshot

SERVER = """import OpenAI from "openai";
import express from "express";
import { record } from "./kept";
const app = express();
app.post("/ask", async (req, res) => {
  const answer = await new OpenAI().chat.completions.create({ model: "m", messages: req.body });
  record(answer);
  res.json(answer);
});
app.listen(80);
"""
PACKAGE = '{"scripts": {"start": "node server.js"}, "dependencies": {"openai": "4", "express": "4"}}'


def kept(body: str, path: str = "kept.js", server: str = SERVER, package: str = PACKAGE) -> list[str]:
    files = {
        "server.js": server.replace("./kept", f"./{path.removesuffix('.js')}"),
        "package.json": package,
        path: f"export function record(answer) {{\n  {body}\n}}\n",
    }
    found = (each for each in program_recorders(snapshot(files)) if not each.doubt)
    return [f"{each.path}:{each.line} {each.name} {each.running}" for each in found]


INSERT = "db.run(`INSERT INTO {} ({}) VALUES (?)`, answer);"


@pytest.mark.parametrize(
    ("body", "path", "found"),
    [
        (INSERT.format("usage", "model, duration_ms"), "kept.js", True),
        (INSERT.format("request_logs", "latency_ms, status_code"), "kept.js", True),
        (INSERT.format("answers", "latency_ms, status"), "metrics.js", True),
        ("prisma.llmUsage.create({ data: { latencyMs: took, model: m } });", "kept.js", True),
        ("prisma.llmUsage.create({ data: { latencyMs, model } });", "kept.js", True),
        ("kept.push({ latencyMs: took, status: 200 });", "telemetry/kept.js", True),
        # One measure alone, what may be for a bill, what is named for nothing, and what is not kept.
        ("prisma.llmUsage.create({ data: { latencyMs: 0, model: m } });", "kept.js", False),
        ("prisma.llmUsage.create({ data: { latencyMs: 0 + took, model: m } });", "kept.js", True),
        ("kept.push({ latencyMs: took, status: 200 });", "metrics/kept.js", True),
        ("kept.push({ latencyMs: -1,\n status: 200 });", "telemetry/kept.js", False),
        (INSERT.format("usage", "duration_ms, owner"), "kept.js", False),
        (INSERT.format("usage", "input_tokens, model"), "kept.js", False),
        (INSERT.format("answers", "duration_ms, model"), "kept.js", False),
        ("kept.push({ latencyMs: took, status: 200 });", "usage/kept.js", False),
        ("send({ latencyMs: took, status: 200 });", "telemetry/kept.js", False),
        ("prisma.llmUsage.create({ data: answer }); const latencyMs = 1, model = 2;", "kept.js", False),
        (INSERT.format("usage", "model, duration_ms"), "tests/kept.js", False),
        ("db.query(`SELECT model, AVG(duration_ms) FROM usage`);", "metrics/kept.js", False),
        ("db.query(sql, { model: m, durationMs: took });", "metrics/kept.js", True),
        ("usageQueue.add({ latencyMs: took, model: m });", "usage/kept.js", True),
        ("this.queue.add({ latencyMs: took, model: m });", "usage/kept.js", True),
        ("this.queued.add({ latencyMs: took, model: m });", "usage/kept.js", False),
    ],
)
def test_what_keeps_measures_is_found(body: str, path: str, found: bool) -> None:
    assert kept(body, path) == ([f"{path}:2 record True"] if found else [])


@pytest.mark.parametrize(
    ("keeps", "handed", "found"),
    [
        ("prisma.log.create({ data })", "{ latencyMs: took, model: m }", True),
        ("prisma.log.create({ data })", "{ latencyMs: took }", False),
        ("prisma.log.create({ data })", "answer", False),
        ("prisma.log.create({ data: 1 })", "{ latencyMs: took, model: m }", False),
        ("prisma.chat.create({ data })", "{ latencyMs: took, model: m }", False),
        ("send({ data })", "{ latencyMs: took, model: m }", False),
    ],
)
def test_what_is_handed_to_a_function_that_keeps_all_of_it(keeps: str, handed: str, found: bool) -> None:
    files = {
        "server.js": SERVER.replace("record(answer)", f"keep({handed})").replace("{ record }", "{ keep }"),
        "package.json": PACKAGE,
        "kept.js": f"export function keep(data) {{\n  {keeps};\n}}\n",
    }
    expected = [("server.js", 7)] if found else []
    assert [(each.path, each.line) for each in program_recorders(snapshot(files))] == expected


@pytest.mark.parametrize(
    ("made", "handed", "found"),
    [
        ("const row = { latencyMs: took, model: m };", "data: row", True),
        ("const row = [{ latencyMs: took, model: m }];", "data: row", False),
        ("const row = new Usage({ latencyMs: took, model: m });", "...row", True),
        ("const row = { latencyMs: 0, model: m };", "data: row", False),
        ("const row = { latencyMs: took, model: m };", "data: rows", False),
        ("const row = { latencyMs: took, model: m };", "data: answer.row", False),
        ("const row = send({ latencyMs: took, model: m });", "data: row", False),
        ("const row = { model: m }; const other = { latencyMs: took };", "data: row", False),
    ],
)
def test_what_was_made_before_it_is_kept(made: str, handed: str, found: bool) -> None:
    body = f"{made}\n  prisma.llmUsage.create({{ {handed} }});"
    assert kept(body) == (["kept.js:3 record True"] if found else [])


LISTENER = """import {{ BaseCallbackHandler }} from "{package}";
export class Heard extends BaseCallbackHandler {{
  async {method}(output) {{
    prisma.llmUsage.create({{ data: {{ latencyMs: took, model: m }} }});
  }}
}}
"""
HEARS = """import { Heard } from "./heard";
import express from "express";
import { ChatOpenAI } from "@langchain/openai";
const app = express();
const model = new ChatOpenAI({ callbacks: [new Heard()] });
app.listen(80);
"""


@pytest.mark.parametrize(
    ("package", "method", "server", "found"),
    [
        ("@langchain/core/callbacks/base", "handleLLMEnd", HEARS, [True]),
        ("@langchain/core/callbacks/base", "handleLLMEnd", HEARS.replace("new Heard()", ""), [False]),
        ("@langchain/core/callbacks/base", "handleEvent", HEARS, []),
        ("./callbacks/base", "handleLLMEnd", HEARS, []),
    ],
)
def test_what_a_model_tells_its_listener(package: str, method: str, server: str, found: list[bool]) -> None:
    files = {
        "server.js": server,
        "heard.js": LISTENER.format(package=package, method=method),
        "package.json": PACKAGE,
    }
    assert [each.running for each in program_recorders(snapshot(files))] == found


def test_what_a_service_without_a_model_keeps_is_its_product() -> None:
    body = INSERT.format("usage", "model, duration_ms")
    asked = 'await new OpenAI().chat.completions.create({ model: "m", messages: req.body })'
    assert kept(body, server=SERVER.replace(asked, "req.body")) == []


def test_it_runs_where_something_starts_it() -> None:
    body = INSERT.format("usage", "model, duration_ms")
    assert kept(body, package=PACKAGE.replace("start", "other")) == ["kept.js:2 record False"]
    assert kept(body, server=SERVER.replace("record(answer);", "")) == []


HELPERS = """export function record(answer) {{
  prisma.llmUsage.create({{ data: {{ latencyMs: took, model: m }} }});
}}
export function first(answer) {{ record(answer); }}
export function second(answer) {{ first(answer); }}
export function third(answer) {{ second(answer); }}
export function other(answer) {{ {} }}
"""
NEARBY, FAR = [("record", None)], [("record", Doubt.FAR_AWAY)]
NEAR = {
    "the route": (SERVER, HELPERS, NEARBY),
    "a helper of the route": (SERVER.replace("record", "first"), HELPERS, NEARBY),
    "a helper of a helper": (SERVER.replace("record", "second"), HELPERS, FAR),
    "a helper further away": (SERVER.replace("record", "third"), HELPERS, FAR),
    "another function of the file": (SERVER.replace("record", "other"), HELPERS, []),
}


@pytest.mark.parametrize(("server", "helpers", "found"), NEAR.values(), ids=NEAR)
def test_a_recorder_is_called_near_where_a_model_is_asked(
    server: str, helpers: str, found: list[tuple[str, Doubt | None]]
) -> None:
    files = {"server.js": server, "package.json": PACKAGE, "kept.js": helpers.format("return 1;")}
    assert [(each.name, each.doubt) for each in program_recorders(snapshot(files))] == found


QUEUE = """export class {} {{
  take(answer) {{ this.waiting.push(answer); }}
  run() {{ setInterval(() => this.write(this.waiting.pop()), 100); }}
  write(answer) {{
    prisma.llmUsage.create({{ data: {{ latencyMs: answer.took, model: answer.m }} }});
  }}
}}
"""


@pytest.mark.parametrize(
    ("owner", "taken", "found"),
    [
        ("UsageLog", "take", True),
        ("MetricsWriter", "take", True),
        ("Connections", "take", False),
        ("UsageLog", "other", False),
    ],
)
def test_what_keeps_measures_takes_them_by_a_queue(owner: str, taken: str, found: bool) -> None:
    server = SERVER.replace("{ record }", f"{{ {owner} }}").replace(
        "record(answer)", f"new {owner}().{taken}(answer)"
    )
    files = {"server.js": server, "package.json": PACKAGE, "kept.js": QUEUE.format(owner)}
    recorders = [(each.name, each.doubt) for each in program_recorders(snapshot(files))]
    assert recorders == ([(f"{owner}.write", None)] if found else [])


@pytest.mark.parametrize(
    ("columns", "ceiling"),
    [
        ("input_tokens, output_tokens, model", Level.WIRED),
        ("input_tokens, owner", Level.ABSENT),
        ("amount, model", Level.ABSENT),
    ],
)
def test_tokens_that_are_kept_leave_the_absence_of_monitoring_open(columns: str, ceiling: Level) -> None:
    body = INSERT.format("usage", columns)
    files = {
        "server.js": SERVER,
        "package.json": PACKAGE,
        "kept.js": f"export function record(answer) {{\n  {body}\n}}\n",
    }
    finding = run("monitoring", snapshot(files))
    assert (finding.level or Level.ABSENT, finding.ceiling) == (Level.ABSENT, ceiling)
