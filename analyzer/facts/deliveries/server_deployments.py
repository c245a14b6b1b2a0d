"""Files by which Kamal and Capistrano set up a repository on servers of its own, where they name a server.

Sources: https://kamal-deploy.org/docs/configuration/overview/, https://capistranorb.com/documentation/getting-started/
configuration/. What `kamal init`, Rails and `cap install` write names servers that nobody has.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import block, items, text
from analyzer.repository import Snapshot

KAMAL, CAPISTRANO = "Kamal", "Capistrano"
KAMAL_FILE = lazy_regex(r"(?:.*/)?config/deploy(?:\.[\w-]{1,40})?\.ya?ml")
CAPISTRANO_FILE = lazy_regex(r"(?:.*/)?config/deploy\.rb")
REPOSITORY_SET = lazy_regex(r"[ \t]*set[ (]+:(?:repo_url|repository)\b")
SERVER_SET = lazy_regex(r"[ \t]*(?:server|role[ (]+:\w{1,30},|%w)[ \t(\[\"'][^#\n]*[\w.-]")
# Servers of templates, and an image of nobody.
NO_SERVER = lazy_regex(r"192\.168\.0\.1|(?:.*\.)?example\.(?:com|org|net)|.*\byour[-_.].*")
NO_IMAGE = lazy_regex(r"(?:your|my)[-_]?(?:user|name|org)[\w-]*/.*")


def server_deployments(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    """The files that say on which servers the repository runs: the path, the line, and the tool."""
    for path in repo.paths:
        if KAMAL_FILE.fullmatch(path):
            line = _of_kamal(repo, path)
            if line:
                yield path, line, KAMAL
        elif CAPISTRANO_FILE.fullmatch(path):
            line = _of_capistrano(repo, path)
            if line:
                yield path, line, CAPISTRANO


def _of_kamal(repo: Snapshot, path: str) -> int:
    """The line of `servers:` where a service, its image and a server are named; 0 where they are not."""
    for document in repo.yaml(path):
        told = block(document.value)
        image = text(told.get("image"))
        servers = set(_hosts(told.get("servers")))
        named = {each for each in servers if not NO_SERVER.fullmatch(each)}
        if text(told.get("service")) and image and named and not NO_IMAGE.fullmatch(image):
            rows = (repo.text(path) or "").split("\n")
            return next((number for number, row in enumerate(rows, 1) if row.startswith("servers:")), 1)
    return 0


def _hosts(value: object) -> Iterator[str]:
    """The servers of a list, of roles with lists, or of roles with `hosts`."""
    roles = block(value)
    for each in items(value) if not roles else ():
        yield text(each) or next(iter(block(each)), "")
    for role in roles.values():
        for each in items(block(role).get("hosts")) or items(role):
            yield text(each) or next(iter(block(each)), "")


def _of_capistrano(repo: Snapshot, path: str) -> int:
    """The line that says which repository is taken, where a stage names a server; 0 where none does."""
    rows = (repo.text(path) or "").split("\n")
    taken = next((number for number, row in enumerate(rows, 1) if REPOSITORY_SET.match(row)), 0)
    if not taken or NO_SERVER.search(rows[taken - 1]):
        return 0
    stages = join(dirname(path), "deploy/")
    stage_files = (each for each in repo.paths if each.startswith(stages) and each.endswith(".rb"))
    told = (row for each in (path, *stage_files) for row in (repo.text(each) or "").split("\n"))
    return taken if any(SERVER_SET.match(row) and not NO_SERVER.search(row) for row in told) else 0
