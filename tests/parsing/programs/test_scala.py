"""What a file of Scala says: a table of sources and their facts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.programs import ProgramFacts, parse_program

HEAD = """package com.acme

import akka.http.scaladsl.server.Directives._
import com.typesafe.scalalogging.LazyLogging
import org.apache.spark.ml.{Pipeline, PipelineModel => Model}
import io.cequence.openaiscala.service.OpenAIService
"""


def read(source: str) -> ProgramFacts:
    return parse_program("A.scala", source.encode())


def targets(body: str, head: str = HEAD) -> list[str]:
    return [each.target for each in read(f"{head}\n{body}\n").calls]


OPENAI = "io.cequence.openaiscala.service#OpenAIService()"
SPARK = "org.apache.spark.ml"


@pytest.mark.parametrize(
    ("source", "target"),
    [
        # Parameters of classes, values, parameters of methods.
        ("class A(c: OpenAIService) { def f() = c.chat(1) }", f"{OPENAI}.chat"),
        ("class A @Inject() (val c: OpenAIService)(implicit e: X) { def f() = c.chat(1) }", f"{OPENAI}.chat"),
        ("class A { private val c: OpenAIService = make()\n def f() = c.chat(1) }", f"{OPENAI}.chat"),
        (
            "object A { lazy val m = Model.load(1)\n def f() = m.transform(2) }",
            f"{SPARK}#PipelineModel.load().transform",
        ),
        (
            "class A { val p = new Pipeline().setStages(s)\n def f() = p.fit(d) }",
            f"{SPARK}#Pipeline().setStages().fit",
        ),
        ("class A { def f(c: OpenAIService) = c.chat(1) }", f"{OPENAI}.chat"),
        ("class A { def f() = { val c: Base = new OpenAIService(1)\n c.chat(1) } }", f"{OPENAI}.chat"),
        ("class A { def f(x: Any) = x match { case c: OpenAIService => c.chat(1) } }", f"{OPENAI}.chat"),
        ("class A { def f(x: Any) = x.asInstanceOf[OpenAIService].chat(1) }", f"{OPENAI}.chat"),
        ("class A { def f() = all.map((c: OpenAIService) => c.chat(1)) }", f"{OPENAI}.chat"),
        (
            "class A extends LazyLogging { def f() = logger.info(1) }",
            "com.typesafe.scalalogging#LazyLogging().info",
        ),
        # Lists of arguments and infix methods.
        ('class A { def f() = path("x") { post { complete(1) } } }', "*#path"),
        ("class A { def f(c: OpenAIService) = c chat 1 }", f"{OPENAI}.chat"),
        ("class A { def f(c: OpenAIService) = c.chat[Int](1)(2) }", f"{OPENAI}.chat"),
        # Own names, and the language's.
        ("class A { def f() = g()\n def g() = 1 }", "A().g"),
        ("class A { def f() = println(1) }", "println"),
        ("class A { def f() = all.map(x => x.run(1)) }", "?.run"),
        ("class A { def f() = all.map(_.run(1)) }", "?.run"),
    ],
)
def test_a_call_is_followed(source: str, target: str) -> None:
    assert target in targets(source)


@pytest.mark.parametrize(
    ("head", "source", "target"),
    [
        ("package a", "class A(m: Model) { def f() = m.predict(1) }", "a#Model().predict"),
        (
            "package a\nimport scala.util._",
            "class A(m: Model) { def f() = m.predict(1) }",
            "a#Model().predict",
        ),
        ("package a\nimport b._", "class A(m: Model) { def f() = m.predict(1) }", "*#Model().predict"),
        ("package a\nimport b.{C => D}", "object A { D(1) }", "b#C"),
        ("package a\nimport b.{given, *}", "object A { D(1) }", "*#D"),
    ],
)
def test_names_without_an_import(head: str, source: str, target: str) -> None:
    assert target in targets(source, head)


def test_lists_of_arguments_are_one_call() -> None:
    facts = read(
        HEAD + 'object A { val r = path("x") {\n  entity(as[In]) { in =>\n    complete(in)\n  }\n} }'
    )
    assert [(each.target, each.line, each.strings) for each in facts.calls] == [
        ("*#path", 7, ("x",)),
        ("*#entity", 8, ()),
        ("*#complete", 9, ()),
    ]
    assert [(each.target, each.receiver) for each in facts.handed] == [("*#entity", "A.lambda@8")]


def test_definitions_their_types_bases_and_annotations() -> None:
    facts = read(
        'package a\n/** Said. */\n@Singleton("x", y = 1)\nclass A @Inject() (b: B) extends Base(b) with One {\n'
        "  def this() = this(null)\n  override def f(i: In)(n: Int): Out = null\n}\ntrait T { def g(): Int }\n"
        "object O extends App\nenum E { case X }\n@main def h(): Unit = ()"
    )
    assert facts.package == "a"
    assert [(each.qualified_name, each.bases) for each in facts.classes] == [
        ("A", ("a#Base", "a#One")),
        ("T", ()),
        ("O", ("App",)),
        ("E", ()),
    ]
    assert [(each.qualified_name, each.parameters, each.takes, each.returns) for each in facts.functions] == [
        ("A.<init>", (), (), ""),
        ("A.f", ("i", "n"), ("a#In", "Int"), "a#Out()"),
        ("T.g", (), (), "Int()"),
        ("h", (), (), "Unit()"),
    ]
    assert [(each.target, each.strings, each.keywords) for each in facts.classes[0].decorators] == [
        ("a#Singleton", ("x",), (("y", "1"),)),
        ("a#Inject", (), ()),
    ]
    assert [each.target for each in facts.functions[1].decorators] == ["override"]
    assert [each.target for each in facts.functions[3].decorators] == ["main"]


def test_what_is_caught_and_passed_on() -> None:
    facts = read(
        "package p\nobject A { def f() = {\n try { g() } catch { case e: X => log(); throw e }\n"
        " try { g() } catch { case NonFatal(e) => }\n} }"
    )
    assert [(each.line, each.kinds, each.empty, each.rethrows) for each in facts.caught] == [
        (3, ("p#X",), False, True),
        (4, ("p#NonFatal",), True, False),
    ]


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("assert(predict(x) == 3)", True),
        ("assertEquals(predict(x), 3)", True),
        ("answer shouldBe 3", True),
        ("answer.size should be (3)", True),
        ("answer must beEqualTo(3)", True),
        ("expect(answer == 3)", True),
        ("assert(true)", False),
    ],
)
def test_assertions(statement: str, names: bool) -> None:
    (found,) = read(f"class T extends S {{ def t() = {{\n{statement}\n}} }}").assertions
    assert (found.line, found.function) == (2, "T.t")
    assert bool(found.names) is names


@pytest.mark.parametrize("statement", ["client.chat(x)", '"Scorer" should "score" in { run() }', "a -> b"])
def test_what_asserts_nothing(statement: str) -> None:
    assert not read(f"class T {{ def t() = {{ {statement} }} }}").assertions


WORDS = """class object trait def val var A f x ( ) { } [ ] = => : . , "s" import package a.b _ case match try catch throw
new extends with if else for <- yield @ override this given enum""".split()


@given(
    st.lists(st.sampled_from([*WORDS, "\n"]), max_size=40).map(" ".join)
    | st.text(alphabet="aA.(){}<>=@:\"'\n \\,+-> /*[]?&|!$_", max_size=200)
    | st.binary(max_size=100)
)
def test_reading_is_total_and_deterministic(source: str | bytes) -> None:
    content = source.encode() if isinstance(source, str) else source
    for each in (content, HEAD.encode() + content, content + HEAD.encode()):
        assert parse_program("A.scala", each) == parse_program("A.scala", each)
