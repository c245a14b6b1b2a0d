"""Answers that several parts give: a page or a sentence that says what is wrong."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import HTMLResponse, JSONResponse, Response

from analyzer.report.html.templates import template

OWN_TEMPLATES = "analyzer.serve"
_TITLES = {
    400: "That cannot be used",
    401: "Please sign in",
    403: "Not from here",
    404: "There is no such page",
    408: "Too slow",
    409: "Not now",
    413: "Too large",
    421: "Not this server's name",
    429: "Too many requests",
    500: "A bug",
}


def problem(status: int, why: str, *, html: bool, headers: Mapping[str, str] | None = None) -> Response:
    """What is wrong, for a person as a page, for a script as JSON."""
    if not html:
        return JSONResponse({"error": why}, status, headers)
    page = template("problem.html.j2", OWN_TEMPLATES).render(
        title=_TITLES.get(status, "That did not work"), why=why
    )
    return HTMLResponse(page, status, headers)
