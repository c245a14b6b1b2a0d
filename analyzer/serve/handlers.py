"""What every address answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import IO

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from analyzer import __version__
from analyzer.report.html.templates import template
from analyzer.roles import ROLES
from analyzer.serve.answers import OWN_TEMPLATES
from analyzer.serve.cards import card_page, comparison_page, forget_pages, framed
from analyzer.serve.exports import EXPORTS, archive, summary
from analyzer.serve.guard import cookie_header, cookie_name
from analyzer.serve.notes import BadNotes, checked_notes
from analyzer.serve.office import (
    MARK_HEADER,
    Office,
    asker_of,
    candidate_of,
    changing,
    office_of,
    require_mark,
)
from analyzer.serve.shelf import NOTES
from analyzer.serve.views import RowView, row_view
from analyzer.serve.wanted import MOST_CANDIDATES, Unusable, row_of_form, rows_of_upload

ROWS_OF_A_PAGE = 200
MOST_COMPARED = 100
_CHUNK_BYTES = 256 * 1024


def home(request: Request) -> Response:
    """The form and the list."""
    office = office_of(request)
    number = office.board.number
    ids = office.shelf.ids()
    shown = ids if "all" in request.query_params else ids[:ROWS_OF_A_PAGE]
    rows = [view for id in shown if (view := row_view(id, office.shelf, office.desk)) is not None]
    return _page(
        "home.html.j2",
        request,
        rows=rows,
        total=len(ids),
        roles=ROLES,
        since=f"{office.board.epoch}-{number}",
        forms=EXPORTS,
    )


@changing
def ask(request: Request, fields: Mapping[str, str]) -> Response:
    """Scan whoever the form names."""
    office = office_of(request)
    try:
        row = row_of_form(fields, office.settings, office.server)
    except Unusable as error:
        raise HTTPException(400, str(error)) from error
    _require_room(office, 1)
    _want(office, office.shelf.ask([row]))
    return _to("/")


@changing
def ask_list(request: Request, fields: Mapping[str, str]) -> Response:
    """Scan everybody in a list."""
    office = office_of(request)
    content = fields.get("list.content", "").encode("latin-1")
    try:
        rows = rows_of_upload(content, fields.get("list", ""), office.settings, office.server)
    except Unusable as error:
        raise HTTPException(400, str(error)) from error
    _require_room(office, len(rows))
    # The list shows whoever was asked for last at its top, and is read from there.
    office.shelf.ask(reversed(rows))
    _want(office, [row.id for row in rows])
    return _to("/")


@changing
def ask_again(request: Request, _fields: Mapping[str, str]) -> Response:
    """Scan a candidate of the list anew."""
    office, id = office_of(request), candidate_of(request)
    asked = office.shelf.asked.get(id)
    if asked is None:
        raise HTTPException(
            409, "A batch made this scorecard; ask for the candidate in the form above the list."
        )
    _want(office, office.shelf.ask([asked.row]))
    return _to("/")


@changing
def stop(request: Request, _fields: Mapping[str, str]) -> Response:
    """Do not scan a candidate, or no further."""
    office_of(request).desk.stop(candidate_of(request))
    return _to("/")


def confirm(request: Request) -> Response:
    """What would be deleted."""
    office, id = office_of(request), candidate_of(request)
    return _page("delete.html.j2", request, row=_row(office, id))


@changing
def delete(request: Request, _fields: Mapping[str, str]) -> Response:
    """Delete everything that is stored about a candidate."""
    office, id = office_of(request), candidate_of(request)
    office.desk.stop(id)
    why = office.shelf.delete(id, office.cache)
    forget_pages()
    office.board.touch(id)
    if why is not None:
        raise HTTPException(
            500,
            f"The scorecard and notes are deleted, but the cache could not be cleared: {why}. "
            "Run 'repo-evidence cache clear'.",
        )
    return _to("/") if request.method == "POST" else Response(status_code=204)


def card(request: Request) -> Response:
    """The scorecard of a candidate, or what became of the scan."""
    office, id = office_of(request), candidate_of(request)
    row, page = _row(office, id), card_page(office.shelf, id)
    if page is None:
        return _page("candidate.html.j2", request, row=row)
    bar = _render("bar.html.j2", request, row=row, forms=EXPORTS)
    notes = _notes(office, id)
    kept = _render("kept_notes.html.j2", request, id=id, notes=json.loads(notes), tag=_tag(notes))
    return _framed(*framed(page, bar, kept))


def compare(request: Request) -> Response:
    """The candidates that were chosen, side by side; blind unless told otherwise."""
    office = office_of(request)
    chosen = list(dict.fromkeys(request.query_params.getlist("id")))[:MOST_COMPARED]
    named = "names" in request.query_params
    page = comparison_page(office.shelf, chosen, blind=not named)
    if page is None:
        raise HTTPException(400, "Choose at least two candidates that have a scorecard.")
    known = [id for id in chosen if id in office.shelf]
    return _framed(*framed(page, _render("comparison_bar.html.j2", request, ids=known, named=named)))


def export(request: Request) -> Response:
    """One scorecard in one form, as a file."""
    office, id = office_of(request), candidate_of(request)
    form = EXPORTS.get(request.path_params["form"])
    content = None if form is None else form.make(office.shelf, id)
    if form is None or content is None:
        raise HTTPException(404, "There is no such file of this candidate; scan again to make it.")
    return _file(content, form.media, f"{id}.{request.path_params['form']}")


def export_summary(request: Request) -> Response:
    """One row a candidate, as a file."""
    return _file(summary(office_of(request).shelf), "text/csv; charset=utf-8", "summary.csv")


def export_all(request: Request) -> Response:
    """Everything that is kept, as an archive."""
    headers = {"content-disposition": 'attachment; filename="scorecards.zip"'}
    return StreamingResponse(
        _chunks(archive(office_of(request).shelf)), media_type="application/zip", headers=headers
    )


def read_notes(request: Request) -> Response:
    """The notes of a candidate; an empty object where nobody wrote any."""
    content = _notes(office_of(request), candidate_of(request))
    return Response(content, media_type="application/json", headers={"etag": _tag(content)})


async def write_notes(request: Request) -> Response:
    """Keep notes; 412 where somebody has written others meanwhile."""
    office, id = office_of(request), candidate_of(request)
    require_mark(request, request.headers.get(MARK_HEADER, ""))
    try:
        notes = checked_notes(await request.body())
    except BadNotes as error:
        raise HTTPException(400, str(error)) from error
    before = _notes(office, id)
    if request.headers.get("if-match", _tag(before)) != _tag(before):
        raise HTTPException(412, "The notes were changed elsewhere; load the page again.")
    try:
        await run_in_threadpool(office.shelf.write_beside, id, NOTES, notes)
    except KeyError as error:
        raise HTTPException(404, "The candidate was deleted meanwhile.") from error
    office.board.touch(id)
    return Response(status_code=204, headers={"etag": _tag(notes)})


def _notes(office: Office, id: str) -> bytes:
    return office.shelf.beside(id, NOTES) or b"{}\n"


def sign_in(request: Request) -> Response:
    """Where the link of the start leads: a script hands over the token, which stands in no address."""
    return _page("login.html.j2", request)


async def signed_in(request: Request) -> Response:
    """A cookie for the token."""
    office = office_of(request)
    form = await request.form(max_files=0, max_fields=5)
    token = form.get("token", "")
    if office.sessions.open:
        return _to("/")
    if not isinstance(token, str) or not office.sessions.admits(token.strip()):
        raise HTTPException(403, "That is not the token; it stands after the '#' of the printed link.")
    response = _to("/")
    # Where a server with TLS stands before this one, the browser says so.
    secure = request.headers.get("origin", "").startswith("https://")
    name, cookie = cookie_name(office.settings), office.sessions.begin()
    response.headers["set-cookie"] = cookie_header(name, cookie, secure=secure)
    return response


@changing
def sign_out(request: Request, _fields: Mapping[str, str]) -> Response:
    """This browser has to show the token again."""
    office = office_of(request)
    office.sessions.end(asker_of(request).cookie)
    response = _to("/login")
    response.headers["set-cookie"] = cookie_header(cookie_name(office.settings), "", gone=True)
    return response


def _page(name: str, request: Request, **values: object) -> Response:
    return HTMLResponse(_render(name, request, **values))


def _render(name: str, request: Request, **values: object) -> str:
    office = office_of(request)
    common = {
        "mark": asker_of(request).mark,
        "settings": office.settings,
        "web": office.server.web_url,
        "guarded": not office.sessions.open,
        "version": __version__,
    }
    return template(name, OWN_TEMPLATES).render(**common, **values)


def _framed(page: str, policy: str) -> Response:
    return HTMLResponse(page, headers={"content-security-policy": policy})


def _row(office: Office, id: str) -> RowView:
    view = row_view(id, office.shelf, office.desk)
    if view is None:
        raise HTTPException(404, "The candidate was deleted meanwhile.")
    return view


def _want(office: Office, ids: list[str]) -> None:
    for id in ids:
        office.desk.want(id)


def _require_room(office: Office, more: int) -> None:
    if len(office.shelf.asked) + more > MOST_CANDIDATES:
        raise HTTPException(
            400,
            f"This page keeps at most {MOST_CANDIDATES:,} candidates; use 'repo-evidence batch' for more.",
        )


def _to(place: str) -> Response:
    return RedirectResponse(place, status_code=303)


def _file(content: bytes, media: str, name: str) -> Response:
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "content-security-policy": "sandbox; default-src 'none'",
    }
    return Response(content, media_type=media, headers=headers)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def _tag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
