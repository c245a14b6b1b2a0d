"""Git as a child process: an environment from scratch, fixed flags, a deadline, bounded streams.

Nothing here trusts what git says in words: error texts carry paths and addresses, so a caller gets one of our
own sentences instead.
"""

# ruff: noqa: N818 - these names read as what happened

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from msgspec import Struct

from analyzer.model import Trouble

PIPE_CHUNK = 64 * 1024
COMPLAINT_LIMIT = 16 * 1024

GIT_FLAGS: tuple[str, ...] = tuple(
    word
    for setting in (
        "core.hooksPath=/dev/null",
        "core.fsmonitor=false",
        "core.symlinks=false",
        "core.bigFileThreshold=1m",
        # Caches beside the objects (commit graph, pack index of packs) could tell another history.
        "core.commitGraph=false",
        "core.multiPackIndex=false",
        # Windows instead of whole packs, so that a worker with an address-space limit can read a large one.
        "core.packedGitWindowSize=16m",
        "core.packedGitLimit=64m",
        # What deltas were made from: of directories and commits a third of the usual is no slower.
        "core.deltaBaseCacheLimit=32m",
        "credential.helper=",
        "http.followRedirects=false",
        "http.lowSpeedLimit=1000",
        "http.lowSpeedTime=10",
        "submodule.recurse=false",
        "gc.auto=0",
        "maintenance.auto=false",
        "transfer.bundleURI=false",
        "transfer.unpackLimit=1",
        "safe.bareRepository=explicit",
        "log.showSignature=false",
        "log.mailmap=false",
    )
    for word in ("-c", setting)
)
"""Configuration given to every git, over which no file has a say."""

_NETWORK_VARIABLES = (
    "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH",
)  # fmt: skip


class GitError(Exception):
    """Git could not do what was asked; the message is a clear sentence without address, path or secret."""

    trouble = Trouble.LASTING


class EmptyRepository(GitError):
    """The repository has no commit on its current branch."""


class NotARepository(GitError):
    """There is no git repository at that place."""


class DeadlineExceeded(GitError):
    """The time allowed for this repository is over."""

    trouble = Trouble.PASSING


class TooLarge(GitError):
    """More data than the limit allows."""


class NothingBefore(GitError):
    """No commit of the first-parent line is as old as asked for."""


def environment(
    home: Path,
    protocols: Sequence[str] = (),
    settings: Mapping[str, str] | None = None,
    *,
    network: bool = False,
) -> dict[str, str]:
    """The whole environment of a git child, built from scratch.

    `home` is a place without configuration, `protocols` what git may speak (none by default), `settings`
    configuration that must not show in a process list, such as an authorisation header. `network` lets the
    user's proxy and certificate variables through.
    """
    variables = {
        "PATH": program_path(),
        "HOME": str(home),
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        # An empty list would mean "the default list"; a name no transport has means "none".
        "GIT_ALLOW_PROTOCOL": ":".join(protocols) or "none",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_ALLOC_LIMIT": "1g",
    }
    if network:
        variables |= {name: os.environ[name] for name in _NETWORK_VARIABLES if name in os.environ}
    if settings:
        variables["GIT_CONFIG_COUNT"] = str(len(settings))
        for number, (key, value) in enumerate(settings.items()):
            variables[f"GIT_CONFIG_KEY_{number}"] = key
            variables[f"GIT_CONFIG_VALUE_{number}"] = value
    return variables


def program_path() -> str:
    """PATH without what depends on the working directory: empty and relative entries."""
    places = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(place for place in places if os.path.isabs(place))  # noqa: PTH117


def git_program() -> str:
    """Where git is; never a program that lies in the working directory by chance. Raises GitError."""
    found = shutil.which("git", path=program_path())
    if found is None:
        raise GitError("git could not be started")
    return found


class Limits(Struct, frozen=True):
    """What one git may use: bytes of memory that it fills itself, and seconds of processor time.

    Processor time says the same however busy the machine is. The files that git maps count for the bytes of
    `address_space` alone.
    """

    memory: int
    seconds: int | None = None
    address_space: int | None = None

    def extended(self, more: Limits) -> Limits:
        """These limits and so much more of memory and of processor time."""
        seconds = None if self.seconds is None else self.seconds + (more.seconds or 0)
        return Limits(self.memory + more.memory, seconds, self.address_space)

    def apply(self, process: int) -> None:
        """Set from outside, because code between fork and exec is not safe beside threads."""
        if sys.platform == "linux":
            wanted = (
                (resource.RLIMIT_DATA, self.memory),
                (resource.RLIMIT_AS, self.address_space),
                (resource.RLIMIT_CPU, self.seconds),
            )
            for kind, limit in wanted:
                try:
                    _, hard = resource.prlimit(process, kind)
                    if limit is not None:
                        allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
                        resource.prlimit(process, kind, (allowed, hard))
                except OSError:  # It has ended already.
                    return


class Child:
    """One running git in a process group of its own, killed at the deadline and when the context is left.

    `deadline` is a moment of `time.monotonic()`, None for no limit. Standard output is a stream to read from;
    of standard error only the first kilobytes are kept, and after `noise_limit` bytes the child is killed.
    `limits` hold on Linux.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        variables: Mapping[str, str],
        *,
        directory: Path,
        deadline: float | None = None,
        stdin: int | IO[bytes] = subprocess.DEVNULL,
        limits: Limits | None = None,
        noise_limit: int | None = None,
    ) -> None:
        self._deadline = deadline
        self._complaint = b""
        self._noise_limit = noise_limit
        self.noisy = False
        self.expired = False
        if remaining(deadline) == 0:
            raise DeadlineExceeded("the time limit for this repository was exceeded")
        try:
            self._process = subprocess.Popen(
                [git_program(), *GIT_FLAGS, *arguments],
                cwd=directory,
                env=variables,
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                process_group=0,
            )
        except OSError as error:
            raise GitError("git could not be started") from error
        _living.add(self)
        self._limits = limits
        if limits is not None:
            limits.apply(self._process.pid)
        self._drain = threading.Thread(target=self._listen, daemon=True)
        self._drain.start()
        self._alarm: threading.Timer | None = None
        if (seconds := remaining(deadline)) is not None:
            self._alarm = threading.Timer(seconds, self._expire)
            self._alarm.daemon = True
            self._alarm.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def output(self) -> IO[bytes]:
        """Standard output; it ends when the child ends or is killed."""
        assert self._process.stdout is not None  # noqa: S101 - always a pipe here
        return self._process.stdout

    @property
    def input(self) -> IO[bytes]:
        """Standard input, where it was asked for as a pipe."""
        assert self._process.stdin is not None  # noqa: S101 - the caller asked for a pipe
        return self._process.stdin

    @property
    def complaint(self) -> str:
        """The beginning of what git wrote to standard error, to be matched and never to be shown."""
        self._drain.join(timeout=1)
        return self._complaint.decode("utf-8", "replace")

    def chunks(self, limit: int | None = None) -> Iterator[bytes]:
        """Standard output piece by piece, of which `limit` bytes are read at most."""
        while chunk := self.output.read1(PIPE_CHUNK):  # type: ignore[attr-defined]
            yield chunk if limit is None else chunk[:limit]
            if limit is not None and (limit := limit - len(chunk)) <= 0:
                return

    def running(self, seconds: float = 0.0) -> bool:
        """Whether the child still runs after at most `seconds`."""
        try:
            self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return True
        return False

    def finish(self) -> bool:
        """Wait for the end of a child whose output was read; True if it succeeded.

        Raises DeadlineExceeded where the deadline has ended it.
        """
        try:
            code = self._process.wait(timeout=remaining(self._deadline))
        except subprocess.TimeoutExpired:
            self._expire()
            code = -1
        if self.expired:
            raise DeadlineExceeded("the time limit for this repository was exceeded")
        return code == 0

    def processor_seconds(self) -> float:
        """What the child and all that it started have used so far; 0 where the system does not tell."""
        return sum(_processor_seconds(self._process.pid))

    def extend(self, more: Limits) -> None:
        """Allow the child so much more, where it is limited."""
        if self._limits is not None:
            self._limits = self._limits.extended(more)
            self._limits.apply(self._process.pid)

    @property
    def spent(self) -> bool:
        """Whether the processor time allowed has ended the child; to be asked after `finish`."""
        return self._process.returncode == -signal.SIGXCPU

    def kill(self) -> None:
        """End the whole process group, if its leader has not been waited for."""
        if self._process.returncode is None:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                return

    def close(self) -> None:
        """End the child and everything it started."""
        if self._alarm is not None:
            self._alarm.cancel()
        self.kill()
        self._process.wait()
        _living.discard(self)
        self._drain.join(timeout=1)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue

    def _expire(self) -> None:
        self.expired = True
        self.kill()

    def _listen(self) -> None:
        stream = self._process.stderr
        heard = 0
        try:
            while stream is not None and (chunk := os.read(stream.fileno(), PIPE_CHUNK)):
                self._complaint = (self._complaint + chunk)[:COMPLAINT_LIMIT]
                heard += len(chunk)
                if self._noise_limit is not None and heard > self._noise_limit:
                    self.noisy = True
                    self.kill()
        except (OSError, ValueError):
            return


_living: set[Child] = set()


def _processor_seconds(group: int) -> Iterator[float]:
    """Of every living process in `group`, with its children that have ended (proc(5), "stat")."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "stat").read_bytes().rpartition(b")")[2].split()
        except OSError:
            continue
        if int(words[2]) == group:
            yield sum(map(int, words[11:15])) / os.sysconf("SC_CLK_TCK")


def kill_children() -> None:
    """End every git that this process has running; safe to call from a signal handler."""
    for child in tuple(_living):
        child.kill()


def remaining(deadline: float | None) -> float | None:
    """Seconds until `deadline`, never negative; None without one."""
    return None if deadline is None else max(0.0, deadline - time.monotonic())


def fields(chunks: Iterator[bytes], limit: int, separator: bytes = b"\0") -> Iterator[bytes]:
    """The separated fields of a stream, each cut at `limit` bytes, so that no field is ever held whole.

    What follows the last separator is not a field: a stream that was cut off ends with an unfinished one.
    """
    rest = b""
    for chunk in chunks:
        *whole, tail = chunk.split(separator)
        if whole:
            yield (rest + whole[0])[:limit]
            yield from (field[:limit] for field in whole[1:])
            rest = tail
        else:
            rest += tail
        rest = rest[:limit]
