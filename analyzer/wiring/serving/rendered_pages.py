"""Routes that only show what is kept: a template, a file, a constant; nothing of the request is read."""

from __future__ import annotations

from analyzer.parsing.code_facts import Function
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import last_part
from analyzer.wiring.routes.endpoints import Endpoint
from analyzer.wiring.serving.served_models import asks_on_request

FILE_ANSWERS = word_set("send_file send_from_directory FileResponse StaticFiles")
PAGE_ANSWERS = word_set("render_template render_template_string TemplateResponse HTMLResponse render")
# What a request brings, by the last part of the name: a form, a body, the words of the address.
READ_OF_REQUEST = word_set(
    "form files args values json get_json get_data data query_params body POST GET FILES"
)
NAMES_OF_REQUESTS = word_set("self request req cls")


def sends_files(repo: Snapshot, endpoint: Endpoint) -> bool:
    """Whether the handler of a route sends a file that is kept."""
    return any(FILE_ANSWERS & set(map(last_part, each.names)) for each in _handlers(repo, endpoint))


def only_shows(repo: Snapshot, endpoint: Endpoint) -> bool:
    """Whether a handler renders a page or sends a file of what is kept, and asks no model for its caller."""
    return is_page(repo, endpoint) and not asks_on_request(repo, endpoint)


def is_page(repo: Snapshot, endpoint: Endpoint) -> bool:
    """Whether a handler renders a page or sends a file, and reads nothing of the request for it."""
    handlers = _handlers(repo, endpoint)
    return bool(handlers) and all(map(_shows, handlers))


def _shows(function: Function) -> bool:
    if not NAMES_OF_REQUESTS.issuperset(function.parameters):
        return False
    words = {part for name in function.names for part in name.replace("()", "").split(".")}
    asked = any(name.startswith(("request.", "flask.request.")) for name in function.names)
    if asked and words & READ_OF_REQUEST:
        return False
    return not words.isdisjoint(FILE_ANSWERS | PAGE_ANSWERS)


def _handlers(repo: Snapshot, endpoint: Endpoint) -> list[Function]:
    return [
        each
        for each in repo.modules[endpoint.path].functions
        if endpoint.line == each.line or any(mark.line == endpoint.line for mark in each.decorators)
    ]
