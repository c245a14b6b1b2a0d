"""What a file of JavaScript or TypeScript says: a table of sources and their facts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.programs import ProgramFacts, parse_program

SCRIPT_HEAD = 'import OpenAI, { AzureOpenAI as Azure } from "openai";\nimport * as svc from "./svc";\n'
MADE = "openai#default()"


def read(text: str, name: str = "src/a.ts") -> ProgramFacts:
    return parse_program(name, (SCRIPT_HEAD + text).encode())


# Each source with the target of the last call in it.
SCRIPT_CALLS = [
    ("const c = new OpenAI(); c.chat.completions.create({});", f"{MADE}.chat.completions.create"),
    ("const c = new Azure(); c.responses.create({});", "openai#AzureOpenAI().responses.create"),
    ("svc.ask();", "./svc#ask"),
    ("new OpenAI().beta.threads.create();", f"{MADE}.beta.threads.create"),
    ("const c = new OpenAI(); c?.chat?.completions?.create({});", f"{MADE}.chat.completions.create"),
    ("const c = (await make()) as OpenAI; c.x();", "make().x"),
    ("const c = new OpenAI() satisfies P; c.x();", f"{MADE}.x"),
    ("const c = new OpenAI(); c!.x();", f"{MADE}.x"),
    ('const c = new OpenAI(); c["x"]();', f"{MADE}.x"),
    ("const c = cond ? new OpenAI() : new Azure(); c.x();", f"{MADE}.x"),
    ("const c = held.c ?? new OpenAI(); c.x();", f"{MADE}.x"),
    ("const c = a || b; c.x();", "?.x"),
    # What a promise gives.
    ("new OpenAI().load().then(m => m.x());", f"{MADE}.load().x"),
    ("new OpenAI().load().then((m) => { m.x(); });", f"{MADE}.load().x"),
    ("let s; new OpenAI().load().then(m => { s = m; }); s.x();", f"{MADE}.load().x"),
    ("new OpenAI().load().then(({ m }) => m.x());", "?.x"),
    # What is declared by a type.
    ("function f(c: OpenAI) { c.x(); }", f"{MADE}.x"),
    ("function f(c?: OpenAI | null) { c.x(); }", f"{MADE}.x"),
    ("let c: OpenAI | undefined; c.x();", f"{MADE}.x"),
    ("const f = async (c: Promise<OpenAI>) => { c.x(); };", f"{MADE}.x"),
    ("class A { constructor(private readonly c: OpenAI) {} f() { this.c.x(); } }", f"{MADE}.x"),
    ("class A { private c: OpenAI; f() { this.c.x(); } }", f"{MADE}.x"),
    ("class A { c: ReturnType<typeof this.make>; make() {} f() { this.c.x(); } }", "A().make().x"),
    ("class A { c: Awaited<ReturnType<typeof openai>>; f() { this.c.x(); } }", "openai().x"),
    ("class A { #c = new OpenAI(); f() { this.#c.x(); } }", f"{MADE}.x"),
    ("class A { constructor() { this.c = new OpenAI(); } f() { this.c.x(); } }", f"{MADE}.x"),
    ("class A { static c = new OpenAI(); } A.c.x();", f"{MADE}.x"),
    ("class A { get c() { return new OpenAI(); } f() { this.c.x(); } }", f"{MADE}.x"),
    ("class A { get c(): OpenAI { return this.held; } f() { this.c.x(); } }", f"{MADE}.x"),
    ("class A { f() { this.g(); } g() {} }", "A().g"),
    ("interface D { c: OpenAI } function f(d: D) { d.c.x(); }", f"{MADE}.x"),
    ("type D = { c: OpenAI }; function f(d: D) { d.c.x(); }", f"{MADE}.x"),
    ("interface D { c: OpenAI } function f({ c }: D) { c.x(); }", f"{MADE}.x"),
    # Types that are written out.
    ("function f({ c }: { c: OpenAI }) { c.x(); }", f"{MADE}.x"),
    ("const f = ({ a, c: k }: Readonly<{ a: string; c?: OpenAI | null }>) => { k.x(); };", f"{MADE}.x"),
    ("function f({ c = none }: { a: string } & { c: OpenAI }) { c.x(); }", f"{MADE}.x"),
    ("function f(d: { c: OpenAI }) { d.c.x(); }", f"{MADE}.x"),
    ("function f({ c }: { d: OpenAI }) { c.x(); }", "?.x"),
    ("function f({ c }: { c: string }) { c.x(); }", "string().x"),
    # Patterns of members.
    ("const { chat } = new OpenAI(); chat.create();", f"{MADE}.chat.create"),
    ("const { chat: all } = new OpenAI(); all.create();", f"{MADE}.chat.create"),
    ("const { chat = none } = new OpenAI(); chat.create();", f"{MADE}.chat.create"),
    # What objects hold.
    ("const o = { c: new OpenAI(), n: 1 }; o.c.x();", f"{MADE}.x"),
    ("class A { o = { c: new OpenAI() }; f() { this.o.c.x(); } }", f"{MADE}.x"),
    ("class A { constructor() { this.o = { c: new OpenAI() }; } f() { this.o.c.x(); } }", f"{MADE}.x"),
    ("function f() { const o = { c: new OpenAI() }; o.c.x(); }", f"{MADE}.x"),
    ("const o = { c: new OpenAI() }; function f(o) { o.c.x(); }", "?.c.x"),
    # What hides what.
    ("const c = new OpenAI(); function f(c) { c.x(); }", "?.x"),
    ("const c = new OpenAI(); const f = (c) => c.x();", "?.x"),
    ("const c = new OpenAI(); const f = c => c.x();", "?.x"),
    ("const c = new OpenAI(); function f({ c }) { c.x(); }", "?.x"),
    ("const c = new OpenAI(); function f() { const c = held[0]; c.x(); }", "?.x"),
    ("const c = new OpenAI(); function f(d) { c.x(); }", f"{MADE}.x"),
    # Assignments to what was declared further out.
    ("let c; function init() { c = new OpenAI(); } function f() { c.x(); }", f"{MADE}.x"),
    ("let c = null; function f() { c ??= new OpenAI(); c.x(); }", f"{MADE}.x"),
    # Modules that are used where they are required.
    ('require("express")().get("/");', "express#default().get"),
    ('const e = require("express"); e.Router().get("/");', "express#default.Router().get"),
    ('const { Router } = require("express"); Router().get("/");', "express#Router().get"),
    ('const e = await import("./x"); e.ask();', "./x#ask"),
    ('const { ask } = await import("./x"); ask();', "./x#ask"),
    ('(await import("./x")).ask();', "./x#ask"),
    ('import E = require("express"); E();', "express#default"),
    ('import type { T } from "t"; function f(x: T) { x.y(); }', "t#T().y"),
    # Functions that are called where they stand.
    ("const c = (() => new OpenAI())(); c.x();", "lambda@3().x"),
    ("const c = (() => () => new OpenAI())()(); c.x();", "lambda@3()().x"),
    ("const c = (() => new OpenAI()).name; c.x();", "?.name.x"),
    # What is none of a package.
    ("unknown.x();", "?.x"),
    ("console.log(1);", "console.log"),
    ("[1].map(f);", "?.map"),
    ("import.meta.env.load();", "?.env.load"),
    ("undefined.a.b();", "?.a.b"),
    # A chain of forty names and calls is followed.
    (f"console{'.a' * 38}();", f"console{'.a' * 38}"),
    (f"console{'.a' * 39}();", "?"),
    ("const q = sql`select ${a}`;", "sql"),
    ("f.bind(a)(b);", "f"),
    ("const K = class { run() { this.go(); } go() {} };", "K().go"),
    ("const o = { go() {}, run: () => { o.go(); } };", "o.go"),
]


@pytest.mark.parametrize(("text", "target"), SCRIPT_CALLS)
def test_calls_are_followed(text: str, target: str) -> None:
    assert target in [call.target for call in read(text).calls]


# Each source with the qualified names of its functions.
SCRIPT_FUNCTIONS = [
    ("function f() {}", ["f"]),
    ("const f = () => 1;", ["f"]),
    ("const f = async function () {};", ["f"]),
    ("export default async (req) => {};", ["default"]),
    ("export default function () {}", ["default"]),
    ("module.exports = async (req) => {};", ["exports"]),
    ("exports.handler = async (event) => {};", ["handler"]),
    ("module.exports = { ask: async () => {}, async embed() {} };", ["ask", "embed"]),
    ("export default { async fetch(request) {} };", ["fetch"]),
    ("export default { async fetch(request) {} } satisfies X;", ["fetch"]),
    ("const o = { async a() {}, b: () => {} };", ["o.a", "o.b"]),
    ("const r = { Query: { async ask() {} } };", ["r.Query.ask"]),
    ("class A { f() {} g = () => {}; static h() {} get i() {} }", ["A.f", "A.g", "A.h", "A.i"]),
    ("function f() { const g = () => {}; function h() {} }", ["f", "f.g", "f.h"]),
    ("function f() { return { a: () => {}, b() {} }; }", ["f", "f.a", "f.b"]),
    ("run(() => {});", ["lambda@3"]),
    ("run({ handler: async () => {}, async other() {} });", ["lambda@3", "lambda@3"]),
    ("function* f() {}", ["f"]),
]


@pytest.mark.parametrize(("text", "names"), SCRIPT_FUNCTIONS)
def test_functions_are_named(text: str, names: list[str]) -> None:
    assert [each.qualified_name for each in read(text).functions] == names


# Each source with what its first function gives back.
SCRIPT_RETURNS = [
    ("function f() { return new OpenAI(); }", MADE),
    ("const f = () => new OpenAI();", MADE),
    ("function f() { const c = new OpenAI(); return c; }", MADE),
    ("function f(): OpenAI { return held.c; }", MADE),
    ("async function f(): Promise<OpenAI> { return held.c; }", MADE),
    ("function f() { if (a) return null; return new OpenAI(); }", MADE),
    ("let c; function f() { if (!c) c = new OpenAI(); return c; }", MADE),
    ("function f() { return f(); }", ""),
    ("function f() {}", ""),
]


@pytest.mark.parametrize(("text", "returned"), SCRIPT_RETURNS)
def test_what_functions_give_back(text: str, returned: str) -> None:
    assert read(text).functions[0].returns == returned


# Each source with the names that other files can import, and their targets.
SCRIPT_EXPORTS = [
    ("export const a = new OpenAI();", ("a", MADE)),
    ("export function f() {}", ("f", "f")),
    ("export { f as g }; function f() {}", ("g", "f")),
    ('export { a as b } from "./x";', ("b", "./x#a")),
    ('export * from "./x";', ("*", "./x#*")),
    ('export * as x from "./x";', ("x", "./x#")),
    ("export default new OpenAI();", ("default", MADE)),
    ("export default { ask, embed };", ("ask", "ask")),
    ("export default async () => {};", ("default", "default")),
    ("export const { GET, POST } = svc.handlers;", ("POST", "./svc#handlers.POST")),
    ("export default class A {}", ("default", "A")),
    ("module.exports = { a: new OpenAI() };", ("a", MADE)),
    ("exports.a = new OpenAI();", ("a", MADE)),
    ("module.exports = new OpenAI();", ("default", MADE)),
]


@pytest.mark.parametrize(("text", "export"), SCRIPT_EXPORTS)
def test_exports(text: str, export: tuple[str, str]) -> None:
    assert export in read(text).exports


# Each source with the functions that are handed to its first call.
SCRIPT_HANDED = [
    ('app.post("/x", ask); function ask() {}', ["ask"]),
    ('app.post("/x", svc.ask);', ["./svc#ask"]),
    ('app.post("/x", async () => {});', ["lambda@3"]),
    ('app.post("/x", wrap(async () => {}));', ["lambda@3"]),
    ('app.post("/x", [auth, ask]); function auth() {} function ask() {}', ["auth", "ask"]),
    ('class C { ask() {} } const c = new C(); app.post("/x", c.ask);', ["C().ask"]),
    ('class C { ask() {} } const c = new C(); app.post("/x", c.ask.bind(c));', ["C().ask"]),
    ("function f() { const g = () => {}; app.get(1, g); }", ["f.g"]),
    ("const r = { Q: { ask() {} } }; serve({ r });", ["r"]),
    ("function ask() {} serve({ r: { Q: { ask, other: svc.ask } } });", ["ask", "./svc#ask"]),
    ('app.post("/x", text);', []),
    ('const ask = traced(async () => {}, { name: "x" }); app.post("/x", ask);', ["lambda@3"]),
]


@pytest.mark.parametrize(("text", "receivers"), SCRIPT_HANDED)
def test_functions_that_are_handed_over(text: str, receivers: list[str]) -> None:
    facts = read(text)
    line = facts.handed[0].target if facts.handed else ""
    assert [each.receiver for each in facts.handed if each.target == line] == receivers


def test_variables_of_wrapped_functions() -> None:
    facts = read(
        'const ask = traced(async () => {}, { name: "x" });\nexport async function f() { return ask(); }\n'
        "function g() { const h = once(() => {}); h(); }\nconst n = count(1);\n"
    )
    assert facts.wrapped == (("ask", ("lambda@3",)), ("g.h", ("g.lambda@5",)))
    assert "ask" in facts.functions[1].names
    assert "g.h" in facts.functions[2].names


def test_decorators_of_methods_parameters_and_fields() -> None:
    facts = read(
        'import { Post, Body } from "n";\nimport { IsString } from "v";\n'
        'class D { @IsString() q: string; }\nclass C { @Post("ask")\n  async ask(@Body() d: D) {} }'
    )
    dto, controller = facts.classes
    assert [each.target for each in dto.decorators] == ["v#IsString"]
    assert controller.decorators == ()
    method = facts.functions[0]
    assert [(each.target, each.strings, each.line) for each in method.decorators] == [("n#Post", ("ask",), 6)]
    assert "D" in method.takes
    assert method.annotated


def test_numbers_and_named_values_of_calls() -> None:
    call = read('res.status(404, { limit: "1mb", n: 5, s: true, ...rest });').calls[0]
    assert call.keywords == (("", "404"), ("limit", "1mb"), ("n", "5"), ("s", "true"), ("**", ""))


def test_functions_in_lists_and_objects_of_a_call_are_handed_to_it() -> None:
    facts = read(
        "const menu = () => 2;\nserve({ flows: [menu, 'x', () => 1], port: 1, schema: { body: { a: 1 } } });"
    )
    assert [each.receiver for each in facts.handed] == ["menu", "lambda@4"]
    assert [name for name, _value in facts.calls[0].keywords] == [
        "flows", "flows[]", "flows[]", "port", "schema", "schema.body",
    ]  # fmt: skip


def test_a_subpath_of_the_package_is_no_empty_module() -> None:
    facts = read('import { ask } from "#lib/llm";\nask(1);\nimport("#lib/x");\n')
    assert [each.module for each in facts.imports][-2:] == ["subpath:lib/llm", "subpath:lib/x"]
    assert facts.calls[0].target == "subpath:lib/llm#ask"


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("assertEquals(a, b)", 1),
        ("assertRejects(f)", 1),
        ("assertNever(a)", 0),
        ("t.notOk(a)", 1),
        ("t.is(a, 1)", 1),
        ("t.teardown(a)", 0),
    ],
)
def test_assertions_of_other_runners(statement: str, found: int) -> None:
    assert len(read(f'test("x", (t) => {{ {statement}; }});').assertions) == found


def test_assertions_of_the_test_tools() -> None:
    facts = read(
        'import { expect, it } from "vitest";\nit("x", () => { expect(ask(1)).toBe(2); expect(true).toBe(true); });\n'
    )
    assert [each.trivial for each in facts.assertions] == [False, True]


@pytest.mark.parametrize(
    ("statement", "can_fail"),
    [
        ('cy.get("h1").should("be.visible")', True),
        ("answer.should.equal(3)", True),
        ("answer.text.should.equal(3)", True),
        ("assert.equal(answer, 3)", True),
        ("assert.pageLoaded()", True),
        ("expect(1).toBe(1)", False),
        ("assert.equal(1, 1)", False),
        ("assert(true)", False),
    ],
)
def test_assertions_of_constants_cannot_fail(statement: str, can_fail: bool) -> None:
    (found,) = read(f'it("x", () => {{ {statement}; }});').assertions
    assert found.trivial is not can_fail


def test_handlers_of_failures() -> None:
    facts = read("try { a(); } catch (e) { log.error(e); throw e; }\ntry { a(); } catch {}\n")
    assert [(each.empty, each.rethrows) for each in facts.caught] == [(False, True), (True, False)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsx", "export const A = () => <div onClick={() => go()}>{x.map((y) => <B key={y} />)}</div>;"),
        ("a.tsx", "export const A: FC<P> = ({ a }) => <><B {...a} /></>;"),
        ("a.mjs", 'const x = await import("y");'),
        ("a.cts", "export = function f() {};"),
        ("a.d.ts", "declare module 'x' { export function f(): void; }"),
        (
            "a.ts",
            "export abstract class A<T extends B> { abstract f(): void; declare x: number; accessor y = 1; }",
        ),
        ("a.ts", "enum E { A = 1 } namespace N { export const z = 1; } using x = y();"),
    ],
)
def test_every_dialect_is_read(name: str, text: str) -> None:
    assert parse_program(name, text.encode()).problem is None


SCRIPT_TOKENS = st.sampled_from(
    "import from require ( ) { } [ ] => = . ?. , ; : ' \" ` ${ async await return class extends new this # @A "
    "function export default const let x y OpenAI < > / // /* */ | ?? 1 'a' satisfies as get static try catch "
    "\n export* import( module.exports".split(" ")
)


@given(st.lists(SCRIPT_TOKENS, max_size=60).map(" ".join), st.sampled_from(["a.ts", "a.js", "a.tsx"]))
def test_any_text_is_read_the_same_twice(text: str, name: str) -> None:
    assert parse_program(name, text.encode()) == parse_program(name, text.encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_read(content: bytes) -> None:
    assert parse_program("a.ts", content).language == "TypeScript"


@given(st.integers(min_value=0, max_value=400))
def test_every_beginning_of_a_file_is_read(length: int) -> None:
    whole = (SCRIPT_HEAD + " ".join(text for text, _target in SCRIPT_CALLS)).encode()
    assert parse_program("a.ts", whole[: length * 8]).problem is None
