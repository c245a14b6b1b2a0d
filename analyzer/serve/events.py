"""How scans go, as a stream of server-sent events: the rows that changed, as they are shown.

The stream is written by Starlette's own streaming response: the format is three words a message, for which
another package would be more to keep than to gain.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from analyzer.report.html.templates import template
from analyzer.serve.answers import OWN_TEMPLATES
from analyzer.serve.exports import EXPORTS
from analyzer.serve.office import Office, asker_of, office_of
from analyzer.serve.views import row_view

MOST_STREAMS = 100
HEARTBEAT_SECONDS = 15.0
BETWEEN_MESSAGES_SECONDS = 0.25


async def events(request: Request) -> Response:
    """The stream, from where the page or an earlier stream was."""
    office = office_of(request)
    if office.board.watchers >= MOST_STREAMS:
        raise HTTPException(429, "Too many pages are open; close some.")
    since = request.headers.get("last-event-id") or request.query_params.get("since", "")
    return StreamingResponse(messages(office, asker_of(request).mark, since), media_type="text/event-stream")


async def messages(office: Office, mark: str, since: str) -> AsyncGenerator[str]:
    """The stream of one page, which had everything up to `since`."""
    board = office.board
    epoch, _dash, number = since.partition("-")
    if epoch != board.epoch or not number.isascii() or not number.isdigit():
        # The program was started anew, or never told this page anything.
        yield "event: reload\ndata: \n\n"
        return
    seen = int(number[:18])
    loop, changed = asyncio.get_running_loop(), asyncio.Event()

    def wake() -> None:
        loop.call_soon_threadsafe(changed.set)

    board.watch(wake)
    try:
        yield "retry: 2000\n\n"
        while not board.closed:
            changed.clear()
            seen, ids = board.since(seen)
            if ids:
                told = json.dumps([_told(office, mark, id) for id in ids])
                yield f"id: {board.epoch}-{seen}\ndata: {told}\n\n"
                await asyncio.sleep(BETWEEN_MESSAGES_SECONDS)
            try:
                await asyncio.wait_for(changed.wait(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"
    finally:
        board.leave(wake)


def _told(office: Office, mark: str, id: str) -> dict[str, object]:
    """A row as the page has it, in two parts: one changes while it is read, the other only with its state."""
    row = row_view(id, office.shelf, office.desk)
    if row is None:
        return {"id": id, "gone": True}
    rendered = {
        name: template(f"{name}.html.j2", OWN_TEMPLATES).render(row=row, mark=mark, forms=EXPORTS)
        for name in ("row", "live")
    }
    return {"id": id, "state": row.state, "said": row.said, **rendered}
