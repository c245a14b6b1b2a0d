"""Code that tells people that something failed."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

MAIL = "import smtplib\n\n\ndef send_mail(text):\n    smtplib.SMTP('m').sendmail('a', 'b', text)\n"
TELL = "from mail import send_mail\n\n\ndef {}(event):\n    send_mail(str(event))\n"
APP = (
    "from fastapi import FastAPI\nfrom tell import {0}\n\napp = FastAPI()\n\n\n@app.post('/a')\ndef a(row):\n"
    "    try:\n        return 1 / row\n    except Exception as error:\n        {1}\n"
)
START = {"Procfile": "web: uvicorn app:app\n"}
NAME = "notify_failure"


def told(name: str = NAME, call: str = "", mail: str = MAIL, **more: str) -> dict[str, str]:
    call = call or f"{name}(error)"
    return {"mail.py": mail, "tell.py": TELL.format(name), "app.py": APP.format(name, call), **more}


BY_HAND = told()
for old, new in (
    ("from fastapi import FastAPI", "import json"),
    ("FastAPI()", "json"),
    ("@app.post('/a')", "#"),
    ("def a", "def main"),
):
    BY_HAND["app.py"] = BY_HAND["app.py"].replace(old, new)
CASES = {
    "in what is started": ({**told(), **START}, Level.WIRED),
    "in what nothing starts": (BY_HAND, Level.SUBSTANTIVE),
    "by a client that waits for nothing": (
        {**told(mail=MAIL.replace("smtplib.SMTP('m').sendmail", "aiosmtplib.send").replace("import smtp", "import aiosmtp")), **START},
        Level.WIRED),
    "by a function about something else": ({**told("notify_buyer"), **START}, Level.ABSENT),
    "by a function that says nothing of telling": ({**told("keep_failure"), **START}, Level.ABSENT),
    "without a messenger": ({**told(mail="def send_mail(text):\n    print(text)\n"), **START}, Level.ABSENT),
    "not called": ({**told(call="raise"), **START}, Level.ABSENT),
    "in a test": ({"mail.py": MAIL, "tell.py": TELL.format(NAME), "tests/test_a.py": f"from tell import {NAME}\n\n\ndef test_a():\n    {NAME}(1)\n"}, Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), CASES.values(), ids=CASES)
def test_a_call_that_tells_a_failure_alerts(files: dict[str, str], level: Level) -> None:
    finding = run("alerting", snapshot(files))
    assert_found(finding, level, "app.py:12", f"code notifies ({NAME}) when something fails")
