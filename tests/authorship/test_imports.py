"""A bulk import counts alike whether or not somebody is named: surely what later work touched, at most all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from analyzer.engine.assess import assess
from analyzer.engine.registry import load_checks
from analyzer.model import Evidence, Level, RepositoryResult
from analyzer.provenance import Share
from analyzer.sources import Candidate, Source
from tests.support.command_line import document, repo_evidence
from tests.support.repositories import CommitSpec, build_repository

ADA = Candidate(("x",), identities=("ada@example.com",), certainty="declared")
NOBODY = Candidate(("x",))
MODULES = {f"svc/m{number}.py": f"value_{number} = {number}\n" for number in range(11)}
FILES = {
    **MODULES,
    "Dockerfile": 'FROM python:3.12\nCOPY . .\nCMD ["python", "-m", "svc"]\n',
    "svc/__main__.py": "print(1)\n",
}
IMPORT = CommitSpec(FILES, date="2024-03-04T10:11:12+00:00")


def step(day: str, path: str, text: str) -> CommitSpec:
    return CommitSpec({path: text}, message=f"Step of {day}", date=f"{day}T18:19:20+00:00")


def result(folder: Path, commits: Sequence[CommitSpec], candidate: Candidate) -> RepositoryResult:
    where = build_repository(folder / "service", commits)
    return assess(Source("service", str(where), remote=False), candidate, load_checks(), folder)


def shares(found: RepositoryResult, *paths: str | None) -> list[Share]:
    return [found.share_of(Evidence(path, None, Level.PRESENT, "")) for path in paths]


BOTH = pytest.mark.parametrize("candidate", [ADA, NOBODY], ids=["named", "nobody named"])


@BOTH
def test_what_arrived_in_one_commit_is_sure_of_nobody(candidate: Candidate, tmp_path: Path) -> None:
    found = result(tmp_path, [IMPORT], candidate)
    assert shares(found, "Dockerfile", "never.py", None) == [Share(0.0, 1.0)] * 3
    assert found.candidate_share == (None if candidate is NOBODY else Share(0.0, 1.0))


@BOTH
def test_what_later_work_touched_counts_for_the_share_of_it(candidate: Candidate, tmp_path: Path) -> None:
    commits = [
        IMPORT,
        step("2024-03-04", "svc/__main__.py", "print(2)\n"),
        step("2024-03-05", "Dockerfile", FILES["Dockerfile"] + "# 1\n"),
    ]
    found = result(tmp_path, commits, candidate)
    assert "bulk_import" in {flag.id for flag in found.flags}
    assert shares(found, "Dockerfile", None) == [Share(0.5, 1.0), Share(1 / 3, 1.0)]


@BOTH
def test_a_few_files_count_as_many_do(candidate: Candidate, tmp_path: Path) -> None:
    few = {path: FILES[path] for path in ("Dockerfile", "svc/__main__.py")}
    found = result(tmp_path, [CommitSpec(few, date=IMPORT.date)], candidate)
    assert shares(found, "Dockerfile", None) == [Share(0.0, 1.0)] * 2


@BOTH
def test_a_history_of_steps_counts_whole(candidate: Candidate, tmp_path: Path) -> None:
    commits = [
        step(f"2024-03-{day:02}", path, text) for day, (path, text) in enumerate(sorted(FILES.items()), 4)
    ]
    found = result(tmp_path, commits, candidate)
    assert shares(found, "Dockerfile", None) == [Share(1.0, 1.0)] * 2


def test_a_bare_scan_says_that_the_history_does_not_show_it(tmp_path: Path) -> None:
    where = build_repository(tmp_path / "service", [IMPORT])
    found = document(repo_evidence("scan", str(where), "-f", "json").stdout)
    (repository,) = found["repositories"]
    assert repository["candidate_share"] is None
    assert repository["signals"]["dockerfile"]["evidence"][0]["share"] == [0.0, 1.0]
    assert found["verdict"]["low"] == 0
    assert found["verdict"]["high"] > 0
    assert any("How the files came to be is not shown" in each for each in found["verdict"]["reasons"])
    shown = repo_evidence("scan", str(where), "-f", "markdown").stdout
    assert "how it came to be is not shown" in shown
    assert "candidate's share" not in shown
