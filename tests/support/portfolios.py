"""Small portfolios on a loopback GitHub, good, broken and hostile, with the list of candidates that names them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from tests.support.github_world import ORGANIZATION, Account, Repository, World
from tests.support.repositories import CommitSpec, build_repository, git_directory

TOKENS = ("token0of0ada", "token0of0bob")
GOOD = ("ada", "bob", "eve")
HOSTILE_NAME = "<img src=x onerror=alert(1)>.py"
PLENTY = 1_000_000


class Portfolios(Struct, frozen=True):
    """`world` is what the server shows; `text` is a list of candidates, as CSV, and `folder` where it is."""

    world: World
    folder: Path

    def list_of(self, rows: Sequence[Sequence[str]], name: str = "candidates.csv") -> Path:
        written = io.StringIO(newline="")
        csv.writer(written).writerows([("target", "identity", "claims", "id", "role"), *rows])
        path = self.folder / name
        path.write_text(written.getvalue())
        return path


GOOD_ROWS = tuple((name, "", "", "", "") for name in GOOD)
MIXED_ROWS = (
    *GOOD_ROWS,
    ("ghost", "", "", "", ""),
    ("mal", "", "", "", ""),
    ("ada/service", "nobody@example.com", "", "unmatched", ""),
    ("bob/service", "", "no-such-cv.md", "unclaimed", ""),
    ("broken-org", "", "", "", ""),
    ("./nowhere", "", "", "nowhere", ""),
    ("empty-user", "", "", "", ""),
    ("ada; bob/service", "Ada", "cv.md", "both", "platform"),
)
"""What becomes of them is in `MIXED_STATUS`."""
MIXED_STATUS = {
    **dict.fromkeys((*GOOD, "mal", "empty-user", "both"), "done"),
    **dict.fromkeys(("ghost", "unmatched", "unclaimed", "nowhere"), "failed"),
    "broken-org": "incomplete",
}


def build_portfolios(folder: Path) -> Portfolios:
    """Three good accounts of one or two repositories, and some that are not good."""
    repositories = []
    for number, owner in enumerate(GOOD):
        author = f"{owner.title()} <{owner}@users.noreply.github.com>"
        commits = [
            CommitSpec(
                {f"m{day}.py": f"x = {day + number}\n"}, author=author, date=f"2024-01-0{day}T12:00:00+00:00"
            )
            for day in (1, 2)
        ]
        path = build_repository(folder / f"{owner}.git", commits, bare=True)
        repositories.append(Repository(owner, "service", path=path))
    second = build_repository(folder / "second.git", [CommitSpec({"a.py": "x = 1\n"})], bare=True)
    repositories.append(Repository("ada", "second", path=second))
    hostile: dict[str, str | bytes | None] = {
        HOSTILE_NAME: "x = 1\n",
        "README.md": "# =cmd|' /C calc'!A0\n\n![](javascript:alert(1))\n",
        "deep.json": "[" * 50_000,
    }
    mal = build_repository(folder / "mal.git", [CommitSpec(hostile, author="=1+1 <a@b.example>")], bare=True)
    repositories.append(Repository("mal", "service", path=mal))
    broken = build_repository(folder / "broken.git", [CommitSpec({"a.py": "x = 1\n"})], bare=True)
    for each in (git_directory(broken) / "objects").rglob("*"):
        if each.is_file():
            each.chmod(0o644)
            each.write_bytes(each.read_bytes()[:20])
    repositories += [Repository("broken-org", "torn", path=broken), Repository("broken-org", "gone")]
    (folder / "cv.md").write_text("- Deployed the price model to production\n")
    people = tuple(Account(name) for name in (*GOOD, "mal", "empty-user"))
    world = World(
        accounts=(*people, Account("broken-org", type=ORGANIZATION)),
        repositories=tuple(repositories),
        tokens={TOKENS[0]: "ada", TOKENS[1]: "bob"},
        limits={"core": (PLENTY, PLENTY), "search": (PLENTY, PLENTY)},
    )
    return Portfolios(world, folder)


def results(folder: Path) -> dict[str, bytes]:
    """The files that a batch is for, by their names; of `run.json` without what it took."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".batch" not in path.relative_to(folder).parts
    }
    run = json.loads(found.get("run.json", b"{}"))
    run.pop("durations", None)
    return {**found, "run.json": json.dumps(run, sort_keys=True).encode()}


def of_any_server(files: dict[str, bytes]) -> dict[str, bytes]:
    """The same without the server's port, which differs from server to server."""
    return {name: re.sub(rb"127\.0\.0\.1:\d+", b"127.0.0.1", content) for name, content in files.items()}
