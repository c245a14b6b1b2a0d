"""How pages are made: every text that a template prints is made visible first, then escaped."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from analyzer.report.visible import visible

OWN = "analyzer.report.html"


def template(name: str, package: str = OWN) -> Template:
    """A template of a package, or one beside this file; whatever it prints is made visible and escaped."""
    return _environment(package).get_template(name)


@cache
def _environment(package: str) -> Environment:
    """Templates of a package, each compiled once, whichever page it is a part of."""
    environment = Environment(
        auto_reload=False,
        loader=ChoiceLoader([PackageLoader(each, "") for each in (package, OWN)]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
    )
    environment.filters["csp_hash"] = _csp_hash
    return environment


def _shown(value: object) -> object:
    """Whatever a template prints, made visible; what the template itself made stays as it is."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _csp_hash(style: str) -> str:
    """The source expression by which a content security policy admits this style and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"
