"""Repositories on a server: what address is accepted, and a clone that is bounded in time and size."""

from __future__ import annotations

import base64
import ipaddress
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from copy import copy
from functools import partial
from itertools import count
from pathlib import Path
from typing import IO
from urllib.parse import SplitResult, urlsplit

from analyzer.git.bare import take_packs, write_bare
from analyzer.git.complaints import NOT_GIVEN, Passing, Refused, failure
from analyzer.git.conversation import POLL_SECONDS, Conversation
from analyzer.git.local import Head
from analyzer.git.process import (
    Child,
    DeadlineExceeded,
    GitError,
    Limits,
    TooLarge,
    environment,
    fields,
    remaining,
)
from analyzer.lazy_regex import lazy_regex

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
SHA1_LENGTH = 40
_PRINTABLE = lazy_regex(r"[!-~]{1,2000}")
_SCP = lazy_regex(r"[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:.*")
# Tags of the branch come with its commits, in the same answer.
_CLONE = (
    "clone", "--bare", "--quiet", "--single-branch", "--no-recurse-submodules", "--template=",
)  # fmt: skip
# The number of threads decides how much memory is needed, and must not depend on the machine.
_FETCH_SETTINGS = ("-c", "pack.threads=2")
# In the first version of the protocol a server begins with its references, for which the second needs a
# request more (gitprotocol-http(5), gitprotocol-v2(5)). Not every server gives objects by id in the first.
_REFERENCES_FIRST = ("-c", "protocol.version=0")
# Of objects by id a server leaves out what belongs to commits that the client says it has.
_NOTHING_IS_HERE = ("-c", "fetch.negotiationAlgorithm=noop")

# Of a fetch that only adds to what is known: what it may take however little there is, and such a share of
# the time that is left and of the bytes that are here.
EXTRA_SECONDS = 60.0
EXTRA_BYTES = 2 * 1024**2
EXTRA_SHARE = 0.25


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
        self._scheme = parts.scheme
        self._conversation: Conversation | None = None
        loopback = _is_loopback(parts.hostname or "")
        self._environment = environment(
            directory / "home", (parts.scheme,), _authorisation(parts, token), network=not loopback
        )

    def clone(self, target: Path, below: int | None) -> None:
        """A bare clone at `target`, of file contents only those `below` so many bytes (None: all).

        Others come too where the server cannot do that. Raises GitError: the server's answer, TooLarge,
        DeadlineExceeded.
        """
        self.hang_up()
        incoming = target.with_name("incoming")
        whole = [*_REFERENCES_FIRST, *_CLONE, "--", self._url, str(incoming)]
        attempt = (
            partial(self._run, whole, incoming) if below is None else partial(self._begin, incoming, below)
        )
        try:
            self._twice(attempt, attempt, lambda: shutil.rmtree(incoming, ignore_errors=True))
        except Refused:
            if below is None:
                raise
            shutil.rmtree(incoming, ignore_errors=True)
            self.clone(target, None)
        else:
            # Renamed when whole: what a killed run leaves behind never looks like a clone.
            incoming.rename(target)

    def _begin(self, incoming: Path, below: int) -> None:
        """As `clone`, in a conversation that goes on."""
        write_bare(incoming, Head("ref: refs/heads/none", None))
        # Told to work where it is, so that it does not matter that the folder gets another name.
        helper = ["--git-dir=.", f"remote-{self._scheme}", self._url, self._url]
        self._conversation = Conversation(
            self._child([*_REFERENCES_FIRST, *_NOTHING_IS_HERE, *helper], incoming, subprocess.PIPE)
        )
        watch = partial(self._watch, self._conversation.child, incoming)
        advertised = self._conversation.references(watch)
        if len(advertised.tip) != SHA1_LENGTH:
            raise Refused(NOT_GIVEN)
        options = ("progress false", "followtags true", "from-promisor true", f"filter blob:limit={below}")
        self._conversation.fetch([advertised.tip], options, watch)
        self._measure(incoming)
        _remove_marks(incoming)
        advertised.write(incoming, self._here(incoming, advertised.tags.values()))

    def hang_up(self) -> None:
        """End the conversation with the server, if there is one."""
        if self._conversation is not None:
            self._conversation.close()
            self._conversation = None

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
            attempt = partial(self._run, arguments, incoming)
            self._twice(attempt, attempt, lambda: _remove_halves(incoming))
            take_packs(known, incoming)
            self._measure(incoming)
        except BaseException:
            shutil.rmtree(incoming, ignore_errors=True)
            raise
        incoming.rename(target)

    def fetch(self, repository: Path, objects: Iterable[str]) -> bool:
        """Fetch `objects` by id into `repository`, all at once; False if the server does not give them so."""
        wanted = [*objects]
        talk, ask = (partial(each, repository, wanted) for each in (self._continue, self._ask_for))
        going = self._conversation is not None and not self._conversation.over
        try:
            self._twice(talk if going else ask, ask, lambda: _remove_halves(repository))
        except Refused:
            return False
        return True

    def _continue(self, repository: Path, wanted: Iterable[str]) -> None:
        """As `_ask_for`, in the conversation that is going on, as long as the server does not refuse."""
        conversation = self._conversation
        assert conversation is not None  # noqa: S101 - the caller saw it
        try:
            conversation.fetch(
                wanted,
                ("followtags false",),
                partial(self._watch, conversation.child, repository),
            )
        except Refused:
            _remove_halves(repository)
            self._ask_for(repository, wanted)
        else:
            self._measure(repository)
            _remove_marks(repository)

    def _ask_for(self, repository: Path, wanted: Iterable[str]) -> None:
        """Objects by id, in the protocol's second version."""
        wants = self._directory / "wants"
        wants.write_text("".join(f"{name}\n" for name in wanted), encoding="ascii")
        arguments = (
            f"--git-dir={repository}", *_NOTHING_IS_HERE,
            "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules",
            "--no-auto-maintenance", "--stdin", "--", self._url,
        )  # fmt: skip
        try:
            self._run(arguments, repository, wants)
        finally:
            wants.unlink()

    def try_to_fetch(
        self, repository: Path, objects: Iterable[str], more: int, *, at_least: int = EXTRA_BYTES
    ) -> str | None:
        """As `fetch`, of what nobody needs: at most `more` bytes.

        It takes no more than a part of the time that is left, and of the bytes that are here unless that is
        `at_least` so many. Says what went wrong, if anything; the repository is then as it was. Raises
        DeadlineExceeded where the whole deadline is over.
        """
        left = remaining(self._deadline)
        size = directory_size(repository)
        before = frozenset((repository / "objects" / "pack").iterdir())
        within = copy(self)
        within._deadline = time.monotonic() + (
            EXTRA_SECONDS if left is None else min(EXTRA_SECONDS, left * EXTRA_SHARE)
        )
        within._size_limit = min(self._size_limit, size + min(more, max(at_least, int(size * EXTRA_SHARE))))
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
        # Of no repository: none is looked for around the working directory.
        nowhere = f"--git-dir={self._directory / 'none'}"
        return self._child(
            [nowhere, "ls-remote", "--quiet", "--", self._url, "HEAD", "refs/tags/*"],
            self._directory,
            subprocess.DEVNULL,
        )

    def _twice(
        self, attempt: Callable[[], None], repetition: Callable[[], None], clean: Callable[[], None]
    ) -> None:
        """Once more where what stopped the attempt may have passed; `clean` removes what it left."""
        try:
            attempt()
        except Passing:
            left = remaining(self._deadline)
            if left is not None and left <= PAUSE_SECONDS:
                raise
            self._again()
            clean()
            time.sleep(PAUSE_SECONDS)
            repetition()

    def _run(self, arguments: Iterable[str], grows: Path, stdin: Path | None = None) -> None:
        with (
            (stdin or Path(os.devnull)).open("rb") as given,
            self._child(arguments, self._directory, given) as child,
        ):
            for look in count(1):
                if not child.running(POLL_SECONDS):
                    break
                self._watch(child, grows, look)
            sound = child.finish()
            if child.noisy:
                raise GitError("the server sends too many messages")
            if not sound:
                raise failure(child.complaint)
            self._measure(grows)

    def _child(self, arguments: Iterable[str], directory: Path, stdin: int | IO[bytes]) -> Child:
        return Child(
            [*_FETCH_SETTINGS, *arguments],
            self._environment,
            directory=directory,
            deadline=self._deadline,
            stdin=stdin,
            limits=Limits(memory=CLONE_MEMORY, address_space=CLONE_MEMORY),
            noise_limit=NOISE_LIMIT,
        )

    def _here(self, repository: Path, objects: Iterable[str]) -> Collection[str]:
        """Those of the objects that came."""
        names = self._directory / "wants"
        names.write_text("".join(f"{name}\n" for name in objects), encoding="ascii")
        arguments = [f"--git-dir={repository}", "cat-file", "--batch-check"]
        with names.open("rb") as given, self._child(arguments, self._directory, given) as child:
            answers = [line.split() for line in fields(child.chunks(), 256, b"\n")]
        names.unlink()
        return {words[0].decode("ascii") for words in answers if len(words) == 3}

    def _watch(self, child: Child, grows: Path, look: int) -> None:
        """Raises GitError where what a git makes grow is too much, or takes too long or too much work."""
        if remaining(self._deadline) == 0:
            raise DeadlineExceeded("the time limit for this repository was exceeded")
        size = self._measure(grows)
        if look % POLLS_BETWEEN_LOOKS == 0 and child.processor_seconds() > _work_allowed(size):
            raise GitError("unpacking it takes far more work than its size would suggest")

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


def _remove_marks(repository: Path) -> None:
    """What keeps a pack from being repacked before references name its objects: nothing is repacked here."""
    for mark in (repository / "objects" / "pack").glob("*.keep"):
        mark.unlink(missing_ok=True)


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
