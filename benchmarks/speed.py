"""What a scan costs, each figure beside another of the same run, so that it can be compared across machines.

    python -m benchmarks.speed [PART ...] [--repository BARE ...] [--runs 3] [--json FILE] [--peers FOLDER]

Parts: `start` (`--help`, a scan of one tiny repository), `portfolio` (one more small repository in a
portfolio: the difference of portfolios of n and of 2n, divided by n), `history` (a cold scan beside its
floor), `cache` (a second scan, and a scan after one new commit), `network` (bytes and git requests of a
portfolio beside full clones, over a server on loopback), `peers` (PyDriller on the same history,
repo-review with sp-repo-review on the same tree; installed into `--peers` with pip).

Counted is processor time of a command and all that it starts, orphans included; of several runs the
smallest. `network` serves the repositories named with `--repository`, or the sample repositories, of which a
scan reads nearly everything; `history`, `cache` and `peers` read those named with `--repository`.

The floor of a repository is what git alone takes to give a scan its input: `git log --raw` of the whole
history without renames, `git ls-tree -r` of the newest commit, and `git cat-file --batch` of the contents of
those files that some check reads.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from analyzer.git import directory_size
from analyzer.repository import is_licence, kinds
from benchmarks import peers
from benchmarks.batch import TOKEN, build_world, requests_of
from benchmarks.processor_time import adopt_orphans, spend
from sample_repos.build import build_portfolio, portfolios
from tests.support.github_server import serve_github
from tests.support.github_world import Account, Repository, World
from tests.support.repositories import CommitSpec, build_repository, git

SMALL = 6
TINY = {"README.md": "# tiny\n", "app.py": "def main() -> None:\n    print('hello')\n"}


class Row(Struct, frozen=True):
    """One figure beside what it is compared with; `goal` is in words."""

    part: str
    what: str
    value: float
    unit: str
    beside: str
    base: float
    goal: str = ""

    @property
    def ratio(self) -> float:
        """How many times the figure it stands beside."""
        return self.value / self.base if self.base else 0.0


class Asked(Struct, frozen=True):
    """What the command line says."""

    repositories: tuple[Path, ...]
    runs: int
    peers: Path
    folder: Path


def scan(*words: str | Path) -> list[str]:
    """The command of a scan that writes JSON to its standard output."""
    return [sys.executable, "-m", "analyzer.cli", "scan", *map(str, words), "-f", "json"]


def least(runs: int, *commands: Sequence[str] | Callable[[], float]) -> list[float]:
    """Of each command the smallest number of seconds; the commands take turns."""
    found: list[list[float]] = [[] for _ in commands]
    for _ in range(runs):
        for place, command in enumerate(commands):
            found[place].append(command() if callable(command) else seconds(command))
    return [min(each) for each in found]


def seconds(command: Sequence[str]) -> float:
    """Of one run; ends the benchmark where the command failed. 3 says that something was found wanting."""
    spent = spend(command)
    if spent.code not in (0, 3):
        raise SystemExit(f"exit code {spent.code}: {shlex.join(command)}")
    return spent.seconds


def start(asked: Asked) -> Iterator[Row]:
    """What any command costs, in starts of an interpreter that does nothing."""
    tiny = build_repository(asked.folder / "tiny", [CommitSpec(TINY)])
    usage = [sys.executable, "-m", "analyzer.cli", "--help"]
    base, shown, scanned = least(asked.runs + 1, peers.interpreter(), usage, scan(tiny, "--no-cache"))
    yield Row("start", "--help", shown, "s", "python -c pass", base, "0.1 s")
    yield Row("start", "scan of one tiny repository", scanned, "s", "python -c pass", base, "0.5 s")


def portfolio(asked: Asked) -> Iterator[Row]:
    """One more small repository, files warm: twice the same ones against once."""
    once, twice = asked.folder / "once", asked.folder / "twice"
    for place in _samples(asked.folder)[:SMALL]:
        for folder, name in ((once, "a"), (twice, "a"), (twice, "b")):
            shutil.copytree(place, folder / f"{place.name}-{name}")
    few, many = least(asked.runs, scan(once, "--no-cache"), scan(twice, "--no-cache"))
    each = (many - few) / SMALL
    yield Row("portfolio", "one more small repository", each, "s", f"a scan of {SMALL} of them", few, "0.2 s")


def _samples(folder: Path) -> list[Path]:
    """The repositories of the sample portfolios, the widest portfolio first."""
    place = folder / "samples"
    if not place.exists():
        for each in portfolios():
            build_portfolio(each, place / each.name)
    found = [sorted(path for path in each.iterdir() if path.is_dir()) for each in place.iterdir()]
    return [each for group in sorted(found, key=lambda group: (-len(group), group)) for each in group]


def floor(repository: Path, folder: Path) -> Callable[[], float]:
    """What measures git alone on a bare repository."""
    listed = git(repository, "-c", "core.quotePath=false", "ls-tree", "-r", "HEAD")
    entries = [line.split("\t", 1) for line in listed.splitlines()]
    blobs = [head.split()[2] for head, path in entries if kinds(path) or is_licence(path)]
    names = folder / f"{repository.parent.name}-blobs"
    names.write_text("".join(f"{each}\n" for each in blobs))
    prefix = f"git --git-dir={shlex.quote(str(repository))}"
    script = (
        f"{prefix} log --raw --no-renames --no-abbrev -z --format='%H%x00%an%x00%ae%x00%at%x00%B' HEAD; "
        f"{prefix} ls-tree -r HEAD; {prefix} cat-file --batch --buffer < {shlex.quote(str(names))}"
    )
    return lambda: seconds(["sh", "-c", script])


def history(asked: Asked) -> Iterator[Row]:
    """A cold scan of each repository beside its floor."""
    for repository in asked.repositories:
        cold, least_of_git = least(
            asked.runs, scan(repository, "--no-cache"), floor(repository, asked.folder)
        )
        yield Row(
            "history", f"cold scan of {_name(repository)}", cold, "s", "git floor", least_of_git, "6 to 8 x"
        )


def cache(asked: Asked) -> Iterator[Row]:
    """The second scan, and the one after a commit that changes one file."""
    for repository in asked.repositories:
        store = asked.folder / f"{_name(repository)}-cache"
        copy = asked.folder / f"{_name(repository)}-copy.git"
        shutil.copytree(repository, copy)
        again = scan(copy, "--cache-dir", store)
        cold = seconds(again)
        second, least_of_git, changed = least(
            asked.runs, again, floor(copy, asked.folder), _after_a_commit(copy, again)
        )
        name = _name(repository)
        yield Row("cache", f"second scan of {name}", second, "s", "first scan", cold, "0.4 s")
        yield Row("cache", f"second scan of {name}", second, "s", "git floor", least_of_git, "1.2 x")
        yield Row("cache", f"{name} after one commit", changed, "s", "first scan", cold)


def _after_a_commit(repository: Path, again: Sequence[str]) -> Callable[[], float]:
    branch = git(repository, "symbolic-ref", "HEAD")
    made = [0]

    def measure() -> float:
        made[0] += 1
        text = f"def added_{made[0]}(x: int) -> int:\n    return x + {made[0]}\n".encode()
        who = b"Ada Example <ada@example.com> %d +0000" % (1_700_000_000 + made[0])
        stream = b"commit %s\nauthor %s\ncommitter %s\ndata 7\nchange\n" % (branch.encode(), who, who)
        stream += b"from %s^0\n" % branch.encode()
        stream += b"M 100644 inline added_by_the_benchmark.py\ndata %d\n%s\n" % (len(text), text)
        git(repository, "fast-import", "--quiet", "--force", stdin=stream)
        return seconds(again)

    return measure


def _name(repository: Path) -> str:
    """What a bare repository is called: its folder, or the one above a folder named `repo` or `.git`."""
    return repository.parent.name if repository.name in {"repo", ".git"} else repository.name


def network(asked: Asked) -> Iterator[Row]:
    """A portfolio over a server on loopback, and full clones of the same from the same server."""
    if asked.repositories:
        served = tuple(
            Repository(
                "p00000",
                f"r{place:02}",
                path=path,
                size=directory_size(path / "objects") // 1024,
                pushed_at="2024-01-01T00:00:00Z",
            )
            for place, path in enumerate(asked.repositories)
        )
        world = World((Account("p00000"),), served, tokens={TOKEN: "p00000"})
    else:
        world = build_world(asked.folder / "world", 1)
    with serve_github(world) as github:
        environment = {**os.environ, "GITHUB_API_URL": github.api, "GITHUB_TOKEN": TOKEN}
        _quiet(scan("p00000", "--no-cache"), environment)
        fetched, asked_for = github.git_bytes, requests_of(github)["git"]
        for number, each in enumerate(world.repositories):
            target = asked.folder / "clones" / str(number)
            address = f"{github.web}/{each.owner}/{each.name}.git"
            _quiet(["git", "clone", "-q", "--bare", address, str(target)], environment)
        whole = github.git_bytes - fetched
    count = len(world.repositories)
    yield Row("network", f"bytes of {count} repositories", fetched, "bytes", "full clones", whole, "20 %")
    yield Row("network", "git requests", asked_for, "requests", "repositories", count, "3 each")


def _quiet(command: Sequence[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(f"exit code {done.returncode}: {shlex.join(command)}: {done.stderr[-500:]}")


def others(asked: Asked) -> Iterator[Row]:
    """Peers on the same input."""
    if (why := peers.install(asked.peers)) is not None:
        print(f"peers are not installed: {why}", file=sys.stderr)
        return
    tree = _samples(asked.folder)[0]
    ours, theirs = least(asked.runs, scan(tree, "--no-cache"), peers.review(asked.peers, tree))
    yield Row("peers", "scan of a sample tree", ours, "s", "repo-review, sp-repo-review", theirs, "1 x")
    for repository in asked.repositories:
        name = f"scan of {_name(repository)}"
        for beside, command in (
            ("PyDriller, commits only", peers.headers(asked.peers, repository)),
            ("PyDriller, with paths", peers.paths(asked.peers, repository)),
        ):
            try:
                ours, theirs = least(asked.runs, scan(repository, "--no-cache"), command)
            except SystemExit as error:  # It needs every old content, which a partial clone lacks.
                print(f"{beside}: {error}", file=sys.stderr)
            else:
                yield Row("peers", name, ours, "s", beside, theirs)


PARTS: dict[str, Callable[[Asked], Iterator[Row]]] = {
    "start": start,
    "portfolio": portfolio,
    "history": history,
    "cache": cache,
    "network": network,
    "peers": others,
}


def line(row: Row) -> str:
    """One row as text."""
    shown = f"{row.value:,.2f}" if row.unit == "s" else f"{row.value:,.0f}"
    base = f"{row.base:,.2f}" if row.unit == "s" else f"{row.base:,.0f}"
    goal = f"  goal {row.goal}" if row.goal else ""
    return (
        f"{row.part:10} {row.what:44} {shown:>12} {row.unit:9}{row.ratio:7.2f} x {row.beside} ({base}){goal}"
    )


def main(words: Sequence[str] | None = None) -> None:
    """Measure what the arguments say."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--repository", type=Path, action="append", default=[], metavar="BARE")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--peers", type=Path, default=Path("build/peers"), metavar="FOLDER")
    given = parser.parse_args(words)
    if unknown := set(given.part) - PARTS.keys():
        parser.error(f"unknown part: {', '.join(sorted(unknown))}")
    adopt_orphans()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as temporary:
        repositories = tuple(each.resolve() for each in given.repository)
        asked = Asked(repositories, given.runs, given.peers.resolve(), Path(temporary))
        for part in given.part or PARTS:
            for row in PARTS[part](asked):
                rows.append(row)
                print(line(row), flush=True)
    if given.json is not None:
        table = [{**asdict(each), "ratio": each.ratio} for each in rows]
        given.json.write_text(json.dumps(table, indent=2) + "\n")


if __name__ == "__main__":
    main()
