"""The real PyGithub, set up so that it never waits on its own."""

from __future__ import annotations

from typing import Any

from github import Auth, Github

from tests.support.github_server import GitHub


def client(server: GitHub, token: str | None = None, **options: Any) -> Github:
    """PyGithub talking to `server`; it repeats nothing unless `options` has a `retry`."""
    options = {"retry": None, "seconds_between_requests": None, "timeout": 1, **options}
    return Github(base_url=server.api, auth=None if token is None else Auth.Token(token), **options)
