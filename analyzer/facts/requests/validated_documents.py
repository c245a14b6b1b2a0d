"""Documents that are held against a JSON Schema: whether they came in with a request, or are data of ours."""

from __future__ import annotations

from analyzer.facts.requests.incoming_values import is_given_a_request
from analyzer.parsing.python import Call, PythonFacts
from analyzer.repository import Snapshot
from analyzer.wiring.modules import last_part
from analyzer.wiring.runs.called import called_by_services


def validates_a_request(repo: Snapshot, path: str, facts: PythonFacts, call: Call | None) -> bool:
    """Whether a call of `jsonschema.validate` is given what came in, or a function around it is."""
    if call is None:
        return False
    if is_given_a_request(_rows(repo, path), facts, call):
        return True
    name = last_part(call.function or "")
    return bool(name) and any(
        is_given_a_request(_rows(repo, module), repo.modules[module], each)
        for module in sorted(called_by_services(repo).modules)
        for each in repo.modules[module].calls
        if last_part(each.target) == name
    )


def _rows(repo: Snapshot, path: str) -> list[str]:
    return (repo.text(path) or "").split("\n")
