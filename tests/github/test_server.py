"""The loopback GitHub is a fair double: what PyGithub and git see of it is what they see of GitHub."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from github.GithubException import (
    BadCredentialsException,
    GithubException,
    RateLimitExceededException,
    UnknownObjectException,
)
from msgspec.structs import replace

from tests.support.github_client import client
from tests.support.github_faults import Fault
from tests.support.github_server import GitHub, serve_github
from tests.support.github_world import (
    ORGANIZATION,
    Account,
    AccountCommit,
    PullRequest,
    Repository,
    World,
)
from tests.support.repositories import CommitSpec, build_repository, environment, git

TOKEN = "canary-token-of-ada"
MANY = tuple(
    Repository("ada", f"model-{number:03}", pushed_at=f"2024-01-01T{number // 60:02}:{number % 60:02}:00Z")
    for number in range(120)
)
WORLD = World(
    accounts=(
        Account("ada", id=815, name="Ada Example", email="ada@example.com"),
        Account("acme", type=ORGANIZATION, name="Acme", members=("grace",)),
        Account("grace"),
    ),
    repositories=(
        *MANY,
        Repository("acme", "engine", created_at="2019-01-01T00:00:00Z", collaborators=("ada",)),
        Repository("acme", "plans", private=True),
        Repository("grace", "engine", parent="acme/engine", archived=True),
        Repository("grace", "copy-of-a-copy", parent="grace/engine", disabled=True),
        Repository("grace", "blank", empty=True),
        Repository("ada", "secret", private=True),
    ),
    commits=tuple(
        AccountCommit("acme/engine", "ada", f"ada{number % 3}@example.com") for number in range(45)
    ),
    pull_requests=(
        PullRequest("acme/engine", "ada", 7, merged_at="2023-06-01T10:00:00Z"),
        PullRequest("acme/engine", "ada", 8),
        PullRequest("ada/model-001", "ada", 1, merged_at="2023-06-02T10:00:00Z"),
    ),
    tokens={TOKEN: "ada"},
    renamed={"ada/old-name": "ada/model-001"},
)


@pytest.fixture
def server() -> Iterator[GitHub]:
    with serve_github(WORLD) as running:
        yield running


def test_user(server: GitHub) -> None:
    user = client(server).get_user("ADA")
    assert (user.login, user.id, user.type, user.email) == ("ada", 815, "User", "ada@example.com")
    assert user.created_at.isoformat() == "2015-03-01T08:00:00+00:00"
    assert user.public_repos == 120


def test_organisation(server: GitHub) -> None:
    with pytest.raises(UnknownObjectException):
        client(server).get_organization("ada")
    organization = client(server).get_organization("acme")
    assert (organization.login, organization.type, organization.name) == ("acme", "Organization", "Acme")
    assert client(server).get_user("acme").type == "Organization"
    assert [one.full_name for one in organization.get_repos()] == ["acme/engine"]
    assert [one.full_name for one in client(server).get_user("acme").get_repos()] == ["acme/engine"]


@pytest.mark.parametrize("per_page", [30, 50, 100])
def test_repositories_come_in_pages(server: GitHub, per_page: int) -> None:
    repositories = (
        client(server, per_page=per_page).get_user("ada").get_repos(sort="pushed", direction="desc")
    )
    assert [one.name for one in repositories] == [one.name for one in reversed(MANY)]
    assert len(server.asked("/users/ada/repos")) == -(-120 // per_page)
    assert repositories.totalCount == 120


def test_links_of_a_page_in_the_middle(server: GitHub) -> None:
    answer = requests.get(f"{server.api}/users/ada/repos?per_page=50&page=2", timeout=5)
    pages = {name: link["url"].partition("?")[2] for name, link in answer.links.items()}
    assert pages == {
        "prev": "per_page=50&page=1",
        "next": "per_page=50&page=3",
        "last": "per_page=50&page=3",
        "first": "per_page=50&page=1",
    }
    assert requests.get(answer.links["next"]["url"], timeout=5).json()[0]["name"] == "model-100"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "blank copy-of-a-copy engine"),
        ("?direction=desc", "engine copy-of-a-copy blank"),
        ("?type=all", "engine blank copy-of-a-copy engine"),
        ("?type=member", "engine"),
        ("?sort=pushed", "copy-of-a-copy engine blank"),
        ("?per_page=1&page=2", "copy-of-a-copy"),
        ("?page=9", ""),
    ],
)
def test_type_and_order_of_a_list_are_honoured(server: GitHub, query: str, names: str) -> None:
    answer = requests.get(f"{server.api}/users/grace/repos{query}", timeout=5).json()
    assert [one["name"] for one in answer] == names.split()


def test_single_repository(server: GitHub) -> None:
    engine = client(server).get_repo("acme/engine")
    assert (engine.full_name, engine.fork, engine.archived, engine.size) == ("acme/engine", False, False, 100)
    assert engine.clone_url == f"{server.web}/acme/engine.git"
    copy = client(server).get_repo("grace/copy-of-a-copy")
    assert (copy.fork, copy.raw_data["disabled"]) == (True, True)
    above = [one.full_name for one in (copy.parent, copy.source) if one is not None]
    assert above == ["grace/engine", "acme/engine"]
    assert client(server).get_repo("grace/engine").archived


def test_renamed_repository_is_found_by_its_number(server: GitHub) -> None:
    assert client(server).get_repo("ada/old-name").full_name == "ada/model-001"
    assert [one.path for one in server.requests] == ["/repos/ada/old-name", f"/repositories/{MANY[1].number}"]


def test_addresses_of_an_account_from_its_commits(server: GitHub) -> None:
    found = client(server, per_page=20).search_commits("author:ada")
    assert {one.commit.author.email for one in found} == {f"ada{n}@example.com" for n in range(3)}
    assert (found.totalCount, len(server.asked("/search/commits"))) == (45, 3)
    assert found[0].author.login == "ada"
    with pytest.raises(GithubException, match="422"):
        client(server).search_commits("author:nobody").get_page(0)


def test_merged_pull_requests_to_others(server: GitHub) -> None:
    found = list(client(server).search_issues("is:pr is:merged author:ada -user:ada"))
    assert [(one.number, one.repository_url) for one in found] == [(7, f"{server.api}/repos/acme/engine")]


def test_commits_of_a_repository(tmp_path: Path) -> None:
    path = build_repository(
        tmp_path / "engine.git", [CommitSpec({"a": "1"}), CommitSpec({"a": "2"})], bare=True
    )
    world = replace(
        WORLD, repositories=(Repository("ada", "engine", path), Repository("ada", "blank", empty=True))
    )
    with serve_github(world) as server:
        commits = list(client(server, per_page=1).get_repo("ada/engine").get_commits())
        assert [one.sha for one in commits] == git(path, "rev-list", "HEAD").split()
        with pytest.raises(GithubException, match="409"):
            client(server).get_repo("ada/blank").get_commits().get_page(0)


def test_token_shows_its_owner_and_private_repositories(server: GitHub) -> None:
    with client(server, TOKEN) as github:
        me = github.get_user()
        assert (me.login, me.raw_data["owned_private_repos"]) == ("ada", 1)
        assert [one.name for one in me.get_repos(visibility="private")] == ["secret"]
        assert [one.full_name for one in me.get_repos(affiliation="collaborator")] == ["acme/engine"]
        assert me.get_repos().totalCount == 122
        assert github.get_repo("ada/secret").private
        assert github.get_rate_limit().resources.core.limit == 5000
        with pytest.raises(UnknownObjectException):
            github.get_repo("acme/plans")
    assert all(one.authorized and "Authorization" in one.headers for one in server.requests)
    assert TOKEN not in repr(server.requests)


def test_without_a_token_nothing_is_private(server: GitHub) -> None:
    with pytest.raises(UnknownObjectException):
        client(server).get_repo("ada/secret")
    with pytest.raises(GithubException, match="Requires authentication"):
        _ = client(server).get_user().login
    assert not any(one.authorized for one in server.requests)


def test_bad_token(server: GitHub) -> None:
    with pytest.raises(BadCredentialsException):
        client(server, "wrong").get_user("ada")


def test_requests_are_counted_and_the_limit_holds() -> None:
    began = time.time()
    with serve_github(replace(WORLD, limits={"core": (2, 5000), "search": (1, 30)})) as server:
        github = client(server)
        github.get_user("ada")
        assert github.rate_limiting == (1, 2)
        assert github.get_rate_limit().resources.core.remaining == 1
        github.get_user("ada")
        with pytest.raises(RateLimitExceededException):
            github.get_user("ada")
        assert began < github.rate_limiting_resettime <= time.time() + 3600
        github.search_commits("author:ada").get_page(0)
        client(server, TOKEN).get_user("ada")


@pytest.fixture(scope="module")
def engine_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    commits = [CommitSpec({"data.txt": f"{number}\n" * 20_000}) for number in range(3)]
    return build_repository(tmp_path_factory.mktemp("origin") / "engine-on-disk", commits)


@pytest.fixture
def hub(engine_path: Path) -> Iterator[GitHub]:
    repositories = (
        Repository("ada", "engine", engine_path),
        Repository("ada", "secret", engine_path, private=True),
        Repository("ada", "gone"),
        Repository("ada", "stopped", engine_path, disabled=True),
    )
    with serve_github(
        replace(WORLD, repositories=repositories, renamed={"ada/motor": "ada/engine"})
    ) as running:
        yield running


def clone(url: str, to: Path, *options: str, token: str | None = None) -> subprocess.CompletedProcess[str]:
    settings = {"GIT_ALLOW_PROTOCOL": "http", "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_COUNT": "0"}
    if token is not None:
        settings |= {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "http.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Bearer {token}",
        }
    return subprocess.run(
        ["git", "clone", "--quiet", "--bare", *options, "--", url, str(to)],
        env=environment() | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_real_git_clones_what_the_answers_name(hub: GitHub, engine_path: Path, tmp_path: Path) -> None:
    url = client(hub).get_repo("ada/engine").clone_url
    assert clone(url, tmp_path / "bare", "--filter=blob:none").returncode == 0
    blobless = hub.git_bytes
    assert clone(url, tmp_path / "full").returncode == 0
    assert git(tmp_path / "full", "rev-parse", "HEAD") == git(engine_path, "rev-parse", "HEAD")
    assert 0 < blobless < hub.git_bytes - blobless
    assert [one.method for one in hub.asked("/ada/engine.git/git-upload-pack")] == ["POST"] * 4


def test_git_follows_a_renamed_repository(hub: GitHub, tmp_path: Path) -> None:
    assert clone(f"{hub.web}/ada/motor.git", tmp_path / "clone").returncode == 0


def test_private_repository_needs_its_owners_token(hub: GitHub, tmp_path: Path) -> None:
    url = f"{hub.web}/ada/secret.git"
    assert "could not read Username" in clone(url, tmp_path / "a").stderr
    assert "could not read Username" in clone(url, tmp_path / "b", token="wrong").stderr
    assert clone(url, tmp_path / "c", token=TOKEN).returncode == 0
    assert clone(url.replace("//", f"//x:{TOKEN}@"), tmp_path / "d").returncode == 0


@pytest.mark.parametrize(
    ("name", "fault", "complaint"),
    [
        ("gone", None, "not found"),
        ("nowhere", None, "could not read Username"),
        ("stopped", None, "error: 403"),
        ("engine", Fault("/ada/engine.git", "legal_reasons"), "error: 451"),
        ("engine", Fault("/ada/engine.git", "unavailable"), "error: 503"),
        (
            "engine",
            Fault("/ada/engine.git/git-upload-pack", "cut", after=1),
            "early EOF|unexpected|transfer closed",
        ),
        ("engine", Fault("/ada/engine.git", "redirect", location="http://localhost:1/x.git"), "localhost"),
    ],
)
def test_fault_as_git_shows_it(
    hub: GitHub, tmp_path: Path, name: str, fault: Fault | None, complaint: str
) -> None:
    if fault is not None:
        hub.fail(fault)
    done = clone(f"{hub.web}/ada/{name}.git", tmp_path / "clone")
    assert done.returncode != 0
    assert re.search(complaint, done.stderr), done.stderr
