"""What a batch costs: portfolios on a loopback GitHub, some of them broken, and one run killed in mid-write.

    python -m benchmarks.batch --candidates 60

Each portfolio has twelve repositories (or `--repositories`): those of the sample portfolios, as many as there
are, in turn. Of twenty candidates one is broken: no such account, a repository that is torn, or one that is
hostile. Counted is the processor time of the run and of all that it starts, not that of the server.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from msgspec import Struct

from sample_repos.build import build_portfolio, portfolios
from tests.support.github_server import GitHub, serve_github
from tests.support.github_world import Account, Repository, World
from tests.support.portfolios import results
from tests.support.repositories import CommitSpec, build_repository

REPOSITORIES = 12
BROKEN_EACH = 20
TOKEN = "token0of0the0benchmark"
PLENTY = 10_000_000


class Cost(Struct, frozen=True):
    """Of one run, in seconds; `code` is how it ended."""

    code: int
    wall: float
    processor: float


def build_world(folder: Path, count: int, repositories_each: int = REPOSITORIES) -> World:
    """The accounts `p00000`, `p00001` and so on; of the broken ones some are missing."""
    served = []
    for portfolio in portfolios():
        place = folder / "samples" / portfolio.name
        build_portfolio(portfolio, place)
        served += [each for each in sorted(place.iterdir()) if each.is_dir()]
    hostile = build_repository(folder / "hostile.git", [CommitSpec(_hostile_files())], bare=True)
    torn = build_repository(folder / "torn.git", [CommitSpec({"a.py": "x = 1\n"})], bare=True)
    for each in (torn / "objects").rglob("*"):
        if each.is_file():
            each.chmod(0o644)
            each.write_bytes(each.read_bytes()[:20])
    turns = cycle(served)
    accounts, repositories = [], []
    for number in range(count):
        login, broken = name_of(number), number % BROKEN_EACH == BROKEN_EACH - 1
        kind = number // BROKEN_EACH % 3
        if broken and kind == 0:
            continue
        accounts.append(Account(login))
        paths = list(islice(turns, repositories_each))
        if broken:
            paths[0] = hostile if kind == 1 else torn
        repositories += [
            Repository(login, f"r{place:02}", path=path, pushed_at=f"2024-01-{place + 1:02}T00:00:00Z")
            for place, path in enumerate(paths)
        ]
    limits = {"core": (PLENTY, PLENTY), "search": (PLENTY, PLENTY)}
    return World(tuple(accounts), tuple(repositories), tokens={TOKEN: name_of(0)}, limits=limits)


def name_of(number: int) -> str:
    """The login of a candidate."""
    return f"p{number:05}"


def _hostile_files() -> dict[str, str | bytes | None]:
    noise = random.Random(7).randbytes(100_000)
    return {"deep.json": "[" * 200_000, "deep.py": "(" * 50_000, "noise.ipynb": noise, "-rf\x1b[2J.py": "x"}


def run(
    words: Sequence[str], environment: dict[str, str], kill_at: int = 0, folder: Path | None = None
) -> Cost:
    """A finished run of the command line; with `kill_at` it is killed when so many scorecards are there."""
    begun = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "analyzer.cli", *words], env=environment)
    if kill_at and folder is not None:
        cards = folder / "scorecards"
        while process.poll() is None and len(list(cards.glob("*.json"))) < kill_at:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        return Cost(-9, time.monotonic() - begun, 0.0)
    _process, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(process.returncode, time.monotonic() - begun, used.ru_utime + used.ru_stime)


def requests_of(github: GitHub) -> Counter[str]:
    """How many requests there were, by what they cost."""
    kinds = Counter[str]()
    for each in list(github.requests):
        kinds["git" if not each.api else "search" if each.path.startswith("/search/") else "core"] += 1
    return kinds


def measure(count: int, repositories_each: int, jobs: int, *, kill: bool) -> None:
    """Print it, candidate by candidate."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        world = build_world(folder, count, repositories_each)
        listed = folder / "candidates.txt"
        listed.write_text("".join(f"{name_of(number)}\n" for number in range(count)))
        with serve_github(world) as github:
            environment = {**os.environ, "GITHUB_API_URL": github.api, "GITHUB_TOKENS": TOKEN}
            words = ["batch", str(listed), "--jobs", str(jobs), "--no-cache", "-o"]
            cost = run([*words, str(folder / "whole")], environment)
            kinds, sent = requests_of(github), github.git_bytes
            summary = (folder / "whole" / "run.json").read_text()
            print(summary)
            print(f"exit code {cost.code}, {cost.wall:.1f} s, {cost.processor:.1f} processor seconds")
            print(f"processors used: {cost.processor / cost.wall:.2f} of {jobs}")
            each = {f"{kind} requests": number / count for kind, number in sorted(kinds.items())}
            each |= {"processor seconds": cost.processor / count, "MB from git": sent / count / 1e6}
            print("a candidate: " + ", ".join(f"{number:.2f} {what}" for what, number in each.items()))
            if kill:
                _kill_twice(words, environment, folder, count)
        shutil.rmtree(folder / "samples", ignore_errors=True)


def _kill_twice(words: Sequence[str], environment: dict[str, str], folder: Path, count: int) -> None:
    place = folder / "killed"
    for part in (count // 3, 2 * count // 3):
        run([*words, str(place)], environment, kill_at=part, folder=place)
    again = run([*words, str(place)], environment)
    equal = "equal" if results(place) == results(folder / "whole") else "NOT equal"
    print(f"killed twice, then exit code {again.code}; the files are {equal}")


def main() -> None:
    """Measure what the arguments say."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--candidates", type=int, default=60)
    parser.add_argument("--repositories", type=int, default=REPOSITORIES, help="of each portfolio")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument(
        "--kill", action="store_true", help="also kill a run twice, go on, and compare the files"
    )
    asked = parser.parse_args()
    measure(asked.candidates, asked.repositories, asked.jobs, kill=asked.kill)


if __name__ == "__main__":
    main()
