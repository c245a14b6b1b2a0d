"""C# as facts: types of namespaces, declared fields and parameters, attributes, top-level statements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.programs import ProgramFacts, parse_program

HEAD = "namespace Acme.Web;\npublic class Answers(IChatClient chat) : Base, IAnswer\n{\n"
# Source, and the targets of its calls in the order of the lines.
CALLS: dict[str, tuple[str, list[str]]] = {
    "made": ("var c = new ChatClient(a);\nc.CompleteChat(b);", ["*#ChatClient", "*#ChatClient().CompleteChat"]),
    "made by its type": (
        "ChatClient c = new(a);\nawait c.CompleteChatAsync(b);",
        ["*#ChatClient", "*#ChatClient().CompleteChatAsync"],
    ),
    "whole name": ("var c = new OpenAI.Chat.ChatClient(a);\nc.X();", ["*#ChatClient", "*#ChatClient().X"]),
    "field": (f"{HEAD}private readonly ChatClient _c;\nvoid F() {{ _c.X(); this._c.Y(); }}\n}}",
        ["*#ChatClient().X", "*#ChatClient().Y"]),
    "field made": (f"{HEAD}static readonly HttpClient H = new() {{ Timeout = T.X(1) }};\nvoid F() => H.Y();\n}}",
        ["*#HttpClient", "*#T.X", "*#HttpClient().Y"]),
    "primary constructor": (f"{HEAD}void F() => chat.X();\n}}", ["*#IChatClient().X"]),
    "parameter": (f"{HEAD}void F(ILogger<A> l, Task<B> t) {{ l.X(); t.Y(); }}\n}}", ["*#ILogger().X", "*#B().Y"]),
    "property": (f"{HEAD}public IThing T {{ get; set; }}\nvoid F() => T.X();\n}}", ["*#IThing().X"]),
    "computed property": (f"{HEAD}ChatClient C => Make();\nvoid F() => C.X();\n}}", ["*#Make", "*#ChatClient().X"]),
    "own method": (f"{HEAD}void F() {{ G().X(); }}\nChatClient G() => null;\n}}",
        ["Answers().G().X", "Answers().G"]),
    "provider": ("var c = p.GetRequiredService<IChatClient>();\nc.X();", ["*#IChatClient", "*#IChatClient().X"]),
    "cast": ("var c = (ChatClient)x;\nc.X();", ["*#ChatClient().X"]),
    "as": ("var c = x as ChatClient;\nc.X();", ["*#ChatClient().X"]),
    "pattern": (f"{HEAD}void F(object x) {{ if (x is ChatClient c) c.X(); }}\n}}", ["*#ChatClient().X"]),
    "or": ("var c = a ?? b;\nvar d = new A() ?? b;\nd.X();", ["*#A", "*#A().X"]),
    "conditional access": ("var c = new A();\nc?.B?.X();", ["*#A", "*#A().B.X"]),
    "each of a list": (f"{HEAD}void F(List<A> l) {{ foreach (var a in l) a.X(); }}\n}}", ["*#A().X"]),
    "chain": ("var b = W.CreateBuilder(args);\nb.Services.AddX();", ["*#W.CreateBuilder", "*#W.CreateBuilder().Services.AddX"]),
    "alias": ("using C = OpenAI.Chat.ChatClient;\nnew C(1);", ["OpenAI.Chat#ChatClient"]),
    "names of a tuple": ("(var a, var b) = F();\nvar c = x[0];\nc.X();", ["*#F", "?.X"]),
}  # fmt: skip
# Source, and (target, receiver) of what is handed over.
HANDED: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "lambda": ('app.MapPost("/x", (A a) => 1);', [("?.MapPost", "lambda@1")]),
    "method group": ('app.MapPost("/x", F);\nstatic int F() => 1;', [("?.MapPost", "F")]),
    "method of a class": ('app.MapPost("/x", H.Get);', [("?.MapPost", "*#H.Get")]),
    "types": ("s.AddScoped<IA, A>();", [("?.AddScoped", "*#IA"), ("?.AddScoped", "*#A")]),
    "delegate": ("s.Do(delegate(int i) { return i; });", [("?.Do", "lambda@1")]),
}
# Source, and (kinds, empty, rethrows).
CAUGHT: dict[str, tuple[str, list[tuple[tuple[str, ...], bool, bool]]]] = {
    "type": ("try { A(); } catch (B e) { C(); }", [(("*#B",), False, False)]),
    "filter": ("try { A(); } catch (B e) when (e.X == 1) { throw; }", [(("*#B",), False, True)]),
    "everything": ("try { A(); } catch { }", [((), True, False)]),
    "another": ("try { A(); } catch (B e) { throw new C(e); }", [(("*#B",), False, True)]),
}


def facts(source: str) -> ProgramFacts:
    return parse_program("A.cs", source.encode())


@pytest.mark.parametrize("case", CALLS)
def test_calls(case: str) -> None:
    source, expected = CALLS[case]
    assert [each.target for each in facts(source).calls] == expected


@pytest.mark.parametrize("case", HANDED)
def test_handed(case: str) -> None:
    source, expected = HANDED[case]
    assert [(each.target, each.receiver) for each in facts(source).handed] == expected


@pytest.mark.parametrize("case", CAUGHT)
def test_caught(case: str) -> None:
    source, expected = CAUGHT[case]
    assert [(each.kinds, each.empty, each.rethrows) for each in facts(source).caught] == expected


def test_definitions() -> None:
    found = facts(
        "using System;\nglobal using A.B;\nusing static C.D;\nnamespace X.Y { public record R(int A);\n"
        "public class Z<T> : Base<T>, IA { public Z(A a) {} [Fact] public Task<B> F(int i) => null;\n"
        "class Inner {} } interface IA { void G(); } }\n"
    )
    assert [(each.module, each.name, each.alias) for each in found.imports] == [
        ("System", "*", ""),
        ("A.B", "*", "global"),
        ("C.D", "*", ""),
    ]
    assert found.package == "X.Y"
    assert [(each.qualified_name, each.bases) for each in found.classes] == [
        ("R", ()),
        ("Z", ("*#Base", "IA")),
        ("Z.Inner", ()),
        ("IA", ()),
    ]
    assert [(each.qualified_name, each.returns) for each in found.functions] == [
        ("Z.constructor", ""),
        ("Z.F", "*#B()"),
        ("IA.G", ""),
    ]
    assert [each.target for each in found.functions[1].decorators] == ["*#Fact"]


def test_a_class_has_the_attributes_of_its_properties_and_a_method_those_of_its_parameters() -> None:
    found = facts(
        "[Authorize]\nclass A {\n  [MaxLength(5)] public string T { get; set; }\n"
        '  [HttpPost("ask", Name = "n")] void F([FromBody] A a) { }\n}\nrecord R([property: Required] string S);\n'
    )
    assert [
        [(each.target, each.line, each.strings) for each in kind.decorators] for kind in found.classes
    ] == [
        [("*#Authorize", 1, ()), ("*#MaxLength", 3, ("5",))],
        [("*#Required", 6, ())],
    ]
    (method,) = found.functions
    assert [(each.target, each.strings, each.keywords) for each in method.decorators] == [
        ("*#HttpPost", ("ask",), (("Name", "n"),)),
        ("*#FromBody", (), ()),
    ]


def test_arguments() -> None:
    call = facts('F("a", 404, name: "n", options: new O { Max = 3, Text = "t" }, new P { Q = 1.5 });').calls[
        0
    ]
    assert call.strings == ("a", "404")
    assert dict(call.keywords) == {"name": "n", "options": "", "Max": "3", "Text": "t", "Q": "1.5"}


def test_assertions() -> None:
    source = (
        "class T { [Fact] void F() {\nAssert.Equal(1, a);\nb.Should().Be(2);\nm.Verify(x => x.Y());\n"
        "c.ShouldBe(1);\nr.EnsureSuccessStatusCode();\nd.Do();\n} }"
    )
    assert [each.line for each in facts(source).assertions] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("body", "hollow"),
    [
        ("Assert.Pass();", True),
        ('Assert.Pass("fine");', True),
        ("Assert.True(true);", True),
        ("Assert.IsTrue(true);", True),
        ("Assert.Equal(1, 1);", True),
        ("Assert.AreEqual(1, 1);", True),
        ("Assert.True(x);", False),
        ("Assert.Equal(1, x.Y());", False),
        ("Assert.Fail();", False),
        ("Assert.ServerRuns();", False),
    ],
)
def test_an_assertion_about_constants_alone_cannot_fail(body: str, hollow: bool) -> None:
    (found,) = facts("class T { [Test] public void F() {\n" + body + "\n} }").assertions
    assert found.trivial is hollow


@given(st.text("abAB:=|(){}[]\n .,@'\"#<>&?!;usingewclas", max_size=300))
def test_reads_any_text(text: str) -> None:
    first = facts(text)
    assert first == facts(text)
    for part in (text[: len(text) // 2], text + "\n}\n", "class A {\n" + text):
        assert facts(part).language == "C#"
