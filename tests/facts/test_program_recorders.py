"""What in other languages than Python keeps how long an answer took."""

from __future__ import annotations

import pytest

from analyzer.facts.program_recorders import program_recorders
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
    found = (each for each in program_recorders(snapshot(files)) if not each.billed)
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
    ],
)
def test_what_keeps_measures_is_found(body: str, path: str, found: bool) -> None:
    assert kept(body, path) == ([f"{path}:2 record True"] if found else [])


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
NEAR = {
    "the route": (SERVER, HELPERS, True),
    "a helper of the route": (SERVER.replace("record", "first"), HELPERS, True),
    "a helper of a helper": (SERVER.replace("record", "second"), HELPERS, False),
    "a helper further away": (SERVER.replace("record", "third"), HELPERS, False),
    "another function of the file": (SERVER.replace("record", "other"), HELPERS, False),
}


@pytest.mark.parametrize(("server", "helpers", "found"), NEAR.values(), ids=NEAR)
def test_a_recorder_is_called_near_where_a_model_is_asked(server: str, helpers: str, found: bool) -> None:
    files = {"server.js": server, "package.json": PACKAGE, "kept.js": helpers.format("return 1;")}
    assert [each.name for each in program_recorders(snapshot(files))] == (["record"] if found else [])


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
