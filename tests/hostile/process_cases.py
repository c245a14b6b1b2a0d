"""How a run can be ended and what can be missing around it: streams, disks, memory, descriptors, signals."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.hostile.case import Case, Finished, Interruption, Stage
from tests.hostile.parser_cases import call_chains
from tests.support.git_server import Behaviour, serve

Build = Callable[[Stage], None]


def sound(stage: Stage) -> None:
    stage.holding({})


def closing(*numbers: int) -> Build:
    def build(stage: Stage) -> None:
        stage.holding({})
        stage.closed = numbers

    return build


def limited(**limits: int) -> Build:
    def build(stage: Stage) -> None:
        stage.holding({})
        stage.limits |= limits

    return build


def in_environment(**environment: str) -> Build:
    def build(stage: Stage) -> None:
        stage.holding({})
        stage.environment |= environment

    return build


def full_device(stage: Stage) -> None:
    """By a name of ours: a version that puts a file in its place must not do so to the system's."""
    stage.holding({})
    (stage.folder / "full").symlink_to("/dev/full")
    stage.arguments += ["-o", str(stage.folder / "full")]


def full_stdout(stage: Stage) -> None:
    stage.holding({})
    stage.stdout = "/dev/full"


def small_files(stage: Stage) -> None:
    """No file may grow over 4 kB, which is what a disk looks like that fills up while the report is written."""
    stage.holding({})
    stage.arguments += ["-o", str(stage.folder / "report.json")]
    stage.limits["RLIMIT_FSIZE"] = 4096


def full_disk(stage: Stage) -> None:
    """A disk of 16 kB, with what is needed to make one: a mount that only this run sees."""
    disk = stage.folder / "disk"
    disk.mkdir()
    mount = f'mount -t tmpfs -o size=16k none {disk} && exec "$@"'
    prefix = ("unshare", "--mount", "--map-root-user", "sh", "-c", mount, "sh")
    if (
        shutil.which("unshare") is None
        or subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("no disk can be mounted here")
    stage.holding({})
    stage.arguments += ["-o", str(disk / "report.json")]
    stage.before = prefix


def no_report(stage: Stage, finished: Finished) -> None:
    assert not (stage.folder / "report.json").exists() and list(stage.folder.glob(".report*")) == []


def vanished_directory(stage: Stage) -> None:
    stage.holding({})
    stage.directory = stage.folder / "gone"
    stage.directory.mkdir()
    stage.vanish = True


def no_git(stage: Stage) -> None:
    stage.holding({})
    stage.environment["PATH"] = str(stage.folder)


def old_git(stage: Stage) -> None:
    stage.holding({})
    program = stage.folder / "bin" / "git"
    program.parent.mkdir()
    program.write_text(
        '#!/bin/sh\n[ "$1" = --version ] || [ "$1" = version ] && echo git version 2.1.4\nexit 0\n'
    )
    program.chmod(0o755)
    stage.environment["PATH"] = f"{program.parent}{os.pathsep}{os.environ['PATH']}"


def in_a_clone(number: signal.Signals) -> Build:
    """The signal comes while a clone waits for a server that says nothing."""

    def build(stage: Stage) -> None:
        server = stage.servers.enter_context(serve(stage.folder, Behaviour(hang=True)))
        stage.arguments[1] = f"{server.address}/a/r.git"
        stage.interruption = Interruption(number, lambda: bool(server.requests))

    return build


def in_a_worker(number: signal.Signals) -> Build:
    """The signal comes while a worker parses for long."""

    def build(stage: Stage) -> None:
        stage.holding(call_chains(60))
        stage.interruption = Interruption(number, lambda: opened(stage.temporary))

    return build


def opened(temporary: Path) -> bool:
    """Whether a worker has begun to read a repository."""
    return any(temporary.glob("*/*/*/repository.git"))


def swept(stage: Stage, finished: Finished) -> None:
    """What a killed run left is gone after the next."""
    from tests.hostile.run import again

    left = list(stage.temporary.iterdir())
    assert left != [], "the killed run left nothing to sweep"
    for folder in left:  # as if some time had gone by: what is fresh may be another run's that just begins
        os.utime(folder, (0, 0))
    calm = replace(stage, interruption=None)
    calm.arguments = ["scan", str(stage.portfolio / "innocent"), "-f", "json"]
    assert again(calm).finished.code == 0
    assert list(stage.temporary.iterdir()) == []


def stopped(name: str, build: Build, code: int) -> Case:
    return Case(
        name,
        build,
        code=code,
        assessed=None,
        leaves=code == -signal.SIGKILL,
        also=swept if code < 0 else None,
    )


CASES: tuple[Case, ...] = (
    Case("SIGINT in a clone", in_a_clone(signal.SIGINT), code=130, assessed=None, said=("interrupted",)),
    Case("SIGINT in a worker", in_a_worker(signal.SIGINT), code=130, assessed=None, said=("interrupted",)),
    stopped("SIGTERM in a clone", in_a_clone(signal.SIGTERM), 143),
    stopped("SIGTERM in a worker", in_a_worker(signal.SIGTERM), 143),
    stopped("SIGHUP in a clone", in_a_clone(signal.SIGHUP), 143),
    stopped("SIGHUP in a worker", in_a_worker(signal.SIGHUP), 143),
    stopped("kill -9 in a clone", in_a_clone(signal.SIGKILL), -signal.SIGKILL),
    stopped("kill -9 in a worker", in_a_worker(signal.SIGKILL), -signal.SIGKILL),
    Case("stdin closed", closing(0)),
    Case("stdout closed", closing(1), code=74, assessed=None, said=("Error: ",)),
    Case("stderr closed", closing(2)),
    Case("all three streams closed", closing(0, 1, 2), code=74, assessed=None),
    Case("stdout on /dev/full", full_stdout, code=74, assessed=None, said=("Error: .*(No space|full|cannot)",)),
    Case("-o /dev/full", full_device, code=74, assessed=None, said=("Error: .*/full'",)),
    Case("files that cannot grow", small_files, code=74, assessed=None, said=("Error: ",), also=no_report),
    Case("-o on a full disk", full_disk, code=74, assessed=None, said=("Error: ",)),
    Case("working directory deleted", vanished_directory),
    Case("TMPDIR missing", in_environment(TMPDIR="/nonexistent/t")),
    Case("read-only home", in_environment(HOME="/dev/null/home", XDG_CACHE_HOME="/dev/null/cache")),
    Case("64 file descriptors", limited(RLIMIT_NOFILE=64)),
    Case("hard address-space limit of 1 GB", limited(RLIMIT_AS=1024**3)),
    Case("git missing", no_git, code=74, assessed=None, said=("Error: .*git",)),
    Case("git too old", old_git, code=74, assessed=None, said=(r"Error: .*git.*2\.\d+",)),
)  # fmt: skip
