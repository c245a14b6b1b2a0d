"""From what the user typed to whose work it is and the repositories it means."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, count
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from analyzer.git import (
    GitError,
    accepted,
    find_repositories,
    is_repository,
    linked_repositories,
    origin_url,
    web_url,
)
from analyzer.github.access import Server
from analyzer.github.accounts import USER, Listing, find_repository, list_account
from analyzer.github.addresses import (
    GITHUB,
    MAX_SHOWN,
    Account,
    Clone,
    Named,
    TargetError,
    is_address,
    own_host,
    read_target,
    tidy,
)
from analyzer.github.errors import (
    AccountError,
    BadAnswer,
    BadLogin,
    BadToken,
    NoNetwork,
    RateLimited,
)
from analyzer.github.tokens import TokenPool
from analyzer.github.work import merged
from analyzer.model import Contribution, LeftOut
from analyzer.sources import Source
from analyzer.text import word_set

# What only a path begins with: a name on GitHub never does.
PATH_BEGINNINGS = (".", "/", "~")
# What folders of clones are called whatever is in them.
UNTELLING_FOLDERS = word_set(
    "repo repository clone checkout bare git project source src code work workspace mirror"
)
MOST_LINKS_SHOWN = 10


class Options(Struct, frozen=True):
    """How targets are looked up. `deadline` is on the clock of `time.monotonic`, for GitHub's API.

    `notify` is told of waits.
    """

    server: Server
    deadline: float
    as_of: int | None = None
    include_forks: bool = False
    max_repositories: int | None = None
    private: bool = False
    notify: Callable[[str], None] = lambda message: None


class Resolution(Struct, frozen=True):
    """What all targets of one candidate mean together.

    `identities` are addresses that the accounts surely own; `unreadable` repositories have a row each.
    `contributions` are to repositories of others that are not scanned.
    """

    sources: tuple[Source, ...] = ()
    login: str | None = None
    identities: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    unreadable: tuple[tuple[Source, str], ...] = ()
    contributions: tuple[Contribution, ...] = ()
    notes: tuple[str, ...] = ()


def resolve_targets(targets: Sequence[str], options: Options) -> Resolution:
    """The repositories of all targets, each once, with distinct names, in a fixed order.

    A target is a work tree, a bare repository, a folder of repositories, a clone URL, `owner/repo` or an
    account on GitHub, or the address of a page about one of these; what exists as a path is one. Raises
    TargetError.
    """
    parts = [_resolve(target, options) for target in targets]
    readable = _each_once(source for part in parts for source in part.sources)
    unreadable = {source.location: (source, why) for part in parts for source, why in part.unreadable}
    sources = _with_distinct_names([*readable, *(source for source, _why in unreadable.values())])
    named = {source.location: source for source in sources}
    scanned = {(source.url or "").casefold() for source in sources}
    contributions = merged(each for part in parts for each in part.contributions)
    return Resolution(
        sources=tuple(
            replace(source, as_of=options.as_of) for source in sources if source.location not in unreadable
        ),
        login=next((part.login for part in parts if part.login is not None), None),
        identities=tuple(dict.fromkeys(each for part in parts for each in part.identities)),
        left_out=tuple(each for part in parts for each in part.left_out),
        unreadable=tuple((named[location], why) for location, (_source, why) in unreadable.items()),
        contributions=tuple(each for each in contributions if each.url.casefold() not in scanned),
        notes=tuple(note for part in parts for note in part.notes),
    )


def may_pass(error: Exception) -> bool:
    """Whether the target may resolve at another time: a network or a server failed, not the name."""
    return isinstance(error.__cause__, NoNetwork | RateLimited | BadAnswer | BadToken)


def no_token_left(error: Exception, pool: TokenPool | None) -> bool:
    """Whether it failed because the server accepts none of the tokens of the pool any more."""
    rejected = isinstance(error.__cause__, BadToken)
    return rejected and pool is not None and all(each.refused for each in pool.tokens)


def is_local(target: str) -> bool:
    """Whether a target is a place on this machine."""
    return not is_address(target) and _existing(target) is not None


def is_at_hand(target: str, server: Server) -> bool:
    """Whether a target is an address or a place on this machine, which nobody has to be asked about."""
    if is_local(target):
        return True
    try:
        return isinstance(read_target(target, server), Clone)
    except TargetError:
        return False


def shown_target(target: str, server: Server = Server()) -> str:  # noqa: B008  # it is frozen
    """The target as reports show it: of a local path only its last part, never the machine's folders."""
    if is_local(target) or target.startswith(PATH_BEGINNINGS):
        return _place(_existing(target) or target).name or target
    try:
        meant = read_target(target, server)
    except TargetError:
        meant = Clone(tidy(target))
    if isinstance(meant, Account):
        return meant.login
    if isinstance(meant, Named):
        return f"{meant.owner}/{meant.name}"
    return web_url(meant.url) or meant.url.rstrip("/").rpartition("/")[2] or tidy(target)


def shown_targets(targets: Sequence[str], resolution: Resolution, server: Server) -> tuple[str, ...]:
    """The targets as reports show them: a repository at a path by the name that it got beside the others."""
    names = {each.location: each.name for each in resolution.sources if not each.remote}
    places = (str(_place(_existing(each) or each)) if is_local(each) else "" for each in targets)
    return tuple(
        names.get(place) or shown_target(each, server) for each, place in zip(targets, places, strict=True)
    )


def _resolve(target: str, options: Options) -> Resolution:
    if is_local(target):
        return _in_folder(_existing(target) or target)
    if target.startswith(PATH_BEGINNINGS):
        raise TargetError(f"'{target[:MAX_SHOWN]}' does not exist; use the folder of a git repository")
    meant = read_target(target, options.server)
    if not isinstance(meant, Clone):
        return _on_github(target, meant, options)
    source = _by_url(meant.url, options.server)
    if not meant.part:
        return Resolution(sources=(source,))
    note = f"'{meant.part[:MAX_SHOWN]}' is a part of {source.name}: all of its default branch is read"
    return Resolution(sources=(source,), notes=(note,))


def _existing(target: str) -> str | None:
    """The path that a target is: as it is typed, else without what was pasted around it."""
    return next((each for each in (target, tidy(target)) if _exists(each)), None)


def _exists(target: str) -> bool:
    """Unlike Path.exists this answers for every text: too long, forbidden, empty (which is not ".")."""
    return os.path.exists(target)  # noqa: PTH110


def _place(target: str) -> Path:
    """The folder that a path means; of a work tree's `.git`, the work tree."""
    path = Path(target).resolve()
    return path.parent if path.name == ".git" else path


def _by_url(address: str, server: Server) -> Source:
    url = web_url(address)
    try:
        parts = accepted(address)
    except GitError as error:
        instead = "an https:// clone URL" if url is None or url == address else url
        shown = url or address.rstrip("/").rpartition("/")[2]
        raise TargetError(f"'{shown[:MAX_SHOWN]}': {error}; use {instead} or a local path") from error
    name = (url or address).rstrip("/").rpartition("/")[2].removesuffix(".git")
    # The token is for its own server: no other address ever sees it.
    own = parts.netloc.casefold() == own_host(server)
    return Source(name=name or "repository", location=address, remote=True, url=url, authenticated=own)


def _in_folder(target: str) -> Resolution:
    """The repository at a path, or those in the folder: directly, up to three levels below, or by a link."""
    path = Path(target)
    if not path.is_dir():
        is_list = path.suffix in (".csv", ".txt")
        listed = "; a list of candidates is for 'repo-evidence batch'" if is_list else ""
        raise TargetError(f"'{target}' is a file; use the folder of a git repository{listed}")
    if is_repository(str(path)):
        place = _place(target)
        return Resolution(sources=(_local(place, place.name),))
    links = [Path(each) for each in linked_repositories(str(path))]
    repositories = [*map(Path, find_repositories(str(path))), *links]
    if not repositories:
        raise TargetError(
            f"no git repository was found in the folder '{target}'; use a folder that contains some, at most "
            "three levels below, or links to some"
        )
    outside = [each.name for each in links if not each.resolve().is_relative_to(path.resolve())]
    shown = ", ".join(outside[:MOST_LINKS_SHOWN]) + (", ..." if len(outside) > MOST_LINKS_SHOWN else "")
    note = f"links in '{_place(target).name}' lead to repositories outside of it, which are read: {shown}"
    return Resolution(
        sources=tuple(_local(each, each.relative_to(path).as_posix()) for each in repositories),
        notes=(note,) if outside else (),
    )


def _local(path: Path, name: str) -> Source:
    name = name.removesuffix("/.git").removesuffix(".git") or name
    return Source(name=name, location=str(_place(str(path))), remote=False, url=origin_url(str(path)))


def _on_github(target: str, meant: Account | Named, options: Options) -> Resolution:
    try:
        if isinstance(meant, Named):
            listing = find_repository(
                meant.owner,
                meant.name,
                options.server,
                deadline=options.deadline,
                as_of=options.as_of,
                notify=options.notify,
            )
        else:
            listing = list_account(
                meant.login,
                options.server,
                deadline=options.deadline,
                include_forks=options.include_forks,
                max_repos=options.max_repositories,
                private=options.private,
                as_of=options.as_of,
                notify=options.notify,
            )
    except BadLogin as error:
        raise TargetError(
            f"'{target[:MAX_SHOWN]}' is neither an existing path nor a valid name on GitHub: {error}"
        ) from error
    except AccountError as error:
        raise TargetError(str(error)) from error
    return _of_listing(listing)


def _of_listing(listing: Listing) -> Resolution:
    return Resolution(
        sources=tuple(replace(source, authenticated=True) for source in listing.sources),
        login=listing.login if listing.kind == USER else None,
        identities=listing.identities,
        left_out=listing.left_out,
        unreadable=listing.unreadable,
        contributions=listing.contributions,
        notes=listing.notes,
    )


def _each_once(sources: Iterable[Source]) -> list[Source]:
    """Each repository once, also where it was given by its address and by its owner."""
    found: dict[str, Source] = {}
    # Of a fork its server has told more than the address says.
    for source in sorted(sources, key=lambda each: (not each.is_fork, each.name, each.location)):
        place = source.location.removesuffix(".git") if source.remote else source.location
        on_github = source.authenticated or place.startswith(f"https://{GITHUB}/")
        found.setdefault(place.casefold() if on_github else place, source)
    return list(found.values())


def _with_distinct_names(sources: Iterable[Source]) -> list[Source]:
    """The sources by name; a name that is taken gets the next free number.

    Where several lie in folders of a name that says nothing, the folders above name them.
    """
    given = list(sources)
    count_of = Counter(each.name for each in given)
    used: set[str] = set()
    distinct = []
    for source in sorted(
        (_renamed(each, count_of) for each in given), key=lambda each: (each.name, each.location)
    ):
        numbered = (f"{source.name} ({number})" for number in count(2))
        name = next(name for name in chain([source.name], numbered) if name not in used)
        used.add(name)
        distinct.append(replace(source, name=name))
    return distinct


def _renamed(source: Source, count_of: Mapping[str, int]) -> Source:
    above = Path(source.location).parent.name
    if (
        source.remote
        or not above
        or count_of[source.name] == 1
        or source.name.casefold() not in UNTELLING_FOLDERS
    ):
        return source
    return replace(source, name=above.removesuffix(".git") or above)
