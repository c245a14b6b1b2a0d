"""What comes in: where a repository lies, its commits and who made them, and whose work is asked about."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

SECONDS_A_DAY = 86_400
IMPOSSIBLE_PATH = "no work tree can hold its path"
"""Why a file of a hostile tree object is left out, wherever that is found."""


class SkippedFile(Struct, frozen=True):
    """A file that no check has read, or not all of it, with the reason.

    `kinds` are those of which it is missed, none where nothing in it could matter. `partly`: what was read of
    it shows what it is about, so that only a check which found something in it may have missed more.
    """

    path: str
    reason: str
    kinds: tuple[str, ...] = ()
    partly: bool = False


class Author(Struct, frozen=True, gc=False):
    """One spelling of an author, as commits carry it. The address never reaches an output."""

    name: str
    email: str


class Change(Struct, frozen=True, gc=False):
    """A file that a commit changed, and the object ids of its content before and after."""

    path: str
    before: str
    after: str


class FileChange(Struct, frozen=True):
    """A file that a commit touched: the ids of its content before and after, "" where it was not there."""

    before: str
    after: str


class CommitChanges(Struct, frozen=True):
    """The files of a commit that were asked for, by path, and how many it changed that were there before."""

    files: Mapping[str, FileChange]
    modified: int


class Tag(Struct, frozen=True):
    """A name that somebody gave to a commit of the assessed history.

    `moment` is when an annotated tag says it was made, Unix seconds; None where that is not known.
    """

    name: str
    commit: str
    moment: int | None = None


class Source(Struct, frozen=True):
    """Where one repository is read from.

    `location` is a path or a clone URL and is never shown; `name` and `url` (the web address that
    permalinks are built on) are. `as_of` is the last second, Unix time, that counts.
    `authenticated`: it is on the server whose access token we hold. Of a fork, `fork_of` is "owner/name" of
    its parent and `own_commits` the ids of the commits that the parent does not have, both None if not known.
    `stated_size` is how many bytes its server says that it has; it decides how it is fetched, and no result.
    """

    name: str
    location: str
    remote: bool
    url: str | None = None
    as_of: int | None = None
    authenticated: bool = False
    is_fork: bool = False
    fork_of: str | None = None
    own_commits: frozenset[str] | None = None
    stated_size: int | None = None


class Candidate(Struct, frozen=True):
    """Who is assessed: what was asked for and which names and addresses are surely theirs.

    `certainty` is "declared" (somebody named them), "account" (GitHub ties them to the account) or
    "unknown" (nobody is named).
    """

    targets: tuple[str, ...]
    login: str | None = None
    identities: tuple[str, ...] = ()
    certainty: str = "unknown"


class IdentifyingTerms(Struct, frozen=True):
    """What tells who made a repository: collected for a blind scan, and never in any output.

    `people` are names of persons, `handles` logins, owners, projects and packages, `addresses` those of
    e-mail, `commits` the first seven characters of the ids.
    """

    people: frozenset[str] = frozenset()
    handles: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    commits: frozenset[str] = frozenset()

    def __or__(self, other: IdentifyingTerms) -> IdentifyingTerms:
        return IdentifyingTerms(
            self.people | other.people,
            self.handles | other.handles,
            self.addresses | other.addresses,
            self.commits | other.commits,
        )
