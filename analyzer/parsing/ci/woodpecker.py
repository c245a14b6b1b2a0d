"""Woodpecker, which took over the form of Drone's files.

Source: https://woodpecker-ci.org/docs/usage/workflow-syntax.
"""

from __future__ import annotations

from functools import partial

from analyzer.parsing.ci.drone import read_containers
from analyzer.parsing.ci.filters import filtered
from analyzer.parsing.ci.system import System, of_all_documents

SYSTEM = System(
    "woodpecker",
    r"\.woodpecker\.ya?ml|\.woodpecker/(?:[^/]+/)*[^/]+\.ya?ml",
    of_all_documents(partial(read_containers, "woodpecker")),
    lookalikes=r"\.woodpecker(?:/.*)?\.ya?ml",
    unfold=filtered,
)
