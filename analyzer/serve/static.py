"""The few files that pages load: looked up by name, made once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from analyzer.report.html.templates import template
from analyzer.serve.answers import OWN_TEMPLATES

_STYLE, _SCRIPT = "text/css; charset=utf-8", "text/javascript; charset=utf-8"
STATIC_FILES: Mapping[str, str] = {
    "serve.css": _STYLE,
    "bar.css": _STYLE,
    "forms.js": _SCRIPT,
    "live.js": _SCRIPT,
    "card.js": _SCRIPT,
    "login.js": _SCRIPT,
}


def static(request: Request) -> Response:
    """One of the files."""
    name = str(request.path_params["name"])
    if name not in STATIC_FILES:
        raise HTTPException(404, "There is no such file.")
    return Response(_content(name), media_type=STATIC_FILES[name])


@cache
def _content(name: str) -> str:
    """A style may take over the report's; a script is as it is."""
    if name.endswith(".css"):
        return template(f"{name}.j2", OWN_TEMPLATES).render()
    return (files("analyzer.serve") / name).read_text("utf-8")
