"""How modules of JavaScript and TypeScript find each other, what starts them, what frameworks call."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.index import files_of, final_target
from analyzer.wiring.other_programs.javascript.starts import started_script
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.started import start_of
from analyzer.wiring.other_programs.uses import uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject

CODE = "export const x = 1;\n"
OPENAI = 'import OpenAI from "openai";\n'
ASK = (
    OPENAI
    + "const c = new OpenAI();\nexport async function ask(q) { return c.chat.completions.create({ model: 'm' }); }\n"
)
EXPRESS = 'import express from "express";\nimport { ask } from "./llm";\nconst app = express();\n'
SERVER = (
    EXPRESS
    + 'app.post("/ask", async (req, res) => { res.json(await ask(req.body.q)); });\napp.listen(3000);\n'
)

# Files beside `src/a.ts`, what it imports, and what that means.
SCRIPT_MODULES: list[tuple[dict[str, str], str, tuple[str, ...]]] = [
    ({"src/b.ts": CODE}, "./b", ("src/b.ts",)),
    ({"src/b.ts": CODE}, "./b.js", ("src/b.ts",)),
    ({"src/b.mts": CODE}, "./b.mjs", ("src/b.mts",)),
    ({"src/b/index.tsx": CODE}, "./b", ("src/b/index.tsx",)),
    ({"src/b.ts": CODE, "src/b/index.ts": CODE}, "./b", ("src/b.ts",)),
    ({"b.ts": CODE}, "../b", ("b.ts",)),
    ({"src/b.d.ts": CODE}, "./b", ()),
    ({"src/b.ts": CODE}, "./c", ()),
    ({"src/b.ts": CODE}, "b", ()),
    ({"src/lib/b.ts": CODE}, "@/lib/b", ("src/lib/b.ts",)),
    ({"lib/b.ts": CODE}, "@/lib/b", ("lib/b.ts",)),
    ({"src/lib/b.ts": CODE}, "$lib/b", ("src/lib/b.ts",)),
    (
        {"tsconfig.json": '{"compilerOptions": {"baseUrl": "."}}', "src/lib/b.ts": CODE},
        "src/lib/b",
        ("src/lib/b.ts",),
    ),
    (
        {"tsconfig.json": '{"compilerOptions": {"paths": {"#b/*": ["./src/b/*"]}}}', "src/b/c.ts": CODE},
        "#b/c",
        ("src/b/c.ts",),
    ),
    (
        {
            "tsconfig.json": '{"extends": "./config/base.json"}',
            "config/base.json": "{}",
            "config/tsconfig.json": "{}",
        },
        "~x",
        (),
    ),
    (
        {
            "tsconfig.json": '{ // what it extends\n "extends": "./tsconfig.base.json", }',
            "tsconfig.base.json": '{"compilerOptions": {"baseUrl": "src", "paths": {"lib": ["lib/index.ts"]}}}',
            "src/lib/index.ts": CODE,
        },
        "lib",
        ("src/lib/index.ts",),
    ),
    (
        {"package.json": '{"imports": {"#db": "./src/db.ts", "#lib/*": "./src/lib/*.js"}}', "src/lib/b.ts": CODE},
        "#lib/b",
        ("src/lib/b.ts",),
    ),
    (
        {"packages/core/package.json": '{"name": "@acme/core", "main": "dist/index.js"}', "packages/core/src/index.ts": CODE},
        "@acme/core",
        ("packages/core/src/index.ts",),
    ),
    (
        {
            "packages/core/package.json": json.dumps(
                {"name": "@acme/core", "exports": {".": {"import": "./dist/main.js"}, "./llm": "./dist/llm.js"}}
            ),
            "packages/core/src/llm.ts": CODE,
        },
        "@acme/core/llm",
        ("packages/core/src/llm.ts",),
    ),
    (
        {"packages/core/package.json": '{"name": "core", "exports": {"./*": "./src/*.ts"}}', "packages/core/src/b.ts": CODE},
        "core/b",
        ("packages/core/src/b.ts",),
    ),
    (
        {"packages/core/package.json": '{"name": "core"}', "packages/core/src/b.ts": CODE},
        "core/b",
        ("packages/core/src/b.ts",),
    ),
    ({"deno.json": '{"imports": {"lib/": "./src/lib/"}}', "src/lib/b.ts": CODE}, "lib/b.ts", ("src/lib/b.ts",)),
]  # fmt: skip


@pytest.mark.parametrize(("files", "module", "meant"), SCRIPT_MODULES)
def test_modules_are_resolved(files: dict[str, str], module: str, meant: tuple[str, ...]) -> None:
    repo = snapshot({"package.json": "{}", "src/a.ts": f'import "{module}";\n', **files})
    assert files_of(repo, "src/a.ts", module) == meant


def test_targets_are_followed_through_barrels_and_factories() -> None:
    repo = snapshot(
        {
            "src/a.ts": 'import { client } from "./lib";\nclient().chat.completions.create({});\n',
            "src/lib/index.ts": 'export * from "./other";\nexport * from "./llm";\n',
            "src/lib/other.ts": CODE,
            "src/lib/llm.ts": OPENAI + "export const client = () => made;\nconst made = new OpenAI();\n",
        }
    )
    target = "./lib#client().chat.completions.create"
    assert final_target(repo, "src/a.ts", target) == "openai#default().chat.completions.create"


PACKAGE = '{"name": "app", "scripts": {"start": "node dist/main.js", "serve": "tsx src/other.ts"}}'
MONOREPO = {
    "package.json": '{"name": "root", "scripts": {"api": "pnpm --filter @acme/api start"}}',
    "apps/api/package.json": '{"name": "@acme/api", "scripts": {"start": "node dist/main.js"}}',
    "apps/api/src/main.ts": CODE,
    "apps/web/package.json": '{"name": "@acme/web", "scripts": {"start": "node dist/main.js"}}',
    "apps/web/src/main.ts": CODE,
}
# Files, a command in the folder of the repository, and what it starts.
SCRIPT_COMMANDS: list[tuple[dict[str, str], str, tuple[str, ...]]] = [
    ({"server.js": CODE}, "node server.js", ("server.js",)),
    ({"server.js": CODE}, "node ./server", ("server.js",)),
    ({"server.js": CODE}, "node --max-old-space-size=4096 -r dotenv/config server.js dotenv_config_path=.env", ("server.js",)),
    ({"src/main.ts": CODE}, "node dist/main.js", ("src/main.ts",)),
    ({"src/main.ts": CODE}, "node /app/dist/src/main.js", ("src/main.ts",)),
    ({"src/server/index.ts": CODE}, "node build/server/index.js", ("src/server/index.ts",)),
    ({"index.ts": CODE}, "node dist/index.js", ("index.ts",)),
    ({"apps/api/src/main.ts": CODE}, "node dist/apps/api/main.js", ("apps/api/src/main.ts",)),
    ({"apps/api/src/main.ts": CODE}, "node apps/api/dist/main.js", ("apps/api/src/main.ts",)),
    ({"src/main.ts": CODE}, "tsx watch src/main.ts", ("src/main.ts",)),
    ({"src/main.ts": CODE}, "npx ts-node -P tsconfig.json src/main.ts", ("src/main.ts",)),
    ({"src/main.ts": CODE}, "bun run src/main.ts", ("src/main.ts",)),
    ({"main.ts": CODE}, "deno run --allow-net main.ts", ("main.ts",)),
    ({"src/main.ts": CODE}, "pm2-runtime start dist/main.js -i max", ("src/main.ts",)),
    ({"src/main.ts": CODE}, "dotenv -e .env -- node dist/main.js", ("src/main.ts",)),
    ({"src/main.ts": CODE}, "nodemon --exec ts-node src/main.ts", ("src/main.ts",)),
    ({"src/main.ts": CODE}, "nest start --watch", ("src/main.ts",)),
    ({"package.json": PACKAGE, "src/main.ts": CODE}, "npm start", ("src/main.ts",)),
    ({"package.json": PACKAGE, "src/other.ts": CODE}, "yarn serve", ("src/other.ts",)),
    ({"package.json": PACKAGE, "src/other.ts": CODE}, "pnpm run serve", ("src/other.ts",)),
    ({"package.json": '{"main": "dist/main.js"}', "src/main.ts": CODE}, "node .", ("src/main.ts",)),
    (MONOREPO, "pnpm --filter @acme/api start", ("apps/api/src/main.ts",)),
    (MONOREPO, "yarn workspace @acme/api start", ("apps/api/src/main.ts",)),
    (MONOREPO, "npm run start -w apps/api", ("apps/api/src/main.ts",)),
    (MONOREPO, "turbo run start --filter=api", ("apps/api/src/main.ts",)),
    (MONOREPO, "pnpm api", ("apps/api/src/main.ts",)),
    (
        {"ecosystem.config.js": 'module.exports = { apps: [{ name: "x", script: "./dist/main.js" }] };', "src/main.ts": CODE},
        "pm2-runtime ecosystem.config.js",
        ("src/main.ts",),
    ),
    (
        {"package.json": '{"scripts": {"build": "esbuild source/api.ts --bundle --outfile=dist/bundle.js"}}', "source/api.ts": CODE},
        "node dist/bundle.js",
        ("source/api.ts",),
    ),
    (
        {"tsup.config.ts": 'export default { entry: ["code/run.ts"] };\n', "package.json": "{}", "code/run.ts": CODE},
        "node dist/run.js",
        ("code/run.ts",),
    ),
    (
        {"tsconfig.json": '{"compilerOptions": {"outDir": "made", "rootDir": "code"}}', "code/run.ts": CODE},
        "node made/run.js",
        ("code/run.ts",),
    ),
    ({"package.json": "{}", "app/api/ask/route.ts": "export async function POST() {}"}, "next start -p 80", ("app/api/ask/route.ts",)),
    ({"next.config.js": "", "app/api/ask/route.ts": "export async function POST() {}"}, "node server.js", ("app/api/ask/route.ts",)),
    ({"src/main.ts": CODE}, "next build", ()),
    ({"src/main.ts": CODE}, "npm install", ()),
    ({"src/main.ts": CODE}, "node --version", ()),
    ({"src/main.ts": CODE}, "python main.py", ()),
]  # fmt: skip


@pytest.mark.parametrize(("files", "command", "started"), SCRIPT_COMMANDS)
def test_commands_start_programs(files: dict[str, str], command: str, started: tuple[str, ...]) -> None:
    repo = snapshot(files)
    assert tuple(started_script(repo, tuple(command.split()), "", "Dockerfile")) == started


# Files whose functions a framework calls: the tool, the lines of its routes, and whether a model is behind them.
SCRIPT_CONVENTIONS: list[tuple[str, str, list[tuple[str, int]]]] = [
    ("app/api/ask/route.ts", "export async function POST(req: Request) { await ask(); }", [("Next.js route", 3)]),
    ("app/api/ask/route.ts", "export const POST = withAuth(async (req) => {\n  await ask(); });", [("Next.js route", 3)]),
    ("app/api/ask/route.ts", "export const dynamic = 'x';\nexport const GET = ask;", [("Next.js route", 4)]),
    ("src/app/(chat)/api/route.tsx", "export function DELETE() { return ask(); }", [("Next.js route", 3)]),
    ("pages/api/ask.ts", "export default async function handler(req, res) { await ask(); }", [("Next.js route", 3)]),
    ("src/routes/api/ask/+server.ts", "export async function POST() { await ask(); }", [("route file", 3)]),
    ("src/routes/x/+page.server.ts", "export const actions = { default: async () => { await ask(); } };", [("page loader or action", 3)]),
    ("app/routes/ask.tsx", "export async function action() { await ask(); }", [("page loader or action", 3)]),
    ("src/pages/ask.ts", "export async function GET() { await ask(); }", [("route file", 3)]),
    ("netlify/functions/ask.ts", "export default async (req) => { await ask(); };", [("serverless function", 3)]),
    ("functions/api/ask.ts", "export async function onRequestPost() { await ask(); }", [("serverless function", 3)]),
    ("src/handlers/ask.ts", "export const handler = async (event) => { await ask(); };", [("AWS Lambda handler", 3)]),
    ("src/lib/ask.ts", "export async function askIt() { await ask(); }", []),
    ("src/app/page.ts", "export async function GET() { await ask(); }", []),
    ("src/lib/handlers.ts", "export const handler = async (text) => { await ask(); };", []),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "found"), SCRIPT_CONVENTIONS)
def test_functions_that_frameworks_call(path: str, text: str, found: list[tuple[str, int]]) -> None:
    head = 'import { ask } from "@/llm";\n\n'
    repo = snapshot({"package.json": "{}", path: head + text, "src/llm.ts": ASK})
    assert [(each.use.tool, each.use.line) for each in routes(repo)] == found
    assert all(each.over_model for each in routes(repo))


def test_server_actions_and_workers() -> None:
    repo = snapshot(
        {
            "wrangler.toml": 'main = "src/worker.ts"\n',
            "src/worker.ts": 'import { ask } from "./llm";\nexport default { async fetch(request) { await ask(1); } };\n',
            "src/llm.ts": ASK,
            "app/actions.ts": '"use server";\nimport { ask } from "@/llm";\nexport async function send() { await ask(1); }\n',
            "app/lib.ts": "// 'use server' is not written here\nexport async function send() {}\n",
        }
    )
    found = [(each.use.tool, each.over_model, each.start is not None) for each in routes(repo)]
    assert sorted(found) == [("Cloudflare Worker", True, True), ("server action", True, False)]


def test_a_route_over_a_model_runs_in_what_the_image_starts() -> None:
    files = {
        "Dockerfile": 'FROM node:20 AS build\nRUN npm run build\nFROM node:20\nCOPY --from=build /app/dist ./dist\nCMD ["node", "dist/main.js"]\n',
        "src/main.ts": SERVER,
        "src/llm.ts": ASK,
    }
    (route,) = routes(snapshot(files))
    assert (route.route, route.over_model, route.use.line) == ("/ask", True, 4)
    assert route.start is not None and (route.start.path, route.start.line) == ("Dockerfile", 5)
    (route,) = routes(snapshot({**files, "Dockerfile": "FROM node:20\n"}))
    assert route.over_model and route.start is None
    (route,) = routes(snapshot({**files, "src/llm.ts": "export async function ask(q) { return q; }\n"}))
    assert not route.over_model


def test_a_route_whose_handler_is_not_known_answers_with_none_of_the_others() -> None:
    text = 'import express from "express";\nimport { ask } from "./llm";\nexport function mount(app, auth) {\n  const r = express.Router();\n'
    known = '  r.post("/ask", async (req, res) => { await ask(1); });\n'
    unknown = '  r.get("/login", ...auth.google());\n'
    found = routes(snapshot({"src/main.ts": text + known + unknown + "}\n", "src/llm.ts": ASK}))
    assert [(each.route, each.over_model) for each in found] == [("/ask", True), ("/login", False)]
    direct = "  await ask(1);\n"
    found = routes(snapshot({"src/main.ts": text + unknown + direct + "}\n", "src/llm.ts": ASK}))
    assert [(each.route, each.over_model) for each in found] == [("/login", True)]


def test_a_wrapped_function_is_behind_its_variable() -> None:
    repo = snapshot(
        {
            "src/main.ts": 'import { Router } from "express";\nimport { answer } from "./answer";\n'
            'import { traceable } from "langsmith/traceable";\nconst router = Router();\n'
            'const own = traceable(async () => answer("x"));\n'
            'router.post("/a", answer);\nrouter.post("/b", async (req, res) => { await own(); });\n'
            'router.post("/c", async (req, res) => { res.json({}); });\n',
            "src/answer.ts": 'import { ask } from "./llm";\nexport const answer = wrap(async (req) => ask(req));\n',
            "src/llm.ts": ASK,
        }
    )
    assert [(each.route, each.over_model) for each in routes(repo)] == [
        ("/a", True),
        ("/b", True),
        ("/c", False),
    ]


def test_nest_finds_its_controllers_and_providers() -> None:
    repo = snapshot(
        {
            "Dockerfile": 'FROM node:20\nCMD ["npm", "run", "start:prod"]\n',
            "package.json": '{"scripts": {"start:prod": "node dist/main"}}',
            "src/main.ts": 'import { NestFactory } from "@nestjs/core";\nimport { AppModule } from "./app.module";\nNestFactory.create(AppModule);\n',
            "src/app.module.ts": 'import { Module } from "@nestjs/common";\n@Module({})\nexport class AppModule {}\n',
            "src/ask.controller.ts": 'import { Controller, Post } from "@nestjs/common";\nimport { AskService } from "./ask.service";\n'
            '@Controller("ask")\nexport class AskController {\n  constructor(private readonly service: AskService) {}\n'
            "  @Post()\n  ask() { return this.service.ask(); }\n}\n",
            "src/ask.service.ts": OPENAI
            + 'import { Injectable } from "@nestjs/common";\n@Injectable()\nexport class AskService {\n'
            "  private client = new OpenAI();\n  ask() { return this.client.responses.create({}); }\n}\n",
        }
    )
    (route,) = routes(repo)
    assert (route.over_model, route.use.line) == (True, 6)
    assert route.start is not None and route.start.path == "Dockerfile"
    assert start_of(repo, "src/ask.service.ts", "AskService.ask") is not None


def test_a_bot_loads_the_commands_of_a_folder() -> None:
    repo = snapshot(
        {
            "Procfile": "worker: node src/bot.js\n",
            "src/bot.js": 'const fs = require("fs");\nfor (const f of fs.readdirSync("./src/commands")) require(`./commands/${f}`);\n',
            "src/commands/ask.js": "module.exports = { async execute(i) { i.reply(); } };\n",
            "src/tools/other.js": "module.exports = { async execute(i) {} };\n",
        }
    )
    assert start_of(repo, "src/commands/ask.js", "execute") is not None
    assert start_of(repo, "src/tools/other.js", "execute") is None


@pytest.mark.parametrize(
    ("begins", "loads"),
    [
        ('import { SapphireClient } from "@sapphire/framework";\nnew SapphireClient({}).login(t);\n', True),
        ('import { AkairoClient } from "discord-akairo";\nclass A extends AkairoClient {}\n', True),
        ('import autoload from "@fastify/autoload";\n', True),
        ('import { container } from "@sapphire/framework";\n', False),
        ('import { Client } from "discord.js";\nnew Client({}).login(t);\n', False),
    ],
)
def test_a_framework_loads_the_folders_beside_what_starts_it(begins: str, loads: bool) -> None:
    repo = snapshot(
        {
            "Procfile": "worker: node src/bot.js\n",
            "src/bot.js": begins,
            "src/listeners/ask.js": "export class Ask { run(m) { m.reply(); } }\n",
            "src/tools/other.js": "export class Other { run(m) { m.reply(); } }\n",
        }
    )
    assert (start_of(repo, "src/listeners/ask.js", "Ask.run") is not None) is loads
    assert start_of(repo, "src/tools/other.js", "Other.run") is None


SCRIPT_WORDS = st.sampled_from(
    "node npm npx pnpm yarn bun run start -- --filter -w . / dist/main.js ../x src {} [] * @a/b next nest pm2 "
    "ecosystem.config.js turbo workspace = --x=y".split()
)


@given(st.lists(SCRIPT_WORDS, max_size=8))
def test_any_command_is_read(words: list[str]) -> None:
    repo = snapshot({"package.json": PACKAGE, "src/main.ts": CODE, "next.config.js": ""})
    assert set(started_script(repo, tuple(words), "", "x")) <= {"src/main.ts", "next.config.js"}


def test_what_a_package_gives_as_a_whole_is_shown_by_its_name() -> None:
    code = "import OpenAI from 'openai'\nconst c = new OpenAI()\nawait c.responses.create({ model: 'm' })\n"
    shown = [each.shown for each in uses(snapshot({"a.js": code}), Subject.MODEL_CALL) if each.called]
    assert shown == ["openai().responses.create"]
