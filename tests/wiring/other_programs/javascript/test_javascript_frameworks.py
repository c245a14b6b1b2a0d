"""Frameworks of scripts that find routes, handlers and files themselves, as far as the model behind a route."""

from __future__ import annotations

import pytest

from analyzer.facts.requests.program_defences import program_defences
from analyzer.testing import snapshot
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.serving_path import input_checks
from analyzer.wiring.other_programs.started import running

ASK = (
    'import OpenAI from "openai";\nconst c = new OpenAI();\n'
    "export async function ask(q) { return c.chat.completions.create({ model: 'm' }); }\n"
)
PACKAGE = '{"imports": {"#app/*": "./app/*.js"}}'
IMAGE = 'FROM node:22\nCMD ["node", "bin/server.js"]\n'
IGNITOR = 'import { Ignitor } from "@adonisjs/core";\nnew Ignitor(ROOT).httpServer().start();\n'
CONTROLLER = 'import { ask } from "#app/llm";\nexport default class Asks {\n  async store() { return ask("x"); }\n  async index() {}\n}\n'
ROUTER = 'import router from "@adonisjs/core/services/router";\n'
LAZY = ROUTER + 'const Asks = () => import("#app/controllers/asks");\n'
ADONIS = {
    "package.json": PACKAGE, "Dockerfile": IMAGE, "bin/server.ts": IGNITOR, "app/llm.ts": ASK,
    "app/controllers/asks.ts": CONTROLLER,
}  # fmt: skip
ENCORE = 'import { api } from "encore.dev/api";\nimport { ask } from "../llm";\nexport const x = api({ method: "POST", path: "/x" }, async (p) => CALL);\n'
WORKER = 'import { ask } from "./llm";\n'
GENKIT = (
    'import { genkit } from "genkit";\nconst ai = genkit({ plugins: [] });\n'
    'export const menu = ai.defineFlow({ name: "menu" }, async (q) => { return ai.generate(q); });\n'
)
MASTRA = 'import { Mastra } from "@mastra/core";\nimport { planner } from "./planner";\nexport const mastra = new Mastra({ agents: { planner } });\n'
AGENT = (
    'import { Agent } from "@mastra/core/agent";\nexport const planner = new Agent({ name: "p", MODEL });\n'
)
HAPI = 'const Hapi = require("@hapi/hapi");\nconst server = Hapi.server({ port: 3000 });\nserver.route(require("./route"));\n'
NITRO = "export default defineEventHandler(async (event) => { return NAME(event); });\n"

# Files of an application; for each route whether calls lead to a model, and whether something starts it.
FRAMEWORKS: dict[str, tuple[dict[str, str], list[tuple[bool, bool]]]] = {
    "a method of a lazy controller": ({**ADONIS, "start/routes.ts": LAZY + 'router.post("/x", [Asks, "store"]);\n'}, [(True, True)]),
    "another method": ({**ADONIS, "start/routes.ts": LAZY + 'router.get("/x", [Asks, "index"]);\n'}, [(False, True)]),
    "no method of it": ({**ADONIS, "start/routes.ts": LAZY + 'router.get("/x", [Asks]);\n'}, [(False, True)]),
    "a resource": ({**ADONIS, "start/routes.ts": LAZY + 'router.resource("/x", Asks);\n'}, [(True, True)]),
    "an imported controller": (
        {**ADONIS, "start/routes.ts": ROUTER + 'import Asks from "#app/controllers/asks";\nrouter.post("/x", [Asks, "store"]);\n'},
        [(True, True)],
    ),
    "a controller by its text": (
        {**ADONIS, "app/Controllers/Http/AsksController.ts": CONTROLLER.replace("Asks", "AsksController"),
         "start/routes.ts": 'import Route from "@ioc:Adonis/Core/Route";\nRoute.post("/x", "AsksController.store");\n'},
        [(True, True)],
    ),
    "no application": ({**ADONIS, "bin/server.ts": "start();\n", "start/routes.ts": LAZY + 'router.post("/x", [Asks, "store"]);\n'}, [(True, False)]),
    "an endpoint of Encore": ({"encore.app": "{}", "llm.ts": ASK, "a/a.ts": ENCORE.replace("CALL", "ask(p)")}, [(True, True)]),
    "one that asks nothing": ({"encore.app": "{}", "llm.ts": ASK, "a/a.ts": ENCORE.replace("CALL", "p")}, [(False, True)]),
    "one without the application": ({"llm.ts": ASK, "a/a.ts": ENCORE.replace("CALL", "ask(p)")}, [(True, False)]),
    "a wrapped worker": (
        {"wrangler.jsonc": '{"main": "a.ts"}', "llm.ts": ASK,
         "a.ts": WORKER + 'import * as Sentry from "@sentry/cloudflare";\nconst h = { async fetch(r) { return ask(r); } };\nexport default Sentry.withSentry((e) => ({}), h);\n'},
        [(True, True)],
    ),
    "a named worker": (
        {"wrangler.jsonc": '{"main": "a.ts"}', "llm.ts": ASK, "a.ts": WORKER + "const h = { async fetch(r) { return ask(r); } };\nexport default h;\n"},
        [(True, True)],
    ),
    "a class of a worker": (
        {"wrangler.jsonc": '{"main": "a.ts"}', "llm.ts": ASK, "a.ts": WORKER + "export default class W {\n  async fetch(r) { return ask(r); }\n}\n"},
        [(True, True)],
    ),
    "a class of another file": (
        {"wrangler.jsonc": '{"main": "a.ts"}', "llm.ts": ASK, "a.ts": 'export { W } from "./w";\n',
         "w.ts": 'import { AIChatAgent } from "agents/ai-chat-agent";\n' + WORKER + "export class W extends AIChatAgent {\n  async onChatMessage() { return ask(1); }\n}\n"},
        [(True, True)],
    ),
    "a class that is not exported": (
        {"wrangler.jsonc": '{"main": "a.ts"}', "llm.ts": ASK, "a.ts": "export const x = 1;\n",
         "w.ts": 'import { AIChatAgent } from "agents/ai-chat-agent";\n' + WORKER + "export class W extends AIChatAgent {\n  async onChatMessage() { return ask(1); }\n}\n"},
        [(True, False)],
    ),
    "an object that no worker exports": (
        {"wrangler.jsonc": '{"main": "a.ts"}', "llm.ts": ASK, "a.ts": WORKER + "const h = { async fetch(r) { return ask(r); } };\n"}, [],
    ),
    "a flow in a list": (
        {"Dockerfile": IMAGE, "menu.ts": GENKIT, "bin/server.ts": 'import { startFlowServer } from "@genkit-ai/express";\nimport { menu } from "../menu";\nstartFlowServer({ flows: [menu] });\n'},
        [(True, True)],
    ),
    "an agent with a model": (
        {"package.json": '{"scripts": {"start": "mastra start"}}', "src/mastra/index.ts": MASTRA, "src/mastra/planner.ts": AGENT.replace("MODEL", "model: openai('m')")},
        [(True, True)],
    ),
    "an agent without one": (
        {"package.json": '{"scripts": {"start": "mastra start"}}', "src/mastra/index.ts": MASTRA, "src/mastra/planner.ts": AGENT.replace("MODEL", "tools: {}")},
        [(False, True)],
    ),
    "a route that is a module": (
        {"a.js": HAPI, "llm.js": ASK, "route.js": 'const { ask } = require("./llm");\nmodule.exports = { method: "POST", path: "/x", handler: async (r, h) => ask(r) };\n'},
        [(True, False)],
    ),
    "another function of that module": (
        {"a.js": HAPI, "llm.js": ASK, "route.js": 'const { ask } = require("./llm");\nconst warm = () => ask("x");\nmodule.exports = { method: "POST", path: "/x", handler: (r, h) => 1 };\n'},
        [(False, False)],
    ),
    "routes in a list of another file": (
        {"a.js": HAPI, "llm.js": ASK, "route.js": 'const { ask } = require("./llm");\nasync function tone(r) { return ask(r); }\nmodule.exports = [{ method: "POST", path: "/x", handler: tone }];\n'},
        [(True, False)],
    ),
    "a function that no route of the list names": (
        {"a.js": HAPI, "llm.js": ASK, "route.js": 'const { ask } = require("./llm");\nasync function tone(r) { return ask(r); }\nmodule.exports = [{ method: "POST", path: "/x", handler: other }];\n'},
        [(False, False)],
    ),
    "an action of Astro": (
        {"Procfile": "web: node ./dist/server/entry.mjs\n", "package.json": "{}", "astro.config.mjs": "export default {};\n", "llm.ts": ASK,
         "src/actions/index.ts": 'import { defineAction } from "astro:actions";\nimport { ask } from "../../llm";\nexport const server = { x: defineAction({ handler: async (q) => ask(q) }) };\n'},
        [(True, True)],
    ),
    "a function without an import": (
        {"nuxt.config.ts": "export default {};\n", "server/utils/llm.ts": ASK, "server/api/x.post.ts": NITRO.replace("NAME", "ask")}, [(True, False)],
    ),
    "a function of no shared folder": (
        {"nuxt.config.ts": "export default {};\n", "server/lib/llm.ts": ASK, "server/api/x.post.ts": NITRO.replace("NAME", "ask")}, [(False, False)],
    ),
    "a folder of no such framework": (
        {"server/utils/llm.ts": ASK, "server/api/x.post.ts": NITRO.replace("NAME", "ask")}, [(False, False)],
    ),
    "a subpath of the package": (
        {"package.json": PACKAGE, "app/llm.ts": ASK, "a.ts": 'import express from "express";\nimport { ask } from "#app/llm";\nconst app = express();\napp.post("/x", (req, res) => ask(req));\n'},
        [(True, False)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_a_framework_finds_what_answers(name: str) -> None:
    files, expected = FRAMEWORKS[name]
    assert [(each.over_model, each.start is not None) for each in routes(snapshot(files))] == expected


# What a main file writes to start another one, and whether the model in that file runs.
THREADS = {
    "a processor of a queue": ('import { Worker } from "bullmq";\nnew Worker("q", "./work.ts");\n', True),
    "one behind a variable": (
        'import { Worker } from "bullmq";\nimport path from "path";\nconst p = path.join(__dirname, "work.js");\nnew Worker("q", p);\n',
        True,
    ),
    "a thread": ('import { Worker } from "node:worker_threads";\nnew Worker(new URL("./work.ts", import.meta.url));\n', True),
    "a process": ('const { fork } = require("child_process");\nfork("./work");\nfork("./work.js");\n', True),
    "a pool": ('import Piscina from "piscina";\nconst p = new Piscina({ filename: "./work.ts" });\n', True),
    "a file that is only read": ('import fs from "fs";\nfs.readFileSync("./work.ts");\n', False),
    "a worker of another file": ('import { Worker } from "bullmq";\nnew Worker("q", "./other.ts");\n', False),
    "a program of the shell": ('import { exec } from "child_process";\nexec("cat ./work.ts");\n', False),
}  # fmt: skip
WORK = ASK.replace("export async function ask", "export default async function")


@pytest.mark.parametrize("name", THREADS)
def test_a_file_is_run_in_another_thread(name: str) -> None:
    main, runs = THREADS[name]
    repo = snapshot({"Procfile": "worker: node main.ts\n", "main.ts": main, "work.ts": WORK})
    assert (("work.ts", "default") in running(repo)) is runs


TEMPORAL = 'import { Worker } from "@temporalio/worker";\nimport * as acts from "./acts";\nWorker.create({ OPTIONS });\n'


@pytest.mark.parametrize(
    ("options", "run"),
    [
        ("activities: acts", {"acts.ts"}),
        ('workflowsPath: require.resolve("./flows")', {"flows.ts"}),
        ('activities: acts, workflowsPath: require.resolve("./flows")', {"acts.ts", "flows.ts"}),
        ('taskQueue: "acts"', set()),
    ],
)
def test_a_worker_of_temporal_runs_what_it_is_handed_whole(options: str, run: set[str]) -> None:
    files = {"Procfile": "worker: node main.ts\n", "main.ts": TEMPORAL.replace("OPTIONS", options)}
    repo = snapshot({**files, "acts.ts": ASK, "flows.ts": ASK})
    assert {path for path, function in running(repo) if function == "ask"} == run


AUTOLOAD = 'import AutoLoad from "@fastify/autoload";\nexport default async function app(f, o) { f.register(AutoLoad, { dir: "plugins" }); }\n'
LIMITS = 'import fp from "fastify-plugin";\nimport limit from "@fastify/rate-limit";\nexport default fp(async (f) => { await f.register(limit, { max: 3 }); });\n'
ROUTE = 'import { ask } from "../llm.js";\nexport default async function (f) { f.post("/x", async (q, r) => ask(q)); }\n'


@pytest.mark.parametrize(("begins", "wired"), [(AUTOLOAD, True), ("start();\n", False)])
def test_what_is_loaded_beside_routes_runs_around_them(begins: str, *, wired: bool) -> None:
    files = {"Procfile": "web: node app.js\n", "app.js": begins, "llm.js": ASK, "routes/x.js": ROUTE}
    found = program_defences(snapshot({**files, "plugins/limits.js": LIMITS}))
    assert [each.wired for each in found if each.path == "plugins/limits.js"] == [wired]


# What a route of a handed application says of its schema, and whether that checks what comes in.
SCHEMAS = {
    "a body": ("schema: { body: { type: 'object' } }", 1),
    "a query": ("schema: { querystring: q, response: { 200: a } }", 1),
    "an answer alone": ("schema: { response: { 200: a } }", 0),
    "a name": ("schema", 1),
    "none": ("preHandler: f", 0),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_of_a_route_checks_requests(name: str) -> None:
    written, found = SCHEMAS[name]
    route = f"export default async function (f) {{\n  f.post('/x', {{ {written} }}, async (q, r) => q);\n}}\n"
    assert len(input_checks(snapshot({"routes/x.js": route}))) == found
