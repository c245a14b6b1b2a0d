"""Metrics that are made and never measured."""

from __future__ import annotations

import pytest

from analyzer.facts.telemetry.idle_instruments import is_idle
from tests.support.snapshots import snapshot

MADE = "from prometheus_client import Counter\n\nANSWERS = Counter('answers_total', 'answers')\n"
TARGET = "prometheus_client.Counter"
USED = {
    "never": ({"a.py": MADE}, True),
    "counted": ({"a.py": MADE + "\n\ndef f():\n    ANSWERS.inc()\n"}, False),
    "counted by a label": ({"a.py": MADE + "\n\ndef f():\n    ANSWERS.labels('a').inc()\n"}, False),
    "counted in another module": (
        {"m/__init__.py": "", "m/a.py": MADE, "b.py": "from m.a import ANSWERS\n\n\ndef f():\n    ANSWERS.inc()\n"}, False),
    "counted by a test alone": ({"a.py": MADE, "tests/test_a.py": "from a import ANSWERS\n\n\ndef test_a():\n    ANSWERS.inc()\n"}, True),
    "exposed": ({"a.py": MADE + "from prometheus_client import start_http_server\nstart_http_server(9000)\n"}, False),
    "measured by a decorator": (
        {"a.py": MADE.replace("Counter", "Histogram") + "\n\n@ANSWERS.time()\ndef f():\n    pass\n"}, False),
    "the clock": ({"a.py": MADE + "import time\n\n\ndef f():\n    return time.time()\n"}, True),
    "a line in a log": ({"a.py": MADE + "import logging\n\n\ndef f():\n    logging.info('a')\n"}, True),
}  # fmt: skip


@pytest.mark.parametrize(("files", "idle"), USED.values(), ids=USED)
def test_a_metric_is_idle_where_nothing_measures_or_shows_one(files: dict[str, str], idle: bool) -> None:
    assert is_idle(snapshot(files), TARGET) is idle


@pytest.mark.parametrize("target", ["prometheus_client.start_http_server", "shop.Counter"])
def test_only_metrics_of_the_client_are_idle(target: str) -> None:
    assert not is_idle(snapshot({"a.py": MADE}), target)
