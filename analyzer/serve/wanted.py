"""Whom a reviewer asks for: a line of a form, or a list as a batch reads it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from analyzer.batch.candidates import CandidatesError, Row, derived_id, is_safe, rows_of_list, several
from analyzer.github import PATH_BEGINNINGS, Clone, Server, TargetError, is_local, read_target
from analyzer.lazy_regex import lazy_regex
from analyzer.roles import ROLES
from analyzer.serve.settings import Settings

MOST_TARGETS, LONGEST_TARGET = 50, 1000
MOST_CANDIDATES = 5000
"""On one shelf: with more, `batch` is the tool."""
_CONTROLS = lazy_regex(r"[\x00-\x1f\x7f]")


class Unusable(Exception):  # noqa: N818 - it reads as what happened
    """What was typed cannot be used; the message says why, for the person who typed it."""


def row_of_form(fields: Mapping[str, str], settings: Settings, server: Server) -> Row:
    """The candidate of a form. Raises Unusable."""
    target, identity = fields.get("target", ""), fields.get("identity", "")
    role, id = fields.get("role", "") or None, fields.get("id", "").strip()
    if any(_CONTROLS.search(each) for each in (target, identity, id)):
        raise Unusable("A control character cannot be part of it.")
    targets = several(target)
    if not targets:
        raise Unusable("Type a GitHub username, a repository as owner/name, or an address.")
    if role is not None and role not in ROLES:
        raise Unusable("There is no such role.")
    if id and not is_safe(id):
        raise Unusable(
            "The name is for a file: up to 100 letters, digits, '.', '-' and '_', and it does not begin with "
            "'.' or '-'."
        )
    targets = tuple(_expanded(each, settings) for each in targets)
    row = Row(0, 0, id or derived_id(targets), targets, several(identity), None, role)
    require_allowed([row], settings, server)
    return row


def rows_of_upload(content: bytes, name: str, settings: Settings, server: Server) -> tuple[Row, ...]:
    """The candidates of a list. Raises Unusable."""
    shown = "list.csv" if name.lower().endswith(".csv") else "list.txt"
    try:
        rows = rows_of_list(content, shown, tuple(ROLES))
    except CandidatesError as error:
        raise Unusable(str(error)) from error
    claims = [row.line for row in rows if row.claims]
    if claims:
        raise Unusable(
            f"Line {claims[0]} names a file of claims, which a page cannot open; remove the column, or use "
            "'repo-evidence batch'."
        )
    require_allowed(rows, settings, server)
    return rows


def require_allowed(rows: Iterable[Row], settings: Settings, server: Server) -> None:
    """Raises Unusable for what may not be scanned from here.

    Where others can connect, they name what the server of the repositories has, and no folder of this machine
    and no other host.
    """
    for row in rows:
        if len(row.targets) > MOST_TARGETS or any(len(each) > LONGEST_TARGET for each in row.targets):
            raise Unusable(f"A candidate has at most {MOST_TARGETS} targets of {LONGEST_TARGET} characters.")
        if not settings.local and not all(_is_remote(each, server) for each in row.targets):
            raise Unusable(
                f"'{row.targets[0][:100]}': others can reach this page, so it takes accounts and "
                f"repositories of {server.web_url} only, not folders or other servers."
            )


def _is_remote(target: str, server: Server) -> bool:
    """Whether it means an account or a repository of the server, and nothing on this machine."""
    if is_local(target) or target.startswith(PATH_BEGINNINGS):
        return False
    try:
        meant = read_target(target, server)
    except TargetError:
        return False
    own = f"{server.web_url.casefold()}/"
    return not isinstance(meant, Clone) or meant.url.casefold().startswith(own)


def _expanded(target: str, settings: Settings) -> str:
    """`~` is what a shell would make of it."""
    return os.path.expanduser(target) if settings.local and target.startswith("~") else target  # noqa: PTH111
