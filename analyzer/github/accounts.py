"""From an account or a repository's name on GitHub to the repositories it means.

The only module that calls GitHub's API. What the server says is checked before it is used: a clone address is
believed only if it is the one that this server has to have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from analyzer.github.access import Server, validate_login, validate_name
from analyzer.github.clock import Clock
from analyzer.github.errors import AccountError, BadToken, Refused, UnknownAccount, UnknownRepository
from analyzer.github.fields import Fields
from analyzer.github.forks import Forks
from analyzer.github.work import AccountWork, find_work
from analyzer.model import Contribution, LeftOut
from analyzer.sources import Source
from analyzer.text import plural

if TYPE_CHECKING:
    from analyzer.github.client import Client

USER, ORGANISATION, REPOSITORY = "user", "organisation", "repository"
FORK, LIMIT, EMPTY = "fork", "limit", "empty"

MAX_PAGES = 100
# Each costs a request, of which somebody without a token has 60 an hour.
MAX_EMPTY_QUESTIONS = 10

_NOT_THERE = (404, 410)
_NO_COMMIT = 409
_BLOCKED = {
    403: "access to it is blocked, or the token lacks permission to read it (HTTP 403)",
    451: "it is blocked for legal reasons (HTTP 451)",
}
_NEWEST_FIRST = {"sort": "pushed", "direction": "desc"}


class Listing(Struct, frozen=True):
    """What a name on GitHub means: whose it is, the repositories to scan, and those that are not scanned.

    `identities` are addresses that are surely the account's, empty for an organisation (not a person) and
    for a single repository (which names nobody). `left_out` was not looked at on purpose, `unreadable`
    should have been and cannot: each with a sentence why. `contributions` is the user's work in repositories
    of others. `notes` are sentences for the reader.
    """

    login: str
    kind: str
    identities: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    unreadable: tuple[tuple[Source, str], ...] = ()
    contributions: tuple[Contribution, ...] = ()
    notes: tuple[str, ...] = ()


class _Repository(Struct, frozen=True):
    """What we read of a repository's description. `pushed` is Unix time."""

    owner: str
    name: str
    source: Source
    fork: bool
    private: bool
    pushed: float
    problem: str | None


def _ignore(message: str) -> None:
    del message


def list_account(
    login: str,
    server: Server,
    *,
    deadline: float,
    include_forks: bool = False,
    max_repos: int | None = None,
    private: bool = False,
    as_of: int | None = None,
    size_limit_bytes: int | None = None,
    notify: Callable[[str], None] = _ignore,
    clock: Clock = Clock(),  # noqa: B008 - it is frozen
) -> Listing:
    """The repositories of a user or organisation, the most recently pushed first, and the user's addresses.

    Archived repositories count; forks do with `include_forks`; private ones with `private`, if the token is
    the account's own. `max_repos` keeps those pushed to most recently. `size_limit_bytes` refuses by the
    size GitHub states, history included. `deadline` is on the clock's monotonic time; `notify` is told of
    waits. Raises AccountError.
    """
    validate_login(login)
    client = _client(server, deadline, notify, clock)
    notes: list[str] = []
    own = private and _is_own(client, login, notes)
    profile = _profile(client, login, notes)
    endpoint, parameters = profile.listing(own=own)
    with_owner = profile.kind == ORGANISATION
    found = [
        _described(client, endpoint, each, as_of, size_limit_bytes, with_owner)
        for each in _pages(client, endpoint, parameters, notes)
    ]
    if any(each.owner.casefold() != profile.login.casefold() for each in found):
        raise client.bad_answer(endpoint, "it contains a repository of another account")
    # A token may see an enterprise's internal repositories; nobody asked for those.
    asked_for = [each for each in found if own or not each.private]
    work = AccountWork()
    if profile.kind == USER:
        work = find_work(client, profile.login, profile.number, profile.email, as_of=as_of)
    listing = Listing(profile.login, profile.kind, work.addresses, contributions=work.contributions)
    listing = replace(listing, notes=(*notes, *work.notes))
    return _select(listing, client, asked_for, include_forks, max_repos)


def find_repository(
    owner: str,
    name: str,
    server: Server,
    *,
    deadline: float,
    as_of: int | None = None,
    size_limit_bytes: int | None = None,
    notify: Callable[[str], None] = _ignore,
    clock: Clock = Clock(),  # noqa: B008 - it is frozen
) -> Listing:
    """One repository by its name, also a fork or (with a token that may read it) a private one.

    Arguments and errors as for `list_account`. A repository that is there but cannot be read is a row.
    """
    validate_login(owner)
    validate_name(name)
    asked = f"{owner}/{name}"
    endpoint = f"/repos/{asked}"
    client = _client(server, deadline, notify, clock)
    try:
        answer = client.get(endpoint)
    except Refused as refusal:
        if refusal.status in _BLOCKED:
            row = (_source(server, owner, name, asked, as_of), _BLOCKED[refusal.status])
            return Listing(owner, REPOSITORY, unreadable=(row,))
        if refusal.status not in _NOT_THERE:
            raise
        raise UnknownRepository(
            f"{server.host} has no public repository '{asked}'; check the spelling, or set GITHUB_TOKEN "
            "to a token that may read it"
        ) from None
    found = _described(client, endpoint, answer.data, as_of, size_limit_bytes, with_owner=True)
    notes: tuple[str, ...] = ()
    if found.source.name.casefold() != asked.casefold():
        if not answer.moved:
            raise client.bad_answer(endpoint, "it describes another repository")
        notes = (f"'{asked}' has been renamed to '{found.source.name}'",)
    listing = Listing(found.owner, REPOSITORY, notes=notes)
    return _select(listing, client, [found], include_forks=True, max_repos=None, description=answer.data)


# -- who ---------------------------------------------------------------------------------------------


class _Profile(Struct, frozen=True):
    login: str
    number: int
    kind: str
    email: str | None

    def listing(self, *, own: bool) -> tuple[str, dict[str, str]]:
        """The endpoint that lists the account's repositories, with its parameters."""
        if own:
            return "/user/repos", {"affiliation": "owner", **_NEWEST_FIRST}
        if self.kind == ORGANISATION:
            return f"/orgs/{self.login}/repos", {"type": "public", **_NEWEST_FIRST}
        return f"/users/{self.login}/repos", {"type": "owner", **_NEWEST_FIRST}


def _profile(client: Client, login: str, notes: list[str]) -> _Profile:
    endpoint = f"/users/{login}"
    try:
        answer = client.get(endpoint)
    except Refused as refusal:
        if refusal.status not in _NOT_THERE:
            raise
        raise UnknownAccount(
            f"{client.server.host} has no user or organisation '{login}'; check the spelling"
        ) from None
    fields = Fields(client, endpoint, answer.data)
    profile = _Profile(
        login=fields.valid("login", validate_login),
        number=fields.required("id", int),
        kind=ORGANISATION if fields.required("type", str) == "Organization" else USER,
        email=fields.optional("email", str),
    )
    if profile.login.casefold() != login.casefold():
        if not answer.moved:
            raise client.bad_answer(endpoint, "it describes another account")
        notes.append(f"'{login}' has been renamed to '{profile.login}'")
    return profile


def _is_own(client: Client, login: str, notes: list[str]) -> bool:
    """Whether the token belongs to `login`."""
    if client.server.token is None:
        raise BadToken("listing private repositories requires a token of that account; set GITHUB_TOKEN")
    owner = Fields(client, "/user", client.get("/user").data).valid("login", validate_login)
    if owner.casefold() == login.casefold():
        return True
    notes.append(f"the token belongs to '{owner}', so only public repositories of '{login}' were listed")
    return False


# -- which repositories --------------------------------------------------------------------------------


def _pages(client: Client, endpoint: str, parameters: dict[str, str], notes: list[str]) -> Iterator[object]:
    for page in range(1, MAX_PAGES + 1):
        answer = client.get(endpoint, {**parameters, "per_page": "100", "page": str(page)})
        if not isinstance(answer.data, list):
            raise client.bad_answer(endpoint, "it is not a list")
        yield from answer.data
        if not answer.has_next_page:
            return
    notes.append(f"only the first {plural(MAX_PAGES, 'page')} of repositories were listed")


def _described(
    client: Client,
    endpoint: str,
    data: object,
    as_of: int | None,
    size_limit_bytes: int | None,
    with_owner: bool,
) -> _Repository:
    fields = Fields(client, endpoint, data)
    name = fields.valid("name", validate_name)
    owner = fields.inner("owner").valid("login", validate_login)
    size = fields.optional("size", int)
    source = _source(client.server, owner, name, f"{owner}/{name}" if with_owner else name, as_of)
    # In kilobytes (docs.github.com, "REST API endpoints for repositories").
    source = replace(source, stated_size=None if size is None else size * 1024)
    problem = None
    if fields.optional("disabled", bool):
        problem = "GitHub has disabled it"
    elif not _is_expected(fields.optional("clone_url", str), source.location):
        problem = "its clone address is not the expected one and was not used"
    elif size_limit_bytes is not None and (source.stated_size or 0) > size_limit_bytes:
        problem = f"it is larger than the limit of {size_limit_bytes:,} bytes"
    return _Repository(
        owner=owner,
        name=name,
        source=source,
        fork=fields.required("fork", bool),
        private=fields.required("private", bool),
        pushed=fields.moment("pushed_at"),
        problem=problem,
    )


def _source(server: Server, owner: str, name: str, shown: str, as_of: int | None) -> Source:
    url = f"{server.web_url}/{owner}/{name}"
    return Source(name=shown, location=f"{url}.git", remote=True, url=url, as_of=as_of)


def _is_expected(clone_url: str | None, expected: str) -> bool:
    """Whether the address is the one we would use anyway, as far as the server gives one."""
    return clone_url is None or clone_url.removesuffix(".git") == expected.removesuffix(".git")


def _select(
    listing: Listing,
    client: Client,
    found: Iterable[_Repository],
    include_forks: bool,
    max_repos: int | None,
    description: object = None,
) -> Listing:
    """The listing with what is scanned, what is left out, and what cannot be read. Each repository once.

    `description` is what GitHub says of a repository that was asked for by name.
    """
    notes = list(listing.notes)
    forks = Forks(client, notes)
    distinct = {each.source.location.casefold(): each for each in found}
    newest_first = sorted(distinct.values(), key=lambda each: (-each.pushed, each.name.casefold()))
    is_empty = _EmptyQuestions(client)
    sources: list[Source] = []
    left_out: list[LeftOut] = []
    unreadable: list[tuple[Source, str]] = []
    for each in newest_first:
        if each.fork and not include_forks:
            left_out.append(LeftOut(each.source.name, FORK))
        elif max_repos is not None and len(sources) + len(unreadable) >= max_repos:
            left_out.append(LeftOut(each.source.name, LIMIT))
        elif each.problem is not None:
            unreadable.append((each.source, each.problem))
        elif is_empty(each):
            left_out.append(LeftOut(each.source.name, EMPTY))
        elif each.fork:
            sources.append(forks.described(each.source, each.owner, each.name, description))
        else:
            sources.append(each.source)
    return replace(
        listing,
        sources=tuple(sources),
        left_out=tuple(sorted(left_out, key=lambda each: (each.name.casefold(), each.name))),
        unreadable=tuple(unreadable),
        notes=tuple(notes),
    )


class _EmptyQuestions:
    """Tells whether a repository has no commit, in few requests.

    GitHub counts sizes once in a while, so 0 kilobytes may also be new or tiny: only the answer
    "409 Conflict" to a question for commits means empty. Without it the clone will tell.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._left = MAX_EMPTY_QUESTIONS

    def __call__(self, repository: _Repository) -> bool:
        if repository.source.stated_size != 0 or self._left == 0:
            return False
        self._left -= 1
        try:
            self._client.get(
                f"/repos/{repository.owner}/{repository.name}/commits", {"per_page": "1"}, patience=0
            )
        except Refused as refusal:
            return refusal.status == _NO_COMMIT
        except BadToken:
            raise
        except AccountError:
            self._left = 0
        return False


def _client(server: Server, deadline: float, notify: Callable[[str], None], clock: Clock) -> Client:
    # PyGithub takes 0.2 s to import, and most commands never ask GitHub.
    from analyzer.github.client import Client

    return Client(server, deadline=deadline, notify=notify, clock=clock)
