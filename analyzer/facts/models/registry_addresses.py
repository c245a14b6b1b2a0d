"""Requests to the addresses of MLflow's registry, made without its library.

Source: https://mlflow.org/docs/latest/rest-api.html (registered models, model versions and their aliases).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, Function
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import Code, last_part
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.roles import is_example_path, is_test, is_test_path
from analyzer.wiring.runs.reachability import is_live

REGISTRY_REQUEST = lazy_regex(
    r"(?P<what>(?:registered-models|model-versions)/(?P<does>create|transition-stage|alias|get-latest-versions"
    r"|get-download-uri|get|search))(?=[\"'`?\s&}]|$)"
)
REGISTERING_REQUESTS = word_set("create transition-stage")
# An alias is given by a POST to the address at which it is asked for.
GIVES_ALIAS = lazy_regex(r"(?i)\bpost\b")
SENDS_SOMETHING = lazy_regex(
    r"(?i)(?:\w{0,20}(?:post|get|put|patch|request|send|fetch|exchange)\w{0,20}|urlopen|axios|default|do)"
)
# Remarks, and the routes of a server that offers the same addresses.
NO_REQUEST = lazy_regex(r"\s*(?:#|//|\*|/\*|@|(?:app|router|mux)\.\w{1,20}\()")
NAME_HELD = lazy_regex(
    r"\s*(?:(?:export|const|let|var|final|static|private|String|string)\s{1,4}){0,5}(?P<name>[A-Za-z_]\w{0,60})"
    r"(?:\s{0,2}:\s{0,2}\w{1,20})?\s{0,4}:?=\s{0,4}[\"'](?P<text>[\w.-]{3,100})[\"']"
)
# What says of no model which one it is.
NO_NAMES = word_set("str string String None null name model_name undefined")
MODEL_IN_REQUEST = lazy_regex(
    r"[\"']?\b(?:name|model_name|registered_model_name)[\"']?[ \t]{0,4}[:=][ \t]{0,4}"
    r"(?:f?[\"'](?P<text>[\w./ -]{3,100})[\"']|(?P<variable>[A-Za-z_][\w.]{0,80}))"
)
ROWS_OF_REQUEST = 4
LONGEST_REQUEST_ROW = 400


class RegistryRequest(Struct, frozen=True):
    """A request of live code to the registry: its place, what it asks, and what names the model."""

    path: str
    line: int
    what: str
    registers: bool
    words: frozenset[str]


@derived
def registry_requests(repo: Snapshot) -> tuple[RegistryRequest, ...]:
    """The requests of live code that register or promote a model, or ask for a version."""
    return (*_of_modules(repo), *_of_programs(repo))


def _of_modules(repo: Snapshot) -> Iterator[RegistryRequest]:
    for path, facts in repo.modules.items():
        if not is_test(repo, path) and not is_example_path(path):
            code = Code(path, facts, notebook=False)
            for each in _in_file(repo, path, facts.functions, facts.calls):
                if is_live(repo, code, code.function_at(each.line)):
                    yield each


def _of_programs(repo: Snapshot) -> Iterator[RegistryRequest]:
    for path, facts in programs(repo).items():
        if not is_test_path(path) and not is_example_path(path):
            yield from _in_file(repo, path, facts.functions, facts.calls)


def _in_file(
    repo: Snapshot, path: str, functions: tuple[Function, ...], calls: tuple[Call, ...]
) -> Iterator[RegistryRequest]:
    text = repo.text(path) or ""
    if REGISTRY_REQUEST.search(text) is None or not any(map(SENDS_SOMETHING.fullmatch, _names(calls))):
        return
    rows = text.split("\n")
    for number, row in enumerate(rows, 1):
        found = REGISTRY_REQUEST.search(row[:LONGEST_REQUEST_ROW])
        if found is None or NO_REQUEST.match(row):
            continue
        around = [each for each in functions if each.line <= number <= each.end_line]
        inner = max(around, key=lambda each: each.line, default=None)
        body = rows[inner.line - 1 : inner.end_line] if inner is not None else rows
        near = " ".join(rows[max(0, number - ROWS_OF_REQUEST) : number + 1])
        gives = found["does"] == "alias" and GIVES_ALIAS.search(near) is not None
        registers = gives or found["does"] in REGISTERING_REQUESTS
        yield RegistryRequest(path, number, found["what"], registers, _words(rows, body))


def _names(calls: tuple[Call, ...]) -> Iterator[str]:
    return (last_part(each.target).rpartition("#")[2] for each in calls)


def _words(rows: list[str], body: list[str]) -> frozenset[str]:
    """The names of models in the body of a function, also of constants of the file."""
    held = {
        each["name"]: each["text"] for row in rows if (each := NAME_HELD.match(row[:LONGEST_REQUEST_ROW]))
    }
    found: set[str] = set()
    for row in body:
        for match in MODEL_IN_REQUEST.finditer(row[:LONGEST_REQUEST_ROW]):
            name = match["variable"] or ""
            told = match["text"] or held.get(name, "")
            found.update({told.casefold()} if told else ())
            found.update({f"${last_part(name).casefold()}"} if name and name not in NO_NAMES else ())
    return frozenset(found)
