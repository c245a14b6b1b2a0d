"""Repositories on a server: what address is accepted, and a clone that is bounded in time and size."""

from __future__ import annotations

import base64
import ipaddress
import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from analyzer.git_process import Child, EmptyRepository, GitError, TooLarge, environment

POLL_SECONDS = 0.1
_PRINTABLE = re.compile(r"[!-~]{1,2000}")
_SCP = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:.*")
_CLONE = (
    "clone", "--bare", "--quiet", "--single-branch", "--no-tags", "--no-recurse-submodules", "--template=",
)  # fmt: skip

_NO_ACCESS = "the repository does not exist, is not public, or the access token is not accepted for it"
# What git (or the server through git) complains about, in our words. The first match counts.
_COMPLAINTS: tuple[tuple[str, str], ...] = (
    ("Authentication failed", _NO_ACCESS),
    ("could not read Username", _NO_ACCESS),
    ("could not read Password", _NO_ACCESS),
    ("returned error: 403", "the server refused access"),
    ("returned error: 404", "the repository was not found"),
    ("returned error: 429", "the server asks to slow down"),
    ("returned error: 451", "it is blocked for legal reasons"),
    ("not found", "the repository was not found"),
    ("returned error: 5", "the server failed"),
    ("returned error: 30", "the server redirects to another address, which is not followed"),
    ("update url base from redirection", "the server redirects to another address, which is not followed"),
    ("Could not resolve host", "the server's name is not known"),
    ("Could not resolve proxy", "the proxy's name is not known"),
    ("Failed to connect", "the server cannot be reached"),
    ("Couldn't connect", "the server cannot be reached"),
    ("Connection refused", "the server cannot be reached"),
    ("certificate", "the server's certificate is not trusted"),
    ("Operation too slow", "the server answers too slowly"),
    ("No space left", "there is no space left for the clone"),
    ("early EOF", "the transfer broke off"),
    ("unexpected disconnect", "the transfer broke off"),
    ("transfer closed", "the transfer broke off"),
    ("hung up", "the transfer broke off"),
    ("Empty reply", "the transfer broke off"),
    ("over limit", "one of its objects needs more memory than the limit"),
)
# A server of old knows no filters, or gives objects by id to nobody: everything has to be fetched then.
_NEEDS_WHOLE_CLONE = ("unadvertised object", "not our ref", "dumb http transport does not support")


class _Refused(GitError):  # noqa: N818
    """The server did not accept this way of asking; a plain clone may do."""


class Remote:
    """One address on a server: clones into a private directory, under a size limit and a deadline."""

    def __init__(
        self,
        url: str,
        *,
        directory: Path,
        deadline: float | None,
        token: str | None,
        size_limit: int,
        progress: Callable[[int], None] = lambda size: None,
    ) -> None:
        parts = accepted(url)
        self._url = url
        self._directory = directory
        self._deadline = deadline
        self._size_limit = size_limit
        self._progress = progress
        loopback = _is_loopback(parts.hostname or "")
        self._environment = environment(
            directory / "home", (parts.scheme,), _authorisation(parts, token), network=not loopback
        )

    def clone(self, target: Path, *, filtered: bool) -> None:
        """A bare clone at `target`, without file contents where `filtered` and the server can do that.

        Raises GitError: the server's answer, TooLarge, DeadlineExceeded.
        """
        incoming = target.with_name("incoming")
        options = ["--filter=blob:none"] if filtered else []
        try:
            self._run([*_CLONE, *options, "--", self._url, str(incoming)], incoming)
        except _Refused:
            if not filtered:
                raise
            shutil.rmtree(incoming, ignore_errors=True)
            self.clone(target, filtered=False)
        else:
            # Renamed when whole: what a killed run leaves behind never looks like a clone.
            incoming.rename(target)

    def fetch(self, repository: Path, objects: Iterable[str]) -> bool:
        """Fetch `objects` by id into `repository`, all at once; False if the server does not give them so."""
        wants = self._directory / "wants"
        wants.write_text("".join(f"{name}\n" for name in objects), encoding="ascii")
        arguments = (
            f"--git-dir={repository}", "-c", "fetch.negotiationAlgorithm=noop",
            "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules",
            "--no-auto-maintenance", "--stdin", "--", self._url,
        )  # fmt: skip
        try:
            self._run(arguments, repository, wants)
        except _Refused:
            return False
        finally:
            wants.unlink()
        return True

    def _run(self, arguments: Iterable[str], grows: Path, stdin: Path | None = None) -> None:
        with (
            (stdin or Path(os.devnull)).open("rb") as given,
            Child(
                [*arguments],
                self._environment,
                directory=self._directory,
                deadline=self._deadline,
                stdin=given,
            ) as child,
        ):
            while child.running(POLL_SECONDS):
                self._measure(grows)
            if not child.finish():
                raise _failure(child.complaint)
            self._measure(grows)

    def _measure(self, grows: Path) -> None:
        size = directory_size(grows)
        self._progress(size)
        if size > self._size_limit:
            raise TooLarge(f"it is larger than the limit of {self._size_limit:,} bytes")


def accepted(url: str) -> SplitResult:
    """The parts of an address that may be cloned: https, or http on this machine. Raises GitError."""
    if url.startswith("-") or not _PRINTABLE.fullmatch(url):
        raise GitError("this is not an address of a repository")
    if _SCP.fullmatch(url) or url.startswith(("ssh:", "git+ssh:")):
        raise GitError("ssh addresses are not cloned; use the https address of the repository")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise GitError("this is not an address of a repository") from error
    if parts.scheme not in ("https", "http") or "::" in url.partition("//")[0] or not host:
        raise GitError("only https addresses are cloned")
    if parts.scheme == "http" and not _is_loopback(host):
        raise GitError("only https addresses are cloned; http would let others change what is read")
    if "@" in parts.netloc:
        raise GitError("the address carries credentials; give the token in the environment instead")
    if parts.query or parts.fragment:
        raise GitError("this is not an address of a repository")
    return parts


def directory_size(path: Path) -> int:
    """Bytes of all files below `path`; what vanishes meanwhile counts nothing."""
    total = 0
    pending = [path]
    while pending:
        with suppress(OSError), os.scandir(pending.pop()) as entries:
            for entry in entries:
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(Path(entry.path))
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
    return total


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _authorisation(parts: SplitResult, token: str | None) -> Mapping[str, str]:
    if not token:
        return {}
    if not _PRINTABLE.fullmatch(token):
        raise GitError("the access token has characters that no token has")
    secret = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {f"http.{parts.scheme}://{parts.netloc}/.extraHeader": f"Authorization: Basic {secret}"}


def _failure(complaint: str) -> GitError:
    if "empty repository" in complaint:
        return EmptyRepository("it has no commit")
    if any(pattern in complaint for pattern in _NEEDS_WHOLE_CLONE):
        return _Refused("the server does not give what was asked for")
    for pattern, sentence in _COMPLAINTS:
        if pattern in complaint:
            return GitError(sentence)
    return GitError("the server's answer was not understood")
