"""Accounts, organisations and repositories on GitHub, through the real command line, PyGithub and git."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import document, left_out, repo_evidence, rows
from tests.support.github_server import GitHub, serve_github
from tests.support.github_world import ORGANIZATION, Account, AccountCommit, Repository, World
from tests.support.repositories import CommitSpec, build_repository

ADA_TOKEN, GRACE_TOKEN = "token0of0ada", "token0of0grace"
NOREPLY, OLD_NOREPLY = "7+ada@users.noreply.github.com", "ada@users.noreply.github.com"
WORK = "ada@work.example"
FORKS = 98
FOLLOWED = 1_000_000
WORKFLOW = "on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: pytest\n"
TEST = "from shop.price import price\n\n\ndef test_price():\n    assert price(2) == 4\n"


def service(path: Path, author: str, operator: str) -> Path:
    """A service whose code and tests are by `author` and whose pipeline is by `operator`."""
    changes = [
        ({"shop/__init__.py": "", "shop/price.py": "def price(x):\n    return 2 * x\n"}, author),
        ({"tests/test_price.py": TEST}, author),
        ({".github/workflows/ci.yml": WORKFLOW}, operator),
        ({"README.md": "# Shop\n"}, author),
        ({"README.md": "# The shop\n"}, author),
    ]
    commits = [
        CommitSpec(files, author=who, date=f"2024-0{month}-01T12:00:00+00:00")
        for month, (files, who) in enumerate(changes, start=1)
    ]
    return build_repository(path, commits, bare=True)


@pytest.fixture(scope="module")
def github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHub]:
    """Ada with 103 repositories on two pages, her organisation, and Grace."""
    there = tmp_path_factory.mktemp("served")
    ada, bob = f"Ada <{NOREPLY}>", "Bob <bob@example.com>"
    shop = service(there / "shop.git", ada, bob)
    early = service(there / "early.git", f"Ada Byron <{OLD_NOREPLY}>", f"A. <{WORK}>")
    other = service(there / "other.git", bob, bob)
    repositories = (
        Repository("ada", "shop", path=shop, pushed_at="2025-05-01T00:00:00Z"),
        Repository("ada", "early", path=early, archived=True, pushed_at="2016-01-01T00:00:00Z"),
        Repository("ada", "handed", path=other, pushed_at="2025-04-01T00:00:00Z"),
        Repository("ada", "void", empty=True, pushed_at="2025-03-01T00:00:00Z"),
        Repository("ada", "fork-000", path=other, parent="grace/shop", pushed_at="2026-01-01T00:00:00Z"),
        *(Repository("ada", f"fork-{number:03}", parent="grace/shop") for number in range(1, FORKS)),
        Repository("ada", "vault", path=early, private=True, pushed_at="2025-06-01T00:00:00Z"),
        Repository("grace", "shop", path=other),
        Repository("acme", "platform", path=shop),
        Repository("acme", "present", path=other),
    )
    world = World(
        accounts=(
            Account("ada", id=7, name="Ada Byron"),
            Account("grace"),
            Account("acme", type=ORGANIZATION, members=("ada",)),
        ),
        repositories=repositories,
        commits=(AccountCommit("ada/early", "ada", WORK),),
        tokens={ADA_TOKEN: "ada", GRACE_TOKEN: "grace"},
        renamed={"acme/former": "acme/present"},
        limits={"core": (FOLLOWED, FOLLOWED), "search": (FOLLOWED, FOLLOWED)},
    )
    with serve_github(world) as server:
        yield server


class Reviewer:
    """Somebody who scans on that server, each thing once."""

    def __init__(self, github: GitHub) -> None:
        self._server = github.api
        self._seen: dict[tuple[str, ...], str] = {}

    def json(self, *arguments: str) -> str:
        """What a scan that succeeds writes."""
        if arguments not in self._seen:
            done = repo_evidence("scan", *arguments, "-f", "json", GITHUB_API_URL=self._server)
            assert (done.returncode, done.stderr) == (0, "")
            self._seen[arguments] = done.stdout
        return self._seen[arguments]

    def scan(self, *arguments: str) -> dict[str, Any]:
        return document(self.json(*arguments))


@pytest.fixture(scope="module")
def reviewer(github: GitHub) -> Reviewer:
    return Reviewer(github)


@pytest.fixture(scope="module")
def ada(reviewer: Reviewer) -> dict[str, Any]:
    return reviewer.scan("ada")


def credit(row: dict[str, Any], signal: str) -> list[list[float] | None]:
    return [each["share"] for each in row["signals"][signal]["evidence"]]


# -- an account with more than one page ----------------------------------------------------------------


def test_all_pages_are_listed_and_what_is_not_scanned_is_named(github: GitHub, ada: dict[str, Any]) -> None:
    pages = {each.query["page"] for each in github.asked("/users/ada/repos")}
    assert pages == {"1", "2"}
    assert sorted(rows(ada)) == ["early", "handed", "shop"]
    forks = {f"fork-{number:03}": "fork" for number in range(FORKS)}
    assert left_out(ada) == {**forks, "void": "empty"}


def test_the_account_says_whose_work_it_is(ada: dict[str, Any]) -> None:
    candidate = ada["candidate"]
    assert (candidate["targets"], candidate["login"]) == (["ada"], "ada")
    assert candidate["identity_certainty"] == "account"
    assert candidate["identities"] == [NOREPLY, OLD_NOREPLY, WORK]
    shares = {name: row["candidate_share"] for name, row in rows(ada).items()}
    assert shares["early"] == [1.0, 1.0]
    assert shares["shop"] == [0.8, 0.8]


def test_somebody_elses_commits_earn_nothing(ada: dict[str, Any]) -> None:
    scanned = rows(ada)
    assert scanned["handed"]["candidate_share"] == [0.0, 0.0]
    assert credit(scanned["shop"], "tests") == [[1.0, 1.0]]
    assert credit(scanned["shop"], "ci_tests") == [[0.0, 0.0]]
    assert credit(scanned["early"], "ci_tests") == [[1.0, 1.0]]
    assert "bob@example.com" not in json.dumps(ada)


def test_evidence_has_its_place_on_the_server(github: GitHub, ada: dict[str, Any]) -> None:
    assert rows(ada)["shop"]["url"] == f"{github.web}/ada/shop"


def test_the_same_account_gives_the_same_bytes(github: GitHub, reviewer: Reviewer) -> None:
    again = repo_evidence(
        "scan", "ADA", "-f", "json", "--jobs", "4", GITHUB_API_URL=github.api, PYTHONHASHSEED="7"
    )
    assert again.stdout.replace('"ADA"', '"ada"') == reviewer.json("ada")


def test_the_limit_keeps_the_newest_pushes(reviewer: Reviewer) -> None:
    limited = reviewer.scan("ada", "--max-repos", "1")
    assert list(rows(limited)) == ["shop"]
    reasons = left_out(limited)
    assert {name: reasons[name] for name in ("handed", "early", "void", "fork-000")} == {
        "handed": "limit", "early": "limit", "void": "limit", "fork-000": "fork",
    }  # fmt: skip


def test_forks_are_scanned_when_asked_for(reviewer: Reviewer) -> None:
    with_forks = reviewer.scan("ada", "--include-forks", "--max-repos", "2")
    assert list(rows(with_forks)) == ["fork-000", "shop"]
    assert "fork" not in left_out(with_forks).values()


# -- what else a target can be -------------------------------------------------------------------------


def test_an_organisation_is_nobody(reviewer: Reviewer) -> None:
    acme = reviewer.scan("acme")
    assert acme["candidate"]["identity_certainty"] == "unknown"
    assert (acme["candidate"]["login"], acme["candidate"]["identities"]) == (None, [])
    assert list(rows(acme)) == ["acme/platform", "acme/present"]
    assert {row["candidate_share"] for row in rows(acme).values()} == {None}


def test_a_repository_names_nobody_until_an_identity_is_declared(reviewer: Reviewer) -> None:
    alone = reviewer.scan("ada/shop")
    assert alone["candidate"]["identity_certainty"] == "unknown"
    assert rows(alone)["ada/shop"]["candidate_share"] is None
    declared = reviewer.scan("ada/shop", "--identity", "bob@example.com")
    assert declared["candidate"]["identity_certainty"] == "declared"
    assert credit(rows(declared)["ada/shop"], "ci_tests") == [[1.0, 1.0]]


def test_a_renamed_repository_is_scanned_under_its_present_name(github: GitHub) -> None:
    done = repo_evidence("scan", "acme/former", "-f", "json", GITHUB_API_URL=github.api)
    assert (done.returncode, done.stderr) == (0, "'acme/former' has been renamed to 'acme/present'\n")
    assert list(rows(document(done.stdout))) == ["acme/present"]


def test_several_targets_are_one_candidate(github: GitHub, reviewer: Reviewer, tmp_path: Path) -> None:
    at_home = "Ada at home <ada@home.example>"
    local = service(tmp_path / "home", at_home, at_home)
    together = reviewer.scan(
        "ada", "acme/platform", str(local), f"{github.web}/ada/shop.git",
        "--max-repos", "1", "--identity", "ada@home.example",
    )  # fmt: skip
    assert together["candidate"]["targets"] == ["ada", "acme/platform", "home", "shop.git"]
    assert together["candidate"]["login"] == "ada"
    assert together["candidate"]["identity_certainty"] == "declared"
    assert together["candidate"]["identities"] == ["ada@home.example", NOREPLY, OLD_NOREPLY, WORK]
    assert list(rows(together)) == ["acme/platform", "home", "shop"]
    assert rows(together)["home"]["candidate_share"] == [1.0, 1.0]
    assert str(tmp_path) not in json.dumps(together)


# -- private repositories ------------------------------------------------------------------------------


@pytest.mark.parametrize(("asked", "found"), [(["--private"], "vault"), ([], "shop")])
def test_the_owners_private_repositories_are_scanned_only_when_asked_for(
    asked: list[str], found: str, github: GitHub
) -> None:
    done = repo_evidence(
        "scan",
        "ada",
        "--max-repos",
        "1",
        *asked,
        "-f",
        "json",
        GITHUB_API_URL=github.api,
        GITHUB_TOKEN=ADA_TOKEN,
    )
    scanned = rows(document(done.stdout))
    assert [(name, row["assessed"]) for name, row in scanned.items()] == [(found, True)]
    assert ("vault" in done.stdout) is bool(asked)


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "words"),
    [
        (["ada", "--private"], {}, 4, "listing private repositories requires a token of that account"),
        (["ada/vault"], {}, 4, "has no public repository 'ada/vault'"),
        (["ada/vault"], {"GITHUB_TOKEN": GRACE_TOKEN}, 4, "has no public repository 'ada/vault'"),
        (["{web}/ada/vault.git"], {}, 3, "the repository does not exist, is not public"),
        (
            ["grace", "--private"],
            {"GH_TOKEN": ADA_TOKEN},
            0,
            "the token belongs to 'ada', so only public repositories of 'grace' were listed",
        ),
    ],
)
def test_private_repositories_are_not_shown_to_others(
    arguments: list[str], environment: dict[str, str], code: int, words: str, github: GitHub
) -> None:
    done = repo_evidence(
        "scan", *(each.format(web=github.web) for each in arguments), GITHUB_API_URL=github.api, **environment
    )
    assert (done.returncode, words in done.stderr) == (code, True), done.stderr


# -- side by side --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scorecards(reviewer: Reviewer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scorecards")
    for name, target in (("ada", "ada"), ("shop", "ada/shop"), ("team", "acme")):
        (folder / f"{name}.json").write_text(reviewer.json(target))
    return folder


def test_scorecards_are_compared_on_the_terminal_and_as_a_table(scorecards: Path) -> None:
    shown = repo_evidence("compare", str(scorecards))
    assert (shown.returncode, shown.stderr) == (0, "")
    assert all(name in shown.stdout for name in ("ada", "shop", "team"))
    pandas = pytest.importorskip("pandas")
    table = repo_evidence("compare", str(scorecards), "-f", "csv")
    assert (table.returncode, table.stderr) == (0, "")
    page = repo_evidence("compare", str(scorecards), "-f", "html").stdout
    assert "3 candidates compared" in page and "shop" not in page
    assert "shop" in repo_evidence("compare", str(scorecards), "-f", "html", "--names").stdout
    refused = repo_evidence("compare", str(scorecards), "--names")
    assert (refused.returncode, refused.stdout) == (2, "")
    frame = pandas.read_csv(io.StringIO(table.stdout))
    low = json.loads((scorecards / "ada.json").read_text())["verdict"]["low"]
    assert sorted(frame.iloc[:, 0]) == ["ada", "shop", "team"]
    assert frame.set_index(frame.columns[0]).loc["ada", "low"] == pytest.approx(low, abs=0.05)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('{"schema_version": "1.0", ', "it is not JSON"),
        ("[]", "it is not a scorecard"),
        ("{}", "it is not a scorecard"),
        ('{"schema_version": "2.0"}', "its format version is 2.0; only 1.x is supported"),
        ('{"schema_version": "1.0"}', "it is not a scorecard: tool is missing"),
    ],
)
def test_a_broken_scorecard_is_named_and_the_others_are_compared(
    content: str, why: str, scorecards: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken.json").write_text(content)
    done = repo_evidence("compare", str(scorecards), str(tmp_path / "broken.json"))
    assert (done.returncode, done.stderr) == (3, f"left out: broken.json: {why}\n")
    assert "ada" in done.stdout
    alone = repo_evidence("compare", str(tmp_path))
    assert (alone.returncode, alone.stdout) == (2, "")
    assert "no scorecard to compare" in alone.stderr and "broken.json" in alone.stderr
