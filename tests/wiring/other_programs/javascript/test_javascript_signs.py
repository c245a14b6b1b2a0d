"""What packages of JavaScript and TypeScript are for: every row of the tables is met by a line that people write."""

from __future__ import annotations

import pytest

from analyzer.repository import Snapshot
from analyzer.testing import snapshot
from analyzer.wiring.other_programs.javascript.language import SCRIPT_SIGNS
from analyzer.wiring.other_programs.uses import all_uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from tests.support.sign_lines import missed_lines, missed_signs, numbered, written_lines, wrongly_found

WRITTEN = written_lines("javascript_lines.txt")


@pytest.fixture(scope="module")
def lines() -> Snapshot:
    return numbered([each.text for each in WRITTEN], "f.ts")


def test_every_line_is_about_its_subject(lines: Snapshot) -> None:
    assert missed_lines(WRITTEN, lines) == []


def test_every_row_is_met(lines: Snapshot) -> None:
    signs = [each for each in SCRIPT_SIGNS if each.subject is not Subject.TEST_TOOL]
    assert missed_signs(signs, lines) == []


# What looks like a use of a subject, and is none.
SCRIPT_OTHERS: list[tuple[Subject, str]] = [
    (Subject.ROUTE, 'import express from "express"; const app = express(); app.get("title");'),
    (Subject.ROUTE, 'import express from "express"; const app = express(); app.use(express.json());'),
    (Subject.ROUTE, 'import axios from "axios"; axios.get("/x", { params });'),
    (Subject.ROUTE, 'export function f(cache) { cache.get("/x", fallback); }'),
    (Subject.ROUTE, '$.get("/x", function (data) { show(data); });'),
    (
        Subject.ROUTE,
        'import http from "http"; import { app } from "./app"; http.get("http://x", (res) => {});',
    ),
    (Subject.ROUTE, 'import { Body } from "@nestjs/common"; class C { f(@Body() dto: Dto) {} }'),
    (Subject.MODEL_CALL, 'import OpenAI from "openai"; const c = new OpenAI(); c.models.list();'),
    (Subject.MODEL_CALL, 'import OpenAI from "openai"; const c = new OpenAI(); c.files.create({ file });'),
    (
        Subject.MODEL_CALL,
        'import OpenAI from "openai"; const c = new OpenAI(); c.moderations.create({ input });',
    ),
    (Subject.MODEL_CALL, "export function f(openai) { openai.chat.send({}); }"),
    (
        Subject.TRAINING,
        'import * as tf from "@tensorflow/tfjs"; export function f(map, box) { map.fit(box, { padding: 3 }); }',
    ),
    (Subject.MODEL_CALL, 'import { streamToResponse } from "ai"; streamToResponse(s, res);'),
    (Subject.MODEL_CALL, 'import { useChat } from "@ai-sdk/react"; const { messages } = useChat();'),
    (Subject.MODEL_CALL, 'import { tool } from "ai"; const t = tool({ description: "x" });'),
    (
        Subject.MODEL_CALL,
        'import { PineconeStore } from "@langchain/pinecone"; const s = new PineconeStore(e); s.search(q);',
    ),
    (
        Subject.MODEL_CALL,
        'import { ChatPromptTemplate } from "@langchain/core/prompts"; const p = ChatPromptTemplate.fromMessages([]); p.invoke({});',
    ),
    (
        Subject.MODEL_CALL,
        'import { S3Client, PutObjectCommand } from "@aws-sdk/client-s3"; new S3Client({}).send(new PutObjectCommand({}));',
    ),
    (
        Subject.MODEL_CALL,
        'import { ListFoundationModelsCommand } from "@aws-sdk/client-bedrock"; c.send(new ListFoundationModelsCommand({}));',
    ),
    (
        Subject.MODEL_CALL,
        'const r = await fetch("https://api.stripe.com/v1/charges", { method: "POST" });',
    ),
    (
        Subject.MODEL_CALL,
        'import Anthropic from "@anthropic-ai/sdk"; const c = new Anthropic(); c.messages.countTokens({});',
    ),
    (Subject.MODEL_CALL, "class Session { run() {} } const session = new Session(); session.run();"),
    (Subject.MODEL_LOAD, 'import { load } from "js-yaml"; load(text);'),
    (Subject.TRAINING, 'import OpenAI from "openai"; const c = new OpenAI(); c.fineTuning.jobs.list();'),
    (Subject.METRICS, 'import { Counter } from "./counter"; const c = new Counter(); c.inc();'),
    (
        Subject.METRICS,
        'import { trace } from "@opentelemetry/api"; const t = trace.getTracer("x"); t.startSpan("y");',
    ),
    (Subject.TRACES, 'import { generateText } from "ai"; generateText({ model, prompt });'),
    (
        Subject.TRACES,
        'import { LangSmithLoader } from "@langchain/core/document_loaders/langsmith"; new LangSmithLoader({});',
    ),
    (
        Subject.TRACES,
        'import { ConsoleCallbackHandler } from "@langchain/core/tracers/console"; new ConsoleCallbackHandler();',
    ),
    (Subject.TRACES, 'import { ConsoleCallbackHandler } from "langchain/callbacks"; const c = [];'),
    (Subject.LOGGING, 'import { logger } from "./logger"; logger.info("x");'),
    (Subject.LOGGING, 'export function f(log) { log.info("x"); }'),
    (
        Subject.INPUT_CHECK,
        'import { z } from "zod"; const env = z.object({ KEY: z.string() }).parse(process.env);',
    ),
    (Subject.INPUT_CHECK, "export function f(text) { return JSON.parse(text); }"),
    (Subject.INPUT_CHECK, 'import { z } from "zod"; export const S = z.object({ q: z.string() });'),
    (Subject.REFUSAL, "export function f(req, res) { res.status(200).json({}); }"),
    (Subject.REFUSAL, "export function f(code) { return Response.json({ ok: true }, { status: 201 }); }"),
    (
        Subject.LIMIT,
        'import OpenAI from "openai"; const c = new OpenAI(); c.responses.create({ model: "m" });',
    ),
    (Subject.LIMIT, 'import express from "express"; app.use(express.json());'),
    (Subject.RETRY, 'import OpenAI from "openai"; const c = new OpenAI({ apiKey });'),
    (Subject.GUARDRAIL, "function checkPrompt(t) {} export function f(t) { checkPrompt(t); }"),
    (Subject.AUTHENTICATION, 'import jwt from "jsonwebtoken"; jwt.decode(token);'),
    (Subject.CACHE, 'const m = new Map(); m.get("x"); m.set("x", 1);'),
    (Subject.EVALUATION, 'import { init } from "braintrust"; init("x");'),
    (Subject.ORCHESTRATION, 'import { Worker } from "worker_threads"; new Worker("./x.js");'),
    (Subject.QUEUE, 'import { Queue } from "./queue"; const q = new Queue(); q.add(x);'),
    (Subject.ROLLOUT, 'const flags = { isEnabled: (x) => true }; flags.isEnabled("x");'),
]


def test_what_only_looks_like_it_is_none() -> None:
    assert wrongly_found(SCRIPT_OTHERS, numbered([text for _subject, text in SCRIPT_OTHERS], "f.ts")) == []


def test_an_import_alone_is_told_apart_from_a_call() -> None:
    repo = snapshot({"src/a.ts": 'import OpenAI from "openai"; export type T = OpenAI;'})
    found = all_uses(repo).get(Subject.MODEL_CALL, ())
    assert [(use.tool, use.called) for use in found] == [("OpenAI", False)]


def test_an_import_of_types_is_none() -> None:
    repo = snapshot({"src/a.ts": 'import type OpenAI from "openai"; export type T = OpenAI;'})
    assert all_uses(repo).get(Subject.MODEL_CALL, ()) == ()
