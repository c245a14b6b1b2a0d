"""Functions that are named for an action and only write to a log."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.testing import run, snapshot

STATS = "import numpy as np\n\n\ndef population_stability_index(expected, actual):\n    return np.sum(expected - actual)\n\npsi = population_stability_index(1, 2)\n"
TASK = {"Makefile": "watch:\n\tpython stats.py\n"}
SENDS = "def {}(text):\n    {}\n\nif psi > 0.2:\n    {}(psi)\n"
SAY = "\ndef say(text):\n    print(text)\n"
ACTIONS = {
    "only logs": (SENDS.format("send_alert", "logger.warning(text)", "send_alert"), False),
    "is empty": (SENDS.format("send_alert", "pass", "send_alert"), False),
    "sends": (SENDS.format("send_alert", "requests.post(text)", "send_alert"), True),
    "logs and sends": (
        SENDS.format("send_alert", "print(text)\n    requests.post(text)", "send_alert"), True),
    "calls what only logs": (SENDS.format("send_alert", "say(text)", "send_alert") + SAY, False),
    "calls what is not known": (SENDS.format("send_alert", "say(text)", "send_alert"), True),
    "calls nothing": (SENDS.format("send_alert", "global found", "send_alert"), True),
    "raises": (SENDS.format("send_alert", "print(text)\n    raise ValueError(text)", "send_alert"), True),
    "is not here": ("if psi > 0.2:\n    send_alert(psi)\n", True),
    "one word of its own": (SENDS.format("notify", "print(text)", "notify"), False),
    "one word of another's object": (SENDS.format("notify", "print(text)", "pager.notify"), True),
    "a method of its own": (
        "class Watch:\n    def look(self):\n        if psi > 0.2:\n            self.notify()\n\n"
        "    def notify(self):\n        print(1)\n\nWatch().look()\n", False),
    "asks whether something is available": ("if drift_job_available:\n    trigger_run()\n", False),
    "asks what was found": ("if drift_found:\n    trigger_run()\n", True),
}  # fmt: skip


@pytest.mark.parametrize(("source", "acts"), ACTIONS.values(), ids=ACTIONS)
def test_what_only_logs_is_no_action(source: str, acts: bool) -> None:
    finding = run("drift_detection", snapshot({"stats.py": STATS + source, **TASK}))
    assert finding.level is (Level.WIRED if acts else Level.SUBSTANTIVE), finding.evidence


@pytest.mark.parametrize(("body", "acts"), [("print(text)", False), ("post(text)", True)])
def test_a_function_elsewhere_is_looked_at_where_its_module_is_imported(body: str, acts: bool) -> None:
    files = {
        "stats.py": f"from tell import send_alert\n{STATS}if psi > 0.2:\n    send_alert(psi)\n",
        "tell.py": f"def send_alert(text):\n    {body}\n",
        "other.py": "def send_alert(text):\n    post(text)\n",
    }
    finding = run("drift_detection", snapshot({**files, **TASK}))
    assert finding.level is (Level.WIRED if acts else Level.SUBSTANTIVE)
