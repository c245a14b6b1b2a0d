"""What the page shows of hostile names, the stream of what changes, and a connection that says nothing."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from analyzer.batch.candidates import Row
from analyzer.batch.folder import Missed
from analyzer.serve import run
from analyzer.serve.desk import Running
from analyzer.serve.events import messages
from analyzer.serve.office import Office
from analyzer.serve.views import STAGES_SHOWN
from analyzer.sources import Candidate
from tests.support.scorecards import repository, scorecard
from tests.support.serving import PAGE, an_office, client_of, keep

HOSTILE = "<img src=x onerror=alert(1)>\"'&\u202e</script><!--"
SHOWN = "&lt;img src=x onerror=alert(1)&gt;&#34;&#39;&amp;\\u202e&lt;/script&gt;&lt;!--"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path / "kept") as opened:
        yield opened


@pytest.fixture
def client(office: Office) -> TestClient:
    return client_of(office)


def test_what_is_hostile_is_shown_as_text_wherever_it_stands(client: TestClient, office: Office) -> None:
    card = scorecard(repository(HOSTILE, url=None), candidate=Candidate((HOSTILE,)))
    keep(office, "done", card, Missed(HOSTILE, False, HOSTILE))
    keep(office, "failed", None, Missed(HOSTILE, True))
    office.shelf.ask([Row(0, 0, "running", (HOSTILE,), (HOSTILE,), None, None)])
    office.desk.running["running"] = Running(
        "running", stages={HOSTILE: HOSTILE}, names={HOSTILE}, waits=HOSTILE
    )
    office.shelf.write_beside("done", "notes.json", json.dumps({"note": HOSTILE}).encode())
    pages = [
        "/",
        "/candidates/done",
        "/candidates/failed",
        "/candidates/running",
        "/candidates/running/delete",
    ]
    for path in pages:
        page = client.get(path, headers=PAGE).text
        assert "<img" not in page and "alert(1)>" not in page and "\u202e" not in page, path
        assert SHOWN in page or path == "/candidates/done", path
    assert client.get("/candidates/done/scorecard.html").text.count("<img") == 0
    told = told_once(office, f"{office.board.epoch}-0", "running")
    assert SHOWN in told["row"] and SHOWN in told["live"] and "<img" not in told["row"]
    del office.desk.running["running"]


def told_once(office: Office, since: str, *touched: str) -> dict[str, Any]:
    """The last row of the first message of a stream, after something has changed."""

    async def first() -> str:
        office.board.touch(*touched)
        stream = messages(office, "m", since)
        async for message in stream:
            if "data:" in message:
                await stream.aclose()
                return message
        return ""

    message = asyncio.run(first())
    rows: list[dict[str, Any]] = json.loads(message.partition("data: ")[2] or "[]")
    return rows[-1]


def test_a_stream_tells_what_changed_since_the_page_was_made(client: TestClient, office: Office) -> None:
    keep(office, "ada", scorecard(repository()))
    office.board.touch("ada")
    since = re.search(r'data-since="([^"]+)"', client.get("/").text)
    assert since is not None
    keep(office, "bob", None, Missed("no such account", False))
    told = told_once(office, since[1], "bob")
    assert (told["id"], told["said"]) == ("bob", "bob: failed") and "no such account" in told["live"]
    office.shelf.delete("bob")
    assert told_once(office, since[1], "bob") == {"id": "bob", "gone": True}
    # The state does not change with what a scan has come to.
    office.shelf.ask([Row(0, 0, "eve", ("eve",))])
    scan = office.desk.running["eve"] = Running("eve")
    before = told_once(office, since[1], "eve")
    scan.stages = {f"eve/{number}": "reading" for number in range(STAGES_SHOWN + 2)}
    scan.names, scan.read = {*scan.stages, "x"}, {"x"}
    after = told_once(office, since[1], "eve")
    assert before["state"] == after["state"] and "and 2 more" in after["live"]
    assert f"1 of {STAGES_SHOWN + 3} repositories read" in after["live"]
    del office.desk.running["eve"]


def test_a_page_of_an_earlier_start_loads_itself_again(client: TestClient, office: Office) -> None:
    for since in ("", "x", "beef-1", f"{office.board.epoch}-", f"{office.board.epoch}-x"):
        assert client.get("/events", params={"since": since}).text == "event: reload\ndata: \n\n"
    office.board.close()
    ended = client.get("/events", headers={"last-event-id": f"{office.board.epoch}-0"})
    assert ended.headers["content-type"].startswith("text/event-stream") and ended.text == "retry: 2000\n\n"


def test_whoever_says_nothing_or_half_of_it_is_hung_up_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "HEADER_SECONDS", 0.05)
    listening = run.listen("127.0.0.1", 0)
    server = run.server(office)
    thread = threading.Thread(target=asyncio.run, args=(server.serve(sockets=[listening]),))
    thread.start()
    try:
        for beginning in (b"", b"GET / HT"):
            with socket.create_connection(listening.getsockname(), timeout=30) as line:
                line.sendall(beginning)
                assert line.recv(10) == b""
        with socket.create_connection(listening.getsockname(), timeout=30) as line:
            line.sendall(b"GET /static/forms.js HTTP/1.1\r\nHost: localhost\r\n\r\n")
            answer = line.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200") and b"\r\nserver:" not in answer.lower()
            # The line stays open for the next request, and half of one is not waited for either.
            time.sleep(0.2)
            line.sendall(b"GET / HT")
            while piece := line.recv(65536):
                answer += piece
        with socket.create_connection(listening.getsockname(), timeout=30) as line:
            line.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * (run.MOST_HEADER_BYTES + 1000))
            assert line.recv(20).startswith(b"HTTP/1.1 400")
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()
