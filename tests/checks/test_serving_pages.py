"""Pages for people, programs that answer messages, and handlers: what serves a model and what does not."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.checks.test_serving import IMAGE, MODEL, PAGE, SERVICE
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

CARD = "---\ntitle: Churn\nsdk: gradio\napp_file: web/page.py\n---\n# Churn\n"
PAGES = {
    "process file": (
        {"app.py": PAGE, "Procfile": "web: streamlit run app.py\n"},
        "app.py:1",
        "started by Procfile",
    ),
    "image": (
        {"app.py": PAGE, "Dockerfile": f"{IMAGE}CMD streamlit run app.py\n"},
        "app.py:1",
        "Streamlit: a page for people, which other software cannot call; it reaches a model, started by Dockerfile",
    ),
    "hosted space": (
        {"web/page.py": f"import gradio\n{MODEL}", "README.md": CARD},
        "web/page.py:1",
        "it reaches a model, started by README.md",
    ),
    "a space in a folder of demos": (
        {
            "demo/app.py": "import gradio\nfrom demo.model import MODEL\n",
            "demo/model.py": MODEL,
            "README.md": CARD.replace("web/page", "demo/app"),
        },
        "demo/app.py:1",
        "it reaches a model, started by README.md",
    ),
    "page whose model is elsewhere": (
        {
            **SERVICE,
            "svc/app.py": "import dash\nfrom svc.model import MODEL\n",
            "Procfile": "web: python -m svc.app\n",
        },
        "svc/app.py:1",
        "Dash: a page for people",
    ),
}


@pytest.mark.parametrize(("files", "where", "words"), PAGES.values(), ids=PAGES)
def test_a_page_that_is_started_and_reaches_a_model_is_present(
    files: dict[str, str], where: str, words: str
) -> None:
    finding = run("serving", snapshot(files))
    assert_found(finding, Level.PRESENT, where, words)
    assert len(finding.evidence) == 1


BOT = f"""from telegram.ext import Application, MessageHandler
{MODEL}

async def reply(update, context):
    MODEL.predict([update])


app = Application.builder().token("x").build()
app.add_handler(MessageHandler(None, reply))
app.run_polling()
"""
SOCKET = f"""import socket
{MODEL}
server = socket.socket()
server.bind(("", 80))
server.listen()
while True:
    connection, _ = server.accept()
    connection.sendall(MODEL.predict([connection.recv(9)]))
"""
STARTED = {"Dockerfile": f"{IMAGE}CMD python app.py\n"}

ANSWERS = {
    "a bot of messages": (BOT, 12, "Telegram bot: handler, with a model, started by Dockerfile"),
    "a bot's event": (
        f"import discord\n{MODEL}\nclient = discord.Client()\n\n\n@client.event\nasync def on_message(m):\n"
        "    MODEL.predict([m])\n", 9, "Discord bot: handler"),
    "a decorator that is called with the function": (
        f"import telebot\n{MODEL}\ndef reply(m):\n    MODEL.predict([m])\n\n\nbot = telebot.TeleBot('x')\n"
        "bot.message_handler(commands=['a'])(reply)\n", 11, "Telegram bot: handler"),
    "an application that is handed in, by its type": (
        f"from typing import TYPE_CHECKING\n{MODEL}\nif TYPE_CHECKING:\n    import telebot\n\n\ndef reply(m):\n"
        "    MODEL.predict([m])\n\n\ndef register(bot: telebot.TeleBot):\n    bot.message_handler()(reply)\n\n\n"
        "register(make())\n", 15, "Telegram bot: handler"),
    "a room's events": (
        f"from nio import AsyncClient, RoomMessageText\n{MODEL}\nasync def reply(room, event):\n    MODEL.predict([event])\n"
        "\n\nclient = AsyncClient('x')\nclient.add_event_callback(reply, RoomMessageText)\n", 11, "Matrix bot: handler"),
    "a socket": (SOCKET, 10, "socket server: handler, with a model, started by Dockerfile"),
    "a queue of messages": (
        f"import zmq\n{MODEL}\nsocket = zmq.Context().socket(zmq.REP)\nsocket.bind('tcp://*:1')\n", 7, "ZeroMQ: tcp://*:1"),
    "a handler class of sockets": (
        f"import socketserver\n{MODEL}\nclass H(socketserver.BaseRequestHandler):\n    def handle(self):\n"
        "        MODEL.predict([1])\n", 6, "socket server: handler"),
    "a server of streams": (
        f"import asyncio\n{MODEL}\nasync def main():\n    await asyncio.start_server(h, '', 1)\n", 7, "socket server: "),
    "a server of web sockets": (
        f"import websockets\n{MODEL}\nasync def main():\n    async with websockets.serve(h, '', 1):\n        pass\n",
        7, "WebSocket server: handler"),
    "a tool server": (
        f"from fastmcp import FastMCP\n{MODEL}\nmcp = FastMCP('x')\n\n\n@mcp.tool\ndef churn(x: float):\n"
        "    return MODEL.predict([x])\n\n\nmcp.run()\n", 9, "MCP server: handler"),
    "a tool server of the protocol's package": (
        f"from mcp.server.fastmcp import FastMCP\n{MODEL}\nmcp = FastMCP('x')\n\n\n@mcp.tool()\ndef churn(x: float):\n"
        "    return MODEL.predict([x])\n", 9, "MCP server: handler"),
    "a worker of a platform": (
        f"import runpod\n{MODEL}\ndef work(job):\n    return MODEL.predict([job])\n\n\n"
        "runpod.serverless.start({'handler': work})\n", 10, "RunPod: handler"),
    "a model server in a program": (
        f"from pytriton.triton import Triton\n{MODEL}\nwith Triton() as t:\n    t.bind(model_name='x')\n    t.serve()\n",
        7, "Triton (PyTriton): handler"),
    "a chain behind a route": (
        f"from langserve import add_routes\n{MODEL}\nadd_routes(app, MODEL, path='/chat')\n", 6, "LangServe: "),
    "a function of an application": (
        f"import azure.functions as func\n{MODEL}\napp = func.FunctionApp()\n\n\n@app.route(route='predict')\n"
        "def predict(req):\n    return MODEL.predict([req])\n", 9, "Azure Functions: "),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "words"), ANSWERS.values(), ids=ANSWERS)
def test_a_program_that_answers_with_a_model_is_wired_where_it_is_started(
    text: str, line: int, words: str
) -> None:
    finding = run("serving", snapshot({"app.py": text, **STARTED}))
    assert finding.level is Level.WIRED
    assert (f"app.py:{line}", True) in [
        (f"{each.path}:{each.line}", words in each.note) for each in finding.evidence
    ]
    assert_found(
        run("serving", snapshot({"app.py": text})),
        Level.SUBSTANTIVE,
        f"app.py:{line}",
        words.partition(",")[0],
    )


WITHOUT = {
    "a bot": BOT.replace(MODEL, ""),
    "a socket": SOCKET.replace(MODEL, ""),
    "a function": "def lambda_handler(event, context):\n    return event\n",
    "a function of a cloud": "import functions_framework\n\n\n@functions_framework.http\ndef f(request):\n    return ''\n",
    "a free port": f"import socket\n{MODEL}\ns = socket.socket()\ns.bind(('', 0))\n",
    "a client": f"import zmq\n{MODEL}\ns = zmq.Context().socket(zmq.REQ)\ns.connect('tcp://x:1')\n",
}


@pytest.mark.parametrize("text", WITHOUT.values(), ids=WITHOUT)
def test_what_answers_without_a_path_to_a_model_serves_none(text: str) -> None:
    files = {"app.py": text, "train.py": "import xgboost\n\nxgboost.train({}, None)\n", **STARTED}
    assert_found(run("serving", snapshot(files)), Level.ABSENT)


CLOUDS = {
    "an endpoint of a cloud's model": (
        "from google.cloud import aiplatform\n\naiplatform.Model.upload('c').deploy()\n", Level.SUBSTANTIVE, "x.py:3"),
    "an endpoint by a client": (
        "import boto3\n\nboto3.client('sagemaker').create_endpoint(EndpointName='c')\n", Level.SUBSTANTIVE, "x.py:3"),
    "an endpoint of something else": ("import boto3\n\nboto3.client('dms').create_endpoint(EndpointName='c')\n", Level.ABSENT, ""),
    "a server without a model": ("from ray import serve\n\n@serve.deployment\nclass A:\n    pass\n", Level.ABSENT, ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "level", "place"), CLOUDS.values(), ids=CLOUDS)
def test_a_cloud_serves_a_model_that_no_code_here_loads(text: str, level: Level, place: str) -> None:
    assert_found(run("serving", snapshot({"x.py": text})), level, place, "with a model")


def test_an_application_that_a_server_is_told_by_name_is_started() -> None:
    runs = "import uvicorn\n\nif __name__ == '__main__':\n    uvicorn.run({})\n"
    for told in ("'svc.app:app', port=80", "app='svc.app:app'"):
        files = {**SERVICE, "run.py": runs.format(told), "Dockerfile": f"{IMAGE}CMD python run.py\n"}
        assert run("serving", snapshot(files)).level is Level.WIRED
    other = {**SERVICE, "run.py": runs.format("'other:app'"), "Dockerfile": f"{IMAGE}CMD python run.py\n"}
    assert run("serving", snapshot(other)).level is Level.SUBSTANTIVE


GRAPH = {
    "agent/__init__.py": "",
    "agent/graph.py": f"import langgraph\n{MODEL}\ngraph = langgraph.build(MODEL.predict([1]))\n",
    "langgraph.json": '{"graphs": {"agent": "./agent/graph.py:graph"}}',
}


def test_a_graph_is_started_by_its_server_and_not_by_whoever_imports_it() -> None:
    app = "import fastapi\nfrom agent import graph\n\napp = fastapi.FastAPI()\n"
    imported = {**GRAPH, "app.py": app, "Procfile": "web: uvicorn app:app\n"}
    assert_found(
        run("serving", snapshot(imported)), Level.SUBSTANTIVE, "agent/graph.py:6", "LangGraph server: handler"
    )
    served = {**GRAPH, "Makefile": "up:\n\tlanggraph up\n"}
    assert run("serving", snapshot(served)).level is Level.WIRED


def test_the_route_that_a_model_answers_is_told_before_the_others() -> None:
    routes = "\n\n".join(
        f"@app.get({route!r})\ndef f{number}():\n    return MODEL.predict([1])\n"
        for number, route in enumerate(("/", "/api/health", "/items", "/rag/query"))
    )
    text = f"from fastapi import FastAPI\n{MODEL}\napp = FastAPI()\n\n{routes}"
    finding = run("serving", snapshot({"app.py": text}))
    assert [each.note for each in finding.evidence] == ["FastAPI: /rag/query, with a model"]
    finding = run("serving", snapshot({"app.py": text.replace("/rag/query", "/live")}))
    assert [each.note for each in finding.evidence] == ["FastAPI: /items, with a model"]


def test_a_handler_of_an_endpoint_is_told_by_its_class() -> None:
    handler = f"{MODEL}\n\nclass EndpointHandler:\n    def __call__(self, data):\n        return MODEL.predict(data)\n"
    finding = run("serving", snapshot({"handler.py": handler}))
    assert_found(
        finding, Level.SUBSTANTIVE, "handler.py:6", "Inference Endpoints handler: handler, with a model"
    )
