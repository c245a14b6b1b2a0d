"""What GitHub ties to an account: the addresses it commits with, and its work in repositories of others.

Two searches say so: one for the newest commits, one for the newest merged pull requests. A search that fails
costs what it would have shown, as a note says, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from analyzer.github.access import Server, validate_login, validate_name
from analyzer.github.errors import AccountError, BadLogin, BadToken
from analyzer.github.fields import Fields
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Contribution

if TYPE_CHECKING:
    from analyzer.github.client import Client

# Attribution is worth waiting for, but the scan does without: the limit of searches is one of a minute.
SEARCH_PATIENCE_SECONDS = 65.0
RESULTS = 100

_ADDRESS = lazy_regex(r"[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,253}")


class AccountWork(Struct, frozen=True):
    """Addresses surely the account's, its work in repositories of others, sentences for the reader."""

    addresses: tuple[str, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    notes: tuple[str, ...] = ()


class _Piece(Struct, frozen=True):
    """One commit or one merged pull request in a repository of others."""

    owner: str
    name: str
    day: str | None
    is_commit: bool


def find_work(
    client: Client, login: str, number: int, email: str | None, *, as_of: int | None = None
) -> AccountWork:
    """The account's addresses, and what it has contributed to repositories of others.

    Addresses are GitHub's own two for it, the profile's `email`, and those of its commits. GitHub accepts an
    address only from an account that has shown to receive its mail, and says whose a commit is by that;
    addresses that the 100 newest commits found do not carry stay unknown. Contributions after `as_of` (Unix
    time) are left out. Raises BadToken.
    """
    domain = client.server.noreply_domain
    own = [f"{number}+{login}@{domain}", f"{login}@{domain}"]
    notes: list[str] = []
    tied: set[str] = set()
    pieces: list[_Piece] = []
    try:
        for address, piece in list(_commits(client, login)):
            tied.add(address)
            pieces += [piece] if piece is not None else []
    except BadToken:
        raise
    except AccountError as error:
        notes.append(
            f"not all addresses of '{login}' are known, so some work may be missed; its contributions to "
            f"repositories of others are not known either: {error}"
        )
    else:
        pieces += _pull_requests(client, login, notes)
    if as_of is not None:
        last = datetime.fromtimestamp(as_of, UTC).date().isoformat()
        pieces = [each for each in pieces if each.day is not None and each.day <= last]
    distinct: dict[str, str] = {}
    for each in (*own, email, *sorted(tied, key=lambda each: (each.casefold(), each))):
        if each is not None and _is_personal(each):
            distinct.setdefault(each.casefold(), each)
    return AccountWork(tuple(distinct.values()), _contributions(client.server, pieces), tuple(notes))


def merged(contributions: Iterable[Contribution]) -> tuple[Contribution, ...]:
    """Each repository once, with all that was done there; most pull requests first, then most commits."""
    found: dict[str, Contribution] = {}
    for each in contributions:
        key = each.url.casefold()
        known = found.get(key)
        found[key] = (
            each
            if known is None
            else Contribution(
                known.repository,
                known.url,
                known.pull_requests + each.pull_requests,
                known.commits + each.commits,
                max((day for day in (known.last_date, each.last_date) if day is not None), default=None),
            )
        )
    return tuple(
        sorted(
            found.values(),
            key=lambda each: (-each.pull_requests, -each.commits, each.repository.casefold()),
        )
    )


def _contributions(server: Server, pieces: Iterable[_Piece]) -> tuple[Contribution, ...]:
    return merged(
        Contribution(
            repository=f"{each.owner}/{each.name}",
            url=f"{server.web_url}/{each.owner}/{each.name}",
            pull_requests=int(not each.is_commit),
            commits=int(each.is_commit),
            last_date=each.day,
        )
        for each in pieces
    )


def _commits(client: Client, login: str) -> Iterator[tuple[str, _Piece | None]]:
    """The address of every commit that is the account's, and the commit if it is in a repository of others.

    Forks repeat commits of other repositories, and private ones nobody asked about: neither is shown.
    """
    endpoint = "/search/commits"
    query = {"q": f"author:{login}", "sort": "author-date", "order": "desc", "per_page": str(RESULTS)}
    answer = client.get(endpoint, query, patience=SEARCH_PATIENCE_SECONDS)
    for item in Fields(client, endpoint, answer.data).required("items", list):
        fields = Fields(client, endpoint, item)
        account = fields.optional("author", dict)
        if not account or str(account.get("login")).casefold() != login.casefold():
            continue
        author = fields.inner("commit").inner("author")
        place = fields.inner("repository")
        owner = place.inner("owner").valid("login", validate_login)
        piece = None
        hidden = place.required("private", bool) or place.required("fork", bool)
        if owner.casefold() != login.casefold() and not hidden:
            name = place.valid("name", validate_name)
            piece = _Piece(owner, name, _day(author.optional("date", str)), is_commit=True)
        yield author.required("email", str), piece


def _pull_requests(client: Client, login: str, notes: list[str]) -> list[_Piece]:
    """The newest merged pull requests of the account in public repositories of others."""
    endpoint = "/search/issues"
    words = f"type:pr is:merged is:public author:{login} -user:{login}"
    query = {"q": words, "sort": "created", "order": "desc", "per_page": str(RESULTS)}
    try:
        answer = client.get(endpoint, query, patience=SEARCH_PATIENCE_SECONDS)
        fields = Fields(client, endpoint, answer.data)
        pieces = [_merged_piece(client, endpoint, item) for item in fields.required("items", list)]
        total = fields.required("total_count", int)
    except BadToken:
        raise
    except AccountError as error:
        notes.append(f"some contributions of '{login}' to repositories of others may be missing: {error}")
        return []
    if total > len(pieces):
        notes.append(
            f"only the newest {len(pieces)} of {total:,} merged pull requests of '{login}' "
            "to repositories of others were read"
        )
    return pieces


def _merged_piece(client: Client, endpoint: str, item: object) -> _Piece:
    fields = Fields(client, endpoint, item)
    prefix = f"{client.server.api_url}/repos/"
    owner, _, name = fields.required("repository_url", str).removeprefix(prefix).partition("/")
    try:
        validate_login(owner)
        validate_name(name)
    except BadLogin:
        raise client.bad_answer(endpoint, "'repository_url' is not one of a repository") from None
    pull_request = fields.optional("pull_request", dict)
    when = None
    if pull_request is not None:
        when = Fields(client, endpoint, pull_request).optional("merged_at", str)
    return _Piece(owner, name, _day(when or fields.optional("closed_at", str)), is_commit=False)


def _day(text: str | None) -> str | None:
    """The day in UTC of a date as GitHub writes it; None for an impossible one, which commits may carry."""
    try:
        return None if text is None else datetime.fromisoformat(text).astimezone(UTC).date().isoformat()
    except (ValueError, OverflowError):
        return None


def _is_personal(address: str) -> bool:
    return _ADDRESS.fullmatch(address) is not None and address.casefold() not in _shared_addresses()


@cache
def _shared_addresses() -> frozenset[str]:
    """GitHub's own commits through the web, and nobody's."""
    from analyzer.repository import BOT_ADDRESSES

    return BOT_ADDRESSES | {"noreply@github.com"}
