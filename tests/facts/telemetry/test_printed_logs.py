"""Loggers of one's own that print a record as JSON."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import facts, run, snapshot

RECORD = 'print(json.dumps({"level": level, "message": text}))'
LOGGER = f"import json\nimport sys\n\n\ndef log(level, text):\n    {RECORD}\n"
CALLS = "from shop.own import log\n\n\ndef work():\n" + '    log("INFO", "a")\n' * 3


@pytest.mark.parametrize(
    ("logger", "level"),
    [
        (LOGGER, Level.SUBSTANTIVE),
        (LOGGER.replace('"level": level', '"severity": level'), Level.SUBSTANTIVE),
        (LOGGER.replace('{"level": level, "message": text}', "dict(level=level, msg=text)"), Level.SUBSTANTIVE),
        (LOGGER.replace("print(", "sys.stdout.write("), Level.SUBSTANTIVE),
        (LOGGER.replace('"level": level, ', ""), Level.ABSENT),
        (LOGGER.replace('"message": text', '"score": text'), Level.ABSENT),
        (LOGGER.replace("json.dumps", "str"), Level.ABSENT),
        (LOGGER.replace("print(", "send("), Level.ABSENT),
        (LOGGER.replace("def log", "def note"), Level.ABSENT),
    ],
)  # fmt: skip
def test_a_record_with_a_level_and_a_message_is_logged(logger: str, level: Level) -> None:
    finding = run("logging", snapshot({"shop/own.py": logger, "shop/use.py": CALLS}))
    assert_found(finding, level, "shop/use.py:5", "3 log calls here; 3 log calls and 0 prints")


def test_its_calls_are_log_calls_and_its_print_is_none() -> None:
    one = CALLS.replace('    log("INFO", "a")\n', "", 1)
    files = {"shop/own.py": LOGGER, "shop/use.py": one}
    assert_found(run("logging", snapshot(files)), Level.PRESENT, "shop/use.py:5", "2 log calls and 0 prints")
    assert facts("logging", snapshot(files))["log_calls"] == 2
    inside = {"shop/own.py": LOGGER + "\n\ndef run():\n" + '    log("INFO", "a")\n' * 3}
    assert_found(run("logging", snapshot(inside)), Level.SUBSTANTIVE, "shop/own.py:10", "3 log calls here")


def test_on_the_serving_path_it_is_configured() -> None:
    app = "from flask import Flask\nfrom shop.use import work\n\napp = Flask('a')\n\n\n@app.get('/')\ndef f():\n    {}\n"
    files = {"shop/own.py": LOGGER, "shop/use.py": CALLS, "app.py": app.format("work()")}
    words = "logging is configured on the serving path: log() prints records as JSON"
    assert_found(run("logging", snapshot(files)), Level.WIRED, "shop/own.py:5", words)
    files["app.py"] = app.format("return 1")
    assert_found(run("logging", snapshot(files)), Level.SUBSTANTIVE, "shop/use.py:5", "3 log calls here")
