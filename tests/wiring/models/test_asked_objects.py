from __future__ import annotations

import pytest

from analyzer.wiring.models.asked_objects import asking_objects
from analyzer.wiring.runs.called import leading_to
from tests.support.snapshots import snapshot

STEP = "def ask(state):\n    return 1\n"
GRAPH = f"from langgraph.graph import StateGraph\n\n{STEP}\nflow = StateGraph(dict)\n"
KEPT = f"{GRAPH}flow.add_node('a', ask)\ngraph = flow.compile()\n"
MADE = f"{GRAPH.replace('flow', 'unused')}\ndef build():\n    flow = StateGraph(dict)\n    flow.add_node('a', ask)\n    return flow.compile()\n"
ROUTE = "from svc.agent import {name}\n\ndef answer(text):\n    return {call}\n"
ASKED = {
    "a compiled graph": (KEPT, "graph", "graph.invoke({})", True),
    "without waiting": (KEPT, "graph", "graph.astream_events({})", True),
    "a graph that a function made": (MADE + "graph = build()\n", "graph", "graph.ainvoke({})", True),
    "a graph that is made when it is asked": (MADE, "build", "build().invoke({})", True),
    "a graph that is looked at": (KEPT, "graph", "graph.get_graph()", False),
    "a graph of other steps": (f"{GRAPH}graph = flow.compile()\n", "graph", "graph.invoke({})", False),
    "another object": (f"import lib\n\n{STEP}\ngraph = lib.Graph()\n", "graph", "graph.invoke({})", False),
    "a name that nothing was given": (KEPT, "ask", "other.invoke({})", False),
}  # fmt: skip


@pytest.mark.parametrize(("agent", "name", "call", "asks"), ASKED.values(), ids=ASKED)
def test_who_asks_an_object_reaches_its_steps(agent: str, name: str, call: str, asks: bool) -> None:
    files = {
        "svc/__init__.py": "",
        "svc/agent.py": agent,
        "svc/routes.py": ROUTE.format(name=name, call=call),
    }
    repo = snapshot(files)
    over = leading_to(repo, ["svc/routes.py"], {("svc/agent.py", "ask")})
    assert (("svc/routes.py", "answer") in asking_objects(repo, over) | over) == asks


def test_nothing_asks_where_no_function_leads_to_a_model() -> None:
    repo = snapshot({"svc/agent.py": KEPT, "a.py": ROUTE.format(name="graph", call="graph.invoke({})")})
    assert asking_objects(repo, frozenset()) == frozenset()
