"""Paths of a checkout, as commands that run in it name them."""

from __future__ import annotations

from posixpath import join, normpath

ROOT = ""


def inside(base: str, relative: str | None) -> str:
    """A path of the repository; one that leads out of it is read from the root."""
    if relative is None:
        return base
    if relative.startswith(("~", "$")):
        return ROOT
    path = normpath(join(base, relative.lstrip("/")))
    while path.startswith("../"):
        path = path[3:]
    return ROOT if path in (".", "..") else path
