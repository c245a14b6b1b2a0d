"""What goes wrong between us and GitHub: what the reader is told, and with which exit code.

The tables are the documentation: a fault, the words on stderr, the code.
"""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct, field

from tests.support.command_line import document, left_out, repo_evidence, rows
from tests.support.github_faults import Fault
from tests.support.github_server import serve_github
from tests.support.github_world import Account, Repository, World
from tests.support.repositories import CommitSpec, build_repository

ADA = Account("ada", id=7)
TOKEN = "token0of0ada"
AUTHOR = "Ada <7+ada@users.noreply.github.com>"
ELSEWHERE = "https://evil.example"
# A first failure that may pass is followed by one more request a second later, and then it is over.
PATIENCE = "3"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files: dict[str, str | bytes | None] = {"model.py": "x = 1\n", "noise.bin": bytes(range(256)) * 64}
    return build_repository(
        tmp_path_factory.mktemp("served") / "model.git", [CommitSpec(files, author=AUTHOR)], bare=True
    )


def world(model: Path) -> World:
    return World((ADA,), (Repository("ada", "model", path=model),), tokens={TOKEN: "ada"})


# -- the target does not resolve -----------------------------------------------------------------------

ACCOUNT, LIST, ONE, SEARCH = "/users/ada", "/users/ada/repos", "/repos/ada/model", "/search/commits"


class Case(Struct, frozen=True):
    """A fault of the server and what scanning `target` comes to: the exit code, and words on stderr."""

    name: str
    words: str
    fault: Fault | None = None
    target: str = "ada"
    code: int = 4
    timeout: str = PATIENCE
    environment: dict[str, str] = field(default_factory=dict)


UNRESOLVED = (
    Case("unknown user", "has no user or organisation 'nobody'; check the spelling", target="nobody"),
    Case("unknown repository", "has no public repository 'ada/nothing'; check", target="ada/nothing"),
    Case("account gone", "has no user or organisation 'ada'", Fault(ACCOUNT, "not_found")),
    Case("account blocked", "denies access; it is blocked", Fault(ACCOUNT, "blocked")),
    Case("account blocked by law", "blocked it for legal reasons (HTTP 451", Fault(LIST, "legal_reasons")),
    Case("bad token", "rejected the token; it is wrong", environment={"GITHUB_TOKEN": "wrong"}),
    Case("token needed", "requires a token; set GITHUB_TOKEN", Fault("", "bad_credentials")),
    Case("no token at all", "token contains invalid characters; check", environment={"GITHUB_TOKEN": "a b"}),
    Case(
        "no network", "127.0.0.1:1 cannot be reached; check the network connection and try again",
        environment={"GITHUB_API_URL": "http://127.0.0.1:1/api/v3"},
    ),
    Case(
        "no server at the address",
        "'model': the server cannot be reached; check the address and the network connection, and try again",
        target="http://127.0.0.1:1/ada/model.git",
    ),
    Case("server error", "failed (HTTP 500); try again later", Fault(ACCOUNT, "server_error")),
    Case("bad gateway", "failed (HTTP 502); try again later", Fault(LIST, "bad_gateway")),
    Case("never ready", "keeps responding that it is not ready (HTTP 202)", Fault(LIST, "accepted")),
    Case("hanging", "did not respond within the time limit", Fault(ACCOUNT, "hang"), timeout="1"),
    Case("trickling", "did not respond within the time limit", Fault(LIST, "trickle"), timeout="1"),
    Case("answer cut off", "closed the connection before the response was complete", Fault(LIST, "cut")),
    Case("half an answer", "cannot be read; try again later", Fault(LIST, "truncated")),
    Case("not a list", "sent an invalid API response to 'GET /users/ada/repos'", Fault(LIST, "document")),
    Case("wrong type", "'GET /users/ada/repos'", Fault(LIST, "replace", fields={"fork": "yes"})),
    Case("not a name", "'GET /users/ada/repos'", Fault(LIST, "replace", fields={"name": "../x"})),
    Case("wrong identity", "'GET /users/ada'", Fault(ACCOUNT, "replace", fields={"login": "eve"})),
    Case(
        "redirect elsewhere", "redirects 'GET /users/ada' to another address, which was not followed",
        Fault(ACCOUNT, "redirect", location=f"{ELSEWHERE}/users/ada"),
    ),
    Case("secondary limit", "try again then, or set GITHUB_TOKEN", Fault(ACCOUNT, "secondary_rate_limit")),
    Case("asked too often", "is exhausted until", Fault(LIST, "too_many_requests", retry_after=100)),
    Case("not an API", "GITHUB_API_URL must be an https address", code=2,
         environment={"GITHUB_API_URL": "http://api.example/"}),
)  # fmt: skip


@pytest.mark.parametrize("case", UNRESOLVED, ids=lambda case: case.name)
def test_a_target_that_does_not_resolve_is_a_sentence_and_a_code(case: Case, model: Path) -> None:
    faults = () if case.fault is None else (case.fault,)
    with serve_github(world(model), *faults) as github:
        environment = {"GITHUB_API_URL": github.api, **case.environment}
        done = repo_evidence("scan", case.target, "--timeout", case.timeout, **environment)
    assert (done.returncode, case.words in done.stderr) == (case.code, True), done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ") and done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr and "evil" not in done.stderr


def test_a_rate_limit_beyond_the_time_allowed_says_when_to_come_back(model: Path) -> None:
    limit = Fault(ACCOUNT, "primary_rate_limit", reset_in=1800)
    with serve_github(world(model), limit) as github:
        done = repo_evidence("scan", "ada", GITHUB_API_URL=github.api, GITHUB_TOKEN=TOKEN)
        assert len(github.requests) == 1
    assert done.returncode == 4
    when = r"the rate limit of \S+ is exhausted until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC; try again then\n"
    assert re.search(when, done.stderr), done.stderr


@pytest.mark.parametrize(
    "fault",
    [
        Fault(LIST, "primary_rate_limit", times=1, reset_in=1),
        Fault(LIST, "secondary_rate_limit", times=1, retry_after=1),
    ],
    ids=lambda fault: fault.kind,
)
def test_a_short_rate_limit_is_waited_for_and_said_once(fault: Fault, model: Path) -> None:
    with serve_github(world(model), fault) as github:
        done = repo_evidence("scan", "ada", "-f", "json", GITHUB_API_URL=github.api)
    assert done.returncode == 0
    assert re.fullmatch(r"rate limit reached: waiting until \d\d:\d\d:\d\d UTC \(\d s\)\n", done.stderr)
    assert rows(document(done.stdout))["model"]["assessed"] is True


def test_a_failure_that_passes_is_not_spoken_of(model: Path) -> None:
    with serve_github(world(model), Fault(LIST, "bad_gateway", times=1)) as github:
        done = repo_evidence("scan", "ada", GITHUB_API_URL=github.api)
    assert (done.returncode, done.stderr) == (0, "")


def test_without_the_accounts_addresses_the_scan_goes_on_and_says_so(model: Path) -> None:
    with serve_github(world(model), Fault(SEARCH, "blocked")) as github:
        done = repo_evidence("scan", "ada", "-f", "json", GITHUB_API_URL=github.api)
    assert done.returncode == 0
    assert "not all addresses of 'ada' are known, so some work may be missed" in done.stderr
    assert rows(document(done.stdout))["model"]["assessed"] is True


@pytest.mark.parametrize(
    "target",
    [
        "../rate_limit",
        "ada/../rate_limit",
        "ada/..",
        "%2e%2e%2frate_limit",
        "ada?x=1",
        "a--b",
        "ada#",
        "-",
        "x" * 5000,
    ],
)
def test_what_cannot_be_a_name_is_never_asked_for(target: str, model: Path) -> None:
    with serve_github(world(model)) as github:
        done = repo_evidence("scan", "--", target, GITHUB_API_URL=github.api, GITHUB_TOKEN=TOKEN)
        assert github.requests == []
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1 and len(done.stderr) < 600


# -- a repository cannot be read -----------------------------------------------------------------------

PACK = "git-upload-pack"
NO_ACCESS = "the repository does not exist, is not public, or the access token is not accepted for it"
REDIRECT = "the server redirects to another address; redirects are not followed"
BROKEN: dict[str, tuple[str, dict[str, Any], Fault | None]] = {
    # Repository: what is said, how GitHub describes it, what happens to its clone.
    "disabled": ("GitHub has disabled it", {"disabled": True}, None),
    "vanished": ("the repository was not found", {"path": None}, None),
    "withdrawn": (NO_ACCESS, {}, Fault("/ada/withdrawn.git", "bad_credentials")),
    "blocked": ("the server refused access", {}, Fault("/ada/blocked.git", "blocked")),
    "forbidden": ("it is blocked for legal reasons", {}, Fault("/ada/forbidden.git", "legal_reasons")),
    "limited": (
        "the server is limiting the request rate",
        {},
        Fault("/ada/limited.git", "too_many_requests"),
    ),
    "failing": ("the server failed", {}, Fault("/ada/failing.git", "server_error")),
    "gateway": ("the server failed", {}, Fault(f"/ada/gateway.git/{PACK}", "bad_gateway")),
    "moved": (REDIRECT, {}, Fault("/ada/moved.git", "redirect", location=f"{ELSEWHERE}/ada/moved.git")),
    "cut": ("the transfer was interrupted", {}, Fault(f"/ada/cut.git/{PACK}", "cut")),
    "truncated": (
        "the transfer was interrupted",
        {},
        Fault(f"/ada/truncated.git/{PACK}", "truncated"),
    ),
    "hanging": ("the time limit for this repository was exceeded", {}, Fault("/ada/hanging.git", "hang")),
}


def test_a_repository_that_cannot_be_read_is_a_row_and_the_others_are_assessed_as_ever(model: Path) -> None:
    repositories = [Repository("ada", "model", path=model), Repository("ada", "void", empty=True)]
    for name, (_words, described, _fault) in BROKEN.items():
        repositories.append(Repository("ada", name, **{"path": model, **described}))
    faults = [fault for _words, _described, fault in BROKEN.values() if fault is not None]
    with serve_github(World((ADA,), tuple(repositories)), *faults) as github:
        done = repo_evidence(
            "scan", "ada", "-f", "json", "--timeout", "4", "--jobs", "3", GITHUB_API_URL=github.api
        )
    assert done.returncode == 3, done.stderr
    scorecard = document(done.stdout)
    problems = {name: words for name, (words, _described, _fault) in BROKEN.items()}
    assert {name: row["problem"] for name, row in rows(scorecard).items()} == {**problems, "model": None}
    assert [name for name, row in rows(scorecard).items() if row["assessed"]] == ["model"]
    assert left_out(scorecard) == {"void": "empty"}
    said = {f"not assessed: {name}: {words}" for name, words in problems.items()}
    assert (set(done.stderr.splitlines()), done.stderr.count("\n")) == (said, len(said))
    assert "evil" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(ONE, "legal_reasons"), "it is blocked for legal reasons (HTTP 451)"),
        (
            Fault(ONE, "blocked"),
            "access to it is blocked, or the token lacks permission to read it (HTTP 403)",
        ),
        (
            Fault(ONE, "replace", fields={"clone_url": f"{ELSEWHERE}/ada/model.git"}),
            "its clone address is not the expected one and was not used",
        ),
    ],
)
def test_one_repository_that_cannot_be_read_is_a_row_too(fault: Fault, words: str, model: Path) -> None:
    with serve_github(world(model), fault) as github:
        done = repo_evidence("scan", "ada/model", "-f", "json", GITHUB_API_URL=github.api)
        assert [each.path for each in github.requests] == [ONE]
    assert (done.returncode, done.stderr) == (3, f"not assessed: ada/model: {words}\n")
    assert rows(document(done.stdout))["ada/model"]["problem"] == words
    assert "evil" not in done.stdout


def test_an_account_without_repositories_is_a_scorecard_of_none() -> None:
    with serve_github(World((ADA,))) as github:
        done = repo_evidence("scan", "ada", "-f", "json", GITHUB_API_URL=github.api)
    assert (done.returncode, done.stderr) == (0, "")
    assert document(done.stdout)["repositories"] == []


def test_a_clone_over_the_size_limit_is_a_row_with_that_reason(tmp_path: Path) -> None:
    noise = random.Random(7).randbytes(3 * 1024 * 1024).hex()
    lines = "".join(f"x = '{noise[start : start + 100]}'\n" for start in range(0, len(noise), 100))
    files: dict[str, str | bytes | None] = {**{f"m{n}.py": lines[n::7] for n in range(7)}}
    path = build_repository(tmp_path / "large.git", [CommitSpec(files, author=AUTHOR)], bare=True)
    with serve_github(World((ADA,), (Repository("ada", "large", path=path),))) as github:
        done = repo_evidence("scan", "ada", "--max-size", "1", "-f", "json", GITHUB_API_URL=github.api)
    assert done.returncode == 3
    assert "larger than the limit of 1,048,576 bytes" in rows(document(done.stdout))["large"]["problem"]
