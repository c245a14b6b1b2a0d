"""Requests to a service of one's own that is named for a model or what it does, and is not in the repository.

Nobody can see from here whether a model answers there: what a screen shows and a load test sends looks the
same. So it is no evidence, and no absence either.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from analyzer.facts.code.live_modules import live_modules
from analyzer.facts.models.model_clients import (
    HTTP_CLIENT,
    MODEL_WORDS,
    NAME_PARTS,
    address_setting,
    declared_clients,
    named_for_model,
)
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Unseen
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.language_roles import Place
from analyzer.wiring.models.http_models import HTTP_ROOTS, SENDS
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.places import USUAL, surroundings
from analyzer.wiring.roles import is_example_path, is_test_path
from analyzer.wiring.routes.endpoints import endpoints

# The last words of an address, as frameworks and model servers name them.
PREDICTING_ADDRESS = lazy_regex(
    r"[\"'`/}](?P<name>predict|predictions?|infer|inference|invocations|score|scoring|classify|trainings?|train"
    r"|summari[sz]e|summari[sz]ation|embed|embeddings?|generate[-_]?(?:text|answer|summary)"
    r"|answer[-_]query|ask[-_]?(?:ai|llm))"
    r"(?:/(?:jobs|batch|bulk))?/?[\"'`?]"
)
# How programs in other languages send something; a GET alone asks no model.
SENDING_CALL = lazy_regex(
    r"(?:.*[.#])?(?:post|Post|fetch|exchange|request|postForObject|postForEntity|PostAsync|PostAsJsonAsync"
    r"|NewRequest|NewRequestWithContext|POST|SendAsync|httr2?[.#]?(?:POST|req_perform))(?:\(\))?"
)
LOADING_FOLDERS = word_set(
    "load loadtest load_test load-test load_tests load-tests perf performance k6 locust"
)
# Whose clients annotations of interfaces declare.
DECLARING_LANGUAGES = frozenset({"Java", "Kotlin", "C#"})
MOST_TEXT = 100_000
ROWS_AROUND = 3
ROW_OF_REQUEST = 400


@derived
def models_elsewhere(repo: Snapshot) -> tuple[Unseen, ...]:
    """One Unseen for each file that sends something to such an address which nothing here answers."""
    answered = {(each.path, each.route) for each in endpoints(repo)}
    answered |= {(each.use.path, each.route) for each in routes(repo)}
    answering = {path for path, _route in answered}
    names = {part for _path, route in answered for part in route.strip("/").split("/")}
    found: dict[str, Unseen] = {}
    for path, calls in groupby(sorted(_sent(repo)), key=itemgetter(0)):
        asked = next(_asked(repo, path, calls, names, answering), None)
        if asked is not None:
            found[path] = asked
    for path, name in _declared(repo):
        if not _is_here(path, name, answering):
            found.setdefault(path, Unseen(f"what {name} asks is not in this repository", path))
    return tuple(found[path] for path in sorted(found))


def _asked(
    repo: Snapshot,
    path: str,
    calls: Iterable[tuple[str, int, str]],
    names: Collection[str],
    answering: Collection[str],
) -> Iterator[Unseen]:
    """What the calls of a file, in the order of their lines, ask elsewhere; its text is taken apart once."""
    text = repo.text(path) or ""
    rows = text.split("\n")
    is_client = HTTP_CLIENT.search(text[:MOST_TEXT]) is not None
    setting = address_setting(text[:MOST_TEXT]) if is_client else None
    for _path, line, function in calls:
        around = rows[max(0, line - 1 - ROWS_AROUND) : line + ROWS_AROUND]
        matches = (PREDICTING_ADDRESS.search(each[:ROW_OF_REQUEST]) for each in around)
        address = next((each["name"] for each in matches if each is not None), None)
        if address is not None:
            if address not in names:
                yield Unseen(f"what answers at /{address} is not in this repository", path)
            continue
        name = _client(path, function, setting) if is_client else None
        if name is not None and not _is_here(path, name, answering):
            yield Unseen(f"what {name} asks is not in this repository", path)


def _client(path: str, function: str, setting: str | None) -> str | None:
    """What in a file that sends something names a model: what sends it, or a `setting` of the address."""
    if function and named_for_model(function):
        return next((each for each in re.split(r"[.#:]", function) if named_for_model(each)), function)
    stem = path.rpartition("/")[2].partition(".")[0]
    if named_for_model(stem, function):
        return stem
    # `ai` beside the names: only what tells or shows something is left out.
    return setting if named_for_model("ai", stem, function) else None


def _is_here(path: str, name: str, answering: Collection[str]) -> bool:
    """Whether another program of the repository that answers requests lies in a folder of that name."""
    words = {part.lower() for part in NAME_PARTS.findall(name)} & MODEL_WORDS
    for each in answering:
        folders = each.split("/")[:-1]
        for depth, folder in enumerate(folders, 1):
            own = path.startswith("/".join(folders[:depth]) + "/")
            if not own and words <= {part.lower() for part in NAME_PARTS.findall(folder)}:
                return True
    return False


def _declared(repo: Snapshot) -> Iterator[tuple[str, str]]:
    """The file and name of each client whose requests a library or a generator writes."""
    for path, program in programs(repo).items():
        if program.language in DECLARING_LANGUAGES and not _is_aside(path):
            for name in declared_clients((repo.text(path) or "")[:MOST_TEXT]):
                yield path, name


def _sent(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    """The file, line and function of each call that sends something over HTTP, in programs that may run."""
    for path, facts in live_modules(repo).items():
        roots = {each.module.partition(".")[0] for each in facts.imports}
        if _is_aside(path) or HTTP_ROOTS.isdisjoint(roots):
            continue
        for call in facts.calls:
            if call.target.rpartition(".")[2] in SENDS:
                yield path, call.line, call.function or ""
    places = surroundings(repo)
    for path, program in programs(repo).items():
        if places.get(path, USUAL).place is Place.BROWSER or _is_aside(path):
            continue
        for each in program.calls:
            if SENDING_CALL.fullmatch(each.target):
                yield path, each.line, each.function or ""


def _is_aside(path: str) -> bool:
    return is_test_path(path) or is_example_path(path) or not LOADING_FOLDERS.isdisjoint(path.split("/"))
