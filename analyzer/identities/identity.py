"""Who is the candidate in a history: one person's names and addresses, told from everybody else's.

Sure is what was declared (`--identity`) or what GitHub itself ties to the account, and nothing overrules
it; but a name of one word ("Robert") is many people's, and sure only as a login. What looks alike (the name
in another spelling, the same local part of an address) stays unsure. The repository's `.mailmap` is never
read: whoever writes it could rename the authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct, field
from msgspec.structs import replace

from analyzer.commits import Commit
from analyzer.identities.names import Spelling, alike, spelling
from analyzer.lazy_regex import lazy_regex
from analyzer.provenance import Origin
from analyzer.repository import BOT_ADDRESSES, is_bot
from analyzer.sources import Author, Candidate
from analyzer.text import word_set

# Local parts that many people share; the same one at two hosts says nothing.
SHARED_LOCAL_PARTS = word_set(
    "admin build centos contact deploy dev developer devnull ec2-user email git github hello hi info jenkins "
    "mail me no-reply noreply office root runner support team test ubuntu unknown user vagrant webmaster "
    "work you"
)
# GitHub's and a GitHub Enterprise server's own addresses of an account: "ID+login@" or, before 2017, "login@"
# (docs.github.com, "Setting your commit email address").
NOREPLY = lazy_regex(r"(?:\d{1,20}\+)?([^@]{1,100})@users\.noreply\.[a-z0-9.-]{1,200}", re.ASCII)
SHORTEST_LOCAL_PART = 4
_SUREST_FIRST = (Origin.CANDIDATE, Origin.UNSURE, Origin.OTHER)


class Identity(Struct, frozen=True):
    """Names, logins and mailboxes in comparable form: those surely the candidate's, and the look-alikes.

    `origins` holds what this says of the authors of a history, so that each is told once.
    """

    emails: frozenset[str]
    names: frozenset[str]
    logins: frozenset[str] = frozenset()
    similar_names: frozenset[str] = frozenset()
    similar_local_parts: frozenset[str] = frozenset()
    spellings: frozenset[Spelling] = frozenset()
    origins: Mapping[Author, Origin] = field(default_factory=dict)

    def origin(self, author: Author) -> Origin:
        """Whether this spelling of an author is the candidate."""
        return self.origins.get(author) or self._origin(author)

    def _origin(self, author: Author) -> Origin:
        email, name = author.email.casefold(), plain(author.name)
        if mailbox(email) in self.emails or name in self.names or noreply_login(email) in self.logins:
            return Origin.CANDIDATE
        if name in self.similar_names or _local_part(email) in self.similar_local_parts:
            return Origin.UNSURE
        if not is_bot(author) and self._is_alike(author):
            return Origin.UNSURE
        return Origin.OTHER

    def _is_alike(self, author: Author) -> bool:
        written = spelling_of(author)
        return any(alike(each, written) for each in self.spellings)

    def origin_of(self, commit: Commit) -> Origin:
        """Whether the candidate is among the author and co-authors of a commit."""
        origins = {self.origin(author) for author in people(commit)}
        return next(each for each in _SUREST_FIRST if each in origins)


def identify(candidate: Candidate, commits: Sequence[Commit]) -> Identity | None:
    """The candidate as this history spells them; None where nobody was named.

    A declared name is also its owner's login in GitHub's noreply addresses. A full name brings the addresses
    that it is used with, whatever other names these carry; unless many people share such an address. A name
    of one word is a look-alike. So are the names and local parts that go with what is sure, and their other
    spellings; a look-alike of a look-alike is nobody.
    """
    if not candidate.identities:
        return None
    emails = frozenset(mailbox(each) for each in candidate.identities if "@" in each)
    declared = frozenset(plain(each) for each in candidate.identities if "@" not in each) - {""}
    full = frozenset(each for each in declared if " " in each)
    authors = {author for commit in commits for author in people(commit)}
    brought = (author.email.casefold() for author in authors if plain(author.name) in full)
    sure = Identity(emails | {mailbox(each) for each in brought if _is_one_persons(each)}, full, declared)
    mine = [author for author in authors if sure.origin(author) is Origin.CANDIDATE]
    similar_names = {plain(author.name) for author in mine} | {plain(candidate.login or "")} | declared
    local_parts = {_local_part(author.email) for author in mine} | {_local_part(email) for email in emails}
    identity = replace(
        sure,
        similar_names=frozenset(similar_names - {""}),
        similar_local_parts=frozenset(each for each in local_parts if each is not None),
        spellings=frozenset((*map(spelling_of, mine), *_declared_spellings(candidate))),
    )
    return replace(identity, origins={author: identity.origin(author) for author in authors})


def matched_identities(candidate: Candidate, commits: Iterable[Commit]) -> tuple[str, ...]:
    """Those of the declared names and addresses that some commit carries."""
    if not candidate.identities:
        return ()
    authors = {author for commit in commits for author in people(commit)}
    emails = {author.email.casefold() for author in authors}
    boxes = {mailbox(email) for email in emails}
    names = {plain(author.name) for author in authors} | {noreply_login(email) for email in emails}
    return tuple(
        each
        for each in candidate.identities
        if (mailbox(each) in boxes if "@" in each else plain(each) in names - {""})
    )


def people(commit: Commit) -> tuple[Author, ...]:
    """The author and the co-authors of a commit."""
    return (commit.author, *commit.co_authors)


@lru_cache(maxsize=65536)
def spelling_of(author: Author) -> Spelling:
    """An author's name with the part of the address that may spell it too."""
    local = _local_part(author.email)
    return spelling(author.name, () if local is None else (local,))


def _declared_spellings(candidate: Candidate) -> list[Spelling]:
    """What was declared, each on its own: an address says no name, and a name no address."""
    return [
        *(spelling_of(Author("", each)) if "@" in each else spelling(each) for each in candidate.identities),
        spelling(candidate.login or ""),
    ]


def plain(name: str) -> str:
    """A name as it is compared: without regard to case and runs of blanks."""
    return " ".join(name.split()).casefold()


def mailbox(email: str) -> str:
    """Where mail to an address arrives, to compare it: no case, and no "+detail" (RFC 5233) before the @.

    A noreply address of GitHub keeps the number before its plus: it tells one account from another.
    """
    email = email.casefold()
    local, at, host = email.partition("@")
    return email if NOREPLY.fullmatch(email) else f"{local.partition('+')[0] or local}{at}{host}"


def noreply_login(email: str) -> str | None:
    """The login in a noreply address (lower case) of GitHub or a GitHub Enterprise server; None of others."""
    found = NOREPLY.fullmatch(email)
    return found[1] if found else None


def _is_one_persons(email: str) -> bool:
    """Whether an address is made for one person: not a machine's, a role's, or that of commits by web."""
    local, _at, host = email.partition("@")
    shared = local in SHARED_LOCAL_PARTS or email in BOT_ADDRESSES
    return bool(local) and "." in host and not host.endswith((".local", ".internal")) and not shared


def _local_part(email: str) -> str | None:
    """The part before the @, without a forge's number prefix; None if many people share it."""
    email = email.casefold()
    local = noreply_login(email) or email.partition("@")[0].partition("+")[0]
    return None if len(local) < SHORTEST_LOCAL_PART or local in SHARED_LOCAL_PARTS else local
