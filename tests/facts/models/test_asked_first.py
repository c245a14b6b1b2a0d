"""Of the places that use a model those are shown first that answer with it."""

from __future__ import annotations

import pytest

from tests.support.snapshots import run, snapshot

APP = (
    "from fastapi import FastAPI\nfrom svc import {0}\n\napp = FastAPI()\n\n"
    "@app.post('{1}')\ndef answer(row):\n    return {2}\n"
)
TRAIN = "from sklearn.svm import SVC\n\nmodel = SVC()\nmodel.fit([[1]], [1])\nprint(model.predict([[1]]))\n"
ASK = "import joblib\n\nMODEL = joblib.load('m.joblib')\n\ndef ask(row):\n    return MODEL.predict([row])\n"
EMBED = "import openai\n\nclient = openai.OpenAI()\n\ndef embed(row):\n    return client.embeddings.create(input=row)\n"
CHAT = "import openai\n\nclient = openai.OpenAI()\n\ndef chat(row):\n    return client.chat.completions.create(messages=row)\n"
LAYERS = "import torch\n\nclass Net(torch.nn.Module):\n    pass\n"
STARTED = {
    "Dockerfile": "FROM python:3.12\nCOPY . .\nRUN pip install fastapi openai scikit-learn torch\nCMD uvicorn svc.app:app\n",
    "Procfile": "train: python -m svc.a_train\n",
}
ORDERS = {
    "what a request asks, before what a person trains": (
        {"svc/a_train.py": TRAIN, "svc/z.py": ASK, "svc/app.py": APP.format("z", "/rows", "z.ask(row)")},
        "svc/z.py:6",
    ),
    "what a service only loads, before what a person trains": (
        {"svc/a_train.py": TRAIN, "svc/z.py": ASK, "svc/app.py": APP.format("z", "/rows", "1")}, "svc/z.py:3",
    ),
    "what no service imports, where it stands": (
        {"svc/a_train.py": TRAIN, "svc/z.py": ASK, "svc/app.py": APP.format("__name__", "/rows", "1")}, "svc/a_train.py:4",
    ),
    "what a service loads, before what trains on a request": (
        {"svc/a_train.py": "def train(x):\n    import sklearn.svm\n    sklearn.svm.SVC().fit([[x]], [1])\n" + ASK, "svc/z.py": ASK,
         "svc/app.py": APP.format("a_train, z", "/rows", "a_train.train(row)")}, "svc/z.py:3",
    ),
    "an answer, before what helps to give one": (
        {
            "svc/a_train.py": EMBED,
            "svc/z.py": CHAT,
            "svc/app.py": APP.format("a_train, z", "/rows", "z.chat(a_train.embed(row))"),
        },
        "svc/z.py:6",
    ),
    "what only helps, before what no request needs": (
        {"svc/a_train.py": TRAIN, "svc/z.py": EMBED, "svc/app.py": APP.format("z", "/rows", "z.embed(row)")},
        "svc/z.py:6",
    ),
    "what a route named for an answer asks, before others": (
        {
            "svc/a_train.py": ASK,
            "svc/z.py": CHAT,
            "svc/app.py": APP.format("a_train, z", "/rows", "a_train.ask(row)")
            + "\n@app.post('/chat')\ndef other(row):\n    return z.chat(row)\n",
        },
        "svc/z.py:6",
    ),
    "what trains, before what only says what a model is made of": (
        {"svc/a_layers.py": LAYERS, "svc/z.py": "from svc import a_layers\n" + TRAIN, "Procfile": "t: python -m svc.z\n"},
        "svc/z.py:5",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ORDERS)
def test_model_code(case: str) -> None:
    files, first = ORDERS[case]
    found = run("model_code", snapshot({**STARTED, "svc/__init__.py": "", **files}))
    assert next(f"{each.path}:{each.line}" for each in found.evidence) == first


EXPRESS = (
    "import express from 'express';\nimport OpenAI from 'openai';\nconst app = express();\nconst client = new OpenAI();\n"
    "async function embed(q) {{ return client.embeddings.create({{ input: q }}); }}\n"
    "async function chat(q) {{ return client.chat.completions.create({{ messages: q }}); }}\n"
    "async function warm() {{ return client.responses.create({{ input: 'x' }}); }}\nwarm();\n"
    "app.post('/answer', async (req, res) => res.json(await {}(req.body)));\napp.listen(80);\n"
)


@pytest.mark.parametrize(("asked", "line"), [("chat", 6), ("embed", 5), ("other", 7)])
def test_of_a_program_in_another_language_what_a_route_asks_is_shown(asked: str, line: int) -> None:
    image = "FROM node:22\nCOPY . .\nCMD node app.js\n"
    files = {"app.js": EXPRESS.format(asked), "package.json": "{}", "Dockerfile": image}
    found = run("model_code", snapshot(files))
    assert next(f"{each.path}:{each.line}" for each in found.evidence) == f"app.js:{line}"


ROUTES = (
    "import express from 'express';\nimport {{ ask as a }} from './{0}';\nimport {{ ask as z }} from './z';\nconst app = express();\n"
    "app.post('/a', async (req, res) => res.json(await a(req.body)));\n"
    "app.post('/z', async (req, res) => res.json(await z(req.body)));\napp.listen(80);\n"
)
ASKING = "import OpenAI from 'openai';\nconst client = new OpenAI();\nexport async function ask(q) { return client.responses.create(q); }\n"


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("server-test-runner", "z"),
        ("ChatTestController", "z"),
        ("latest-runner", "latest-runner"),
        ("chat", "chat"),
    ],
)
def test_what_tries_a_model_is_shown_after_what_answers_with_it(name: str, first: str) -> None:
    files = {"app.js": ROUTES.format(name), f"{name}.js": ASKING, "z.js": ASKING, "package.json": "{}"}
    assert run("model_code", snapshot(files)).evidence[0].path == f"{first}.js"


MAKES = (
    "import dev.langchain4j.service.AiServices;\nimport dev.langchain4j.model.chat.ChatModel;\n"
    "class Factory {\n  Object make() { return AiServices.builder(Object.class).build(); }\n"
    '  String ask(ChatModel model) { return model.chat("a"); }\n}\n'
)


def test_what_makes_the_object_that_asks_is_shown_after_a_call_of_one() -> None:
    files = {"src/Factory.java": MAKES, "pom.xml": "<project/>"}
    assert run("model_code", snapshot(files)).evidence[0].line == 5
    without = MAKES.replace("model.chat", "model.toString")
    assert run("model_code", snapshot({**files, "src/Factory.java": without})).evidence[0].line == 4
