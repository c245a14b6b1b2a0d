"""What the cache saves: a first scan, a second one, and one after a new commit.

    python -m benchmarks.cache path/to/repository.git path/to/other.git

Each repository (bare, with a main line of at least two commits) is copied, scanned in its state before the
newest commit, then with it, and scanned again; from its folder, and over loopback HTTP. Counted is the
processor time of a scan and of everything that it starts: workers and their gits are orphans that `time` does
not see. The floor is a clone without files and `git log` (over HTTP), or `git log` alone.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from tests.support.git_server import serve


class Cost(Struct, frozen=True):
    """Seconds of processor time of a command and all its descendants, and of the clock."""

    processor: float
    wall: float


# Runs a command as the one that adopts its orphans, and prints what it and they have used.
_MEASURE = """
import ctypes, os, resource, subprocess, sys, time
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER of Linux's prctl(2)
began = time.monotonic()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
try:
    while True:
        os.wait()
except ChildProcessError:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, time.monotonic() - began)
sys.exit(code)
"""


def cost_of(words: Sequence[str], environment: dict[str, str]) -> Cost:
    """Run a command and wait for whatever it leaves behind. Raises CalledProcessError."""
    words = [sys.executable, "-c", _MEASURE, *words]
    told = subprocess.run(words, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    return Cost(*map(float, told.split()))


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], capture_output=True, text=True, check=True).stdout.strip()


def measure(repository: Path, folder: Path) -> None:
    """Print a line for each kind of scan, from a folder and over HTTP."""
    served = folder / "served" / "r.git"
    _git("clone", "--quiet", "--bare", str(repository), str(served))
    _git("--git-dir", str(served), "config", "uploadpack.allowFilter", "true")
    _git("--git-dir", str(served), "config", "uploadpack.allowAnySHA1InWant", "true")
    newest, before = _git("--git-dir", str(served), "rev-parse", "HEAD", "HEAD~1").split()
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    with serve(served.parent) as server:
        for where, target in (("folder", str(served)), ("http", f"{server.address}/{served.name}")):
            shutil.rmtree(folder / "cache", ignore_errors=True)
            scan = [sys.executable, "-m", "analyzer.cli", "scan", target, "-f", "json"]
            kept = [*scan, "--cache-dir", str(folder / "cache")]
            for name, head, words in (
                ("floor", newest, _floor(target, folder)),
                ("no cache", newest, [*scan, "--no-cache"]),
                ("cold", before, kept),
                ("one new commit", newest, kept),
                ("warm", newest, kept),
            ):
                _git("--git-dir", str(served), "update-ref", "HEAD", head)
                cost = cost_of(words, environment)
                seconds = f"{cost.processor:7.2f} s {cost.wall:7.2f} s wall"
                print(f"{repository.parent.name:30} {where:8} {name:16} {seconds}", flush=True)


def _floor(target: str, folder: Path) -> list[str]:
    log = "log --raw --no-renames --format=%H"
    if not target.startswith("http"):
        return ["sh", "-c", f'git --git-dir="$0" {log}', target]
    clone = "git clone --quiet --bare --single-branch --filter=blob:none"
    script = f'rm -rf "$1" && {clone} "$0" "$1" && git --git-dir="$1" {log}'
    return ["sh", "-c", script, target, str(folder / "floor.git")]


def main() -> None:
    """The entry point."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("repositories", nargs="+", type=Path)
    given = arguments.parse_args()
    for repository in given.repositories:
        with tempfile.TemporaryDirectory() as folder:
            measure(repository.resolve(), Path(folder))


if __name__ == "__main__":
    main()
