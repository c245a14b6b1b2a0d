"""Files that the base image of a LangGraph server is told to serve, by variables of its environment.

Source: https://docs.langchain.com/langsmith/cli#dockerfile, what `langgraph dockerfile` writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

GRAPHS, PAGES = "LANGSERVE_GRAPHS", "LANGGRAPH_HTTP"
LONGEST_VARIABLE = 20_000


def served_graphs(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The variable and what it names, as `/deps/app/graph.py:graph`: an application first, then graphs."""
    for variable in (PAGES, GRAPHS):
        written = environment.get(variable, "")
        if not written or len(written) > LONGEST_VARIABLE:
            continue
        try:
            told = json.loads(written)
        except (ValueError, RecursionError):
            continue
        if not isinstance(told, dict):
            continue
        for name, each in told.items():
            spelled = each.get("path") if isinstance(each, dict) else each
            if isinstance(spelled, str) and (variable == GRAPHS or name == "app"):
                yield variable, spelled
