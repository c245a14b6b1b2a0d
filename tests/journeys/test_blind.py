"""Journeys of blind scans through the real command line: an invented person in every place a name can hide."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analyzer.engine.registry import load_checks
from analyzer.scoring.rubric import load_rubric
from tests.support import canary
from tests.support.command_line import document, on_a_terminal, repo_evidence
from tests.support.github_server import serve_github
from tests.support.github_world import Account, Repository, World
from tests.support.repositories import CommitSpec, build_repository, git

FORMATS = ("json", "terminal", "markdown", "html", "csv", "findings-csv")
CV = "- Built Nimbus Kaster serving 3k rps at p99 < 40 ms\n- Wrote the tests with Zephyrine\n"
# What the reports say of their own rubric looks like a commit.
RUBRIC = load_rubric("production", load_checks().checks).sha256


def told(*texts: str) -> list[str]:
    """What some output tells of the invented people."""
    return [each for text in texts for each in canary.told_by(text.replace(RUBRIC[:8], ""))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The person's repositories, one of them without a commit, and a CV."""
    there = tmp_path_factory.mktemp("portfolio") / "zephyrine-quillonard"
    repository = build_repository(there / canary.NAME, canary.commits())
    git(repository, "remote", "add", "origin", f"git@{canary.HOST}:{canary.OWNER}/{canary.NAME}.git")
    build_repository(there / "quillonard-drafts", [])
    (there / "cv_quillonard.md").write_text(CV)
    return there


def scan(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    claims = str(folder / "cv_quillonard.md")
    return repo_evidence("scan", str(folder), "--identity", canary.ADDRESS, "--claims", claims, *more)


@pytest.fixture(scope="module")
def seen(folder: Path) -> dict[str, Any]:
    """The scorecard without `--blind`."""
    return document(scan(folder, "-f", "json").stdout)


@pytest.fixture(scope="module")
def blind(folder: Path) -> dict[str, subprocess.CompletedProcess[str]]:
    return {form: scan(folder, "--blind", "-f", form) for form in FORMATS}


def strings(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a document with the keys that lead to it."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from strings(each, f"{place}.{key}")
    elif isinstance(value, list):
        for each in value:
            yield from strings(each, place)
    elif isinstance(value, str):
        yield place, value


def test_the_invented_people_are_in_every_kind_of_place(seen: dict[str, Any]) -> None:
    """Or the journeys below would prove nothing."""
    places = {place.rpartition(".")[2] for place, text in strings(seen) if told(text)}
    assert places >= {
        *("identities", "targets", "name", "url", "head", "text", "because", "ask", "repository", "path"),
        *("permalink", "commit", "note", "message", "reason"),
    }
    wanted = ("ci_tests", "serving", "alerting", "infrastructure", "dockerfile", "rollout", "ci_delivery")
    inside = ".repositories.signals."
    signals = {place.split(".")[3] for place, text in strings(seen) if inside in place and told(text)}
    assert signals >= set(wanted)


@pytest.mark.parametrize("form", FORMATS)
def test_no_output_tells_who_it_is(blind: dict[str, subprocess.CompletedProcess[str]], form: str) -> None:
    done = blind[form]
    assert done.returncode == 3, done.stderr
    assert "not assessed: repository 2" in done.stderr
    assert len(done.stdout) > 100
    assert told(done.stdout, done.stderr) == []


def test_the_evidence_stays(seen: dict[str, Any], blind: dict[str, subprocess.CompletedProcess[str]]) -> None:
    hidden = document(blind["json"].stdout)
    assert hidden["dimensions"] == seen["dimensions"]
    for key in ("label", "score", "low", "high", "coverage"):
        assert hidden["verdict"][key] == seen["verdict"][key]
    found = next(each for each in seen["repositories"] if each["name"] == canary.NAME)
    shown = next(each for each in hidden["repositories"] if each["name"] == "repository 1")
    for signal, finding in found["signals"].items():
        theirs = shown["signals"][signal]
        assert (theirs["status"], theirs["level"], theirs["ceiling"]) == (
            finding["status"],
            finding["level"],
            finding["ceiling"],
        )
        evidence = [(each["level"], each["share"], each["date"]) for each in theirs["evidence"]]
        assert sorted(evidence, key=str) == sorted(
            ((each["level"], each["share"], each["date"]) for each in finding["evidence"]), key=str
        )
    assert [each["support"] for each in hidden["claims"]] == [each["support"] for each in seen["claims"]]
    assert len(hidden["questions"]) == len(seen["questions"])


def test_the_candidate_has_no_name(blind: dict[str, subprocess.CompletedProcess[str]]) -> None:
    hidden = document(blind["json"].stdout)
    assert hidden["candidate"] == {
        "targets": ["the candidate"],
        "login": None,
        "identities": [],
        "identity_certainty": "declared",
    }
    assert {each["path"] for each in hidden["claims"] if each["repository"] is None} == {"claims file"}


def test_a_comparison_of_blind_scorecards_stays_blind(
    blind: dict[str, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    for number in (1, 2):
        (tmp_path / f"candidate-{number}.json").write_text(blind["json"].stdout)
    for form in ("terminal", "csv"):
        done = repo_evidence("compare", str(tmp_path), "-f", form)
        assert "candidate-1" in done.stdout
        assert told(done.stdout, done.stderr) == []


def test_gates_and_progress_at_a_terminal_stay_blind(folder: Path) -> None:
    gates = ("--require", "rollback:wired", "--fail-under", "99")
    arguments = ("scan", str(folder), "--identity", canary.ADDRESS, "--blind", *gates)
    with on_a_terminal(*arguments) as session:
        assert session.finish() == 3, session.text
    assert "--fail-under 99: undecided" in session.text
    assert told(session.text) == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("/no/such/zephyrine-quillonard",), 4),
        (("https://nimbus-kaster.invalid@zquillonard/x.git?y",), 4),
        (("Zephyrine Quillonard",), 4),
        ((".", "--claims", "/no/such/zephyrine.md"), 2),
        ((".", "-o", "/no/such/zephyrine/out.json"), 2),
        ((".", "--as-of", "zquillonard"), 2),
        ((".", "--rubric", "zephyrine.yaml"), 2),
        ((".", "--require", "quillonard:wired"), 2),
        ((".", "--jobs", "zquillonard"), 2),
        ((".", "--jobs=zquillonard"), 2),
        ((".", "-f", "Zephyrine"), 2),
        ((".", "--quillonard"), 2),
    ],
)
def test_errors_do_not_repeat_what_was_typed(arguments: tuple[str, ...], code: int) -> None:
    done = repo_evidence("scan", *arguments, "--blind", "--identity", "Zephyrine Quillonard")
    assert done.returncode == code, done.stderr
    assert done.stderr
    assert told(done.stdout, done.stderr) == []


def test_an_identity_that_nobody_bears_lists_no_authors(folder: Path) -> None:
    done = repo_evidence("scan", str(folder), "--identity", "quillonard@elsewhere.example", "--blind")
    assert done.returncode == 2
    assert "--identity number 1 matches no commit" in done.stderr
    assert told(done.stdout, done.stderr) == []


def test_the_same_bytes_every_time(folder: Path, blind: dict[str, subprocess.CompletedProcess[str]]) -> None:
    assert scan(folder, "--blind", "-f", "json").stdout == blind["json"].stdout


def test_an_account_stays_blind(tmp_path: Path) -> None:
    repository = build_repository(tmp_path / "kaster.git", canary.commits(), bare=True)
    world = World(
        accounts=(Account(canary.OWNER, id=77, name="Zéphyrine Quillonard", email=canary.ADDRESS),),
        repositories=(
            Repository(canary.OWNER, canary.NAME, path=repository),
            Repository(canary.OWNER, "zephyrine-fork", parent="terbruggen/nimbus-kaster"),
            Repository(canary.OWNER, "quillonard-void", empty=True),
            Repository(canary.OWNER, "quillonard-lost"),
        ),
    )
    with serve_github(world) as github:
        for form in ("json", "html"):
            done = repo_evidence("scan", canary.OWNER, "--blind", "-f", form, GITHUB_API_URL=github.api)
            assert done.returncode in (0, 3), done.stderr
            assert told(done.stdout, done.stderr) == []
            if form == "json":
                hidden = document(done.stdout)
                assert [each["name"] for each in hidden["left_out"]] == [
                    "left-out repository 1",
                    "left-out repository 2",
                ]
                assert hidden["candidate"]["login"] is None
                assert "http" not in json.dumps(hidden["repositories"])


def test_a_copy_says_by_its_number_which_repository_it_is_like(tmp_path: Path) -> None:
    code = {
        f"m{number}.py": "".join(f"x{number}_{line} = {line}\n" for line in range(25)) for number in range(4)
    }
    for name, year in ((canary.NAME, 2023), ("quillonard-again", 2024)):
        build_repository(tmp_path / name, [CommitSpec(code, date=f"{year}-01-01T12:00:00+00:00")])
    done = repo_evidence("scan", str(tmp_path), "--blind", "-f", "json")
    (flag,) = [each for each in document(done.stdout)["flags"] if each["id"] == "duplicate_repository"]
    shown = {each["name"] for each in document(done.stdout)["repositories"]}
    (other,) = shown - {flag["repository"]}
    assert flag["message"].startswith(
        f"4 of 4 code files are the same as in {other}, whose history starts earlier"
    )
    assert told(done.stdout, done.stderr) == []
