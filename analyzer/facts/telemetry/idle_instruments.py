"""Metrics of a client library that are made, and that nothing ever measures or shows.

Methods and ways to expose: https://prometheus.github.io/client_python/instrumenting/ and /exporting/.
"""

from __future__ import annotations

from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.metric_names import CLIENT_CLASSES
from analyzer.wiring.modules import last_part, package_of
from analyzer.wiring.roles import is_test

CLIENT = word_set("prometheus_client")
CLIENT_METHODS = word_set(
    "inc dec set observe labels time count_exceptions track_inprogress info state set_to_current_time "
    "set_function remove clear"
)
EXPOSING = word_set(
    "start_http_server start_wsgi_server make_asgi_app make_wsgi_app generate_latest push_to_gateway "
    "pushadd_to_gateway write_to_textfile MetricsHandler MultiProcessCollector register "
    "Instrumentator PrometheusMiddleware handle_metrics PrometheusMetrics"
)
# Of which the measuring methods are words, too.
OTHERS_OF_THE_NAME = word_set("time logging logger log threading asyncio")


def is_idle(repo: Snapshot, target: str) -> bool:
    """Whether a call only makes a metric of the client, and no live code measures or shows any."""
    if package_of(target, CLIENT) is None or last_part(target) not in CLIENT_CLASSES:
        return False
    return not _are_used(repo)


@derived
def _are_used(repo: Snapshot) -> bool:
    for path, facts in repo.modules.items():
        if is_test(repo, path):
            continue
        targets = [call.target for call in facts.calls]
        targets += [each.target for function in facts.functions for each in function.decorators]
        targets += [name for function in facts.functions for name in function.names]
        targets += facts.named
        for target in targets:
            name = last_part(target)
            if name in EXPOSING:
                return True
            if (
                name in CLIENT_METHODS
                and target.partition(".")[0].replace("()", "") not in OTHERS_OF_THE_NAME
            ):
                return True
    return False
