"""What a file of Go says: a table of sources and their facts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.code_facts import CannotFail
from analyzer.parsing.programs import ProgramFacts, parse_program

GO_HEAD = """package main

import (
	"context"
	"net/http"

	"acme.org/app/v2/models"
	"github.com/acme/store/v3/keys"
	ort "github.com/yalue/onnxruntime_go"
	"github.com/anthropics/anthropic-sdk-go"
	openai "github.com/sashabaranov/go-openai"
)

type Handler struct {
	client *openai.Client
	Scorer
	*ort.Session
	tools []Tool
	byName map[string]*openai.Client
}

type Scorer interface {
	Score(ctx context.Context, text string) (float64, error)
	models.Loader
}
"""
OPENAI = "github.com/sashabaranov/go-openai#"
ONNX = "github.com/yalue/onnxruntime_go#"


def read(source: str) -> ProgramFacts:
    return parse_program("a.go", source.encode())


def targets(body: str) -> list[str]:
    return [each.target for each in read(GO_HEAD + body).calls]


@pytest.mark.parametrize(
    ("body", "target"),
    [
        # Fields of the receiver, embedded ones, elements of lists and maps.
        ("func (h *Handler) f() { h.client.CreateChatCompletion() }", f"{OPENAI}Client().CreateChatCompletion"),
        ("func (h Handler) f() { h.Session.Run() }", f"{ONNX}Session().Run"),
        ("func (h *Handler) f() { h.byName[k].Moderations() }", f"{OPENAI}Client().Moderations"),
        ("func (h *Handler) f() { for _, t := range h.tools { t.Call() } }", "Tool().Call"),
        ("func (h *Handler) f() { h.Scorer.Score() }", "Scorer().Score"),
        ("func (h *Handler) f() { h.Score() }", "Handler().Score"),
        # A bare name is no field.
        ("func (h *Handler) f() { client.Do() }", "client.Do"),
        # Values: several results, pointers, conversions, generics, new, assertions of types.
        ("func f() { c, err := openai.NewClient(k); c.CreateFile() }", f"{OPENAI}NewClient().CreateFile"),
        ("func f() { var c openai.Client; c.CreateFile() }", f"{OPENAI}Client().CreateFile"),
        ("var c = openai.NewClient(k)\nfunc f() { c.CreateFile() }", f"{OPENAI}NewClient().CreateFile"),
        ("func f() { c := &openai.Client{}; c.CreateFile() }", f"{OPENAI}Client().CreateFile"),
        ("func f() { c := new(openai.Client); c.CreateFile() }", f"{OPENAI}Client().CreateFile"),
        ("func f(x any) { c := x.(*openai.Client); c.CreateFile() }", f"{OPENAI}Client().CreateFile"),
        ("func f() { ort.NewTensor[float32](s, d) }", f"{ONNX}NewTensor"),
        ("func f() { ort.NewEmptyTensor[float32](s) }", f"{ONNX}NewEmptyTensor"),
        ("func f(c *openai.Client, o ...Option) { go func() { defer c.Close() }() }", f"{OPENAI}Client().Close"),
        ("func f(run func(c int)) { c.Close() }", "c.Close"),
        ("func f() { a, b := g(); b.Do() }", "?.Do"),
        # A variable with the name of its package.
        ("func f() { models := models.New(); models.Load() }", "acme.org/app/v2/models#New().Load"),
        # Names of packages: versions are none, affixes of modules are left out.
        ("func f() { keys.New() }", "github.com/acme/store/keys#New"),
        ("func f() { anthropic.NewClient() }", "github.com/anthropics/anthropic-sdk-go#NewClient"),
        # A struct is made like an object.
        ('func f() { x := openai.ChatCompletionRequest{Model: "gpt"} }', f"{OPENAI}ChatCompletionRequest"),
        ("func f() { predict() }", "predict"),
    ],
)  # fmt: skip
def test_what_a_call_means(body: str, target: str) -> None:
    assert target in targets(body)


def test_arguments() -> None:
    facts = read(
        GO_HEAD
        + 'const path = "/predict"\n'
        + 'func main() {\n\thttp.HandleFunc(path, h.Predict)\n\thttp.Handle("/x", wrap(predict))\n'
        + '\thttp.NewRequest("POST", base+path, nil)\n'
        + '\tserver := &http.Server{Addr: ":80", Handler: mux}\n'
        + '\tr := Routes{{"Index", predict}, {"Other", func() { ask() }}}\n'
        + "\tpb.RegisterServer(s, &grader{})\n}\n"
    )
    calls = {each.target: each for each in facts.calls}
    assert calls["net/http#HandleFunc"].strings == ("/predict",)
    assert calls["net/http#NewRequest"].strings == ("POST", "/predict")
    assert calls["net/http#Server"].keywords == (("Addr", ":80"), ("Handler", ""))
    assert calls["Routes"].strings == ("Index", "Other")
    assert calls["ask"].function == "main.lambda@32"
    handed = {(each.target, each.receiver) for each in facts.handed}
    assert handed >= {
        ("net/http#HandleFunc", "h.Predict"),
        ("net/http#Handle", "predict"),
        ("net/http#Handle", "wrap()"),
        ("Routes", "predict"),
        ("Routes", "main.lambda@32"),
        ("pb.RegisterServer", "grader()"),
    }


def test_definitions() -> None:
    facts = read(
        GO_HEAD
        + "type Alias = openai.Client\ntype Named openai.Client\n"
        + "func New(c *openai.Client, n int) (*Handler, error) { return &Handler{}, nil }\n"
        + "func (h *Handler) Predict(w http.ResponseWriter, r *http.Request) {}\n"
        + "func plain() {}\nfunc init() {}\n"
    )
    functions = {each.qualified_name: each for each in facts.functions}
    assert list(functions) == ["Scorer.Score", "New", "Handler.Predict", "plain", "init"]
    assert functions["New"].returns == "Handler()"
    assert functions["New"].takes == (f"{OPENAI}Client", "int")
    assert functions["New"].parameters == ("c", "n")
    assert functions["Handler.Predict"].empty
    assert not functions["Scorer.Score"].empty
    assert functions["Scorer.Score"].returns == "float64()"
    classes = {each.name: each for each in facts.classes}
    assert classes["Handler"].bases == ("Scorer", f"{ONNX}Session")
    assert classes["Scorer"].bases == ("acme.org/app/v2/models#Loader",)
    assert classes["Scorer"].methods == ("Score",)
    assert classes["Named"].bases == (f"{OPENAI}Client",)
    assert facts.exports == (("Alias", f"{OPENAI}Client"),)
    assert dict(facts.fields) == {
        "Handler.client": f"{OPENAI}Client()",
        "Handler.Scorer": "Scorer()",
        "Handler.Session": f"{ONNX}Session()",
        "Handler.tools": "Tool()",
        "Handler.byName": f"{OPENAI}Client()",
    }
    assert facts.package == "main"


@pytest.mark.parametrize(
    ("body", "names", "hollow"),
    [
        ("if got != want { t.Errorf(`got %v`, got) }", {"got", "want"}, None),
        ('if err := run(x); err == nil { t.Fatal("no error") }', {"err", "run", "x"}, None),
        ('t.Fatal("never")', {"t"}, None),
        ("assert.Equal(t, 200, response.Code)", {"t", "response"}, None),
        ("require.NoError(t, err)", {"t", "err"}, None),
        ("assert.True(true)", set(), CannotFail.CONSTANT),
        ("assert.True(t, true)", set(), CannotFail.CONSTANT),
        ("assert.Equal(t, 1, 1)", set(), CannotFail.CONSTANT),
        ('assert.Fail(t, "never")', {"t"}, None),
        ("Expect(score).To(Equal(3))", {"Equal", "score"}, None),
    ],
)
def test_what_a_test_checks(body: str, names: set[str], hollow: CannotFail | None) -> None:
    [found] = read(f"package a\nfunc TestA(t *testing.T) {{\n{body}\n}}\n").assertions
    assert names <= set(found.names)
    assert found.hollow is hollow


def test_failures_are_handled_where_an_error_is_asked_for() -> None:
    facts = read(
        'package a\nfunc f() {\n\tif err := g(); err != nil {\n\t\tlog.Print("x")\n\t}\n\tif ok != nil {\n\t\th()\n\t}\n}\n'
    )
    assert [(each.line, each.calls) for each in facts.caught if each.calls] == [(3, ("log.Print",))]


@given(st.text())
def test_any_text_is_read(source: str) -> None:
    assert read(source) == read(source)


WORDS = st.sampled_from(
    'package import func type struct interface { } ( ) [ ] . , := = " ` a b.C "x" return range if err nil & * '
    "... go defer switch case \n ; map chan var const new make".split(" ")
)


@given(st.lists(WORDS, max_size=60), st.integers(0, 60))
def test_broken_programs_are_read(words: list[str], cut: int) -> None:
    source = " ".join(words)
    assert read(GO_HEAD + source).language == "Go"
    assert read(GO_HEAD[: cut * 9] + source + GO_HEAD).language == "Go"


def test_the_text_of_an_error_is_no_assertion() -> None:
    body = 'if !strings.Contains(err.Error(), "x") { t.Errorf("%s", err.Error()) }\n\tw := e.Error()\n\tt.Error()'
    found = read(f"package a\nfunc TestA(t *testing.T) {{\n\t{body}\n}}\n").assertions
    assert [each.line for each in found] == [3, 5]


@pytest.mark.parametrize(("calls", "kept"), [(201, 201), (2001, 2000)])
def test_a_function_that_registers_many_routes_keeps_what_it_calls(calls: int, kept: int) -> None:
    body = "\n".join(f"\tcall{number}()" for number in range(calls))
    (function,) = read(f"package a\n\nfunc routes() {{\n{body}\n}}\n").functions
    assert len(function.names) == kept
