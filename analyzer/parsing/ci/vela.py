"""Vela, whose files have the form of Drone's.

Source: https://go-vela.github.io/docs/reference/yaml/.
"""

from __future__ import annotations

from functools import partial

from analyzer.parsing.ci.drone import read_containers
from analyzer.parsing.ci.system import System, of_all_documents

SYSTEM = System(
    "vela",
    r"\.vela\.ya?ml",
    of_all_documents(partial(read_containers, "vela")),
    lookalikes=r"\.vela\.ya?ml",
)
