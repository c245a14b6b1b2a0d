"""What somebody means who types or pastes an address: an account, a repository by its name, a clone URL.

Nobody is asked and nothing is looked up here. Total: whatever the text, the answer is one of these or a
TargetError, whose message names the thing and the remedy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from analyzer.git import web_url
from analyzer.github.access import Server, validate_login, validate_name
from analyzer.github.errors import BadLogin
from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set

MAX_SHOWN = 200
GITHUB = "github.com"
# Pages of GitHub, none of which can be the name of an account there.
_PAGES = word_set(
    "about account apps codespaces collections contact copilot customer-stories dashboard discussions"
    " enterprise events explore features issues join login logout marketplace new notifications"
    " organizations pricing pulls readme search security sessions settings signup site solutions team"
    " topics trending watching"
)
# Pages about the account that the next part names.
_ABOUT_ACCOUNTS = word_set("orgs users sponsors stars")
# What is part of a repository, or another state of it than the one that is read.
_PARTS = word_set("tree blob blame raw edit commit compare pull")
_FORGE_PARTS = _PARTS | word_set("src merge_requests pull-requests pulls resolve")
# Hosts of GitHub that show repositories under other paths: how many parts come before owner and name.
_OTHER_HOSTS: Mapping[str, tuple[str, ...]] = {
    "raw.githubusercontent.com": (),
    "api.github.com": ("repos",),
}
_GIST = "gist.github.com"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_SCHEME = lazy_regex(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#\s]*)([^?#]*)", re.DOTALL)
_SSH_SHORT = lazy_regex(r"(?:[A-Za-z0-9._-]+@)?([A-Za-z0-9.-]+):(?![/:])([^\s:]+)")
_HOST_LIKE = lazy_regex(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_CLONE_URL = lazy_regex(r"[A-Za-z][A-Za-z0-9+.-]*:(?://|:)|[^/\s:]+@[^/\s:]+:")
_WEB = word_set("https http")
_SSH = word_set("ssh git git+ssh ssh+git git+https")


class TargetError(Exception):
    """A target that does not resolve; the message names it and what to do."""


class Account(Struct, frozen=True):
    """A user or an organisation."""

    login: str


class Named(Struct, frozen=True):
    """A repository by its name on the server that is asked."""

    owner: str
    name: str


class Clone(Struct, frozen=True):
    """An address to clone from, as git is given it. `part` is what of the repository was named, if any."""

    url: str
    part: str = ""


class _Address(Struct, frozen=True):
    """Where a text points. `host` is in small letters, with its port if it has one, without `www.`."""

    host: str
    path: tuple[str, ...]

    @property
    def shown(self) -> str:
        return "/".join((self.host, *self.path))[:MAX_SHOWN]


class _Forge(Struct, frozen=True):
    """Another place where people keep repositories.

    `kinds` may stand before owner and name; `accounts` are pages about accounts. A repository has two parts;
    where there are groups in groups it has any number, and its pages come behind `ends`.
    """

    name: str
    kinds: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    ends: str = ""


_FORGES: Mapping[str, _Forge] = {
    "gitlab.com": _Forge("GitLab", accounts=word_set("users groups explore dashboard"), ends="-"),
    "bitbucket.org": _Forge("Bitbucket"),
    "codeberg.org": _Forge("Codeberg", accounts=word_set("explore org")),
    "huggingface.co": _Forge(
        "Hugging Face",
        kinds=word_set("spaces datasets"),
        accounts=word_set("collections organizations papers docs blog"),
    ),
    "hf.co": _Forge("Hugging Face", kinds=word_set("spaces datasets")),
    "gitee.com": _Forge("Gitee"),
    "git.sr.ht": _Forge("SourceHut"),
}


def read_target(typed: str, server: Server) -> Account | Named | Clone:
    """What a text means that is no path. Raises TargetError, and nothing else."""
    text = tidy(typed)
    if not text:
        raise TargetError("the target is empty; give a path, a clone URL or a name on GitHub")
    address = _address(text, server)
    meant = None if address is None else _meant(address, server)
    if meant is not None:
        return meant
    if is_address(text):
        return Clone(_without_query(text))
    return _by_name(text)


def tidy(typed: str) -> str:
    """The text without the white space and the invisible characters that come with what is pasted."""
    return typed.strip().strip(_INVISIBLE).strip()


def is_address(text: str) -> bool:
    """Whether a text is an address by its form, whatever exists here under the same name."""
    return _CLONE_URL.match(text) is not None


def is_name(text: str) -> bool:
    """Whether a text may be an account or OWNER/NAME on GitHub, by its form."""
    return text.count("/") <= 1 and _HOST_LIKE.fullmatch(text.partition("/")[0]) is None


def _by_name(text: str) -> Account | Named:
    if not is_name(text):
        host = text.partition("/")[0]
        other = "; of a repository on GitHub, OWNER/NAME is enough"
        if _HOST_LIKE.fullmatch(host):
            other = "; of a repository on another server give the whole address, beginning with https://"
        raise TargetError(f"'{text[:MAX_SHOWN]}' does not exist; use the folder of a git repository{other}")
    owner, slash, name = text.partition("/")
    if not slash:
        return Account(text.removeprefix("@"))
    return Named(owner, name) if owner and name else Account(text)


def _without_query(text: str) -> str:
    found = _SCHEME.match(text)
    return found[0] if found is not None and found[1].casefold() in _WEB else text


def _address(text: str, server: Server) -> _Address | None:
    """Where a text points; None where it has no host, or one that nothing is known of."""
    if found := _SCHEME.match(text):
        scheme, netloc, path = found[1].casefold(), found[2].casefold(), found[3]
        if scheme in _SSH:
            host = netloc.rpartition("@")[2].partition(":")[0]
        elif scheme in _WEB and "@" not in netloc:
            host = netloc.removesuffix(":443" if scheme == "https" else ":80")
        else:
            return None
        return _Address(host.removeprefix("www."), _parts(path))
    first = text.partition("/")[0].partition("?")[0].partition("#")[0].casefold().removeprefix("www.")
    known = {GITHUB, _GIST, *_OTHER_HOSTS, *_FORGES, own_host(server)}
    if first in known:
        rest = text.partition("/")[2].partition("?")[0].partition("#")[0]
        return _Address(first, _parts(rest))
    short = _SSH_SHORT.fullmatch(text)
    if short is not None and (host := short[1].casefold()) in known:
        return _Address(host, _parts(short[2]))
    return None


def own_host(server: Server) -> str:
    """The host on which the server that is asked shows its pages, with its port if that is unusual."""
    return server.web_url.partition("://")[2].casefold()


def _parts(path: str) -> tuple[str, ...]:
    return tuple(filter(None, path.split("/")))


def _meant(address: _Address, server: Server) -> Account | Clone | None:
    """What an address on a known host means; None for other hosts."""
    host, path = address.host, address.path
    if host == own_host(server):
        return _on_github(address, path, server.web_url, asked=True)
    if host == GITHUB:
        # A server on this machine stands in for it.
        return _on_github(address, path, f"https://{GITHUB}", asked=server.web_url.startswith("http:"))
    if host in _OTHER_HOSTS:
        before = _OTHER_HOSTS[host]
        if path[: len(before)] == before and len(path) >= len(before) + 2:
            return _on_github(address, path[len(before) :][:2], f"https://{GITHUB}", asked=False)
        raise TargetError(f"'{address.shown}' is no repository; {_GIVE}")
    if host == _GIST:
        if path and path[-1].endswith(".git"):
            return None
        raise TargetError(f"'{address.shown}' is about gists, and a gist is not assessed; {_GIVE}")
    return _elsewhere(address, _FORGES[host]) if host in _FORGES else None


_GIVE = "give the name of an account, OWNER/NAME, or the address of a repository"


def _on_github(address: _Address, path: Sequence[str], web: str, *, asked: bool) -> Account | Clone:
    """`asked`: accounts of that host can be looked up on the server that is asked."""
    if path and path[0].casefold() in _ABOUT_ACCOUNTS:
        path = path[1:2]
    elif path and path[0].casefold() in _PAGES:
        path = ()
    if not path:
        raise TargetError(f"'{address.shown}' is a page of GitHub, not an account or a repository; {_GIVE}")
    try:
        owner = validate_login(path[0].removeprefix("@"))
        if len(path) > 1:
            name = path[1]
            validate_name(name.removesuffix(".git"))
            rest = path[2:]
            return Clone(f"{web}/{owner}/{name}", "/".join(rest) if rest and rest[0] in _PARTS else "")
    except BadLogin as error:
        raise TargetError(f"'{address.shown}': {error}") from error
    if not asked:
        raise TargetError(
            f"'{address.shown}': accounts are looked up where GITHUB_API_URL says; unset it for one on "
            f"{GITHUB}, or give the address of each repository"
        )
    return Account(owner)


def _elsewhere(address: _Address, forge: _Forge) -> Clone:
    path = address.path
    kind = path[:1] if path and path[0] in forge.kinds else ()
    rest = path[len(kind) :]
    kept = rest[:2]
    if forge.ends:
        kept = rest[: rest.index(forge.ends)] if forge.ends in rest else rest
    if len(kept) < 2 or kept[0] in forge.accounts:
        example = "/".join(("https:/", address.host, *kind, "OWNER", "NAME"))
        raise TargetError(
            f"'{address.shown}' is no repository, and accounts at {forge.name} cannot be listed; give the "
            f"address of each repository, as in {example}"
        )
    below = rest[len(kept) :]
    part = "/".join(below) if set(below) & _FORGE_PARTS else ""
    url = "/".join(("https:/", address.host, *kind, *kept))
    if web_url(url) is None:
        raise TargetError(f"'{address.shown}' is not the address of a repository at {forge.name}; {_GIVE}")
    return Clone(url, part)
