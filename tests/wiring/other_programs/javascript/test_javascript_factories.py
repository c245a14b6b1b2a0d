"""Clients that functions make where they stand, objects that calls wrap, and routes in chains."""

from __future__ import annotations

import pytest

from analyzer.wiring.other_programs.served import routes
from tests.support.snapshots import snapshot

OPENAI = 'import OpenAI from "openai";\n'
ASKS = 'export const ask = async (q) => client.chat.completions.create({ model: "m", messages: [q] });\n'
MAIN = (
    'import express from "express";\nimport { ask } from "./llm";\nconst app = express();\n'
    'app.post("/ask", async (req, res) => res.json(await ask(req.body.q)));\napp.listen(3000);\n'
)
ONCE = "(() => {\n  let made = null;\n  return () => {\n    if (!made) made = new OpenAI();\n    return made;\n  };\n})()"
# How the client is made, and whether the route is then known to ask a model.
FACTORIES: dict[str, tuple[str, bool]] = {
    "in place": ("const client = new OpenAI();", True),
    "by a function": ("function make() { return new OpenAI(); }\nconst client = make();", True),
    "where the function stands": ("const client = (() => { return new OpenAI(); })();", True),
    "as an expression": ("const client = (() => new OpenAI())();", True),
    "by a function of old": ("const client = (function () { return new OpenAI(); })();", True),
    "once, by a function that one gives": (f"const make = {ONCE};\nconst client = make();", True),
    "once, called twice": (f"const client = {ONCE}();", True),
    "by a function that is not called": ("const client = () => new OpenAI();", False),
    "of another package": ("const client = (() => new Store())();", False),
}


@pytest.mark.parametrize(("made", "asks"), FACTORIES.values(), ids=FACTORIES)
def test_clients_that_functions_give(made: str, asks: bool) -> None:
    found = routes(snapshot({"main.ts": MAIN, "llm.ts": f"{OPENAI}{made}\n{ASKS}"}))
    assert [(each.route, each.over_model) for each in found] == [("/ask", asks)]


LLM = {"llm.ts": f"{OPENAI}const client = new OpenAI();\n{ASKS}"}
ROUTER = 'import express, { Router } from "express";\nimport { bot } from "./bot";\n'
BOT = 'import { ask } from "./llm";\nimport { guarded } from "./guard";\n'
METHODS = "const methods = {\n  async greet(req, res) { res.json(await ask(1)); },\n  ping(req, res) { res.end(); },\n};\n"
GUARD = {"guard.ts": "export function guarded(service) {\n  const all = {};\n  return all;\n}\n"}
CHAIN = 'export const router = Router()\n  .get("/ping", bot.ping)\n  .use(express.json())\n  .post("/greet", bot.greet);\n'
ASKING = {"/greet": True, "/ping": False}
CHAINS: dict[str, tuple[str, str, dict[str, bool]]] = {
    "an object": (CHAIN, f"export {METHODS.replace('methods', 'bot')}", ASKING),
    "an object that a call makes of one": (CHAIN, f"{METHODS}export const bot = guarded(methods);\n", ASKING),
    "an object that a call makes of nothing": (
        CHAIN,
        f"{METHODS}export const bot = guarded();\n",
        {"/greet": False, "/ping": False},
    ),
    "a setting and a route": (
        'const app = express();\napp.get("title").get("/greet", bot.greet);\n',
        f"export {METHODS.replace('methods', 'bot')}",
        {"/greet": True},
    ),
}


@pytest.mark.parametrize(("router", "bot", "asking"), CHAINS.values(), ids=CHAINS)
def test_every_route_of_a_chain(router: str, bot: str, asking: dict[str, bool]) -> None:
    found = routes(snapshot({"main.ts": ROUTER + router, "bot.ts": BOT + bot, **LLM, **GUARD}))
    assert {each.route: each.over_model for each in found} == asking


MAKER = 'import { ask } from "./llm";\nexport function answering(store) {\n  return async (req, res) => res.json(await ask(req.body.q));\n}\n'
MADE = (
    'import express from "express";\nimport {{ answering }} from "./maker";\nconst app = express();\n'
    'app.get("/ping", (req, res) => res.end());\napp.post("/ask", {});\napp.listen(3000);\n'
)
# What answers a route that stands beside another one, and whether it is known to ask a model.
MADE_HANDLERS = {
    "what a function makes": ("answering(store)", True),
    "what a function makes, behind a guard": ("guard, answering(store)", True),
    "a guard that a function makes": ("answering(store), (req, res) => res.end()", False),
    "what another function makes": ("other(store)", False),
}


@pytest.mark.parametrize(("handler", "asks"), MADE_HANDLERS.values(), ids=MADE_HANDLERS)
def test_handlers_that_functions_make(handler: str, asks: bool) -> None:
    found = routes(snapshot({"main.ts": MADE.format(handler), "maker.ts": MAKER, **LLM}))
    assert {each.route: each.over_model for each in found} == {"/ping": False, "/ask": asks}
