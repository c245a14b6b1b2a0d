"""Paths of a checkout, as commands that run in it name them."""

from __future__ import annotations

from posixpath import join, normpath

from analyzer.lazy_regex import lazy_regex

ROOT = ""
# A folder that only the script knows, before the rest of a path: `$here/compose.yaml`, `${{ x }}/a`.
_UNKNOWN_FOLDER = lazy_regex(
    r"(?:\$\{\{[^{}]{0,200}\}\}|\$\{[^{}]{0,200}\}|\$\([^()]{0,200}\)|\$\w{1,100})/(?=[\w.])"
)


def without_unknown_folder(name: str) -> str:
    """A file's name without a folder that only the script knows: such a folder is mostly the checkout."""
    found = _UNKNOWN_FOLDER.match(name)
    return name if found is None else name[found.end() :]


def in_checkout(name: str, checkout: str) -> str:
    """A path without the folder that the repository was checked out into; others stay."""
    plain = name.removeprefix("./")
    if not checkout or (plain != checkout and not plain.startswith(f"{checkout}/")):
        return name
    return plain[len(checkout) + 1 :] or "."


def inside(base: str, relative: str | None) -> str:
    """A path of the repository; one that leads out of it is read from the root.

    Of one that is only partly known the folders are left that are.
    """
    if relative is None:
        return base
    if relative.startswith(("~", "$")):
        return ROOT
    known, unknown, _ = relative.partition("$")
    if unknown:
        relative = known.rpartition("/")[0] or "."  # `services/${{ matrix.name }}`: somewhere below
    path = normpath(join(base, relative.lstrip("/")))
    while path.startswith("../"):
        path = path[3:]
    return ROOT if path in (".", "..") else path
