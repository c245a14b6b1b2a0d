"""Everything that a request may need, in one place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from analyzer.github import Server
from analyzer.serve.board import Board
from analyzer.serve.desk import Desk
from analyzer.serve.guard import LIST_BYTES, Asker
from analyzer.serve.sessions import Sessions
from analyzer.serve.settings import Settings
from analyzer.serve.shelf import Shelf
from analyzer.store import CacheSettings

MARK_FIELD, MARK_HEADER = "mark", "x-mark"
"""Where a form and a script carry what proves that they are ours."""


class Office(Struct, frozen=True):
    """The parts of a running page. `server` has the repositories."""

    settings: Settings
    sessions: Sessions
    shelf: Shelf
    desk: Desk
    board: Board
    server: Server
    cache: CacheSettings | None = None


Changing = Callable[[Request, Mapping[str, str]], Response]


def office_of(request: Request) -> Office:
    """The parts of the page that was asked."""
    found: Office = request.app.state.office
    return found


def asker_of(request: Request) -> Asker:
    """The browser that asks."""
    found: Asker = request.scope["asker"]
    return found


def candidate_of(request: Request) -> str:
    """The id that the address names, of somebody who is there. Raises HTTPException."""
    id = str(request.path_params["id"])
    if id not in office_of(request).shelf:
        raise HTTPException(404, "There is no such candidate; perhaps the scorecard was deleted.")
    return id


def require_mark(request: Request, mark: str) -> None:
    """Raises HTTPException for a request that does not come from a form or script of ours."""
    if not office_of(request).sessions.is_mark(asker_of(request).cookie, mark):
        raise HTTPException(403, "The form is not of this page, or is too old; load the page again.")


def changing(answer: Changing) -> Callable[[Request], Awaitable[Response]]:
    """A handler of a form: nothing is done unless it carries the mark."""

    @wraps(answer)
    async def checked(request: Request) -> Response:
        form = await request.form(max_files=1, max_fields=20, max_part_size=LIST_BYTES)
        try:
            fields = await _fields(form)
        finally:
            await form.close()
        require_mark(request, request.headers.get(MARK_HEADER) or fields.get(MARK_FIELD, ""))
        return await run_in_threadpool(answer, request, fields)

    return checked


async def _fields(form: FormData) -> dict[str, str]:
    """Of a file, its name and its bytes as Latin-1 under `<field>.content`."""
    fields: dict[str, str] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            fields[name] = value.filename or ""
            fields[f"{name}.content"] = (await value.read()).decode("latin-1")
        else:
            fields[name] = value
    return fields
