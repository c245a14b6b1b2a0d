"""Programs that hand a server an object where it needs a name: it says so and ends.

https://www.uvicorn.org/#running-programmatically: with `reload` or several `workers` the application is
passed as an import string, or the server stops before it answers anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call
from analyzer.references.first_party import is_specimen
from analyzer.references.model import Outcome, Reference
from analyzer.references.started import STARTS
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.starts.entrypoints import starts

RUNS_OBJECT = "uvicorn.run"
OBJECT_GIVEN = lazy_regex(r"uvicorn\.run\(\s{0,40}(?:app[ \t]*=[ \t]*(?=\w))?([A-Za-z_]\w{0,60})\s{0,8}[,(]")
PYTHONS = word_set("python python3")
CALL_LETTERS = 300
RUN_BY_PYTHON = lazy_regex(r"\bpython3?[\"',\s]{1,6}(?:-u[\"',\s]{1,6})?[\w./-]{1,120}\.py\b")


def server_calls(repo: Snapshot) -> Iterator[Reference]:
    """The starts of programs whose server ends at once, because of how it is called."""
    for start in starts(repo):
        if start.module not in repo.modules or is_specimen(start.path) or not start.words:
            continue
        if start.module is None or basename(start.words[0]) not in PYTHONS:
            continue  # a server that is started by command loads the object by its name
        line = _refused(repo, start.module)
        if line is not None:
            why = (
                f"the server is given an object, not its name, with reload or workers ({start.module}:{line})"
            )
            yield Reference(start.path, start.line, STARTS, "", Outcome.DANGLES, why)


def ends_at_once(repo: Snapshot, path: str, line: int, module: str) -> Reference | None:
    """The same for a start that a platform's file names: its line runs the program by Python."""
    rows = (repo.text(path) or "").split("\n")
    row = rows[line - 1][:CALL_LETTERS] if 0 < line <= len(rows) else ""
    if module not in repo.modules or RUN_BY_PYTHON.search(row) is None:
        return None
    called = _refused(repo, module)
    if called is None:
        return None
    why = f"the server is given an object, not its name, with reload or workers ({module}:{called})"
    return Reference(path, line, STARTS, "", Outcome.DANGLES, why)


def _refused(repo: Snapshot, module: str) -> int | None:
    """The line of the only call of the server in a module, if it is one that ends at once."""
    calls = [call for call in repo.modules[module].calls if call.target == RUNS_OBJECT]
    if len(calls) != 1 or calls[0].strings or not _needs_name(calls[0]):
        return None
    text = repo.text(module) or ""
    match = OBJECT_GIVEN.search(text)
    if match is None or re.search(rf"^[ \t]*{match[1]}\b[^=\n]{{0,40}}=[ \t]*f?[\"']", text, re.MULTILINE):
        return None
    return calls[0].line


def _needs_name(call: Call) -> bool:
    told = dict(call.keywords)
    workers = told.get("workers", "")
    return told.get("reload") == "True" or (workers.isdigit() and int(workers) > 1)
