"""Whose work is it, read from real histories: a hostile mailmap, moves, co-authors, bots, one drop."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from analyzer.engine.assess import assess
from analyzer.engine.registry import Registry, load_checks
from analyzer.model import RepositoryResult
from analyzer.provenance import Origin, Share
from analyzer.sources import Candidate, Source
from tests.support.repositories import CommitSpec, build_repository


def candidate(*identities: str) -> Candidate:
    return Candidate(targets=("x",), identities=identities)


@pytest.fixture(scope="module")
def checks() -> Registry:
    every = load_checks()
    return Registry({id: every.checks[id] for id in ("history_depth", "dockerfile")}, every.flags)


def assessed(
    tmp_path: Path, checks: Registry, commits: Sequence[CommitSpec], *identities: str
) -> RepositoryResult:
    repository = build_repository(tmp_path / "r", commits, bare=True)
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    return assess(Source("r", str(repository), remote=False), candidate(*identities), checks, workspace)


IMAGE = "FROM python:3.12\nCOPY . .\nCMD python -m svc\n"
ADA_SIGNS, BOB_SIGNS = "Ada Example <ada@example.com>", "Bob Example <bob@example.org>"


def steps(count: int, author: str, folder: str) -> list[CommitSpec]:
    return [
        CommitSpec(
            {f"{folder}/m{number}.py": f"x = {number}\n"},
            author=author,
            date=f"2024-03-{number + 1:02}T12:00:00+00:00",
        )
        for number in range(count)
    ]


def test_the_mailmap_of_a_repository_renames_nobody(tmp_path: Path, checks: Registry) -> None:
    mailmap = CommitSpec({".mailmap": f"{ADA_SIGNS} {BOB_SIGNS}\n"}, author=BOB_SIGNS)
    image = CommitSpec({"Dockerfile": IMAGE, "svc/__main__.py": "print()\n"}, author=BOB_SIGNS)
    result = assessed(tmp_path, checks, [mailmap, image, *steps(6, BOB_SIGNS, "b")], "ada@example.com")
    assert result.candidate_share == Share(0.0, 0.0)
    assert result.author_names == ("Bob Example",) and result.matched_identities == ()
    found = result.provenance["Dockerfile"]
    assert (found.share, found.introduced, found.authors) == (Share(0.0, 0.0), Origin.OTHER, 1)


def test_shares_of_paths_and_of_the_repository_through_real_git(tmp_path: Path, checks: Registry) -> None:
    commits = [
        CommitSpec({"Dockerfile": IMAGE, "svc/__main__.py": "print()\n"}, author=ADA_SIGNS),
        *steps(5, BOB_SIGNS, "b"),
        CommitSpec({"Dockerfile": None, "docker/Dockerfile": IMAGE}, author=BOB_SIGNS),
        CommitSpec(
            {"docker/Dockerfile": IMAGE + "USER 1\n"},
            message=f"x\n\nCo-authored-by: {ADA_SIGNS}\n",
            author="x[bot] <1+x[bot]@users.noreply.github.com>",
        ),
        CommitSpec(
            {"docker/Dockerfile": IMAGE + "USER 2\n"},
            message=f"x\n\nCo-authored-by: {ADA_SIGNS}\n",
            author=BOB_SIGNS,
            date="2024-05-01T12:00:00+00:00",
        ),
    ]
    result = assessed(tmp_path, checks, commits, "ada@example.com")
    assert result.candidate_share == Share(0.25, 0.25)
    found = result.provenance["docker/Dockerfile"]
    assert (found.share, found.date) == (Share(2 / 3, 2 / 3), "2024-05-01")
    assert (found.introduced, found.authors) == (Origin.CANDIDATE, 2)


def test_one_drop_does_not_show_who_wrote_it(tmp_path: Path, checks: Registry) -> None:
    drop = CommitSpec({"Dockerfile": IMAGE, "svc/__main__.py": "print()\n"})
    result = assessed(tmp_path, checks, [drop], "ada@example.com")
    assert [each.id for each in result.flags] == ["bulk_import"]
    assert result.candidate_share == Share(0.0, 1.0)
    found = result.provenance["Dockerfile"]
    assert (found.share, found.introduced) == (Share(0.0, 1.0), Origin.UNSURE)


def test_without_a_name_only_a_drop_has_a_share(tmp_path: Path, checks: Registry) -> None:
    first = CommitSpec({"Dockerfile": IMAGE, "svc/__main__.py": ""})
    grown = assessed(tmp_path / "grown", checks, [first, *steps(5, BOB_SIGNS, "b")])
    assert grown.candidate_share is None
    assert grown.provenance["Dockerfile"].share is None
    dropped = assessed(tmp_path / "dropped", checks, [first])
    assert dropped.candidate_share is None
    assert dropped.provenance["Dockerfile"].share == Share(0.0, 1.0)
    assert dropped.provenance["Dockerfile"].commit == dropped.head
