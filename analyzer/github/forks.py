"""What of a fork is its own: the commits that the repository it was made from does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec.structs import replace

from analyzer.github.access import PAGE_SIZE, validate_login, validate_name
from analyzer.github.errors import AccountError, BadLogin, BadToken
from analyzer.github.fields import Fields
from analyzer.lazy_regex import lazy_regex
from analyzer.sources import Source

if TYPE_CHECKING:
    from analyzer.github.client import Client

# Each fork costs two requests and more; somebody without a token has 60 an hour.
MAX_FORKS = {False: 10, True: 200}
MAX_OWN_COMMITS = 1_000
# Worth a short wait; without an answer the fork earns nothing for sure and could earn all.
FORKS_SECONDS = 20.0

# What git forbids in the name of a branch (git help check-ref-format).
_FORBIDDEN = lazy_regex(r"[\x00-\x20~^:?*\[\\\x7f]|\.\.|@\{|//|(?:^|/)\.|^[-/]|[/.]$|\.lock(?:/|$)")
_OBJECT_ID = lazy_regex(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
MAX_BRANCH_LENGTH = 255


class Forks:
    """Says of each fork what it was made from and which commits are its own, in few requests.

    `notes` takes a sentence for each fork of which that could not be found out.
    """

    def __init__(self, client: Client, notes: list[str]) -> None:
        self._client = client
        self._notes = notes
        self._left = MAX_FORKS[client.server.token is not None]

    def described(self, source: Source, owner: str, name: str, description: object = None) -> Source:
        """The source of the fork `owner/name` with its parent and own commits, as far as GitHub says.

        `description` is what GitHub answers for it by name, if it was asked already. Raises BadToken.
        """
        source = replace(source, is_fork=True)
        if self._left == 0:
            return self._unknown(source, "too many forks to query each of them")
        self._left -= 1
        endpoint = f"/repos/{owner}/{name}"
        try:
            if description is None:
                description = self._client.get(endpoint, patience=FORKS_SECONDS).data
            fork = Fields(self._client, endpoint, description)
            above = fork.optional("parent", dict)
            if above is None:
                return self._unknown(source, "GitHub does not show its parent")
            parent = Fields(self._client, endpoint, above)
            parent_owner = parent.inner("owner").valid("login", validate_login)
            source = replace(source, fork_of=f"{parent_owner}/{parent.valid('name', validate_name)}")
            if parent_owner.casefold() == owner.casefold():
                # Branches are named by their owner, and here both have the same.
                return self._unknown(source, "its parent has the same owner")
            base, head = (each.valid("default_branch", validate_branch) for each in (parent, fork))
            comparison = f"{endpoint}/compare/{parent_owner}:{quote(base)}...{quote(head)}"
            own = self._ahead(comparison)
        except BadToken:
            raise
        except AccountError as error:
            return self._unknown(source, str(error))
        if own is None:
            return self._unknown(source, f"it has more than {MAX_OWN_COMMITS:,}, or the list is incomplete")
        return replace(source, own_commits=own)

    def _ahead(self, endpoint: str) -> frozenset[str] | None:
        """The ids of the commits that the comparison lists, None if there are too many or some are missing.

        See docs.github.com, "REST API endpoints for commits", "Compare two commits".
        """
        own: set[str] = set()
        for page in range(1, MAX_OWN_COMMITS // PAGE_SIZE + 1):
            query = {"per_page": str(PAGE_SIZE), "page": str(page)}
            answer = self._client.get(endpoint, query, patience=FORKS_SECONDS)
            fields = Fields(self._client, endpoint, answer.data)
            total = fields.required("total_commits", int)
            if total > MAX_OWN_COMMITS:
                return None
            listed = fields.required("commits", list)
            own |= {Fields(self._client, endpoint, each).valid("sha", _object_id) for each in listed}
            if len(own) >= total or not listed:
                return frozenset(own) if len(own) == total else None
        return None

    def _unknown(self, source: Source, why: str) -> Source:
        self._notes.append(f"the own commits of the fork '{source.name}' could not be determined: {why}")
        return source


def validate_branch(name: str) -> str:
    """The name of a branch, if git allows it. Raises BadLogin."""
    if not name or len(name) > MAX_BRANCH_LENGTH or _FORBIDDEN.search(name):
        raise BadLogin("no branch can have that name")
    return name


def _object_id(text: str) -> str:
    if not _OBJECT_ID.fullmatch(text):
        raise BadLogin("no commit has that id")
    return text
