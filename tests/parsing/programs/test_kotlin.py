"""What a file of Kotlin says: a table of sources and their facts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.programs import ProgramFacts, parse_program

HEAD = """package com.acme

import ai.onnxruntime.OrtEnvironment
import com.aallam.openai.client.OpenAI
import com.openai.client.OpenAIClient as Client
import io.ktor.server.routing.*
"""


def read(source: str) -> ProgramFacts:
    return parse_program("A.kt", source.encode())


def targets(body: str, head: str = HEAD) -> list[str]:
    return [each.target for each in read(f"{head}\n{body}\n").calls]


OPENAI = "com.aallam.openai.client#OpenAI()"


@pytest.mark.parametrize(
    ("source", "target"),
    [
        # Parameters of the primary constructor, properties, parameters and variables.
        ("class A(private val c: OpenAI) {\n fun f() { c.chat() }\n}", f"{OPENAI}.chat"),
        ("class A(c: OpenAI) {\n val x = c.chat()\n}", f"{OPENAI}.chat"),
        ("class A(private val c: OpenAI?) {\n fun f() { c?.chat() }\n}", f"{OPENAI}.chat"),
        ("class A(private val c: OpenAI?) {\n fun f() { c!!.chat() }\n}", f"{OPENAI}.chat"),
        ("class A {\n lateinit var c: OpenAI\n fun f() { this.c.chat() }\n}", f"{OPENAI}.chat"),
        ("class A {\n val c = OpenAI(key)\n fun f() = c.chat()\n}", f"{OPENAI}.chat"),
        ("class A {\n val c by lazy { OpenAI(key) }\n fun f() { c.chat() }\n}", f"{OPENAI}.chat"),
        ("class A {\n val c: OpenAI by inject()\n fun f() { c.chat() }\n}", f"{OPENAI}.chat"),
        ("class A {\n companion object {\n  val c = OpenAI(key)\n }\n fun f() { c.chat() }\n}", f"{OPENAI}.chat"),
        ("fun f(c: OpenAI) { c.chat() }", f"{OPENAI}.chat"),
        ("fun f() {\n val c: OpenAI = make()\n c.chat()\n}", f"{OPENAI}.chat"),
        ("fun f() {\n val c: Base = OpenAI(key)\n c.chat()\n}", f"{OPENAI}.chat"),
        ("fun f() { for (c: OpenAI in all) { c.chat() } }", f"{OPENAI}.chat"),
        ("fun f() { (c as OpenAI).chat() }", f"{OPENAI}.chat"),
        ("fun f(a: OpenAI) { val c = a ?: other\n c.chat() }", f"{OPENAI}.chat"),
        ("fun f(c: Client) { c.chat() }", "com.openai.client#OpenAIClient().chat"),
        # What `use` hands on is what it is asked of.
        ("fun f() { OrtEnvironment.getEnvironment().createSession(p).use { it.run(x) } }",
         "ai.onnxruntime#OrtEnvironment.getEnvironment().createSession().run"),
        ("fun f() { OrtEnvironment.getEnvironment().createSession(p).use { s -> s.run(x) } }",
         "ai.onnxruntime#OrtEnvironment.getEnvironment().createSession().run"),
        ("fun f() { all.forEach { it.run(x) } }", "?.run"),
        # Names that packages which are imported whole may bring, own ones, and the language's.
        ('fun f() { routing { post("/x") { } } }', "*#post"),
        ("fun f() { println(1) }", "println"),
        ("class A {\n fun f() { g() }\n fun g() {}\n}", "A().g"),
        ("fun f() { runApplication<A>(*args) }", "*#runApplication"),
        ("fun f() { exception<E> { call, cause -> 1 } }", "*#exception"),
        ("fun f() { val c = unknown()\n c.chat() }", "*#unknown().chat"),
    ],
)  # fmt: skip
def test_a_call_is_followed(source: str, target: str) -> None:
    assert target in targets(source)


@pytest.mark.parametrize(
    ("head", "source", "target"),
    [
        ("package a", "fun f(m: Model) { m.predict() }", "a#Model().predict"),
        ("package a\nimport kotlin.math.*", "fun f(m: Model) { m.predict() }", "a#Model().predict"),
        ("package a", "fun f() { g() }", "a#g"),
        ("package a\nimport b.g", "fun f() { g() }", "b#g"),
        ("package a\nimport b.g as h", "fun f() { h() }", "b#g"),
    ],
)
def test_names_without_an_import(head: str, source: str, target: str) -> None:
    assert target in targets(source, head)


def test_a_lambda_behind_the_arguments_belongs_to_the_call() -> None:
    facts = read(
        HEAD + 'fun Application.module() {\n  routing {\n    post("/x") {\n      h()\n    }\n'
        '    get("/y", ::handler)\n    get("/z", h::one)\n  }\n}\nfun handler() {}'
    )
    calls = [(each.target, each.line, each.strings) for each in facts.calls]
    assert calls == [
        ("*#routing", 8, ()),
        ("*#post", 9, ("/x",)),
        ("*#h", 10, ()),
        ("*#get", 12, ("/y",)),
        ("*#get", 13, ("/z",)),
    ]
    assert [(each.strings, each.receiver) for each in facts.handed if each.strings] == [
        (("/x",), "module.lambda@8.lambda@9"),
        (("/y",), "handler"),
    ]


def test_annotations_with_their_values() -> None:
    facts = read(
        HEAD + '@RestController\n@RequestMapping(path = ["/a", "/b"], produces = "json")\n'
        "class A(@field:NotNull val x: Int) {\n  @Autowired\n  lateinit var y: B\n"
        '  @PostMapping("/p")\n  override fun f(@Valid b: Body): Int { return 1 }\n}\nfun Route.r() {}'
    )
    (kind,) = facts.classes
    assert [(each.target, each.strings, each.keywords) for each in kind.decorators] == [
        ("*#RestController", (), ()),
        ("*#RequestMapping", ("/a", "/b"), (("produces", "json"),)),
        ("*#NotNull", (), ()),
        ("*#Autowired", (), ()),
    ]
    method, extension = facts.functions
    assert [(each.target, each.strings) for each in method.decorators] == [
        ("*#PostMapping", ("/p",)),
        ("override", ()),
        ("*#Valid", ()),
    ]
    assert [each.target for each in extension.decorators] == ["*#Route"]


def test_definitions_their_types_and_bases() -> None:
    facts = read(
        "package a\n/** Said. */\nclass A<T>(x: Int) : Base<T>(x), One, Two by t {\n constructor() : this(1)\n"
        " fun f(i: In): Out? = null\n}\ninterface I : J\nobject O {\n fun g() = 1\n}\nenum class E { X }\nfun h() {}"
    )
    assert facts.package == "a"
    assert [(each.qualified_name, each.bases, each.documented) for each in facts.classes] == [
        ("A", ("a#Base", "a#One", "a#Two"), True),
        ("I", ("a#J",), False),
        ("O", (), False),
        ("E", (), False),
    ]
    assert [(each.qualified_name, each.parameters, each.takes, each.returns) for each in facts.functions] == [
        ("A.<init>", (), (), ""),
        ("A.f", ("i",), ("a#In",), "a#Out()"),
        ("O.g", (), (), ""),
        ("h", (), (), ""),
    ]


def test_what_is_caught_and_passed_on() -> None:
    facts = read(
        "package p\nfun f() {\n try {\n  g()\n } catch (e: X) {\n  log()\n  throw e\n }\n try {\n  g()\n } catch (e: X) {\n }\n}"
    )
    assert [(each.line, each.kinds, each.empty, each.rethrows) for each in facts.caught] == [
        (5, ("p#X",), False, True),
        (11, ("p#X",), True, False),
    ]


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("assertEquals(3, predict(x))", True),
        ("assertThat(answer).isEqualTo(3)", True),
        ("answer shouldBe 3", True),
        ("answer.size.shouldBeGreaterThan(3)", True),
        ("expectThat(answer).isEqualTo(3)", True),
        ("verify { client.chat(any()) }", True),
        ("mvc.perform(get(url)).andExpect(status())", True),
        ("assertTrue(1 == 1)", False),
    ],
)
def test_assertions(statement: str, names: bool) -> None:
    (found,) = read(f"fun t() {{\n{statement}\n}}").assertions
    assert (found.line, found.function) == (2, "t")
    assert bool(found.names) is names


@pytest.mark.parametrize("statement", ["client.chat(x)", "tokens.verify(jwt)", "a to b", "x.expect(1)"])
def test_what_asserts_nothing(statement: str) -> None:
    assert not read(f"fun t() {{ {statement} }}").assertions


WORDS = '''val var by lazy { } ( ) fun class object companion it . ?. :: < > , = : -> @ A f x "s" """t""" if when try catch return throw is as use import package interface by , in for override vararg'''.split()


@given(
    st.lists(st.sampled_from([*WORDS, "\n"]), max_size=40).map(" ".join)
    | st.text(alphabet="aA.(){}<>=@:\"'\n \\,+-> /*[]?&|!$", max_size=200)
    | st.binary(max_size=100)
)
def test_reading_is_total_and_deterministic(source: str | bytes) -> None:
    content = source.encode() if isinstance(source, str) else source
    for each in (content, HEAD.encode() + content, content + HEAD.encode()):
        assert parse_program("A.kt", each) == parse_program("A.kt", each)
