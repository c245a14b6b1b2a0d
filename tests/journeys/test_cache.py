"""The cache through the command line: the same bytes, faster; never needed; private; removed at any time."""

from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.command_line import document, in_a_shell, repo_evidence, rows, variables
from tests.support.git_server import serve
from tests.support.github_server import serve_github
from tests.support.github_world import Account, Repository, World
from tests.support.repositories import CommitSpec, build_repository, git

TRAINED = {
    "train.py": "import mlflow\nfrom sklearn.linear_model import Ridge\n\n\ndef main():\n    Ridge().fit([[1]], [1])\n",
    "tests/test_train.py": "from train import main\n\n\ndef test_main():\n    assert main() is None\n",
    "README.md": "# Ridge\n\nIt has served 2 million requests in production.\n",
}
COMMITS = [
    CommitSpec(TRAINED, date="2024-01-01T12:00:00+00:00"),
    CommitSpec({"train.py": TRAINED["train.py"] + "\n\nmain()\n"}, date="2024-03-01T12:00:00+00:00"),
]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return build_repository(tmp_path / "served" / "r.git", COMMITS, bare=True)


@pytest.fixture
def cache(tmp_path: Path) -> str:
    return str(tmp_path / "cache")


def scanned(target: object, cache: str, *options: str) -> subprocess.CompletedProcess[str]:
    return repo_evidence("scan", str(target), "-f", "json", *options, REPO_EVIDENCE_CACHE_DIR=cache)


def lose_objects(repository: Path) -> None:
    """Only who remembers what was in it can still tell."""
    shutil.rmtree(repository / "objects")
    (repository / "objects").mkdir()


def test_a_second_scan_says_the_same_without_reading(repository: Path, cache: str) -> None:
    plain = repo_evidence("scan", str(repository), "-f", "json")
    first = scanned(repository, cache)
    lose_objects(repository)
    second = scanned(repository, cache)
    assert document(first.stdout)["repositories"][0]["assessed"]
    assert first.stdout == second.stdout == plain.stdout
    assert (first.returncode, second.returncode, second.stderr) == (0, 0, "")
    assert scanned(repository, cache, "--no-cache").returncode == 3
    assert scanned(repository, cache, "--identity", "ada@example.com").returncode == 3


def test_a_new_commit_or_tag_is_seen(repository: Path, cache: str) -> None:
    first = scanned(repository, cache)
    git(repository, "tag", "v1")
    tagged = scanned(repository, cache)
    assert tagged.stdout == scanned(repository, cache, "--no-cache").stdout
    git(repository, "update-ref", "HEAD", "HEAD~1")
    earlier = scanned(repository, cache)
    assert earlier.stdout == scanned(repository, cache, "--no-cache").stdout
    assert first.stdout != earlier.stdout


def test_of_a_server_one_question_is_enough(repository: Path, cache: str) -> None:
    with serve(repository.parent) as server:
        address = f"{server.address}/r.git"
        plain = repo_evidence("scan", address, "-f", "json")
        first = scanned(address, cache)
        before = len(server.requests)
        second = scanned(address, cache)
        assert first.stdout == second.stdout == plain.stdout
        assert [each.path.rpartition("/")[2].partition("?")[0] for each in server.requests[before:]] == [
            "refs",
            "git-upload-pack",
        ]
        git(repository, "tag", "v1")
        before = len(server.requests)
        third = scanned(address, cache)
        asked = [each.path.rpartition("/")[2].partition("?")[0] for each in server.requests[before:]]
        # What it has, then its references once more: it is not asked twice whether its files have changed.
        assert asked == ["refs", "git-upload-pack", "refs"]
        assert third.stdout == repo_evidence("scan", address, "-f", "json").stdout


def test_what_may_go_better_next_time_is_not_kept(repository: Path, cache: str, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    shutil.copytree(repository / "objects", whole)
    lose_objects(repository)
    assert scanned(repository, cache).returncode == 3
    shutil.rmtree(repository / "objects")
    shutil.copytree(whole, repository / "objects")
    assert scanned(repository, cache).returncode == 0


def test_a_broken_cache_is_a_cold_one_with_a_warning(repository: Path, cache: str) -> None:
    first = scanned(repository, cache)
    (Path(cache) / "store.sqlite").write_bytes(b"something else" * 1000)
    second = scanned(repository, cache)
    third = scanned(repository, cache)
    assert first.stdout == second.stdout == third.stdout
    assert second.stderr == "warning: the cache is not used: its file is damaged; it is made anew\n"
    assert third.stderr == ""


def test_a_folder_that_cannot_be_used_is_no_reason_to_fail(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = scanned(repository, str(tmp_path / "file" / "cache"))
    assert done.returncode == 0
    assert done.stderr.startswith("warning: the cache is not used: its folder cannot be used")
    without_home = repo_evidence("scan", str(repository), REPO_EVIDENCE_NO_CACHE="0", HOME="nowhere")
    assert without_home.stderr == "warning: the cache is not used: there is no home directory for a cache\n"


def test_its_size_can_be_seen_and_it_can_be_cleared(repository: Path, cache: str) -> None:
    empty = repo_evidence("cache", "info", REPO_EVIDENCE_CACHE_DIR=cache)
    assert empty.stdout == f"folder: {cache}\n"
    scanned(repository, cache)
    full = repo_evidence("cache", "info", "--cache-dir", cache)
    assert "results: 1 in " in full.stdout
    assert repo_evidence("cache", "clear", "--cache-dir", cache).returncode == 0
    assert list(Path(cache).iterdir()) == []
    lose_objects(repository)
    assert scanned(repository, cache).returncode == 3


def test_nobody_else_can_read_it_and_it_holds_no_token(repository: Path, cache: str) -> None:
    secret = "token0of0ada"
    with serve(repository.parent) as server:
        repo_evidence("scan", f"{server.address}/r.git", REPO_EVIDENCE_CACHE_DIR=cache, GITHUB_TOKEN=secret)
    assert Path(cache).stat().st_mode & 0o777 == 0o700
    files = [each for each in Path(cache).rglob("*") if each.is_file()]
    assert files
    assert not any(secret.encode() in each.read_bytes() for each in files)


def test_a_blind_scan_is_kept_apart(repository: Path, cache: str) -> None:
    seen = scanned(repository, cache)
    blind = scanned(repository, cache, "--blind")
    assert seen.stdout != blind.stdout
    lose_objects(repository)
    assert scanned(repository, cache, "--blind").stdout == blind.stdout


@pytest.mark.parametrize("known", (False, True))
def test_a_full_disk_is_a_warning(repository: Path, cache: str, known: bool) -> None:
    if known:  # then it is a worker that finds it full
        git(repository, "update-ref", "HEAD", "HEAD~1")
        scanned(repository, cache)
        build_repository(repository, [CommitSpec({"new.py": "x = 1\n" * 2_000}, parents=())], bare=True)
    plain = scanned(repository, cache, "--no-cache")
    # No file may be larger than 32 kB: the result fits, what is to be kept does not.
    words = ("scan", str(repository), "-f", "json")
    done = in_a_shell('ulimit -f 64; "$@"', *words, REPO_EVIDENCE_CACHE_DIR=cache)
    assert done.stdout == plain.stdout
    assert done.stderr.startswith("warning: the cache is not used: ")
    assert (done.returncode, done.stderr.count("\n")) == (0, 1)


SECRET = "token0of0ada"


def test_what_is_private_is_told_again_only_to_whom_the_server_tells_it(repository: Path, cache: str) -> None:
    ada = Account("ada", id=7)
    world = World((ada,), (Repository("ada", "r", path=repository, private=True),), tokens={SECRET: "ada"})
    with serve_github(world) as server:
        address = f"{server.web}/ada/r.git"

        def scan(**environment: str) -> subprocess.CompletedProcess[str]:
            return repo_evidence(
                *("scan", address, "-f", "json"),
                **{"GITHUB_API_URL": server.api, "REPO_EVIDENCE_CACHE_DIR": cache, **environment},
            )

        first, second = scan(GITHUB_TOKEN=SECRET), scan(GITHUB_TOKEN=SECRET)
        assert (first.returncode, first.stdout) == (0, second.stdout)
        stranger = scan()
        assert stranger.returncode == 3
        assert not rows(document(stranger.stdout))["r"]["assessed"]
        assert not any(
            SECRET.encode() in each.read_bytes() for each in Path(cache).rglob("*") if each.is_file()
        )


def test_a_gate_or_rubric_is_asked_of_what_is_known_as_of_what_is_read(repository: Path, cache: str) -> None:
    asked = (
        ("--require", "tests:wired"),
        ("--require", "tests:sustained"),
        ("--require", "nothing:wired"),
        ("--fail-under", "99"),
        ("--role", "platform"),
        ("--identity", "nobody@example.com"),
        ("--blind", "--identity", "ada@example.com"),
        ("--as-of", "2024-02-01"),
        ("-f", "markdown"),
    )
    for each in asked:
        scanned(repository, cache, *each)
    for each in asked:
        known, plain = scanned(repository, cache, *each), scanned(repository, cache, "--no-cache", *each)
        assert (known.stdout, known.stderr, known.returncode) == (
            plain.stdout,
            plain.stderr,
            plain.returncode,
        )


def test_two_scans_at_once_do_each_other_no_harm(repository: Path, cache: str) -> None:
    with serve(repository.parent) as server:
        address = f"{server.address}/r.git"
        plain = scanned(address, cache, "--no-cache")
        with ThreadPoolExecutor(3) as pool:
            done = list(pool.map(lambda _turn: scanned(address, cache), range(6)))
    assert [each.stdout for each in done] == [plain.stdout] * 6
    assert {each.stderr for each in done} == {""}


_IMPORTED = """
import sys
from analyzer.cli import main
try:
    main()
finally:
    print(*sys.modules, sep="\\n", file=sys.stderr)
"""


def test_a_second_scan_imports_neither_checks_nor_what_reads_repositories(
    repository: Path, cache: str
) -> None:
    scanned(repository, cache)
    done = subprocess.run(
        [sys.executable, "-c", _IMPORTED, "scan", str(repository), "-f", "json", "--cache-dir", cache],
        env=variables(REPO_EVIDENCE_CACHE_DIR=cache),
        capture_output=True,
        text=True,
        check=True,
    )
    imported = set(done.stderr.split())
    heavy = (
        "checks.ci",
        "analyzer.repository.snapshot",
        "analyzer.engine.assess",
        "analyzer.blind",
        "github",
    )
    assert "analyzer.store.results" in imported
    assert imported.isdisjoint(heavy)
