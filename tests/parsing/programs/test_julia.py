"""Julia as facts: one table of sources, and what holds of every text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.programs import ProgramFacts, parse_program

PIECES = (
    "module A\n", "end\n", "function f(x)", "f(x) = ", "using .B, ..C: d\n", "@get \"/x\" ", "do x\n", "|> g", "(", ")",
    "[", "]", "\"a$(", "\"\"\"", "begin\n", "struct S{T} <: B\n", "x::Int", "try\n", "catch e\n", "@test ", "?", ":", "=",
    "->", "\n", ";", "#=", "=#", "\u00e9", "1e3", "include(\"a.jl\")", "where T", "{", "}",
)  # fmt: skip


def read(source: str) -> ProgramFacts:
    return parse_program("src/a.jl", source.encode())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("using MLJ\nfit!(x)", [("*#fit!", "")]),
        ("using MLJ\nMLJ.fit!(x)", [("MLJ#fit!", "")]),
        ("using MLJ: machine\nm = machine(a)\npredict(m, x)", [("MLJ#machine", ""), ("*#predict", "MLJ#machine().predict")]),
        ("m = machine(a) |> fit!", [("*#fit!", "*#machine().fit!"), ("*#machine", "")]),
        ("import Flux as F\nF.train!(a)", [("Flux#train!", "")]),
        ("using BSON: @load\n@load \"m.bson\" m", [("BSON#@load", "")]),
        ("using BSON\nBSON.@load \"m.bson\" m", [("BSON#@load", "")]),
        ("m = Chain(a)\nm(x)", [("*#Chain", ""), ("*#Chain()", "")]),
        ("using BSON: @load\n@load joinpath(\"a\", \"m.bson\") m\nm(x)",
         [("*#joinpath", ""), ("BSON#@load", ""), ("BSON#@load()", "")]),
        ("using MLJ\n@load Net pkg=A\nNet()", [("*#@load", ""), ("*#Net", "")]),
        ("e = rms(p, y)\n@info \"a\" rms = e", [("*#@info", ""), ("*#rms", "")]),
        ("@time m = machine(a)\npredict(m, x)", [("*#@time", ""), ("*#machine", ""), ("*#predict", "*#machine().predict")]),
        ("f(x) = g(x)", [("*#g", "")]),
        ("function f(x)\n  g(x)\nend", [("*#g", "")]),
        ("f.(x)", [("*#f", "")]),
        ("model.run(1)", [("?.run", "")]),
        ("a + b", []),
        ("@deprecate f(x) g(x) false", [("*#@deprecate", "")]),
        ("Base.@deprecate f(x) g(x)", [("?.@deprecate", "")]),
        ("@time f(x)", [("*#@time", ""), ("*#f", "")]),
        ("# f(1)\n\"g(1)\"", []),
        ("\"a$(f(1))\"", [("*#f", "")]),
        ("HTTP.Response(404)", [("?.Response", "")]),
    ],
)  # fmt: skip
def test_calls_are_followed_to_what_makes_their_objects(source: str, expected: list[tuple[str, str]]) -> None:
    assert sorted((each.target, each.declared) for each in read(source).calls) == sorted(expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("using A, B.C", [("A", "*"), ("B.C", "*")]),
        ("import A", [("A", None)]),
        ("import A: f, g as h", [("A", "f"), ("A", "g")]),
        ("using .Sub", [(".Sub", "*")]),
        ("include(\"a.jl\")", [("a.jl", "*")]),
        ("include(joinpath(@__DIR__, \"src\", \"a.jl\"))", [("src/a.jl", "*")]),
        ("@everywhere using A", [("A", "*")]),
        ("including(\"a.jl\")", []),
    ],
)  # fmt: skip
def test_imports(source: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(each.module, each.name) for each in read(source).imports] == expected


def test_functions_in_both_forms_and_what_they_give_back() -> None:
    facts = read(
        'module App\nexport train\n"Docs"\nfunction train(d; n = 1)\n  m = machine(d)\n  fit!(m)\nend\n'
        "make()::Net = build()\nsquare(x::Int) = x ^ 2\nend\n"
    )
    assert facts.package == "App"
    assert facts.exports == (("train", "train"),)
    found = {each.name: each for each in facts.functions}
    assert set(found) == {"train", "make", "square"}
    assert found["train"].documented
    assert found["train"].returns == "*#fit!()"
    assert [found[each].annotated for each in ("train", "make", "square")] == [False, True, True]


@pytest.mark.parametrize(
    ("head", "parameters", "annotated"),
    [
        ("f(a::Int, b::Int=1)", ("a", "b"), True),
        ('f(a::Int; b::Int=1, c::String = "x")', ("a", "b", "c"), True),
        ("f(a::Int; b::Int)", ("a", "b"), True),
        ("f(a::Int, b=1)", (), False),
        ("f(a; b::Int=1)", (), False),
        ("f(a = 1)", (), False),
    ],
)
def test_a_parameter_with_a_default_is_one(head: str, parameters: tuple[str, ...], annotated: bool) -> None:
    for source in (f"{head} = a\n", f"function {head}\n  a\nend\n"):
        [one] = read(source).functions
        assert (one.parameters, one.annotated) == (parameters, annotated)


def test_types_with_their_fields_and_what_they_extend() -> None:
    [kind] = read("struct Net{T} <: Base\n  chain::Chain\nend\n").classes
    assert (kind.name, kind.bases, kind.names) == ("Net", ("*#Base",), ("*#Chain()",))


@pytest.mark.parametrize(
    "source",
    [
        'route("/p", method = POST) do\n  ask()\nend',
        '@post "/p" function(req)\n  ask()\nend',
        '@post "/p" (req) -> ask()',
        'HTTP.register!(r, "POST", "/p", req -> ask())',
    ],
)
def test_functions_that_are_handed_to_a_route(source: str) -> None:
    facts = read(source)
    [handed] = [each for each in facts.handed if each.receiver.startswith("lambda")]
    assert "/p" in handed.strings
    assert next(each.function for each in facts.calls if each.target == "*#ask") == handed.receiver


def test_blocks_of_tests_and_their_assertions() -> None:
    facts = read('@testset "adds" begin\n  @test add(1) == 2\n  @test true\n  @test_throws E add(2)\nend\n')
    assert [each.trivial for each in facts.assertions] == [False, True, False]
    assert {each.function for each in facts.assertions} == {"lambda@1"}


@pytest.mark.parametrize(
    ("block", "trivial"),
    [
        ("begin\n  x = f(1)\n  true\nend", True),
        ("begin\n  x = f(1)\n  true # runs\nend", True),
        ("let x = f(1)\n  true\nend", True),
        ("(f(1); true)", True),
        ("begin\n  x = f(1)\n  x == true\nend", False),
        ("begin\n  x = f(1)\n  isready(x)\nend", False),
        ("begin\n  x = f(1)\n  @assert x > 1\n  true\nend", False),
        ("begin\n  f(1) || return false\n  true\nend", False),
    ],
)
def test_a_block_that_ends_in_true_asserts_nothing(block: str, trivial: bool) -> None:
    facts = read(f"@testset begin\n  @test {block}\nend\n")
    assert [each.trivial for each in facts.assertions] == [trivial]


def test_handlers_of_failures() -> None:
    first, second = read('try\n  a()\ncatch e\n  @error "x" e\nend\ntry\n  a()\ncatch e\nend\n').caught
    assert (first.calls, first.empty, second.empty) == (("*#@error",), False, True)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=200))
def test_every_text_is_read_the_same_way_twice(source: str) -> None:
    assert read(source) == read(source)
