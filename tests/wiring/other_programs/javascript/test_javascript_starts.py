"""What starts programs in JavaScript and TypeScript: images, scripts of packages, settings of platforms."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.started import programs_started

CODE = "export const x = 1;\n"
PACKAGE = '{"name": "app", "scripts": {"start": "node dist/main.js", "serve": "tsx src/other.ts"}}'
AZURE = "import { app } from '@azure/functions';\napp.http('ask', { handler: () => 1 });\n"
WWW = "#!/usr/bin/env node\n"
# Files that a platform or a framework starts, with the file that says so.
SCRIPT_DEPLOYED: list[tuple[dict[str, str], tuple[tuple[str, str], ...]]] = [
    ({"Dockerfile": 'FROM node:20\nCMD ["node", "dist/main.js"]\n', "src/main.ts": CODE}, (("Dockerfile", "src/main.ts"),)),
    ({"Procfile": "web: npm start\n", "package.json": PACKAGE, "src/main.ts": CODE}, (("Procfile", "src/main.ts"), ("package.json", "src/main.ts"))),
    ({"wrangler.toml": 'name = "x"\nmain = "src/index.ts"\n', "src/index.ts": CODE}, (("wrangler.toml", "src/index.ts"),)),
    ({"wrangler.jsonc": '{ // x\n "main": "src/index.ts" }', "src/index.ts": CODE}, (("wrangler.jsonc", "src/index.ts"),)),
    ({"vercel.json": "{}", "api/ask.ts": "export default function (req, res) {}"}, (("vercel.json", "api/ask.ts"),)),
    ({"vercel.json": '{"builds": [{"src": "src/main.ts"}]}', "src/main.ts": CODE}, (("vercel.json", "src/main.ts"),)),
    ({"netlify.toml": "[build]\n", "netlify/functions/ask.ts": "export const handler = async (event) => {};"}, (("netlify.toml", "netlify/functions/ask.ts"),)),
    ({"serverless.yml": "functions:\n  ask:\n    handler: src/ask.handler\n", "src/ask.ts": "export const handler = async (event) => {};"}, (("serverless.yml", "src/ask.ts"),)),
    (
        {"template.yaml": "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: fn/\n      Handler: app.handler\n", "fn/app.ts": "export const handler = async (event) => {};"},
        (("template.yaml", "fn/app.ts"),),
    ),
    (
        {"template.yaml": "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: fn/\n      Handler: app.handler\n", "fn/app.mjs": "export const handler = async (event) => {};"},
        (("template.yaml", "fn/app.mjs"),),
    ),
    (
        {"template.yaml": "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: fn/\n      Handler: other.handler\n", "fn/app.mjs": "export const handler = async (event) => {};"},
        (),
    ),
    (
        {"infra/stack.ts": 'import { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";\nnew NodejsFunction(this, "F", {\n  entry: "fn/ask.ts" });\n', "fn/ask.ts": "export const handler = async (event) => {};"},
        (("infra/stack.ts", "fn/ask.ts"),),
    ),
    ({"firebase.json": '{"functions": {"source": "functions"}}', "functions/package.json": '{"main": "lib/index.js"}', "functions/src/index.ts": CODE}, (("firebase.json", "functions/src/index.ts"),)),
    ({"ask/function.json": '{"bindings": []}', "ask/index.js": "module.exports = async function (context) {};"}, (("ask/function.json", "ask/index.js"),)),
    ({"api/host.json": "{}", "api/src/functions/ask.ts": AZURE, "other/ask.ts": AZURE, "api/src/lib.ts": CODE}, (("api/host.json", "api/src/functions/ask.ts"),)),
    ({"package.json": '{"scripts": {"node:start": "node dist/main.js", "start:dev": "tsx src/dev.ts"}}', "src/main.ts": CODE, "src/dev.ts": CODE}, (("package.json", "src/main.ts"),)),
    ({"package.json": '{"scripts": {"dev": "tsx src/main.ts", "build": "tsc"}}', "src/main.ts": CODE}, ()),
    ({"package.json": '{"scripts": {"server": "tsx src/api.ts", "seed": "tsx src/seed.ts"}}', "src/api.ts": CODE, "src/seed.ts": CODE}, (("package.json", "src/api.ts"),)),
    ({"package.json": '{"scripts": {"server": "npx ts-node src/api.ts"}}', "src/api.ts": CODE}, (("package.json", "src/api.ts"),)),
    ({"package.json": '{"scripts": {"server": "tsx watch src/api.ts", "dev": "tsx src/api.ts"}}', "src/api.ts": CODE}, ()),
    ({"package.json": '{"scripts": {"serve": "vite preview", "api": "nodemon src/api.ts"}}', "src/api.ts": CODE}, ()),
    ({"package.json": '{"scripts": {"start": "react-scripts start"}}', "src/index.tsx": CODE}, ()),
    ({"package.json": '{"scripts": {"start": "node ./bin/www"}}', "bin/www": f"{WWW}var app = require('../app');\n", "app.js": CODE}, (("package.json", "app.js"),)),
    ({"package.json": '{"scripts": {"start": "node bin/www"}}', "bin/www": f"{WWW}import app from '../app.js';\n", "app.ts": CODE}, (("package.json", "app.ts"),)),
    ({"package.json": '{"scripts": {"start": "node ./bin/www"}}', "bin/www": "#!/bin/sh\nrequire('../app')\n", "app.js": CODE}, ()),
    ({"package.json": '{"scripts": {"start": "node ./bin/www"}}', "bin/www": f"{WWW}// require('../app')\n", "app.js": CODE}, ()),
    ({"package.json": '{"scripts": {"start": "node ./bin/www"}}', "bin/www": f"{WWW}require('../../app')\n", "app.js": CODE}, ()),
    ({"examples/a/wrangler.toml": 'main = "index.ts"\n', "examples/a/index.ts": CODE}, ()),
]  # fmt: skip


@pytest.mark.parametrize(("files", "started"), SCRIPT_DEPLOYED)
def test_what_is_started(files: dict[str, str], started: tuple[tuple[str, str], ...]) -> None:
    repo = snapshot(files)
    found = dict.fromkeys((each.path, each.module) for each in programs_started(repo))
    assert tuple(found) == started
