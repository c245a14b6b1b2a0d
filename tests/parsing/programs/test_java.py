"""What a file of Java says: a table of sources and their facts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.programs import ProgramFacts, parse_program

HEAD = """package com.acme;

import ai.onnxruntime.OrtSession;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import static org.junit.jupiter.api.Assertions.assertEquals;
import org.springframework.web.bind.annotation.*;
"""


def read(source: str) -> ProgramFacts:
    return parse_program("A.java", source.encode())


def targets(body: str, head: str = HEAD) -> list[str]:
    return [each.target for each in read(f"{head}class A {{\n{body}\n}}\n").calls]


@pytest.mark.parametrize(
    ("body", "target"),
    [
        # A field goes by its type, whatever is assigned to it.
        ("OpenAIClient c; void f() { c.chat().create(); }", "com.openai.client#OpenAIClient().chat().create"),
        ("OpenAIClient c; void f() { this.c.chat(); }", "com.openai.client#OpenAIClient().chat"),
        ("OpenAIClient c; A(OpenAIClient d) { c = d; } void f() { c.chat(); }", "com.openai.client#OpenAIClient().chat"),
        ("class B { void f() { c.chat(); } } OpenAIClient c;", "com.openai.client#OpenAIClient().chat"),
        ("OpenAIClient[] c; void f() { c[0].chat(); }", "com.openai.client#OpenAIClient().chat"),
        # So do parameters, locals and what loops and patterns bind.
        ("void f(OpenAIClient c) { c.chat(); }", "com.openai.client#OpenAIClient().chat"),
        ("void f() { OpenAIClient c = make(); c.chat(); }", "com.openai.client#OpenAIClient().chat"),
        ("void f() { for (OrtSession s : all) { s.run(); } }", "ai.onnxruntime#OrtSession().run"),
        ("void f() { try (OrtSession s = open()) { s.run(); } }", "ai.onnxruntime#OrtSession().run"),
        ("void f(Object o) { if (o instanceof OrtSession s) s.run(); }", "ai.onnxruntime#OrtSession().run"),
        ("void f(Object o) { ((OrtSession) o).run(); }", "ai.onnxruntime#OrtSession().run"),
        # A value is followed where the type is left out, or an object is made on the spot.
        ("void f() { var c = OpenAIOkHttpClient.fromEnv(); c.chat(); }",
         "com.openai.client.okhttp#OpenAIOkHttpClient.fromEnv().chat"),
        ("void f() { Base c = new OpenAIClient(); c.chat(); }", "com.openai.client#OpenAIClient().chat"),
        ("void f() { new OpenAIClient<String>(1).chat(); }", "com.openai.client#OpenAIClient().chat"),
        # Methods of the class, inherited ones, and types of packages that are imported whole.
        ("void f() { g(); } void g() {}", "A().g"),
        ("void f() { inherited(); }", "A().inherited"),
        ("void f() { System.out.println(1); }", "System.out.println"),
        ("void f() { ResponseBody.of(); }", "*#ResponseBody.of"),
        ("void f() { unknown.run(); }", "?.run"),
        ("void f() { System.super.out.println(1); }", "System.out.println"),
        ("void f() { all.forEach(x -> x.run()); }", "?.run"),
    ],
)  # fmt: skip
def test_a_call_is_followed_to_its_type(body: str, target: str) -> None:
    assert target in targets(body)


@pytest.mark.parametrize(
    ("head", "body", "target"),
    [
        # Without an import of everything, a type that is not imported is of the same package.
        ("package com.acme;", "Model m; void f() { m.predict(); }", "com.acme#Model().predict"),
        (
            "package com.acme; import java.util.*;",
            "Model m; void f() { m.predict(); }",
            "com.acme#Model().predict",
        ),
        ("package com.acme; import ai.djl.*;", "Model m; void f() { m.predict(); }", "*#Model().predict"),
        ("", "Model m; void f() { m.predict(); }", "#Model().predict"),
        ("import static spark.Spark.*;", 'void f() { get("/x", null); }', "*#get"),
        ("import static spark.Spark.get;", 'void f() { get("/x", null); }', "spark#Spark.get"),
    ],
)
def test_names_without_an_import(head: str, body: str, target: str) -> None:
    assert target in targets(body, head)


def test_lambdas_and_method_references_are_handed_over() -> None:
    facts = read(
        HEAD
        + 'class A { A h; void f() { r.post("/a", c -> h.one()); r.get("/b", h::one); r.get("/c", this::two); }\n'
        + "void one() {} void two() {} }"
    )
    assert [(each.strings, each.receiver) for each in facts.handed] == [
        (("/a",), "A.f.lambda@8"),
        (("/b",), "A().one"),
        (("/c",), "A().two"),
    ]


def test_annotations_with_their_values() -> None:
    facts = read(
        HEAD
        + '@RestController\n@RequestMapping(path = {"/a", "/b"}, produces = "json")\nclass A {\n'
        + '  @NotNull String name;\n  @PostMapping(value = "/p")\n  int f(@Valid @RequestBody Body b) { return 1; }\n}'
    )
    (kind,), (method,) = facts.classes, facts.functions
    assert [(each.target, each.line, each.strings, each.keywords) for each in kind.decorators] == [
        ("*#RestController", 8, (), ()),
        ("*#RequestMapping", 9, ("/a", "/b"), (("produces", "json"),)),
        ("*#NotNull", 11, (), ()),
    ]
    assert [(each.target, each.strings) for each in method.decorators] == [
        ("*#PostMapping", ("/p",)),
        ("*#Valid", ()),
        ("*#RequestBody", ()),
    ]


def test_definitions_their_types_and_bases() -> None:
    facts = read(
        "package a.b;\n/** Said. */\nclass A<T> extends Base<T> implements One, Two { A(int x) {} Out f(In i) { return null; } }\n"
        "record R(In i) { R { } }\ninterface I extends J { void g(); }\nenum E { X; void h() {} }\n@interface N {}"
    )
    assert facts.package == "a.b"
    assert [(each.qualified_name, each.bases, each.documented) for each in facts.classes] == [
        ("A", ("a.b#Base", "a.b#One", "a.b#Two"), True),
        ("R", (), False),
        ("I", ("a.b#J",), False),
        ("E", (), False),
        ("N", (), False),
    ]
    assert [(each.qualified_name, each.parameters, each.takes, each.returns) for each in facts.functions] == [
        ("A.<init>", ("x",), (), ""),
        ("A.f", ("i",), ("a.b#In",), "a.b#Out()"),
        ("R.<init>", (), (), ""),
        ("I.g", (), (), ""),
        ("E.h", (), (), ""),
    ]
    assert facts.classes[1].names == ("a.b#In()",)


def test_what_is_caught_and_passed_on() -> None:
    facts = read(
        "package p; import a.X; class A { void f() {\ntry { g(); } catch (X | Y e) { log(); throw e; }\n"
        "try { g(); } catch (X e) { }\n} }"
    )
    assert [(each.line, each.kinds, each.empty, each.rethrows) for each in facts.caught] == [
        (2, ("a#X", "p#Y"), False, True),
        (3, ("a#X",), True, False),
    ]


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("assertEquals(3, model.predict(x));", True),
        ("Assertions.assertTrue(ok);", True),
        ("assertThat(answer).isEqualTo(3);", True),
        ("assertThat(answer).as(text).contains(3).hasSize(2);", True),
        ("verify(client).chat(any());", True),
        ("mvc.perform(get(url)).andExpect(status().isOk());", True),
        ("web.get().uri(url).exchange().expectStatus().isOk();", True),
        ("assert answer > 1;", True),
        ("assertSuccess();", True),
        ('assertStatus(200, "ok");', True),
        ("assertTrue(true);", False),
        ("assertEquals(1, 1);", False),
        ("fail();", False),
    ],
)
def test_assertions(statement: str, names: bool) -> None:
    (found,) = read(f"class T {{ @Test void t() {{\n{statement}\n}} }}").assertions
    assert (found.line, found.function) == (2, "T.t")
    assert bool(found.names) is names


@pytest.mark.parametrize(
    "statement", ["client.chat(x);", "tokens.verify(jwt);", "future.fail(e);", "x.expect(1);"]
)
def test_what_asserts_nothing(statement: str) -> None:
    assert not read(f"class T {{ void t() {{ {statement} }} }}").assertions


def test_a_call_in_a_chain_stands_at_its_own_line() -> None:
    facts = read("class A { void f() {\n  client\n    .prompt()\n    .call();\n} }")
    assert sorted(each.line for each in facts.calls) == [3, 4]


WORDS = """class A { } ( ) ; . , = new f x @ "s" -> :: int var try catch throw return import static package interface record enum for if instanceof extends implements < > [ ] assert switch case""".split()


@given(
    st.lists(st.sampled_from([*WORDS, "\n"]), max_size=40).map(" ".join)
    | st.text(alphabet="aA.(){}<>;=@:\"'\n \\,+-> /*[]?&|", max_size=200)
    | st.binary(max_size=100)
)
def test_reading_is_total_and_deterministic(source: str | bytes) -> None:
    content = source.encode() if isinstance(source, str) else source
    for each in (content, HEAD.encode() + content, content + HEAD.encode()):
        assert parse_program("A.java", each) == parse_program("A.java", each)
