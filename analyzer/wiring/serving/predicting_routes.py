"""What runs while a route answers that is named for what a model gives: `/predict`, `/chat`."""

from __future__ import annotations

from analyzer.repository import Snapshot, derived
from analyzer.wiring.routes.answering import answering
from analyzer.wiring.routes.endpoints import PREDICTING_ROUTE, endpoints
from analyzer.wiring.runs.called import reached_on_the_way


@derived
def run_by_predicting_routes(repo: Snapshot) -> frozenset[tuple[str, str]]:
    """The functions, by file and qualified name, to which calls may lead from such a route."""
    named = [each for each in endpoints(repo) if PREDICTING_ROUTE.search(each.route) is not None]
    handlers = {place for each in named for place in answering(repo, each) or ()}
    return reached_on_the_way(repo, {each.path for each in named}, handlers) if handlers else frozenset()
