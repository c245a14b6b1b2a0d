"""Models that are asked over HTTP by an address that is no literal of the call, in every language."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.uses import all_uses, uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject

GO_HEAD = 'package llm\nimport (\n"bytes"\n"net/http"\n)\n'
JAVA_HEAD = "package a;\nimport java.net.http.HttpClient;\nimport java.net.http.HttpRequest;\nclass Llm {\n"
GO_SHAPE = (
    'type ask struct {\n Model string `json:"model"`\n Messages []string `json:"messages"`\n}\n'
    "func (p *P) Chat() string {\n"
    ' req, _ := http.NewRequest("POST", p.url, body)\n resp, _ := p.client.Do(req)\n decode(resp, &out)\n'
    " return out.Choices[0].Message.Content\n}\n"
)

ASKED = {
    "a field of a class": {
        "src/voyage.ts": "export class Voyage {\n"
        "  private readonly endpoint = 'https://api.voyageai.com/v1/embeddings';\n"
        "  async embed(input: string[]) {\n"
        "    return fetch(this.endpoint, { method: 'POST', body: JSON.stringify({ input }) });\n  }\n}\n"
    },
    "a constant of another file": {
        "src/config.ts": "export const OPENAI_BASE = process.env.BASE || 'https://api.openai.com/v1';\n",
        "src/ask.ts": "import { OPENAI_BASE } from './config';\nexport async function ask(body) {\n"
        "  return fetch(OPENAI_BASE, { method: 'POST', body });\n}\n",
    },
    "a path joined to a base": {
        "src/ask.js": "export async function ask(base, body) {\n"
        "  return fetch(`${base}/chat/completions`, { method: 'POST', body });\n}\n"
    },
    "the whole address at the call": {
        "src/ask.js": "export function ask(body) {\n"
        "  return fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body });\n}\n"
    },
    "a function of its own that sends": {
        "src/ask.js": "async function sendInTime(url, options) {\n  return await fetch(url, { ...options });\n}\n"
        "export function ask(body) {\n"
        "  return sendInTime('https://api.openai.com/v1/chat/completions', { method: 'POST', body });\n}\n"
    },
    "a function of another file that hands on": {
        "src/http.ts": "async function inTime(url: string, options: any) {\n  return fetch(url, options);\n}\n"
        "export async function tried(endpoint: string, body: any) {\n  return inTime(endpoint, { body });\n}\n",
        "src/ask.ts": "import { tried } from './http';\nexport function ask(body: any) {\n"
        "  return tried('https://api.openai.com/v1/chat/completions', body);\n}\n",
    },
    "TensorFlow Serving behind a client of the file": {
        "src/ask.js": "const axios = require('axios');\nconst client = axios.create({ baseURL: process.env.TF_URL });\n"
        "exports.ask = async (instances) => (await client.post('/v1/models/flowers:predict', { instances })).data;\n"
    },
    "the Open Inference Protocol": {
        "src/ask.ts": "export async function ask(base: string, name: string, body: string) {\n"
        "  return fetch(`${base}/v2/models/${name}/infer`, { method: 'POST', body });\n}\n"
    },
    "axios": {
        "src/ask.js": "import axios from 'axios';\nconst URL = 'https://openrouter.ai/api/v1/chat';\n"
        "export function ask(body) {\n  return axios.post(URL, body);\n}\n"
    },
    "Go, a constant": {
        "llm/a.go": f'{GO_HEAD}const endpoint = "https://api.groq.com/openai/v1/chat/completions"\n'
        "func Ask(b []byte) {\n"
        ' req, _ := http.NewRequest("POST", endpoint, bytes.NewReader(b))\n http.DefaultClient.Do(req)\n}\n'
    },
    "Go, a field with a default": {
        "llm/a.go": f"{GO_HEAD}func New() *C {{\n return &C{{\n"
        '  baseURL: "https://integrate.api.nvidia.com/v1",\n }\n}\n'
        "func (c *C) Ask(b []byte) {\n"
        ' req, _ := http.NewRequest("POST", c.baseURL, bytes.NewReader(b))\n c.http.Do(req)\n}\n'
    },
    "Go, the method by its name": {
        "llm/a.go": f'{GO_HEAD}const endpoint = "https://api.groq.com/openai/v1/chat/completions"\n'
        "func Ask(b []byte) {\n req, _ := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, b)\n"
        " http.DefaultClient.Do(req)\n}\n"
    },
    "Go, the form of a chat": {"llm/a.go": GO_HEAD + GO_SHAPE},
    "Java": {
        "src/Llm.java": f'{JAVA_HEAD}private static final String URL = "https://api.anthropic.com/v1/messages";\n'
        "String ask(String body) {\n var request = HttpRequest.newBuilder(URI.create(URL))"
        ".POST(BodyPublishers.ofString(body)).build();\n"
        " return HttpClient.newHttpClient().send(request, h).body();\n}\n}\n"
    },
    "Ruby": {
        "llm.rb": "require 'faraday'\nclass Llm\n  def ask(body)\n"
        '    @connection.post("#{@base}/chat/completions", body)\n  end\nend\n'
    },
    "C#": {
        "Llm.cs": "using System.Net.Http;\nclass Llm {\n HttpClient client;\n string baseUrl;\n"
        ' async Task Ask(object body) {\n  await client.PostAsJsonAsync($"{baseUrl}/chat/completions", body);\n'
        " }\n}\n"
    },
    "Kotlin, what reads pictures": {
        "src/Ocr.kt": "import io.ktor.client.HttpClient\nimport io.ktor.client.request.post\n"
        "suspend fun read(client: HttpClient, picture: String): String {\n"
        '  val answer = client.post("https://ocr.api.cloud.yandex.net/ocr/v1/recognizeText") {\n'
        '    setBody(mapOf("content" to picture))\n  }\n  return answer.body()\n}\n'
    },
    "Ollama": {
        "src/ask.js": "const OLLAMA = process.env.OLLAMA_URL;\nexport async function ask(body) {\n"
        "  return fetch(`${OLLAMA}/api/generate`, { method: 'POST', body });\n}\n"
    },
}

JOINED = (
    "export async function POST(req) {\n  const { url, model, messages } = await req.json();\n"
    "  return fetch(`${url}/api/chat`, { method: 'POST', body: JSON.stringify({ model, messages }) });\n}\n"
)
SAYS_OLLAMA = {"lib/servers.ts": "export const kinds = ['ollama'];\n"}
ASKED |= {
    "Ollama in a file that does not name it": {"app/api/rooms/route.ts": JOINED} | SAYS_OLLAMA,
    "what another function of the file makes": {
        "src/ask.ts": "function buildOllama(base: string, model: string) {\n"
        "  return { url: `${base}/api/chat`, body: { model } };\n}\n"
        "export async function ask(base: string) {\n  const { url, body } = buildOllama(base, 'm');\n"
        "  return fetch(url, { method: 'POST', body: JSON.stringify(body) });\n}\n"
    },
}

NOT_ASKED = {
    "a path in a repository that does not name Ollama": {"app/api/rooms/route.ts": JOINED},
    "a path joined on a page": {"app/rooms/page.tsx": JOINED} | SAYS_OLLAMA,
    "a path that a file of routes here answers": {
        "app/api/rooms/route.ts": JOINED,
        "app/api/chat/route.ts": "export async function POST(req) {\n  return new Response('');\n}\n",
    }
    | SAYS_OLLAMA,
    "a path that a route here answers": {
        "src/ask.ts": JOINED,
        "server.ts": "import express from 'express';\nconst app = express();\n"
        "app.use('/api/chat', (req, res) => res.json({}));\n",
    }
    | SAYS_OLLAMA,
    "a path without what it is asked with": {
        "src/ask.ts": JOINED.replace("messages", "room"),
    }
    | SAYS_OLLAMA,
    "what a function of the file says that makes no request": {
        "src/ask.ts": "function showOllama(base: string) {\n  console.log(`${base}/api/chat`);\n}\n"
        "export async function ask(base: string, pay: string) {\n  showOllama(base);\n"
        "  return fetch(pay, { method: 'POST' });\n}\n"
    },
    "whether a served model is ready": {
        "src/ask.ts": "export async function ready(base: string, name: string) {\n"
        "  return fetch(`${base}/v2/models/${name}/ready`, { method: 'POST' });\n}\n"
    },
    "what TensorFlow Serving says of a model": {
        "src/ask.ts": "export async function about(base: string) {\n"
        "  return fetch(`${base}/v1/models/flowers`, { method: 'POST' });\n}\n"
    },
    "payments": {
        "src/pay.ts": "export class Pay {\n  private readonly endpoint = 'https://api.stripe.com/v1/charges';\n"
        "  async pay(body) {\n    return fetch(this.endpoint, { method: 'POST', body });\n  }\n}\n"
    },
    "a store of the same provider": {
        "src/Keep.kt": "import io.ktor.client.HttpClient\nimport io.ktor.client.request.post\n"
        "suspend fun keep(client: HttpClient, picture: String) {\n"
        '  client.post("https://storage.api.cloud.yandex.net/pictures") { setBody(picture) }\n}\n'
    },
    "the chat of its own service": {
        "src/page.js": "export async function send(body) {\n"
        "  return fetch('/api/chat', { method: 'POST', body });\n}\n"
        "export async function make(base, body) {\n"
        "  return fetch(`${base}/api/generate`, { method: 'POST', body });\n}\n"
    },
    "its own path of a proxy": {
        "src/page.js": "export async function send(body) {\n"
        "  return fetch('/v1/chat/completions', { method: 'POST', body });\n}\n"
    },
    "the messages of another service": {
        "src/a.js": "export function send(body) {\n"
        "  return fetch('https://mail.example/v1/messages', { method: 'POST', body });\n}\n"
    },
    "a function of its own that sends nothing": {
        "src/ask.js": "function show(url, options) {\n  return draw(url, options);\n}\n"
        "export function ask(body) {\n"
        "  return show('https://api.openai.com/v1/chat/completions', { method: 'POST', body });\n}\n"
    },
    "a function of its own that sends somewhere else": {
        "src/ask.js": "function tell(text, options) {\n  return fetch(process.env.HOME_URL, { text });\n}\n"
        "export function ask(body) {\n"
        "  return tell('https://api.openai.com/v1/chat/completions', { method: 'POST', body });\n}\n"
    },
    "a list of models": {
        "src/list.js": "const BASE = 'https://api.openai.com/v1';\nexport async function list() {\n"
        "  return fetch(`${BASE}/models`, { method: 'POST' });\n}\n"
    },
    "a route of that path": {
        "main.go": 'package main\nimport "github.com/gin-gonic/gin"\n'
        'func main() {\n r := gin.Default()\n r.POST("/v1/chat/completions", answer)\n r.Run()\n}\n'
    },
    "an address that nothing asks": {
        "src/a.js": "const DOCS = 'https://api.openai.com/v1';\nexport function pay(body) {\n"
        "  return fetch('https://pay.example/charges', { method: 'POST', body });\n}\n"
    },
    "a comment": {
        "src/a.js": "export function pay(body) {\n  // like https://api.openai.com/v1/chat/completions\n"
        "  return fetch(process.env.PAY, { method: 'POST', body });\n}\n"
    },
    "a hook beside a chat": {
        "llm/a.go": GO_HEAD
        + GO_SHAPE.replace("func (p *P) Chat() string {\n", "func read() string {\n").replace(
            ' req, _ := http.NewRequest("POST", p.url, body)\n resp, _ := p.client.Do(req)\n', ""
        )
        + "func callWebhook(url string) {\n client.Post(url, kind, body)\n}\n"
    },
    "messages of people": {
        "llm/a.go": GO_HEAD + GO_SHAPE.replace("Choices[0]", "Rooms[0]"),
    },
    "an answer of HTTP": {
        "src/a.js": "const BASE = 'https://api.openai.com/v1';\nexport function handler(req, res) {\n"
        "  res.send(BASE);\n}\n"
    },
}


@pytest.mark.parametrize("name", ASKED)
def test_a_model_is_asked_by_its_address(name: str) -> None:
    found = [use for use in uses(snapshot(ASKED[name]), Subject.MODEL_CALL) if use.called]
    assert len({(use.path, use.function) for use in found}) == 1, found


@pytest.mark.parametrize("name", NOT_ASKED)
def test_other_services_are_no_models(name: str) -> None:
    assert [use for use in uses(snapshot(NOT_ASKED[name]), Subject.MODEL_CALL) if use.called] == []


SPARK = (
    "import org.apache.spark.mllib.clustering.KMeans\nimport org.apache.spark.mllib.clustering.KMeansModel\n"
)
UNUSED = {
    "nothing is called": (f"{SPARK}object A {{ val x = 1 }}\n", True),
    "another subject of the package is called": (
        f"{SPARK}object A {{\n def run() = {{ val m = KMeans.train(rows, 3, 20) }}\n}}\n",
        False,
    ),
}


@pytest.mark.parametrize("name", UNUSED)
def test_an_import_is_a_sign_only_where_nothing_of_its_package_is_called(name: str) -> None:
    text, imported = UNUSED[name]
    found = all_uses(snapshot({"src/main/scala/A.scala": text}))
    assert any(not use.called for each in found.values() for use in each) == imported
