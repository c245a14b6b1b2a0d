"""Error handling of services in other languages: an answer with an error's status, checks of what came in."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import told
from tests.support.services import express, gin
from tests.support.snapshots import run, snapshot

CHECKED = "requests are validated"
REFUSED = "errors are handled explicitly"
RAISED = "a handler raises an error, without a status of its own"
NO_QUESTION = 'return res.status(400).json({ error: "no question" });'
PLAY = 'class ASpec extends PlaySpec {{\n  "a" should {{ "b" in {{\n    {}\n  }} }}\n}}\n'
TEST = 'test("bad", async () => {{\n  expect((await ask({{}})).status).toBe({status});\n}});\n'
VALIDATE = (
    'import {{ ZodSchema }} from "zod";\nexport const validate = (schema: ZodSchema) => ({0}) => {{\n'
    "  const found = schema.safeParse({1});\n  if (!found.success) return res.status(400).end();\n  next();\n}};\n"
)


SINATRA = {
    "Gemfile": 'gem "sinatra"\ngem "dry-validation"\n',
    "app.rb": 'require "sinatra"\nrequire_relative "contract"\npost "/ask" do\n  found = {}\n  halt 422\nend\n',
    "contract.rb": 'require "dry/validation"\n\nclass AskContract < Dry::Validation::Contract\nend\n',
}


def behind(middleware: str) -> dict[str, str]:
    """A service whose route stands behind middleware of its own."""
    files = express(
        "res.json({});", imports='import { validate } from "./validate";\nimport { Ask } from "./ask";\n'
    )
    return {**files, "server.ts": files["server.ts"].replace('"/ask", ', f'"/ask", {middleware}')}


LEVELS = {
    "a status in Express": (express(NO_QUESTION), Level.PRESENT, "server.ts:4", REFUSED),
    "a status of a failure": (
        express("try { f(); } catch (e) { res.status(502).send(String(e)); }"), Level.PRESENT, "server.ts:4", REFUSED),
    "a status that is sent": (express("res.sendStatus(404);"), Level.PRESENT, "server.ts:4", REFUSED),
    "an answer with options": (
        express('return new Response("no", { status: 422 });'), Level.PRESENT, "server.ts:4", REFUSED),
    "an answer over several lines": (
        express('return Response.json(\n    { error: "no" },\n    { status: 400 },\n  );'),
        Level.PRESENT, "server.ts:4", REFUSED),
    "a status that is set": (express("res.statusCode = 400; res.end();"), Level.PRESENT, "server.ts:4", REFUSED),
    "an error by its name": (
        express('throw new BadRequestException("no");',
                imports='import { BadRequestException } from "@nestjs/common";\n'),
        Level.PRESENT, "server.ts:5", REFUSED),
    "an error by its words": (
        express('return new ChatError("bad_request:api").toResponse();'), Level.PRESENT, "server.ts:4", REFUSED),
    "an error in a stream": (
        express("try { f(); } catch (e) {\n    res.write(`event: error\\ndata: ${e}\\n\\n`);\n  }"),
        Level.PRESENT, "server.ts:5", REFUSED),
    "a message of an error over several rows": (
        express('controller.enqueue(\n    encode({ type: "error", message }),\n  );'), Level.PRESENT, "server.ts:4", REFUSED),
    "an event of a socket": (express('socket.emit("error", { message });'), Level.PRESENT, "server.ts:4", REFUSED),
    "a failure of its own": (express('throw new Error("no question");'), Level.PRESENT, "server.ts:4", RAISED),
    "in a function that the route calls": (
        {**express("answer(req, res);", imports='import { answer } from "./answer";\n'),
         "answer.ts": "export function answer(req, res) {\n  res.status(400).end();\n}\n"},
        Level.PRESENT, "answer.ts:2", REFUSED),
    "a client error by the name that Play gives it": (
        {**express(NO_QUESTION), "test/ASpec.scala": PLAY.format("status(a) mustBe BAD_REQUEST")},
        Level.SUBSTANTIVE, "server.ts:4", REFUSED),
    "the same in Java": (
        {**express(NO_QUESTION), "test/ASpec.scala": PLAY.format("assert(x); assertEquals(BAD_REQUEST, a.status())")},
        Level.SUBSTANTIVE, "server.ts:4", REFUSED),
    "a name beside no status": (
        {**express(NO_QUESTION), "test/ASpec.scala": PLAY.format("kind(a) mustBe BAD_REQUEST")},
        Level.PRESENT, "server.ts:4", REFUSED),
    "a contract of dry-validation that a route asks": (
        {**SINATRA, "app.rb": SINATRA["app.rb"].format("AskContract.new.call(params)")}, Level.SUBSTANTIVE, "app.rb:5",
        "requests are validated and errors are handled explicitly"),
    "a contract that a route only makes": (
        {**SINATRA, "app.rb": SINATRA["app.rb"].format("AskContract.new")}, Level.PRESENT, "app.rb:5", REFUSED),
    "a schema that middleware asks, made beside the route": (
        {**behind("validate(Ask), "), "validate.ts": VALIDATE.format("req, res, next", "req.body")},
        Level.SUBSTANTIVE, "validate.ts:4", "requests are validated and errors are handled explicitly"),
    "a refusal and a test of it": (
        {**express(NO_QUESTION), "server.test.ts": TEST.format(status=400)}, Level.SUBSTANTIVE, "server.ts:4", REFUSED),
    "a test that expects an answer": (
        {**express(NO_QUESTION), "server.test.ts": TEST.format(status="200 // not 400")},
        Level.PRESENT, "server.ts:4", REFUSED),
    "a test that checks nothing": (
        {**express(NO_QUESTION), "server.test.ts": TEST.format(status=400).replace("expect", "print")},
        Level.PRESENT, "server.ts:4", REFUSED),
    "a status in Gin": (
        gin('c.JSON(http.StatusBadRequest, gin.H{"error": "no"})'), Level.PRESENT, "main.go:9", REFUSED),
    "a number in Gin": (gin("c.AbortWithStatus(429)"), Level.PRESENT, "main.go:9", REFUSED),
    "an error of net/http": (
        gin('http.Error(c.Writer, "no", http.StatusUnprocessableEntity)'), Level.PRESENT, "main.go:9", REFUSED),
    "a refusal and a test of it in Go": (
        {**gin("c.AbortWithStatus(400)"),
         "main_test.go": 'package main\n\nimport "testing"\n\nfunc TestBad(t *testing.T) {\n'
         '\tif got := ask(); got != 400 {\n\t\tt.Fatal("no")\n\t}\n}\n'},
        Level.SUBSTANTIVE, "main.go:9", REFUSED),
    "an input that is checked": (
        gin('c.ShouldBindJSON(&in)\n\tc.JSON(200, "yes")'), Level.PRESENT, "main.go:9", CHECKED),
    "both": (
        gin('if err := c.ShouldBindJSON(&in); err != nil {\n\t\tc.JSON(http.StatusBadRequest, err)\n\t}'),
        Level.SUBSTANTIVE, "main.go:10", f"{CHECKED} and {REFUSED}"),
    "a check in a function that the route calls": (
        {**gin("read(c)"), "read.go": 'package main\n\nimport "github.com/gin-gonic/gin"\n\nfunc read(c *gin.Context) {\n'
         "\tc.ShouldBindJSON(&in)\n}\n"}, Level.PRESENT, "read.go:6", CHECKED),
}  # fmt: skip
ABSENT = {
    "no error in Express": express(),
    "another event in a stream": express("res.write(`event: message\\ndata: ${e}\\n\\n`);"),
    "an error in a stream in a comment": express("// res.write(`event: error`);\n  res.json({});"),
    "an event of the program itself": express('emitter.emit("error", e);'),
    "a type that is asked": express('if (event.type === "error") { res.json({}); }'),
    "an answer that went well": express("res.status(201).json({});"),
    "a status that is asked": express("if (other.status === 404) { res.json({}); }"),
    "a status in a comment": express("// res.statusCode = 400\n  res.json({});"),
    "a wait": express("setTimeout(f, 500); res.json({});"),
    "a status that is logged": express('console.error("no", { status: 500 }); res.json({});'),
    "a number that is no status": express('res.json({ text: "about 400 words", tokens: 400.5 });'),
    "an error on no way of a request": {
        **express(),
        "old.ts": "export function answer(req, res) {\n  res.status(400).end();\n}\n",
    },
    "no error in Gin": gin(),
    "a check that no route reaches": {
        **gin(),
        "job.go": 'package main\n\nimport "github.com/gin-gonic/gin"\n\nfunc job(c *gin.Context) {\n'
        "\tc.ShouldBindJSON(&in)\n}\n",
    },
    "an own function of that name": {
        **gin("Unauthorized(err)"),
        "errors.go": "package main\n\nfunc Unauthorized(err error) {\n}\n",
    },
    "a schema of what is no request, made beside the route": {
        **behind("validate(Ask), "),
        "validate.ts": VALIDATE.format("row, line", "row"),
    },
    "middleware that nothing puts before the route": {
        **behind(""),
        "validate.ts": VALIDATE.format("req, res, next", "req.body"),
    },
    "a schema of what a model answers": express(
        "await generateObject({ model, schema });", imports='import { generateObject } from "ai";\n'
    ),
    "an error with other words": express('return new ChatError("gone wrong");'),
    "another object's method of that name": gin("failures.Unauthorized()"),
}


@pytest.mark.parametrize("case", LEVELS)
def test_levels(case: str) -> None:
    files, level, place, note = LEVELS[case]
    finding = run("error_handling", snapshot(files))
    assert told(finding) == [f"{level.name} {place} {note}"]


@pytest.mark.parametrize("case", ABSENT)
def test_absent(case: str) -> None:
    finding = run("error_handling", snapshot(ABSENT[case]))
    assert (finding.status, finding.level) == (Status.MEASURED, Level.ABSENT)


def test_without_routes_the_question_does_not_arise() -> None:
    files = {"package.json": '{"name": "x"}', "main.ts": "console.log(1);\n"}
    assert run("error_handling", snapshot(files)).status is Status.NOT_APPLICABLE


def test_without_the_parsers_nothing_is_said_to_be_absent(no_grammars: None) -> None:
    assert run("error_handling", snapshot(express(NO_QUESTION))).status is not Status.MEASURED


ASKED = "res.json(await answer(req));"
# What stands beside a route without an answer of its own, and the line that hands over every failure.
FAILURES: dict[str, tuple[dict[str, str], str | None]] = {
    "inline": (express(ASKED, more="app.use((err, req, res, next) => res.status(500).json({}));\n"), "server.ts:3"),
    "typed": (
        express(ASKED, more="app.use((err: Error, _req: Request, res: Response, _next: NextFunction) => {\n"
                "  res.status(500);\n  res.json({});\n});\n"), "server.ts:3"),
    "named": (
        express(ASKED, more="function failed(err, req, res, next) { res.send(err.message); }\napp.use(failed);\n"),
        "server.ts:4"),
    "of another file": (
        {**express(ASKED, imports='import { failed } from "./errors";\n', more="app.use(failed);\n"),
         "errors.ts": "export const failed = (err, req, res, next) => {\n  res.status(500).send(err.message);\n};\n"},
        "server.ts:4"),
    "of a router": (
        express(ASKED, more="const api = express.Router();\napi.use((e, q, r, n) => r.sendStatus(500));\napp.use(api);\n"),
        "server.ts:4"),
    "of Fastify": (
        {"package.json": '{"dependencies": {"fastify": "5"}}', "server.ts":
         'import Fastify from "fastify";\nconst app = Fastify();\napp.setErrorHandler((error, request, reply) => reply.code(500).send());\n'
         'app.post("/ask", async (req) => ask(req));\napp.listen({ port: 3000 });\n'}, "server.ts:3"),
    "of Hono": (
        {"package.json": '{"dependencies": {"hono": "4"}}', "server.ts":
         'import { Hono } from "hono";\nconst app = new Hono();\napp.onError((err, c) => c.text("no", 500));\n'
         'app.post("/ask", async (c) => c.json(await ask(c)));\nexport default app;\n'}, "server.ts:3"),
    "three parameters": (
        express(ASKED, more="app.use((req, res, next) => res.set('x', '1').json({}));\n"), None),
    "four parameters without an answer": (
        express(ASKED, more="app.use((err, req, res, next) => { console.log(err); next(err); });\n"), None),
    "handed to another's method": (
        express(ASKED, more="import { Store } from 'store';\nnew Store().use((err, req, res, next) => res.json({}));\n"), None),
}  # fmt: skip


@pytest.mark.parametrize(("files", "place"), FAILURES.values(), ids=FAILURES)
def test_what_all_failures_are_handed_to(files: dict[str, str], place: str | None) -> None:
    found = run("error_handling", snapshot(files))
    assert [f"{each.path}:{each.line}" for each in found.evidence] == ([place] if place else [])


@pytest.mark.parametrize(("route", "line"), [("/chat", 11), ("/rooms", 8)])
def test_the_errors_of_what_asks_the_model_are_shown_first(route: str, line: int) -> None:
    text = (
        "import express from 'express';\nimport OpenAI from 'openai';\nconst app = express();\n"
        "const client = new OpenAI();\napp.get('/all', list);\napp.post('ROUTE', ask);\n"
        "function list(req, res) {\n  if (!req.query.page) return res.status(400).end();\n}\n"
        "async function ask(req, res) {\n  if (!req.body.text) return res.status(400).end();\n"
        "  res.json(await client.chat.completions.create(req.body));\n}\n"
    )
    found = run("error_handling", snapshot({"server.ts": text.replace("ROUTE", route)}))
    assert [each.line for each in found.evidence] == [line]


TABLE = (
    'import express from "express";\nimport {{ users }} from "./a";\nimport {{ talk }} from "./b";\n'
    'const app = express();\napp.post("/users", users);\napp.post("/{0}", talk);\napp.get("/spec", (q, r) => {{ {1} }});\n'
    "app.listen(3000);\n"
)
REFUSING = (
    'import OpenAI from "openai";\nexport async function {0}(req, res) {{\n'
    "  if (!req.body.a) return res.status(400).json({{}});\n  {1}\n}}\n"
)
ASKING = "res.json(await new OpenAI().chat.completions.create({}));"


@pytest.mark.parametrize(
    ("route", "spec", "users", "talk", "place"),
    [
        ("talk", "r.json({});", "res.json({});", ASKING, "b.ts:3"),
        ("chat", "r.json({});", "res.json({});", ASKING, "b.ts:3"),
        ("chat", "r.status(500).end();", "res.json({});", ASKING, "b.ts:3"),
        ("talk", "r.json({});", "res.json({});", "res.json({});", "a.ts:3"),
        ("talk", "r.status(500).end();", "res.json({});", "res.json({});", "server.ts:7"),
    ],
)
def test_of_a_table_of_routes_the_error_of_what_asks_a_model_is_shown(
    route: str, spec: str, users: str, talk: str, place: str
) -> None:
    files = {
        "package.json": '{"dependencies": {"express": "5", "openai": "4"}}',
        "server.ts": TABLE.format(route, spec),
        "a.ts": REFUSING.format("users", users),
        "b.ts": REFUSING.format("talk", talk),
    }
    found = run("error_handling", snapshot(files)).evidence[0]
    assert f"{found.path}:{found.line}" == place
