"""A fork with two own commits, and work in repositories of others, through the command line, PyGithub and git."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from analyzer.github.access import Server
from analyzer.github.targets import Options, resolve_targets
from tests.support.command_line import document, repo_evidence, rows
from tests.support.github_faults import Fault
from tests.support.github_server import GitHub, serve_github
from tests.support.github_world import Account, PullRequest, Repository, World
from tests.support.repositories import CommitSpec, build_repository

NOREPLY = "7+ada@users.noreply.github.com"
ADA, BOB = f"Ada Byron <{NOREPLY}>", "Bob <bob@example.org>"
IMAGE = 'FROM python:3.12\nCOPY . .\nCMD ["python", "-m", "svc"]\n'
TEST = "from svc.price import price\n\n\ndef test_price():\n    assert price(2) == 4\n"


def steps(*changes: tuple[dict[str, str], str]) -> list[CommitSpec]:
    return [
        CommitSpec(files, author=who, date=f"2023-{month:02}-01T12:00:00+00:00")
        for month, (files, who) in enumerate(changes, start=1)
    ]


ABOVE = steps(
    ({"svc/__init__.py": "", "svc/price.py": "def price(x):\n    return 2 * x\n"}, BOB),
    ({"svc/__main__.py": "from svc.price import price\n\nprint(price(1))\n"}, BOB),
    ({"Dockerfile": IMAGE}, BOB),
    # Ada's own work on the parent, merged there: in her fork it is the parent's.
    ({"Dockerfile": IMAGE + "USER 1\n"}, ADA),
    ({"README.md": "# Service\n"}, BOB),
    ({"README.md": "# The service\n"}, BOB),
)
FORK = [
    *ABOVE,
    *steps(*[({}, BOB)] * 6, ({"tests/test_price.py": TEST}, ADA), ({"svc/tax.py": "TAX = 0.2\n"}, ADA))[6:],
]


@pytest.fixture(scope="module")
def github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHub]:
    there = tmp_path_factory.mktemp("served")
    above = build_repository(there / "above.git", ABOVE, bare=True)
    fork = build_repository(there / "fork.git", FORK, bare=True)
    world = World(
        (Account("ada", id=7), Account("grace")),
        (
            Repository("ada", "service", path=fork, parent="grace/service"),
            Repository("ada", "above", path=above),
            Repository("grace", "service", path=above),
        ),
        pull_requests=(PullRequest("grace/service", "ada", 1, merged_at="2023-04-02T00:00:00Z"),),
        limits={"core": (1000, 1000), "search": (1000, 1000)},
    )
    with serve_github(world) as server:
        yield server


@cache
def scanned_well(server: str, *arguments: str) -> str:
    done = repo_evidence("scan", *arguments, "-f", "json", GITHUB_API_URL=server)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def scan(github: GitHub, *arguments: str) -> dict[str, Any]:
    return document(scanned_well(github.api, *arguments))


def shown(row: dict[str, Any], path: str) -> tuple[Any, ...]:
    """Share, who brought it, first and last day, days and people of the first evidence in `path`."""
    every = [each for signal in row["signals"].values() for each in signal["evidence"]]
    evidence = next(each for each in every if each["path"] == path)
    return tuple(evidence[key] for key in ("share", "introduced", "first_date", "date", "days", "authors"))


def test_of_an_accounts_fork_only_its_own_commits_earn(github: GitHub) -> None:
    scanned = rows(scan(github, "ada", "--include-forks"))
    fork = scanned["service"]
    assert (fork["fork_of"], fork["facts"]["fork_own_commits"]) == ("grace/service", 2)
    assert fork["candidate_share"] == [0.25, 0.25]
    assert shown(fork, "Dockerfile") == ([0.0, 0.0], "other", "2023-03-01", "2023-04-01", 2, 2)
    assert shown(fork, "tests/test_price.py") == (
        [1.0, 1.0], "candidate", "2023-07-01", "2023-07-01", 1, 1,
    )  # fmt: skip
    assert scanned["above"]["fork_of"] is None
    assert "fork_own_commits" not in scanned["above"]["facts"]
    assert shown(scanned["above"], "Dockerfile")[0] == [0.3333, 0.3333]  # of its lines, one in three


def test_a_fork_alone_earns_what_is_its_own_whoever_wrote_it(github: GitHub) -> None:
    fork = rows(scan(github, "ada/service"))["ada/service"]
    assert fork["candidate_share"] == [0.25, 0.25]
    assert shown(fork, "Dockerfile")[:2] == ([0.0, 0.0], "other")
    assert shown(fork, "tests/test_price.py")[:2] == ([1.0, 1.0], None)
    low = {each["id"]: each["low"] for each in scan(github, "ada/service")["dimensions"]}
    assert (low["delivery"], low["testing"] > 0) == (0.0, True)
    reasons = scan(github, "ada/service")["verdict"]["reasons"]
    assert "Only commits made in the fork itself count: ada/service." in reasons
    named = rows(scan(github, "ada/service", "--identity", "bob@example.org"))["ada/service"]
    assert named["candidate_share"] == [0.0, 0.0]
    assert shown(named, "Dockerfile")[:2] == ([0.0, 0.0], "candidate")


def test_a_comparison_that_fails_opens_the_bound_and_is_said(github: GitHub) -> None:
    github.fail(Fault("/repos/ada/service/compare", "unavailable"))
    try:
        done = repo_evidence(
            "scan", "ada/service", "--identity", NOREPLY, "-f", "json", GITHUB_API_URL=github.api
        )
    finally:
        github.heal()
    assert "the own commits of the fork 'ada/service' could not be determined" in done.stderr
    fork = rows(document(done.stdout))["ada/service"]
    assert (fork["fork_of"], fork["facts"]["fork_own_commits"]) == ("grace/service", "not known")
    assert fork["candidate_share"] == [0.0, 0.375]
    assert shown(fork, "tests/test_price.py")[:2] == ([0.0, 1.0], "candidate")


def test_contributions_are_shown_unless_that_repository_is_scanned(github: GitHub) -> None:
    assert scan(github, "ada")["contributions"] == [
        {
            "repository": "grace/service",
            "url": f"{github.web}/grace/service",
            "pull_requests": 1,
            "commits": 0,
            "last_date": "2023-04-02",
        }
    ]
    options = Options(Server(github.api), deadline=time.monotonic() + 60)
    assert resolve_targets(("ada",), options).contributions != ()
    assert resolve_targets(("ada", "grace/service"), options).contributions == ()


def test_contributions_change_no_number(github: GitHub) -> None:
    with_them = scan(github, "ada")
    github.fail(Fault("/search/issues", "unavailable"))
    try:
        done = repo_evidence("scan", "ada", "-f", "json", GITHUB_API_URL=github.api)
    finally:
        github.heal()
    assert done.returncode == 0
    assert "some contributions of 'ada' to repositories of others may be missing" in done.stderr
    without = document(done.stdout)
    assert without["contributions"] == []
    assert {**without, "contributions": with_them["contributions"]} == with_them


def test_a_squash_a_rebase_and_a_team_through_real_git(tmp_path: Path) -> None:
    """Squashed by a colleague with her as co-author; rebased a year later; a path of which she wrote a third."""
    local = "Ada <ada@home.net>"
    squash = f"Add image (#1)\n\nCo-authored-by: {ADA}\n"
    late = "2024-12-31T00:00:00+00:00"
    commits = [
        CommitSpec({"svc/__init__.py": "", "svc/__main__.py": "print()\n"}, author=BOB, date="2023-01-01T00:00:00+00:00"),
        CommitSpec({"Dockerfile": IMAGE}, squash, BOB, "2023-02-01T00:00:00+00:00", "GitHub <noreply@github.com>"),
        CommitSpec({"Dockerfile": IMAGE + "USER 1\n"}, "a", BOB, "2023-03-01T00:00:00+00:00", committer_date=late),
        CommitSpec({"Dockerfile": IMAGE + "USER 2\n"}, "b", local, "2023-06-01T00:00:00+00:00", committer_date=late),
        CommitSpec({"deploy/Dockerfile": IMAGE + "USER 2\n", "Dockerfile": None}, "c", BOB, "2023-07-01T00:00:00+00:00"),
        CommitSpec({"svc/a.py": "A = 1\n"}, author=BOB, date="2023-08-01T00:00:00+00:00"),
    ]  # fmt: skip
    there = build_repository(tmp_path / "team", commits)
    done = repo_evidence(
        "scan", str(there), "--identity", NOREPLY, "--identity", "ada@home.net", "-f", "json"
    )
    assert done.returncode == 0
    row = rows(document(done.stdout))["team"]
    assert row["flags"] == []
    # Of its four commits two are hers, and all of its lines.
    assert shown(row, "deploy/Dockerfile") == ([1.0, 1.0], "candidate", "2023-02-01", "2023-07-01", 4, 2)
