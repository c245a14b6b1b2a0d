"""Code that notifies, seen through the check of alerting."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found, told
from tests.support.snapshots import run, snapshot

HOOK = """import requests

SLACK_WEBHOOK = "from the environment"


def send_alert(text):
    requests.post(SLACK_WEBHOOK, json={"text": text})

"""
WATCH = """
def watch(drift):
    if drift > 0.3:
        send_alert("worse")


if __name__ == "__main__":
    watch(1)
"""
NOTIFIER = HOOK + WATCH
CLIENT = """from {package} import {name}

client = {name}()
client.chat_postMessage(channel='start')


def watch(drift):
    if drift > 0.3:
        {call}


watch(1)
"""
SLACK = CLIENT.format(package="slack_sdk", name="WebClient", call="client.chat_postMessage(channel='a')")
TOPIC = """import boto3

topic = boto3.client("sns")


def notify_team(text):
    topic.publish(Message=text)


def alert_all(text):
    print(text)
    notify_team(text)


def page_nobody(text):
    print(text)


def forward(text):
    notify_team(text)


def watch(drift):
    if drift > 0.3:
        alert_all("worse")


watch(1)
"""

CHANNELS = """import requests


class TelegramChannel:
    def send(self, text):
        requests.post(f"https://api.telegram.org/bot{self.token}/sendMessage", json={"text": text})


class AlertDispatcher:
    def __init__(self):
        self.channels = [TelegramChannel()]

    def dispatch(self, text):
        for each in self.channels:
            each.send(text)
"""
WATCH_CHANNELS = """def watch(rows):
    from tell import AlertDispatcher
    teller = AlertDispatcher()
    if len(rows) >= 5:
        teller.dispatch("many")


watch([1])
"""
INSIDE = """import requests

HOOK = "{address}"


def watch(drift):
    requests.get("https://shop.example/metrics")
    if drift > 0.3:
        {sends}
    return drift


watch(1)
"""
SLACK_HOOK = "https://hooks.slack.com/services"


def says(name: str) -> str:
    return f"code notifies ({name}) when a limit is crossed"


FOUND = {
    "a web hook in the branch itself": (
        {"w.py": INSIDE.format(address="", sends=f"requests.post('{SLACK_HOOK}', json={{}})")}, Level.SUBSTANTIVE,
        "w.py:8", says("post")),
    "a web hook": ({"w.py": NOTIFIER}, Level.SUBSTANTIVE, "w.py:11", says("send_alert")),
    "a web hook through an imported function": (
        {"w.py": NOTIFIER.replace("import requests", "from requests import post").replace("requests.post", "post")},
        Level.SUBSTANTIVE, "w.py:11", says("send_alert")),
    "a web hook from a schedule": (
        {"w.py": NOTIFIER, "Procfile": "worker: python w.py\n"}, Level.WIRED, "w.py:11", says("send_alert")),
    "beside what a schedule runs": (
        {"w.py": NOTIFIER, "b.py": "print(1)\n", "Procfile": "worker: python b.py\n"}, Level.SUBSTANTIVE, "w.py:11",
        says("send_alert")),
    "a client": ({"w.py": SLACK}, Level.SUBSTANTIVE, "w.py:8", says("chat_postMessage")),
    "through two functions": ({"w.py": TOPIC}, Level.SUBSTANTIVE, "w.py:24", says("alert_all")),
    "in another file": (
        {"tell.py": HOOK, "w.py": "from tell import send_alert\n" + WATCH}, Level.SUBSTANTIVE, "w.py:4",
        says("send_alert")),
    "a condition without a number": (
        {"w.py": NOTIFIER.replace("if drift > 0.3:", "if drift:")}, Level.SUBSTANTIVE, "w.py:11", says("send_alert")),
    "a number without a word": (
        {"w.py": NOTIFIER.replace("if drift > 0.3:", "if value > 0.3:")}, Level.SUBSTANTIVE, "w.py:11",
        says("send_alert")),
    "one bound of two comparisons": (
        {"w.py": NOTIFIER.replace("if drift > 0.3:", "if a > b and value > 0.3:")}, Level.SUBSTANTIVE, "w.py:11",
        says("send_alert")),
    "a channel among those of a class": (
        {"tell.py": CHANNELS, "w.py": WATCH_CHANNELS}, Level.SUBSTANTIVE, "w.py:4", says("dispatch")),
    "a mail in a method": (
        {"w.py": "import smtplib\n\n\nclass EmailClient:\n    def deliver(self, text):\n"
         "        smtplib.SMTP().sendmail(text)\n\n\ndef watch(drift):\n    if drift > 0.3:\n"
         "        EmailClient().deliver(1)\n\n\nwatch(1)\n"},
        Level.SUBSTANTIVE, "w.py:10", says("deliver")),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "note"), FOUND.values(), ids=FOUND)
def test_a_branch_that_notifies_when_a_limit_is_passed(
    files: dict[str, str], level: Level, place: str, note: str
) -> None:
    assert_found(run("alerting", snapshot(files)), level, place, note)


NOT_FOUND = {
    "a branch that posts to somebody else": {
        "w.py": INSIDE.format(address=SLACK_HOOK, sends="requests.post('https://model.example', json={})")},
    "a hook behind the branch": {
        "w.py": INSIDE.format(address="", sends="print(1)\n    requests.post('" + SLACK_HOOK + "', json={})")},
    "a condition that alarms nobody": {"w.py": NOTIFIER.replace("if drift > 0.3:", "if ready:")},
    "two unknown values": {"w.py": NOTIFIER.replace("if drift > 0.3:", "if value > other:")},
    "a branch that does something else": {"w.py": NOTIFIER.replace('        send_alert("worse")', "        print(1)")},
    "a function that nobody calls": {"w.py": NOTIFIER.replace("    watch(1)", "    print(1)")},
    "in a test": {"tell.py": HOOK, "tests/test_w.py": "from tell import send_alert\n" + WATCH},
    "in an example": {"tell.py": HOOK, "examples/w.py": "from tell import send_alert\n" + WATCH},
    "a sender in a test": {"tests/tell.py": HOOK, "w.py": "from tell import send_alert\n" + WATCH},
    "a sender in a notebook": {
        "a.ipynb": '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","metadata":{},'
        '"outputs":[],"execution_count":1,"source":"import requests\\nSLACK_WEBHOOK = 1\\ndef send_alert():\\n'
        '    requests.post(SLACK_WEBHOOK)"}]}',
        "w.py": WATCH,
    },
    "a web client without a hook": {"w.py": NOTIFIER.replace("SLACK_WEBHOOK", "ADDRESS")},
    "a web client that asks": {"w.py": NOTIFIER.replace("requests.post", "requests.get")},
    "a client that asks": {"w.py": SLACK.replace("        client.chat_postMessage", "        client.users_list")},
    "a cloud's client that asks": {"w.py": TOPIC.replace("publish", "list_topics")},
    "another package's method": {"w.py": TOPIC.replace("boto3", "requests")},
    "a function whose name says nothing": {"w.py": NOTIFIER.replace("send_alert", "store")},
    "a caller whose name says nothing": {"w.py": TOPIC.replace('alert_all("worse")', 'forward("worse")')},
    "a client's method that only a web client has": {
        "w.py": "# slack_webhook\n" + SLACK.replace("chat_postMessage", "post")},
    "a function that only says it pages": {"w.py": TOPIC.replace('alert_all("worse")', 'page_nobody("worse")')},
    "a channel among those of a class that tells nobody": {
        "tell.py": CHANNELS.replace("AlertDispatcher", "Dispatcher"),
        "w.py": WATCH_CHANNELS.replace("AlertDispatcher", "Dispatcher")},
    "another class's method of that name": {
        "tell.py": CHANNELS, "w.py": WATCH_CHANNELS.replace("from tell import AlertDispatcher", "pass")},
    "no sender": {"w.py": WATCH},
}  # fmt: skip


@pytest.mark.parametrize("files", NOT_FOUND.values(), ids=NOT_FOUND)
def test_what_tells_nobody_is_no_notice(files: dict[str, str]) -> None:
    assert_found(run("alerting", snapshot(files)), Level.ABSENT)


def test_the_first_branch_of_every_file_is_told() -> None:
    twice = NOTIFIER.replace(
        'send_alert("worse")', 'send_alert("worse")\n    if drift > 0.9:\n        send_alert(1)'
    )
    quiet = NOTIFIER.replace("    if drift", "    if ready:\n        send_alert(0)\n    if drift")
    assert told(run("alerting", snapshot({"a.py": twice, "b.py": quiet}))) == [
        f"SUBSTANTIVE a.py:11 {says('send_alert')}",
        f"SUBSTANTIVE b.py:13 {says('send_alert')}",
    ]
