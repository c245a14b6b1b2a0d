"""Faster runtimes in other languages: of a library with many engines, the one that is installed."""

from __future__ import annotations

import pytest

from analyzer.facts.performance.program_optimisations import program_optimisations
from analyzer.model import Level
from analyzer.testing import snapshot

SERVICE = """package acme;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class Scores {{
  private Predictor<float[], Float> predictor;

  void load() {{
    Model model = Model.newInstance("fraud");
    model.load(path);
    predictor = model.newPredictor(translator);
  }}

  {}float score(float[] row) {{
    return predictor.predict(row);
  }}
}}
"""
ASKED, IDLE = SERVICE.format('@PostMapping("/score") '), SERVICE.format("")


def pom(*engines: str) -> str:
    rows = "".join(f"<dependency><artifactId>{each}</artifactId></dependency>\n" for each in engines)
    return f"<project>\n<dependencies>\n{rows}</dependencies>\n</project>\n"


@pytest.mark.parametrize(
    ("code", "build", "found"),
    [
        (ASKED, {"pom.xml": pom("api", "onnxruntime-engine")}, ("ONNX Runtime", Level.WIRED)),
        (IDLE, {"pom.xml": pom("api", "onnxruntime-engine")}, ("ONNX Runtime", Level.SUBSTANTIVE)),
        (
            ASKED,
            {"build.gradle": 'implementation "ai.djl.tensorrt:tensorrt-engine:0.30.0"\n'},
            ("TensorRT", Level.WIRED),
        ),
        (ASKED, {"pom.xml": pom("api", "llama-engine")}, ("llama.cpp", Level.WIRED)),
        # Which of several engines runs the model cannot be told.
        (ASKED, {"pom.xml": pom("api", "onnxruntime-engine", "pytorch-engine")}, None),
        (ASKED, {"pom.xml": pom("api", "onnxruntime-engine", "tensorrt-engine")}, None),
        (ASKED, {"pom.xml": pom("api", "pytorch-engine")}, None),
        (ASKED, {"pom.xml": pom("api"), "other/pom.xml": pom("onnxruntime-engine")}, None),
        (ASKED, {}, None),
    ],
)
def test_the_engine_of_a_library_is_the_one_that_is_installed(
    code: str, build: dict[str, str], found: tuple[str, Level] | None
) -> None:
    repo = snapshot({"src/main/java/acme/Scores.java": code, **build})
    shown = [
        (each.note.partition(" with ")[2].partition(":")[0], each.level)
        for each in program_optimisations(repo)
    ]
    assert shown == ([found] if found else [])


KEPT = """package main

import (
	"context"
	"net/http"

	"github.com/redis/go-redis/v9"
	openai "github.com/sashabaranov/go-openai"
)

var client *openai.Client
var store *redis.Client

func main() {{
	http.HandleFunc("/ask", ask)
	http.ListenAndServe(":8000", nil)
}}

func {name}(question string) string {{
	return store.{call}(context.Background(), question).Val()
}}

func ask(w http.ResponseWriter, r *http.Request) {{
	if known := {name}("q"); known == "" {{
		{asked}
	}}
}}
"""
ASKS = "client.CreateChatCompletion(r.Context(), openai.ChatCompletionRequest{})"


@pytest.mark.parametrize(
    ("name", "call", "asked", "found"),
    [
        # The function that asks takes the answer from one whose name says what it keeps.
        ("cachedAnswer", "Get", ASKS, ["cache: Redis around ask, which calls a model on the serving path"]),
        ("cachedAnswer", "Get", "w.WriteHeader(200)", []),
        ("history", "Get", ASKS, []),
        # A lock gives nothing back.
        ("cachedAnswer", "SetNX", ASKS, []),
    ],
)
def test_a_cache_may_stand_in_a_function_that_the_asking_one_calls(
    name: str, call: str, asked: str, found: list[str]
) -> None:
    repo = snapshot(
        {
            "go.mod": "module acme\n",
            "main.go": KEPT.format(name=name, call=call, asked=asked),
            "Dockerfile": 'FROM golang\nRUN go build -o /app .\nCMD ["/app"]\n',
        }
    )
    assert [each.note for each in program_optimisations(repo)] == found


EMBEDS = """import { pipeline } from "@huggingface/transformers";

const %(store)s = new Map();

export async function load() {
  return pipeline("feature-extraction", "pear/mini", { %(option)s });
}

export async function embed(text) {
  const known = %(store)s.get(text);
  if (known) return known;
  const embedder = await load();
  const row = await embedder(text);
  %(kept)s;
  return row;
}
"""


@pytest.mark.parametrize(
    ("store", "option", "kept", "found"),
    [
        ("answerCache", "device: 'wasm'", "answerCache.set(text, row)", ["cache: answerCache around embed, which"]),
        ("answerCache", "device: 'wasm'", "answerCache.delete(text)", []),
        ("modelCache", "device: 'wasm'", "modelCache.set(text, row)", []),
        ("rows", "device: 'wasm'", "rows.set(text, row)", []),
        ("rows", "quantized: true", "row", ["Transformers.js: weights of fewer bits (quantized: true)"]),
        ("rows", "quantized: false", "row", []),
        ("rows", "dtype: 'q4'", "row", ["Transformers.js: weights of fewer bits (dtype: q4)"]),
        ("rows", "dtype: 'fp32'", "row", []),
    ],
)  # fmt: skip
def test_a_map_of_answers_and_weights_of_fewer_bits(
    store: str, option: str, kept: str, found: list[str]
) -> None:
    code = EMBEDS % {"store": store, "option": option, "kept": kept}
    notes = [each.note for each in program_optimisations(snapshot({"server/embed.ts": code}))]
    assert [note[: len(said)] for note, said in zip(notes, found, strict=True)] == found


DEEPER = """package main

import (
	"context"
	"net/http"

	"github.com/redis/go-redis/v9"
	openai "github.com/sashabaranov/go-openai"
)

var client *openai.Client
var store *redis.Client

func main() {{
	http.HandleFunc("/ask", ask)
	http.ListenAndServe(":8000", nil)
}}

func read_cache(question string) string {{
	return store.Get(context.Background(), question).Val()
}}

func fill_cache(question string, answer string) {{
	store.Set(context.Background(), question, answer, 0)
}}

func ask(w http.ResponseWriter, r *http.Request) {{
	if known := read_cache("q"); known == "" {{
		answer := route(r)
		{filled}
	}}
}}

func route(r *http.Request) string {{
	return provide(r)
}}

func provide(r *http.Request) string {{
	{asked}
	return ""
}}
"""


def test_the_function_around_one_without_a_name_is_told() -> None:
    given = (
        DEEPER.format(filled='fill_cache("q", answer)', asked=ASKS)
        .replace(
            "func ask(w http.ResponseWriter, r *http.Request) {",
            "func ask() http.HandlerFunc {\n\treturn func(w http.ResponseWriter, r *http.Request) {",
        )
        .replace("answer)\n\t}\n}", "answer)\n\t}\n}\n}")
        .replace('"/ask", ask', '"/ask", ask()')
    )
    repo = snapshot({"go.mod": "module acme\n", "main.go": given})
    assert [each.note.partition(",")[0] for each in program_optimisations(repo)] == [
        "cache: Redis around ask"
    ]


@pytest.mark.parametrize(
    ("filled", "asked", "found"),
    [
        (
            'fill_cache("q", answer)',
            ASKS,
            ["cache: Redis around ask, which calls a model on the serving path"],
        ),
        # What is only read may be anything; what leads to no model keeps no answers of one.
        ("w.Write([]byte(answer))", ASKS, []),
        ('fill_cache("q", answer)', "w.WriteHeader(200)", []),
    ],
)
def test_a_cache_that_is_read_and_filled_may_stand_far_before_a_model(
    filled: str, asked: str, found: list[str]
) -> None:
    repo = snapshot({"go.mod": "module acme\n", "main.go": DEEPER.format(filled=filled, asked=asked)})
    assert [each.note for each in program_optimisations(repo)] == found


STORE = (
    'import { createClient } from "redis";\nconst client = createClient();\n'
    "export async function fromCache(key) {\n  return client.get(key);\n}\n"
    "export async function intoCache(key, value) {\n  await client.set(key, value);\n}\n"
)
KEEPS_ANSWERS = (
    'import OpenAI from "openai";\nimport { fromCache, intoCache } from "./cache";\nconst client = new OpenAI();\n'
    "export async function ask(text) {\n  const known = await fromCache(text);\n  if (known) return known;\n"
    "  const told = await client.chat.completions.create({ model: 'm', messages: [text] });\n"
    "  await intoCache(text, told);\n  return told;\n}\n"
)
ANSWERS_REQUESTS = (
    'import express from "express";\nimport { ask } from "./ask";\nconst app = express();\n'
    "app.post('/ask', async (req, res) => res.json(await ask(req.body.text)));\napp.listen(80);\n"
)


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({}, ("ask.ts", 5, Level.SUBSTANTIVE)),
        ({"server.ts": ANSWERS_REQUESTS}, ("ask.ts", 5, Level.WIRED)),
        (
            {"job.ts": "import { ask } from './ask';\nask('a');\n", "Procfile": "a: node job.ts\n"},
            ("ask.ts", 5, Level.SUBSTANTIVE),
        ),
    ],
    ids=["nothing asks", "a route asks", "a job asks"],
)
def test_a_cache_is_shown_where_the_model_is_asked(
    files: dict[str, str], found: tuple[str, int, Level]
) -> None:
    repo = snapshot({"cache.ts": STORE, "ask.ts": KEEPS_ANSWERS, "package.json": "{}", **files})
    caches = [each for each in program_optimisations(repo) if each.note.startswith("cache")]
    assert (caches[0].path, caches[0].line, caches[0].level) == found
