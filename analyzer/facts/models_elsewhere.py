"""Requests to a service of one's own that is named for predictions or training, and is not in the repository.

Nobody can see from here whether a model answers there: what a screen shows and a load test sends looks the
same. So it is no evidence, and no absence either.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.live_modules import live_modules
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Unseen
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.endpoints import endpoints
from analyzer.wiring.http_models import HTTP_ROOTS, SENDS
from analyzer.wiring.language_roles import Place
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.places import USUAL, surroundings
from analyzer.wiring.roles import is_example_path, is_test_path

# The last words of an address, as frameworks and model servers name them.
PREDICTING_ADDRESS = lazy_regex(
    r"[\"'`/}](?P<name>predict|predictions?|infer|inference|invocations|score|scoring|classify|trainings?|train)"
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
ROWS_AROUND = 3
ROW_OF_REQUEST = 400


def models_elsewhere(repo: Snapshot) -> Iterator[Unseen]:
    """One Unseen for each file that sends something to such an address which nothing here answers."""
    answered = {each.route for each in endpoints(repo)} | {each.route for each in routes(repo)}
    names = {part for route in answered for part in route.strip("/").split("/")}
    for path, line in sorted(_sent(repo)):
        rows = (repo.text(path) or "").split("\n")[max(0, line - 1 - ROWS_AROUND) : line + ROWS_AROUND]
        found = (PREDICTING_ADDRESS.search(each[:ROW_OF_REQUEST]) for each in rows)
        address = next((each["name"] for each in found if each is not None), None)
        if address is not None and address not in names:
            yield Unseen(f"what answers at /{address} is not in this repository", path)


def _sent(repo: Snapshot) -> Iterator[tuple[str, int]]:
    """The file and line of each call that sends something over HTTP, in programs that may run."""
    for path, facts in live_modules(repo).items():
        roots = {each.module.partition(".")[0] for each in facts.imports}
        if _is_aside(path) or HTTP_ROOTS.isdisjoint(roots):
            continue
        for call in facts.calls:
            if call.target.rpartition(".")[2] in SENDS:
                yield path, call.line
    places = surroundings(repo)
    for path, program in programs(repo).items():
        if places.get(path, USUAL).place is Place.BROWSER or _is_aside(path):
            continue
        for each in program.calls:
            if SENDING_CALL.fullmatch(each.target):
                yield path, each.line


def _is_aside(path: str) -> bool:
    return is_test_path(path) or is_example_path(path) or not LOADING_FOLDERS.isdisjoint(path.split("/"))
