"""Repositories on a server: what address is accepted, and a clone that is bounded in time and size."""

from __future__ import annotations

import base64
import ipaddress
import os
import shutil
import signal
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from copy import copy
from itertools import count
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from analyzer.git.bare import take_packs, write_bare
from analyzer.git.local import Head
from analyzer.git.process import Child, EmptyRepository, GitError, Limits, TooLarge, environment, remaining
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Trouble

POLL_SECONDS = 0.1
# Before the one repetition of what a failing server or a broken line has spoiled.
PAUSE_SECONDS = 1.0
CLONE_MEMORY = 1280 * 1024**2
"""Address space of each git that fetches. An index of ten million objects takes half of it."""
NOISE_LIMIT = 1024**2
"""Bytes of messages from a server. Those that we know send a line or two."""
# What unpacking may cost, in seconds of processor time: so much, and so much more for each megabyte on disk.
# The largest honest histories take 0.2 s a megabyte.
WORK_SECONDS = 20.0
WORK_SECONDS_A_MEGABYTE = 1.0
POLLS_BETWEEN_LOOKS = 10
_PRINTABLE = lazy_regex(r"[!-~]{1,2000}")
_SCP = lazy_regex(r"[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:.*")
# Tags of the branch come with its commits, in the same answer.
_CLONE = (
    "clone", "--bare", "--quiet", "--single-branch", "--no-recurse-submodules", "--template=",
)  # fmt: skip
# The number of threads decides how much memory is needed, and must not depend on the machine.
_FETCH_SETTINGS = ("-c", "pack.threads=2")
# In the first version of the protocol a server begins with its references, for which the second needs a
# request more (gitprotocol-http(5), gitprotocol-v2(5)). Objects by id are given in the second alone.
_REFERENCES_FIRST = ("-c", "protocol.version=0")

# Of a fetch that only adds to what is known: what it may take however little there is, and such a share of
# the time that is left and of the bytes that are here.
EXTRA_SECONDS = 60.0
EXTRA_BYTES = 256 * 1024
EXTRA_SHARE = 0.25

NOT_GIVEN = "the server did not provide the requested objects"
FAILED = "the server failed"
BROKE_OFF = "the transfer was interrupted"
NOT_UNDERSTOOD = "the server's response could not be parsed"
TOO_MUCH_MEMORY = "fetching it needs more memory than the limit"
LIMITED = "the server is limiting the request rate"
CANNOT_BE_REACHED = "the server cannot be reached"
TOO_SLOW = "the server responds too slowly"
_NAMES_UNKNOWN = ("the server's name could not be resolved", "the proxy's name could not be resolved")
_NO_SPACE = (
    "there is no space left for the clone",
    "there is no space left for the clone (ulimit -f)",
)
_NO_ACCESS = "the repository does not exist, is not public, or the access token is not accepted for it"
# What git (or the server through git) complains about, in our words. The first match counts.
_COMPLAINTS: tuple[tuple[str, str], ...] = (
    ("bad line length", NOT_UNDERSTOOD),
    ("Authentication failed", _NO_ACCESS),
    ("could not read Username", _NO_ACCESS),
    ("could not read Password", _NO_ACCESS),
    ("returned error: 403", "the server refused access"),
    ("returned error: 404", "the repository was not found"),
    ("returned error: 429", LIMITED),
    ("returned error: 451", "it is blocked for legal reasons"),
    ("not found", "the repository was not found"),
    ("returned error: 5", FAILED),
    ("returned error: 30", "the server redirects to another address; redirects are not followed"),
    (
        "update url base from redirection",
        "the server redirects to another address; redirects are not followed",
    ),
    ("Could not resolve host", _NAMES_UNKNOWN[0]),
    ("Could not resolve proxy", _NAMES_UNKNOWN[1]),
    ("Failed to connect", CANNOT_BE_REACHED),
    ("Couldn't connect", CANNOT_BE_REACHED),
    ("Connection refused", CANNOT_BE_REACHED),
    ("certificate", "the server's certificate is not trusted"),
    ("Operation too slow", TOO_SLOW),
    ("No space left", _NO_SPACE[0]),
    (f"died of signal {int(signal.SIGXFSZ)}", _NO_SPACE[1]),
    ("early EOF", BROKE_OFF),
    ("unexpected disconnect", BROKE_OFF),
    ("transfer closed", BROKE_OFF),
    ("hung up", BROKE_OFF),
    ("Empty reply", BROKE_OFF),
    ("expected flush after", BROKE_OFF),
    ("over limit", TOO_MUCH_MEMORY),
    ("ut of memory", TOO_MUCH_MEMORY),
)
# Which of these may not be there at another time; the others last.
_TROUBLES: Mapping[str, Trouble] = {
    **dict.fromkeys((FAILED, BROKE_OFF, TOO_SLOW), Trouble.PASSING),
    **dict.fromkeys((CANNOT_BE_REACHED, *_NAMES_UNKNOWN), Trouble.UNREACHABLE),
    LIMITED: Trouble.LIMITED,
    **dict.fromkeys(_NO_SPACE, Trouble.MACHINE),
}
# A server of old knows no filters, or gives objects by id to nobody: everything has to be fetched then.
_NEEDS_WHOLE_CLONE = ("unadvertised object", "not our ref", "dumb http transport does not support")


class _Refused(GitError):  # noqa: N818
    """The server did not accept this way of asking; a plain clone may do."""


class _Passing(GitError):  # noqa: N818
    """The server failed or the line broke: asking once more may do."""


class Remote:
    """One address on a server: clones into a private directory, under a size limit and a deadline.

    `progress` is told how many bytes there are; `again` that something failed and is tried once more.
    """

    def __init__(
        self,
        url: str,
        *,
        directory: Path,
        deadline: float | None,
        token: str | None,
        size_limit: int,
        progress: Callable[[int], None] = lambda size: None,
        again: Callable[[], None] = lambda: None,
    ) -> None:
        parts = accepted(url)
        self._url = url
        self._directory = directory
        self._deadline = deadline
        self._size_limit = size_limit
        self._progress = progress
        self._again = again
        loopback = _is_loopback(parts.hostname or "")
        self._environment = environment(
            directory / "home", (parts.scheme,), _authorisation(parts, token), network=not loopback
        )

    def clone(self, target: Path, below: int | None) -> None:
        """A bare clone at `target`, of file contents only those `below` so many bytes (None: all).

        Others come too where the server cannot do that. Raises GitError: the server's answer, TooLarge,
        DeadlineExceeded.
        """
        incoming = target.with_name("incoming")
        try:
            self._run_twice(
                [*_REFERENCES_FIRST, *_CLONE, *_filter(below), "--", self._url, str(incoming)],
                incoming,
                lambda: shutil.rmtree(incoming, ignore_errors=True),
            )
        except _Refused:
            if below is None:
                raise
            shutil.rmtree(incoming, ignore_errors=True)
            self.clone(target, None)
        else:
            # Renamed when whole: what a killed run leaves behind never looks like a clone.
            incoming.rename(target)

    def update(self, target: Path, known: Path, below: int | None) -> None:
        """A repository at `target` with what the server has now, and with the packs of `known`.

        What is in these is not fetched, and of the rest contents as for `clone`. Raises GitError.
        """
        incoming = target.with_name("incoming")
        tip = (known / "HEAD").read_text(encoding="ascii").strip()
        write_bare(incoming, Head(tip, None))
        (incoming / "HEAD").write_text("ref: refs/heads/tip\n", encoding="ascii")
        (incoming / "objects" / "info").mkdir()
        (incoming / "objects" / "info" / "alternates").write_text(f"{known / 'objects'}\n", encoding="utf-8")
        arguments = (
            *_REFERENCES_FIRST, f"--git-dir={incoming}", "fetch", "--quiet", *_filter(below),
            "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-maintenance", "--", self._url,
            "+HEAD:refs/heads/tip",
        )  # fmt: skip
        try:
            self._run_twice(arguments, incoming, lambda: _remove_halves(incoming))
            take_packs(known, incoming)
            self._measure(incoming)
        except BaseException:
            shutil.rmtree(incoming, ignore_errors=True)
            raise
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
            self._run_twice(arguments, repository, lambda: _remove_halves(repository), wants)
        except _Refused:
            return False
        finally:
            wants.unlink()
        return True

    def try_to_fetch(self, repository: Path, objects: Iterable[str], more: int) -> str | None:
        """As `fetch`, of what nobody needs: at most `more` bytes.

        It takes no more than a part of the time that is left, and of the bytes that are here. Says what went
        wrong, if anything; the repository is then as it was. Raises DeadlineExceeded where the whole deadline
        is over.
        """
        left = remaining(self._deadline)
        size = directory_size(repository)
        before = frozenset((repository / "objects" / "pack").iterdir())
        within = copy(self)
        within._deadline = time.monotonic() + (
            EXTRA_SECONDS if left is None else min(EXTRA_SECONDS, left * EXTRA_SHARE)
        )
        within._size_limit = min(
            self._size_limit, size + min(more, max(EXTRA_BYTES, int(size * EXTRA_SHARE)))
        )
        try:
            given = within.fetch(repository, objects)
        except GitError as error:
            if remaining(self._deadline) == 0:
                raise
            _remove_packs(repository, before)
            return str(error)
        return None if given else NOT_GIVEN

    def references(self) -> Child:
        """A git that lists what the server has: an id, a tabulator and a name on each line."""
        return Child(
            # Of no repository: none is looked for around the working directory.
            [
                f"--git-dir={self._directory / 'none'}",
                "ls-remote",
                "--quiet",
                "--",
                self._url,
                "HEAD",
                "refs/tags/*",
            ],
            self._environment,
            directory=self._directory,
            deadline=self._deadline,
            limits=Limits(memory=CLONE_MEMORY, address_space=CLONE_MEMORY),
            noise_limit=NOISE_LIMIT,
        )

    def _run_twice(
        self, arguments: Iterable[str], grows: Path, clean: Callable[[], None], stdin: Path | None = None
    ) -> None:
        """Run git, and once more where what stopped it may have passed; `clean` removes what it left."""
        given = [*arguments]
        try:
            self._run(given, grows, stdin)
        except _Passing:
            left = remaining(self._deadline)
            if left is not None and left <= PAUSE_SECONDS:
                raise
            self._again()
            clean()
            time.sleep(PAUSE_SECONDS)
            self._run(given, grows, stdin)

    def _run(self, arguments: Iterable[str], grows: Path, stdin: Path | None) -> None:
        with (
            (stdin or Path(os.devnull)).open("rb") as given,
            Child(
                [*_FETCH_SETTINGS, *arguments],
                self._environment,
                directory=self._directory,
                deadline=self._deadline,
                stdin=given,
                limits=Limits(memory=CLONE_MEMORY, address_space=CLONE_MEMORY),
                noise_limit=NOISE_LIMIT,
            ) as child,
        ):
            for look in count(1):
                if not child.running(POLL_SECONDS):
                    break
                size = self._measure(grows)
                if look % POLLS_BETWEEN_LOOKS == 0 and child.processor_seconds() > _work_allowed(size):
                    raise GitError("unpacking it takes far more work than its size would suggest")
            sound = child.finish()
            if child.noisy:
                raise GitError("the server sends too many messages")
            if not sound:
                raise _failure(child.complaint)
            self._measure(grows)

    def _measure(self, grows: Path) -> int:
        size = directory_size(grows)
        self._progress(size)
        if size > self._size_limit:
            raise TooLarge(f"it is larger than the limit of {self._size_limit:,} bytes")
        return size


def accepted(url: str) -> SplitResult:
    """The parts of an address that may be cloned: https, or http on this machine. Raises GitError."""
    if url.startswith("-") or not _PRINTABLE.fullmatch(url):
        raise GitError("this is not the address of a repository")
    if _SCP.fullmatch(url) or url.startswith(("ssh:", "git+ssh:")):
        raise GitError("ssh addresses are not supported; use the https address of the repository")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise GitError("this is not the address of a repository") from error
    if parts.scheme not in ("https", "http") or "::" in url.partition("//")[0] or not host:
        raise GitError("only https addresses are supported")
    if parts.scheme == "http" and not _is_loopback(host):
        raise GitError(
            "only https addresses are supported; over http, the content could be modified in transit"
        )
    if "@" in parts.netloc:
        raise GitError("the address contains credentials; set the token in the environment instead")
    if parts.query or parts.fragment:
        raise GitError("this is not the address of a repository")
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


def _filter(below: int | None) -> Iterable[str]:
    return () if below is None else (f"--filter=blob:limit={below}",)


def _work_allowed(size: int) -> float:
    return WORK_SECONDS + WORK_SECONDS_A_MEGABYTE * size / 1e6


def _remove_halves(repository: Path) -> None:
    """What git had received of a pack when it was stopped."""
    for half in (repository / "objects" / "pack").glob("tmp_*"):
        half.unlink(missing_ok=True)


def _remove_packs(repository: Path, but: Collection[Path]) -> None:
    """What git had received, also a pack that was found to be too large when it was whole."""
    for pack in (repository / "objects" / "pack").iterdir():
        if pack not in but:
            pack.unlink(missing_ok=True)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _authorisation(parts: SplitResult, token: str | None) -> Mapping[str, str]:
    if not token:
        return {}
    if not _PRINTABLE.fullmatch(token):
        raise GitError("the access token contains invalid characters")
    secret = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {f"http.{parts.scheme}://{parts.netloc}/.extraHeader": f"Authorization: Basic {secret}"}


def _failure(complaint: str) -> GitError:
    if "empty repository" in complaint:
        return EmptyRepository("it has no commit")
    if any(pattern in complaint for pattern in _NEEDS_WHOLE_CLONE):
        return _Refused(NOT_GIVEN)
    for pattern, sentence in _COMPLAINTS:
        if pattern in complaint:
            error = (_Passing if sentence in (FAILED, BROKE_OFF) else GitError)(sentence)
            error.trouble = _TROUBLES.get(sentence, Trouble.LASTING)
            return error
    return GitError(NOT_UNDERSTOOD)
