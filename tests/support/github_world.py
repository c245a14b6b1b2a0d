"""The world that the loopback GitHub shows: who exists, what they own, and whose token is whose."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from tests.support.repositories import git

USER, ORGANIZATION = "User", "Organization"


def _number(name: str) -> int:
    return zlib.crc32(name.casefold().encode()) % 1_000_000_000 + 1


class Account(Struct, frozen=True):
    """A user or an organisation; `members` are the logins of an organisation's members.

    Dates are ISO 8601 with a Z, as GitHub writes them. Without an `id` a number is derived from the login.
    """

    login: str
    id: int = 0
    type: str = USER
    created_at: str = "2015-03-01T08:00:00Z"
    name: str | None = None
    email: str | None = None
    members: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        return self.id or _number(self.login)


class Repository(Struct, frozen=True):
    """One repository; `path` is a repository on disk, and without one git finds nothing there.

    `parent` is the "owner/name" of what a fork was made from. `size` is in kilobytes. `collaborators` are the
    logins that may read a private repository besides its owner and the members of an owning organisation.
    """

    owner: str
    name: str
    path: Path | None = None
    parent: str | None = None
    archived: bool = False
    disabled: bool = False
    empty: bool = False
    private: bool = False
    size: int = 100
    created_at: str = "2020-01-01T00:00:00Z"
    pushed_at: str = "2024-01-01T12:00:00Z"
    default_branch: str = "main"
    description: str | None = None
    language: str | None = "Python"
    collaborators: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        return f"{self.owner}/{self.name}"

    @property
    def number(self) -> int:
        return _number(self.full_name)


class AccountCommit(Struct, frozen=True):
    """A commit in `repository` ("owner/name") that GitHub ties to the account `login`."""

    repository: str
    login: str
    email: str
    sha: str = "1" * 40
    name: str = "Ada Example"
    date: str = "2024-01-01T12:00:00Z"
    message: str = "change"


class HistoryCommit(Struct, frozen=True):
    """A commit as the repository on disk has it."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    name: str
    email: str
    date: str
    message: str


def history(path: Path) -> list[HistoryCommit]:
    """The commits of the default branch of the repository at `path`, newest first."""
    lines = git(path, "log", "-z", "--format=%H%n%T%n%P%n%an%n%ae%n%cI%n%B").rstrip("\0").split("\0")
    commits = []
    for line in lines:
        sha, tree, parents, name, email, date, message = line.split("\n", 6)
        commits.append(HistoryCommit(sha, tree, tuple(parents.split()), name, email, date, message.strip()))
    return commits


class PullRequest(Struct, frozen=True):
    """A pull request by `login` to `repository` ("owner/name"); open unless it has a `merged_at`."""

    repository: str
    login: str
    number: int
    title: str = "Fix"
    created_at: str = "2023-05-01T10:00:00Z"
    merged_at: str | None = None


class World(Struct, frozen=True):
    """Everything a server knows.

    `tokens` maps a token to the login it belongs to, `renamed` a former "owner/name" to the present one.
    `limits` is how many requests per hour (core) or minute (search) are allowed without and with a token.
    """

    accounts: tuple[Account, ...] = ()
    repositories: tuple[Repository, ...] = ()
    commits: tuple[AccountCommit, ...] = ()
    pull_requests: tuple[PullRequest, ...] = ()
    tokens: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, tuple[int, int]] = field(
        default_factory=lambda: {"core": (60, 5000), "search": (10, 30)}
    )

    def account(self, login: str) -> Account | None:
        return next((one for one in self.accounts if one.login.casefold() == login.casefold()), None)

    def repository(self, full_name: str) -> Repository | None:
        wanted = full_name.casefold()
        return next((one for one in self.repositories if one.full_name.casefold() == wanted), None)

    def renamed_to(self, full_name: str) -> Repository | None:
        """The repository that used to be called `full_name`."""
        for former, present in self.renamed.items():
            if former.casefold() == full_name.casefold():
                return self.repository(present)
        return None

    def affiliation(self, repository: Repository, viewer: str | None) -> str | None:
        """How `viewer` belongs to `repository`: owner, collaborator, organization_member or None."""
        if viewer is None:
            return None
        viewer = viewer.casefold()
        owner = self.account(repository.owner)
        if repository.owner.casefold() == viewer:
            return "owner"
        if owner is not None and viewer in (member.casefold() for member in owner.members):
            return "organization_member"
        return "collaborator" if viewer in (one.casefold() for one in repository.collaborators) else None

    def visible(self, repository: Repository, viewer: str | None) -> bool:
        """Whether `viewer` may see `repository`."""
        return not repository.private or self.affiliation(repository, viewer) is not None
