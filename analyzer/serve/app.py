"""The addresses of the page, and what stands before them."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from analyzer.serve import handlers
from analyzer.serve.answers import problem
from analyzer.serve.events import events
from analyzer.serve.guard import Guard
from analyzer.serve.office import Office
from analyzer.serve.static import static

ROUTES = (
    Route("/", handlers.home),
    Route("/events", events),
    Route("/scans", handlers.ask, methods=["POST"]),
    Route("/lists", handlers.ask_list, methods=["POST"]),
    Route("/candidates/{id}", handlers.card),
    Route("/candidates/{id}", handlers.delete, methods=["DELETE"]),
    Route("/candidates/{id}/again", handlers.ask_again, methods=["POST"]),
    Route("/candidates/{id}/stop", handlers.stop, methods=["POST"]),
    Route("/candidates/{id}/delete", handlers.confirm),
    Route("/candidates/{id}/delete", handlers.delete, methods=["POST"]),
    Route("/candidates/{id}/notes", handlers.read_notes),
    Route("/candidates/{id}/notes", handlers.write_notes, methods=["PUT"]),
    Route("/candidates/{id}/scorecard.{form}", handlers.export),
    Route("/compare", handlers.compare),
    Route("/summary.csv", handlers.export_summary),
    Route("/scorecards.zip", handlers.export_all),
    Route("/login", handlers.sign_in),
    Route("/login", handlers.signed_in, methods=["POST"]),
    Route("/logout", handlers.sign_out, methods=["POST"]),
    Route("/static/{name}", static),
)


def application(office: Office) -> ASGIApp:
    """The whole page, guarded."""
    app = Starlette(routes=ROUTES, exception_handlers={HTTPException: _told})
    app.state.office = office
    return Guard(app, office.settings, office.sessions)


async def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for nothing else
    html = "text/html" in request.headers.get("accept", "")
    return problem(error.status_code, str(error.detail), html=html, headers=error.headers)
