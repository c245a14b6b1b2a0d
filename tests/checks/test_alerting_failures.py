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


DAG = """from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.operators.email import EmailOperator


def notify(context):
    mail = EmailOperator(task_id="m", to="team", subject="s", html_content="h")
    mail.execute(context)


default_args = {"on_failure_callback": notify}
with DAG("d", schedule="@daily", default_args=default_args) as dag:
    PythonOperator(task_id="a", python_callable=print)
"""
PREFECT = """from prefect import flow
from prefect.blocks.notifications import SlackWebhook


def hook(flow, run, state):
    SlackWebhook.load("a").notify("failed")


@flow(on_failure=[hook])
def train():
    print(1)


train()
"""
SHIPPED = DAG.replace(
    "import EmailOperator",
    "import EmailOperator\nfrom airflow.providers.slack.notifications.slack import SlackNotifier",
)
OWN = "import smtplib\n\n\nclass Pager:\n    def notify(self, context):\n        smtplib.SMTP('m').sendmail('a', 'b', 'c')\n"
CALLBACKS = {
    "an operator that is executed": (DAG, Level.WIRED, "dags/d.py:11"),
    "an operator that is only made": (DAG.replace("mail.execute(context)", "print(mail)"), Level.ABSENT, ""),
    "no function that tells": (DAG.replace(": notify", ": print"), Level.ABSENT, ""),
    "for a success": (DAG.replace("on_failure", "on_success"), Level.ABSENT, ""),
    "in a comment": (DAG.replace("default_args = {", "#"), Level.ABSENT, ""),
    "in a list": (DAG.replace(": notify", ": [print, notify]"), Level.WIRED, "dags/d.py:11"),
    "as an argument": (DAG.replace('"on_failure_callback": notify', "").replace("default_args=default_args", "on_failure_callback=notify"), Level.WIRED, "dags/d.py:12"),
    "set in the arguments": (DAG.replace('{"on_failure_callback": notify}', '{}\ndefault_args["on_failure_callback"] = notify'), Level.WIRED, "dags/d.py:12"),
    "through another function": (DAG.replace("default_args = {", "def tell(c):\n    notify(c)\n\n\ndefault_args = {").replace(": notify", ": tell"), Level.WIRED, "dags/d.py:15"),
    "a mail of the tool": (DAG.replace("operators.email import EmailOperator", "utils.email import send_email").replace("mail = EmailOperator(", "mail = send_email(").replace("mail.execute", "print"), Level.WIRED, "dags/d.py:11"),
    "a notifier of the tool": (SHIPPED.replace(": notify", ": SlackNotifier(text='a')"), Level.WIRED, "dags/d.py:12"),
    "a notifier that is kept": (SHIPPED.replace("default_args = {", "tell = SlackNotifier(text='a')\ndefault_args = {").replace(": notify", ": tell"), Level.WIRED, "dags/d.py:13"),
    "something else that is kept": (SHIPPED.replace("default_args = {", "tell = DAG(SlackNotifier)\ndefault_args = {").replace(": notify", ": tell"), Level.ABSENT, ""),
    "a notifier that is only imported": (SHIPPED.replace(": notify", ": print"), Level.ABSENT, ""),
    "a notifier of its own": (DAG.replace("import DAG", "import DAG\nfrom pager import Pager").replace(": notify", ": Pager()"), Level.WIRED, "dags/d.py:12"),
    "a hook of Prefect": (PREFECT, Level.SUBSTANTIVE, "dags/d.py:9"),
    "a hook that tells nobody": (PREFECT.replace(".notify(", ".save("), Level.ABSENT, ""),
    "a client of a messenger": (PREFECT.replace("prefect.blocks.notifications", "slack_sdk").replace(".notify", ".chat_postMessage"), Level.SUBSTANTIVE, "dags/d.py:9"),
    "a word of other code": (PREFECT.replace("prefect.blocks.notifications", "slack_sdk").replace("prefect", "circuit").replace(".notify", ".chat_postMessage"), Level.ABSENT, ""),
}  # fmt: skip


@pytest.mark.parametrize(("module", "level", "place"), CALLBACKS.values(), ids=CALLBACKS)
def test_what_a_flow_calls_when_a_task_fails_alerts(module: str, level: Level, place: str) -> None:
    finding = run("alerting", snapshot({"dags/d.py": module, "dags/pager.py": OWN}))
    assert_found(finding, level, place, "a task that fails notifies")
