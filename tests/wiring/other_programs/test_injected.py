"""Objects that functions and classes are handed: clients that only one package has, and collaborators."""

from __future__ import annotations

import pytest

from analyzer.testing import run, snapshot

PACKAGE = (
    '{"name": "x", "dependencies": {"openai": "^4", "express": "^4"}, "scripts": {"start": "node index.js"}}'
)
ASKS = "  async ask(q) { return this.client.chat.completions.create({ model: 'm', messages: [] }); }\n"
ROUTE = "const app = express();\napp.post('/chat', async (req, res) => res.json(await it.ask(req.body.q)));\napp.listen(80);\n"
USES = "import express from 'express';\nimport OpenAI from 'openai';\n"
LLM = "class Llm {\n  constructor(client) { this.client = client; }\n" + ASKS + "}\n"
JAVASCRIPT = {
    "handed to a class": (USES + LLM + "const it = new Llm(new OpenAI());\n" + ROUTE, 4),
    "handed by its name": (
        USES + LLM.replace("(client)", "({ client })") + "const it = new Llm({ client: new OpenAI() });\n" + ROUTE, 4),
    "handed to a function": (
        USES + "const make = (client) => ({ ask: async (q) => client.responses.create({ input: q }) });\n"
        "const it = make(new OpenAI());\n" + ROUTE, 4),
    "handed with others": (
        USES + "const make = (deps) => ({ ask: async (q) => deps.openai.chat.completions.create({}) });\n"
        "const it = make({ openai: new OpenAI() });\n" + ROUTE, 4),
    "of no package that the repository uses": (
        USES.replace("import OpenAI from 'openai';\n", "") + LLM + "const it = new Llm(other());\n" + ROUTE, 0),
    "asked for something else": (
        USES + LLM.replace("chat.completions.create", "chat.send") + "const it = new Llm(new OpenAI());\n" + ROUTE, 0),
}  # fmt: skip


@pytest.mark.parametrize(("source", "level"), JAVASCRIPT.values(), ids=JAVASCRIPT)
def test_a_client_that_was_handed_in(source: str, level: int) -> None:
    finding = run("serving", snapshot({"index.js": source, "package.json": PACKAGE}))
    assert finding.level == level


MESSAGES = "export const tell = (client, text) => client.messages.create({{ {} }});\n"


@pytest.mark.parametrize(
    ("arguments", "package", "found"),
    [
        ("model: 'm', max_tokens: 9, messages: []", "@anthropic-ai/sdk", True),
        ("to: 'a', body: text", "@anthropic-ai/sdk", False),
        ("model: 'm', max_tokens: 9, messages: []", "twilio", False),
    ],
)
def test_a_call_that_others_have_too_needs_its_argument(arguments: str, package: str, found: bool) -> None:
    files = {
        "tell.js": MESSAGES.format(arguments),
        "index.js": f"import Client from '{package}';\nimport {{ tell }} from './tell.js';\ntell(new Client());\n",
        "package.json": f'{{"name": "x", "dependencies": {{"{package}": "1"}}}}',
    }
    finding = run("model_code", snapshot(files))
    assert any(each.path == "tell.js" for each in finding.evidence) is found


RUBY = (
    'require "sinatra"\nrequire "openai"\nclass Llm\n  def initialize(client)\n    @client = client\n  end\n'
    '  def ask(q)\n    @client.chat(parameters: { model: "m", messages: [q] })\n  end\nend\n'
    "class Answerer\n  def initialize(llm:)\n    @llm = llm\n  end\n  def answer(q)\n    @llm.ask(q)\n  end\nend\n"
)
MADE = "IT = Answerer.new(llm: Llm.new(OpenAI::Client.new))\n"
POSTS = 'post "/chat" do\n  IT.answer(params[:q])\nend\n'
HELD = (
    "class Llm {\n  constructor() { this.client = new OpenAI(); }\n" + ASKS + "}\nclass Answerer {\n"
    "  constructor(llm) { this.llm = llm; }\n  async ask2(q) { return this.llm.ask(q); }\n}\n"
)
ROUTE2 = ROUTE.replace("it.ask", "it.ask2")
COLLABORATORS = {
    "of Ruby": ({"app.rb": RUBY + MADE + POSTS}, 4),
    "of Ruby, of whom nobody makes one": ({"app.rb": RUBY + "IT = Answerer.new(llm: other)\n" + POSTS}, 2),
    "of Ruby, made by a test": (
        {"app.rb": RUBY + "IT = Answerer.new(llm: other)\n" + POSTS, "test/test_app.rb": MADE}, 2),
    "of Ruby, asked as anything is": (
        {"app.rb": RUBY.replace("ask(q)", "get(q)") + MADE + POSTS}, 2),
    "of JavaScript": ({"index.js": USES + HELD + "const it = new Answerer(new Llm());\n" + ROUTE2}, 4),
    "of JavaScript, in a file that makes both": (
        {"index.js": USES + "import { it } from './made.js';\n" + ROUTE2,
         "made.js": USES + HELD + "export const it = new Answerer(new Llm());\n"}, 4),
    "of JavaScript, another one": (
        {"index.js": USES + HELD + "const it = new Answerer(other);\n" + ROUTE2}, 2),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), COLLABORATORS.values(), ids=COLLABORATORS)
def test_a_collaborator_that_was_handed_in(files: dict[str, str], level: int) -> None:
    shared = {
        "package.json": PACKAGE,
        "Gemfile": 'gem "sinatra"\ngem "ruby-openai"\n',
        "Dockerfile": 'FROM ruby:3.3\nCOPY . .\nRUN bundle install\nCMD ["ruby", "app.rb"]\n',
    }
    if "index.js" in files:
        shared = {"package.json": PACKAGE}
    assert run("serving", snapshot({**shared, **files})).level == level
