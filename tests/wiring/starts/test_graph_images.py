"""Images that are told by variables which graphs they serve."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.wiring.starts.graph_images import served_graphs
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

BUILT = "FROM langchain/langgraph-api:3.12\nADD . /deps/it\nENV {}\n"
GRAPH = 'LANGSERVE_GRAPHS=\'{"agent": "/deps/it/svc/graph.py:make_graph"}\''
AGENT = (
    "from langgraph.graph import StateGraph\nfrom openai import OpenAI\n\n\ndef answer(state):\n"
    "    return OpenAI().responses.create(model='m', input=state)\n\n\ndef make_graph(config):\n"
    "    flow = StateGraph(dict)\n    flow.add_node('answer', answer)\n    return flow.compile()\n"
)
NAMED = '{"graphs": {"agent": "./svc/graph.py:make_graph"}}'
TOLD = {
    "a graph": ({"LANGSERVE_GRAPHS": '{"a": "/deps/a.py:g"}'}, [("LANGSERVE_GRAPHS", "/deps/a.py:g")]),
    "a graph with more": ({"LANGSERVE_GRAPHS": '{"a": {"path": "/a.py:g"}}'}, [("LANGSERVE_GRAPHS", "/a.py:g")]),
    "an application first": (
        {"LANGSERVE_GRAPHS": '{"a": "a.py:g"}', "LANGGRAPH_HTTP": '{"app": "b.py:app", "cors": "c.py:c"}'},
        [("LANGGRAPH_HTTP", "b.py:app"), ("LANGSERVE_GRAPHS", "a.py:g")]),
    "no JSON": ({"LANGSERVE_GRAPHS": "{a: b}"}, []),
    "a list": ({"LANGSERVE_GRAPHS": '["a.py:g"]'}, []),
    "a number": ({"LANGSERVE_GRAPHS": '{"a": 1}'}, []),
    "another variable": ({"GRAPHS": '{"a": "a.py:g"}'}, []),
}  # fmt: skip


@pytest.mark.parametrize(("environment", "graphs"), TOLD.values(), ids=TOLD)
def test_what_a_server_is_told(environment: dict[str, str], graphs: list[tuple[str, str]]) -> None:
    assert list(served_graphs(environment)) == graphs


def test_an_image_serves_the_graph_that_it_is_told() -> None:
    files = {"svc/graph.py": AGENT, "langgraph.json": NAMED, "Dockerfile": BUILT.format(GRAPH)}
    repo = snapshot(files)
    words = "container image starts svc/graph.py (LANGSERVE_GRAPHS /deps/it/svc/graph.py:make_graph)"
    assert_found(run("dockerfile", repo), Level.WIRED, "Dockerfile:1", words)
    assert run("serving", repo).level is Level.WIRED
    assert run("model_code", repo).level is Level.WIRED


@pytest.mark.parametrize("variable", ["OTHER='{}'", GRAPH.replace("svc/graph.py", "svc/other.py")])
def test_an_image_that_is_told_nothing_of_this_repository_serves_none(variable: str) -> None:
    files = {"svc/graph.py": AGENT, "langgraph.json": NAMED, "Dockerfile": BUILT.format(variable)}
    repo = snapshot(files)
    assert run("dockerfile", repo).level is Level.PRESENT
    assert run("serving", repo).level is Level.SUBSTANTIVE
